"""Comments in every state that the desk shows, written as directly as the tables allow."""

import json
from typing import Any

from django.test import Client

from parley.discussion.models import Comment, Report, Thread
from parley.kernel.clock import now
from parley.moderation.models import AuditSample, QueueEntry

DESK = "/admin/desk/"


def comment_make(thread: Thread, text: str = "A word", *, name: str = "Ada", guest: str = "g:ada") -> Comment:
    """Write a published comment as the last of its thread."""
    thread.refresh_from_db()
    thread.last_number += 1
    thread.comment_count += 1
    thread.save(update_fields=["last_number", "comment_count"])
    at = now()
    return Comment.objects.create(
        thread=thread,
        number=thread.last_number,
        root_number=thread.last_number,
        placed_number=thread.last_number,
        author_name=name,
        guest_key=guest,
        text=text,
        html=f"<p>{len(text)}</p>",
        status=Comment.Status.PUBLISHED,
        created_at=at,
        published_at=at,
    )


def waiting_make(thread: Thread, count: int, *, guest: str = "g:ada") -> list[Comment]:
    """Write comments that wait and never stood on the page, each less pressing than the one before."""
    thread.refresh_from_db()
    first = thread.last_number + 1
    at = now()
    made = Comment.objects.bulk_create(
        Comment(
            thread=thread,
            number=first + place,
            root_number=first + place,
            author_name=f"Writer {place}",
            guest_key=guest,
            text=f"Waiting word {place}",
            html="",
            status=Comment.Status.HELD,
            created_at=at,
        )
        for place in range(count)
    )
    QueueEntry.objects.bulk_create(
        QueueEntry(
            comment=comment,
            harm=0.9 - place / 1000,
            uncertainty=1.0,
            priority=0.9 - place / 1000,
            reason_code="toxicity",
            entered_at=at,
        )
        for place, comment in enumerate(made)
    )
    thread.last_number += count
    thread.save(update_fields=["last_number"])
    return made


def sampled_make(thread: Thread, text: str = "Published unseen") -> Comment:
    comment = comment_make(thread, text)
    AuditSample.objects.create(comment=comment, rate=0.02, drawn_at=now())
    return comment


def reported_make(thread: Thread, words: str = "It is about me") -> Comment:
    comment = comment_make(thread, "Reported word", guest="g:zeno")
    Report.objects.create(
        comment=comment, guest_key="g:reader", reason_code="abuse", text=words, created_at=now()
    )
    Comment.objects.filter(pk=comment.pk).update(report_count=1)
    return comment


def call(client: Client, endpoint: str, data: Any = None) -> Any:
    """POST JSON to an endpoint of the desk, as its script does."""
    return client.post(
        f"{DESK}api/{endpoint}/",
        json.dumps(data if data is not None else {}),
        content_type="application/json",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
