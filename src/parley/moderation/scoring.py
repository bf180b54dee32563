"""The toxicity model of this process: loaded once, asked by the screening phase, by `parley rescore` and by the API."""

import logging
import math
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from parley.kernel.line import turns
from parley.moderation.marks import marks_blank
from parley.toxicity.attributes import ATTRIBUTES, MAX_BYTES
from parley.toxicity.errors import LanguageNotSupported, ModelUnusable, TextEmpty, TextRefused
from parley.toxicity.results import Result, Span
from parley.toxicity.scoring_protocol import Scoring, SpansAsked

logger = logging.getLogger(__name__)

OFF = "off"
ATTRIBUTE_NUDGED = "TOXICITY"
RETRY_SECONDS = 30.0  # after a failed load: the file may be mended while the site runs
SPANS_MAX = 50
_lock = threading.Lock()
_loaded: dict[tuple[str, str], Scoring] = {}
_failed: dict[tuple[str, str], tuple[float, Exception]] = {}


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model says about one text.

    `scores` by attribute, 0 to 1, or empty where the model doesn't know the text's language. `above`: the attributes
    that reach their threshold. `spans`: what made the score, where anything is above or nudged; offsets in code points
    of the text as it was typed. `embedding`: where the text lies among others to this model, see `Result`.
    """

    model: str
    language: str
    scores: Mapping[str, float]
    above: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    embedding: tuple[float, ...] = ()


def scoring_is_on() -> bool:
    return bool(settings.PARLEY_TOXICITY_TIER != OFF)


def scorer_get(*, tier: str = "") -> Scoring:
    """Return the model of `tier` (otherwise of PARLEY_TOXICITY_TIER), loaded at the first call.

    Whoever asks meanwhile waits. Raises ModelUnusable, and for RETRY_SECONDS the same again without another try.
    """
    key = (settings.PARLEY_TOXICITY_SCORER, tier or settings.PARLEY_TOXICITY_TIER)
    if (loaded := _loaded.get(key)) is not None:
        return loaded
    with _lock:
        if key in _loaded:
            return _loaded[key]
        failed_at, error = _failed.get(key, (-math.inf, None))
        if error is not None and time.monotonic() - failed_at < RETRY_SECONDS:
            raise ModelUnusable(str(error)) from error
        try:
            _loaded[key] = import_string(key[0])(key[1])
        except Exception as failure:
            _failed[key] = time.monotonic(), failure
            raise ModelUnusable(f"The toxicity model can't be loaded: {failure}") from failure
        return _loaded[key]


class SharedScorer:
    """The model of this process, loaded when it is first needed. Raises ModelUnusable where it can't be."""

    @property
    def model(self) -> str:
        return scorer_get().model

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: SpansAsked = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        return scorer_get().score_each(texts, spans=spans, sentences=sentences, any_language=any_language)


def scorer_forget() -> None:
    """Let the next call load the model again; for tests, and after its files have changed."""
    with _lock:
        _loaded.clear()
        _failed.clear()


def comment_score(*, text: str) -> Scored:
    """Score one comment's text, in PARLEY_TOXICITY_SECONDS at most, waiting for the model included.

    Raises TimeoutError, ModelUnusable, TextEmpty.
    """
    with turns.paused():  # the model computes outside the interpreter
        future = _pool().submit(lambda: texts_score(scorer=scorer_get(), texts=[text])[0])
        try:
            scored = future.result(timeout=settings.PARLEY_TOXICITY_SECONDS)
        except TimeoutError:
            future.cancel()
            raise
    if isinstance(scored, TextEmpty):
        raise scored
    return scored


def texts_score(*, scorer: Scoring, texts: Sequence[str]) -> list[Scored | TextEmpty]:
    """Return what `scorer` says about each text, in order. Raises ModelUnusable.

    A text longer than the model takes at once is scored in parts; the highest score counts. Spans are made only where
    something is above its threshold, or the writer is asked about it.
    """
    parts = [
        (number, start, part)
        for number, text in enumerate(texts)
        for start, part in _parts(marks_blank(text))
    ]
    answers = scorer.score_each([part for _number, _start, part in parts], spans=_is_explained)
    found: list[list[tuple[int, str, Result | TextRefused]]] = [[] for _ in texts]
    for (number, start, part), answer in zip(parts, answers, strict=True):
        found[number].append((start, part, answer))
    scored = [_joined(scorer.model, pieces) for pieces in found]
    spans: dict[int, list[Span]] = {}
    for (number, start, _part), answer in zip(parts, answers, strict=True):
        if isinstance(answer, Result):
            spans.setdefault(number, []).extend(
                replace(span, begin=span.begin + start, end=span.end + start) for span in answer.spans
            )
    return [
        replace(one, spans=tuple(spans.get(number, ())[:SPANS_MAX])) if isinstance(one, Scored) else one
        for number, one in enumerate(scored)
    ]


def above_thresholds(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Return the attributes whose score reaches its threshold in PARLEY_TOXICITY_THRESHOLDS."""
    thresholds = settings.PARLEY_TOXICITY_THRESHOLDS
    return tuple(
        name
        for name in ATTRIBUTES
        if (least := thresholds.get(name)) is not None and name in scores and scores[name] >= least
    )


def is_nudged(scores: Mapping[str, float]) -> bool:
    """Tell whether a text's toxicity reaches PARLEY_NUDGE_THRESHOLD; never where that is 0."""
    least = settings.PARLEY_NUDGE_THRESHOLD
    return bool(least) and scores.get(ATTRIBUTE_NUDGED, 0.0) >= least


def _is_explained(scores: Mapping[str, float]) -> bool:
    return bool(above_thresholds(scores)) or is_nudged(scores)


def _joined(model: str, pieces: Sequence[tuple[int, str, Result | TextRefused]]) -> Scored | TextEmpty:
    """Make one of a text's parts. A part in another language counts for nothing if others could be scored."""
    results = [answer for _start, _part, answer in pieces if isinstance(answer, Result)]
    refused = [answer for _start, _part, answer in pieces if isinstance(answer, TextRefused)]
    if results:
        scores = {name: max(_checked(one, name) for one in results) for name in ATTRIBUTES}
        worst = max(results, key=lambda one: one.scores[ATTRIBUTE_NUDGED])
        return Scored(
            worst.model, worst.language, scores, above_thresholds(scores), embedding=worst.embedding
        )
    for answer in refused:
        if isinstance(answer, LanguageNotSupported):
            return Scored(model, answer.language, {})
    if all(isinstance(answer, TextEmpty) for answer in refused):
        return TextEmpty()
    raise ModelUnusable(f"The model refused a text: {refused[0]}") from refused[0]


def _checked(result: Result, name: str) -> float:
    """Return the score; what is none must not pass for a low one."""
    score = float(result.scores.get(name, math.nan))
    if not 0 <= score <= 1:
        raise ModelUnusable(f"The model {result.model} gave {score} for {name}, which is no probability.")
    return score


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Yield `text` in parts of at most MAX_BYTES, each with its place, cut at a space where there is one."""
    start = 0
    while len(text) - start > MAX_BYTES // 4:
        part = text[start : start + MAX_BYTES].encode()[:MAX_BYTES].decode(errors="ignore")
        end = start + len(part)
        if end < len(text):
            space = max(part.rfind(" "), part.rfind("\n"))
            end = start + space + 1 if space > len(part) // 2 else end
        yield start, text[start:end]
        start = end
    if start < len(text) or not text:
        yield start, text[start:]


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads of their own, so that waiting for one can end in time."""
    return ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1), thread_name_prefix="toxicity")
