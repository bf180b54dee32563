"""Most valued: by how sure we can be that readers value a comment.

Of n readers who judged it, v valued it and the others reported it (reports that a moderator dismissed do not count).
The score is the lower bound of the Wilson interval for v/n at 95 % (z = 1.96):

    (p + z²/2n − z·sqrt(p(1−p)/n + z²/4n²)) / (1 + z²/n),  p = v/n

Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209-212.
"""

from math import sqrt

from django.utils.translation import gettext_lazy as _

from parley.discussion.orders.base import Order, Ranked, rank_make

Z = 1.96
_UNIT = 1_000_000_000  # a score is kept in whole billionths, so that equal ones are equal on every database


def wilson_lower_bound(*, positive: int, total: int, z: float = Z) -> float:
    """Return the lower bound, from 0 to 1; 0 where nobody is for it. Raises ValueError unless 0 ≤ positive ≤ total."""
    if not 0 <= positive <= total:
        raise ValueError(f"{positive} of {total} is no share")
    if positive == 0:
        return 0.0  # exactly: the difference below leaves the last bit of a float
    share = positive / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (centre - spread) / (1 + z * z / total))


def valued_rank(comment: Ranked) -> int:
    judged = comment.valued_count + comment.report_count
    bound = wilson_lower_bound(positive=comment.valued_count, total=judged)
    return rank_make(score=round(bound * _UNIT), number=comment.number)


ORDER = Order(
    place=4, name="valued", label=_("Most valued"), column="valued_rank", descending=True, rank=valued_rank
)
