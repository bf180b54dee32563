"""The keys of a rule: one function reads each, says all that is wrong with the value and returns what can be kept."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final, TypeVar

from parley.moderation.rules.entries import EntryWrong, entry_read
from parley.moderation.rules.expressions import ExpressionWrong, expression_check
from parley.moderation.rules.rule import Action, Inbox, Mode, Severity
from parley.toxicity.attributes import ATTRIBUTES

NAME_MAX: Final = 64
SENTENCE_MAX: Final = 300
WORDS_MAX: Final = 200
REGEXES_MAX: Final = 20
REGEX_MAX: Final = 500
PLACES_MAX: Final = 200
PLACE_MAX: Final = 255
AGE_MAX: Final = 36_500
LINKS_MAX: Final = 1000

#: What a complaint begins with stands before it: the key, and the value where there are several.
Complain = Callable[[str], None]
Member = TypeVar("Member", bound=StrEnum)

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG: Final = re.compile(r"[\w-]+")
_PUBLIC_ID: Final = re.compile(r"[0-9A-Za-z_-]+")


def name_read(value: object, complain: Complain) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value) or len(value) > NAME_MAX:
        complain(
            f"must be small letters, digits and hyphens, {NAME_MAX} at most, in quotation marks: “no-insults”."
        )
        return ""
    return value


def sentence_read(value: object, complain: Complain) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        complain("must be one sentence for readers, on one line, in quotation marks.")
        return ""
    if len(value) > SENTENCE_MAX:
        complain(f"has {len(value)} characters; at most {SENTENCE_MAX}. Shorten it.")
    return value.strip()


def severity_read(value: object, complain: Complain) -> Severity:
    return _member(Severity, value, complain)


def action_read(value: object, complain: Complain) -> Action:
    return _member(Action, value, complain)


def mode_read(value: object, complain: Complain) -> Mode:
    return _member(Mode, value, complain)


def inbox_read(value: object, complain: Complain) -> Inbox:
    return _member(Inbox, value, complain)


def words_read(value: object, complain: Complain) -> tuple[str, ...]:
    words = _strings(value, complain, most=WORDS_MAX, longest=REGEX_MAX)
    read: dict[object, str] = {}
    for word in words:
        try:
            entry = entry_read(word)
        except EntryWrong as error:
            complain(f"“{word}” {error}")
            continue
        if entry in read:
            complain(f"“{word}” says the same as “{read[entry]}”. Take one out.")
        read.setdefault(entry, word)
    return words


def regexes_read(value: object, complain: Complain) -> tuple[str, ...]:
    patterns = _strings(value, complain, most=REGEXES_MAX, longest=REGEX_MAX)
    _no_doubles(patterns, complain)
    for pattern in patterns:
        try:
            expression_check(pattern)
        except ExpressionWrong as error:
            complain(f"“{pattern}” {error}")
    return patterns


def scores_read(value: object, complain: Complain) -> dict[str, float]:
    if not isinstance(value, dict) or not value:
        complain("must be a table of thresholds, such as { INSULT = 0.8 }.")
        return {}
    thresholds: dict[str, float] = {}
    for attribute, threshold in value.items():
        if attribute not in ATTRIBUTES:
            complain(f"{attribute} is no attribute. There are {', '.join(ATTRIBUTES)}.")
        elif isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 < threshold <= 1:
            complain(f"{attribute} must be a number above 0 and up to 1.")
        else:
            thresholds[attribute] = float(threshold)
    return thresholds


def sections_read(value: object, complain: Complain) -> frozenset[str]:
    return _places(value, complain, _SLUG, "the slug of a section")


def articles_read(value: object, complain: Complain) -> frozenset[str]:
    return _places(value, complain, _PUBLIC_ID, "the public id of a thread")


def account_age_below_read(value: object, complain: Complain) -> int | None:
    return _whole_number(value, complain, AGE_MAX, "days")


def min_links_read(value: object, complain: Complain) -> int | None:
    return _whole_number(value, complain, LINKS_MAX, "links")


def _member(members: type[Member], value: object, complain: Complain) -> Member:
    for member in members:
        if value == member:
            return member
    complain(f"must be one of {', '.join(f'“{member}”' for member in members)}.")
    return next(iter(members))


def _strings(value: object, complain: Complain, *, most: int, longest: int) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        complain('must be a list of texts in quotation marks, such as ["one", "two"]; leave it out for none.')
        return ()
    if len(value) > most:
        complain(f"has {len(value)} entries; at most {most}. Make two rules of it.")
        return ()
    long = [one for one in value if len(one) > longest]
    for one in long:
        complain(f"“{one[:40]}…” has {len(one)} characters; at most {longest}. Shorten it or take it apart.")
    return tuple(one for one in value if len(one) <= longest)


def _no_doubles(values: Iterable[str], complain: Complain) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            complain(f"“{value}” stands there twice. Take one out.")
        seen.add(value)


def _places(value: object, complain: Complain, pattern: re.Pattern[str], what: str) -> frozenset[str]:
    places = _strings(value, complain, most=PLACES_MAX, longest=PLACE_MAX)
    _no_doubles(places, complain)
    for place in places:
        if not pattern.fullmatch(place):
            complain(f"“{place}” is not {what}: letters, digits, hyphens and underscores.")
    return frozenset(places)


def _whole_number(value: object, complain: Complain, most: int, unit: str) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        complain(f"must be a whole number of {unit}, 1 to {most}.")
        return None
    return value
