"""Reads a JSON object as Google's services do: both spellings of a name, null for unset, nothing unknown."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Final, NoReturn
from urllib.parse import unquote

from parley.toxicity.perspective.refusals import Refusal, argument_invalid, malformed

_SHOWN: Final = 100  # letters of a wrong value or name that an error repeats
_SNAKE: Final = re.compile(r"_([a-z0-9])")


def json_read(body: bytes) -> object:
    """Return what `body` (UTF-8) holds. Raises Refusal for anything that is not JSON by RFC 8259."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise malformed("Invalid JSON payload received. The body is not UTF-8.") from error
    try:
        value: object = json.loads(text, parse_constant=_constant_refuse)
    except RecursionError as error:
        raise malformed("Invalid JSON payload received. It is nested too deeply.") from error
    except ValueError as error:
        # Also a whole number of thousands of digits. The message holds a position, never the text.
        where = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise malformed(f"Invalid JSON payload received. Parsing failed{where}.") from error
    return value


def _constant_refuse(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


class Fields:
    """The fields of one object. `path` is where it stands, such as ``comment`` or ``context.entries[2]``."""

    __slots__ = ("_path", "_values")

    def __init__(self, value: object, *, path: str, known: frozenset[str]) -> None:
        """`known` holds the camelCase names. Raises Refusal when `value` is no object or has other names."""
        self._path = path
        self._values: dict[str, object] = {}
        for name, item in _object(value, path=path).items():
            camel = _SNAKE.sub(lambda match: match[1].upper(), name)
            if camel not in known:
                where = f" at '{path}'" if path else ""
                raise malformed(
                    f'Invalid JSON payload received. Unknown name "{_shorten(name)}"{where}: Cannot find field.',
                    field=path,
                )
            if item is not None:
                self._values[camel] = item

    def has(self, name: str) -> bool:
        return name in self._values

    def raw(self, name: str) -> object:
        """The value as it came, None if unset."""
        return self._values.get(name)

    def text(self, name: str, *, limit: int | None = None) -> str | None:
        """A text of at most `limit` letters, None if unset."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(name, "TYPE_STRING", value)
        if limit is not None and len(value) > limit:
            raise malformed(
                f"Invalid value at '{self.where(name)}': it has {len(value)} characters, the limit is {limit}.",
                field=self.where(name),
            )
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if value is None or value is False or value == "false":
            return False
        if value is True or value == "true":
            return True
        raise self._wrong(name, "TYPE_BOOL", value)

    def number(self, name: str) -> float | None:
        """A finite number, also in quotes as Google's JSON allows; None if unset."""
        value = self._values.get(name)
        if value is None:
            return None
        number = math.nan
        if isinstance(value, str | int | float) and not isinstance(value, bool) and _short(value):
            try:
                number = float(value)
            except (ValueError, OverflowError):
                number = math.nan
        if not math.isfinite(number):
            raise self._wrong(name, "TYPE_FLOAT", value)
        return number

    def whole(self, name: str) -> int | None:
        """A whole number of 32 bits, None if unset."""
        number = self.number(name)
        if number is None:
            return None
        if not number.is_integer() or abs(number) >= 2**31:
            raise self._wrong(name, "TYPE_INT32", self._values[name])
        return int(number)

    def texts(self, name: str, *, count: int, limit: int) -> list[str]:
        """A list of texts; one alone counts as a list of one, as in Google's JSON."""
        value = self._values.get(name)
        if value is None:
            return []
        items = value if isinstance(value, list) else [value]
        self._count(name, len(items), count)
        texts: list[str] = []
        for item in items:
            if not isinstance(item, str) or len(item) > limit:
                raise self._wrong(name, "TYPE_STRING", item)
            texts.append(item)
        return texts

    def items(self, name: str, *, count: int) -> Iterator[tuple[str, object]]:
        """Each item of a list of objects with the place where it stands."""
        value = self._values.get(name)
        if value is None:
            return
        items = value if isinstance(value, list) else [value]
        self._count(name, len(items), count)
        for number, item in enumerate(items):
            yield f"{self.where(name)}[{number}]", item

    def entries(self, name: str, *, count: int, letters: int) -> Mapping[str, object]:
        """An object whose names the client chooses, each of at most `letters` letters; empty if unset."""
        value = self._values.get(name)
        if value is None:
            return {}
        entries = _object(value, path=self.where(name))
        self._count(name, len(entries), count)
        for key in entries:
            if len(key) > letters:
                raise malformed(
                    f"Invalid value at '{self.where(name)}': the name \"{_shorten(key)}\" is too long.",
                    field=self.where(name),
                )
        return entries

    def where(self, name: str) -> str:
        snake = re.sub(r"(?<!^)([A-Z])", lambda match: "_" + match[1].lower(), name)
        return f"{self._path}.{snake}" if self._path else snake

    def _count(self, name: str, found: int, allowed: int) -> None:
        if found > allowed:
            raise malformed(
                f"Invalid value at '{self.where(name)}': it has {found} entries, the limit is {allowed}.",
                field=self.where(name),
            )

    def _wrong(self, name: str, kind: str, value: object) -> Refusal:
        where = self.where(name)
        return malformed(f"Invalid value at '{where}' ({kind}), {_show(value)}", field=where)


def _object(value: object, *, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        where = f" at '{path}'" if path else ""
        raise malformed(f"Invalid JSON payload received. An object is expected{where}.", field=path)
    return value


def _short(value: str | float) -> bool:
    return not isinstance(value, str) or len(value) <= _SHOWN


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _show(value: object) -> str:
    """The beginning of a wrong value; for what holds others only its kind, since it may be large."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return json.dumps(_shorten(value))
    if isinstance(value, int) and value.bit_length() > 64:  # noqa: PLR2004 -- more digits tell nobody anything
        return "a very large number"
    return _shorten(json.dumps(value))


def query_read(query: str, *, limit: int) -> Mapping[str, str]:
    """Return the first value of each parameter. Raises Refusal for a query that is too long."""
    from_query: dict[str, str] = {}
    if len(query) > limit:
        raise argument_invalid(f"The query is longer than {limit} characters.")
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        from_query.setdefault(unquote(name), unquote(value.replace("+", " ")))
    return from_query
