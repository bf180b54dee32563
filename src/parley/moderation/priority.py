"""What to look at first: expected harm, times how unsure the model is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# How bad it is if a comment with this attribute stands: our own weights; a threat counts whole.
HARM: Final[Mapping[str, float]] = {
    "THREAT": 1.0,
    "SEVERE_TOXICITY": 1.0,
    "IDENTITY_ATTACK": 0.9,
    "SEXUALLY_EXPLICIT": 0.7,
    "INSULT": 0.6,
    "TOXICITY": 0.6,
    "PROFANITY": 0.3,
}
#: What nobody could score may be anything.
UNKNOWN_HARM: Final = 0.5
#: A comment that the model is sure of may still be what it is not sure of.
LEAST_UNCERTAINTY: Final = 0.05
#: Each report makes a comment as much more pressing; after the fifth nothing is added.
REPORT_WEIGHT: Final = 0.2
REPORTS_COUNTED: Final = 5


@dataclass(frozen=True, slots=True)
class Priority:
    """All 0..1 but `value`, the product, which reports can double."""

    harm: float
    uncertainty: float
    value: float


def priority_of(*, scores: Mapping[str, float], reports: int = 0) -> Priority:
    """`scores` by attribute, 0..1; empty where there are none.

    Harm is the highest weighted score. Uncertainty is the variance of a yes or no with the chance of the score for
    TOXICITY, 4p(1 - p): 1 where the model can't tell.
    """
    if not scores:
        harm, uncertainty = UNKNOWN_HARM, 1.0
    else:
        harm = max(HARM.get(name, 0.0) * score for name, score in scores.items())
        chance = scores.get("TOXICITY", 0.5)
        uncertainty = max(LEAST_UNCERTAINTY, 4.0 * chance * (1.0 - chance))
    pressing = 1.0 + REPORT_WEIGHT * min(reports, REPORTS_COUNTED)
    return Priority(round(harm, 4), round(uncertainty, 4), round(harm * uncertainty * pressing, 4))
