"""Which part of a thread a page shows: what stands in its address after the question mark.

- `order=oldest|newest|replied|valued`, `flat=1`, `after=TOKEN` or `before=TOKEN`: a window of the thread;
- `branch=NUMBER`, `after=TOKEN`: one top-level comment and the replies under it;
- `comment=NUMBER`: one comment and what stands around it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from parley.discussion.cursors import cursor_make, cursor_read
from parley.discussion.models import Thread
from parley.discussion.orders import Order, order_default, order_find
from parley.discussion.queries import Window, branch_window, context_window, thread_window

PARAMETERS = ("order", "flat", "after", "before", "branch", "comment")
FLAT_ORDERS = frozenset({"oldest", "newest"})
_DIGITS_MAX = 9  # the columns hold 31 bits


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a thread. `wrong` names the parameters that made no sense and were passed over.

    At most one of `branch` and `comment` is set, and at most one of `after` and `before`.
    """

    order: Order
    flat: bool = False
    after: int | None = None
    before: int | None = None
    branch: int | None = None
    comment: int | None = None
    wrong: tuple[str, ...] = ()

    @property
    def is_start(self) -> bool:
        """Whether this is the first window of the thread, in whatever order."""
        return (self.after, self.before, self.branch, self.comment) == (None, None, None, None)

    @property
    def scope(self) -> str:
        """What cursors here are bound to, besides the thread."""
        return _scope(self.order, flat=self.flat, branch=self.branch)


def place_default() -> Place:
    """Return the start of a thread in the default order."""
    return Place(order=order_default())


def place_read(*, thread: Thread, params: Mapping[str, str]) -> Place:
    """Return the place that parameters name; what makes no sense is passed over and named in `wrong`."""
    given = {name: params.get(name, "") for name in PARAMETERS}
    wrong: list[str] = []
    order = order_find(given["order"]) or order_default()
    if given["order"] and order.name != given["order"]:
        wrong.append("order")
    flat = given["flat"] == "1"
    if given["flat"] not in {"", "0", "1"}:
        wrong.append("flat")
    if flat and order.name not in FLAT_ORDERS:
        order = order_default()
    branch, comment = _number(given["branch"]), _number(given["comment"])
    if branch is not None:
        comment = None
    scope = _scope(order, flat=flat, branch=branch)
    after = before = None
    if comment is None:
        after = cursor_read(thread=thread, scope=scope, token=given["after"])
    if comment is None and branch is None and after is None:
        before = cursor_read(thread=thread, scope=scope, token=given["before"])
    read = {"branch": branch, "comment": comment, "after": after, "before": before}
    wrong += [name for name, value in read.items() if given[name] and value is None]
    return Place(
        order=order,
        flat=flat,
        after=after,
        before=before,
        branch=branch,
        comment=comment,
        wrong=tuple(wrong),
    )


def place_query(
    *,
    thread: Thread,
    order: Order | None = None,
    flat: bool = False,
    after: int | None = None,
    before: int | None = None,
    branch: int | None = None,
) -> str:
    """Return the parameters of a place, without the question mark."""
    parameters: dict[str, str | int] = {}
    if branch is None:
        order = order or order_default()
        parameters["order"] = order.name
        if flat:
            parameters["flat"] = 1
        scope = _scope(order, flat=flat, branch=None)
    else:
        parameters["branch"] = branch
        scope = _scope(order_default(), flat=False, branch=branch)
    for name, position in (("after", after), ("before", before)):
        if position is not None:
            parameters[name] = cursor_make(thread=thread, scope=scope, position=position)
    return urlencode(parameters)


def place_window(*, thread: Thread, place: Place) -> Window | None:
    """Read the window of a place; None when the comment or branch it names is not there."""
    if place.comment is not None:
        return context_window(thread=thread, number=place.comment)
    if place.branch is not None:
        return branch_window(thread=thread, root_number=place.branch, after=place.after)
    return thread_window(
        thread=thread, order=place.order, flat=place.flat, after=place.after, before=place.before
    )


def _scope(order: Order, *, flat: bool, branch: int | None) -> str:
    if branch is not None:
        return f"branch-{branch}"
    return f"flat-{order.name}" if flat else order.name


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None
