"""A model that needs no weights: it counts marked words, so that every score in a test can be worked out by head."""

import re
import threading
from collections.abc import Sequence

from parley.toxicity.attributes import ATTRIBUTES, MAX_BYTES
from parley.toxicity.errors import LanguageNotSupported, ModelUnusable, TextEmpty, TextRefused, TextTooLong
from parley.toxicity.results import Result, Span

VERSION = "0a1b2c3d"
MODEL = f"standin@{VERSION}"
CALM = 0.02
FAILING = "the model fails on this"
_MARKED = re.compile(r"\b(?:idiots?|fools?)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*")
_SPANISH = re.compile(r"\b(?:usted|eres|muy)\b", re.IGNORECASE)


def score_of(text: str) -> float:
    """0.02 without a marked word, 0.5 with one, 0.75 with two, and so on."""
    marked = len(_MARKED.findall(text))
    return 1 - 0.5**marked if marked else CALM


class StandIn:
    """Satisfies `Scoring`. A text that holds FAILING raises ModelUnusable; one under 12 letters is ``und``."""

    model = MODEL

    def __init__(self) -> None:
        self.batches: list[int] = []
        #: Cleared, it makes scoring wait: so a test decides what is queued meanwhile.
        self.go = threading.Event()
        self.go.set()
        self.entered = threading.Semaphore(0)

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: bool = False,  # noqa: ARG002 -- as Scoring says
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        self.entered.release()
        self.go.wait()
        self.batches.append(len(texts))
        if any(FAILING in text for text in texts):
            raise ModelUnusable(f"failed on: {texts!r}")
        return [self._score(text, sentences=sentences, any_language=any_language) for text in texts]

    def _score(self, text: str, *, sentences: bool, any_language: bool) -> Result | TextRefused:
        size = len(text.encode("utf-8"))
        if not text.strip("\u200b \n\t\r"):
            return TextEmpty()
        if size > MAX_BYTES:
            return TextTooLong(size)
        language = "es" if _SPANISH.search(text) else "en" if len(text) >= 12 else "und"
        if language == "es" and not any_language:
            return LanguageNotSupported(language)
        found = tuple(
            Span(match.start(), match.end(), _all(score_of(match[0]))) for match in _SENTENCE.finditer(text)
        )
        return Result(
            scores=_all(score_of(text)),
            model=self.model,
            language=language,
            sentences=found if sentences else (),
        )


def _all(score: float) -> dict[str, float]:
    return dict.fromkeys(ATTRIBUTES, score)
