"""Sites and threads. A thread belongs to a site and a key, whatever page that stands for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parley.kernel.public_ids import PUBLIC_ID_LENGTH, public_id_make

OWN_SITE = "own"


class Site(models.Model):
    """A site whose pages have threads: our own newsroom (slug "own"), later any registered outside site."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("address"), blank=True)
    # Scheme, host and port ("https://blog.example"), as browsers write them in the header Origin.
    origins = models.JSONField(
        _("allowed origins"), default=list, blank=True, help_text=_("Where the widget may stand.")
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name

    @property
    def surrogate_key(self) -> str:
        """The key under which cached answers are dropped that a new thread of the site makes stale."""
        return f"site:{self.slug}"


class Thread(models.Model):
    """The discussion of one page."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        HIDDEN = "hidden", _("hidden")

    class Mode(models.TextChoices):
        """Which comments wait for a moderator whatever they say."""

        OPEN = "open", _("none")
        HOLD_NEW = "hold_new", _("those of new writers")
        HOLD_ALL = "hold_all", _("all")

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
    mode = models.CharField(_("read first"), max_length=10, choices=Mode, default=Mode.OPEN)
    # What its page asked for last: asked again it changes nothing, so that what was set since then stays.
    page_mode = models.CharField(max_length=10, choices=Mode, default=Mode.OPEN, editable=False)
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


class ThreadAlias(models.Model):
    """A key under which a thread was known before its page moved. Asking for it leads to the thread."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=255)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="aliases")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="thread_alias_site_key")]

    def __str__(self) -> str:
        return self.key


class ThreadText(models.Model):
    """The plain text of a thread's page, in which quotes are looked for. Kept apart: it is long and seldom read."""

    thread = models.OneToOneField(
        Thread, on_delete=models.CASCADE, primary_key=True, related_name="page_text"
    )
    text = models.TextField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.text[:50]}"
