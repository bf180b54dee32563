"""What happens to a comment before it is scored, and how to find the way back to the text as it was written."""
