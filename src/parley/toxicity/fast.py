"""The fast tier: a sum of weights of hashed n-grams. Linear, so each n-gram's part in a score is exact."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.ngrams import BUCKETS, blocks_of, groups_of

Floats = NDArray[np.float32]

#: The table's columns: one for each attribute, and one of zeros so that a row is one machine word.
COLUMNS: Final = 8
_LETTERS: Final = 65_000


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
            sums = np.zeros((last - first, COLUMNS), np.int32)
            counts = np.zeros(last - first, np.int64)
            for block in blocks_of(lowered[first:last]):
                if not len(block.owners):
                    continue
                starts = np.flatnonzero(np.diff(block.owners, prepend=-1))
                owners = block.owners[starts]
                weights = self._rows[block.buckets].view(np.int8).reshape(-1, COLUMNS)
                sums[owners] += np.add.reduceat(weights, starts, axis=0, dtype=np.int32)
                counts[owners] += np.diff(starts, append=len(block.owners))
            root = np.sqrt(np.maximum(counts, 1))[:, None]
            result[first:last] = sums[:, : len(ATTRIBUTES)] / root * self._scale + self._bias
        return result

    def contributions(self, text: str) -> Floats:
        """(letters, 7): what each letter adds to the logits; with the bias they sum to `logits`, up to rounding.

        An n-gram's weight is shared evenly among those of its letters that are not the spaces around the text.
        """
        lowered = text.lower()
        if len(lowered) != len(text):  # a few capitals become two letters
            lowered = "".join(letter.lower()[0] for letter in text)
        lowered = lowered[:_LETTERS]
        edges = np.zeros((len(lowered) + 3, len(ATTRIBUTES)), np.float64)
        count = 0
        for block in blocks_of([lowered]):
            weights = self._rows[block.buckets].view(np.int8).reshape(-1, COLUMNS)[:, : len(ATTRIBUTES)]
            begins = np.maximum(block.begins, 1)
            ends = np.minimum(block.ends, len(lowered) + 1)
            each = weights / (ends - begins)[:, None]
            np.add.at(edges, begins, each)
            np.add.at(edges, ends, -each)
            count += len(block.buckets)
        summed = np.cumsum(edges, axis=0)[1 : len(lowered) + 1]
        result = np.zeros((len(text), len(ATTRIBUTES)), np.float32)
        result[: len(lowered)] = summed / np.sqrt(max(count, 1)) * self._scale
        return result


def table_of(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Quantise (BUCKETS, 7) weights to int8. The few largest are cut, or they would cost all others their digits."""
    cut = np.quantile(np.abs(weights), 1 - 2e-5, axis=0)
    scale: Floats = np.maximum(cut / 127, 1e-8).astype(np.float32)
    table = np.zeros((BUCKETS, COLUMNS), np.int8)
    table[:, : len(ATTRIBUTES)] = np.clip(np.round(weights / scale), -127, 127)
    return table, scale
