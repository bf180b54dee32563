from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string


@register_setting(icon="site")
class Publication(BaseSiteSetting):
    """What the newspaper is called, and what stands in its head and foot."""

    name = models.CharField(_("name"), max_length=100, default="Parley")
    tagline = models.CharField(_("tagline"), max_length=150, blank=True)
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=300,
        help_text=_("One or two sentences, for search engines and feeds."),
    )
    contact_email = models.EmailField(_("address of the newsroom"), blank=True)
    logo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("For search engines and shared links; the page’s head shows the name."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("tagline"), FieldPanel("description")],
            heading=_("The publication"),
        ),
        FieldPanel("contact_email"),
        FieldPanel("logo"),
    ]
    select_related = ["logo"]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.name
