"""What the thread's templates are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template import loader
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parley.discussion.addresses import page_query, thread_base
from parley.discussion.emails import email_days
from parley.discussion.forms import CommentForm, comment_form
from parley.discussion.jinja import words_of
from parley.discussion.kinds import kinds_offered
from parley.discussion.models import Thread
from parley.discussion.numbers import number_words
from parley.discussion.orders import order_default, orders
from parley.discussion.place import FLAT_ORDERS, Place, place_default, place_query, place_window
from parley.discussion.policies import may_comment
from parley.discussion.queries import CommentView, Rest, Window, waiting_comments
from parley.kernel.clock import now
from parley.kernel.outbox import outbox_last

# Markup of comments kept in the process: about 2 KiB each, and never of very long ones, so at most some 60 MiB.
KEPT_COMMENTS = 2048
KEPT_LENGTH = 4000  # characters of the comment's HTML


@dataclass(frozen=True, slots=True)
class ThreadMark:
    """All of a thread that the markup of its comments depends on."""

    public_id: str
    url: str


@dataclass(frozen=True, slots=True)
class WindowLink:
    """A link to another part of the thread: `href` for browsers, `window` the fragment for the script."""

    href: str
    window: str
    label: str | Promise
    name: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """The markup of comments; after the last of a branch, the link to the replies that are not in the window."""

    html: SafeString
    rest: WindowLink | None = None
    root_number: int = 0


def thread_context(
    *, thread: Thread, place: Place, waiting_ids: Sequence[str] = (), base: str | None = None
) -> dict[str, Any]:
    """Return the context of discussion/thread.html, whose middle is discussion/window.html.

    `base` stands before every address of ours: "" on our own pages, PARLEY_URL on another site's; None finds out.
    """
    # Before the comments are read: what is announced in between is then announced again, and not lost.
    sequence = outbox_last(topic=thread.surrogate_key)
    waiting = waiting_comments(thread=thread, public_ids=waiting_ids) if waiting_ids else []
    context = window_context(thread=thread, place=place, base=base)
    return context | {
        "sequence": sequence,
        "comment_count": thread.comment_count,
        "waiting_comments": waiting,
        "orders": _order_links(thread, place, context["base"]),
        "flat": _flat_link(thread, place, context["base"]),
        **form_context(form=comment_form(thread=thread), reply_to=None),
    }


def window_context(*, thread: Thread, place: Place, base: str | None = None) -> dict[str, Any]:
    """Return the context of discussion/window.html; `missing` is True when what the place names is not there."""
    base = thread_base(thread) if base is None else base
    window = place_window(thread=thread, place=place)
    missing = window is None
    if window is None:
        place = place_default()
        window = place_window(thread=thread, place=place) or Window(comments=())
    is_open = may_comment(thread=thread, at=now())
    return {
        "thread": thread,
        "base": base,
        "place": place,
        "missing": missing,
        "is_open": is_open,
        "items": _items(thread, window, base, is_open=is_open),
        "start": _start_link(thread, place, base),
        **_onward_links(thread, place, window, base),
    }


def form_context(*, form: CommentForm, reply_to: CommentView | None) -> dict[str, Any]:
    """Return what discussion/comment_form.html needs besides the thread."""
    return {
        "form": form,
        "reply_to": reply_to,
        "max_length": settings.PARLEY_COMMENT_MAX_LENGTH,
        "kinds": list(kinds_offered().items()),
        "email_days": email_days(),
    }


def thread_html(*, context: Mapping[str, Any]) -> SafeString:
    """Render the thread."""
    return SafeString(loader.get_template("discussion/thread.html").render(dict(context)))


def window_html(*, context: Mapping[str, Any]) -> SafeString:
    """Render a window of the thread: what stands inside .thread-window."""
    return SafeString(loader.get_template("discussion/window.html").render(dict(context)))


def comment_html(*, thread: Thread, comment: CommentView, base: str | None = None) -> SafeString:
    """Render one comment as it stands in the thread: for the script that puts it in without a reload."""
    return _comment_markup(
        comment=comment,
        thread=ThreadMark(thread.public_id, thread.url),
        is_open=may_comment(thread=thread, at=now()),
        base=thread_base(thread) if base is None else base,
    )


def comment_alone_html(*, thread: Thread, comment: CommentView) -> SafeString:
    """Render one comment for a page about it, which says itself what can be done."""
    mark = ThreadMark(thread.public_id, thread.url)
    return _comment_render(comment, mark, False, "", get_language(), is_alone=True)


def _items(thread: Thread, window: Window, base: str, *, is_open: bool) -> list[Item]:
    mark = ThreadMark(thread.public_id, thread.url)
    items: list[Item] = []
    run: list[SafeString] = []
    for index, comment in enumerate(window.comments):
        run.append(_comment_markup(comment=comment, thread=mark, is_open=is_open, base=base))
        root = comment.root_number
        is_last = index + 1 == len(window.comments) or window.comments[index + 1].root_number != root
        rest = window.rests.get(root) if is_last else None
        if rest is not None:
            link = _rest_link(thread, root, rest, base)
            items.append(Item(SafeString("".join(run)), rest=link, root_number=root))
            run = []
    if run:
        items.append(Item(SafeString("".join(run))))
    return items


def _rest_link(thread: Thread, root_number: int, rest: Rest, base: str) -> WindowLink:
    label = ngettext("%(count)s more reply", "%(count)s more replies", rest.count)
    query = place_query(thread=thread, branch=root_number, after=rest.after or None)
    label = label % {"count": number_words(rest.count)}
    return _link(thread, query, base, label, fragment=f"comment-{root_number}")


def _link(
    thread: Thread, query: str, base: str, label: str | Promise, *, fragment: str = "comments", **more: Any
) -> WindowLink:
    window = reverse("discussion:window", args=[thread.public_id])
    return WindowLink(
        href=f"{page_query(thread, query)}#{fragment}", window=f"{base}{window}?{query}", label=label, **more
    )


def _onward_links(thread: Thread, place: Place, window: Window, base: str) -> dict[str, WindowLink | None]:
    """Return the links to what stands before and after the window in its own order."""
    if place.branch is not None:
        query = place_query(thread=thread, branch=place.branch)
        fragment = f"comment-{place.branch}"
        earlier = _link(thread, query, base, _("Earlier replies"), fragment=fragment) if place.after else None
        return {"before": earlier, "after": None}
    # A context stands in the order of time, whatever order was read before.
    order, flat = (place.order, place.flat) if place.comment is None else (order_default(), False)
    before = after = None
    if window.before is not None:
        query = place_query(thread=thread, order=order, flat=flat, before=window.before)
        before = _link(thread, query, base, _("Earlier comments"))
    if window.after is not None:
        query = place_query(thread=thread, order=order, flat=flat, after=window.after)
        after = _link(thread, query, base, _("More comments"))
    return {"before": before, "after": after}


def _start_link(thread: Thread, place: Place, base: str) -> WindowLink | None:
    if place.is_start:
        return None
    alone = place.branch is not None or place.comment is not None
    label = _("All comments") if alone else _("From the first comment")
    return _link(thread, place_query(thread=thread, order=place.order, flat=place.flat), base, label)


def _order_links(thread: Thread, place: Place, base: str) -> list[WindowLink]:
    return [
        _link(
            thread,
            place_query(thread=thread, order=order, flat=place.flat and order.name in FLAT_ORDERS),
            base,
            order.label,
            name=order.name,
            is_current=order == place.order,
        )
        for order in orders()
    ]


def _flat_link(thread: Thread, place: Place, base: str) -> WindowLink:
    order = place.order if place.order.name in FLAT_ORDERS else order_default()
    query = place_query(thread=thread, order=order, flat=not place.flat)
    return _link(thread, query, base, _("In order of time"), name="flat", is_current=place.flat)


def _comment_markup(*, comment: CommentView, thread: ThreadMark, is_open: bool, base: str) -> SafeString:
    """Return a comment's markup, from memory where it can be.

    A page is rebuilt for each new comment, and the others on it are what they were. Their markup is a function of what
    is given here and of nothing else, so what is kept can't be out of date.
    """
    if settings.DEBUG or len(comment.html) > KEPT_LENGTH:
        return _comment_render(comment, thread, is_open, base, get_language())
    return _comment_kept(comment, thread, is_open, base, get_language())


def _comment_render(
    comment: CommentView,
    thread: ThreadMark,
    is_open: bool,  # noqa: FBT001 -- part of a cache's key
    base: str,
    language: str | None,
    *,
    is_alone: bool = False,
) -> SafeString:
    context = {
        "thread": thread,
        "comment": comment,
        "is_open": is_open,
        "base": base,
        "is_alone": is_alone,
        "_": words_of(language),
    }
    name = "discussion/comment_waiting.html" if comment.is_for_writer else "discussion/comment.html"
    return SafeString(loader.get_template(name).render(context))


_comment_kept = lru_cache(maxsize=KEPT_COMMENTS)(_comment_render)
