from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parley.discussion.screening import Draft, Submission
from parley.discussion.verdicts import NO_OPINION, Outcome, Reason, Verdict
from parley.kernel.breaker import Breaker
from parley.kernel.outgoing import Answer
from parley.moderation.legal import legal_withholds
from parley.moderation.service import ServiceAnswerError, service_ask
from parley.moderation.surroundings import page_url

#: Akismet wants the writer's address, which is not kept here: one that belongs to nobody (RFC 5737).
NOBODYS_ADDRESS = "192.0.2.1"
_HELP_MAX = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """`is_blatant`: so surely spam that nobody need read it."""

    is_spam: bool
    is_blatant: bool = False


class Spam:
    """Holds what Akismet calls spam, and rejects what it calls blatant spam. Off without PARLEY_AKISMET_KEY."""

    name = "spam"

    def __init__(self, *, breaker: Breaker | None = None) -> None:
        self._breaker = breaker or Breaker("Akismet")

    def prepare(self, draft: Draft) -> Checked | None:
        """Ask Akismet; None when it is not to be asked, as of a comment that a legal hold is about."""
        if not settings.PARLEY_AKISMET_KEY or legal_withholds(draft):
            return None
        answer = service_ask(
            breaker=self._breaker,
            url=settings.PARLEY_AKISMET_URL,
            body=urlencode(_question(draft)).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            seconds=settings.PARLEY_AKISMET_SECONDS,
        )
        return _read(answer)

    def verdict(self, submission: Submission) -> Verdict:
        checked = submission.findings[self.name]
        if checked is None:
            return NO_OPINION
        if not isinstance(checked, Checked):
            raise TypeError(f"{self.name} found {checked!r}")
        if not checked.is_spam:
            return NO_OPINION
        reasons = (Reason("akismet"),)
        if checked.is_blatant:
            return Verdict(
                Outcome.REJECT,
                "spam",
                _("A program took it for spam, and programs can be wrong."),
                reasons=reasons,
            )
        return Verdict(
            Outcome.HOLD,
            "spam",
            _("A moderator reads it first. A program took it for spam, and programs can be wrong."),
            reasons=reasons,
        )


def _question(draft: Draft) -> dict[str, str]:
    """The parameters of akismet.com/developers/detailed-docs/comment-check that we have something for."""
    question = {
        "api_key": settings.PARLEY_AKISMET_KEY,
        "blog": settings.PARLEY_URL,
        "blog_charset": "UTF-8",
        "user_ip": NOBODYS_ADDRESS,
        "comment_type": "comment" if draft.parent_number is None else "reply",
        "comment_author": draft.author_name,
        "comment_content": draft.text,
        "permalink": page_url(draft.thread),
    }
    return question | {"is_test": "1"} if settings.PARLEY_AKISMET_TEST else question


def _read(answer: Answer) -> Checked:
    said = answer.body.strip()
    if said == b"true":
        return Checked(is_spam=True, is_blatant=answer.headers.get("x-akismet-pro-tip") == "discard")
    if said == b"false":
        return Checked(is_spam=False)
    why = answer.headers.get("x-akismet-debug-help", "")[:_HELP_MAX]
    why = why.replace(settings.PARLEY_AKISMET_KEY, "…")
    raise ServiceAnswerError(
        f"Akismet said neither true nor false. It gives as the reason: {why or 'nothing'}"
    )
