"""Bringing in what became of comments elsewhere: how many readers valued them, and what they said before an edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parley.discussion.markup import text_render
from parley.discussion.models import Comment, CommentRevision, Reaction, Thread
from parley.discussion.orders import orders, ranks_fill
from parley.kernel.text import plain_text_clean

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAnswers:
    """What became of one comment. `earlier_text`: what it said first, in our Markdown; `edited_at`: until when."""

    number: int
    valued_count: int = 0
    earlier_text: str = ""
    edited_at: datetime | None = None


@transaction.atomic
def answers_import(*, thread: Thread, answers: Sequence[ImportedAnswers]) -> None:
    """Give comments that were just imported their answers. For comments that nobody has answered here yet.

    Who valued them is not known, so each reader gets a key of no guest's. Announces nothing: the import has.
    """
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    numbers = [answer.number for answer in answers]
    comments = {
        comment.number: comment for comment in Comment.objects.filter(thread=locked, number__in=numbers)
    }
    reactions: list[Reaction] = []
    revisions: list[CommentRevision] = []
    for answer in answers:
        comment = comments[answer.number]
        comment.valued_count = answer.valued_count
        reactions += [
            Reaction(
                comment=comment,
                thread=locked,
                guest_key=f"i:{reader}",
                created_at=answer.edited_at or comment.created_at,
            )
            for reader in range(answer.valued_count)
        ]
        if answer.earlier_text and answer.edited_at:
            text = plain_text_clean(answer.earlier_text)
            revisions.append(
                CommentRevision(
                    comment=comment,
                    number=1,
                    text=text,
                    html=text_render(text).html,
                    created_at=comment.created_at,
                )
            )
            comment.edited_at, comment.revision_count = answer.edited_at, 1
        ranks_fill(comment)
    Reaction.objects.bulk_create(reactions, batch_size=_BATCH)
    CommentRevision.objects.bulk_create(revisions, batch_size=_BATCH)
    ranked = [order.column for order in orders() if order.rank is not None]
    Comment.objects.bulk_update(
        comments.values(), ["valued_count", "edited_at", "revision_count", *ranked], batch_size=_BATCH
    )
