"""The published correction that a comment led to, as it stands beside the comment."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CORRECTION_TEXT_MAX = 300
CORRECTION_LINK_MAX = 500


@dataclass(frozen=True, slots=True)
class Correction:
    """`text`: what was put right, in a few words. `link`: where it stands; "" for one of the two."""

    text: str = ""
    link: str = ""

    @property
    def is_on_own_site(self) -> bool:
        return self.link.startswith("/")


def correction_row(correction: Correction | None) -> dict[str, str] | None:
    """Return it as Comment.correction holds it."""
    return None if correction is None else {"text": correction.text, "link": correction.link}


def correction_read(row: Any) -> Correction | None:
    """Return what Comment.correction holds; None for none."""
    return Correction(str(row.get("text", "")), str(row.get("link", ""))) if isinstance(row, dict) else None


def correction_link_is_good(link: str) -> bool:
    """Tell whether it is the path of a page of our own site, or the address of one on the web."""
    if not link.isprintable() or any(sign in link for sign in " \\"):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if link.startswith("/"):
        return not parts.netloc
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
