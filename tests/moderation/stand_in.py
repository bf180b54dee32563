"""A scorer that knows a few words, in the place of a model: quick, and every score can be foretold."""

import re
from collections.abc import Sequence
from typing import ClassVar

from parley.toxicity import (
    ATTRIBUTES,
    LanguageNotSupported,
    ModelUnusable,
    Result,
    Span,
    TextEmpty,
    TextRefused,
)
from parley.toxicity.results import EMBEDDING_SIZE
from parley.toxicity.scoring_protocol import SpansAsked

PATH = "tests.moderation.stand_in.StandIn"
WORDS = {
    "idiot": {"TOXICITY": 0.92, "INSULT": 0.9},
    "damn": {"TOXICITY": 0.5, "PROFANITY": 0.7},
    "hurt": {"TOXICITY": 0.6, "THREAT": 0.65},
}
BASE = 0.03


class StandIn:
    """`asked`: each text it was given, by every one of its kind, since the last `forget`."""

    version: ClassVar[str] = "1"
    loads: ClassVar[int] = 0
    asked: ClassVar[list[str]] = []
    with_spans: ClassVar[int] = 0

    def __init__(self, tier: str = "accurate") -> None:
        StandIn.loads += 1
        self.tier = tier
        self.model = f"{tier}@{self.version}"

    @classmethod
    def forget(cls) -> None:
        cls.loads = cls.with_spans = 0
        cls.version = "1"
        cls.asked.clear()

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: SpansAsked = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        del sentences
        return [self._one(text, spans=spans, any_language=any_language) for text in texts]

    def _one(self, text: str, *, spans: SpansAsked, any_language: bool) -> Result | TextRefused:
        StandIn.asked.append(text)
        if "breakdown" in text:
            raise ModelUnusable("broken on purpose")
        if not text.strip():
            return TextEmpty()
        if "doch nicht" in text and not any_language:
            return LanguageNotSupported("de")
        scores = dict.fromkeys(ATTRIBUTES, BASE)
        for word, raised in WORDS.items():
            if word in text:
                scores |= raised
        found = [
            Span(match.start(), match.end(), {"TOXICITY": 0.8})
            for match in re.finditer("|".join(WORDS), text)
        ]
        embedding = (round(scores["TOXICITY"], 3),) * EMBEDDING_SIZE
        is_explained = spans(scores) if callable(spans) else spans
        StandIn.with_spans += is_explained
        return Result(scores, self.model, "en", tuple(found) if is_explained else (), embedding=embedding)


class Absent:
    """A model whose files are missing."""

    def __init__(self, tier: str) -> None:
        raise ModelUnusable(f"no weights for {tier}")
