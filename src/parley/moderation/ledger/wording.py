"""Figures in words: shares with their intervals, times, and the names of things."""

from collections.abc import Callable, Mapping
from typing import Final

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.moderation.ledger.appeals import MACHINE
from parley.moderation.ledger.groups import NONE, OTHERS
from parley.moderation.ledger.shares import Share
from parley.moderation.models import Decision, Sanction
from parley.moderation.notes import ATTRIBUTE_WORDS
from parley.moderation.reasons import decision_reason
from parley.moderation.words import HELD_WORDS, phase_words

NOTHING = "–"
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def number(value: float) -> str:
    return str(number_format(round(value), force_grouping=True))


def percent(value: float | None) -> str:
    """Return a share as "3.4 %", with two more places where it is small."""
    if value is None:
        return NOTHING
    places = 1 if value == 0 or value >= 0.01 else 3  # noqa: PLR2004 -- one in a hundred
    return _("%(share)s %%") % {"share": _decimal(value * 100, places)}


def interval(share: Share) -> str:
    """Return the interval as "1.2 % to 5.6 %"; a dash where nothing is known."""
    if share.value is None:
        return NOTHING
    return _("%(low)s to %(high)s") % {"low": percent(share.low), "high": percent(share.high)}


def count_of(share: Share) -> str:
    return _("%(count)s of %(of)s") % {"count": number(share.count), "of": number(share.of)}


def duration(seconds: float | None) -> str:
    """Return a time in the unit that suits it; a dash where there is none."""
    if seconds is None:
        return NOTHING
    if seconds < _MINUTE:
        whole = round(seconds)
        return ngettext("%d second", "%d seconds", whole) % whole
    if seconds < _HOUR:
        whole = round(seconds / _MINUTE)
        return ngettext("%d minute", "%d minutes", whole) % whole
    if seconds < 2 * _DAY:
        return _("%(hours)s hours") % {"hours": _decimal(seconds / _HOUR, 1)}
    return _("%(days)s days") % {"days": _decimal(seconds / _DAY, 1)}


def name_words(name: str) -> str:
    """Return a name as it is; in words where it stands for the rest or for none."""
    known = {OTHERS: pgettext("rows of a table", "all others"), NONE: pgettext("rows of a table", "none")}
    return known.get(name, name)


def action_words(code: str) -> str:
    return _label(dict(Decision.Action.choices), code)


def sanction_words(code: str) -> str:
    return _label(dict(Sanction.Kind.choices), code)


def reason_words(code: str) -> str:
    """Return what moderators call a reason of the settings, or a phase's; a code of an older setting as it is."""
    reason = decision_reason(code)
    if reason:
        return str(reason.label)
    return str(HELD_WORDS[code]) if code in HELD_WORDS else name_words(code) or NOTHING


def report_words(code: str) -> str:
    return str(settings.PARLEY_REPORT_REASONS.get(code, code))


def row_words(by: str, name: str) -> str:
    """Return the name of a row of figures by maker, reason, section and so on, in words where it is a code."""
    if name in {OTHERS, NONE} or by not in _WORDS:
        return name_words(name)
    return _WORDS[by](name)


def maker_words(*, automated: bool) -> str:
    return pgettext("who decided", "a machine") if automated else pgettext("who decided", "a person")


def _rule_words(name: str) -> str:
    """Return a phase with its rule; the model's rules are attributes."""
    phase, _colon, rule = name.partition(": ")
    return f"{phase_words(phase)}: {ATTRIBUTE_WORDS.get(rule, rule)}"


_WORDS: Final[Mapping[str, Callable[[str], str]]] = {
    "phase": phase_words,
    "rule": _rule_words,
    "maker": lambda name: maker_words(automated=name == MACHINE),
    "reason": reason_words,
}


def _decimal(value: float, places: int) -> str:
    # Rounded first: number_format cuts off.
    return str(number_format(round(value, places), decimal_pos=places))


def _label(labels: Mapping[str, str | Promise], code: str) -> str:
    return str(labels.get(code, code))
