"""What the toxicity model said about comments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment

MODEL_LENGTH = 100
LANGUAGE_LENGTH = 35  # longest that RFC 5646, 4.4.1 asks for


class CommentScore(models.Model):
    """The scores of one text of one comment, by one version of the model. Written once; only `is_latest` is taken back.

    `version` counts the comment's texts from 1, like CommentRevision.number: the text that is shown has the number
    revision_count + 1. `scores` maps attributes to 0..1 and is empty where the model doesn't know the language.
    `above`: the attributes that reached their threshold of that time. `spans`: a list of {"begin", "end", "scores"},
    in code points of that text, where anything was above.
    """

    # No index of its own: the constraints begin with it.
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="scores", db_index=False, verbose_name=_("comment")
    )
    version = models.PositiveIntegerField(_("version of the text"))
    model = models.CharField(_("model"), max_length=MODEL_LENGTH)
    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH)
    # The score for TOXICITY once more, to sort and filter by.
    toxicity = models.FloatField(_("toxicity"), null=True)
    scores = models.JSONField(_("scores"), default=dict)
    above = models.JSONField(_("above the threshold"), default=list, blank=True)
    spans = models.JSONField(_("spans"), default=list, blank=True)
    is_latest = models.BooleanField(default=True)
    scored_at = models.DateTimeField(_("scored"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "version", "model"], name="score_comment_version_model"
            ),
            models.UniqueConstraint(
                fields=["comment"], name="score_latest", condition=models.Q(is_latest=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["-toxicity"],
                name="score_toxicity",
                condition=models.Q(is_latest=True, toxicity__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.toxicity} ({self.model})"
