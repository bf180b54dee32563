"""Invented examples of spam and of honest comments on the same matters, from the templates in invented.toml."""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

#: Of each subject, every fourth template is held out.
HELD_OUT_EACH: Final = 4
SEED: Final = 20261126
_SLOT: Final = re.compile(r"\{(\w+)\}|\[([^\[\]]+)\]")
_TAILS: Final = "contact"
_OPENINGS: Final = "praise"
_DISGUISED: Final = str.maketrans("oiea", "013@")


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    is_spam: bool
    subject: str


def subjects(*, is_spam: bool) -> tuple[str, ...]:
    """Return the subjects that examples can be about."""
    return tuple(name for name in _read()["spam" if is_spam else "honest"] if name != _TAILS)


def examples_make(
    *, count: int, held_out: bool, seed: int = SEED, without: str = "", only: str = ""
) -> list[Example]:
    """Return `count` examples, spam and honest in turn, of the held-out templates or of all others.

    `without`: a subject of spam that is left out; `only`: one that all spam is about. The same arguments give the same
    examples.
    """
    dice = random.Random(f"{seed} {held_out}")  # noqa: S311 -- the same each time
    made: list[Example] = []
    for place in range(count):
        is_spam = place % 2 == 0
        names = [name for name in subjects(is_spam=is_spam) if name != without]
        subject = only if only and is_spam else dice.choice(names)
        make = _spam if is_spam else _honest
        made.append(Example(make(subject, dice, held_out=held_out), is_spam, subject))
    return made


def _spam(subject: str, dice: random.Random, *, held_out: bool) -> str:
    parts = _sentences("spam", subject, dice, held_out=held_out, most=2)
    if dice.random() < 0.25:  # noqa: PLR2004 -- a share
        parts = _sentences("honest", _OPENINGS, dice, held_out=held_out, most=1) + parts
    if dice.random() < 0.6:  # noqa: PLR2004
        parts += _sentences("spam", _TAILS, dice, held_out=held_out, most=1)
    text = " ".join(parts)
    style = dice.random()
    if style < 0.12:  # noqa: PLR2004
        text = text.upper()
    elif style < 0.22:  # noqa: PLR2004
        text = _letters_changed(text, dice)
    elif style < 0.35:  # noqa: PLR2004
        text = "\U0001f525" * dice.randint(1, 3) + " " + text + " \U0001f4b0\U0001f449"
    elif style < 0.5:  # noqa: PLR2004
        text = text.replace(". ", "!!! ").replace("!", "!!")
    return text


def _honest(subject: str, dice: random.Random, *, held_out: bool) -> str:
    parts = _sentences("honest", subject, dice, held_out=held_out, most=2)
    others = dice.sample(subjects(is_spam=False), k=dice.randint(0, 1))
    for other in others:
        parts += _sentences("honest", other, dice, held_out=held_out, most=1)
    text = " ".join(parts)
    style = dice.random()
    if style < 0.06:  # noqa: PLR2004
        return text.upper()
    if style < 0.16:  # noqa: PLR2004
        return text + dice.choice(["!!", " \U0001f602", "!!!", " \U0001f44d", " ???", " \U0001f621"])
    return text.lower() if style < 0.26 else text  # noqa: PLR2004


def _sentences(kind: str, subject: str, dice: random.Random, *, held_out: bool, most: int) -> list[str]:
    templates = [
        one
        for place, one in enumerate(_read()[kind][subject], start=1)
        if (place % HELD_OUT_EACH == 0) is held_out
    ]
    chosen = dice.sample(templates, k=min(len(templates), dice.randint(1, most)))
    return [_filled(one, _read()["slots"], dice) for one in chosen]


def _filled(template: str, slots: Mapping[str, Sequence[str]], dice: random.Random) -> str:
    """Fill in slots and choices, again until there is none: slots stand in slots."""

    def one(found: re.Match[str]) -> str:
        choices: Sequence[str] = slots[found[1]] if found[1] else found[2].split("|")
        return dice.choice(choices)

    filled, count = _SLOT.subn(one, template)
    return _filled(filled, slots, dice) if count else filled


def _letters_changed(text: str, dice: random.Random) -> str:
    """Put signs in the place of some letters, as in "l0an"; addresses stay."""
    return " ".join(
        word.translate(_DISGUISED) if "." not in word and dice.random() < 0.3 else word  # noqa: PLR2004
        for word in text.split(" ")
    )


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("parley.moderation.spam").joinpath("invented.toml").read_text("utf-8"))
