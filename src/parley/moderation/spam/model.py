"""The spam model: a logistic regression on hashed words and letters, one byte a weight."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from parley.moderation.learning.model import logistic
from parley.moderation.spam.features import BUCKETS, COUNTS, VERSION, Table, table_of

Floats = NDArray[np.float64]
#: All that is learned, in one row: a weight for each bucket, one for each count, and the constant.
SIZE: Final = BUCKETS + len(COUNTS) + 1
BYTES_MAX: Final = 1024 * 1024
_BUNDLED: Final = "bundled.npz"
_LARGEST: Final = 127


class WeightsInvalid(ValueError):  # noqa: N818 -- named for what is wrong
    """What was read are no weights, or some that were made for other features."""


@dataclass(frozen=True, eq=False)
class Weights:
    """`buckets`: (BUCKETS,) int8, each times `scale`; `others`: (len(COUNTS) + 1,) of the counts, and the constant."""

    buckets: NDArray[np.int8]
    scale: float
    others: Floats

    @classmethod
    def rounded(cls, solution: Floats) -> Self:
        """Make them of (SIZE,) numbers. No rounded weight is off by more than 1/254 of the largest."""
        scale = max(float(np.abs(solution[:BUCKETS]).max()) / _LARGEST, 1e-9)
        return cls(np.round(solution[:BUCKETS] / scale).astype(np.int8), scale, solution[BUCKETS:].copy())

    @property
    def solution(self) -> Floats:
        """(SIZE,) numbers, to learn further from."""
        return np.concatenate([self.buckets * self.scale, self.others])

    @cached_property
    def version(self) -> str:
        """A hash over all of its numbers."""
        numbers = np.array([VERSION, self.scale, *self.others], dtype="<f8").tobytes()
        return hashlib.blake2b(numbers + self.buckets.tobytes(), digest_size=6).hexdigest()

    def probabilities(self, table: Table) -> Floats:
        """(n,) how likely each text is spam, 0..1."""
        each = self.buckets[table.buckets] * self.scale * table.values
        sums = np.bincount(table.owners, weights=each, minlength=len(table))
        return logistic(sums + table.counts @ self.others[:-1] + self.others[-1])

    def scores(self, texts: Sequence[str]) -> Floats:
        return self.probabilities(table_of(texts))

    def to_bytes(self) -> bytes:
        """At most some 150 KB; the same weights give the same bytes."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            features=np.int64(VERSION),
            buckets=self.buckets,
            scale=np.float64(self.scale),
            others=self.others,
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises WeightsInvalid."""
        if len(kept) > BYTES_MAX:
            raise WeightsInvalid(f"Weights have at most {BYTES_MAX} bytes.")
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as read:
                features = int(read["features"])
                weights = cls(read["buckets"], float(read["scale"]), read["others"])
        except (EOFError, KeyError, OSError, TypeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise WeightsInvalid(f"These are no weights: {error}") from error
        if features != VERSION:
            raise WeightsInvalid(f"The weights are for features of version {features}.")
        if weights.buckets.dtype != np.int8 or weights.buckets.shape != (BUCKETS,):
            raise WeightsInvalid(f"Weights of {weights.buckets.dtype} {weights.buckets.shape}.")
        if weights.others.dtype != np.float64 or weights.others.shape != (len(COUNTS) + 1,):
            raise WeightsInvalid(f"Other weights of {weights.others.dtype} {weights.others.shape}.")
        if not np.isfinite([weights.scale, *weights.others]).all():
            raise WeightsInvalid("Weights must be finite numbers.")
        return weights


@cache
def bundled() -> Weights:
    """Return the weights that come with Parley, which know invented examples alone; read once."""
    return Weights.from_bytes(files("parley.moderation.spam").joinpath(_BUNDLED).read_bytes())
