"""Which pieces of a text made its score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from parley.toxicity.accurate import Reading
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.calibration import Floats
from parley.toxicity.fast import FastModel
from parley.toxicity.results import Span
from parley.toxicity.text.mapped import Mapped

#: Letters that may stand between two marked words of one span.
_GAP: Final = 1
#: Spans in one answer: past these, a list helps nobody.
_MOST_SPANS: Final = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """[begin, end) of the original text. `strength`: a logit, above 0 where it makes the text more toxic."""

    begin: int
    end: int
    strength: float
    network: bool


def marks_of_readings(readings: Iterable[Reading], form: Mapped) -> list[Mark]:
    """What the network's head for tokens says of each token."""
    marks: list[Mark] = []
    for reading in readings:
        for strength, (begin, end) in zip(reading.marks.tolist(), reading.places, strict=True):
            if end > begin:
                first, last = form.original_span(begin, end)
                marks.append(Mark(first, last, strength, network=True))
    return marks


def marks_of_fast(model: FastModel, form: Mapped, windows: Iterable[tuple[int, int]]) -> list[Mark]:
    """What each letter's n-grams add to its window's logit of TOXICITY, exactly."""
    marks: list[Mark] = []
    for begin, end in windows:
        added = model.contributions(form.text[begin:end])[:, 0]
        for at, strength in enumerate(added.tolist(), begin):
            if strength > 0:
                marks.append(Mark(*form.original_span(at, at + 1), strength, network=False))
    return marks


def spans_of(text: str, marks: Sequence[Mark], scores: Floats, *, threshold: float) -> tuple[Span, ...]:
    """Whole words whose marks reach the threshold, neighbours joined; each with its share of every score.

    A share is the part of all marked strength that lies in the span times the score, so the shares of one attribute
    sum to the text's score. A text where nothing is marked has no spans.
    """
    if not marks:
        return ()
    network = any(mark.network for mark in marks)
    strength = np.full(len(text), -np.inf)
    if network:
        for mark in marks:
            if mark.network:
                strength[mark.begin : mark.end] = np.maximum(strength[mark.begin : mark.end], mark.strength)
    else:
        strength[:] = 0.0
        for mark in marks:
            strength[mark.begin : mark.end] += mark.strength / max(1, mark.end - mark.begin)
    words = _words(text)
    picked: list[tuple[int, int, float]] = []
    for begin, end in words:
        most = float(strength[begin:end].max() if network else strength[begin:end].sum())
        if most >= threshold:
            # A logit for the network, so its probability weighs; a sum of logits for the table.
            weight = 1 / (1 + np.exp(-most)) if network else most
            if picked and begin - picked[-1][1] <= _GAP:
                picked[-1] = (picked[-1][0], end, picked[-1][2] + weight)
            else:
                picked.append((begin, end, weight))
    whole = sum(weight for _, _, weight in picked)
    return tuple(
        Span(begin, end, dict(zip(ATTRIBUTES, (scores * weight / whole).tolist(), strict=True)))
        for begin, end, weight in picked[:_MOST_SPANS]
    )


def _words(text: str) -> list[tuple[int, int]]:
    """What stands between white space, without punctuation at its sides."""
    result: list[tuple[int, int]] = []
    begin = -1
    for at, letter in enumerate(f"{text} "):
        if letter.isspace():
            if begin >= 0:
                first, last = begin, at
                while first < last and not text[first].isalnum() and text[first] not in "@$#*":
                    first += 1
                while last > first and not text[last - 1].isalnum() and text[last - 1] not in "@$#*":
                    last -= 1
                result.append((first, last) if first < last else (begin, at))
            begin = -1
        elif begin < 0:
            begin = at
    return result
