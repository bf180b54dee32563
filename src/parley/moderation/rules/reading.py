"""Reads a text of house rules, in TOML, and says everything that is wrong with it at once.

The format is described in docs/reference/house-rules.md.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from typing import Any, Final

from parley.moderation.rules import keys
from parley.moderation.rules.problems import Problem, RulesInvalid
from parley.moderation.rules.rule import Conditions, Rule

BYTES_MAX: Final = 2_000_000
#: TOML's dotted keys (a.b.c = 1) take time that grows with the square of their length, and half a kilobyte for each
#: dot, so dots are counted before the text is parsed; most rules have none.
DOTS_MAX: Final = 100_000
DOTS_IN_LINE_MAX: Final = 200
RULES_MAX: Final = 20_000
#: Regular expressions in all rules: in the worst case each is tried on each comment.
REGEXES_IN_ALL_MAX: Final = 1000

_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")
_READERS: Final[dict[str, Callable[[object, keys.Complain], Any]]] = {
    "name": keys.name_read,
    "sentence": keys.sentence_read,
    "severity": keys.severity_read,
    "action": keys.action_read,
    "mode": keys.mode_read,
    "inbox": keys.inbox_read,
    "words": keys.words_read,
    "regex": keys.regexes_read,
    "scores": keys.scores_read,
    "sections": keys.sections_read,
    "articles": keys.articles_read,
    "account_age_below": keys.account_age_below_read,
    "min_links": keys.min_links_read,
}
KEYS: Final = tuple(_READERS)
REQUIRED: Final = ("name", "sentence", "severity", "action")
PATTERNS: Final = ("words", "regex", "scores")
CONDITIONS: Final = ("sections", "articles", "account_age_below", "min_links")


def rules_read(text: str) -> tuple[Rule, ...]:
    """The rules in the order of the text. Raises RulesInvalid with every problem of every rule."""
    tables = _tables(text)
    problems: list[Problem] = []
    rules = [_rule(place, table, problems) for place, table in enumerate(tables, 1)]
    problems.extend(_problems_together(tables))
    if problems:
        raise RulesInvalid(problems)
    return tuple(rule for rule in rules if rule is not None)


def _tables(text: str) -> list[dict[str, object]]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MAX:
        raise RulesInvalid([Problem("", f"The rules have {size} bytes; at most {BYTES_MAX}. Take some out.")])
    if dotted := list(_too_many_dots(text)):
        raise RulesInvalid(dotted)
    document = _parse(text)
    problems = [
        Problem("", f"“{key}” is no part of the format. Rules begin with [[rule]].")
        for key in document
        if key != "rule"
    ]
    tables: list[dict[str, object]] = document.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        problems.append(Problem("", "Begin each rule with [[rule]], in two brackets."))
    elif len(tables) > RULES_MAX:
        problems.append(Problem("", f"There are {len(tables)} rules; at most {RULES_MAX}. Take some out."))
    if problems:
        raise RulesInvalid(problems)
    return tables


def _too_many_dots(text: str) -> Iterator[Problem]:
    dots = text.count(".")
    if dots > DOTS_MAX:
        yield Problem("", f"The text has {dots} dots; at most {DOTS_MAX}. Take regular expressions out.")
    elif dots > DOTS_IN_LINE_MAX:
        for number, line in enumerate(text.split("\n"), 1):
            if line.count(".") > DOTS_IN_LINE_MAX:
                said = f"The line has more than {DOTS_IN_LINE_MAX} dots. Write it over several lines."
                yield Problem("", said, number)


def _parse(text: str) -> dict[str, Any]:
    try:
        text.encode()
        return tomllib.loads(text)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise RulesInvalid([Problem("", "holds half of a character. Type it anew.", line)]) from error
    except RecursionError as error:
        raise RulesInvalid([Problem("", "Brackets are nested too deep. Take some away.")]) from error
    except ValueError as error:  # TOMLDecodeError is one, and so are impossible dates and numbers
        found = _LINE.search(str(error))
        said = _LINE.sub("", str(error)).strip()
        line_number = int(found[1]) if found else None
        raise RulesInvalid([Problem("", f"This is not TOML: {said}.", line_number)]) from error


def _rule(place: int, table: dict[str, object], problems: list[Problem]) -> Rule | None:
    """The rule, or None where too much of it is missing; what is wrong goes into `problems`."""
    name = _name(place, table)
    read: dict[str, Any] = {}
    found: list[str] = []
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            found.append(_unknown(key))
        else:
            read[key] = reader(value, partial(_complain, found, key))
    found.extend(f"{key} is missing. Write it." for key in REQUIRED if key not in table)
    if not any(key in table for key in (*PATTERNS, *CONDITIONS)):
        found.append(
            f"says nothing to look for. Write at least one of {', '.join((*PATTERNS, *CONDITIONS))}."
        )
    problems.extend(Problem(name, text) for text in found)
    if found:
        return None
    conditions = {key: read[key] for key in CONDITIONS if key in read}
    return Rule(
        **{key: read[key] for key in (*REQUIRED, "mode", "inbox", "words", "scores") if key in read},
        regexes=read.get("regex", ()),
        conditions=Conditions(**conditions) if conditions else Conditions(),
    )


def _complain(found: list[str], key: str, text: str) -> None:
    found.append(f"{key}: {text}")


def _name(place: int, table: dict[str, object]) -> str:
    name = table.get("name")
    return name[: keys.NAME_MAX] if isinstance(name, str) and name else f"rule {place}"


def _unknown(key: str) -> str:
    near = get_close_matches(key[:100], KEYS, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are {', '.join(KEYS)}."
    return f"“{key[:100]}” is no key of a rule. {hint}"


def _problems_together(tables: list[dict[str, object]]) -> Iterator[Problem]:
    names = Counter(name for table in tables if isinstance(name := table.get("name"), str))
    for name, count in names.items():
        if count > 1:
            yield Problem(
                name[: keys.NAME_MAX], f"{count} rules have this name. Give each a name of its own."
            )
    regexes = sum(len(own) for table in tables if isinstance(own := table.get("regex"), list))
    if regexes > REGEXES_IN_ALL_MAX:
        yield Problem(
            "",
            f"There are {regexes} regular expressions in all; at most {REGEXES_IN_ALL_MAX}. Words cost less.",
        )
