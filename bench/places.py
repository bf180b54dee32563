"""The places in a generated thread that the benchmark asks for, by name, as paths of our own server."""

from collections.abc import Mapping

from parley.discussion.models import Comment, Thread
from parley.discussion.orders import Order, orders
from parley.discussion.place import place_query


def places_find(*, known: Mapping[str, str]) -> dict[str, str]:
    """Return {"first", "page", "deep <order>", …, "flat", "branch", "context", "context page": path}.

    Deep means: from the middle of all top-level comments in that order on. The context is that of a reply in the middle
    of all comments; the branch is the longest, read on from its middle.
    """
    thread = Thread.objects.get(public_id=known["id"])
    window = f"/threads/{thread.public_id}/window/"
    middle = _reply_number(thread)
    places = {"first": window, "page": thread.url}
    for order in orders():
        query = place_query(thread=thread, order=order, after=_position(thread, order))
        places[f"deep {order.name}"] = f"{window}?{query}"
    flat = place_query(thread=thread, flat=True, after=thread.last_number // 2)
    places["flat"] = f"{window}?{flat}"
    places["context"] = f"{window}?comment={middle}"
    places["context page"] = f"{thread.url}?comment={middle}"
    return places


def _position(thread: Thread, order: Order) -> int:
    column = order.column
    ranked = Comment.objects.filter(
        thread=thread, parent__isnull=True, **{f"{column}__isnull": False}
    ).order_by(column)
    values = ranked.values_list(column, flat=True)
    position: int = values[ranked.count() // 2]
    return position


def _reply_number(thread: Thread) -> int:
    found = Comment.objects.filter(
        thread=thread, status="published", parent__isnull=False, number__gte=thread.last_number // 2
    )
    number: int = found.order_by("number").values_list("number", flat=True)[0]
    return number
