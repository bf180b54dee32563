"""Which decisions and answers writers are told of by e-mail, and when. Without an address nothing is written."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from parley.discussion.models import Comment
from parley.discussion.queries_emails import email_of
from parley.kernel.clock import now
from parley.kernel.mail_queue import mail_drop, mail_queue
from parley.kernel.ratelimit import Rate, rate_limit_take, rate_limits_noted
from parley.moderation.models import Decision
from parley.moderation.models.decisions import PHASE_PREFIX

#: As long as the desk offers to undo (static/desk/toasts.js), and some seconds for the way.
UNDO_TIME: Final = timedelta(seconds=35)
#: E-mails to one address. Nobody has shown that it is theirs, so it must not be buried; the thread tells everything.
RATE: Final = Rate(count=20, seconds=24 * 3600)
ACTIONS: Final = frozenset(
    {Decision.Action.PUBLISH, Decision.Action.HOLD, Decision.Action.REJECT, Decision.Action.REMOVE}
)
APPEALED: Final = frozenset({Decision.Action.UPHOLD, Decision.Action.OVERTURN})


def is_told(decision: Decision) -> bool:
    """Tell whether a decision changes something for the writer that they did not see at once.

    Not that a phase holds what they have just posted or changed: the page says so in its answer. That a phase rejects
    it is told again, for they may object.
    """
    if decision.action in APPEALED:
        return True
    if decision.from_status == decision.to_status or decision.action not in ACTIONS:
        return False
    return decision.action != Decision.Action.HOLD or not decision.maker.startswith(PHASE_PREFIX)


def decision_tell(*, comment: Comment, decision: Decision) -> None:
    """Have the writer told of a decision just made; of one that is undone before they were told, nothing at all.

    Two queries at most where the writer left no address, and none where nobody may.
    """
    if not settings.PARLEY_EMAIL_ON:
        return
    if decision.undoes is not None and mail_drop(key=_decision_key(decision.undoes)):
        return
    if is_told(decision):
        _tell(
            comment=comment,
            key=_decision_key(decision),
            kind="decision",
            reference=decision.public_id,
            at=decision.created_at,
        )


def answer_tell(*, comment: Comment, answer: Comment) -> None:
    """Have the writer told that the newsroom answered their comment."""
    if settings.PARLEY_EMAIL_ON:
        _tell(comment=comment, key=_answer_key(answer), kind="answer", reference=answer.public_id, at=now())


def answer_untell(*, answer: Comment) -> None:
    """Let nobody be told of an answer that was taken back."""
    if settings.PARLEY_EMAIL_ON:
        mail_drop(key=_answer_key(answer))


def _tell(*, comment: Comment, key: str, kind: str, reference: str, at: datetime) -> None:
    address = email_of(comment=comment)
    if address is None:
        return
    with (
        rate_limits_noted()
    ):  # kept out of the answer to whoever posts: how often others are written to is not theirs
        taken = rate_limit_take(bucket="mail", key=address.digest, rate=RATE)
    if taken.allowed:
        mail_queue(key=key, kind=kind, reference=reference, due_at=at + UNDO_TIME)


def _decision_key(decision: Decision) -> str:
    return f"decision.{decision.public_id}"


def _answer_key(answer: Comment) -> str:
    return f"answer.{answer.public_id}"
