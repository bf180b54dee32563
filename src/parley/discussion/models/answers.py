"""What readers do with a comment besides answering it: value it, report it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.comments import Comment
from parley.discussion.models.threads import Thread


class Reaction(models.Model):
    """One reader values one comment. Taken back, the row goes.

    `network_key` is the fingerprint of the network it came from (salted, forgotten in a day), so that one client that
    throws its cookie away each time is still one.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    guest_key = models.CharField(max_length=64)
    network_key = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "guest_key"], name="reaction_comment_guest")
        ]
        indexes = [
            models.Index(fields=["comment", "network_key"], name="reaction_comment_network"),
            models.Index(fields=["guest_key", "thread"], name="reaction_guest_thread"),
            models.Index(fields=["thread"], name="reaction_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.guest_key} values {self.comment_id}"


class Report(models.Model):
    """A reader's flag on a comment, with a reason of settings.PARLEY_REPORT_REASONS and words of their own."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="reports", db_index=False, verbose_name=_("comment")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    guest_key = models.CharField(max_length=64, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    reason_code = models.CharField(_("reason"), max_length=50)
    text = models.TextField(_("in the reader's words"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("at"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["comment", "guest_key"], name="report_comment_guest")]
        indexes = [
            models.Index(fields=["comment", "network_key"], name="report_comment_network"),
            models.Index(fields=["state", "-created_at"], name="report_state_time"),
        ]

    def __str__(self) -> str:
        return f"{self.reason_code} on {self.comment_id}"
