"""What everything that asks for scores relies on; `parley.toxicity.scorer.Scorer` is the one that ships."""

from collections.abc import Sequence
from typing import Protocol

from parley.toxicity.errors import TextRefused
from parley.toxicity.results import Result


class Scoring(Protocol):
    """A loaded model. Safe to call from several threads."""

    @property
    def model(self) -> str:
        """Name and version, as in ``accurate@3f2a90c1``."""
        ...

    def score_each(
        self,
        texts: Sequence[str],
        *,
        spans: bool = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        """One answer for each text, in order; a refusal stands in the place of its result.

        Raises `ModelUnusable` when scoring itself fails.
        """
        ...
