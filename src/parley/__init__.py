"""Parley publishes news and hosts the argument underneath."""

__version__ = "0.1.0"
