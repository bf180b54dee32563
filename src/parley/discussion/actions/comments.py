"""Posting a comment, and the one door through which its status changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from parley.accounts.models import Person
from parley.discussion.events import comment_posted_announce, comment_status_announce
from parley.discussion.guest_memory import guest_recall, guest_remember
from parley.discussion.markup import Rendered, text_render
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.placement import PLACEMENT_COLUMNS, placement_change, placement_new
from parley.discussion.policies import may_read
from parley.discussion.screening import FormFacts, Outcome, ScreeningResult, Submission, screening_run
from parley.kernel.clock import now
from parley.kernel.text import NAME_MAX_LENGTH, name_clean, plain_text_clean

# Nothing longer is even looked at, whatever the phases say: PARLEY_COMMENT_MAX_LENGTH can't be set higher.
TEXT_HARD_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class GuestAuthor:
    """A reader without an account.

    `fingerprint` is given for one who came without a token: whoever wrote last from the same client is then asked about
    too, when it matters whether somebody repeats a comment.
    """

    name: str
    guest_key: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one input ("author_name", "text", "parent", or "" for the whole); `code` is for programs."""

    field: str
    code: str
    message: str | Promise


class CommentRefused(Exception):  # noqa: N818 -- it is an answer to the writer, not a fault
    """The comment was not written. `errors` say why, in words for the writer."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(error.code for error in errors))
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class PostResult:
    """The comment as written; when `held`, `code` and `reason` say why it waits."""

    comment: Comment
    thread: Thread
    parent_number: int | None
    held: bool
    code: str
    reason: str


def comment_post(
    *,
    thread: Thread,
    author: GuestAuthor,
    text: str,
    parent_number: int | None = None,
    form: FormFacts | None = None,
) -> PostResult:
    """Screen a comment and write it with its number, its StatusChange and its outbox row, in one transaction.

    The thread's row is locked first, so numbers have neither gap nor double. Raises CommentRefused, and then nothing
    is written.
    """
    at = now()
    name = name_clean(author.name[:TEXT_HARD_LIMIT])
    # Reading the text is the costly part: it is done before the lock is taken.
    clean = plain_text_clean(text[: TEXT_HARD_LIMIT + 1])
    rendered = text_render(clean) if len(clean) <= settings.PARLEY_COMMENT_MAX_LENGTH else Rendered("", 0)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        # Under the lock, so that of two clicks at once the second knows of the first.
        earlier_key = guest_recall(fingerprint=author.fingerprint) if author.fingerprint else ""
        submission = Submission(
            thread=thread,
            at=at,
            author_name=name,
            guest_keys=tuple(key for key in (author.guest_key, earlier_key) if key),
            text=clean,
            links_count=rendered.links_count,
            form=form,
        )
        screened = screening_run(submission=submission)
        parent = _parent(thread, parent_number)
        _refuse_if_wrong(submission, screened, parent_missing=parent_number is not None and parent is None)
        held = screened.verdict.outcome is Outcome.HOLD
        thread.last_number += 1
        if not held:
            thread.comment_count += 1
            thread.last_comment_at = at
        comment = Comment(
            thread=thread,
            number=thread.last_number,
            parent=parent,
            root_number=parent.root_number if parent else thread.last_number,
            depth=parent.depth + 1 if parent else 0,
            author_name=name,
            guest_key=author.guest_key,
            text=clean,
            html=rendered.html,
            status=Comment.Status.HELD if held else Comment.Status.PUBLISHED,
            created_at=at,
            published_at=None if held else at,
        )
        placement_new(comment=comment, parent=parent)
        comment.save(force_insert=True)
        reason = str(screened.verdict.reason)
        StatusChange.objects.create(
            comment=comment,
            to_status=comment.status,
            decided_by=f"phase:{screened.phase}" if screened.phase else "screening",
            reason_code=screened.verdict.code,
            reason=reason,
            created_at=at,
        )
        thread.save(update_fields=["last_number", "comment_count", "last_comment_at"])
        comment_posted_announce(comment=comment, thread=thread, parent_number=parent_number)
        if author.fingerprint:
            guest_remember(fingerprint=author.fingerprint, key=author.guest_key)
    return PostResult(
        comment=comment,
        thread=thread,
        parent_number=parent_number,
        held=held,
        code=screened.verdict.code,
        reason=reason,
    )


@transaction.atomic
def comment_status_set(
    *,
    comment: Comment,
    status: str,
    decided_by: str,
    person: Person | None = None,
    reason_code: str = "",
    reason: str = "",
) -> StatusChange | None:
    """Change a comment's status and write down who decided and why; None if it had that status already.

    Keeps the thread's count right and announces the change. Undone by another change, which leaves its own row.
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
        thread.comment_count += 1 if after == published else -1
        # By number, which has an index that is read from its end: the cost does not grow with the thread.
        newest = Comment.objects.filter(thread=thread, status=published).order_by("-number")
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
    return change


def _parent(thread: Thread, number: int | None) -> Comment | None:
    if number is None:
        return None
    found = Comment.objects.filter(thread=thread, number=number, status=Comment.Status.PUBLISHED)
    return found.only(*PLACEMENT_COLUMNS, "depth").first()


def _refuse_if_wrong(submission: Submission, screened: ScreeningResult, *, parent_missing: bool) -> None:
    """Raise CommentRefused with everything that is wrong, unless the thread itself takes no comments."""
    verdict = screened.verdict
    refusal = FieldError(verdict.field, verdict.code, verdict.reason)
    rejected = verdict.outcome is Outcome.REJECT
    if not may_read(thread=submission.thread):
        refusal, rejected = FieldError("", "thread_closed", _("Comments on this page are closed.")), True
    if rejected and not refusal.field:
        raise CommentRefused([refusal])
    errors: list[FieldError] = []
    surplus = len(submission.author_name) - NAME_MAX_LENGTH
    if not submission.author_name:
        errors.append(FieldError("author_name", "name_empty", _("Give a name: yours or any other.")))
    elif surplus > 0:
        message = ngettext_lazy(
            "The name is too long by %d character.", "The name is too long by %d characters.", surplus
        )
        errors.append(FieldError("author_name", "name_too_long", message % surplus))
    if rejected:
        errors.append(refusal)
    elif (
        len(submission.text) > settings.PARLEY_COMMENT_MAX_LENGTH
    ):  # also when the phase that counts is left out
        errors.append(FieldError("text", "text_too_long", _("The comment is too long.")))
    if parent_missing:
        message = _("The comment you answer is no longer there. Post yours on its own instead.")
        errors.append(FieldError("parent", "parent_gone", message))
    if errors:
        raise CommentRefused(errors)
