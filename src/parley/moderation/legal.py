"""Legal holds: what one may say, and where a comment names the names of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.discussion.refusals import FieldError
from parley.discussion.screening import Draft
from parley.kernel.text import plain_text_clean
from parley.moderation.marks import marks_blank
from parley.moderation.models import LEGAL_REASON_MAX, LegalHold
from parley.moderation.rules.names import NameSearch, NameWrong, name_read, places_apart

NAMES_MAX: Final = 50
NAME_MAX: Final = 80
#: Whoever needs longer sets it again, and looks again whether it is needed.
LASTS_MAX: Final = timedelta(days=366)
#: Holds that may stand over one thread: what is read for each of its comments.
STANDING_MAX: Final = 10
LEGAL_MODE: Final = "legal_mode"  # the phase
LEGAL_CODE: Final = "legal_hold"
#: All that a writer is told: never which hold, or which name.
LEGAL_SENTENCE: Final = _("Comments on this article are read by a moderator first.")


class LegalHoldRefused(Exception):  # noqa: N818 -- it is an answer to the newsroom, not a fault
    """Nothing was written. `errors` say why, by the fields of LegalTerms; "" for the whole."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(error.code for error in errors))
        self.errors = list(errors)


Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LegalFound:
    """What the phase found: `places` of names, by the hold's primary key; `is_held`: one of the holds is about it."""

    places: Mapping[int, Places]
    is_held: bool


@dataclass(frozen=True, slots=True)
class LegalTerms:
    """What a hold says: values of LegalHold.Kind and LegalHold.Scope, and an aware time."""

    kind: str
    scope: str
    reason: str
    until: datetime
    names: tuple[str, ...] = ()


def legal_withholds(draft: Draft) -> bool:
    """Tell whether a text must stay in the house: a legal hold is about it, or could not be looked for.

    A protected name in the log of somebody's service is out; and the comment waits for a moderator whatever it says.
    """
    found = draft.earlier.found.get(LEGAL_MODE)
    return found.is_held if isinstance(found, LegalFound) else LEGAL_MODE in draft.earlier.milliseconds


def legal_terms_read(
    *, kind: str, scope: str, reason: str, until: datetime, names: Iterable[str], at: datetime
) -> LegalTerms:
    """Return the terms, names and reason tidied, no name twice. Raises LegalHoldRefused with all that is wrong."""
    errors: list[FieldError] = []
    if kind not in LegalHold.Kind.values:
        errors.append(FieldError("kind", "kind_unknown", _("Choose why comments are held.")))
    if scope not in LegalHold.Scope.values:
        errors.append(FieldError("scope", "scope_unknown", _("Choose which comments are held.")))
    errors.extend(_until_errors(until, at))
    tidy, name_errors = _names_read(names)
    errors.extend(name_errors)
    if scope == LegalHold.Scope.NAMES and not tidy and not name_errors:
        errors.append(
            FieldError("names", "names_missing", _("Give at least one name, each on its own line."))
        )
    words = " ".join(plain_text_clean(reason[: 10 * LEGAL_REASON_MAX]).split())
    errors.extend(_reason_errors(words, tidy))
    if errors:
        raise LegalHoldRefused(errors)
    return LegalTerms(kind, scope, words, until, tidy)


@lru_cache(maxsize=64)
def name_search(names: tuple[str, ...]) -> NameSearch:
    """Return what finds these names, made once. Raises NameWrong."""
    return NameSearch(names)


def places_named(*, names: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where a text names them, in its own code points: as it was typed, the addresses of links too, and as it reads."""
    if not names:
        return ()
    search = name_search(tuple(names))
    places = search.search(text)
    shown = marks_blank(text)
    return places if shown == text else tuple(places_apart({*places, *search.search(shown)}))


def _until_errors(until: datetime, at: datetime) -> list[FieldError]:
    code, message = "", _("")
    if is_naive(until):
        code, message = "until_naive", _("Give the time with its time zone.")
    elif until <= at:
        code, message = "until_past", _("This time is over. Give one to come.")
    elif until > at + LASTS_MAX:
        code, message = "until_too_far", _("A hold lasts a year at most. Set it again when it ends.")
    return [FieldError("until", code, message)] if code else []


def _names_read(names: Iterable[str]) -> tuple[tuple[str, ...], list[FieldError]]:
    tidy: dict[object, str] = {}
    errors: list[FieldError] = []
    for name in names:
        # Cut before it is cleaned: what is longer is refused anyway.
        words = " ".join(plain_text_clean(name[: 4 * NAME_MAX]).split())
        if not words:
            continue
        try:
            tidy.setdefault(name_read(words), words)
        except NameWrong:
            errors.append(FieldError("names", "name_wrong", _name_wrong(words)))
        if len(tidy) + len(errors) > NAMES_MAX:
            message = ngettext_lazy(
                "Give at most %d name, or hold all comments.",
                "Give at most %d names, or hold all comments.",
                NAMES_MAX,
            )
            return (), [FieldError("names", "names_too_many", message % NAMES_MAX)]
    return tuple(tidy.values()), errors


def _name_wrong(name: str) -> Promise | str:
    return _(
        "“%(name)s” can’t be looked for. Write a name of up to %(most)d characters and six words in letters, with "
        "spaces, hyphens, dots and apostrophes; a star at the end stands for any ending."
    ) % {"name": name[:NAME_MAX], "most": NAME_MAX}


def _reason_errors(reason: str, names: tuple[str, ...]) -> list[FieldError]:
    if not reason:
        return [FieldError("reason", "reason_empty", _("Say why, for your colleagues."))]
    if len(reason) > LEGAL_REASON_MAX:
        message = ngettext_lazy(
            "Take out at least %d character.",
            "Take out at least %d characters.",
            surplus := len(reason) - LEGAL_REASON_MAX,
        )
        return [FieldError("reason", "reason_too_long", message % surplus)]
    if places_named(names=names, text=reason):
        message = _("Every moderator reads the reason: leave the names out of it.")
        return [FieldError("reason", "reason_names", message)]
    return []
