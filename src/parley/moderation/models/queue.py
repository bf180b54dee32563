"""What waits at the desk, who is at it, and what colleagues say about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment


class QueueEntry(models.Model):
    """A held comment that waits for a person. Kept by parley.moderation.following with each change of status.

    `harm`, `uncertainty` (0..1) and `priority`: what parley.moderation.priority makes of the scores.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="queue_entry"
    )
    harm = models.FloatField(_("expected harm"))
    uncertainty = models.FloatField(_("uncertainty"))
    priority = models.FloatField(_("priority"))
    reason_code = models.CharField(_("held because"), max_length=50, blank=True)
    entered_at = models.DateTimeField(_("waits since"))

    class Meta:
        verbose_name = _("waiting comment")
        verbose_name_plural = _("waiting comments")
        indexes = [
            models.Index(fields=["-priority", "comment"], name="queue_priority"),
            models.Index(fields=["entered_at", "comment"], name="queue_time"),
            models.Index(fields=["-harm", "comment"], name="queue_harm"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.priority:.2f}"


class Lease(models.Model):
    """A comment that one moderator has before them, so that no other gets it; over at `until`."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, primary_key=True, related_name="lease")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        indexes = [models.Index(fields=["until"], name="lease_until")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.person_id}"


class DeskNote(models.Model):
    """What a moderator writes about a comment for colleagues; with `asks`, a question to one of them."""

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="desk_notes", verbose_name=_("comment")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    text = models.CharField(_("note"), max_length=1000)
    asks = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("at"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(
                fields=["asks", "-id"],
                name="desk_note_asked",
                condition=models.Q(asks__isnull=False, settled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.text[:40]}"


class AuditSample(models.Model):
    """A comment drawn by chance for people to judge: an even sample, of which it is known what most would reject.

    Published, it is judged as if it waited: so false passes are counted. `was_held`: it does wait, and was drawn from
    what waits only because nothing may pass by itself yet. `rate`: the chance that it had of being drawn. `decision`:
    that of the first person, null until then. `is_rejected`: what the looks at it came to
    (parley.moderation.learning.looks); null while somebody is to look or to look again.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="audit_sample"
    )
    rate = models.FloatField(_("chance"))
    drawn_at = models.DateTimeField(_("drawn"))
    was_held = models.BooleanField(_("drawn while it waited"), default=False)
    decision = models.OneToOneField(
        "moderation.Decision", on_delete=models.PROTECT, null=True, related_name="audit_sample"
    )
    is_rejected = models.BooleanField(_("rejected"), null=True)

    class Meta:
        verbose_name = _("comment sampled for audit")
        verbose_name_plural = _("comments sampled for audit")
        indexes = [
            models.Index(
                fields=["decision", "drawn_at"], name="audit_open", condition=models.Q(decision__isnull=True)
            ),
            models.Index(
                fields=["drawn_at"],
                name="audit_again",
                condition=models.Q(decision__isnull=False, is_rejected__isnull=True),
            ),
            models.Index(fields=["-drawn_at"], name="audit_kept", condition=models.Q(is_rejected=False)),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.rate:.3f}"


class AuditLook(models.Model):
    """What one person thinks of a sampled comment, in the order of looking; only the first decides at once.

    `decision`: the first one's; of a later look the one by which the comment came back, else null.
    """

    sample = models.ForeignKey(AuditSample, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_rejected = models.BooleanField(_("rejected"))
    decision = models.OneToOneField(
        "moderation.Decision", on_delete=models.PROTECT, null=True, related_name="audit_look"
    )
    looked_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look at a sampled comment")
        verbose_name_plural = _("looks at sampled comments")

    def __str__(self) -> str:
        return f"{self.sample_id}: {self.is_rejected}"
