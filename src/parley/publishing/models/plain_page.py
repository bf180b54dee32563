from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from parley.publishing.blocks import BodyBlock
from parley.publishing.models.base import PublicPage


class PlainPage(PublicPage):
    """A page outside the news, such as the imprint or the rules for comments."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    # Where an imported page came from, so that an import can be repeated without doubling.
    import_key = models.CharField(max_length=200, null=True, unique=True, editable=False)  # noqa: DJ001 -- null is "not imported"

    template = "publishing/plain_page.html"
    exclude_fields_in_copy = ["import_key"]
    parent_page_types = ["publishing.FrontPage"]
    subpage_types: list[str] = []
    show_in_menus_default = True
    page_description = _("A page outside the news, such as the imprint; linked at the foot of every page.")
    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    search_fields = [*PublicPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
