"""A model of our own that tells spam from other comments, bundled, and learned further from moderators' decisions."""
