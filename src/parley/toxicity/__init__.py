"""Toxicity scores on the publisher's own machine. Plain Python: imports nothing else of Parley and no web framework.

from parley.toxicity import Scorer
Scorer().score(["What a lovely ferry."])[0].scores["TOXICITY"]
"""

from importlib import import_module
from typing import TYPE_CHECKING

from parley.toxicity.attributes import ATTRIBUTES, EXPERIMENTAL, MAX_BYTES
from parley.toxicity.errors import (
    LanguageNotSupported,
    ModelUnusable,
    ScoringError,
    TextEmpty,
    TextRefused,
    TextTooLong,
)
from parley.toxicity.results import Result, Span

if TYPE_CHECKING:
    from parley.toxicity.scorer import Scorer

__all__ = [
    "ATTRIBUTES",
    "EXPERIMENTAL",
    "MAX_BYTES",
    "LanguageNotSupported",
    "ModelUnusable",
    "Result",
    "Scorer",
    "ScoringError",
    "Span",
    "TextEmpty",
    "TextRefused",
    "TextTooLong",
]


def __getattr__(name: str) -> object:
    """Load numpy and onnxruntime only once somebody scores: names and errors are wanted in many more places."""
    if name == "Scorer":
        return import_module("parley.toxicity.scorer").Scorer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
