"""What a change of the rules would have done, against tables worked out by hand."""

from collections.abc import Iterator

import pytest

from parley.moderation.rules import Decided, Move, RuleSet, RuleTally, Seen, Standing, Tally, replay
from parley.moderation.rules.replaying import FLIPS_MAX
from tests.moderation.rules.texts import rule_text, words_text

PUBLISHED, HELD, REJECTED = Standing.PUBLISHED, Standing.HELD, Standing.REJECTED


def decided(*rows: tuple[str, Standing]) -> list[Decided]:
    return [
        Decided(comment=number, seen=Seen(text), decision=on) for number, (text, on) in enumerate(rows, 1)
    ]


COMMENTS = decided(
    ("fog again", REJECTED),
    ("no mist", PUBLISHED),
    ("fog and mist", REJECTED),
    ("sun", PUBLISHED),
    ("rain", HELD),
    ("fog over the bay, lovely", PUBLISHED),
)
BEFORE = RuleSet.read(words_text("fog", name="weather") + words_text("rain", name="wet"))
AFTER = RuleSet.read(
    words_text("mist", name="weather")
    + rule_text(name="wet", action="reject", more="words = ['rain']")
    + rule_text(name="sunny", action="note", more="words = ['sun']")
)


def test_flips_in_both_directions() -> None:
    told = replay(BEFORE, AFTER, COMMENTS)
    assert (told.before, told.after) == (BEFORE.version, AFTER.version)
    assert [(flip.decided.comment, flip.before, flip.after) for flip in told.stricter] == [
        (2, PUBLISHED, HELD),
        (5, HELD, REJECTED),
    ]
    assert [(flip.decided.comment, flip.before, flip.after) for flip in told.milder] == [
        (1, HELD, PUBLISHED),
        (6, HELD, PUBLISHED),
    ]
    assert [hit.what for flip in told.stricter for hit in flip.hits] == ["mist", "rain"]
    assert [hit.what for flip in told.milder for hit in flip.hits] == ["fog", "fog"]
    assert (told.total, told.stricter_count, told.milder_count) == (6, 2, 2)
    assert told.moves == {
        Move(HELD, PUBLISHED, REJECTED): 1,
        Move(PUBLISHED, HELD, PUBLISHED): 1,
        Move(HELD, HELD, REJECTED): 1,
        Move(PUBLISHED, PUBLISHED, PUBLISHED): 1,
        Move(HELD, REJECTED, HELD): 1,
        Move(HELD, PUBLISHED, PUBLISHED): 1,
    }


def test_tallies_by_rule() -> None:
    assert replay(BEFORE, AFTER, COMMENTS).rules == (
        RuleTally("sunny", Tally(), Tally(hits=1, published=1)),
        RuleTally("weather", Tally(hits=3, published=1, rejected=2), Tally(hits=2, published=1, rejected=1)),
        RuleTally("wet", Tally(hits=1, held=1), Tally(hits=1, held=1)),
    )


@pytest.mark.parametrize("change", ["mode = 'shadow'", "mode = 'off'"])
def test_a_rule_in_shadow_is_counted_and_flips_nothing(change: str) -> None:
    none = RuleSet.read("")
    told = replay(none, RuleSet.read(words_text("fog", more=change)), COMMENTS)
    assert told.stricter == told.milder == ()
    counted = Tally(hits=3, published=1, rejected=2)
    assert told.rules == ((RuleTally("a-rule", Tally(), counted),) if "shadow" in change else ())


def test_the_same_rules_flip_nothing() -> None:
    told = replay(AFTER, AFTER, COMMENTS)
    assert told.stricter == told.milder == ()
    assert all(move.before is move.after for move in told.moves)
    assert all(tally.before == tally.after for tally in told.rules)


def test_there_and_back_is_the_mirror_image() -> None:
    there, back = replay(BEFORE, AFTER, COMMENTS), replay(AFTER, BEFORE, COMMENTS)
    assert [flip.decided for flip in there.stricter] == [flip.decided for flip in back.milder]
    assert [flip.decided for flip in there.milder] == [flip.decided for flip in back.stricter]
    assert [flip.hits for flip in there.stricter] == [flip.hits for flip in back.milder]


def test_all_flips_are_counted_and_the_first_are_told() -> None:
    def many() -> Iterator[Decided]:
        for number in range(FLIPS_MAX + 50):
            yield Decided(comment=number, seen=Seen("mist"), decision=PUBLISHED)

    told = replay(BEFORE, AFTER, many())
    assert told.stricter_count == FLIPS_MAX + 50
    assert [flip.decided.comment for flip in told.stricter] == list(range(FLIPS_MAX))


def test_nothing_decided_is_nothing_told() -> None:
    told = replay(BEFORE, AFTER, [])
    assert (told.total, told.stricter, told.milder, dict(told.moves)) == (0, (), (), {})
    assert [tally.name for tally in told.rules] == ["sunny", "weather", "wet"]
