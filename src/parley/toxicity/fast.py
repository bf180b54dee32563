"""The fast tier: a sum of weights of hashed n-grams. Linear, so each n-gram's part in a score is exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.ngrams import BUCKETS, CHARACTER_ORDERS, Block, blocks_of, groups_of

Floats = NDArray[np.float32]

#: The table's columns: one for each attribute, and one of zeros so that a row is one machine word.
COLUMNS: Final = 8
_LETTERS: Final = 65_000
_BUCKET_BITS: Final = BUCKETS.bit_length() - 1


class FastModel:
    """`table`: (BUCKETS, 8) int8; a weight is its number times its attribute's `scale`."""

    def __init__(self, *, table: NDArray[np.int8], scale: Floats, bias: Floats) -> None:
        if table.shape != (BUCKETS, COLUMNS) or table.dtype != np.int8:
            raise ValueError(f"A table of {table.shape} {table.dtype}; expected {(BUCKETS, COLUMNS)} int8")
        self._rows = np.ascontiguousarray(table).view(np.int64).ravel()
        self._scale = scale
        self._bias = bias

    @classmethod
    def load(cls, path: Path, *, scale: Sequence[float], bias: Sequence[float]) -> "FastModel":
        table = np.load(path, allow_pickle=False)
        return cls(table=table, scale=np.array(scale, np.float32), bias=np.array(bias, np.float32))

    def logits(self, texts: Sequence[str]) -> Floats:
        """(texts, 7). The texts are cleaned ones; case is folded here."""
        lowered = [text.lower()[:_LETTERS] for text in texts]
        result = np.empty((len(texts), len(ATTRIBUTES)), np.float32)
        for first, last in groups_of(lowered):
            sums = np.zeros((last - first, COLUMNS), np.float64)
            for family in families_of(lowered[first:last]):
                if not len(family.buckets):
                    continue
                weights = self._rows[family.buckets].view(np.int8).reshape(-1, COLUMNS)
                starts = np.flatnonzero(np.diff(family.owners, prepend=-1))
                each = np.zeros((last - first, COLUMNS), np.float64)
                each[family.owners[starts]] = np.add.reduceat(weights, starts, axis=0, dtype=np.int32)
                again = np.flatnonzero(family.times > 1)
                if len(again):
                    more = (counted(family.times[again]) - 1)[:, None] * weights[again]
                    starts = np.flatnonzero(np.diff(family.owners[again], prepend=-1))
                    each[family.owners[again[starts]]] += np.add.reduceat(more, starts, axis=0)
                sums += each / family.roots[:, None]
            result[first:last] = sums[:, : len(ATTRIBUTES)] * self._scale + self._bias
        return result

    def contributions(self, text: str) -> Floats:
        """(letters, 7): what each letter adds to the logits; with the bias they sum to `logits`, up to rounding.

        An n-gram's weight is shared evenly among the places where it stands, and there among those of its letters that
        are not the spaces around the text.
        """
        lowered = text.lower()
        if len(lowered) != len(text):  # a few capitals become two letters
            lowered = "".join(letter.lower()[0] for letter in text)
        lowered = lowered[:_LETTERS]
        edges = np.zeros((len(lowered) + 3, len(ATTRIBUTES)), np.float64)
        for blocks in _families([lowered]):
            buckets = np.concatenate([block.buckets for block in blocks])
            _, inverse, times = np.unique(buckets, return_inverse=True, return_counts=True)
            part = (counted(times) / times)[inverse] / np.sqrt(max(len(buckets), 1))
            weights = self._rows[buckets].view(np.int8).reshape(-1, COLUMNS)[:, : len(ATTRIBUTES)]
            begins = np.maximum(np.concatenate([block.begins for block in blocks]), 1)
            ends = np.minimum(np.concatenate([block.ends for block in blocks]), len(lowered) + 1)
            each = weights * (part / (ends - begins))[:, None]
            np.add.at(edges, begins, each)
            np.add.at(edges, ends, -each)
        summed = np.cumsum(edges, axis=0)[1 : len(lowered) + 1]
        result = np.zeros((len(text), len(ATTRIBUTES)), np.float32)
        result[: len(lowered)] = summed * self._scale
        return result


@dataclass(frozen=True, slots=True)
class Family:
    """The n-grams of letters, or those of words, of some texts: each once a text.

    `owners`: (n,) the text of each, never falling; `buckets`: (n,) rows of the table; `times`: (n,) how often it stands
    there. `roots`: (texts,) the root of how many a text has, repeated ones counted.
    """

    owners: NDArray[np.int64]
    buckets: NDArray[np.int64]
    times: NDArray[np.int64]
    roots: NDArray[np.float64]


def families_of(texts: Sequence[str]) -> list[Family]:
    """Letters and words of texts that hold at most 65,534 letters together, in lower case.

    A text's value for an n-gram is `counted(times)` / root: neither do the many letters drown the few words, nor a long
    text a short one.
    """
    result: list[Family] = []
    for blocks in _families(texts):
        keys = np.concatenate([block.owners for block in blocks], dtype=np.int64)
        counts = np.bincount(keys, minlength=len(texts))
        keys <<= _BUCKET_BITS
        keys |= np.concatenate([block.buckets for block in blocks])
        keys.sort()
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
        once = keys[starts]
        result.append(
            Family(
                owners=once >> _BUCKET_BITS,
                buckets=once & (BUCKETS - 1),
                times=np.diff(starts, append=len(keys)),
                roots=np.sqrt(np.maximum(counts, 1)),
            )
        )
    return result


def counted(times: NDArray[np.int64]) -> NDArray[np.float64]:
    """What an n-gram counts that stands so often in a text, 1 + ln of it: a word said ten times counts thrice."""
    return 1.0 + np.log(times)


def _families(texts: Sequence[str]) -> tuple[list[Block], list[Block]]:
    blocks = blocks_of(texts, punctuation=True)
    return blocks[: len(CHARACTER_ORDERS)], blocks[len(CHARACTER_ORDERS) :]


def table_of(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Quantise (BUCKETS, 7) weights to int8. The few largest are cut, or they would cost all others their digits."""
    cut = np.quantile(np.abs(weights), 1 - 2e-5, axis=0)
    scale: Floats = np.maximum(cut / 127, 1e-8).astype(np.float32)
    table = np.zeros((BUCKETS, COLUMNS), np.int8)
    table[:, : len(ATTRIBUTES)] = np.clip(np.round(weights / scale), -127, 127)
    return table, scale
