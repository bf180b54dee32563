"""Rules on trial stand beside those in force, and two texts are compared line by line."""

from dataclasses import replace

import pytest

from parley.desk.rules_text import Line, Sign, lines_compared, problems_placed, rules_compared
from parley.desk.rules_trial import MARKER, rule_written, trial_cut, trial_rules, trial_text
from parley.moderation.rules import Action, Conditions, Mode, Rule, RuleSet, RulesInvalid, Severity
from parley.moderation.rules.defaults import default_rules_text

ADVERTS = """# What the advertising desk asked for.
[[rule]]
name = "no-adverts"
sentence = "Please sell elsewhere."
severity = "minor"
action = "hold"
words = ["bargain", "cheap*"]
"""
SHOUTING = """
[[rule]]
name = "no-shouting"
sentence = "Please don’t shout."
severity = "minor"
action = "note"
mode = "shadow"
regex = ['[A-Z]{12,}']
"""


def _trial(counting: str, draft: str) -> RuleSet:
    rules = trial_rules(counting=RuleSet.read(trial_cut(counting)), draft=RuleSet.read(draft))
    return RuleSet.read(trial_text(text=counting, rules=rules))


def _names(rules: RuleSet) -> dict[str, Mode]:
    return {rule.name: rule.mode for rule in rules.rules}


def test_a_changed_rule_is_tried_beside_the_one_in_force() -> None:
    tried = _trial(ADVERTS, ADVERTS.replace('"cheap*"', '"cheap*", "=offer"'))
    assert _names(tried) == {"no-adverts": Mode.LIVE, "no-adverts-trial": Mode.SHADOW}
    assert tried.rules[0] == RuleSet.read(ADVERTS).rules[0]
    assert tried.rules[1].words == ("bargain", "cheap*", "=offer")


def test_a_rule_that_the_draft_leaves_out_stays_in_force_meanwhile() -> None:
    tried = _trial(ADVERTS, SHOUTING.replace('mode = "shadow"', ""))
    assert _names(tried) == {"no-adverts": Mode.LIVE, "no-shouting-trial": Mode.SHADOW}


@pytest.mark.parametrize(
    "draft",
    [
        ADVERTS,
        ADVERTS.replace('["bargain", "cheap*"]', '["cheap*", "bargain"]'),
        ADVERTS.replace('action = "hold"', 'action = "hold"\nmode = "shadow"'),
        ADVERTS + SHOUTING.replace("shadow", "off"),
    ],
)
def test_what_says_the_same_or_is_off_is_not_tried(draft: str) -> None:
    assert trial_rules(counting=RuleSet.read(ADVERTS), draft=RuleSet.read(draft)) == ()


def test_a_second_trial_takes_the_place_of_the_first() -> None:
    first = trial_text(
        text=ADVERTS, rules=trial_rules(counting=RuleSet.read(ADVERTS), draft=RuleSet.read(SHOUTING))
    )
    assert trial_cut(first) == ADVERTS
    other = ADVERTS.replace("bargain", "discount")
    assert _names(_trial(first, other)) == {"no-adverts": Mode.LIVE, "no-adverts-trial": Mode.SHADOW}
    assert first.count(MARKER) == 1


def test_names_on_trial_fit_and_meet_no_other() -> None:
    long = "a" * 60 + "-bcd"
    draft = (ADVERTS + SHOUTING.replace("no-shouting", "no-adverts-trial")).replace(
        '"no-adverts"', f'"{long}"'
    )
    counting = ADVERTS.replace("no-adverts", "no-adverts-trial")
    rules = trial_rules(counting=RuleSet.read(counting), draft=RuleSet.read(draft))
    assert [rule.name for rule in rules] == ["a" * 58 + "-trial", "no-adverts-trial-2"]
    _trial(counting, draft)


def test_every_rule_is_written_as_it_reads() -> None:
    """Parley's own rules, and one with every key and awkward letters."""
    awkward = Rule(
        name="all-keys",
        sentence='Quotes " and back\\slashes, اللغة 🔥',
        severity=Severity.GRAVE,
        action=Action.REJECT,
        mode=Mode.SHADOW,
        words=("=ab", "naïve"),
        regexes=(r"(?i)\bgo\s+\"away\"", "tab\\tulator"),
        scores={"INSULT": 0.85, "THREAT": 1.0},
        conditions=Conditions(frozenset({"city", "sport"}), frozenset({"t1"}), 7, 2),
    )
    rules = (*RuleSet.read(default_rules_text()).rules, awkward)
    written = RuleSet.read("\n".join(map(rule_written, rules)))
    assert written.version == RuleSet(rules).version


def test_a_text_that_nothing_can_be_added_to_is_refused() -> None:
    inline = "rule = [{ name = 'a', sentence = 'b', severity = 'minor', action = 'note', words = ['c'] }]\n"
    with pytest.raises(RulesInvalid):
        _trial(inline, SHOUTING)


def test_lines_are_compared_with_three_around_each_change() -> None:
    before = "\n".join(map(str, range(1, 31)))
    after = before.replace("10", "ten").replace("\n25\n", "\n")
    assert lines_compared(before, before) == []
    lines = lines_compared(before, after)
    assert lines is not None
    assert lines[:5] == [
        Line(Sign.SAME, "7", 7, 7),
        Line(Sign.SAME, "8", 8, 8),
        Line(Sign.SAME, "9", 9, 9),
        Line(Sign.REMOVED, "10", before=10),
        Line(Sign.ADDED, "ten", after=10),
    ]
    assert [line.sign for line in lines].count(Sign.GAP) == 1
    assert Line(Sign.REMOVED, "25", before=25) in lines
    assert lines[-1] == Line(Sign.SAME, "28", 28, 27)


def test_texts_that_share_too_little_are_not_compared() -> None:
    assert lines_compared("\n".join(map(str, range(5000))), "\n".join(map(str, range(5000, 10_000)))) is None


def test_long_texts_with_one_change_are_compared() -> None:
    before = "\n".join(map(str, range(50_000)))
    lines = lines_compared(before, before.replace("\n40000\n", "\nnew\n"))
    assert lines is not None
    assert [line.text for line in lines if line.sign is not Sign.SAME] == ["40000", "new"]
    assert lines[0] == Line(Sign.SAME, "39997", 39_998, 39_998)


def test_rules_are_compared_by_what_they_say() -> None:
    before, after = RuleSet.read(ADVERTS + SHOUTING), RuleSet.read(ADVERTS.replace("hold", "reject"))
    changes = rules_compared(before, after)
    assert (changes.added, changes.changed, changes.removed) == ((), ("no-adverts",), ("no-shouting",))
    same = RuleSet([replace(rule, words=rule.words[::-1]) for rule in before.rules])
    assert rules_compared(before, same).count == 0


def test_problems_are_found_in_the_text() -> None:
    text = ADVERTS.replace('"hold"', '"burn"') + SHOUTING.replace('name = "no-shouting"', 'nome = "x"')
    with pytest.raises(RulesInvalid) as wrong:
        RuleSet.read(text)
    placed = {(one.line, one.source) for one in problems_placed(text, wrong.value.problems)}
    assert placed == {(6, 'action = "burn"'), (9, "[[rule]]"), (10, 'nome = "x"')}


def test_a_problem_of_toml_has_its_own_line() -> None:
    text = ADVERTS + "words = \n"
    with pytest.raises(RulesInvalid) as wrong:
        RuleSet.read(text)
    assert [(one.line, one.source) for one in problems_placed(text, wrong.value.problems)] == [(8, "words =")]
