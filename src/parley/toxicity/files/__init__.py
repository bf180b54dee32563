"""Scores for whole files: lines, JSONL, CSV and Parquet, in constant memory, on all cores, resumable.

`parley.toxicity.files.job.job_run` is the way in; `parley toxicity score` is its command. Rows are read one after the
other, cut into batches that depend on nothing but the input, scored by one or more processes, and written in order.
"""
