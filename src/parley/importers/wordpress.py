"""Reads WordPress exports (WXR 1.0, 1.1, 1.2): articles, pages, authors, terms, pictures by address, comments.

The fields are those of WordPress's own exporter (wp-admin/includes/export.php). E-mail and network addresses of those
who commented stand in the file and are left there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from django.utils.text import slugify
from django.utils.translation import gettext as _

from parley.importers.html_blocks import html_to_blocks
from parley.importers.problems import ImportProblem
from parley.importers.records import (
    Block,
    ImageReference,
    ImportedArticle,
    ImportedAuthor,
    Notes,
    PageKind,
    Paragraph,
    block_text,
    plain_text,
)
from parley.importers.wordpress_comments import comments_read
from parley.importers.wordpress_fields import Fields, tag_name, tag_version, url_split
from parley.importers.xml_stream import Element, Progress, elements_read

VERSIONS = ("1.0", "1.1", "1.2")
HEADLINE_MAX = 150
STANDFIRST_MAX = 400
TOPIC_MAX = 100
SLUG_MAX = 200

_UNCATEGORIZED = frozenset({"uncategorized", "uncategorised", ""})
# What WordPress keeps beside articles, and what never was meant to be seen.
_DRAFTS = frozenset({"draft", "pending", "private", "future", "auto-draft"})


@dataclass(slots=True)
class WordpressExport:
    """What a file says beside its articles; complete when `wordpress_read` has come to the end."""

    site: str = ""
    version: str = ""
    authors: dict[str, ImportedAuthor] = field(default_factory=dict)
    # Pictures by their number in the source.
    attachments: dict[str, ImageReference] = field(default_factory=dict)
    seen_ids: set[str] = field(default_factory=set)


def wordpress_read(
    path: Path, *, export: WordpressExport, notes: Notes, progress: Progress = lambda _read, _total: None
) -> Iterator[ImportedArticle]:
    """Yield the articles and pages of the file; fill `export` and `notes` meanwhile.

    Raises ImportProblem, and nothing else, at the first line that can't be read, so nothing may be written before the
    last article came. A gallery or lead image refers to attachments that may stand later in the file.
    """
    for enclosing, element in elements_read(path, depth=3, progress=progress):
        if len(enclosing) != 2 or enclosing[0] != "rss" or enclosing[1] != "channel":  # noqa: PLR2004 -- rss/channel
            raise ImportProblem(
                _("This is no WordPress export."),
                line=element.line,
                advice=_("Use Tools → Export in WordPress."),
            )
        if tag_name(element.tag) == "item":
            _export_complete(element, export=export)
            if (article := _item(Fields(element), export=export, notes=notes)) is not None:
                yield article
        else:
            _channel_note(element, export=export)
    if not export.version:
        raise ImportProblem(
            _("This is no WordPress export: the export's version is missing."),
            advice=_("Use Tools → Export in WordPress."),
        )


def _export_complete(item: Element, *, export: WordpressExport) -> None:
    """Learn from the first entry what a stripped-down export leaves out of its head."""
    if not export.version:
        versions = filter(None, (tag_version(child.tag) for child in item.children))
        export.version = next((version for version in versions if version in VERSIONS), "")
    if not export.version:
        raise ImportProblem(
            _("This is a feed, not a WordPress export: the export's version is missing."),
            line=item.line,
            advice=_("Use Tools → Export in WordPress."),
        )
    if not export.site:
        export.site = url_split(Fields(item).text("link"))[0]


def _channel_note(element: Element, *, export: WordpressExport) -> None:
    match tag_name(element.tag):
        case "wp:wxr_version":
            export.version = _version(element)
        case "wp:base_site_url" if not export.site:
            export.site = _site(element.text)
        case "wp:base_blog_url":  # of one site among several, whose post numbers count for it alone
            export.site = _site(element.text) or export.site
        case "wp:author":
            _author_add(Fields(element), export=export)


def _version(element: Element) -> str:
    version = element.text.strip()
    if version not in VERSIONS:
        raise ImportProblem(
            _("The export has version “%(version)s”; these are read: %(known)s.")
            % {"version": version[:20], "known": ", ".join(VERSIONS)},
            line=element.line,
        )
    return version


def _site(url: str) -> str:
    parts = url_split(url.strip())
    return f"{parts[0]}{parts[1].rstrip('/')}"


def _author_add(fields: Fields, *, export: WordpressExport) -> None:
    login = fields.text("wp:author_login")
    full = f"{fields.text('wp:author_first_name')} {fields.text('wp:author_last_name')}".strip()
    name = fields.text("wp:author_display_name") or full or login
    if login and name:
        export.authors[login] = ImportedAuthor(key=login, name=name)


# --- items ------------------------------------------------------------------------------------------


def _item(fields: Fields, *, export: WordpressExport, notes: Notes) -> ImportedArticle | None:
    """Return the article or page; None for what is neither."""
    kind = fields.text("wp:post_type") or "post"
    status = fields.text("wp:status") or "publish"
    number = fields.text("wp:post_id")
    if kind == "attachment":
        _attachment_add(fields, number=number, export=export)
        return None
    if kind not in {"post", "page"}:
        notes.add(
            _("Entries of other kinds are left out (%(kind)s).") % {"kind": kind[:30]}, line=fields.line
        )
        return None
    if status == "trash":
        notes.add(_("Articles in the trash are left out."), line=fields.line)
        return None
    import_key = _import_key(fields, number=number, export=export)
    if import_key in export.seen_ids:
        notes.add(_("An article comes twice; the first is taken."), line=fields.line)
        return None
    export.seen_ids.add(import_key)
    page_kind = PageKind.ARTICLE if kind == "post" else PageKind.PAGE
    return _article(fields, kind=page_kind, import_key=import_key, export=export, notes=notes)


def _import_key(fields: Fields, *, number: str, export: WordpressExport) -> str:
    """The post's number within its site; without a number its guid or address. At most 200 characters."""
    name = (
        number
        if number.isascii() and number.isdigit()
        else fields.text("guid") or fields.text("link") or fields.text("title")
    )
    key = f"wordpress:{export.site}:{name}"
    # A longer key would not fit its column.
    return key if len(key) <= 100 else f"wordpress:{hashlib.sha256(key.encode()).hexdigest()}"  # noqa: PLR2004


def _attachment_add(fields: Fields, *, number: str, export: WordpressExport) -> None:
    url = fields.text("wp:attachment_url") or fields.text("guid")
    if number and url.lower().startswith(("http://", "https://")):
        alt = " ".join(fields.meta("_wp_attachment_image_alt").split())
        caption = " ".join(plain_text(fields.raw("excerpt:encoded")).split())
        export.attachments[number] = ImageReference(url=url, alt=alt or fields.text("title"), caption=caption)


def _article(
    fields: Fields, *, kind: PageKind, import_key: str, export: WordpressExport, notes: Notes
) -> ImportedArticle:
    body = list(html_to_blocks(fields.raw("content:encoded")))
    headline, standfirst = _head(fields, body=body, notes=notes)
    section, topics = _terms(fields, notes=notes)
    status = fields.text("wp:status") or "publish"
    locked = bool(fields.raw("wp:post_password"))
    if status not in _DRAFTS and status != "publish":
        notes.add(_("A status that is not known makes a draft."), line=fields.line)
    if locked:
        notes.add(_("Articles with a password become drafts."), line=fields.line)
    _host, path, query = url_split(fields.text("link"))
    login = fields.text("dc:creator")
    return ImportedArticle(
        import_key=import_key,
        headline=headline,
        kind=kind,
        standfirst=standfirst,
        body=tuple(body),
        slug=slugify(unquote(fields.text("wp:post_name")), allow_unicode=True)[:SLUG_MAX].strip("-_"),
        section=section,
        topics=topics,
        author_keys=(login,) if login else (),
        published_at=fields.time("wp:post_date") or fields.publication_date(),
        updated_at=fields.time("wp:post_modified"),
        draft=locked or status != "publish",
        comments_open=fields.text("wp:comment_status") != "closed",
        old_path=f"{path}?{query}" if query else path,
        lead_image_id=fields.meta("_thumbnail_id").strip(),
        comments=comments_read(fields.all("wp:comment"), site=export.site, notes=notes),
        line=fields.line,
    )


def _head(fields: Fields, *, body: list[Block], notes: Notes) -> tuple[str, str]:
    """Return headline and standfirst. What does not fit its place goes to the top of the text: no word is lost."""
    standfirst = " ".join(plain_text(fields.raw("excerpt:encoded")).split())
    if len(standfirst) > STANDFIRST_MAX:
        notes.add(_("An excerpt too long for a standfirst begins the text."), line=fields.line)
        body[:0] = html_to_blocks(fields.raw("excerpt:encoded"))
        standfirst = ""
    title = " ".join(plain_text(fields.raw("title")).split())
    if not title:
        notes.add(_("An article without a title gets its first words as headline."), line=fields.line)
        words = next((text for block in body if (text := " ".join(block_text(block).split()))), "")
        return _shortened(words, 80) or _("Untitled"), standfirst
    if len(title) > HEADLINE_MAX:
        notes.add(
            _("A title too long for a headline is shortened, and stands in full above the text."),
            line=fields.line,
        )
        body.insert(0, Paragraph(f"<p>{escape(title, quote=False)}</p>"))
        title = _shortened(title, HEADLINE_MAX)
    return title, standfirst


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    # One character more than fits: if that is a space, the last word is whole.
    return text[:length].rsplit(" ", 1)[0][: length - 1].rstrip(" ,;:–-") + "…"


def _terms(fields: Fields, *, notes: Notes) -> tuple[str, tuple[str, ...]]:
    """Return the section (the first category) and the topics (other categories, tags)."""
    categories: list[str] = []
    topics: list[str] = []
    for element in fields.children.get("category", ()):
        domain = element.attributes.get("domain", "category")
        name = " ".join(unescape(element.text).split())
        if len(name) > TOPIC_MAX:
            notes.add(
                _("A category or tag with a name of more than %(max)d characters is left out.")
                % {"max": TOPIC_MAX},
                line=element.line,
            )
        elif domain == "category":
            # Version 1.0 lists each category twice, once with and once without its domain.
            if (
                name not in categories
                and element.attributes.get("nicename", name).lower() not in _UNCATEGORIZED
            ):
                categories.append(name)
        elif domain in {"post_tag", "tag"} and name and name not in topics:
            topics.append(name)
    # Tags without a domain, in version 1.0, repeat those with one.
    categories = [name for name in categories if name.lower() not in _UNCATEGORIZED and name not in topics]
    section, others = (categories[0], categories[1:]) if categories else ("", [])
    return section, tuple(dict.fromkeys([*others, *topics]))
