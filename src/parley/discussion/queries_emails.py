"""Reads the addresses that writers left, for sending alone."""

from dataclasses import dataclass, field

from parley.discussion.models import Comment, WriterEmail
from parley.kernel.clock import now


@dataclass(frozen=True, slots=True)
class WriterAddress:
    address: str = field(repr=False)
    digest: str


def email_is_left(*, comment: Comment) -> bool:
    """Tell whether the writer of a comment wants to be written to. One query along an index."""
    return WriterEmail.objects.filter(comment=comment, expires_at__gt=now()).exists()


def email_of(*, comment: Comment) -> WriterAddress | None:
    """Return where the writer of a comment is to be written to; None where they left no address, or long ago."""
    found = WriterEmail.objects.filter(comment=comment, expires_at__gt=now())
    row = found.values_list("address", "digest").first()
    return None if row is None else WriterAddress(*row)
