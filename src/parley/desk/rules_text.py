"""Two texts of house rules beside each other, and where in a text a problem is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from parley.moderation.rules import Problem, Rule, RuleSet
from parley.moderation.rules.version import version_of

#: Lines of either text that are compared once what both begin and end with is left out. SequenceMatcher takes time that
#: may grow with their square.
LINES_MAX: Final = 4000
#: Lines around a change.
AROUND: Final = 3
SOURCE_MAX: Final = 160
_RULE: Final = re.compile(r"\s*\[\[\s*rule\s*\]\]")
_NUMBERED: Final = re.compile(r"rule (\d+)")
#: What a problem of a rule begins with: a key that has a wrong value, or that there is not.
_KEY: Final = re.compile(r"(?:(\w+): |“(\w+)” is no key)")


class Sign(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: its number in the text before and after, None where it is not in it."""

    sign: Sign
    text: str = ""
    before: int | None = None
    after: int | None = None


def lines_compared(before: str, after: str) -> list[Line] | None:
    """Return what differs with AROUND lines on each side, [] for nothing; None where it is too much to compare."""
    old, new = before.splitlines(), after.splitlines()
    head = _shared(zip(old, new, strict=False))
    tail = _shared(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    # What both share is left out but for the lines around.
    skipped, kept = max(0, head - AROUND), max(0, tail - AROUND)
    old, new = old[skipped : len(old) - kept], new[skipped : len(new) - kept]
    if max(len(old), len(new)) > LINES_MAX:
        return None
    return list(_lines(old, new, skipped))


def _lines(old: Sequence[str], new: Sequence[str], skipped: int) -> Iterator[Line]:
    for place, group in enumerate(SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND)):
        if place:
            yield Line(Sign.GAP)
        for tag, begin, end, new_begin, new_end in group:
            if tag == "equal":
                for step, text in enumerate(old[begin:end]):
                    yield Line(Sign.SAME, text, skipped + begin + step + 1, skipped + new_begin + step + 1)
                continue
            for at, text in enumerate(old[begin:end], skipped + begin + 1):
                yield Line(Sign.REMOVED, text, before=at)
            for at, text in enumerate(new[new_begin:new_end], skipped + new_begin + 1):
                yield Line(Sign.ADDED, text, after=at)


def _shared(pairs: Iterable[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of rules, in order: new, gone, and saying something else than before."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


def rules_compared(before: RuleSet, after: RuleSet) -> Changes:
    old, new = _by_name(before.rules), _by_name(after.rules)
    both = sorted(old.keys() & new.keys())
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(name for name in both if version_of([old[name]]) != version_of([new[name]])),
    )


def _by_name(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


@dataclass(frozen=True, slots=True)
class Placed:
    """A problem with the line that it is in: that of the key, else of the rule's name; None for neither."""

    problem: Problem
    line: int | None
    source: str = ""


def problems_placed(text: str, problems: Iterable[Problem]) -> list[Placed]:
    lines = text.split("\n")
    begins = [place for place, line in enumerate(lines) if _RULE.match(line)]
    found = []
    for problem in problems:
        line = problem.line or _line_of(problem, lines, begins)
        source = lines[line - 1].strip()[:SOURCE_MAX] if line and line <= len(lines) else ""
        found.append(Placed(problem, line, source))
    return found


def _line_of(problem: Problem, lines: Sequence[str], begins: Sequence[int]) -> int | None:
    """Return the line of what a rule's problem is about; lines and `begins`, where rules begin, count from 0."""
    if not problem.rule:
        return None
    numbered = _NUMBERED.fullmatch(problem.rule)
    if numbered and int(numbered[1]) <= len(begins):
        named = begins[int(numbered[1]) - 1]
    else:
        found = _first(rf"""\s*name\s*=\s*["']{re.escape(problem.rule)}["']""", lines, range(len(lines)))
        if found is None:
            return None
        named = found
    key = _KEY.match(problem.text)
    if key is None:
        return named + 1
    place = bisect_right(begins, named)
    own = range(begins[place - 1] if place else 0, begins[place] if place < len(begins) else len(lines))
    found = _first(rf"\s*{re.escape(key[1] or key[2])}\s*=", lines, own)
    return (named if found is None else found) + 1


def _first(pattern: str, lines: Sequence[str], places: range) -> int | None:
    matcher = re.compile(pattern)
    return next((place for place in places if matcher.match(lines[place])), None)
