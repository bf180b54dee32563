"""How comments came to their status."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.comments import Comment
from parley.discussion.models.history import Immutable


class StatusChange(Immutable):
    """How a comment came to its status: written with every change, never altered or deleted (the database refuses)."""

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="status_changes", verbose_name=_("comment")
    )
    from_status = models.CharField(_("from"), max_length=10, choices=Comment.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Comment.Status)
    # Who decided: a person, or else the phase or the import that is named.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    decided_by = models.CharField(_("decided by"), max_length=100)
    reason_code = models.CharField(_("reason code"), max_length=50, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.from_status or '–'} → {self.to_status}"
