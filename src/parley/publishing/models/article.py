from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable
from wagtail.search import index

from parley.discussion.models import OWN_SITE, Thread
from parley.kernel.clock import now
from parley.publishing.blocks import BodyBlock
from parley.publishing.models.author import Author
from parley.publishing.models.base import PublicPage
from parley.publishing.models.forms import ArticleForm
from parley.publishing.models.section import Section
from parley.publishing.models.topic import Topic

HEADLINE_MAX = 150
STANDFIRST_MAX = 400


class Article(PublicPage):
    """A published page with headline, standfirst, byline, body and corrections. The title is the headline."""

    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        max_length=STANDFIRST_MAX,
        help_text=_(
            "One or two sentences under the headline; also shown in lists, feeds and search engines."
        ),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))

    lead_image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image"),
    )
    lead_image_alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What the picture shows, for those who can’t see it."),
    )
    lead_image_caption = models.CharField(_("caption"), max_length=400, blank=True)
    lead_image_credit = models.CharField(_("credit"), max_length=200, blank=True)

    # Filled at the first publication, so that lists can be ordered by one indexed column.
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_(
            "Shown as the time of publication. Left empty, it is the moment of the first publication."
        ),
    )
    updated_at = models.DateTimeField(
        _("updated at"),
        null=True,
        blank=True,
        help_text=_(
            "Shown as the time of the last update. Set it when readers should know that something changed."
        ),
    )

    topics = ClusterTaggableManager(through="publishing.ArticleTopic", blank=True, verbose_name=_("topics"))

    comments_state = models.CharField(
        _("comments"),
        max_length=10,
        choices=Thread.State.choices,
        default=Thread.State.OPEN,
        help_text=_("Closed: shown, but nobody can add one. Hidden: not shown at all."),
    )
    comments_mode = models.CharField(
        _("a moderator reads first"),
        max_length=10,
        choices=Thread.Mode.choices,
        default=Thread.Mode.OPEN,
        help_text=_(
            "These comments wait until a moderator publishes them; readers are told before they write. A new writer "
            "is one of whom nothing has been published yet."
        ),
    )
    comments_close_days = models.PositiveSmallIntegerField(
        _("close after days"),
        null=True,
        blank=True,
        help_text=_(
            "Days after publication at which comments close. Empty: as for the whole site; 0: never."
        ),
    )
    # Where an imported article came from, so that an import can be repeated without doubling.
    import_key = models.CharField(max_length=200, null=True, unique=True, editable=False)  # noqa: DJ001 -- null is "not imported"

    base_form_class = ArticleForm
    template = "publishing/article_page.html"
    parent_page_types = ["publishing.Section"]
    subpage_types: list[str] = []
    admin_default_ordering = "-first_published_at"
    page_description = _("A report, a comment, an interview: anything with a headline and a thread under it.")
    exclude_fields_in_copy = ["import_key", "published_at", "updated_at"]

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("standfirst"),
        InlinePanel("bylines", label=_("author"), heading=_("By")),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_image_alt"),
                FieldPanel("lead_image_caption"),
                FieldPanel("lead_image_credit"),
            ],
            heading=_("Lead image"),
        ),
        FieldPanel("body"),
        InlinePanel(
            "corrections",
            label=_("correction"),
            heading=_("Corrections"),
            help_text=_(
                "Announced above the text and listed below it. Say what was wrong and what is right."
            ),
            classname="collapsed",
        ),
    ]
    promote_panels = [
        FieldPanel("topics"),
        *PublicPage.promote_panels,
    ]
    settings_panels = [
        MultiFieldPanel(
            [
                FieldPanel("comments_state"),
                FieldPanel("comments_mode"),
                FieldPanel("comments_close_days"),
            ],
            heading=_("Readers’ comments"),
        ),
        MultiFieldPanel(
            [
                HelpPanel(content=_("These are what readers see. To publish later, use the schedule below.")),
                FieldPanel("published_at"),
                FieldPanel("updated_at"),
            ],
            heading=_("Times shown"),
        ),
        *PublicPage.settings_panels,
    ]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("standfirst", boost=1.5),
        index.SearchField("body"),
        index.SearchField("byline_text"),
        index.FilterField("published_at"),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if len(self.title) > HEADLINE_MAX:
            # Wagtail's own column is wider; a headline is not.
            try:
                MaxLengthValidator(HEADLINE_MAX)(self.title)
            except ValidationError as error:
                errors["title"] = error
        for field in ("published_at", "updated_at"):
            if (value := getattr(self, field)) and value > now() + timedelta(minutes=1):
                errors[field] = _("This is in the future. To publish later, use the schedule.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if self.live and self.published_at is None and self.first_published_at:
            self.published_at = self.first_published_at
        return super().save(*args, **kwargs)

    # --- what the page shows ---------------------------------------------------------------------

    @property
    def section_path(self) -> str:
        """Its section's place in the tree: a place is written as those of all above it, `steplen` characters each."""
        path: str = self.path
        return path[: -self.steplen]

    @cached_property
    def section(self) -> Section:
        """The section it stands in."""
        section: Section = Section.objects.get(path=self.section_path)
        return section

    @cached_property
    def authors(self) -> list[Author]:
        """Who wrote it, in the order of the byline."""
        return [byline.author for byline in self.bylines.select_related("author")]

    @cached_property
    def topics_listed(self) -> list[Topic]:
        """Its topics, read once: the page names them in its text, its data and its surrogate keys."""
        return list(self.topics.all())

    @property
    def byline_text(self) -> str:
        return ", ".join(author.name for author in self.authors)

    @property
    def lead_image_text(self) -> str:
        """The alternative text of the lead image: its own for this article, or else the image's."""
        return self.lead_image_alt or (self.lead_image.description if self.lead_image else "")

    @property
    def shown_at(self) -> datetime:
        """When it was published, as shown; for a draft that was never published, now."""
        return self.published_at or self.first_published_at or now()

    @property
    def modified_at(self) -> datetime:
        """When its text last changed in a way that readers should know of."""
        return max(self.updated_at or self.shown_at, self.shown_at)

    @cached_property
    def corrections_newest_first(self) -> list["Correction"]:
        return sorted(self.corrections.all(), key=lambda correction: correction.date, reverse=True)

    @property
    def latest_correction(self) -> "Correction | None":
        """The correction announced above the text."""
        return next(iter(self.corrections_newest_first), None)

    # --- its thread --------------------------------------------------------------------------------

    @property
    def comments_close_at(self) -> datetime | None:
        """When comments close by themselves; None for never."""
        days = (
            settings.PARLEY_COMMENTS_CLOSE_DAYS
            if self.comments_close_days is None
            else self.comments_close_days
        )
        return self.shown_at + timedelta(days=days) if days else None

    @property
    def thread_key(self) -> str:
        """The key of its thread within our own site."""
        return f"page:{self.pk}"

    @cached_property
    def thread(self) -> Thread | None:
        """Its discussion; None until it is first published."""
        if not self.pk:
            return None
        return Thread.objects.select_related("site").filter(site__slug=OWN_SITE, key=self.thread_key).first()


class Byline(Orderable):
    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")


class Correction(Orderable):
    """What was wrong and what is right, with the day it was put right."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    date = models.DateField(_("date"))
    text = models.TextField(_("text"), max_length=1000)

    panels = [FieldPanel("date"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
