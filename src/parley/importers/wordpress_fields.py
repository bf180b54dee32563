"""The fields of a WordPress export's elements, whichever version its namespaces have."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import urlsplit

from django.utils import timezone

from parley.importers.xml_stream import Element

_WP = re.compile(r"\{https?://wordpress\.org/export/(?P<version>\d+\.\d+)/?(?P<excerpt>excerpt/)?\}")
_PREFIXES = {
    "{http://purl.org/rss/1.0/modules/content/}": "content:",
    "{http://purl.org/dc/elements/1.1/}": "dc:",
}
_NO_DATE = "0000-00-00"


class Fields:
    """An element's children by name; of several with one name the first."""

    def __init__(self, element: Element) -> None:
        self.line = element.line
        self.attributes = element.attributes
        self.children: dict[str, list[Element]] = {}
        for child in element.children:
            self.children.setdefault(tag_name(child.tag), []).append(child)

    def raw(self, name: str) -> str:
        return self.children[name][0].text if name in self.children else ""

    def text(self, name: str) -> str:
        """Return the words on one line. WordPress stores titles and names with HTML's references in them."""
        return " ".join(unescape(self.raw(name)).split())

    def all(self, name: str) -> "list[Fields]":
        return [Fields(child) for child in self.children.get(name, ())]

    def time(self, name: str) -> datetime | None:
        """Return the moment in Greenwich time, or from local time, taken as of our own zone; None for neither."""
        return time_read(self.text(f"{name}_gmt"), self.text(name))

    def publication_date(self) -> datetime | None:
        """Return the feed's own date (RFC 5322); None for none or for one that makes no sense."""
        try:
            moment = parsedate_to_datetime(self.text("pubDate"))
            moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        return moment if moment.year > 1 else None

    def meta(self, key: str) -> str:
        return next(
            (one.raw("wp:meta_value") for one in self.all("wp:postmeta") if one.raw("wp:meta_key") == key), ""
        )


def tag_name(tag: str) -> str:
    """Return a tag with the usual prefix, whichever version its namespace has."""
    if not tag.startswith("{"):
        return tag
    if match := _WP.match(tag):
        return ("excerpt:" if match["excerpt"] else "wp:") + tag[match.end() :]
    namespace, _brace, local = tag.partition("}")
    return _PREFIXES.get(f"{namespace}}}", "other:") + local


def tag_version(tag: str) -> str:
    """Return the version of the export that a tag's namespace names; "" for another namespace."""
    match = _WP.match(tag)
    return match["version"] if match else ""


def url_split(url: str) -> tuple[str, str, str]:
    """Return host, path and query; empty strings for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket in the host
        return "", "", ""
    return parts.netloc.lower(), parts.path, parts.query


def time_read(gmt: str, local: str) -> datetime | None:
    """Return the first of two times that is one, in UTC; WordPress writes zeros for a time it does not have."""
    for text, zone in ((gmt, UTC), (local, timezone.get_default_timezone())):
        if text and not text.startswith(_NO_DATE):
            try:
                return datetime.fromisoformat(text[:19]).replace(tzinfo=zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None
