"""From which score on a comment waits for a moderator, by attribute; None holds nothing, however high the score.

Chosen from the model card: above 0.5 on TOXICITY lie 3.8 % of held-out comments on news sites, above 0.6 1.1 %, and of
those 74 and 88 in a hundred were called toxic by at least half of their raters. The others catch what TOXICITY may not:
half of the people would say threat, or attack on a group. Swearing alone holds only where nearly everybody would call
it profane.
"""

from typing import Final

TOXICITY_THRESHOLDS: Final[dict[str, float | None]] = {
    "TOXICITY": 0.56,
    "SEVERE_TOXICITY": 0.40,
    "IDENTITY_ATTACK": 0.50,
    "INSULT": 0.70,
    "PROFANITY": 0.90,
    "THREAT": 0.50,
    "SEXUALLY_EXPLICIT": None,
}
