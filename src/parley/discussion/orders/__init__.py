"""The orders in which top-level comments can be read: one file each, found by being here.

To add one: a file with `ORDER`, and, if it ranks by something new, a nullable big-integer column on Comment with an
index (thread, column) where it is not null. Nothing else need know.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from parley.discussion.orders.base import NUMBER_BITS, Order, Ranked, rank_make

__all__ = [
    "NUMBER_BITS",
    "Order",
    "Ranked",
    "order_default",
    "order_find",
    "orders",
    "rank_make",
    "ranks_fill",
]


@cache
def orders() -> tuple[Order, ...]:
    """Return every order, in the sequence in which readers are offered them."""
    found = [
        import_module(f"{__name__}.{module.name}").ORDER
        for module in iter_modules(__path__)
        if module.name != "base"
    ]
    return tuple(sorted(found, key=lambda order: order.place))


def order_default() -> Order:
    """Return the order of who has chosen none."""
    return orders()[0]


def order_find(name: str) -> Order | None:
    """Return the order of that name."""
    return next((order for order in orders() if order.name == name), None)


def ranks_fill(comment: Ranked) -> list[str]:
    """Set every rank of a comment from what it is now; return the names of the columns.

    Only a top-level comment that has a place on the page has ranks; every other's are null.
    """
    columns = []
    for order in orders():
        if order.rank is not None:
            ranked = comment.parent_id is None and comment.placed_number is not None
            setattr(comment, order.column, order.rank(comment) if ranked else None)
            columns.append(order.column)
    return columns
