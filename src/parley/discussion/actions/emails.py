"""Keeping and forgetting the addresses that writers leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from parley.discussion.emails import STOPPED_KEPT, address_digest
from parley.discussion.models import Comment, StoppedEmail, WriterEmail
from parley.kernel.clock import now


def email_keep(*, comment: Comment, address: str, at: datetime) -> None:
    """Keep the address that came with a new comment; not one whose reader has said that nothing shall be sent there.

    `address` is checked already (emails.address_errors).
    """
    digest = address_digest(address)
    if StoppedEmail.objects.filter(digest=digest).exists():
        return
    WriterEmail.objects.create(
        comment=comment,
        address=address,
        digest=digest,
        expires_at=at + timedelta(days=settings.PARLEY_EMAIL_KEEP_DAYS),
    )


def email_forget(*, comment: Comment) -> None:
    """Delete the address that was left with a comment, also where no more are asked for."""
    WriterEmail.objects.filter(comment=comment).delete()


@transaction.atomic
def emails_stop(*, digest: str) -> None:
    """Delete an address wherever it was left, and take it from nobody for a year; again changes nothing."""
    StoppedEmail.objects.update_or_create(digest=digest, defaults={"stopped_at": now()})
    WriterEmail.objects.filter(digest=digest).delete()


def emails_forget() -> int:
    """Delete the addresses whose time is over, and that old ones wanted nothing; return how many addresses.

    Call it every now and then, also where no more are asked for.
    """
    at = now()
    StoppedEmail.objects.filter(stopped_at__lt=at - STOPPED_KEPT).delete()
    deleted, _by_model = WriterEmail.objects.filter(expires_at__lte=at).delete()
    return deleted
