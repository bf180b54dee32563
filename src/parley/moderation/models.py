"""What the toxicity model and the phases said about comments."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.models.history import Immutable

MODEL_LENGTH = 100
NOTE_LENGTH = 300
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


class HouseRules(Immutable):
    """A version of the newsroom's house rules; the newest is the one that counts. Never altered or deleted.

    `version` is that of parley.moderation.rules.RuleSet: two rows have the same where the rules say the same.
    """

    text = models.TextField(_("rules"))
    version = models.CharField(_("version"), max_length=32)
    note = models.CharField(_("what was changed"), max_length=NOTE_LENGTH, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("version of the house rules")
        verbose_name_plural = _("versions of the house rules")

    def __str__(self) -> str:
        return f"{self.version} ({self.created_at:%Y-%m-%d})"


class RuleHit(models.Model):
    """A text that a house rule was hit by, once however often: what rules in shadow are counted by.

    `rule`: its name; `mode`: live or shadow, as the rule was then.
    """

    # No index of its own: seldom asked from this side.
    screening = models.ForeignKey(
        Screening,
        on_delete=models.PROTECT,
        related_name="rule_hits",
        db_index=False,
        verbose_name=_("screening"),
    )
    rule = models.CharField(_("rule"), max_length=80)
    version = models.CharField(_("version"), max_length=32)
    mode = models.CharField(_("mode"), max_length=10)
    hit_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("hit of a rule")
        verbose_name_plural = _("hits of rules")
        indexes = [models.Index(fields=["rule", "-hit_at"], name="rule_hit_rule_time")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.screening_id}"
