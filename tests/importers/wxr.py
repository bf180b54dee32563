"""Makes small WordPress exports for the tests."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from parley.importers.records import ImportedArticle, Notes
from parley.importers.wordpress import WordpressExport, wordpress_read

FIXTURE = Path(__file__).parent / "fixtures" / "wordpress.xml"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{version}/"><channel><title>T</title>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_site_url>https://quay.example</wp:base_site_url>
"""
TAIL = "</channel></rss>\n"


def fields(values: dict[str, str]) -> str:
    """Return an element for each value, its text escaped."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def comment(number: object, parent: object = 0, **more: str) -> str:
    """Return a comment; `more` are fields without their "comment_"."""
    values = {
        "id": str(number),
        "parent": str(parent),
        "approved": "1",
        "content": f"Comment {number}.",
        "author": "Ida",
    }
    values |= {"date_gmt": "2019-04-02 09:00:00"} | more
    return (
        f"<wp:comment>{fields({f'wp:comment_{name}': value for name, value in values.items()})}</wp:comment>"
    )


def item(number: object = 1, inner: str = "", **values: str) -> str:
    """Return a post; `values` are fields, "__" for the colon of a prefix."""
    given = {
        "title": f"Post {number}",
        "wp:post_id": str(number),
        "wp:post_type": "post",
        "wp:status": "publish",
    }
    given |= {name.replace("__", ":"): value for name, value in values.items()}
    return f"<item>{fields(given)}{inner}</item>"


def export(*items: str, version: str = "1.2") -> str:
    return HEAD.format(version=version) + "\n".join(items) + TAIL


def read(path: Path, data: bytes | str, notes: Notes | None = None) -> list[ImportedArticle]:
    """Write the data to `path` and read it."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(wordpress_read(path, export=WordpressExport(), notes=notes or Notes()))


def order_and_parents(article: ImportedArticle) -> Iterable[tuple[str, str]]:
    """Return the comments' numbers in the source, each with that of the one it answers."""
    for one in article.comments:
        yield one.import_key.rsplit(":", 1)[1], (one.parent_key or ":").rsplit(":", 1)[1]
