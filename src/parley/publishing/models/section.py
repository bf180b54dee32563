from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from parley.publishing.models.base import PublicPage


class Section(PublicPage):
    """A part of the newspaper, such as News or Culture."""

    introduction = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("A sentence under the section’s name.")
    )

    template = "publishing/section_page.html"
    parent_page_types = ["publishing.FrontPage"]
    subpage_types = ["publishing.Article"]
    show_in_menus_default = True
    page_description = _("A part of the newspaper; articles stand under it.")
    content_panels = [*PublicPage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
