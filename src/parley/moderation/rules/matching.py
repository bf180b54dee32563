"""A set of house rules, compiled once: which of them a comment hits, and where."""

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Self

from parley.moderation.rules.entries import entry_read
from parley.moderation.rules.expressions import ExpressionSearch
from parley.moderation.rules.letters import OPTIONAL_MARKS
from parley.moderation.rules.problems import Problem, RulesInvalid
from parley.moderation.rules.reading import rules_read
from parley.moderation.rules.rule import ACTIONS, SEVERITIES, Action, Conditions, Inbox, Mode, Rule
from parley.moderation.rules.seen import Hit, Seen
from parley.moderation.rules.version import version_of
from parley.moderation.rules.words import Entry, WordSearch

#: Places of one rule that are told.
PLACES_MAX: Final = 5
_TRAILING: Final = re.compile(
    rf"(\w)(?:\1|[{OPTIONAL_MARKS}\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff])*+"
)


class RuleSet:
    """`rules`: all, in the order of the text. `version`: changes with what the rules say, not with how it is laid out.

    `inboxes`: what a hit of a live rule goes into the inbox as, by the rule's name, for those that ask for it.

    Immutable once made; one set serves all threads. Beside one pass over the text for all words and one for the regular
    expressions (see `words`, `expressions`), a match costs something for each rule that has one of its patterns in the
    text, and for each that has no patterns and asks for neither section nor article.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Raises RulesInvalid. The rules have passed `rules_read`."""
        self.rules: Final = tuple(rules)
        self.version: Final = version_of(self.rules)
        asked = sorted((rule for rule in self.rules if rule.mode is not Mode.OFF), key=_weight)
        self._words = _Words(asked)
        self._expressions = _Expressions(asked)
        self._scores = _Scores(asked)
        self._bare = _Bare(asked)
        self._asks_for_sections = any(rule.conditions.sections for rule in asked)
        self._rank = {rule.name: rank for rank, rule in enumerate(asked)}
        self.inboxes: Final[Mapping[str, Inbox]] = {
            rule.name: rule.inbox for rule in asked if rule.inbox and rule.mode is Mode.LIVE
        }

    @property
    def asks_for_sections(self) -> bool:
        """Whether any rule that is not off looks at the section, so that it must be looked up."""
        return self._asks_for_sections

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises RulesInvalid with everything that is wrong with the text."""
        return cls(rules_read(text))

    def match(self, seen: Seen) -> tuple[Hit, ...]:
        """What is hit by rules that are live or in shadow; the strictest rule first, each by place.

        Of one rule, at most `PLACES_MAX` places, none inside another, and each attribute that reached its threshold.
        """
        found: dict[str, list[Hit]] = defaultdict(list)
        for part in (self._words, self._expressions, self._scores, self._bare):
            for hit in part.hits(seen):
                found[hit.rule.name].append(hit)
        return tuple(
            hit
            for name in sorted(found, key=self._rank.__getitem__)
            if _hold(found[name][0].rule.conditions, seen)
            for hit in _outermost(found[name])
        )


def strictest_action(hits: Iterable[Hit]) -> Action | None:
    """What the rules that are live ask for, taken together; None where none is hit."""
    return max(
        (hit.rule.action for hit in hits if hit.rule.mode is Mode.LIVE), key=ACTIONS.index, default=None
    )


def _weight(rule: Rule) -> tuple[int, int, str]:
    return -ACTIONS.index(rule.action), -SEVERITIES.index(rule.severity), rule.name


def _hold(conditions: Conditions, seen: Seen) -> bool:
    return (
        (not conditions.sections or seen.section in conditions.sections)
        and (not conditions.articles or seen.article in conditions.articles)
        and (conditions.account_age_below is None or seen.account_age_days < conditions.account_age_below)
        and (conditions.min_links is None or seen.links_count >= conditions.min_links)
    )


def _outermost(hits: Sequence[Hit]) -> Iterator[Hit]:
    """The first places, without those inside others, and what has no place."""
    placed = sorted(
        ((hit.begin, -hit.end, hit) for hit in hits if hit.begin is not None and hit.end is not None),
        key=lambda one: one[:2],
    )
    told, covered = 0, -1
    for _begin, negative_end, hit in placed:
        if told < PLACES_MAX and -negative_end > covered:
            told, covered = told + 1, -negative_end
            yield hit
    yield from (hit for hit in hits if hit.begin is None)


def _to_the_end(text: str, end: int) -> int:
    """Behind what `clean` took away after a word's last letter: the same letter again, marks, invisible signs."""
    trailing = _TRAILING.match(text, end - 1)
    return trailing.end() if trailing else end


class _Words:
    def __init__(self, rules: Iterable[Rule]) -> None:
        asking: dict[Entry, list[tuple[Rule, str]]] = defaultdict(list)
        for rule in rules:
            for written in rule.words:
                asking[entry_read(written)].append((rule, written))
        self._asking = list(asking.values())
        self._search = WordSearch(list(asking))
        crowds = [
            Problem(
                "",
                f"“{keys[0]}”, “{keys[1]}” and {len(keys) - 2} more words look the same in disguise. "
                "Leave some out, or write them with a star.",
            )
            for keys in self._search.vocabulary.crowds()
        ]
        if crowds:
            raise RulesInvalid(crowds)

    def hits(self, seen: Seen) -> Iterator[Hit]:
        if not self._asking:
            return
        places: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for form in seen.forms:
            for entry, begin, end in self._search.search(form):
                places[entry].add((begin, end))
        for entry, own in places.items():
            first = [(begin, _to_the_end(seen.text, end)) for begin, end in sorted(own)[: 2 * PLACES_MAX]]
            for rule, written in self._asking[entry]:
                yield from (Hit(rule, begin, end, written) for begin, end in first)


class _Expressions:
    def __init__(self, rules: Iterable[Rule]) -> None:
        asking: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            for pattern in rule.regexes:
                asking[pattern].append(rule)
        self._asking = list(asking.items())
        self._search = ExpressionSearch(list(asking))

    def hits(self, seen: Seen) -> Iterator[Hit]:
        for number, begin, end in self._search.search(seen.text):
            pattern, rules = self._asking[number]
            yield from (Hit(rule, begin, end, pattern) for rule in rules)


class _Scores:
    """Thresholds by attribute, the lowest first, so that those reached are a beginning of the list."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        asking: dict[str, list[tuple[float, Rule]]] = defaultdict(list)
        for rule in rules:
            for attribute, threshold in rule.scores.items():
                asking[attribute].append((threshold, rule))
        self._asking = {attribute: sorted(own, key=lambda one: one[0]) for attribute, own in asking.items()}

    def hits(self, seen: Seen) -> Iterator[Hit]:
        for attribute, asking in self._asking.items():
            score = seen.scores.get(attribute, math.nan)
            if math.isnan(score):
                continue
            reached = bisect_right(asking, score, key=lambda one: one[0])
            yield from (Hit(rule, what=attribute, score=score) for _threshold, rule in asking[:reached])


class _Bare:
    """Rules that hit on their conditions alone, by the narrowest thing that they ask for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_article: dict[str, list[Rule]] = defaultdict(list)
        self._by_section: dict[str, list[Rule]] = defaultdict(list)
        self._others: list[Rule] = []
        for rule in rules:
            if rule.has_patterns:
                continue
            for article in rule.conditions.articles:
                self._by_article[article].append(rule)
            if rule.conditions.articles:
                continue
            for section in rule.conditions.sections:
                self._by_section[section].append(rule)
            if not rule.conditions.sections:
                self._others.append(rule)

    def hits(self, seen: Seen) -> Iterator[Hit]:
        asked = (
            *self._by_article.get(seen.article, ()),
            *self._by_section.get(seen.section, ()),
            *self._others,
        )
        yield from (Hit(rule) for rule in asked if _hold(rule.conditions, seen))
