"""What all models that are fitted on people's decisions have in common."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

VERSION_LENGTH = 32


class FittedModel(models.Model):
    """A model that was fitted, whether or not it replaced the one before; only `is_live` is ever altered.

    `figures`: how it did beside the model before, see learning.comparing.Comparison. At most one of a table is live:
    each has `one_live` among its constraints.
    """

    version = models.CharField(_("version"), max_length=VERSION_LENGTH)
    figures = models.JSONField(_("figures"), default=dict)
    is_live = models.BooleanField(_("in use"), default=False)
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.version


def one_live(name: str) -> models.UniqueConstraint:
    """Return the constraint of that name."""
    return models.UniqueConstraint(fields=["is_live"], name=name, condition=models.Q(is_live=True))
