"""Who has which comment before them, so that two moderators never get the same."""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.models import Lease
from parley.moderation.pokes import desk_poke

#: Longer than anybody needs for one comment; who goes away leaves it to colleagues after that.
LEASE_TIME: Final = timedelta(minutes=3)
LEASES_MAX: Final = 20


def lease_take(*, comment: Comment, person: Person) -> Lease | None:
    """Give a comment to a person for LEASE_TIME, or for so long again; None if a colleague has it."""
    at = now()
    lease = Lease(comment=comment, person=person, until=at + LEASE_TIME)
    found = Lease.objects.filter(comment=comment)
    if found.filter(person=person, until__gt=at).update(until=lease.until):
        return lease  # nobody else needs to hear that it lasts longer
    if not found.filter(until__lte=at).update(person=person, until=lease.until):
        try:
            with transaction.atomic():
                lease.save(force_insert=True)
        except IntegrityError:
            return None
    desk_poke()
    return lease


def lease_release(*, person: Person, comment: Comment | None = None) -> int:
    """Let a person's lease on a comment go, or all that the person has; return how many there were."""
    found = Lease.objects.filter(person=person)
    count, _by_model = (found if comment is None else found.filter(comment=comment)).delete()
    if count:
        desk_poke()
    return count


def leases_of(person: Person) -> list[Lease]:
    """Return what a person has before them now."""
    return list(Lease.objects.filter(person=person, until__gt=now()).order_by("until")[:LEASES_MAX])
