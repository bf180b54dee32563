"""A thread as RSS and Atom."""

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from parley.discussion.models import Thread
from parley.discussion.queries import CommentRecord, threads_feed

FORMATS: dict[str, type[Rss201rev2Feed | Atom1Feed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def thread_feed(*, thread: Thread, form: str) -> Rss201rev2Feed | Atom1Feed:
    """Return the newest 50 comments as a feed; `form` is "rss" or "atom". All addresses are absolute."""
    feed = FORMATS[form](
        title=_("Comments on “%(title)s”") % {"title": thread.title},
        link=absolute(thread.url),
        description=_("The newest comments on “%(title)s”") % {"title": thread.title},
        language=settings.LANGUAGE_CODE,
        feed_url=absolute(reverse(f"discussion:feed_{form}", args=[thread.public_id])),
    )
    for comment in threads_feed(thread=thread):
        address = absolute(reverse("discussion:comment", args=[comment.public_id]))
        feed.add_item(
            title=comment_title(comment),
            link=address,
            unique_id=address,
            unique_id_is_permalink=True,
            description=comment.html,
            author_name=comment.author_name,
            pubdate=comment.created_at,
            updateddate=comment.created_at,
        )
    return feed


def absolute(path: str) -> str:
    """Return an address with the site's public address in front; one that is whole already stays."""
    return f"{settings.PARLEY_URL}{path}" if path.startswith("/") else path


def comment_title(comment: CommentRecord) -> str:
    """Return what a comment is called in a list: its number, its writer, and what it answers."""
    names = {"name": comment.author_name, "number": comment.number, "parent": comment.parent_number}
    if comment.parent_number is None:
        return _("#%(number)s by %(name)s") % names
    return _("#%(number)s by %(name)s, in reply to #%(parent)s") % names
