"""The house rules of this site: the newest version in the database, compiled once a process, or else Parley's own."""

import threading
from functools import cache

from parley.moderation.models import HouseRules
from parley.moderation.rules import RuleSet
from parley.moderation.rules.defaults import default_rules_text

_lock = threading.Lock()
_compiled: dict[str, RuleSet] = {}


def rules_live() -> RuleSet:
    """Return the rules that count now: one query, and the text is read once for each version.

    Raises RulesInvalid where a stored text can't be read, as after going back to an older Parley.
    """
    newest = HouseRules.objects.order_by("-pk").values_list("pk", "version").first()
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
