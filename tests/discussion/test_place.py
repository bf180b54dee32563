"""Which part of a thread an address asks for."""

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.discussion.cursors import cursor_make
from parley.discussion.models import Thread
from parley.discussion.orders import order_default, order_find, orders
from parley.discussion.place import PARAMETERS, Place, place_default, place_query, place_read

THREAD = Thread(public_id="0123456789abcdef")


def _read(**params: str) -> Place:
    return place_read(thread=THREAD, params=params)


def _token(scope: str, position: int = 5) -> str:
    return cursor_make(thread=THREAD, scope=scope, position=position)


def test_nothing_is_the_start_of_the_thread() -> None:
    place = _read(utm_source="x", waiting="y")
    assert place == place_default()
    assert place.is_start
    assert (place.order.name, place.flat, place.wrong) == ("oldest", False, ())


@pytest.mark.parametrize("order", orders(), ids=lambda order: order.name)
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_window_in_each_order(order: object, side: str) -> None:
    name = order.name  # type: ignore[attr-defined]
    place = _read(order=name, **{side: _token(name)})
    assert (place.order, getattr(place, side), place.is_start, place.wrong) == (order, 5, False, ())


def test_flat_is_an_order_of_time() -> None:
    place = _read(order="newest", flat="1", after=_token("flat-newest"))
    assert (place.order.name, place.flat, place.after, place.wrong) == ("newest", True, 5, ())
    # The number of replies orders no replies.
    assert _read(order="replied", flat="1") == Place(order=order_default(), flat=True)
    assert not _read(flat="0").flat


def test_a_branch_and_a_comment() -> None:
    place = _read(branch="7", after=_token("branch-7"))
    assert (place.branch, place.after, place.is_start, place.wrong) == (7, 5, False, ())
    assert _read(comment="12") == Place(order=order_default(), comment=12)


NONSENSE: dict[str, tuple[dict[str, str], set[str]]] = {
    "an order there is not": ({"order": "best"}, {"order"}),
    "a module of ours": ({"order": "base"}, {"order"}),
    "an old cursor": ({"after": "12.34"}, {"after"}),
    "a cursor of another order": ({"order": "newest", "after": _token("oldest")}, {"after"}),
    "a cursor of the tree in the flat thread": ({"flat": "1", "after": _token("oldest")}, {"after"}),
    "a cursor of another branch": ({"branch": "7", "after": _token("branch-8")}, {"after"}),
    "both ways at once": ({"after": _token("oldest"), "before": _token("oldest")}, {"before"}),
    "a branch backwards": ({"branch": "7", "before": _token("branch-7")}, {"before"}),
    "a comment and a branch": ({"branch": "7", "comment": "8"}, {"comment"}),
    "a comment read on from": ({"comment": "8", "after": _token("oldest")}, {"after"}),
    "a number with more digits than any": ({"comment": "9" * 10}, {"comment"}),
    "no number": ({"comment": "-1", "branch": "1e3"}, {"comment", "branch"}),
    "digits of another script": ({"comment": "٣"}, {"comment"}),
    "flat as a word": ({"flat": "yes"}, {"flat"}),
}


@pytest.mark.parametrize(("params", "wrong"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_passed_over_and_named(params: dict[str, str], wrong: set[str]) -> None:
    assert set(_read(**params).wrong) == wrong


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=30)))
def test_whatever_stands_in_the_address_is_a_place(params: dict[str, str]) -> None:
    place = place_read(thread=THREAD, params=params)
    assert None in {place.branch, place.comment}
    assert place.after is place.before is None


def test_a_link_leads_where_it_says() -> None:
    newest = order_find("newest")
    for wanted in (
        Place(order=order_default()),
        Place(order=order_default(), before=2**63 - 1),
        Place(order=newest or order_default(), flat=True, after=9),
        Place(order=order_default(), branch=7),
        Place(order=order_default(), branch=7, after=2**40),
    ):
        query = place_query(
            thread=THREAD,
            order=wanted.order,
            flat=wanted.flat,
            after=wanted.after,
            before=wanted.before,
            branch=wanted.branch,
        )
        assert _read(**dict(parse_qsl(query))) == wanted
