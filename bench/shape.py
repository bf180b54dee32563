"""The shape of a thread as readers make them: who answers whom, and what became of each comment. Plain Python.

Comments are counted from 0 in the order they were written, so a reply always comes after what it answers.
"""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

REPLIES = 0.6  # of all comments
DEPTH_MAX = 30
# The longest branches, as shares of all replies: thousands of comments each in a thread of 100,000.
HOT_SHARES = (0.06, 0.04, 0.02)
_HOT = sum(HOT_SHARES)
_QUARREL = 1  # which of them goes deep
_RECENT = 12  # the newest comments of a branch, which draw most of its answers
# Of a hundred comments, how many are no longer or not yet shown.
_REMOVED, _HELD, _REJECTED = 0.02, 0.01, 0.015
_FATES_FROM = 100  # comments of a thread so small are all shown


@dataclass(slots=True)
class Shape:
    """`parents` holds each comment's parent, -1 for a top-level one; `statuses` are those of Comment.Status."""

    parents: list[int]
    statuses: list[str]


@dataclass(slots=True)
class Kept:
    """What placement.py keeps of each comment; `placed` tells whether it has a place on the page."""

    roots: list[int]
    depths: list[int]
    placed: list[bool]
    reply_counts: list[int]
    branch_counts: list[int]


def shape_make(*, count: int, rng: random.Random) -> Shape:
    """Return the shape of a thread of `count` comments.

    Three in five are replies. Most go to what was written lately, some branches are lively, three become very long.
    Depth reaches DEPTH_MAX where two people have no end of it.
    """
    chance, pick = rng.random, rng.expovariate
    parents: list[int] = []
    statuses: list[str] = []
    depths: list[int] = []
    roots: list[int] = []
    lively: list[int] = []
    hot: list[int] = []
    branches: dict[int, deque[int]] = {}
    for index in range(count):
        if not roots or chance() >= REPLIES:
            parent, depth = -1, 0
        else:
            root = _root_pick(roots, lively, hot, chance(), pick)
            newest = branches[root]
            draw = chance()
            # Some answer what began it (a third; few in a quarrel), as many whoever spoke last.
            first = 0.08 if len(hot) > _QUARREL and root == hot[_QUARREL] else 0.33
            parent = root if draw < first else newest[-1 if draw < 0.66 else int(chance() * len(newest))]
            if depths[parent] >= DEPTH_MAX:
                parent = root
            depth = depths[parent] + 1
        status = _fate(chance()) if count >= _FATES_FROM else "published"
        parents.append(parent)
        depths.append(depth)
        statuses.append(status)
        if status in ("held", "rejected"):
            continue  # nobody can answer what was never shown
        if parent >= 0:
            newest.append(index)
            continue
        branches[index] = deque((index,), maxlen=_RECENT)
        roots.append(index)
        if len(hot) < len(HOT_SHARES) and len(roots) > len(hot) * 3:
            hot.append(index)
        elif chance() < 0.03:
            lively.append(index)
    return Shape(parents=parents, statuses=statuses)


def kept_compute(shape: Shape) -> Kept:
    """Work out from the bottom up what placement.py would have kept."""
    count = len(shape.parents)
    kept = Kept(
        roots=[0] * count,
        depths=[0] * count,
        placed=[False] * count,
        reply_counts=[0] * count,
        branch_counts=[0] * count,
    )
    roots, depths, placed = kept.roots, kept.depths, kept.placed
    for index, parent in enumerate(shape.parents):
        if parent < 0:
            roots[index] = index
        else:
            roots[index], depths[index] = roots[parent], depths[parent] + 1
    replies, branches = kept.reply_counts, kept.branch_counts
    for index in range(count - 1, -1, -1):
        published = shape.statuses[index] == "published"
        placed[index] = published or replies[index] > 0
        parent = shape.parents[index]
        if parent >= 0 and placed[index]:
            replies[parent] += 1
        if published and parent >= 0:
            branches[roots[index]] += 1
    return kept


def _root_pick(
    roots: list[int], lively: list[int], hot: list[int], draw: float, pick: Callable[[float], float]
) -> int:
    """Return the branch that the next reply goes to."""
    if draw < _HOT and hot:
        for root, share in zip(hot, HOT_SHARES, strict=False):
            if draw < share:
                return root
            draw -= share
        return hot[-1]
    if draw < 0.45 and lively:
        return lively[-1 - min(int(pick(0.25)), len(lively) - 1)]
    if draw > 0.97:  # somebody reads from the start and answers there
        return roots[int((draw - 0.97) / 0.03 * len(roots))]
    return roots[-1 - min(int(pick(0.025)), len(roots) - 1)]


def _fate(draw: float) -> str:
    if draw < _REMOVED:
        return "removed"
    if draw < _REMOVED + _HELD:
        return "held"
    return "rejected" if draw < _REMOVED + _HELD + _REJECTED else "published"
