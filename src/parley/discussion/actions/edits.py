"""What writers may do to their own comments: change the words for a while, and remove them at any time."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from parley.discussion.actions.checking import findings_prepare, submission_check, text_prepare
from parley.discussion.actions.comments import STATUS_BY_OUTCOME, comment_status_set, findings_keep
from parley.discussion.actions.emails import email_forget
from parley.discussion.actions.quotes import quotes_refresh
from parley.discussion.events import comment_edited_announce
from parley.discussion.models import Comment, CommentRevision, Thread
from parley.discussion.policies import GONE, edit_obstacle, remove_obstacle
from parley.discussion.refusals import OBSTACLES, CommentRefused
from parley.discussion.screening import Draft, Submission, screening_run
from parley.kernel.clock import now


@dataclass(frozen=True, slots=True)
class EditResult:
    """The comment as it is now. When the edit took it from the page, `code` and `reason` say why."""

    comment: Comment
    thread: Thread
    changed: bool
    code: str
    reason: str

    @property
    def shown(self) -> bool:
        return self.comment.status == Comment.Status.PUBLISHED


def comment_edit(*, thread: Thread, number: int, guest_key: str, text: str) -> EditResult:
    """Give a guest's own comment another text, screened like a new one; the earlier version is kept for good.

    What the phases hold or reject is taken from the page, until a moderator has read it; a comment that waits goes on
    waiting, whatever the phases say now. The same text again changes nothing. Raises Comment.DoesNotExist, and
    CommentRefused for what the policies or the phases refuse.
    """
    at = now()
    prepared = text_prepare(text)
    draft = Draft(thread=thread, text=prepared.text, links=prepared.rendered.links)
    findings = findings_prepare(draft=draft, is_new=False)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        comment = Comment.objects.select_for_update().get(thread=thread, number=number)
        comment.thread = thread  # what follows need not read it again
        obstacle = edit_obstacle(
            thread=thread,
            comment=comment,
            guest_key=guest_key,
            at=at,
            window=settings.PARLEY_EDIT_WINDOW,
        )
        _refuse_if(obstacle)
        if prepared.text == comment.text:
            return EditResult(comment=comment, thread=thread, changed=False, code="", reason="")
        submission = Submission(
            thread=thread,
            at=at,
            author_name=comment.author_name,
            guest_keys=(guest_key,),
            text=prepared.text,
            links=prepared.rendered.links,
            form=None,
            editing=number,
            findings=findings.found,
            prepare_milliseconds=findings.milliseconds,
        )
        screened = screening_run(submission=submission)
        submission_check(submission=submission, screened=screened)
        CommentRevision.objects.create(
            comment=comment,
            number=comment.revision_count + 1,
            text=comment.text,
            html=comment.html,
            created_at=comment.edited_at or comment.created_at,
        )
        comment.text, comment.html = prepared.text, prepared.rendered.html
        comment.edited_at = at
        comment.revision_count += 1
        comment.save(update_fields=["text", "html", "edited_at", "revision_count"])
        quotes_refresh(comment=comment)
        code, reason = "", ""
        status = STATUS_BY_OUTCOME[screened.verdict.outcome]
        # Before the status: what the decision rests on is read from what the phases leave.
        if failed := findings_keep(comment=comment, submission=submission, screened=screened):
            code, reason = failed.verdict.code, str(failed.verdict.reason)
        elif status != Comment.Status.PUBLISHED and comment.status == Comment.Status.PUBLISHED:
            code, reason = screened.verdict.code, str(screened.verdict.reason)
            comment_status_set(
                comment=comment,
                status=status,
                decided_by=f"phase:{screened.phase}",
                reason_code=code,
                reason=reason,
            )
        comment_edited_announce(comment=comment, thread=thread)
    return EditResult(comment=comment, thread=thread, changed=True, code=code, reason=reason)


@transaction.atomic
def comment_remove_own(*, thread: Thread, number: int, guest_key: str) -> Comment:
    """Take a guest's own comment from the page, at any time; again changes nothing. Its text is kept for the desk.

    Replies keep hanging on a stub. An e-mail address that was left with it is deleted. Raises Comment.DoesNotExist and
    CommentRefused.
    """
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    comment = Comment.objects.select_for_update().get(thread=thread, number=number)
    _refuse_if(remove_obstacle(thread=thread, comment=comment, guest_key=guest_key))
    comment_status_set(
        comment=comment,
        status=Comment.Status.REMOVED,
        decided_by="author",
        reason_code="removed_by_author",
    )
    email_forget(comment=comment)
    return comment


def _refuse_if(obstacle: str | None) -> None:
    if obstacle == GONE:
        raise Comment.DoesNotExist
    if obstacle:
        raise CommentRefused([OBSTACLES[obstacle]])
