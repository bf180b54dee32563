"""What scoring gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: Numbers of an embedding.
EMBEDDING_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text as it was handed in, and how it scores.

    `begin` and `end` count code points of the original text, end exclusive; `parley.toxicity.offsets` turns them
    into UTF-16 units. `scores` maps attribute names to 0..1: for a sentence, its own score; for an explanation, the
    share of the whole text's score that this piece carries.
    """

    begin: int
    end: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of one text.

    `scores` holds every attribute of `ATTRIBUTES`, each the estimated share (0..1) of people who would call the text
    that. `model` is the model's name and version, as in ``accurate@3f2a90c1``. `language` is a BCP 47 tag, ``und``
    where the text is too short to tell. `spans` (what made the score) and `sentences` are empty unless asked for.
    `embedding`: where the text lies among others, EMBEDDING_SIZE numbers in units of their spread; what they mean is
    another thing for another version. Of the window that counts, in a long text. Empty for the fast tier.
    """

    scores: Mapping[str, float]
    model: str
    language: str
    spans: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    embedding: tuple[float, ...] = ()
