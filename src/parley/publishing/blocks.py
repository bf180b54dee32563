"""What an article's body is made of. Each block's template is publishing/blocks/<name>.html."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from parley.publishing.embeds import PROVIDER_NAMES, Embed, embed_parse

TEXT_FEATURES = ["bold", "italic", "link"]
LIST_FEATURES = [*TEXT_FEATURES, "ul", "ol"]
QUOTATION_FEATURES = [*TEXT_FEATURES, "editors-note"]


class QuotationBlock(blocks.StructBlock):
    """Words somebody said. What the desk adds inside them is marked as an editor's note and shown as such."""

    text = blocks.RichTextBlock(
        label=_("Words"),
        features=QUOTATION_FEATURES,
        help_text=_(
            "Without quotation marks: the page sets them. Select what the desk added and choose “Editor’s note”; "
            "the brackets and “– ed.” are added by the page."
        ),
    )
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=120)
    role = blocks.CharBlock(
        label=_("Role"), required=False, max_length=200, help_text=_("Such as “mayor of Tidewell”.")
    )
    occasion = blocks.CharBlock(
        label=_("Occasion"), required=False, max_length=200, help_text=_("Where or when it was said.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "publishing/blocks/quotation.html"


class PullQuoteBlock(blocks.StructBlock):
    """A passage repeated large, to draw the eye."""

    text = blocks.TextBlock(label=_("Words"), max_length=300, rows=2)
    speaker = blocks.CharBlock(label=_("Speaker"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Pull quote")
        template = "publishing/blocks/pull_quote.html"


class ItemsBlock(blocks.StructBlock):
    items = blocks.ListBlock(
        blocks.RichTextBlock(label=_("Item"), features=TEXT_FEATURES), label=_("Items"), min_num=1
    )
    ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "publishing/blocks/list.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=300,
        help_text=_("What the picture shows, for those who can’t see it."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Decorative"),
        required=False,
        help_text=_("The picture tells nothing that the text does not."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=400)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=200)

    def clean(self, value: Mapping[str, Any]) -> Any:
        cleaned = super().clean(value)
        described = cleaned["decorative"] or cleaned["alt"].strip()
        if not described and not self.is_deferred_validation:  # a draft may be incomplete
            message = _("Describe the picture, or mark it as decorative.")
            raise StructBlockValidationError(block_errors={"alt": ErrorList([ValidationError(message)])})
        return cleaned

    class Meta:
        icon = "image"
        label = _("Image")
        template = "publishing/blocks/image.html"


class FactBoxBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=LIST_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        template = "publishing/blocks/fact_box.html"


class EmbedValue(blocks.StructValue):
    """A stored embed. Nothing is fetched: the addresses are derived from the one the editor gave."""

    @property
    def embed(self) -> Embed | None:
        """The parsed address, or None for one that is no longer on the list."""
        return embed_parse(self.get("url") or "")


class EmbedBlock(blocks.StructBlock):
    """A film elsewhere, shown as a card; the reader decides whether to load it."""

    url = blocks.URLBlock(label=_("Address"), help_text=_("A film on YouTube or Vimeo."))
    title = blocks.CharBlock(label=_("Title"), max_length=200, help_text=_("What one sees there."))

    def clean(self, value: Mapping[str, Any]) -> Any:
        cleaned = super().clean(value)
        if cleaned["url"] and embed_parse(cleaned["url"]) is None:
            message = _("Only films of these can be shown: %(providers)s.") % {
                "providers": ", ".join(PROVIDER_NAMES)
            }
            raise StructBlockValidationError(block_errors={"url": ErrorList([ValidationError(message)])})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Film")
        template = "publishing/blocks/embed.html"
        value_class = EmbedValue


class BodyBlock(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(
        label=_("Paragraph"),
        features=TEXT_FEATURES,
        icon="pilcrow",
        template="publishing/blocks/paragraph.html",
    )
    heading = blocks.CharBlock(
        label=_("Heading"), max_length=150, icon="title", template="publishing/blocks/heading.html"
    )
    quotation = QuotationBlock()
    pull_quote = PullQuoteBlock()
    list = ItemsBlock()
    image = ImageBlock()
    fact_box = FactBoxBlock()
    embed = EmbedBlock()
