"""What was known of comments when they were screened, and what was learned from the decisions on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.moderation.models.fitted import VERSION_LENGTH, FittedModel, one_live
from parley.moderation.models.scores import MODEL_LENGTH


class ScreenedFeatures(models.Model):
    """What was known of one text of one comment when it was screened. Written once, beside its Screening.

    `version` counts the comment's texts from 1. `features`: the version of the list of features that `facts`, and the
    writer's record without this comment (`published`, `rejected`), were collected for. `scored_by`: the toxicity model
    whose scores are among the facts, "" where there are none; what another one says is not comparable. `is_free`: no
    other phase had anything against the text, so that `auto_pass` alone decides. `chance`: with which probability the
    text was to come before a person: 1 if held, 0 if rejected, the share of the audit slice if published, the share
    that is learned from if held only because nothing may pass yet. `least`: the least chance that any text had then.
    `is_drawn`: it was drawn by one of these shares. `is_due`: it comes before a person, whatever is left unread.
    `model`, `score`, `threshold`: of the model that was asked; "" and null where none was.
    """

    # No index of its own: the constraint begins with it.
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="features", db_index=False, verbose_name=_("comment")
    )
    version = models.PositiveIntegerField(_("version of the text"))
    features = models.PositiveSmallIntegerField(_("version of the features"))
    facts = models.JSONField(_("facts"), default=dict)
    scored_by = models.CharField(_("scored by"), max_length=MODEL_LENGTH, blank=True, default="")
    published = models.PositiveIntegerField(_("published before"))
    rejected = models.PositiveIntegerField(_("rejected before"))
    is_free = models.BooleanField()
    chance = models.FloatField(_("chance to be read"))
    least = models.FloatField(_("least chance to be read"))
    is_drawn = models.BooleanField(default=False)
    is_due = models.BooleanField()
    model = models.CharField(_("model"), max_length=VERSION_LENGTH, blank=True)
    score = models.FloatField(_("score"), null=True)
    threshold = models.FloatField(_("threshold"), null=True)
    screened_at = models.DateTimeField(_("screened"))

    class Meta:
        verbose_name = _("features of a comment")
        verbose_name_plural = _("features of comments")
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="features_comment_version"),
        ]
        indexes = [
            models.Index(fields=["-screened_at"], name="features_time"),
            models.Index(fields=["-screened_at"], name="features_due", condition=models.Q(is_due=True)),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.version}"


class LearnedModel(FittedModel):
    """What comments may pass by.

    `version`, `parameters`: as parley.moderation.learning.model has them. `until`: when the latest text was screened
    that had a part in making or in choosing it; thresholds are made from later ones alone. `labels`: how many decisions
    there were since comments last changed, of those that can judge a model.
    """

    parameters = models.TextField(_("parameters"))
    until = models.DateTimeField(_("learned from texts until"))
    labels = models.PositiveIntegerField(_("labels"))

    class Meta:
        verbose_name = _("learned model")
        verbose_name_plural = _("learned models")
        constraints = [one_live("learned_model_live")]


class PassThreshold(models.Model):
    """A try to find the score below which comments may pass by themselves; the newest one counts while it is open.

    `score`: null where nothing may pass. `alpha`: what may be wrong of what passes. `share`: of all comments, what lies
    below. `labels`, `errors`: of even weight below the score; without one, those that there were, of which more than
    `needed` would have been. `assumed`: labels of texts that nobody had read in time. `sample`: of those texts of the
    time that pass, what learned.passing looks for drift in; large, so read only for that. `tries`: how many tries it
    stands for, with those that found nothing while it was open.
    `hold_score`: what scores above it may be held, of which at most the share `hold_beta` is wrong, and `hold_words`:
    what came of looking for it; null and "" where nothing is to be held by itself.
    `begins_at`, `ends_at`: when the texts were screened. `words`: what came of it. `watched_at`: when drift was last
    looked for. `closed_at`, `closed_because`: when and why it came to count no more, by drift or by an alarm.
    """

    # Never deleted, and few: found by the model seldom.
    model = models.ForeignKey(
        LearnedModel, on_delete=models.PROTECT, related_name="thresholds", db_index=False
    )
    alpha = models.FloatField(_("allowed error"))
    score = models.FloatField(_("score"), null=True)
    share = models.FloatField(_("share that passes"), default=0)
    labels = models.PositiveIntegerField(_("labels"))
    needed = models.PositiveIntegerField(_("labels needed"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    available = models.PositiveIntegerField(_("labels before evening out"))
    assumed = models.PositiveIntegerField(_("not read in time"), default=0)
    tries = models.PositiveIntegerField(_("tries"), default=1)
    hold_score = models.FloatField(_("score to hold from"), null=True)
    hold_beta = models.FloatField(_("allowed error of holding"), null=True)
    hold_words = models.TextField(_("outcome for holding"), blank=True)
    sample = models.JSONField(_("what passes"), default=list)
    words = models.TextField(_("outcome"), blank=True)
    begins_at = models.DateTimeField(_("texts from"), null=True)
    ends_at = models.DateTimeField(_("texts until"), null=True)
    made_at = models.DateTimeField(_("made"))
    watched_at = models.DateTimeField(_("drift looked for"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_because = models.TextField(_("closed because"), blank=True)

    class Meta:
        verbose_name = _("threshold for passing")
        verbose_name_plural = _("thresholds for passing")

    def __str__(self) -> str:
        return f"{self.score} ({self.model_id})"
