"""Legal holds: comments on an article that the law wants read before they are shown."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.discussion.models.history import Immutable, ImmutableError
from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

LEGAL_REASON_MAX = 1000


class LegalHold(Immutable):
    """An order that comments of a thread are read first, until a time; kept for good, altered once: to end it early.

    The database refuses everything else. `reason`: for every moderator. `names`: what is looked for where the scope is
    names, and what `legal_hold_sweep` looks for; only for those who may change modes (see legal_hold_view).
    """

    class Kind(models.TextChoices):
        SUB_JUDICE = "sub_judice", _("pending court case")
        PROTECTED_NAME = "protected_name", _("protected name")
        MINORS = "minors", _("minors")
        ELECTION_SILENCE = "election_silence", _("election silence")
        OTHER = "other", _("other")

    class Scope(models.TextChoices):
        ALL = "all", _("all comments")
        NAMES = "names", _("comments with one of the names")

    public_id = models.CharField(
        max_length=PUBLIC_ID_LENGTH, unique=True, default=public_id_make, editable=False
    )
    # No index of its own: two below begin with it.
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="legal_holds", db_index=False, verbose_name=_("thread")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    scope = models.CharField(_("what is held"), max_length=10, choices=Scope)
    reason = models.CharField(_("reason"), max_length=LEGAL_REASON_MAX)
    names = models.JSONField(_("names"), default=list, blank=True)
    until = models.DateTimeField(_("until"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("set"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="legal_hold_ended_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["thread", "until"],
                name="legal_hold_standing",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["until"], name="legal_hold_until", condition=models.Q(ended_at__isnull=True)
            ),
            models.Index(fields=["thread", "-id"], name="legal_hold_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.kind}"

    def stands(self, at: datetime) -> bool:
        """Whether it has an effect."""
        return self.ended_at is None and at < self.until

    def end(self, *, person: Person, at: datetime) -> None:
        """Write down that it has ended. Raises ImmutableError the second time."""
        if self.ended_at is not None:
            raise ImmutableError("A legal hold ends once.")
        self.ended_by, self.ended_at = person, at
        super(Immutable, self).save(update_fields=["ended_by", "ended_at"])
