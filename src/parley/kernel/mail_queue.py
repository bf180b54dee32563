"""E-mails that wait to be sent: written with what they tell of, so that none is lost in a crash or sent in vain.

Each key is sent once at most, but for one case: a process that is killed between handing an e-mail over and noting it.
Then the second copy has the same Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from parley.kernel.clock import now
from parley.kernel.models import PROBLEM_LENGTH, MailRow

State = MailRow.State

#: A day and more of a mail server that is down: 1, 2, 4, … minutes, and then every six hours.
ATTEMPTS_MAX: Final = 13
BACKOFF: Final = timedelta(minutes=1)
BACKOFF_MAX: Final = timedelta(hours=6)
#: Longer than one e-mail takes however slow the server is: then another process may have it.
CLAIM: Final = timedelta(minutes=5)
MINUTE: Final = timedelta(minutes=1)
#: What is older tells nothing new, as after a week in which sending was switched off.
WAITING_KEPT: Final = timedelta(days=7)
#: For so long no key is sent again.
SETTLED_KEPT: Final = timedelta(days=30)
#: From so many failed attempts on, whoever runs the site is told. One or two are usual: some servers make all wait.
TROUBLE_ATTEMPTS: Final = 3
TROUBLE_HOURS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An e-mail that this process alone is sending."""

    pk: int
    key: str
    kind: str
    reference: str
    attempts: int


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """`waiting`: have failed several times; `failed`: given up within a day; `problem`: the last of the reasons."""

    waiting: int
    failed: int
    problem: str


def mail_queue(*, key: str, kind: str, reference: str, due_at: datetime) -> None:
    """Have the composer of `kind` asked about `reference` at `due_at`, once for each key.

    Raises TransactionManagementError outside a transaction: it must stand or fall with what it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("mail_queue must run inside transaction.atomic()")
    row = MailRow(key=key, kind=kind, reference=reference, due_at=due_at, created_at=now())
    MailRow.objects.bulk_create([row], ignore_conflicts=True)


def mail_drop(*, key: str) -> bool:
    """Let an e-mail not be sent; False if it has been, or is being sent at this moment, or never was to be."""
    return bool(_free(now()).filter(key=key).update(state=State.DROPPED, settled_at=now()))


def mails_due(*, most: int) -> list[int]:
    """Return the pks of those whose time has come, the longest due first. One look into a small index."""
    at = now()
    found = _free(at).filter(due_at__lte=at).order_by("due_at")
    return list(found.values_list("pk", flat=True)[:most])


def mails_sent_lately() -> int:
    """Return how many were sent in the last minute, by all processes."""
    return MailRow.objects.filter(settled_at__gt=now() - MINUTE, state=State.SENT).count()


def mail_claim(*, pk: int) -> Claimed | None:
    """Take an e-mail to send it, which counts as an attempt; None if another process was quicker."""
    at = now()
    taken = _free(at).filter(pk=pk).update(claimed_until=at + CLAIM, attempts=F("attempts") + 1)
    if not taken:
        return None
    row = MailRow.objects.get(pk=pk)
    return Claimed(row.pk, row.key, row.kind, row.reference, row.attempts)


def mail_settle(*, claimed: Claimed, state: str, problem: str = "") -> None:
    """Note what became of it."""
    MailRow.objects.filter(pk=claimed.pk).update(
        state=state, problem=problem[:PROBLEM_LENGTH], settled_at=now(), claimed_until=None
    )


def mail_defer(*, claimed: Claimed, problem: str) -> None:
    """Note why it failed, and try again later, each time after twice as long; after ATTEMPTS_MAX never."""
    if claimed.attempts >= ATTEMPTS_MAX:
        mail_settle(claimed=claimed, state=State.FAILED, problem=problem)
        return
    pause = min(BACKOFF * 2 ** (claimed.attempts - 1), BACKOFF_MAX)
    MailRow.objects.filter(pk=claimed.pk).update(
        problem=problem[:PROBLEM_LENGTH], due_at=now() + pause, claimed_until=None
    )


def mails_trim() -> int:
    """Forget what was settled long ago, and what waited too long; return how many. Call it every now and then."""
    at = now()
    waited = Q(state=State.WAITING, created_at__lt=at - WAITING_KEPT)
    deleted, _by_model = MailRow.objects.filter(waited | Q(settled_at__lt=at - SETTLED_KEPT)).delete()
    return deleted


def mail_trouble() -> MailTrouble | None:
    """Return what keeps e-mails from being sent; None while all is well. Two looks into small indexes."""
    stuck = MailRow.objects.filter(state=State.WAITING, attempts__gte=TROUBLE_ATTEMPTS)
    failed = MailRow.objects.filter(settled_at__gt=now() - TROUBLE_HOURS, state=State.FAILED)
    waiting, given_up = stuck.count(), failed.count()
    if not waiting and not given_up:
        return None
    found = stuck.order_by("-due_at") if waiting else failed.order_by("-settled_at")
    return MailTrouble(waiting, given_up, found.values_list("problem", flat=True).first() or "")


def _free(at: datetime) -> QuerySet[MailRow]:
    """Return those that wait and that no process is sending."""
    return MailRow.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=at), state=State.WAITING)
