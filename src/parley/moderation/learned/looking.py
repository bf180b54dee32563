"""What the phases that learned from decisions find out about one submission."""

from parley.discussion.models import Comment
from parley.discussion.screening import Draft, Submission
from parley.moderation.learned.facts import facts_of
from parley.moderation.learned.live import Live, Look
from parley.moderation.learned.records import record_read


def look_begun(live: Live | None, draft: Draft) -> Look:
    """Begin with what is known before any lock is taken: how deep the comment will stand."""
    return Look(live, _depth(draft)) if live else Look(None)


def look_taken(look: Look, live: Live, submission: Submission) -> float | None:
    """Gather the facts, with the writer's record as it is now, and return the score.

    None where another toxicity model scored the text than those the model was learned from.
    """
    edited = _edited(submission)
    published, rejected = record_read(
        thread=submission.thread, writers=submission.guest_keys, without=edited.pk if edited else None
    )
    look.facts = facts_of(
        submission=submission,
        given=submission.given,
        depth=edited.depth if edited else look.depth,
        published=published,
        rejected=rejected,
    )
    look.score = live.score(look.facts)
    return look.score


def _depth(draft: Draft) -> int | None:
    """Return the depth of an answer: what it answers may be gone, but then it is refused."""
    if draft.parent_number is None:
        return 0
    found = Comment.objects.filter(thread=draft.thread, number=draft.parent_number)
    parent: int | None = found.values_list("depth", flat=True).first()
    return None if parent is None else parent + 1


def _edited(submission: Submission) -> Comment | None:
    if submission.editing is None:
        return None
    return Comment.objects.only("depth").get(thread=submission.thread, number=submission.editing)
