"""Gives a moderator the next comments to judge, each to one moderator at a time."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from parley.accounts.models import Person
from parley.desk.looking import Looking
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.readers import readers_of
from parley.moderation.actions import lease_release, lease_take, leases_of
from parley.moderation.models import Lease
from parley.moderation.queries_queue import RANKED_MAX, Queue, queue_read

#: One before the eyes and three to come, in two windows of a browser.
LEASED_MAX: Final = 8
#: Of so many served one is drawn from what was published unseen.
SAMPLED_EACH: Final = 10
#: Colleagues may take some between our look at the queue and our lease.
SPARE: Final = 4


def comments_serve(
    *, person: Person, looking: Looking, passed: Collection[int], most: int
) -> list[tuple[Comment, Lease]]:
    """Lease up to `most` comments of a queue to a person, without those that are `passed` by (their pks).

    Among those that wait come sampled ones, about one of SAMPLED_EACH and the rest at the end, and nothing tells them
    apart.
    """
    served: list[tuple[Comment, Lease]] = []
    for comment in _candidates(person, looking, set(passed), most, now()):
        lease = comment_lease(comment=comment, person=person)
        if lease is not None:
            served.append((comment, lease))
        if len(served) == most:
            break
    return served


def comment_lease(*, comment: Comment, person: Person) -> Lease | None:
    """Lease a comment to a person, or for longer; None if a colleague has it.

    Whoever has LEASED_MAX already lets the one go that would end first.
    """
    own = leases_of(person)
    if len(own) >= LEASED_MAX and comment.pk not in {lease.comment_id for lease in own}:
        lease_release(person=person, comment=own[0].comment)
    return lease_take(comment=comment, person=person)


def _candidates(
    person: Person, looking: Looking, passed: set[int], most: int, at: datetime
) -> Iterator[Comment]:
    reach = min(RANKED_MAX, len(passed) + most + SPARE)
    found = queue_read(
        queue=looking.queue,
        order=looking.order,
        wanted=looking.wanted,
        person=person,
        readers=readers_of,
        at=at,
        most=reach,
    )
    waiting = iter([one for one in found if one.pk not in passed])
    # A filter asks for certain comments: nothing else comes between.
    mixed = looking.queue is Queue.WAITING and not looking.is_filtered
    sampled = _sampled(person, passed, at) if mixed else iter(())
    for comment in waiting:
        if secrets.randbelow(SAMPLED_EACH) == 0:
            yield from _one(sampled)
        yield comment
    yield from sampled


def _sampled(person: Person, passed: set[int], at: datetime) -> Iterator[Comment]:
    """Read those only when one is wanted: the oldest draw first."""
    found = queue_read(queue=Queue.SAMPLED, person=person, at=at, most=min(RANKED_MAX, len(passed) + SPARE))
    yield from (one for one in found if one.pk not in passed)


def _one(comments: Iterator[Comment]) -> Iterator[Comment]:
    found = next(comments, None)
    if found is not None:
        yield found
