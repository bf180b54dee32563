"""What was learned from moderators' decisions about spam."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.moderation.models.fitted import FittedModel, one_live


class SpamModel(FittedModel):
    """What spam is found by.

    `version`, `weights`: as parley.moderation.spam.model has them, for the `features` of that version. `until`: when
    the latest decision was made that had a part in making or in choosing them. `spam`, `others`: how many decisions of
    each kind there were.
    """

    features = models.PositiveSmallIntegerField(_("version of the features"))
    weights = models.BinaryField()
    until = models.DateTimeField(_("learned from decisions until"))
    spam = models.PositiveIntegerField(_("decisions for spam"))
    others = models.PositiveIntegerField(_("other decisions"))

    class Meta:
        verbose_name = _("spam model")
        verbose_name_plural = _("spam models")
        constraints = [one_live("spam_model_live")]
