"""The last gate before HTML from outside is kept: an allow-list, so that what nobody thought of is left out."""

import re

import nh3

COMMENT_TAGS = frozenset({"p", "br", "blockquote", "em", "strong", "a"})
# nofollow, ugc: a link in a comment is no recommendation of the publisher's (developers.google.com/search, "qualify
# outbound links"); noopener: the page it leads to gets no handle on ours.
LINK_REL = "nofollow ugc noopener"

_comment_cleaner = nh3.Cleaner(
    tags=set(COMMENT_TAGS),
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    url_relative="deny",
    link_rel=LINK_REL,
)
# What is left of a link whose address was not one: links can't stand inside one another, so the next end is its own.
_DEAD_LINK = re.compile(f'<a rel="{LINK_REL}">(.*?)</a>', re.DOTALL)


def comment_html_clean(html: str) -> str:
    """Return `html` with p, br, blockquote, em, strong and a[href] to http and https; the text of other tags stays.

    The content of script and style goes altogether, and of a link without a good address all but its words. `html`
    must hold no lone surrogates (see kernel.text).
    """
    return _DEAD_LINK.sub(r"\1", _comment_cleaner.clean(html))
