"""From which score on a comment waits for a moderator, by attribute; None holds nothing, however high the score."""

from typing import Final

TOXICITY_THRESHOLDS: Final[dict[str, float | None]] = {
    "TOXICITY": 0.80,
    "SEVERE_TOXICITY": 0.50,
    "IDENTITY_ATTACK": 0.60,
    "INSULT": 0.85,
    "PROFANITY": 0.90,
    "THREAT": 0.60,
    "SEXUALLY_EXPLICIT": None,
}
