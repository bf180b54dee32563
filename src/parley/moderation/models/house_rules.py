"""The newsroom's house rules, and what they were hit by."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.history import Immutable
from parley.moderation.models.screenings import Screening

NOTE_LENGTH = 300


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
