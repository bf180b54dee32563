"""Which rules a comment hits, and in what order it is told."""

import pytest

from parley.moderation.rules import Action, Hit, RuleSet, Seen, strictest_action
from tests.moderation.rules.texts import names, rule_text, words_text


def hits(text: str, seen: Seen) -> tuple[Hit, ...]:
    return RuleSet.read(text).match(seen)


def test_patterns_are_alternatives() -> None:
    text = words_text("fog", more="regex = ['r[a4]in']\nscores = { INSULT = 0.8, THREAT = 0.5 }")
    told = [
        (hit.begin, hit.end, hit.what, hit.score)
        for hit in hits(text, Seen("f0g and r4in", scores={"INSULT": 0.8, "THREAT": 0.4, "PROFANITY": 1.0}))
    ]
    assert told == [(0, 3, "fog", None), (8, 12, "r[a4]in", None), (None, None, "INSULT", 0.8)]
    assert hits(text, Seen("sun", scores={"INSULT": 0.79})) == ()


@pytest.mark.parametrize(
    ("score", "reached"),
    [
        (0.0, []),
        (0.3, ["low"]),
        (0.5, ["low", "middle"]),
        (1.0, ["low", "middle", "top"]),
        (float("nan"), []),
    ],
)
def test_a_threshold_is_reached_from_its_value_on(score: float, reached: list[str]) -> None:
    text = "".join(
        rule_text(name=name, more=f"scores = {{ INSULT = {threshold} }}")
        for name, threshold in (("middle", 0.5), ("top", 1), ("low", 0.3))
    )
    assert names(hits(text, Seen("x", scores={"INSULT": score}))) == reached


@pytest.mark.parametrize(
    ("conditions", "seen", "holds"),
    [
        ("sections = ['city', 'sport']", Seen("fog", section="sport"), True),
        ("sections = ['city', 'sport']", Seen("fog", section="arts"), False),
        ("sections = ['city']", Seen("fog"), False),
        ("articles = ['abc']", Seen("fog", article="abc"), True),
        ("articles = ['abc']", Seen("fog", article="abd"), False),
        ("account_age_below = 7", Seen("fog", account_age_days=6.9), True),
        ("account_age_below = 7", Seen("fog", account_age_days=7), False),
        ("account_age_below = 7", Seen("fog"), True),
        ("min_links = 2", Seen("fog", links_count=2), True),
        ("min_links = 2", Seen("fog", links_count=1), False),
        ("sections = ['city']\nmin_links = 2", Seen("fog", section="city", links_count=3), True),
        ("sections = ['city']\nmin_links = 2", Seen("fog", section="city", links_count=1), False),
        ("articles = ['abc']\nsections = ['city']", Seen("fog", section="arts", article="abc"), False),
    ],
)
def test_conditions_must_all_hold(conditions: str, seen: Seen, *, holds: bool) -> None:
    assert bool(hits(words_text("fog", more=conditions), seen)) == holds
    assert hits(words_text("rain", more=conditions), seen) == ()
    alone = hits(rule_text(more=conditions), seen)
    assert [(hit.begin, hit.what) for hit in alone] == ([(None, "")] if holds else [])


def test_a_bare_rule_for_several_articles_hits_once() -> None:
    assert (
        len(
            hits(
                rule_text(more="articles = ['abc', 'abd']\nsections = ['city']"),
                Seen("", section="city", article="abd"),
            )
        )
        == 1
    )


def test_the_strictest_comes_first_and_the_graver_of_equals() -> None:
    order = [
        ("note", "grave"),
        ("hold", "minor"),
        ("reject", "minor"),
        ("hold", "grave"),
        ("reject", "serious"),
    ]
    text = "".join(
        f'[[rule]]\nname = "{action}-{severity}"\nsentence = "No."\nseverity = "{severity}"\naction = "{action}"\n'
        'words = ["fog"]\n'
        for action, severity in order
    )
    told = names(hits(text, Seen("fog")))
    assert told == ["reject-serious", "reject-minor", "hold-grave", "hold-minor", "note-grave"]


def test_the_order_of_the_text_changes_nothing() -> None:
    one, two = words_text("fog", "mist", name="one"), words_text("fog*", name="two")
    seen = Seen("mist and fog")
    assert hits(one + two, seen) == hits(two + one, seen)


def test_shadow_is_told_and_off_is_not() -> None:
    text = words_text("fog", name="on") + words_text("fog", name="dim", more="mode = 'shadow'")
    text += words_text("fog", name="dark", more="mode = 'off'")
    assert names(hits(text, Seen("fog"))) == ["dim", "on"]
    assert [rule.name for rule in RuleSet.read(text).rules] == ["on", "dim", "dark"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], None),
        ([("note", "live")], Action.NOTE),
        ([("note", "live"), ("reject", "live"), ("hold", "live")], Action.REJECT),
        ([("note", "live"), ("reject", "shadow"), ("hold", "live")], Action.HOLD),
        ([("reject", "shadow")], None),
        ([("reject", "off")], None),
    ],
)
def test_the_strictest_live_action_counts(rules: list[tuple[str, str]], expected: Action | None) -> None:
    text = "".join(
        rule_text(name=f"r{at}", action=action, more=f"mode = '{mode}'\nwords = ['fog']")
        for at, (action, mode) in enumerate(rules)
    )
    assert strictest_action(hits(text, Seen("fog"))) is expected


def test_a_place_inside_another_of_the_same_rule_is_not_told() -> None:
    told = hits(
        words_text("tin", "tin ear", more="regex = ['a tin ear is', 'ear']"), Seen("a tin ear is tin")
    )
    assert [(hit.begin, hit.end) for hit in told] == [(0, 12), (13, 16)]


def test_one_word_of_many_rules_hits_each() -> None:
    text = "".join(words_text("fog", name=f"r{at}") for at in range(300))
    assert len(hits(text, Seen("fog"))) == 300


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\ud800", "\x00", "\U0010ffff" * 3, "\u0301fog", "\u202efog\u202c"]
)
def test_odd_texts(text: str) -> None:
    rules = RuleSet.read(words_text("fog", more="regex = ['g$', 'nothing']"))
    assert bool(rules.match(Seen(text))) == ("fog" in text)


def test_an_answer_is_the_same_when_asked_again() -> None:
    rules, seen = RuleSet.read(words_text("fog", "mist")), Seen("f0g, mi$t, f.o.g")
    assert (
        rules.match(seen)
        == rules.match(seen)
        == RuleSet.read(words_text("fog", "mist")).match(Seen(seen.text))
    )
