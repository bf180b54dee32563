"""What the phases said about comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.models.history import Immutable


class Screening(Immutable):
    """What all phases said about one text of one comment; never altered or deleted (the database refuses).

    `version` counts the comment's texts from 1, as in CommentScore. `outcome`, `phase`, `code`: what came of it, by
    which phase ("" when none had an opinion), and its code. `verdicts`: a list in the phases' order, as `verdict_row`
    makes it. `failures`: how many phases could not say.
    """

    class Outcome(models.TextChoices):
        PUBLISH = "publish", _("publish")
        HOLD = "hold", _("hold")
        REJECT = "reject", _("reject")

    # No index of its own: the constraint begins with it.
    comment = models.ForeignKey(
        Comment,
        on_delete=models.PROTECT,
        related_name="screenings",
        db_index=False,
        verbose_name=_("comment"),
    )
    version = models.PositiveIntegerField(_("version of the text"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    phase = models.CharField(_("phase"), max_length=50, blank=True)
    code = models.CharField(_("reason code"), max_length=50)
    verdicts = models.JSONField(_("verdicts"), default=list)
    failures = models.PositiveSmallIntegerField(_("failed phases"), default=0)
    screened_at = models.DateTimeField(_("screened"))

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="screening_comment_version"),
        ]
        indexes = [
            models.Index(
                fields=["-screened_at"], name="screening_failures", condition=models.Q(failures__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.outcome} ({self.phase or '–'})"
