"""What was learned from moderators' decisions about spam."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpamModel(models.Model):
    """Weights that were fitted, whether or not they replaced those before; only `is_live` is ever altered.

    `version`, `weights`: as parley.moderation.spam.model has them, for the `features` of that version. `until`: when
    the latest decision was made that had a part in making or in choosing them. `spam`, `others`: how many decisions of
    each kind there were. `figures`: how they did beside the weights before, see learning.comparing.Comparison.
    """

    version = models.CharField(_("version"), max_length=32)
    features = models.PositiveSmallIntegerField(_("version of the features"))
    weights = models.BinaryField()
    until = models.DateTimeField(_("learned from decisions until"))
    spam = models.PositiveIntegerField(_("decisions for spam"))
    others = models.PositiveIntegerField(_("other decisions"))
    figures = models.JSONField(_("figures"), default=dict)
    is_live = models.BooleanField(_("in use"), default=False)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("spam model")
        verbose_name_plural = _("spam models")
        constraints = [
            models.UniqueConstraint(
                fields=["is_live"], name="spam_model_live", condition=models.Q(is_live=True)
            ),
        ]

    def __str__(self) -> str:
        return self.version
