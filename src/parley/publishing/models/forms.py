from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ArticleForm(WagtailAdminPageForm):
    """What an editor must fill in. An import may bring less, so this is asked of the form and not of the table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What moderators have set since the page asked for its mode is shown, not what the page asked for: publishing
        # a correction then keeps it, and an editor can take it back. A draft's own new choice stays.
        thread = self.instance.thread
        if thread is not None and self.instance.comments_mode == thread.page_mode:
            self.initial["comments_mode"] = thread.mode

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        image = cleaned.get("lead_image")
        if self.is_deferred_validation:  # a draft may be incomplete
            return cleaned
        if image and not cleaned.get("lead_image_alt") and not image.description:
            self.add_error("lead_image_alt", _("Describe what the picture shows."))
        return cleaned
