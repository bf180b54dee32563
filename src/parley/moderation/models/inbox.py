"""What readers' comments hold for the newsroom: tips, corrections, knowledge, questions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment

#: Before the name of the house rule that marked a comment.
RULE_PREFIX = "rule:"
WRITER = "writer"
MODERATOR = "moderator"


class InboxItem(models.Model):
    """A comment that somebody of the newsroom should read, and what came of it.

    `marked_by`: "writer", "moderator" (then `person` is who), or "rule:" and the rule's name. `settled_by`: who changed
    its state last. `answer`: what the newsroom wrote below it. The published correction stands with the comment
    (Comment.correction).
    """

    class Kind(models.TextChoices):
        TIP = "tip", _("tip")
        CORRECTION = "correction", _("correction")
        QUESTION = "question", _("question")
        EXPERT = "expert", _("expert")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CORRECTED = "corrected", _("corrected")
        DISMISSED = "dismissed", _("dismissed")

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="inbox_item"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    marked_by = models.CharField(_("marked by"), max_length=80)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.OneToOneField(
        Comment, on_delete=models.SET_NULL, null=True, related_name="answers_inbox_item"
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("at"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("comment for the newsroom")
        verbose_name_plural = _("comments for the newsroom")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["tip", "correction", "question", "expert"]),
                name="inbox_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "answered", "corrected", "dismissed"]),
                name="inbox_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="inbox_open", condition=models.Q(state="open")),
            models.Index(fields=["state", "-created_at"], name="inbox_state_time"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.kind}, {self.state}"
