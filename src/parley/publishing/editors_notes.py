"""What the desk adds inside a quotation: stored as <span data-editors-note>, shown as "(… – ed.)"."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# The editor's own format: our spans carry no other attribute and can't be nested (Draftail styles are ranges).
_NOTE = re.compile(r'<span data-editors-note(?:="")?>(.*?)</span>', re.DOTALL)


def editors_notes_show(html: str) -> SafeString:
    """Return rich text with each editor's note in brackets and signed, in words that can also be heard.

    The brackets and the signature are text, so that copying, printing and reading aloud keep them.
    """

    def show(match: re.Match[str]) -> str:
        return format_html(
            '<span class="editors-note">(<span class="editors-note__text">{}</span>'
            ' – <abbr title="{}">{}</abbr>)</span>',
            mark_safe(match[1]),  # noqa: S308 -- a part of rich text that has passed the editor's allow-list
            _("editor’s note"),
            _("ed."),
        )

    return mark_safe(_NOTE.sub(show, html))  # noqa: S308 -- as above


def editors_notes_plain(html: str) -> str:
    """Return rich text with each note as plain words: for feeds."""
    return _NOTE.sub(lambda match: f"({match[1]} – {_('ed.')})", html)
