"""What a JSON schema asks for, in a few words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LIMITS = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "to {}"),
    ("maxItems", "at most {}"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """`text` for what it is; `shape` names the schema it links to, "" for none."""

    text: str
    shape: str = ""


def type_words(schema: Mapping[str, Any]) -> Words:
    """Return, say, "number, from 1, or null" for a schema of a field or a parameter."""
    if "$ref" in schema:
        return Words("", str(schema["$ref"]).rpartition("/")[2])
    if "anyOf" in schema:
        parts = [type_words(one) for one in schema["anyOf"]]
        shape = next((part.shape for part in parts if part.shape), "")
        return Words(", or ".join(part.text for part in parts if part.text), shape)
    if "enum" in schema or "const" in schema:
        return Words(", ".join(f"“{one}”" for one in schema.get("enum", [schema.get("const")])))
    if schema.get("type") == "array":
        items = type_words(schema.get("items", {}))
        text = f"list of {items.text}" if items.text else "list of"
        return Words(_limited(text, schema), items.shape)
    text = str(schema.get("type", "anything"))
    if schema.get("format") == "date-time":
        text = "time (RFC 3339)"
    return Words(_limited(text, schema))


def _limited(text: str, schema: Mapping[str, Any]) -> str:
    return ", ".join([text, *(words.format(schema[name]) for name, words in _LIMITS if name in schema)])
