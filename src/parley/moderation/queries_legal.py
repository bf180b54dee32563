"""Reads legal holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.kernel.sql import first_row
from parley.moderation.legal import STANDING_MAX
from parley.moderation.models import LegalHold
from parley.moderation.policies import Act, may

SHOWN_MAX = 100
_ANY: Final = "SELECT 1 FROM moderation_legalhold WHERE thread_id = %s AND ended_at IS NULL LIMIT 1"


@dataclass(frozen=True, slots=True)
class LegalHoldView:
    """A hold as one person of the newsroom may see it. `names` is None for who may not read them."""

    hold: LegalHold
    stands: bool
    names_count: int
    names: tuple[str, ...] | None


def legal_holds_standing(*, thread: Thread, at: datetime) -> list[LegalHold]:
    """Return the holds that stand over a thread, STANDING_MAX at most.

    One query along an index; two where there are any.
    """
    if first_row(_ANY, thread.pk) is None:
        return []
    standing = LegalHold.objects.filter(thread=thread, ended_at__isnull=True, until__gt=at)
    return list(standing.order_by("until", "pk")[:STANDING_MAX])


def legal_holds_of(*, thread: Thread, person: Person, at: datetime) -> list[LegalHoldView]:
    """Return the newest SHOWN_MAX holds of a thread for a person, also those that are over; the newest first."""
    found = LegalHold.objects.filter(thread=thread).select_related("created_by", "ended_by")
    return [legal_hold_view(hold=hold, person=person, at=at) for hold in found.order_by("-pk")[:SHOWN_MAX]]


def legal_holds_everywhere(*, person: Person, at: datetime) -> list[LegalHoldView]:
    """Return the holds that stand now on any thread, with their threads, SHOWN_MAX at most; the next to end first."""
    standing = LegalHold.objects.filter(ended_at__isnull=True, until__gt=at)
    found = standing.select_related("thread", "created_by").order_by("until", "pk")[:SHOWN_MAX]
    return [legal_hold_view(hold=hold, person=person, at=at) for hold in found]


def legal_hold_view(*, hold: LegalHold, person: Person, at: datetime) -> LegalHoldView:
    """Show a hold to a person: the names only to who may change how threads are moderated."""
    names = tuple(hold.names) if may(person=person, act=Act.CHANGE_MODES) else None
    return LegalHoldView(hold=hold, stands=hold.stands(at), names_count=len(hold.names), names=names)
