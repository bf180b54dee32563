"""Who has which comment before them, so that two moderators never get the same."""

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.models import Lease

#: Longer than anybody needs for one comment; who goes away leaves it to colleagues after that.
LEASE_TIME: Final = timedelta(minutes=3)
LEASES_MAX: Final = 20


def lease_take(*, comment: Comment, person: Person) -> Lease | None:
    """Give a comment to a person for LEASE_TIME, or for so long again; None if a colleague has it."""
    at = now()
    free = Q(person=person) | Q(until__lte=at)
    taken = Lease.objects.filter(free, comment=comment).update(person=person, until=at + LEASE_TIME)
    if taken:
        return Lease(comment=comment, person=person, until=at + LEASE_TIME)
    try:
        with transaction.atomic():
            return Lease.objects.create(comment=comment, person=person, until=at + LEASE_TIME)
    except IntegrityError:
        return None


def lease_release(*, person: Person, comment: Comment | None = None) -> int:
    """Let a person's lease on a comment go, or all that the person has; return how many there were."""
    found = Lease.objects.filter(person=person)
    count, _by_model = (found if comment is None else found.filter(comment=comment)).delete()
    return count


def leases_of(person: Person) -> list[Lease]:
    """Return what a person has before them now."""
    return list(Lease.objects.filter(person=person, until__gt=now()).order_by("until")[:LEASES_MAX])
