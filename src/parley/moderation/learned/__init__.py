"""The wiring between screening and parley.moderation.learning: what is kept, learned, watched, and shown."""
