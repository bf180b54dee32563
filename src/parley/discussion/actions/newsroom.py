"""What the newsroom says in a thread: its answers, and which comment led to a correction."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.actions.checking import Prepared, text_check, text_prepare
from parley.discussion.actions.comments import PostResult, comment_status_set
from parley.discussion.actions.quotes import quotes_write
from parley.discussion.actions.writing import Cause, comment_write, parent_find
from parley.discussion.corrections import Correction, correction_row
from parley.discussion.events import comment_edited_announce, comment_posted_announce
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.policies import may_read
from parley.discussion.recorders import status_record
from parley.discussion.refusals import OBSTACLES, CommentRefused, FieldError
from parley.kernel.clock import now
from parley.kernel.text import NAME_MAX_LENGTH, name_clean

DECIDED_BY = "newsroom"


@dataclass(frozen=True, slots=True)
class PersonAuthor:
    """Somebody of the newsroom, who answers readers under their own name and `badge`."""

    person: Person
    badge: str = Comment.Badge.NEWSROOM

    @property
    def name(self) -> str:
        """Return the full name, or the account's where there is none."""
        return name_clean(self.person.get_full_name() or self.person.get_username())[:NAME_MAX_LENGTH]


def answer_post(*, thread: Thread, author: PersonAuthor, text: str, parent_number: int) -> PostResult:
    """Publish an answer of the newsroom to a comment, at once and also where readers can't comment any more.

    Screening is for readers: who may answer for the newsroom is for the caller to know. The text is checked like any,
    for emptiness and length. Raises CommentRefused, and then nothing is written.
    """
    prepared = text_prepare(text)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        parent = parent_find(thread, parent_number)
        _answer_check(thread, prepared, parent)
        comment, change = comment_write(
            thread=thread,
            parent=parent,
            prepared=prepared,
            status=Comment.Status.PUBLISHED,
            cause=Cause(DECIDED_BY, person=author.person),
            at=now(),
            author_name=author.name,
            person=author.person,
            badge=author.badge,
        )
        quotes_write(comment=comment, thread=thread, selector=None)
        comment_posted_announce(comment=comment, thread=thread, parent_number=parent_number)
        status_record(comment=comment, change=change)
    return PostResult(comment=comment, thread=thread, parent_number=parent_number, code="", reason="")


def answer_remove(*, comment: Comment, person: Person) -> StatusChange | None:
    """Take an answer of the newsroom from the page, by whoever wrote it; None if it is gone already."""
    if comment.person_id != person.pk:
        raise CommentRefused([OBSTACLES["not_own_comment"]])
    return comment_status_set(
        comment=comment,
        status=Comment.Status.REMOVED,
        decided_by="author",
        person=person,
        reason_code="removed_by_author",
    )


@transaction.atomic
def comment_correction_set(*, comment: Comment, correction: Correction | None) -> bool:
    """Say beside a comment which published correction it led to, or (None) no more; False where it said so already."""
    row = correction_row(correction)
    thread = Thread.objects.select_for_update().get(pk=comment.thread_id)
    comment.refresh_from_db(
        fields=["correction", "status"], from_queryset=Comment.objects.select_for_update()
    )
    if comment.correction == row:
        return False
    comment.correction = row
    comment.save(update_fields=["correction"])
    comment_edited_announce(comment=comment, thread=thread)
    return True


def _answer_check(thread: Thread, prepared: Prepared, parent: Comment | None) -> None:
    if not may_read(thread=thread):
        raise CommentRefused([OBSTACLES["thread_closed"]])
    if parent is None:
        message = _("The comment is not on the page. It can be answered once it is published.")
        raise CommentRefused([FieldError("parent", "parent_gone", message)])
    if error := text_check(prepared.text):
        raise CommentRefused([error])
