"""Posting a comment, and the one door through which its status changes."""

from dataclasses import dataclass, field

from django.db import transaction

from parley.accounts.models import Person
from parley.discussion.actions.checking import (
    TEXT_HARD_LIMIT,
    findings_prepare,
    submission_check,
    text_prepare,
)
from parley.discussion.actions.emails import email_keep
from parley.discussion.actions.quotes import quotes_placement, quotes_write
from parley.discussion.actions.writing import Cause, comment_write, parent_find
from parley.discussion.emails import address_clean, address_errors
from parley.discussion.events import comment_posted_announce, comment_status_announce
from parley.discussion.guest_memory import guest_recall, guest_remember
from parley.discussion.kinds import kind_check, kind_keep
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.placement import PLACEMENT_COLUMNS, placement_change
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.recorders import status_record
from parley.discussion.screening import Draft, FormFacts, Submission, screening_keep, screening_run
from parley.discussion.verdicts import Outcome, ScreeningResult
from parley.kernel.clock import now
from parley.kernel.text import name_clean

STATUS_BY_OUTCOME = {
    Outcome.PUBLISH: Comment.Status.PUBLISHED,
    Outcome.HOLD: Comment.Status.HELD,
    Outcome.REJECT: Comment.Status.REJECTED,
}


@dataclass(frozen=True, slots=True)
class GuestAuthor:
    """A reader without an account.

    `fingerprint` is given for one who came without a token: whoever wrote last from the same client is then asked about
    too, when it matters whether somebody repeats a comment. `email`: where they want to be told of decisions, or "".
    """

    name: str
    guest_key: str
    fingerprint: str = ""
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PostResult:
    """The comment as written; when it is not `shown`, `code` and `reason` say why it is held or rejected."""

    comment: Comment
    thread: Thread
    parent_number: int | None
    code: str
    reason: str

    @property
    def shown(self) -> bool:
        return self.comment.status == Comment.Status.PUBLISHED


def comment_post(
    *,
    thread: Thread,
    author: GuestAuthor,
    text: str,
    parent_number: int | None = None,
    form: FormFacts | None = None,
    quote: QuoteSelector | None = None,
    kind: str = "",
) -> PostResult:
    """Screen a comment and write it with its number, its StatusChange and its outbox row, in one transaction.

    `quote` names a passage that its writer chose to answer; one that can't be found is no reason to refuse.
    `kind`: what they say it is besides a comment (discussion.kinds).
    The thread's row is locked first, so numbers have neither gap nor double. Raises CommentRefused, and then nothing
    is written.
    """
    kind_check(kind)
    at = now()
    name = name_clean(author.name[:TEXT_HARD_LIMIT])
    address = address_clean(author.email)
    prepared = text_prepare(text)
    # The costly part of screening, too: whoever else writes must not wait for it.
    draft = Draft(
        thread=thread,
        text=prepared.text,
        links=prepared.rendered.links,
        author_name=name,
        parent_number=parent_number,
    )
    findings = findings_prepare(draft=draft, is_new=True)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        # Under the lock, so that of two clicks at once the second knows of the first.
        earlier_key = guest_recall(fingerprint=author.fingerprint) if author.fingerprint else ""
        submission = Submission(
            thread=thread,
            at=at,
            author_name=name,
            guest_keys=tuple(key for key in (author.guest_key, earlier_key) if key),
            text=prepared.text,
            links=prepared.rendered.links,
            form=form,
            findings=findings.found,
            prepare_milliseconds=findings.milliseconds,
        )
        screened = screening_run(submission=submission)
        parent = parent_find(thread, parent_number)
        parent_missing = parent_number is not None and parent is None
        submission_check(
            submission=submission,
            screened=screened,
            parent_missing=parent_missing,
            more=address_errors(address),
        )
        comment, change = comment_write(
            thread=thread,
            parent=parent,
            prepared=prepared,
            status=STATUS_BY_OUTCOME[screened.verdict.outcome],
            cause=Cause(
                decided_by=f"phase:{screened.phase}" if screened.phase else "screening",
                reason_code=screened.verdict.code,
                reason=str(screened.verdict.reason),
            ),
            at=at,
            author_name=name,
            guest_key=author.guest_key,
        )
        quotes_write(comment=comment, thread=thread, selector=quote)
        kind_keep(comment=comment, kind=kind)
        if address:
            email_keep(comment=comment, address=address, at=at)
        comment_posted_announce(comment=comment, thread=thread, parent_number=parent_number)
        if author.fingerprint:
            guest_remember(fingerprint=author.fingerprint, key=author.guest_key)
        if failed := findings_keep(comment=comment, submission=submission, screened=screened):
            screened = failed
            thread.refresh_from_db(fields=["comment_count", "last_comment_at"])
        status_record(comment=comment, change=change)
    return PostResult(
        comment=comment,
        thread=thread,
        parent_number=parent_number,
        code=screened.verdict.code,
        reason=str(screened.verdict.reason),
    )


def findings_keep(
    *, comment: Comment, submission: Submission, screened: ScreeningResult
) -> ScreeningResult | None:
    """Let the phases store what they found beside a comment that has just been written or changed.

    If one fails, a published comment is held: what the phase was to be remembered for is lost, and a moderator shall
    know. Returns what then counts; None where nothing changed.
    """
    failed = screening_keep(comment=comment, submission=submission, screened=screened)
    if failed is None or comment.status != Comment.Status.PUBLISHED:
        return None
    comment_status_set(
        comment=comment,
        status=Comment.Status.HELD,
        decided_by=f"phase:{failed.phase}",
        reason_code=failed.verdict.code,
        reason=str(failed.verdict.reason),
    )
    return failed


@transaction.atomic
def comment_status_set(
    *,
    comment: Comment,
    status: str,
    decided_by: str,
    person: Person | None = None,
    reason_code: str = "",
    reason: str = "",
    detail: object | None = None,
) -> StatusChange | None:
    """Change a comment's status and write down who decided and why; None if it had that status already.

    Keeps the thread's count right and announces the change. Undone by another change, which leaves its own row.
    `detail` is handed on to the recorder (parley.discussion.recorders).
    """
    # Thread first, comment second: the same order as in comment_post, so that two writers can't wait for each other.
    thread = Thread.objects.select_for_update().get(pk=comment.thread_id)
    comment.refresh_from_db(
        fields=[*PLACEMENT_COLUMNS, "published_at"], from_queryset=Comment.objects.select_for_update()
    )
    before, after = Comment.Status(comment.status), Comment.Status(status)
    if before == after:
        return None
    at = now()
    comment.status = after
    if after == Comment.Status.PUBLISHED and comment.published_at is None:
        comment.published_at = at
    comment.save(update_fields=["status", "published_at"])
    published = Comment.Status.PUBLISHED
    if published in {before, after}:
        placement_change(comment=comment, was_published=before == published)
        quotes_placement(comment=comment, shown=after == published)
        thread.comment_count += 1 if after == published else -1
        # By place, whose index is read from its end and holds nothing that has gone: the cost does not grow.
        placed = Comment.objects.filter(thread=thread, status=published, placed_number__isnull=False)
        newest = placed.order_by("-placed_number")
        thread.last_comment_at = newest.values_list("created_at", flat=True).first()
        thread.save(update_fields=["comment_count", "last_comment_at"])
    change = StatusChange.objects.create(
        comment=comment,
        from_status=before,
        to_status=after,
        person=person,
        decided_by=decided_by,
        reason_code=reason_code,
        reason=reason,
        created_at=at,
    )
    comment_status_announce(comment=comment, thread=thread, from_status=before)
    status_record(comment=comment, change=change, detail=detail)
    return change
