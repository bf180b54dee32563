"""Scorers of known behaviour: what stands in a text decides its scores, or what happens."""

import hashlib
import os
import time
from collections.abc import Sequence

from parley.toxicity import (
    ATTRIBUTES,
    LanguageNotSupported,
    ModelUnusable,
    Result,
    Span,
    TextEmpty,
    TextRefused,
)


class StandIn:
    """Scores made from a hash of the text; also, like a real quantised model, from the batch that it is in."""

    def __init__(self, tier: str, *, version: str = "1") -> None:
        self.model = f"{tier}@{version}"

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: bool = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        assert not sentences
        batch = len(texts) / 1_000_000
        return [self._answer(text, batch, spans=spans, any_language=any_language) for text in texts]

    def _answer(self, text: str, batch: float, *, spans: bool, any_language: bool) -> Result | TextRefused:
        if text == "unusable":
            raise ModelUnusable("The weights are damaged. Install Parley again.")
        if text == "die":  # as if the system had taken the process
            os._exit(9)
        if not text.strip():
            return TextEmpty()
        if text.startswith("Das ist") and not any_language:
            return LanguageNotSupported("de")
        digest = hashlib.sha256(text.encode()).digest()
        scores = {name: digest[place] / 256 + batch for place, name in enumerate(ATTRIBUTES)}
        found = (Span(0, len(text.split(maxsplit=1)[0]), {"TOXICITY": 0.5}),) if spans else ()
        return Result(scores=scores, model=self.model, language="en", spans=found)


class Slow(StandIn):
    """The same model on a busy machine: time to be interrupted."""

    def _answer(self, text: str, batch: float, *, spans: bool, any_language: bool) -> Result | TextRefused:
        time.sleep(0.03 if text.startswith("slow") else 0)
        return super()._answer(text, batch, spans=spans, any_language=any_language)


class Mended(StandIn):
    """The same model, with its weights repaired."""

    def _answer(self, text: str, batch: float, *, spans: bool, any_language: bool) -> Result | TextRefused:
        text = text.replace("unusable", "usable")
        return super()._answer(text, batch, spans=spans, any_language=any_language)


def newer(tier: str) -> StandIn:
    return StandIn(tier, version="2")


def missing(tier: str) -> StandIn:
    raise ModelUnusable(f"The weights of {tier} are missing.")
