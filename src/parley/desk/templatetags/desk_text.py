"""Readers' words as the desk shows them."""

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeData, SafeString, mark_safe

register = template.Library()


@register.filter(is_safe=True, needs_autoescape=True)
def paragraphs(value: str, autoescape: bool = True) -> SafeString:  # noqa: FBT001, FBT002 -- Django calls it so
    """Do as Django's filter `linebreaks` does, and let each paragraph run in the direction of its own first letter."""
    made = linebreaks(value, autoescape=autoescape and not isinstance(value, SafeData))
    # What it makes is the only markup of paragraphs in there: the text itself is escaped.
    return mark_safe(made.replace("<p>", '<p dir="auto">'))  # noqa: S308 -- see above
