"""Benchmarks on loopback: `python -m bench` (or `make bench`) prints a table and writes bench/results.json.

The server runs on one core and the load generator (wrk) on another, so that requests a second mean requests a second
of one core. What each figure is, and what it was, stands in docs/why/figures.md.
"""
