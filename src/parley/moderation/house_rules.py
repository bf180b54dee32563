"""The house rules of this site: the newest version in the database, compiled once a process, or else Parley's own."""

import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from parley.kernel.sql import first_row
from parley.moderation.models import HouseRules
from parley.moderation.rules import RuleSet
from parley.moderation.rules.defaults import default_rules_text
from parley.moderation.rules.problems import RulesInvalid
from parley.moderation.rules.reading import rules_read

_lock = threading.Lock()
_compiled: dict[str, RuleSet] = {}
_NEWEST: Final = "SELECT id, version FROM moderation_houserules ORDER BY id DESC LIMIT 1"


def rules_live() -> RuleSet:
    """Return the rules that count now: one query, and the text is read once for each version.

    Raises RulesInvalid where a stored text can't be read, as after going back to an older Parley.
    """
    newest = first_row(_NEWEST)
    if newest is None:
        return rules_default()
    pk, version = newest
    with _lock:
        rules = _compiled.get(version)
        if rules is None:
            rules = RuleSet.read(HouseRules.objects.get(pk=pk).text)
            _compiled.clear()
            _compiled[version] = rules
    return rules


def rules_text() -> str:
    """Return the text of the rules that count now."""
    newest = HouseRules.objects.order_by("-pk").values_list("text", flat=True).first()
    return default_rules_text() if newest is None else newest


@cache
def rules_default() -> RuleSet:
    return RuleSet.read(default_rules_text())


def rule_sentence(*, name: str, version: str) -> str:
    """Return what a rule says to readers in a version of the house rules; "" where nobody knows. At most one query."""
    return _sentences(version).get(name, "")


@lru_cache(maxsize=8)
def _sentences(version: str) -> Mapping[str, str]:
    if version == rules_default().version:
        text: str | None = default_rules_text()
    else:
        text = HouseRules.objects.filter(version=version).values_list("text", flat=True).first()
    try:
        rules = rules_read(text) if text else ()
    except RulesInvalid:
        rules = ()
    return {rule.name: rule.sentence for rule in rules}
