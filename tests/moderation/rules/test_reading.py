"""The text format: what is read, and that all that is wrong is said at once, with the rule and what to do."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.moderation.rules import Action, Inbox, Mode, Rule, RuleSet, RulesInvalid, Severity
from parley.moderation.rules.reading import BYTES_MAX, KEYS, REGEXES_IN_ALL_MAX, RULES_MAX, rules_read
from tests.moderation.rules.texts import rule_text, words_text

FULL = """
# A comment
[[rule]]
name = "bank-holidays"
sentence = "Please leave the bank out of it."
severity = "serious"
action = "reject"
mode = "shadow"
inbox = "tip"
words = ["bank*", "two banks"]
regex = ['(?i)b[a4]nk']
scores = { INSULT = 0.8, THREAT = 1 }
sections = ["city", "letters"]
articles = ["8d0qkz5e7v1n3m2a"]
account_age_below = 30
min_links = 2
"""


def problems(text: str) -> list[str]:
    with pytest.raises(RulesInvalid) as caught:
        RuleSet.read(text)
    assert str(caught.value).startswith(str(caught.value.problems[0]))
    return [str(problem) for problem in caught.value.problems]


def test_every_key() -> None:
    (rule,) = rules_read(FULL)
    assert rule == Rule(
        name="bank-holidays",
        sentence="Please leave the bank out of it.",
        severity=Severity.SERIOUS,
        action=Action.REJECT,
        mode=Mode.SHADOW,
        inbox=Inbox.TIP,
        words=("bank*", "two banks"),
        regexes=("(?i)b[a4]nk",),
        scores={"INSULT": 0.8, "THREAT": 1.0},
        conditions=rule.conditions,
    )
    assert rule.conditions.sections == {"city", "letters"}
    assert rule.conditions.articles == {"8d0qkz5e7v1n3m2a"}
    assert (rule.conditions.account_age_below, rule.conditions.min_links) == (30, 2)
    assert all(f"\n{key} = " in FULL for key in KEYS)


def test_a_text_without_an_inbox_keeps_the_name_it_had_before_there_was_one() -> None:
    assert version(words_text("fog", "mist", name="one")) == "9cc136d1433a"


def test_a_rule_is_live_unless_it_says_otherwise() -> None:
    assert rules_read(words_text("fog"))[0].mode is Mode.LIVE


def test_no_rules_are_rules_too() -> None:
    assert RuleSet.read("").rules == ()
    assert RuleSet.read("# nothing yet\n").match is not None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "says nothing to look for"),
        ("mode = 'live'", "says nothing to look for"),
        ("words = []", "words: must be a list of texts"),
        ("words = 'fog'", "words: must be a list of texts"),
        ("words = [1]", "words: must be a list of texts"),
        ("words = ['fog', 'FOG']", "words: “FOG” says the same as “fog”"),
        ("words = ['f*g']", "more than letters and digits"),
        ("words = ['c++']", "more than letters and digits"),
        ("words = ['fo*']", "fewer than 3 letters before its star"),
        ("words = ['=fogs*']", "contradict each other"),
        ("words = ['fog* horn']", "a star before its last word"),
        ("words = [' - ']", "holds no letters"),
        ("words = ['a b c d e f g']", "has 7 words; at most 6"),
        (f"words = ['{'x' * 81}']", "has 81 characters; at most 80"),
        (f"words = ['{'ab' * 35}']", "more than letters and digits"),
        ("words = " + repr([f"w{number}" for number in range(201)]), "has 201 entries; at most 200"),
        ("regex = ['(a']", "is none that RE2 can run: missing )"),
        ("regex = ['(?=a)b']", "Look-around and back-references do not exist"),
        (r"regex = ['(a)\1']", "is none that RE2 can run: invalid escape sequence"),
        (r"regex = ['\pL{400}']", "is none that RE2 can run: pattern too large"),
        ("regex = ['a*']", "matches where nothing stands"),
        ("regex = ['fog', 'fog']", "“fog” stands there twice"),
        (f"regex = ['{'x' * 501}']", "has 501 characters; at most 500"),
        ("regex = " + repr([f"r{number}" for number in range(21)]), "has 21 entries; at most 20"),
        ("scores = { ANGER = 0.5 }", "ANGER is no attribute"),
        ("scores = { INSULT = 0 }", "INSULT must be a number above 0 and up to 1"),
        ("scores = { INSULT = 1.01 }", "INSULT must be a number above 0 and up to 1"),
        ("scores = { INSULT = nan }", "INSULT must be a number above 0 and up to 1"),
        ("scores = { INSULT = true }", "INSULT must be a number above 0 and up to 1"),
        ("scores = {}", "scores: must be a table of thresholds"),
        ("sections = ['city hall']", "“city hall” is not the slug of a section"),
        ("articles = ['a/b']", "“a/b” is not the public id of a thread"),
        ("account_age_below = 0", "must be a whole number of days, 1 to 36500"),
        ("account_age_below = true", "must be a whole number of days"),
        ("min_links = 1.5", "must be a whole number of links, 1 to 1000"),
        ("mode = 'on'\nmin_links = 1", "mode: must be one of “live”, “shadow”, “off”"),
        ("word = ['fog']", "“word” is no key of a rule. Did you mean “words”?"),
        ("colour = 'red'\nmin_links = 1", "“colour” is no key of a rule. There are name, sentence"),
        ("regex = [2021-01-01]", "regex: must be a list of texts"),
    ],
)
def test_what_is_wrong_with_a_rule(more: str, said: str) -> None:
    found = problems(rule_text(name="river-fog", more=more))
    assert any(said in one for one in found)
    assert all(one.startswith("river-fog: ") for one in found)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("name", "'No Fog'", "name: must be small letters, digits and hyphens"),
        ("name", f"'{'x' * 65}'", "name: must be small letters, digits and hyphens"),
        ("name", "7", "name: must be small letters, digits and hyphens"),
        ("sentence", "' '", "sentence: must be one sentence"),
        ("sentence", '"One.\\nTwo."', "sentence: must be one sentence for readers, on one line"),
        ("sentence", f"'{'x' * 301}'", "sentence: has 301 characters; at most 300"),
        ("severity", "'bad'", "severity: must be one of “minor”, “serious”, “grave”"),
        ("severity", "['minor']", "severity: must be one of"),
        ("action", "'delete'", "action: must be one of “note”, “hold”, “reject”"),
    ],
)
def test_what_is_wrong_with_what_every_rule_has(key: str, value: str, said: str) -> None:
    given = {
        "name": "'fog'",
        "sentence": "'No fog.'",
        "severity": "'minor'",
        "action": "'hold'",
        "min_links": "1",
    }
    lines = [f"{name} = {own}" for name, own in (given | {key: value}).items()]
    assert any(said in one for one in problems("\n".join(["[[rule]]", *lines])))
    missing = [f"{name} = {own}" for name, own in given.items() if name != key]
    assert any(f"{key} is missing. Write it." in one for one in problems("\n".join(["[[rule]]", *missing])))


def test_all_problems_of_all_rules_come_at_once() -> None:
    text = (
        rule_text(name="one", more="words = ['a+', 'b+']\nminlinks = 2")
        + words_text("fine", name="two")
        + "[[rule]]\nwords = ['fine']\n"
        + words_text("again", name="two")
    )
    found = problems(text)
    assert [one.split(": ")[0] for one in found] == ["one"] * 3 + ["rule 3"] * 4 + ["two"]
    assert found[-1] == "two: 2 rules have this name. Give each a name of its own."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]]\nname = \n", "line 2: This is not TOML: Invalid value."),
        ("[[rule]]\nname = 'a'\nname = 'b'\n", "line 3: This is not TOML: Cannot overwrite a value."),
        ("[rule]\nname = 'a'", "Begin each rule with [[rule]], in two brackets."),
        ("rule = 3", "Begin each rule with [[rule]], in two brackets."),
        ("rule = [3]", "Begin each rule with [[rule]], in two brackets."),
        ("title = 'x'", "“title” is no part of the format. Rules begin with [[rule]]."),
        ("a = " + "[" * 5000, "Brackets are nested too deep. Take some away."),
        ("a = " + "1" * 5000, "This is not TOML: Exceeds the limit"),
        ("# \ud800\n", "line 1: holds half of a character. Type it anew."),
        ("\n\na = '\ud800'\n", "line 3: holds half of a character. Type it anew."),
        ("a" + ".a" * 300 + " = 1", "line 1: The line has more than 200 dots. Write it over several lines."),
        ("a.a.a.a = 1\n" * 40_000, "The text has 120000 dots; at most 100000. Take regular expressions out."),
        ("#" * (BYTES_MAX + 1), f"The rules have {BYTES_MAX + 1} bytes; at most {BYTES_MAX}."),
        ("[[rule]]\n" * (RULES_MAX + 1), f"There are {RULES_MAX + 1} rules; at most {RULES_MAX}."),
    ],
)
def test_what_is_wrong_with_the_text(text: str, said: str) -> None:
    assert problems(text)[0].startswith(said)


def test_regular_expressions_are_counted_together() -> None:
    lists = [", ".join(f"'x{rule}y{number}'" for number in range(20)) for rule in range(51)]
    text = "".join(rule_text(name=f"r{at}", more=f"regex = [{one}]") for at, one in enumerate(lists))
    assert problems(text) == [
        f"There are 1020 regular expressions in all; at most {REGEXES_IN_ALL_MAX}. Words cost less."
    ]


def test_words_that_no_disguise_tells_apart_are_too_many() -> None:
    alike = ["".join("li"[number >> bit & 1] + "o" for bit in range(6)) for number in range(60)]
    (said,) = problems(words_text(*alike))
    assert said.startswith("“lolololololo”, “iolololololo” and 58 more words look the same in disguise.")


def test_a_long_message_is_cut_and_its_problems_are_kept() -> None:
    with pytest.raises(RulesInvalid) as caught:
        RuleSet.read(words_text(*(f"a+{number}" for number in range(80))))
    assert len(caught.value.problems) == 80
    assert str(caught.value).endswith("And 30 more.")


def version(text: str) -> str:
    return RuleSet.read(text).version


def test_the_version_is_that_of_the_content() -> None:
    one, two = words_text("fog", "mist", name="one"), words_text("rain", name="two")
    laid_out_otherwise = (
        two + "# first things last\n\n" + words_text("mist", "fog", name="one").replace(" = ", "=")
    )
    assert version(one + two) == version(laid_out_otherwise)
    assert len(version(one)) == 12
    assert int(version(one), 16) >= 0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("bank*", "banks"),
        lambda text: text.replace("leave the bank", "leave this bank"),
        lambda text: text.replace("serious", "grave"),
        lambda text: text.replace("reject", "hold"),
        lambda text: text.replace("shadow", "off"),
        lambda text: text.replace('"tip"', '"question"'),
        lambda text: text.replace("b[a4]nk", "b[a@]nk"),
        lambda text: text.replace("0.8", "0.81"),
        lambda text: text.replace('"city", ', ""),
        lambda text: text.replace("8d0", "8d1"),
        lambda text: text.replace("= 30", "= 31"),
        lambda text: text.replace("min_links = 2", ""),
        lambda text: text.replace("bank-holidays", "bank-days"),
    ],
)
def test_every_change_is_another_version(change: Callable[[str], str]) -> None:
    assert version(change(FULL)) != version(FULL)


@given(st.text(max_size=200) | st.text("[]{}='\".,rulename\n1 #", max_size=60))
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rules = RuleSet.read(text).rules
    except RulesInvalid as refusal:
        rules = ()
        told = refusal.problems
    else:
        told = ()
    assert bool(told) or rules == ()
