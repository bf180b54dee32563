"""What the discussion announces through the outbox. docs/reference/events.md is checked against this list.

Topics: `thread:<public id>` carries only what every reader may see; `moderation` carries the rest.
"""

from collections.abc import Iterable
from enum import StrEnum

from parley.discussion.models import Comment, Site, Thread
from parley.kernel.outbox import outbox_write

MODERATION_TOPIC = "moderation"
# Carried by every answer that depends on which origins are registered.
ORIGINS_KEY = "origins"


class EventKind(StrEnum):
    COMMENT_PUBLISHED = "comment.published"
    COMMENT_HELD = "comment.held"
    COMMENT_STATUS_CHANGED = "comment.status_changed"
    COMMENT_EDITED = "comment.edited"
    COMMENT_VALUED = "comment.valued"
    COMMENT_REPORTED = "comment.reported"
    THREAD_CHANGED = "thread.changed"
    PASSAGE_CHANGED = "passage.changed"
    ORIGINS_CHANGED = "origins.changed"


def comment_posted_announce(*, comment: Comment, thread: Thread, parent_number: int | None) -> None:
    """Announce a new comment: to everybody when it is published, else to those who moderate."""
    published = comment.status == Comment.Status.PUBLISHED
    outbox_write(
        topic=thread.surrogate_key if published else MODERATION_TOPIC,
        kind=EventKind.COMMENT_PUBLISHED if published else EventKind.COMMENT_HELD,
        payload={
            "thread": thread.public_id,
            "comment": comment.public_id,
            "number": comment.number,
            "parent_number": parent_number,
            "comment_count": thread.comment_count,
        },
        surrogate_keys=[thread.surrogate_key] if published else [],
    )


def comment_status_announce(*, comment: Comment, thread: Thread, from_status: str) -> None:
    """Announce that a comment appeared, went, or moved between states that readers never see."""
    visible = Comment.Status.PUBLISHED in {from_status, comment.status}
    outbox_write(
        topic=thread.surrogate_key if visible else MODERATION_TOPIC,
        kind=EventKind.COMMENT_STATUS_CHANGED,
        payload={
            "thread": thread.public_id,
            "comment": comment.public_id,
            "number": comment.number,
            "from_status": str(from_status),
            "to_status": str(comment.status),
            "comment_count": thread.comment_count,
        },
        surrogate_keys=[thread.surrogate_key] if visible else [],
    )


def comment_edited_announce(*, comment: Comment, thread: Thread) -> None:
    """Announce that a comment has another text: to everybody who sees it, else to those who moderate."""
    published = comment.status == Comment.Status.PUBLISHED
    outbox_write(
        topic=thread.surrogate_key if published else MODERATION_TOPIC,
        kind=EventKind.COMMENT_EDITED,
        payload={"thread": thread.public_id, "comment": comment.public_id, "number": comment.number},
        surrogate_keys=[thread.surrogate_key] if published else [],
    )


def comment_valued_announce(*, comment: Comment, thread: Thread) -> None:
    """Announce how many readers value a comment now. Who they are is nobody's business."""
    outbox_write(
        topic=thread.surrogate_key,
        kind=EventKind.COMMENT_VALUED,
        payload={
            "thread": thread.public_id,
            "comment": comment.public_id,
            "number": comment.number,
            "valued_count": comment.valued_count,
        },
        surrogate_keys=[thread.surrogate_key],
    )


def comment_reported_announce(*, comment: Comment, thread: Thread, reason_code: str) -> None:
    """Announce to those who moderate that a reader flagged a comment."""
    outbox_write(
        topic=MODERATION_TOPIC,
        kind=EventKind.COMMENT_REPORTED,
        payload={
            "thread": thread.public_id,
            "comment": comment.public_id,
            "number": comment.number,
            "reason_code": reason_code,
            "report_count": comment.report_count,
        },
        surrogate_keys=[],
    )


def thread_announce(*, thread: Thread, stale: Iterable[str] = ()) -> None:
    """Announce that a thread's title, address, state, mode or whole content changed; `stale`: more surrogate keys."""
    outbox_write(
        topic=thread.surrogate_key,
        kind=EventKind.THREAD_CHANGED,
        payload={
            "thread": thread.public_id,
            "key": thread.key,
            "title": thread.title,
            "url": thread.url,
            "state": str(thread.state),
            "mode": str(thread.mode),
            "closes_at": thread.closes_at.isoformat() if thread.closes_at else None,
            "comment_count": thread.comment_count,
        },
        surrogate_keys=[thread.surrogate_key, *stale],
    )


def origins_announce(*, site: Site) -> None:
    """Announce that a site came, went, or has other origins: every answer that says who may read it is stale."""
    outbox_write(
        topic=site.surrogate_key,
        kind=EventKind.ORIGINS_CHANGED,
        payload={"site": site.slug, "origins": list(site.origins)},
        surrogate_keys=[site.surrogate_key, ORIGINS_KEY],
    )


def passages_announce(*, thread: Thread) -> None:
    """Announce that passages of a thread's page, or of one of its comments, moved, went or were found again."""
    outbox_write(
        topic=thread.surrogate_key,
        kind=EventKind.PASSAGE_CHANGED,
        payload={"thread": thread.public_id},
        surrogate_keys=[thread.surrogate_key],
    )
