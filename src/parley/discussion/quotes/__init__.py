"""Quotes: found, kept, found again after an edit, and linked both ways."""
