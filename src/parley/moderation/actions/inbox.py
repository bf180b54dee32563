"""What the newsroom does with comments that reach it: mark, answer, correct, dismiss, and take that back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.actions import (
    CommentRefused,
    PersonAuthor,
    answer_post,
    answer_remove,
    comment_correction_set,
)
from parley.discussion.corrections import (
    CORRECTION_LINK_MAX,
    CORRECTION_TEXT_MAX,
    Correction,
    correction_link_is_good,
)
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean, text_is_blank
from parley.moderation.mailing.telling import answer_tell, answer_untell
from parley.moderation.models import InboxItem
from parley.moderation.models.inbox import MODERATOR
from parley.moderation.policies import Act, may, may_mark
from parley.moderation.refused import DecisionRefused

State = InboxItem.State


@transaction.atomic
def inbox_mark(*, comment: Comment, kind: str, person: Person) -> InboxItem:
    """Put a comment into the inbox, or say better what it is; what was dismissed is open again.

    Raises PermissionDenied, and DecisionRefused for what has been answered or corrected.
    """
    if not may_mark(person=person):
        raise PermissionDenied
    if kind not in InboxItem.Kind.values:
        raise DecisionRefused("kind_unknown", _("Choose what the comment is from the list."))
    # Its row is the lock under which the item is made, so that two at once make one.
    Comment.objects.select_for_update().get(pk=comment.pk)
    item = InboxItem.objects.filter(comment=comment).first()
    if item is None:
        return InboxItem.objects.create(
            comment=comment, kind=kind, marked_by=MODERATOR, person=person, created_at=now()
        )
    if item.state in {State.ANSWERED, State.CORRECTED}:
        raise DecisionRefused("settled", _("The newsroom has dealt with this comment already."))
    item.kind, item.marked_by, item.person = kind, MODERATOR, person
    item.state, item.settled_by, item.settled_at = State.OPEN, None, None
    item.save()
    return item


@transaction.atomic
def inbox_answer(*, item: InboxItem, person: Person, text: str, is_author: bool = False) -> InboxItem:
    """Answer in the thread, below the comment; one answer each. `is_author`: `person` wrote the article.

    What has led to a correction stays corrected. Raises PermissionDenied and DecisionRefused.
    """
    item = _locked(item, person)
    if item.answer_id is not None:
        raise DecisionRefused("answered", _("Somebody has answered this comment already."))
    if item.state == State.DISMISSED:
        raise DecisionRefused("dismissed", _("This comment has been dismissed. Take that back first."))
    badge = Comment.Badge.AUTHOR if is_author else Comment.Badge.NEWSROOM
    comment = item.comment
    try:
        posted = answer_post(
            thread=comment.thread,
            author=PersonAuthor(person=person, badge=badge),
            text=text,
            parent_number=comment.number,
        )
    except CommentRefused as refused:
        raise _refused(refused) from refused
    item.answer = posted.comment
    answer_tell(comment=comment, answer=posted.comment)
    return _settle(item, person, State.CORRECTED if item.state == State.CORRECTED else State.ANSWERED)


@transaction.atomic
def inbox_correct(*, item: InboxItem, person: Person, text: str = "", link: str = "") -> InboxItem:
    """Say that the comment led to a published correction, in a few words or by a link, which readers see beside it.

    Again, it says something else. Raises PermissionDenied and DecisionRefused.
    """
    item = _locked(item, person)
    if item.state == State.DISMISSED:
        raise DecisionRefused("dismissed", _("This comment has been dismissed. Take that back first."))
    comment_correction_set(comment=item.comment, correction=_correction(text, link))
    return _settle(item, person, State.CORRECTED)


@transaction.atomic
def inbox_dismiss(*, item: InboxItem, person: Person) -> InboxItem:
    """Say that nothing needs to be done. Raises PermissionDenied and DecisionRefused."""
    item = _locked(item, person)
    if item.state != State.OPEN:
        raise DecisionRefused("settled", _("The newsroom has dealt with this comment already."))
    return _settle(item, person, State.DISMISSED)


@transaction.atomic
def inbox_undo(*, item: InboxItem, person: Person) -> InboxItem:
    """Take one step back: what was dismissed is open again; a correction is not shown any more; an answer is removed.

    A correction goes before the answer. Only who wrote an answer takes it back; a moderator can remove it like any
    comment, and then it is taken back here by anybody. Raises PermissionDenied and DecisionRefused.
    """
    item = _locked(item, person)
    if item.state == State.OPEN:
        raise DecisionRefused("open", _("There is nothing to take back."))
    if item.state == State.CORRECTED:
        comment_correction_set(comment=item.comment, correction=None)
        return _settle(item, person, State.ANSWERED if item.answer_id else State.OPEN)
    answer, item.answer = item.answer, None
    if answer is not None and answer.status == Comment.Status.PUBLISHED:
        try:
            answer_remove(comment=answer, person=person)
        except CommentRefused as refused:
            message = _("Whoever wrote the answer can take it back, or a moderator removes it.")
            raise DecisionRefused("not_own_answer", message) from refused
        answer_untell(answer=answer)
    return _settle(item, person, State.OPEN)


def _locked(item: InboxItem, person: Person) -> InboxItem:
    """Return the item as it is now, for one person at a time; the thread first, as for every comment."""
    if not may(person=person, act=Act.ANSWER_READERS):
        raise PermissionDenied
    found = InboxItem.objects.select_for_update(of=("self",))
    return found.select_related("comment__thread", "answer").get(pk=item.pk)


def _settle(item: InboxItem, person: Person, state: str) -> InboxItem:
    item.state, item.settled_by = state, person
    item.settled_at = None if state == State.OPEN else now()
    item.save(update_fields=["state", "answer", "settled_by", "settled_at"])
    return item


def _correction(text: str, link: str) -> Correction:
    words = " ".join(plain_text_clean(text[: CORRECTION_TEXT_MAX * 2]).split())
    link = link.strip()
    if text_is_blank(words):
        words = ""
    if not words and not link:
        raise DecisionRefused(
            "correction_empty", _("Say what was corrected, or give a link to the correction.")
        )
    if len(words) > CORRECTION_TEXT_MAX:
        raise DecisionRefused(
            "correction_too_long", _("Say it in at most %(most)d characters.") % {"most": CORRECTION_TEXT_MAX}
        )
    if link and (len(link) > CORRECTION_LINK_MAX or not correction_link_is_good(link)):
        raise DecisionRefused(
            "link_wrong", _("The link must begin with https:// or, on this site, with a slash.")
        )
    return Correction(words, link)


def _refused(refused: CommentRefused) -> DecisionRefused:
    error = refused.errors[0]
    return DecisionRefused(error.code, error.message)
