"""Gives a moderator the next comments to judge, each to one moderator at a time."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from parley.accounts.models import Person
from parley.desk.looking import Looking
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.readers import readers_of
from parley.moderation.actions import lease_release, lease_take, leases_of
from parley.moderation.models import Lease
from parley.moderation.queries_queue import RANKED_MAX, Order, Queue, queue_read

#: One before the eyes and three to come, in two windows of a browser.
LEASED_MAX: Final = 8
#: Of so many served one is of those that come between: drawn from what was published unseen, or not drawn at all.
SAMPLED_EACH: Final = 10
#: Colleagues may take some between our look at the queue and our lease.
SPARE: Final = 4


def comments_serve(
    *, person: Person, looking: Looking, passed: Collection[int], most: int
) -> list[tuple[Comment, Lease]]:
    """Lease up to `most` comments of a queue to a person, without those that are `passed` by (their pks).

    Among those that wait come sampled ones, about one of SAMPLED_EACH and the rest at the end, and nothing tells them
    apart. In the order of pressing, what was drawn to be learned from comes before most others, the oldest first:
    what of it is not read in time would count as rejected, so that nothing might ever pass by itself.
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
    if looking.queue is not Queue.WAITING or looking.is_filtered:
        yield from waiting
        return
    sampled = _drawn(Queue.SAMPLED, person, passed, at, reach)
    if looking.order is Order.PRESSING:
        first = _drawn(Queue.LEARNED_FROM, person, passed, at, reach)
        waiting = _once(_mixed(first, waiting))
    yield from _mixed(waiting, sampled)


def _mixed(many: Iterator[Comment], few: Iterator[Comment]) -> Iterator[Comment]:
    """One of SAMPLED_EACH by chance from the second, the rest of which comes at the end."""
    for comment in many:
        if secrets.randbelow(SAMPLED_EACH) == 0:
            yield from islice(few, 1)
        yield comment
    yield from few


def _once(comments: Iterator[Comment]) -> Iterator[Comment]:
    seen: set[int] = set()
    for comment in comments:
        if comment.pk not in seen:
            seen.add(comment.pk)
            yield comment


def _drawn(queue: Queue, person: Person, passed: set[int], at: datetime, most: int) -> Iterator[Comment]:
    """Read those only when one is wanted."""
    found = queue_read(queue=queue, person=person, at=at, most=most)
    yield from (one for one in found if one.pk not in passed)
