"""The e-mail about a decision (settings.PARLEY_MAIL_COMPOSERS)."""

from typing import Final

from django.conf import settings
from django.template.defaultfilters import date as date_words
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from parley.discussion.addresses import comment_address
from parley.discussion.feeds import absolute
from parley.discussion.models import Comment
from parley.discussion.notices import Notice
from parley.discussion.queries import CommentView, comment_for_writer
from parley.discussion.queries_emails import email_of
from parley.discussion.writer_links import told_link
from parley.kernel.mail import Mail
from parley.moderation.house_rules import rule_sentence
from parley.moderation.mailing.telling import APPEALED, is_told
from parley.moderation.mailing.writing import (
    Letter,
    Link,
    headline_of,
    letter_mail,
    passages_of,
    words_of,
)
from parley.moderation.models import Decision

Action = Decision.Action
Words = str | Promise
_TAKEN: Final = frozenset({Action.REJECT, Action.REMOVE})
_PUBLISHED: Final = _lazy("Published: your comment on “%(headline)s”")
_SAID: Final[dict[str, tuple[Words, Words]]] = {
    Action.REMOVE: (
        _lazy("Removed: your comment on “%(headline)s”"),
        _lazy("A moderator removed your comment."),
    ),
    Action.REJECT: (
        _lazy("Not published: your comment on “%(headline)s”"),
        _lazy("A moderator decided not to publish your comment."),
    ),
    Action.HOLD: (
        _lazy("Waiting: your comment on “%(headline)s”"),
        _lazy("Your comment is not shown now. It waits for a moderator."),
    ),
    Action.PUBLISH: (_PUBLISHED, _lazy("A decision about your comment was taken back. It is published.")),
    Action.OVERTURN: (
        _PUBLISHED,
        _lazy("You objected, and you were right: the decision is overturned, and the comment is published."),
    ),
    Action.UPHOLD: (
        _lazy("Your objection: the comment on “%(headline)s”"),
        _lazy("You objected. A moderator looked at it again, and the decision stands."),
    ),
}
_AUTOMATIC: Final[dict[str, Words]] = {
    Action.REMOVE: _lazy("Your comment was removed automatically."),
    Action.REJECT: _lazy("Your comment was not published. That was decided automatically."),
}
_WAITED: Final = _lazy("Your comment waited for a moderator. Now it is published.")


def decision_mail(*, reference: str) -> Mail | None:
    """Write to the writer of a comment what was decided about it.

    None where they left no address or it has expired, and where the decision is undone or followed by another one that
    they are told of.
    """
    found = Decision.objects.select_related("comment__thread__site", "comment__parent")
    decision = found.filter(public_id=reference, undone_by=None).first()
    if decision is None or decision.comment is None or _is_followed(decision):
        return None
    comment = decision.comment
    address = email_of(comment=comment)
    if address is None or comment.status != decision.to_status:
        return None
    with override(settings.LANGUAGE_CODE):
        view = comment_for_writer(thread=comment.thread, comment=comment)
        if decision.action in _TAKEN and view.notice is None:
            return None
        return letter_mail(letter=_letter(decision, comment, view), address=address)


def _is_followed(decision: Decision) -> bool:
    """Tell whether the writer is told of a later one. What was decided since and undone again cancels out."""
    later = Decision.objects.filter(comment=decision.comment, pk__gt=decision.pk, undone_by=None)
    return any(is_told(one) for one in later.exclude(undoes__pk__gt=decision.pk).defer("note"))


def _letter(decision: Decision, comment: Comment, view: CommentView) -> Letter:
    headline, notice = headline_of(comment.thread), view.notice
    subject, said = _said(decision)
    is_taken = decision.action in _TAKEN and notice is not None
    appeal = notice.appeal if notice and decision.action in APPEALED else None
    # A program would send whatever somebody types to whatever address they type.
    quotes = decision.person_id is not None
    return Letter(
        subject=subject % {"headline": headline},
        said=said,
        number=comment.number,
        headline=headline,
        words=words_of(comment) if quotes else "",
        facts=_facts(decision, view),
        passages=passages_of(comment, notice.passages) if notice and is_taken and quotes else (),
        answered_by=_("The moderator’s answer:") if appeal else "",
        answer=appeal.answer if appeal else "",
        appeal=_appeal(notice) if notice and is_taken else "",
        links=_links(comment, notice if is_taken else None),
    )


def _said(decision: Decision) -> tuple[str, str]:
    """Return the subject, which takes the headline, and the first sentence."""
    subject, said = _SAID[decision.action]
    if decision.person_id is None:
        said = _AUTOMATIC.get(decision.action, said)
    if decision.action == Action.PUBLISH and decision.from_status == Comment.Status.HELD:
        said = _WAITED
    return str(subject), str(said)


def _facts(decision: Decision, view: CommentView) -> tuple[tuple[str, str], ...]:
    """Return why, as it is told in the thread, and what the rule says."""
    if decision.action == Action.HOLD:
        return ((_("Why"), view.waiting_reason),) if view.waiting_reason else ()
    notice = view.notice
    if notice is None or decision.action not in _TAKEN:
        return ()
    facts = [(_("Why"), notice.reason)]
    if notice.rule:
        sentence = ""
        if notice.rule == decision.rule:
            sentence = rule_sentence(name=decision.rule, version=decision.rule_version)
        is_known = sentence in {"", notice.reason}
        facts.append((_("Rule"), notice.rule if is_known else f"{sentence} ({notice.rule})"))
    return tuple(facts)


def _appeal(notice: Notice) -> str:
    if notice.appeal_until is None:
        return ""
    until = date_words(timezone.localtime(notice.appeal_until), "DATE_FORMAT")
    return _(
        "You can object once, until %(date)s. A moderator who did not decide this will look at your comment again."
    ) % {"date": until}


def _links(comment: Comment, notice: Notice | None) -> tuple[Link, ...]:
    """Return the comment's place in the thread, or else what only its writer sees."""
    if comment.status == Comment.Status.PUBLISHED:
        address = comment_address(thread=comment.thread, comment=comment)
        return (Link(_("Your comment:"), absolute(address)),)
    may_object = notice is not None and notice.appeal_until is not None
    words = _("Read your comment and object:") if may_object else _("Read your comment:")
    return (Link(words, told_link(comment=comment)),)
