"""What the desk keeps for one person: settings, filters under a name, and a draft of the house rules."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.desk.words import ORDER_WORDS
from parley.moderation.models import HouseRules
from parley.moderation.queries_queue import Order

NAME_LENGTH = 60
QUERY_LENGTH = 500
BREAK_MINUTES = 45


class Preferences(models.Model):
    """What one moderator has chosen. `break_minutes`: of work without a pause before a reminder; 0 for none."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="desk_preferences"
    )
    order = models.CharField(
        _("order"), max_length=10, choices=list(ORDER_WORDS.items()), default=Order.PRESSING
    )
    is_blurred = models.BooleanField(_("blur texts until I ask for them"), default=False)
    break_minutes = models.PositiveSmallIntegerField(_("remind me of a break after"), default=BREAK_MINUTES)

    class Meta:
        verbose_name = _("moderator’s settings")
        verbose_name_plural = _("moderators’ settings")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.order}"


class SavedView(models.Model):
    """A filter that a moderator has given a name. `query`: as in the address of the queue's page."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_views", db_index=False
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    query = models.CharField(_("filter"), max_length=QUERY_LENGTH, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        # Its index is also the one that a person's views are found by.
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_person_name")]

    def __str__(self) -> str:
        return self.name


class RulesDraft(models.Model):
    """House rules that somebody is writing: whatever they typed, right or wrong. One for each person.

    `begun_from`: the version that counted when they began, or that their last trial made; null is Parley's own.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="rules_draft"
    )
    text = models.TextField(_("rules"), blank=True)
    begun_from = models.ForeignKey(
        HouseRules, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("draft of the house rules")
        verbose_name_plural = _("drafts of the house rules")

    def __str__(self) -> str:
        return f"{self.person_id}: {len(self.text)}"
