from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Person(AbstractUser):
    """Somebody with an account: today the newsroom's staff, later readers too."""

    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("Set for one-time passwords: the next sign-in leads to the form for a new one."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
