"""Articles as schema.org NewsArticle (schema.org/NewsArticle), for search engines."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from parley.discussion.models import Thread
from parley.discussion.queries import thread_comments_for_structured_data
from parley.publishing.models import Article, Author, Publication

COMMENTS_MAX = 50
# Pictures in the three shapes that Google asks for:
# developers.google.com/search/docs/appearance/structured-data/article.
IMAGE_FILTERS = ("fill-1200x675|format-jpeg", "fill-1200x900|format-jpeg", "fill-1200x1200|format-jpeg")
# What could end a <script> element or a line of JavaScript; the same characters as django.utils.html.json_script, and
# the two that JSON allows and older JavaScript does not.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script_element(data: dict[str, Any]) -> SafeString:
    """Return a data block that no text inside it can end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 -- escaped above


def article_data(*, article: Article, publication: Publication) -> dict[str, Any]:
    """Return the article as schema.org data, with up to COMMENTS_MAX comments; hidden ones are left out.

    One query for the comments and at most one for the pictures.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": article.canonical_url,
        "url": article.canonical_url,
        "headline": article.title,
        "datePublished": article.shown_at.isoformat(),
        "dateModified": article.modified_at.isoformat(),
        "author": [_person(author) for author in article.authors] or [_organization(publication)],
        "publisher": _organization(publication),
        "articleSection": article.section.title,
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": True,
    }
    if article.standfirst:
        data["description"] = article.standfirst
    if keywords := [topic.name for topic in article.topics_listed]:
        data["keywords"] = keywords
    if images := _images(article):
        data["image"] = images
    if corrections := article.corrections_newest_first:
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.date.isoformat(),
            }
            for correction in corrections
        ]
    thread = article.thread
    if thread is not None and thread.state != Thread.State.HIDDEN:
        data["commentCount"] = thread.comment_count
        data["discussionUrl"] = f"{article.canonical_url}#comments"
        if comments := _comments(article=article, thread=thread):
            data["comment"] = comments
    return data


def _comments(*, article: Article, thread: Thread) -> list[dict[str, Any]]:
    if not thread.comment_count:
        return []
    return [
        {
            "@type": "Comment",
            "url": f"{article.canonical_url}?comment={comment.number}#comment-{comment.number}",
            "author": {"@type": "Person", "name": comment.author_name},
            "dateCreated": comment.created_at.isoformat(),
            "text": comment.text,
        }
        for comment in thread_comments_for_structured_data(thread=thread, limit=COMMENTS_MAX)
    ]


def _images(article: Article) -> list[str]:
    """Return the pictures' addresses; none when the file is missing, which must not take the article down with it."""
    if article.lead_image is None:
        return []
    try:
        renditions = article.lead_image.get_renditions(*IMAGE_FILTERS)
    except OSError:
        return []
    return [f"{settings.PARLEY_URL}{rendition.url}" for rendition in renditions.values()]


def _person(author: Author) -> dict[str, Any]:
    return {"@type": "Person", "name": author.name, "url": author.canonical_url} | (
        {"jobTitle": author.role} if author.role else {}
    )


def _organization(publication: Publication) -> dict[str, Any]:
    organization = {
        "@type": "NewsMediaOrganization",
        "name": publication.name,
        "url": f"{settings.PARLEY_URL}/",
    }
    if publication.logo is None:
        return organization
    try:
        logo = publication.logo.get_rendition("max-600x60|format-png")
    except OSError:
        return organization
    return organization | {"logo": {"@type": "ImageObject", "url": f"{settings.PARLEY_URL}{logo.url}"}}
