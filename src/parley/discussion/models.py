"""Threads and comments. Knows nothing of Wagtail: a thread belongs to a site and a key, whatever page
that stands for.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

OWN_SITE = "own"


class Site(models.Model):
    """A site whose pages have threads: our own newsroom (slug "own"), later any registered outside site."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name


class Thread(models.Model):
    """The discussion of one page."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        HIDDEN = "hidden", _("hidden")

    public_id = models.CharField(
        max_length=PUBLIC_ID_LENGTH, unique=True, default=public_id_make, editable=False
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="threads", verbose_name=_("site"))
    key = models.CharField(_("key"), max_length=255)
    title = models.CharField(_("title"), max_length=300)
    url = models.CharField(
        _("address"),
        max_length=2000,
        help_text=_("Path on our own site, or the full address of an outside page."),
    )
    state = models.CharField(_("comments"), max_length=10, choices=State, default=State.OPEN)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(_("published comments"), default=0, editable=False)
    last_comment_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="thread_site_key")]

    def __str__(self) -> str:
        return self.title

    @property
    def surrogate_key(self) -> str:
        """The key under which cached answers that show this thread are dropped."""
        return f"thread:{self.public_id}"


class Comment(models.Model):
    """One contribution, with a number in its thread that never changes and is never given again."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("held")
        REJECTED = "rejected", _("rejected")
        REMOVED = "removed", _("removed")

    public_id = models.CharField(
        max_length=PUBLIC_ID_LENGTH, unique=True, default=public_id_make, editable=False
    )
    # No index of its own: two of the constraints below and comment_window begin with it.
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="comments", db_index=False, verbose_name=_("thread")
    )
    number = models.PositiveIntegerField(_("number"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replies", verbose_name=_("in reply to")
    )
    # The number of the top-level comment this one stands under (its own, if it is one): windows are read by
    # (root_number, number), which keeps a branch together and its comments in order of time.
    root_number = models.PositiveIntegerField()
    depth = models.PositiveIntegerField(default=0)
    # Who wrote it: a person with an account, or a guest with a name. `guest_key` tells one guest from another without
    # saying who it is: from a signed cookie, or else from an expiring fingerprint.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="comments"
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

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="comment_thread_number"),
            models.UniqueConstraint(fields=["thread", "import_key"], name="comment_thread_import_key"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="comment_number_from_1"),
            models.CheckConstraint(
                condition=models.Q(status__in=["published", "held", "rejected", "removed"]),
                name="comment_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "root_number", "number"], name="comment_window"),
            models.Index(
                fields=["guest_key", "thread", "-id"], name="comment_guest", condition=~models.Q(guest_key="")
            ),
            models.Index(fields=["status", "-created_at"], name="comment_status_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.author_name}"


class ImmutableError(TypeError):
    """Somebody tried to change or delete a row that is kept for good."""


class StatusChangeQuerySet(models.QuerySet["StatusChange"]):
    """Reads and adds; refuses the rest here already, where the traceback says who tried."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise ImmutableError("A status change can't be altered.")

    def delete(self) -> NoReturn:
        raise ImmutableError("A status change can't be deleted.")


class StatusChange(models.Model):
    """How a comment came to its status: written with every change, never altered or deleted (the database refuses)."""

    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, related_name="status_changes", verbose_name=_("comment")
    )
    from_status = models.CharField(_("from"), max_length=10, choices=Comment.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=10, choices=Comment.Status)
    # Who decided: a person, or else the phase or the import that is named.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    decided_by = models.CharField(_("decided by"), max_length=100)
    reason_code = models.CharField(_("reason code"), max_length=50, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(_("at"))

    objects = StatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.from_status or '–'} → {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError("A status change can't be altered.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise ImmutableError("A status change can't be deleted.")
