"""The e-mail about an answer of the newsroom (settings.PARLEY_MAIL_COMPOSERS)."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.discussion.addresses import comment_address
from parley.discussion.feeds import absolute
from parley.discussion.models import Comment
from parley.discussion.queries_emails import WriterAddress, email_of
from parley.kernel.mail import Mail
from parley.moderation.mailing.writing import (
    WORDS_MAX,
    Letter,
    Link,
    cut,
    headline_of,
    letter_mail,
    words_of,
)


def answer_mail(*, reference: str) -> Mail | None:
    """Write to the writer of a comment that the newsroom answered it; None where the answer is gone, or the address."""
    found = Comment.objects.select_related("thread__site", "parent")
    answer = found.filter(public_id=reference, status=Comment.Status.PUBLISHED).first()
    comment = None if answer is None else answer.parent
    address = None if comment is None else email_of(comment=comment)
    if answer is None or comment is None or address is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return _written(answer, comment, address)


def _written(answer: Comment, comment: Comment, address: WriterAddress) -> Mail:
    headline = headline_of(answer.thread)
    letter = Letter(
        subject=_("Answered: your comment on “%(headline)s”") % {"headline": headline},
        said=_("Your comment was answered by %(name)s.") % {"name": answer.author_name},
        number=comment.number,
        headline=headline,
        words=words_of(comment),
        answered_by=_("The answer:"),
        answer=cut(answer.text, WORDS_MAX),
        links=(
            Link(
                _("The answer in its place:"), absolute(comment_address(thread=answer.thread, comment=answer))
            ),
        ),
    )
    return letter_mail(letter=letter, address=address)
