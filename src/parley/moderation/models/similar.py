"""What near-duplicates are found by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment

SLOTS = 128


class TextSignature(models.Model):
    """The MinHash signature of one text of one comment; texts too short to be told apart have none. Written once.

    `version` counts the comment's texts from 1, as in CommentScore. `slots`: one byte for each of the 128 slots.
    `groups`: how many different groups of letters it stands for. Made and compared by parley.moderation.similar.
    """

    # No index of its own: the constraint begins with it.
    comment = models.ForeignKey(
        Comment,
        on_delete=models.CASCADE,
        related_name="signatures",
        db_index=False,
        verbose_name=_("comment"),
    )
    version = models.PositiveIntegerField(_("version of the text"))
    slots = models.BinaryField(max_length=SLOTS)
    groups = models.PositiveIntegerField(_("groups of letters"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("signature of a text")
        verbose_name_plural = _("signatures of texts")
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="signature_comment_version"),
        ]
        indexes = [models.Index(fields=["-created_at"], name="signature_time")]

    def __str__(self) -> str:
        return f"{self.comment_id}: text {self.version}"


class SignatureBand(models.Model):
    """Some slots of a signature as one number: texts with the same number may be near-duplicates.

    `bucket`: the band's place in the signature and what stands there.
    """

    # No index of its own: the one below answers what is asked.
    signature = models.ForeignKey(
        TextSignature, on_delete=models.CASCADE, related_name="bands", db_index=False
    )
    bucket = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "-signature"], name="band_bucket_newest")]

    def __str__(self) -> str:
        return f"{self.signature_id}: {self.bucket:x}"
