"""Tags of the newsroom's templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

from parley.publishing.editors_notes import editors_notes_show
from parley.publishing.models import Article
from parley.publishing.structured_data import article_data, script_element

register = template.Library()


@register.filter
def editors_notes(value: RichText | str) -> SafeString:
    """Show rich text with the desk's insertions: {{ value.text|editors_notes }}."""
    source: str = value.source if isinstance(value, RichText) else str(value)
    return editors_notes_show(expand_db_html(source))


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], article: Article) -> SafeString:
    """Print an article as JSON-LD, with its first comments."""
    return script_element(article_data(article=article, publication=context["publication"]))
