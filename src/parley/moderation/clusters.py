"""Which of many texts belong together because they are near-duplicates, one of the next."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from parley.moderation.signatures import NEAR, Slots, bands, similarities, slots_of

_AT_ONCE = 20_000  # pairs compared in one step: some 5 MB


def clusters_of(*, slots: Sequence[bytes], groups: Sequence[int]) -> list[list[int]]:
    """Return the clusters of two and more, as places in the sequences, in rising order.

    Compared are the texts that agree in a band, each with the one before it there and with the first: for n texts 32 n
    pairs at most. Whoever is a near-duplicate of one in a cluster belongs to it.
    """
    if len(slots) < 2:  # noqa: PLR2004 -- one text is no cluster
        return []
    matrix, sizes = slots_of(slots), np.asarray(groups)
    leaders = list(range(len(slots)))
    for begin, end in _near(matrix, sizes, _pairs(matrix)):
        leaders[_leader(leaders, begin)] = _leader(leaders, end)
    found: dict[int, list[int]] = defaultdict(list)
    for place in range(len(slots)):
        found[_leader(leaders, place)].append(place)
    return [places for places in found.values() if len(places) > 1]


def _pairs(matrix: Slots) -> NDArray[np.int64]:
    """Return the pairs to compare, (number, 2), each once."""
    found = []
    for column in bands(matrix).T:
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        follows = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        first = order[np.searchsorted(ordered, ordered[follows])]
        found += [
            np.stack([order[follows - 1], order[follows]], axis=1),
            np.stack([first, order[follows]], axis=1),
        ]
    return np.unique(np.concatenate(found), axis=0)


def _near(matrix: Slots, sizes: NDArray[np.int64], pairs: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    for begin in range(0, len(pairs), _AT_ONCE):
        one, other = pairs[begin : begin + _AT_ONCE].T
        alike = similarities(matrix[one], sizes[one], matrix[other], sizes[other])
        near = alike >= NEAR
        yield from zip(one[near].tolist(), other[near].tolist(), strict=True)


def _leader(leaders: list[int], place: int) -> int:
    """Return the place that stands for the cluster of `place`, and shorten the way to it."""
    while leaders[place] != place:
        leaders[place] = leaders[leaders[place]]
        place = leaders[place]
    return place
