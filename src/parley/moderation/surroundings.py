"""What a comment stands among, for services that shall judge it in its place."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from parley.discussion.addresses import thread_is_outside
from parley.discussion.models import Comment, Thread
from parley.discussion.screening import Draft


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`title`, `url`: of the page that the thread belongs to; `summary`: what the page says under its headline, or "".

    `parent`: the text of the comment that is answered; None where there is none, or none that readers can see.
    """

    title: str
    url: str
    summary: str
    parent: str | None


def surroundings_of(*, draft: Draft) -> Surroundings:
    """At most three queries."""
    thread = draft.thread
    return Surroundings(thread.title, page_url(thread), _summary(thread), _parent(draft))


def page_url(thread: Thread) -> str:
    """Return the full address of the page that the thread belongs to."""
    return thread.url if thread_is_outside(thread) else f"{settings.PARLEY_URL}{thread.url}"


def _summary(thread: Thread) -> str:
    if not settings.PARLEY_THREAD_SUMMARY:
        return ""
    summary: str = import_string(settings.PARLEY_THREAD_SUMMARY)(thread=thread)
    return summary


def _parent(draft: Draft) -> str | None:
    if draft.parent_number is None:
        return None
    found = Comment.objects.filter(
        thread=draft.thread, number=draft.parent_number, status=Comment.Status.PUBLISHED
    )
    return found.values_list("text", flat=True).first()
