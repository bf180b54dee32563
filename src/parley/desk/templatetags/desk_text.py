"""Readers' words as the desk shows them."""

from django import template
from django.template.defaultfilters import linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter(is_safe=True, needs_autoescape=True)
def paragraphs(value: str, autoescape: bool = True) -> SafeString:  # noqa: FBT001, FBT002 -- Django calls it so
    """Do as Django's linebreaks does, and let each paragraph run in the direction of its own first letter."""
    # What it makes is the only markup of paragraphs in there: the text itself is escaped.
    return mark_safe(linebreaks(value, autoescape).replace("<p>", '<p dir="auto">'))  # noqa: S308 -- see above
