"""Hashed word and character n-grams of many texts at once, without a loop over letters.

With S[i] the sum of c[k]·Pᵏ for k < i, the polynomial hash of the letters from i to j is (S[j] − S[i])·P⁻ⁱ, all modulo
2⁶⁴ (P is odd, so it has an inverse): each n-gram costs a subtraction, a multiplication and the mixing of its bits
(the finaliser of SplitMix64, Steele, Lea and Flood 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Rows of the table of weights.
BUCKETS: Final = 1 << 20
CHARACTER_ORDERS: Final = (2, 3, 4, 5)

_P: Final = 0x9E3779B97F4A7C15
_MASK: Final = (1 << 64) - 1
_SPACE: Final = 32
# What words end at besides spaces: ASCII's punctuation but for @ and *, which mask letters, and curved quotes.
_PUNCTUATION: Final = np.zeros(0x2020, dtype=np.bool_)
_PUNCTUATION[[ord(letter) for letter in "!\"#$%&'()+,-./:;<=>?[\\]^_`{|}~‘’“”"]] = True
# Letters of one call: the tables of powers and all steps between stay within the caches.
_MOST_LETTERS: Final = 1 << 16


def _powers(base: int) -> NDArray[np.uint64]:
    values = np.full(_MOST_LETTERS + 1, base, dtype=np.uint64)
    values[0] = 1
    return np.multiply.accumulate(values, dtype=np.uint64)


_UP: Final = _powers(_P)
_DOWN: Final = _powers(pow(_P, -1, 1 << 64))


@dataclass(frozen=True, slots=True)
class Block:
    """The n-grams of one kind of several texts, in the order of the texts.

    `buckets`: (n,) rows of the table. `begins`, `ends`: (n,) the letters each covers, in the texts joined with a space
    before and behind each. `owners`: (n,) the text of each, never falling.
    """

    buckets: NDArray[np.uint32]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    owners: NDArray[np.int32]


def groups_of(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Cut a list of texts in runs that `features_of` can take at once: [first, last) of each."""
    groups: list[tuple[int, int]] = []
    first, letters = 0, 0
    for place, text in enumerate(texts):
        size = len(text) + 2
        if letters + size > _MOST_LETTERS and place > first:
            groups.append((first, place))
            first, letters = place, 0
        letters += size
    if first < len(texts):
        groups.append((first, len(texts)))
    return groups


def blocks_of(texts: Sequence[str], *, punctuation: bool = False) -> list[Block]:
    """The n-grams of texts, which hold at most 65,534 letters together. Case is not folded here.

    First a block for each of `CHARACTER_ORDERS`, then words, then pairs of words. Character n-grams keep within what
    stands between spaces, with the spaces at its sides. Words do the same, or with `punctuation` end at that, too; then
    a last block holds its runs.
    """
    joined = "".join([f" {text} " for text in texts])
    size = len(joined)
    if size > _MOST_LETTERS:
        raise ValueError(f"{size} letters at once; at most {_MOST_LETTERS}: see groups_of")
    letters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    owner_of = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) + 2 for text in texts])
    space = letters <= _SPACE
    coded = np.where(space, np.uint32(_SPACE), letters)
    sums = np.zeros(size + 1, dtype=np.uint64)
    np.cumsum(coded * _UP[:size], out=sums[1:])
    spaces = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(space, out=spaces[1:])

    def block(begin: NDArray[np.int64], end: NDArray[np.int64], *, salt: int) -> Block:
        return Block(_buckets(sums, begin, end, salt=salt), begin, end, owner_of[begin])

    blocks: list[Block] = []
    for order in CHARACTER_ORDERS:
        last = max(0, size - order + 1)
        # No space within; and not the spaces between two texts alone.
        inside = spaces[order - 1 : order - 1 + last] == spaces[1 : last + 1]
        inside &= spaces[order : order + last] - spaces[:last] < order
        begin = np.flatnonzero(inside)
        blocks.append(block(begin, begin + order, salt=order))
    marks = _PUNCTUATION[np.minimum(letters, _PUNCTUATION.size - 1)] if punctuation else np.zeros_like(space)
    word_begin, word_end = _runs(~(space | marks))
    blocks.append(block(word_begin, word_end, salt=65))
    same = owner_of[word_begin[:-1]] == owner_of[word_begin[1:]]
    blocks.append(block(word_begin[:-1][same], word_end[1:][same], salt=66))
    if punctuation:
        blocks.append(block(*_runs(marks), salt=67))
    return blocks


def _runs(chosen: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where runs of chosen letters begin and end. The first letter and the last are never chosen."""
    return np.flatnonzero(chosen[1:] & ~chosen[:-1]) + 1, np.flatnonzero(~chosen[1:] & chosen[:-1]) + 1


def _buckets(
    sums: NDArray[np.uint64], begin: NDArray[np.int64], end: NDArray[np.int64], *, salt: int
) -> NDArray[np.uint32]:
    value = (sums[end] - sums[begin]) * _DOWN[begin]
    value += np.uint64((salt * _P) & _MASK)
    value ^= value >> np.uint64(30)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    value ^= value >> np.uint64(27)
    value *= np.uint64(0x94D049BB133111EB)
    value ^= value >> np.uint64(31)
    return (value & np.uint64(BUCKETS - 1)).astype(np.uint32)
