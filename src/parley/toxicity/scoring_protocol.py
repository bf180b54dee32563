"""What everything that asks for scores relies on; `parley.toxicity.scorer.Scorer` is the one that ships."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from parley.toxicity.errors import TextRefused
from parley.toxicity.results import Result

#: Whether spans are made: of all texts, of none, or of those whose scores it says yes to. By the network they cost a
#: tenth of the scores, by the table several times as much.
SpansAsked = bool | Callable[[Mapping[str, float]], bool]


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
        spans: SpansAsked = False,
        sentences: bool = False,
        any_language: bool = False,
    ) -> list[Result | TextRefused]:
        """One answer for each text, in order; a refusal stands in the place of its result.

        Raises `ModelUnusable` when scoring itself fails.
        """
        ...
