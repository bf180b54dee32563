"""What was done about comments and their writers, by whom or by what, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.models.history import Immutable
from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

WRITER_LENGTH = 70
CODE_LENGTH = 50
NOTE_MAX = 2000
#: What the maker of a decision begins with where a phase of screening made it.
PHASE_PREFIX = "phase:"


class Decision(Immutable):
    """One thing done, never altered or deleted (the database refuses); undone by another that names it.

    `writer`: whose comment it is, or who is sanctioned, as parley.moderation.writers.writer_of gives it. `maker`: what
    decided where no person did, such as "phase:toxicity". `passages`: pairs of code points of the text with the number
    `version` (counted as in CommentScore). `category`: where the Digital Services Act's transparency database files the
    reason. `batch`: the same for all that were decided in one go.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", _("publish")
        HOLD = "hold", _("hold")
        REJECT = "reject", _("reject")
        REMOVE = "remove", _("remove")
        DISMISS_REPORTS = "dismiss_reports", _("dismiss reports")
        SANCTION = "sanction", _("sanction")
        LIFT = "lift", _("lift a sanction")
        UPHOLD = "uphold", _("uphold after an appeal")
        OVERTURN = "overturn", _("overturn after an appeal")

    public_id = models.CharField(
        max_length=PUBLIC_ID_LENGTH, unique=True, default=public_id_make, editable=False
    )
    comment = models.ForeignKey(
        Comment,
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        db_index=False,
        verbose_name=_("comment"),
    )
    writer = models.CharField(_("writer"), max_length=WRITER_LENGTH, blank=True)
    version = models.PositiveIntegerField(_("version of the text"), default=1)
    action = models.CharField(_("action"), max_length=20, choices=Action)
    from_status = models.CharField(_("from"), max_length=10, choices=Comment.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Comment.Status, blank=True)
    reason_code = models.CharField(_("reason code"), max_length=CODE_LENGTH, blank=True)
    category = models.CharField(_("category"), max_length=80, blank=True)
    points = models.PositiveSmallIntegerField(_("strike points"), default=0)
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    rule_version = models.CharField(_("version of the rules"), max_length=100, blank=True)
    passages = models.JSONField(_("passages"), default=list, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    maker = models.CharField(_("decided by"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_MAX, blank=True)
    batch = models.CharField(max_length=PUBLIC_ID_LENGTH, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )
    created_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["comment", "-id"], name="decision_comment"),
            models.Index(fields=["writer", "-id"], name="decision_writer", condition=~models.Q(writer="")),
            models.Index(fields=["batch"], name="decision_batch", condition=~models.Q(batch="")),
            models.Index(fields=["created_at"], name="decision_time"),
            models.Index(
                fields=["person", "-id"], name="decision_person", condition=models.Q(person__isnull=False)
            ),
        ]
        permissions = [
            ("view_desk", _("Can look at the desk")),
            ("decide", _("Can decide on comments")),
            ("decide_many", _("Can decide on many comments at once")),
            ("sanction", _("Can sanction writers")),
            ("sanction_severely", _("Can suspend and ban writers")),
            ("decide_appeal", _("Can decide on appeals")),
            ("change_rules", _("Can change the house rules")),
            ("change_modes", _("Can change how threads are moderated")),
            ("answer_readers", _("Can answer readers as the newsroom")),
            ("view_ledger", _("Can look at the error ledger")),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.action}"


class DecisionSeal(Immutable):
    """A link of the chain over the decisions: `hash` is over the decision and the seal before it.

    See parley.moderation.seals. Never altered or deleted.
    """

    # From 1, without a gap.
    sequence = models.PositiveBigIntegerField(primary_key=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence}: {self.hash[:12]}"


class Sanction(models.Model):
    """A limit on a writer. `ends_at` is null for one that has no end, `thread` for one that is for every thread.

    Why, and by whom: in the decision that imposed it, and in the one that lifted it.
    """

    class Kind(models.TextChoices):
        WARN = "warn", _("warn")
        HOLD_ALL = "hold_all", _("hold all comments")
        MUTE = "mute", _("mute in this thread")
        SUSPEND = "suspend", _("suspend")
        BAN = "ban", _("ban")

    writer = models.CharField(_("writer"), max_length=WRITER_LENGTH)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    thread = models.ForeignKey(
        "discussion.Thread", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    begins_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True)
    imposed = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="sanction")
    lifted = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        indexes = [
            models.Index(fields=["writer", "-id"], name="sanction_writer"),
            models.Index(
                fields=["-begins_at"], name="sanction_standing", condition=models.Q(lifted__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.kind}"


class Appeal(models.Model):
    """A writer's objection to a decision, once for each decision, and the answer to it."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        UPHELD = "upheld", _("upheld")
        OVERTURNED = "overturned", _("overturned")

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="appeals")
    text = models.CharField(_("objection"), max_length=1000)
    created_at = models.DateTimeField(_("made"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    settled = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [
            models.Index(fields=["created_at"], name="appeal_open", condition=models.Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.outcome or 'open'}"
