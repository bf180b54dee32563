"""What a house rule says, in words for the newsroom."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.moderation.notes import ATTRIBUTE_WORDS
from parley.moderation.rules import Action, Mode, Rule, Severity, Standing

SEVERITY_WORDS: Final[Mapping[str, Promise]] = {
    Severity.MINOR: gettext_lazy("Minor"),
    Severity.SERIOUS: gettext_lazy("Serious"),
    Severity.GRAVE: gettext_lazy("Grave"),
}
ACTION_WORDS: Final[Mapping[str, Promise]] = {
    Action.NOTE: gettext_lazy("Counted only"),
    Action.HOLD: gettext_lazy("Held for a moderator"),
    Action.REJECT: gettext_lazy("Rejected"),
}
MODE_WORDS: Final[Mapping[str, Promise]] = {
    Mode.LIVE: gettext_lazy("Live"),
    Mode.SHADOW: gettext_lazy("In shadow"),
    Mode.OFF: gettext_lazy("Off"),
}
STANDING_WORDS: Final[Mapping[str, Promise]] = {
    Standing.PUBLISHED: gettext_lazy("Published"),
    Standing.HELD: gettext_lazy("Held"),
    Standing.REJECTED: gettext_lazy("Rejected"),
}


def rule_looks_for(rule: Rule) -> list[str]:
    """Say in a few words each what the rule looks for, and where."""
    return [*_patterns(rule), *_conditions(rule)]


def _patterns(rule: Rule) -> Iterator[str]:
    if count := len(rule.words):
        yield ngettext("%(count)d word or phrase", "%(count)d words and phrases", count) % {"count": count}
    if count := len(rule.regexes):
        yield ngettext("%(count)d pattern", "%(count)d patterns", count) % {"count": count}
    for name, threshold in sorted(rule.scores.items()):
        yield _("%(what)s from %(percent)d%%") % {
            "what": ATTRIBUTE_WORDS.get(name, name),
            "percent": round(threshold * 100),
        }


def _conditions(rule: Rule) -> Iterator[str]:
    where = rule.conditions
    if where.sections:
        yield _("only in: %(sections)s") % {"sections": ", ".join(sorted(where.sections))}
    if count := len(where.articles):
        yield ngettext("only under %(count)d article", "only under %(count)d articles", count) % {
            "count": count
        }
    if (days := where.account_age_below) is not None:
        yield ngettext(
            "accounts younger than %(count)d day", "accounts younger than %(count)d days", days
        ) % {"count": days}
    if (links := where.min_links) is not None:
        yield ngettext("at least %(count)d link", "at least %(count)d links", links) % {"count": links}
