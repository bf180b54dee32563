"""From which strength on a word counts as marked: what fits people's marks best on rows of the training part."""

from collections.abc import Callable, Sequence

import numpy as np

from parley.toxicity.accurate import AccurateModel
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.evaluation.metrics import span_f1
from parley.toxicity.explaining import Mark, marks_of_fast, marks_of_readings, spans_of
from parley.toxicity.fast import FastModel
from parley.toxicity.forms import forms_of
from parley.toxicity.text.sentences import sentences
from parley.toxicity.training.rows import Part, Row
from parley.toxicity.windows import letter_windows

_ROWS = 800
_ONES = np.ones(len(ATTRIBUTES))


def threshold_network(rows: Sequence[Row], model: AccurateModel) -> float:
    def marks(text: str) -> list[Mark]:
        form = forms_of(text)[0]
        readings = [model.read(piece) for piece in model.pieces(form.text, sentences(form.text))]
        return marks_of_readings(readings, form)

    return _best(rows, marks, np.arange(-3.0, 3.0, 0.25).tolist())


def threshold_fast(rows: Sequence[Row], model: FastModel) -> float:
    def marks(text: str) -> list[Mark]:
        form = forms_of(text)[0]
        return marks_of_fast(model, form, letter_windows(form.text, sentences(form.text)))

    return _best(rows, marks, np.geomspace(0.02, 2, 24).tolist())


def _best(rows: Sequence[Row], marks: Callable[[str], list[Mark]], choices: Sequence[float]) -> float:
    chosen = [row for row in rows if row.part is Part.TRAIN and row.spans is not None][:_ROWS]
    if not chosen:
        return choices[len(choices) // 2]
    found = [(row, marks(row.text)) for row in chosen]
    means = [
        np.mean(
            [
                span_f1(row.spans or frozenset(), characters_of(row.text, own, threshold=choice))
                for row, own in found
            ]
        )
        for choice in choices
    ]
    return round(float(choices[int(np.argmax(means))]), 4)


def characters_of(text: str, marks: Sequence[Mark], *, threshold: float) -> frozenset[int]:
    spans = spans_of(text, marks, _ONES, threshold=threshold)
    return frozenset(at for span in spans for at in range(span.begin, span.end))
