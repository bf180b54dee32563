"""The attributes that a request names: ``TOXICITY``, or a version of it as in ``TOXICITY@3f2a90c1``."""

from typing import Final

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.perspective.fields import Fields
from parley.toxicity.perspective.refusals import request_invalid

LATEST: Final = "latest"
_SCORE_TYPES: Final = ("SCORE_TYPE_UNSPECIFIED", "PROBABILITY", "STD_DEV_SCORE", "PERCENTILE", "RAW")


def attribute_find(name: str, *, model: str) -> str | None:
    """Return the attribute that `name` stands for in the loaded `model`, None if it has no such one.

    A version is the part of the model's name after the @, or ``latest``. The numbers that Google gave to its models
    (``TOXICITY@6``) are no versions of ours: who pins one wants that model's scores, so another's would mislead.
    """
    base, versioned, version = name.partition("@")
    if base not in ATTRIBUTES:
        return None
    if versioned and version not in (LATEST, model.rpartition("@")[2]):
        return None
    return base


def score_type_check(fields: Fields, name: str, *, attribute: str) -> None:
    """Raises Refusal unless the field `name` is unset or says PROBABILITY, also by its number."""
    kind = fields.raw(name)
    if isinstance(kind, int) and not isinstance(kind, bool) and 0 <= kind < len(_SCORE_TYPES):
        kind = _SCORE_TYPES[kind]
    if kind is None or kind in _SCORE_TYPES[:2]:
        return
    shown = kind if kind in _SCORE_TYPES else "of another kind"
    raise request_invalid(f"Requested score type {shown} is not supported by attribute {attribute}")
