"""What is learned from the decisions of people: a score, how far it may be trusted, and whether it still holds.

Plain Python and numpy; knows nothing of Django or of a database. docs/why/learning.md has the statistics.
"""
