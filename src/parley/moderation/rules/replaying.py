"""What a change of the rules would have done to comments on which people have decided."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parley.moderation.rules.matching import RuleSet, strictest_action
from parley.moderation.rules.rule import Action, Mode
from parley.moderation.rules.seen import Hit, Seen

#: Flips told in each direction; all are counted.
FLIPS_MAX: Final = 100


class Standing(StrEnum):
    """Where people left a comment, or where rules would put it."""

    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"


_STRICTNESS: Final = tuple(Standing)
_STANDINGS: Final = {
    None: Standing.PUBLISHED,
    Action.NOTE: Standing.PUBLISHED,
    Action.HOLD: Standing.HELD,
    Action.REJECT: Standing.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A comment and what people decided on it. `comment`: the caller's key, handed back in the flips."""

    comment: int
    seen: Seen
    decision: Standing


@dataclass(frozen=True, slots=True)
class Flip:
    """A comment that the rules before and after would have put in different places.

    `hits`: of the stricter of the two sets, from rules that are live.
    """

    decided: Decided
    before: Standing
    after: Standing
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Where rules before and after would have put a comment, and where people left it."""

    before: Standing
    after: Standing
    decision: Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """Comments that a rule hits, and of these how many people published, held and rejected."""

    hits: int = 0
    published: int = 0
    held: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class RuleTally:
    """By a rule's name, before and after; of a rule that is new or gone, one is empty."""

    name: str
    before: Tally
    after: Tally


@dataclass(frozen=True, slots=True)
class Replay:
    """`moves` counts every comment, those that stay put too. `stricter`, `milder`: the first flips each way.

    `rules`: each rule of either set that is not off, shadow rules included, by name.
    """

    before: str
    after: str
    moves: Mapping[Move, int]
    stricter: tuple[Flip, ...]
    milder: tuple[Flip, ...]
    rules: tuple[RuleTally, ...]

    @property
    def total(self) -> int:
        return sum(self.moves.values())

    @property
    def stricter_count(self) -> int:
        return self.decisions(is_stricter=True).total()

    @property
    def milder_count(self) -> int:
        return self.decisions(is_stricter=False).total()

    def decisions(self, *, is_stricter: bool) -> Counter[Standing]:
        """Count what people did with the comments that would have been treated stricter, or milder."""
        counts: Counter[Standing] = Counter()
        for move, count in self.moves.items():
            ends = (move.before, move.after) if is_stricter else (move.after, move.before)
            if _stricter(*ends):
                counts[move.decision] += count
        return counts


def replay(before: RuleSet, after: RuleSet, decided: Iterable[Decided]) -> Replay:
    """Ask both sets about each comment. The versions of the two stand in the answer; nothing else is looked at.

    Takes the time of two matches a comment, and memory for the flips that are told.
    """
    moves: Counter[Move] = Counter()
    stricter: list[Flip] = []
    milder: list[Flip] = []
    tallies = _Tallies(before), _Tallies(after)
    for one in decided:
        hits = before.match(one.seen), after.match(one.seen)
        was, becomes = (_STANDINGS[strictest_action(own)] for own in hits)
        moves[Move(was, becomes, one.decision)] += 1
        for tally, own in zip(tallies, hits, strict=True):
            tally.add(own, one.decision)
        if _stricter(was, becomes) and len(stricter) < FLIPS_MAX:
            stricter.append(Flip(one, was, becomes, _live(hits[1])))
        elif _stricter(becomes, was) and len(milder) < FLIPS_MAX:
            milder.append(Flip(one, was, becomes, _live(hits[0])))
    names = sorted({*tallies[0].counts, *tallies[1].counts})
    return Replay(
        before.version,
        after.version,
        moves=dict(moves),
        stricter=tuple(stricter),
        milder=tuple(milder),
        rules=tuple(RuleTally(name, *(tally.of(name) for tally in tallies)) for name in names),
    )


def _stricter(than: Standing, standing: Standing) -> bool:
    return _STRICTNESS.index(standing) > _STRICTNESS.index(than)


def _live(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if hit.rule.mode is Mode.LIVE)


class _Tallies:
    """Counts comments by rule and decision while they come in."""

    def __init__(self, rules: RuleSet) -> None:
        self.counts: dict[str, Counter[Standing]] = {
            rule.name: Counter() for rule in rules.rules if rule.mode is not Mode.OFF
        }

    def add(self, hits: Iterable[Hit], decision: Standing) -> None:
        for name in {hit.rule.name for hit in hits}:
            self.counts[name][decision] += 1

    def of(self, name: str) -> Tally:
        own = self.counts.get(name, Counter())
        return Tally(own.total(), own[Standing.PUBLISHED], own[Standing.HELD], own[Standing.REJECTED])
