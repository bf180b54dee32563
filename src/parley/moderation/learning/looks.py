"""What counts as wrong in the random slice: a rejection that does not stay alone.

At an error of 1 % the labels must be better than that. A person who agrees with most in 95 of 100 decisions errs where
people disagree, and there are many more comments that some would reject than comments that most would. So single
rejections of low scores are mostly slips: held against the threshold, they would let nothing pass, however good it is.
A rejection in the slice is therefore looked at by a second person, who does not know of the first; where they differ,
a third look decides. That costs some two looks more for each rejection, which are few in the slice.
"""

from collections.abc import Sequence
from typing import Final

_MAJORITY: Final = 2


def settled(rejected: Sequence[bool]) -> bool | None:
    """What the looks at one comment come to, in their order: whether it is rejected; None if another is needed.

    Published at the first look is published: who looks again only at rejections finds slips of one kind, so the share
    that is called wrong gets smaller, by slips, and a little by what most would reject and some miss. The latter is
    what `missed` of pass_threshold is for.
    """
    if not rejected:
        return None
    if not rejected[0]:
        return False
    if sum(rejected) >= _MAJORITY:
        return True
    return False if len(rejected) - sum(rejected) >= _MAJORITY else None
