"""How good the shipped models are, measured on rows that they never saw."""
