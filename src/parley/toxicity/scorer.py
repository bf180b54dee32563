"""Scores for texts: the one door to the models."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from parley.toxicity.accurate import AccurateModel, Piece, Reading
from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.calibration import Floats
from parley.toxicity.errors import LanguageNotSupported, ModelUnusable, TextEmpty, TextRefused
from parley.toxicity.explaining import Mark, marks_of_fast, marks_of_readings, spans_of
from parley.toxicity.fast import FastModel
from parley.toxicity.forms import forms_of
from parley.toxicity.results import Result, Span
from parley.toxicity.scoring_protocol import SpansAsked
from parley.toxicity.shipped import FOLDER, TIERS, shipped_read
from parley.toxicity.text.languages import UNDETERMINED, detect
from parley.toxicity.text.mapped import Mapped
from parley.toxicity.text.sentences import sentences as sentences_of
from parley.toxicity.windows import LETTERS, letter_windows, pooled

Tier = Literal["accurate", "fast"]
#: The forms in which one text is read.
Forms = tuple[Mapped, ...]

#: Languages that the model was trained on; the place to add one is here and in `training.sources`.
LANGUAGES: Final = frozenset({"en"})
#: Windows of one text that the accurate tier reads: some 8,000 tokens, where 20 KB of English have 4,600. What
#: comes behind, of a text made of single signs, is read by the fast tier alone. Bounds the time for one text.
MOST_WINDOWS: Final = 64
#: Sentences that get a score of their own; in a text with more, neighbours are taken together.
MOST_SENTENCES: Final = 64
#: A token has a letter at least: a text this short fits in one window whatever it holds.
_LETTERS_IN_ONE_WINDOW: Final = 250


class Scorer:
    """A loaded model.

    `threads` texts are scored side by side, each on one core. Safe to call from several threads at once.
    Raises ModelUnusable when the weights can't be used.
    """

    def __init__(self, tier: Tier = "accurate", *, threads: int = 1, folder: Path = FOLDER) -> None:
        if tier not in TIERS:
            raise ValueError(f"There is no tier “{tier}”; there are {' and '.join(TIERS)}.")
        self._shipped = shipped_read(tier, folder=folder)
        self.tier = tier
        try:
            self._fast = FastModel.load(
                self._shipped.table, scale=self._shipped.fast_scale, bias=self._shipped.fast_bias
            )
            self._accurate = (
                AccurateModel(self._shipped.graph, self._shipped.tokenizer) if tier == "accurate" else None
            )
        except Exception as error:
            raise ModelUnusable(
                f"The weights in {folder} can't be used: {error}. Reinstall Parley."
            ) from error
        self._threads = ThreadPoolExecutor(threads, "scorer") if threads > 1 else None

    @property
    def model(self) -> str:
        """Name and version, as in ``accurate@3f2a90c1``."""
        return self._shipped.model

    def score(
        self,
        texts: Sequence[str],
        *,
        spans: SpansAsked = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result]:
        """One result for each text, in order.

        `spans` asks what made the score, of all texts or of those whose scores it says yes to; `sentences` for a score
        of each sentence; `any_language` scores texts in languages that the model does not know, with what that is
        worth. Raises TextRefused for the first text that can't be scored, ModelUnusable when scoring fails.
        """
        results: list[Result] = []
        for answer in self.score_each(texts, spans=spans, sentences=sentences, any_language=any_language):
            if isinstance(answer, TextRefused):
                raise answer
            results.append(answer)
        return results

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: SpansAsked = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        """As `score`, with a refusal in the place of the result of a text that can't be scored."""
        if isinstance(texts, str):
            raise TypeError("score takes a list of texts; for one text hand in [text]")
        try:
            asked = [_admit(text, any_language=any_language) for text in texts]
            admitted = [each for each in asked if isinstance(each, _Admitted)]
            results = iter(self._results(admitted, spans=spans, sentences=sentences))
            return [next(results) if isinstance(each, _Admitted) else each for each in asked]
        except Exception as error:
            raise ModelUnusable(f"Scoring failed: {error!r}") from error

    def _results(
        self, admitted: Sequence["_Admitted"], *, spans: SpansAsked, sentences: bool
    ) -> list[Result]:
        if not admitted:
            return []
        found = self._read([each.forms for each in admitted])
        results = []
        for place, (each, own) in enumerate(zip(admitted, self._shares(found.logits), strict=True)):
            scores = dict(zip(ATTRIBUTES, own.tolist(), strict=True))
            is_explained = spans(scores) if callable(spans) else spans
            results.append(
                Result(
                    scores=scores,
                    model=self.model,
                    language=each.language,
                    spans=self._spans(each, found.read[place], own) if is_explained else (),
                    sentences=self._sentences(each.text) if sentences else (),
                    embedding=found.embeddings[place],
                )
            )
        return results

    def _spans(self, admitted: "_Admitted", read: "_Read", scores: Floats) -> tuple[Span, ...]:
        marks: list[Mark] = []
        for place, form in enumerate(admitted.forms):
            if read.readings:
                marks.extend(marks_of_readings(read.readings[place], form))
            else:
                marks.extend(marks_of_fast(self._fast, form, read.windows[place]))
        return spans_of(admitted.text, marks, scores, threshold=self._shipped.spans_threshold)

    def _read(self, forms: Sequence[Forms]) -> "_Found":
        flat = [form for own in forms for form in own]
        longest = LETTERS if self._accurate is None else _LETTERS_IN_ONE_WINDOW
        sentences = [sentences_of(form.text) if len(form.text) > longest else [] for form in flat]
        windows = [letter_windows(form.text, own) for form, own in zip(flat, sentences, strict=True)]
        # All n-grams in one go: the fixed cost of a call is that of several comments.
        fast = self._fast.logits(
            [form.text[begin:end] for form, own in zip(flat, windows, strict=True) for begin, end in own]
        ).astype(np.float64)
        mix = self._shipped.mix
        of_forms = mix[:, 1] * self._pooled(fast, windows) + mix[:, 2]
        readings = self._readings(flat, sentences)
        if readings:
            network = np.array([each.logits for own in readings for each in own], dtype=np.float64)
            of_forms += mix[:, 0] * self._pooled(network, readings)
        starts = _starts(forms)
        ranges = [slice(first, first + len(own)) for first, own in zip(starts.tolist(), forms, strict=True)]
        return _Found(
            np.maximum.reduceat(of_forms, starts, axis=0),
            [_Read(windows[own], readings[own]) for own in ranges],
            _embeddings(readings, [len(own) for own in forms]),
        )

    def _pooled(self, logits: Floats, windows: Sequence[Sequence[object]]) -> Floats:
        """(all windows, 7) in, (texts, 7) out; `windows`: those of each text."""
        return pooled(logits, _starts(windows), self._shipped.pooling)

    def _readings(
        self, forms: Sequence[Mapped], sentences: Sequence[list[tuple[int, int]]]
    ) -> list[list[Reading]]:
        """What the network read in the windows of each form; nothing where there is no network."""
        model = self._accurate
        if model is None:
            return []

        known: dict[tuple[int, ...], Reading] = {}

        def read(form: Mapped, own: list[tuple[int, int]]) -> list[Reading]:
            return [read_once(piece) for piece in model.pieces(form.text, own)[:MOST_WINDOWS]]

        def read_once(piece: Piece) -> Reading:
            # The forms of a text differ in few windows.
            found = known.get(piece.ids)
            if found is None:
                found = known[piece.ids] = model.read(piece)
            return replace(found, places=piece.places)

        return list(
            self._threads.map(read, forms, sentences) if self._threads else map(read, forms, sentences)
        )

    def _shares(self, logits: Floats) -> Floats:
        """(texts, 7) of logits in, shares of people out."""
        return np.stack(
            [calibration(logits[:, place]) for place, calibration in enumerate(self._shipped.calibrations)],
            axis=1,
        )

    def _sentences(self, text: str) -> tuple[Span, ...]:
        ranges = _at_most(sentences_of(text), MOST_SENTENCES)
        visible: list[tuple[int, int, Forms]] = []
        for begin, end in ranges:
            with suppress(TextEmpty):  # nothing to see in it
                visible.append((begin, end, forms_of(text[begin:end])))
        if not visible:
            return ()
        shares = self._shares(self._read([forms for _, _, forms in visible]).logits).tolist()
        return tuple(
            Span(begin, end, dict(zip(ATTRIBUTES, own, strict=True)))
            for (begin, end, _), own in zip(visible, shares, strict=True)
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """Of each form of one text: its windows for the table, and what the network read; nothing without a network."""

    windows: list[list[tuple[int, int]]]
    readings: list[list[Reading]]


@dataclass(frozen=True, slots=True)
class _Found:
    """`logits`: mixed, (texts, 7), the highest of a text's forms. `read`: what they were made of, for each text.
    `embeddings`: of the window that scores highest in each; empty without a network.
    """

    logits: Floats
    read: list[_Read]
    embeddings: list[tuple[float, ...]]


def _starts(parts: Sequence[Sequence[object]]) -> NDArray[np.int64]:
    """Where the parts of each text begin among those of all."""
    return np.cumsum([0, *(len(own) for own in parts[:-1])])


def _embeddings(readings: Sequence[Sequence[Reading]], forms: Sequence[int]) -> list[tuple[float, ...]]:
    """`readings`: of each form; `forms`: how many each text has."""
    if not readings:
        return [() for _ in forms]
    each = iter(readings)
    found = []
    for count in forms:
        windows = [window for _ in range(count) for window in next(each)]
        worst = max(windows, key=lambda window: float(window.logits[0]))
        found.append(tuple(worst.embedding.tolist()))
    return found


@dataclass(frozen=True, slots=True)
class _Admitted:
    text: str
    language: str
    forms: Forms


def _admit(text: str, *, any_language: bool) -> _Admitted | TextRefused:
    try:
        forms = forms_of(text)
    except TextRefused as refusal:
        return refusal
    language = detect(text)
    if language not in LANGUAGES and language != UNDETERMINED and not any_language:
        return LanguageNotSupported(language)
    return _Admitted(text, language, forms)


def _at_most(ranges: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """Take neighbours together until at most `most` are left."""
    step = -(-len(ranges) // most) if ranges else 1
    return [
        (ranges[first][0], ranges[min(first + step, len(ranges)) - 1][1])
        for first in range(0, len(ranges), step)
    ]
