"""Comments and their earlier versions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.history import Immutable
from parley.discussion.models.threads import Thread
from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

_PLACED = models.Q(placed_number__isnull=False)


class Comment(models.Model):
    """One contribution, with a number in its thread that never changes and is never given again."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("held")
        REJECTED = "rejected", _("rejected")
        REMOVED = "removed", _("removed")

    class Badge(models.TextChoices):
        """In whose name somebody of the newsroom wrote it."""

        NEWSROOM = "newsroom", _("Newsroom")
        AUTHOR = "author", _("Author")

    public_id = models.CharField(
        max_length=PUBLIC_ID_LENGTH, unique=True, default=public_id_make, editable=False
    )
    # No index of its own: nearly all those below begin with it.
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="comments", db_index=False, verbose_name=_("thread")
    )
    number = models.PositiveIntegerField(_("number"))
    # No index of its own: comment_replies begins with it.
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="replies",
        db_index=False,
        verbose_name=_("in reply to"),
    )
    # The number of the top-level comment this one stands under (its own, if it is one).
    root_number = models.PositiveIntegerField()
    depth = models.PositiveIntegerField(default=0)

    # --- What windows are read by. Kept by discussion.placement with each change, never counted. ---
    # Its number while it has a place on the page: published, or no longer shown but with replies that have a place.
    placed_number = models.PositiveIntegerField(null=True, editable=False)
    # Direct replies that have a place, and (of a top-level comment) all published comments under it.
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    branch_count = models.PositiveIntegerField(default=0, editable=False)
    # Where a top-level comment that has a place stands in an order; see discussion/orders.
    replied_rank = models.BigIntegerField(null=True, editable=False)
    valued_rank = models.BigIntegerField(null=True, editable=False)
    valued_count = models.PositiveIntegerField(_("valued by"), default=0, editable=False)
    # Reports that nobody has dismissed.
    report_count = models.PositiveIntegerField(_("reports"), default=0, editable=False)

    # Who wrote it: a person with an account, or a guest with a name. `guest_key` tells one guest from another without
    # saying who it is: from a signed cookie, or else from an expiring fingerprint.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="comments",
        db_index=False,
    )
    author_name = models.CharField(_("name"), max_length=80)
    guest_key = models.CharField(max_length=64, blank=True, editable=False)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    # Where an imported comment came from, so that an import can be repeated without doubling.
    import_key = models.CharField(max_length=200, null=True, editable=False)  # noqa: DJ001 -- null is "not imported"; the constraint needs it
    created_at = models.DateTimeField(_("written"))
    published_at = models.DateTimeField(_("published"), null=True)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    # How many earlier versions there are (CommentRevision).
    revision_count = models.PositiveIntegerField(default=0, editable=False)
    # What the badge beside the name says: kept as it was when it was written, and null for readers.
    badge = models.CharField(_("badge"), max_length=10, choices=Badge, null=True, editable=False)  # noqa: DJ001 -- a column of nulls is added without rewriting the table
    # The published correction that it led to (discussion.corrections), or null.
    correction = models.JSONField(_("correction"), null=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="comment_thread_number"),
            models.UniqueConstraint(
                fields=["thread", "import_key"],
                name="comment_thread_import_key",
                condition=models.Q(import_key__isnull=False),
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="comment_number_from_1"),
            models.CheckConstraint(
                condition=models.Q(status__in=["published", "held", "rejected", "removed"]),
                name="comment_status_known",
            ),
        ]
        indexes = [
            # Each is as small as what it is for: SQLite and PostgreSQL both see that a comparison excludes null.
            models.Index(fields=["thread", "placed_number"], name="comment_time", condition=_PLACED),
            models.Index(
                fields=["thread", "placed_number"],
                name="comment_roots",
                condition=_PLACED & models.Q(parent__isnull=True),
            ),
            models.Index(
                fields=["thread", "root_number", "placed_number"], name="comment_branch", condition=_PLACED
            ),
            # Without top-level comments: of all threads together, they would stand at one place here, and SQLite would
            # look for those of one thread among them.
            models.Index(
                fields=["parent", "placed_number"],
                name="comment_replies",
                condition=_PLACED & models.Q(parent__isnull=False),
            ),
            models.Index(
                fields=["thread", "replied_rank"],
                name="comment_replied",
                condition=models.Q(replied_rank__isnull=False),
            ),
            models.Index(
                fields=["thread", "valued_rank"],
                name="comment_valued",
                condition=models.Q(valued_rank__isnull=False),
            ),
            models.Index(
                fields=["person", "-id"], name="comment_person", condition=models.Q(person__isnull=False)
            ),
            models.Index(
                fields=["guest_key", "thread", "-id"], name="comment_guest", condition=~models.Q(guest_key="")
            ),
            models.Index(fields=["status", "-created_at"], name="comment_status_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.author_name}"


class CommentRevision(Immutable):
    """An earlier version of a comment, kept when its writer changed it; never altered or deleted.

    `number` counts from 1, the version first written. `created_at` is when that version was written.
    """

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="revisions", db_index=False, verbose_name=_("comment")
    )
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        constraints = [models.UniqueConstraint(fields=["comment", "number"], name="revision_comment_number")]

    def __str__(self) -> str:
        return f"{self.comment_id}: version {self.number}"
