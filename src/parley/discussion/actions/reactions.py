"""Readers value a comment, and take it back."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.discussion.events import comment_valued_announce
from parley.discussion.models import Comment, Reaction, Thread
from parley.discussion.orders import ranks_fill
from parley.discussion.placement import PLACEMENT_COLUMNS
from parley.discussion.policies import GONE, value_obstacle
from parley.discussion.refusals import OBSTACLES, CommentRefused, FieldError
from parley.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Valued:
    """Whether this guest values the comment now, and how many do."""

    valued: bool
    valued_count: int


@transaction.atomic
def reaction_set(
    *, thread: Thread, number: int, guest_key: str, network_key: str, valued: bool | None
) -> Valued:
    """Value the comment of that number, or (False) take it back, or (None) turn it round. Again changes nothing.

    From one network at most PARLEY_VALUED_PER_NETWORK guests may value one comment for as long as the network can be
    told again (a day, see kernel.fingerprint): a client that drops its cookies is still one. Takes as many queries
    whatever the counts. Raises Comment.DoesNotExist for what readers can't see, and CommentRefused.
    """
    at = now()
    # Thread first, comment second, as everywhere. The thread's lock is what makes the count equal the rows.
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    comment = (
        Comment.objects.select_for_update()
        .only(*PLACEMENT_COLUMNS, "public_id", "guest_key")
        .get(thread=thread, number=number)
    )
    obstacle = value_obstacle(thread=thread, comment=comment, guest_key=guest_key, at=at)
    if obstacle == GONE:
        raise Comment.DoesNotExist
    if obstacle:
        raise CommentRefused([OBSTACLES[obstacle]])
    limit = settings.PARLEY_VALUED_PER_NETWORK
    near = Reaction.objects.filter(Q(guest_key=guest_key) | Q(network_key=network_key), comment=comment)
    # The network's rows are never more than the limit, but for one that was lowered since.
    keys = list(near.values_list("guest_key", flat=True)[: limit + 1])
    before = guest_key in keys or (len(keys) > limit and near.filter(guest_key=guest_key).exists())
    after = not before if valued is None else valued
    if after == before:
        return Valued(valued=after, valued_count=comment.valued_count)
    if after:
        if len(keys) >= limit:
            message = _(
                "Somebody on your network values this comment already. It counts once for each network."
            )
            raise CommentRefused([FieldError("", "already_valued_here", message)])
        Reaction.objects.create(
            comment=comment, thread=thread, guest_key=guest_key, network_key=network_key, created_at=at
        )
    else:
        Reaction.objects.filter(comment=comment, guest_key=guest_key).delete()
    comment.valued_count += 1 if after else -1
    comment.save(update_fields=["valued_count", *ranks_fill(comment)])
    comment_valued_announce(comment=comment, thread=thread)
    return Valued(valued=after, valued_count=comment.valued_count)
