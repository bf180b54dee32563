from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from parley.publishing.models.base import PublicPage

PICKS_MAX = 4


class FrontPage(PublicPage):
    """The root of the site. What the desk does not choose is filled with the newest."""

    lead_article = models.ForeignKey(
        "publishing.Article",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead article"),
        help_text=_("Stands on top. Left empty, it is the newest article."),
    )

    template = "publishing/front_page.html"
    parent_page_types = [Page]
    subpage_types = ["publishing.Section", "publishing.PlainPage"]
    page_description = _("The root of the site.")
    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("lead_article"),
        InlinePanel(
            "picks",
            max_num=PICKS_MAX,
            label=_("pick"),
            heading=_("Picks of the desk"),
            help_text=_("Stand beside the lead. Places left over go to the newest articles."),
        ),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")


class FrontPagePick(Orderable):
    front_page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="picks")
    article = models.ForeignKey(
        "publishing.Article", on_delete=models.CASCADE, related_name="+", verbose_name=_("article")
    )

    panels = [FieldPanel("article")]

    class Meta(Orderable.Meta):
        verbose_name = _("pick")
        verbose_name_plural = _("picks")
