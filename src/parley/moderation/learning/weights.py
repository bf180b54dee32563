"""How much a label counts: people don't see a fair sample, but it is known how unfair the sample is.

What is held comes before a person whatever it is; of what passes by itself only the random slice does. Taken as they
are, labels would speak of held comments far too much. So each is weighted by the inverse of its chance (Horvitz &
Thompson 1952), which is known because the slice is drawn at a known rate.
"""

from collections.abc import Sequence

from parley.moderation.learning.checks import Floats, check_rows, checked_numbers


def weights_of(chances: Sequence[float] | Floats, *, least: Sequence[float] | Floats) -> Floats:
    """(n,) weights least / chance, at most 1: the chance to keep a label if all are to be one even sample.

    `chances`: with which probability this comment was to come before a person, when it was posted: 1 if it was held,
    the rate of the slice if it was to pass. `least`: the least chance that any comment had at that time: 1 while people
    read everything, the rate of the slice since.

    By `least`, labels of different times go together without loss: each time gives an even sample of its own, and
    even samples of the same stream are one. Weights of 1 / chance over all times would count an audited comment of a
    2 % slice fifty times, against each single one from when everything was read.

    Raises ValueError where a chance is not above 0, above 1, or below the least.
    """
    chances, least = checked_numbers("Chances", chances), checked_numbers("Least chances", least)
    check_rows("Least chances", len(least), len(chances))
    if ((least <= 0) | (chances < least) | (chances > 1)).any():
        raise ValueError("Chances must lie between the least, which is above 0, and 1.")
    weights: Floats = least / chances
    return weights
