from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """What an editor must fill in. An import may bring less, so this is asked of the form and not of the table."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        image = cleaned.get("lead_image")
        if self.is_deferred_validation:  # a draft may be incomplete
            return cleaned
        if image and not cleaned.get("lead_image_alt") and not image.description:
            self.add_error("lead_image_alt", _("Describe what the picture shows."))
        return cleaned
