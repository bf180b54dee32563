"""Who may do what at the desk: a table of roles."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person


class Act(StrEnum):
    """The permissions of Decision, by their names in Django."""

    VIEW_DESK = "view_desk"
    DECIDE = "decide"
    DECIDE_MANY = "decide_many"
    SANCTION = "sanction"
    SANCTION_SEVERELY = "sanction_severely"
    DECIDE_APPEAL = "decide_appeal"
    CHANGE_RULES = "change_rules"
    CHANGE_MODES = "change_modes"
    ANSWER_READERS = "answer_readers"
    VIEW_LEDGER = "view_ledger"


#: Kinds of sanction that need SANCTION_SEVERELY.
SEVERE: Final = frozenset({"suspend", "ban"})
_LOOK: Final = frozenset({Act.VIEW_DESK, Act.VIEW_LEDGER})
_MODERATE: Final = _LOOK | {Act.DECIDE, Act.DECIDE_MANY, Act.SANCTION, Act.DECIDE_APPEAL}

#: Names of Django's groups, and what their members may do. Wagtail has groups "Editors" and "Moderators" of its own.
ROLES: Final[Mapping[str, frozenset[Act]]] = {
    "Comment auditors": _LOOK,
    "Comment editors": _LOOK | {Act.ANSWER_READERS, Act.CHANGE_MODES},
    "Comment moderators": _MODERATE,
    "Senior comment moderators": frozenset(Act),
}
ROLE_WORDS: Final[Mapping[str, Promise]] = {
    "Comment auditors": _("look at everything at the desk, and change nothing"),
    "Comment editors": _("answer readers and choose how threads are moderated"),
    "Comment moderators": _("decide on comments and appeals, and sanction writers"),
    "Senior comment moderators": _("all of it, house rules and bans too"),
}


def may(*, person: Person, act: Act) -> bool:
    """Tell whether a person may do something; an inactive one may nothing, an administrator everything."""
    return bool(person.is_authenticated and person.has_perm(f"moderation.{act}"))


def may_sanction(*, person: Person, kind: str) -> bool:
    return may(person=person, act=Act.SANCTION_SEVERELY if kind in SEVERE else Act.SANCTION)


def may_mark(*, person: Person) -> bool:
    """Whoever decides on comments or answers readers may put a comment into the inbox."""
    return may(person=person, act=Act.DECIDE) or may(person=person, act=Act.ANSWER_READERS)
