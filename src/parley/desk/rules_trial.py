"""New house rules on trial: beside the rules that count, in shadow, so that nothing that is in force stops meanwhile.

A changed rule does not take the place of the one in force: it runs next to it under a name of its own, and the hits of
the two can be compared.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from parley.moderation.rules import Mode, Rule, RuleSet
from parley.moderation.rules.keys import NAME_MAX
from parley.moderation.rules.version import version_of

#: A line of its own in the text of the rules; whatever follows is on trial.
MARKER: Final = "# On trial, in shadow; the desk replaces all that stands below this line."
ENDING: Final = "-trial"


def trial_cut(text: str) -> str:
    """Return the text of the rules without what is on trial in it."""
    lines = text.split("\n")
    return "\n".join(lines[: lines.index(MARKER)]).rstrip("\n") + "\n" if MARKER in lines else text


def trial_rules(*, counting: RuleSet, draft: RuleSet) -> tuple[Rule, ...]:
    """Return the draft's rules that are new or changed, in shadow and renamed; those that are off are left out.

    `counting`: the rules that count, without what is on trial in them.
    """
    known = {rule.name: rule for rule in counting.rules if rule.mode is not Mode.OFF}
    wanted = [
        rule for rule in draft.rules if rule.mode is not Mode.OFF and not _same(rule, known.get(rule.name))
    ]
    taken = {rule.name for rule in counting.rules}
    return tuple(_on_trial(wanted, taken))


def trial_text(*, text: str, rules: Iterable[Rule]) -> str:
    """Return the text of the rules that count with `rules` on trial in it, in place of those that were."""
    return "\n".join([trial_cut(text).rstrip("\n"), "", MARKER, "", *map(rule_written, rules)])


def rule_written(rule: Rule) -> str:
    """Write a rule as docs/reference/house-rules.md describes it, each entry of a list on a line of its own."""
    conditions = rule.conditions
    lines = ["[[rule]]"]
    lines += [
        f"{key} = {_string(getattr(rule, key))}" for key in ("name", "sentence", "severity", "action", "mode")
    ]
    for key, values in (
        ("words", rule.words),
        ("regex", rule.regexes),
        ("sections", sorted(conditions.sections)),
        ("articles", sorted(conditions.articles)),
    ):
        if values:
            lines += [f"{key} = [", *(f"    {_string(value)}," for value in values), "]"]
    if rule.scores:
        thresholds = ", ".join(f"{name} = {threshold!r}" for name, threshold in sorted(rule.scores.items()))
        lines.append(f"scores = {{ {thresholds} }}")
    for key, number in (
        ("account_age_below", conditions.account_age_below),
        ("min_links", conditions.min_links),
    ):
        if number is not None:
            lines.append(f"{key} = {number}")
    return "\n".join(lines) + "\n"


def _on_trial(rules: Iterable[Rule], taken: set[str]) -> Iterator[Rule]:
    for rule in rules:
        name, place = _named(rule.name, ""), 1
        while name in taken:
            place += 1
            name = _named(rule.name, f"-{place}")
        taken.add(name)
        yield replace(rule, name=name, mode=Mode.SHADOW)


def _named(name: str, more: str) -> str:
    ending = f"{ENDING}{more}"
    return name.removesuffix(ENDING)[: NAME_MAX - len(ending)].rstrip("-") + ending


def _same(rule: Rule, other: Rule | None) -> bool:
    """Tell whether two rules look for the same and do the same, in whatever mode."""
    if other is None:
        return False
    return version_of([replace(rule, mode=Mode.LIVE)]) == version_of([replace(other, mode=Mode.LIVE)])


def _string(value: str) -> str:
    # A JSON string is a TOML basic string but for DEL, which TOML wants escaped (TOML 1.0.0, "String").
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
