"""A labelled text, and where it may be used."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.toxicity.attributes import ATTRIBUTES

Floats = NDArray[np.float32]

# Emoji stay: in HatemojiBuild two texts often differ in nothing else.
_PUNCTUATION: Final = re.compile(r"[\s!-/:-@\[-`{-~‘’“”…–—]+")


class Part(StrEnum):
    TRAIN = "train"
    CALIBRATION = "calibration"  # chosen on and calibrated on, never trained on
    TEST = "test"  # reported on, never seen


@dataclass(frozen=True, slots=True)
class Row:
    """`labels`: one number in 0..1 for each attribute, NaN where nobody said. `spans`: toxic code points, None where
    nobody marked them. `weight`: how much the row counts in the loss.
    """

    text: str
    labels: Floats
    source: str
    part: Part
    weight: float = 1.0
    spans: frozenset[int] | None = field(default=None, compare=False)


def labels_of(values: Mapping[str, float | None]) -> Floats:
    """Shape (7,), NaN for what is missing."""
    named = [values.get(name) for name in ATTRIBUTES]
    return np.array([np.nan if value is None else value for value in named], dtype=np.float32)


def text_key(text: str) -> str:
    """The same for texts that differ in case, white space and punctuation alone."""
    return _PUNCTUATION.sub("", text.lower())[:240]


def percentile_of(key: str) -> int:
    """0..99, the same on every machine: splits don't depend on the order of rows."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) % 100


def deduplicate(rows: Iterable[Row]) -> list[Row]:
    """Keep one row for each text; test before calibration before training, so that nothing held out is trained on.

    Within a part the labels of several sources are laid over each other: the first that has one wins.
    """
    order = {Part.TEST: 0, Part.CALIBRATION: 1, Part.TRAIN: 2}
    kept: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: order[row.part]):
        key = text_key(row.text)
        if not key:
            continue
        before = kept.get(key)
        if before is None:
            kept[key] = row
        elif before.part is row.part is Part.TRAIN:
            labels = np.where(np.isnan(before.labels), row.labels, before.labels)
            spans = before.spans if before.spans is not None or before.text != row.text else row.spans
            kept[key] = Row(before.text, labels, before.source, before.part, before.weight, spans)
    return list(kept.values())
