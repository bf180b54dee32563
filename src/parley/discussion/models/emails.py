"""The e-mail addresses that writers leave, and those that want no e-mails. Read for sending alone, never shown."""

from django.db import models

from parley.discussion.models.comments import Comment

ADDRESS_MAX = 254  # characters (RFC 5321, sections 4.5.3.1.3 and erratum 1690)
DIGEST_LENGTH = 32  # hexadecimal digits: 128 bits


class WriterEmail(models.Model):
    """The address that the writer of one comment left to be told of decisions about it; deleted at `expires_at`.

    `digest` stands for the address (discussion.emails.address_digest).
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="+")
    address = models.CharField(max_length=ADDRESS_MAX)
    digest = models.CharField(max_length=DIGEST_LENGTH, db_index=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.comment_id}"


class StoppedEmail(models.Model):
    """An address to which nothing is sent any more, because who reads there said so; kept as its digest alone."""

    digest = models.CharField(max_length=DIGEST_LENGTH, primary_key=True)
    stopped_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest[:12]
