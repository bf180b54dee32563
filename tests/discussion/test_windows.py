"""Windows of a thread: what they hold, how they follow one another, and how many queries they take."""

import pytest
from pytest_django import DjangoAssertNumQueries

from parley.discussion.models import Comment, Thread
from parley.discussion.orders import Order, order_default, order_find, orders
from parley.discussion.queries import (
    BRANCH_MAX,
    BYTES_MAX,
    FLAT_MAX,
    PREVIEW_MAX,
    ROOTS_MAX,
    Window,
    branch_window,
    comment_next,
    context_window,
    replies_window,
    thread_window,
)
from parley.discussion.queries.branches import position_read
from tests.discussion.threads import numbers_of, status_set, thread_of

pytestmark = pytest.mark.django_db
OLDEST = order_default()


def _order(name: str) -> Order:
    order = order_find(name)
    assert order is not None
    return order


def _window(thread: Thread, name: str = "oldest", **position: int | None) -> Window:
    return thread_window(thread=thread, order=_order(name), **position)


def test_each_reply_stands_under_what_it_answers() -> None:
    #                   1     2     3  4  5  6     7
    thread = thread_of([None, None, 1, 3, 1, None, 2])
    window = _window(thread)
    assert numbers_of(window) == [1, 3, 4, 5, 2, 7, 6]
    assert [one.depth for one in window.comments] == [0, 1, 2, 1, 0, 1, 0]
    assert [one.parent_number for one in window.comments] == [None, 1, 3, 1, None, 2, None]
    assert not any(one.parent_elsewhere for one in window.comments)
    assert (window.before, window.after, dict(window.rests)) == (None, None, {})
    assert [(one.reply_count, one.branch_count) for one in window.comments][:2] == [(2, 3), (1, 0)]


def test_the_first_replies_and_how_many_more_there_are() -> None:
    thread = thread_of([None, 1, 2, 1, 1, 2, None, 7])
    window = _window(thread)
    assert numbers_of(window) == [1, 2, 3, 4, 7, 8]
    assert window.rests.keys() == {1}
    assert window.rests[1].count == 2
    rest = branch_window(thread=thread, root_number=1, after=window.rests[1].after)
    assert numbers_of(rest) == [1, 5, 6]
    assert rest is not None
    assert rest.rests == {}
    # 6 answers 2, which stands in another window.
    last = rest.comments[-1]
    assert (last.parent_number, last.parent_elsewhere) == (2, True)


@pytest.mark.parametrize("status", ["held", "rejected", "removed"])
def test_what_has_replies_with_a_place_leaves_a_stub_without_name_and_text(status: str) -> None:
    thread = thread_of([None, 1, None, 3, None])
    for number in (1, 3, 4, 5):
        status_set(thread, number, status)
    for window in (_window(thread), thread_window(thread=thread, order=OLDEST, flat=True)):
        assert numbers_of(window) == [1, 2]
        stub, reply = window.comments
        assert (stub.is_removed, stub.author_name, stub.html) == (True, "", "")
        assert (reply.is_removed, reply.parent_number) == (False, 1)
    assert numbers_of(context_window(thread=thread, number=1)) == [1, 2]
    assert context_window(thread=thread, number=4) is None
    assert branch_window(thread=thread, root_number=3) is None
    assert replies_window(thread=thread, number=3) is None


def _walk(thread: Thread, name: str, *, flat: bool, backwards: bool) -> list[list[int]]:
    """Read window after window; return the numbers of each, in the order in which they stand."""
    order = _order(name)
    windows: list[list[int]] = []
    position: int | None = 2**63 - 1 if not order.descending else 0
    if not backwards:
        position = None
    while True:
        side = {"before": position} if backwards else {"after": position}
        window = thread_window(thread=thread, order=order, flat=flat, **side)
        windows.append([one.number for one in window.comments if flat or one.depth == 0])
        position = window.before if backwards else window.after
        if position is None:
            return windows[::-1] if backwards else windows


@pytest.mark.parametrize("name", [order.name for order in orders()])
@pytest.mark.parametrize("backwards", [False, True])
def test_windows_follow_one_another_without_gap_or_double(name: str, *, backwards: bool) -> None:
    """Also where most comments rank alike."""
    thread = thread_of([None] * 100 + [number % 7 * 10 + 1 for number in range(60)])
    for number in (3, 50, 51):
        Comment.objects.filter(thread=thread, number=number).update(valued_rank=7 << 31 | number)
    status_set(thread, 100, "removed")
    windows = _walk(thread, name, flat=False, backwards=backwards)
    walked = [number for window in windows for number in window]
    column = _order(name).column
    wanted = thread.comments.filter(placed_number__isnull=False, parent=None).order_by(
        f"-{column}" if _order(name).descending else column
    )
    assert walked == list(wanted.values_list("number", flat=True))
    assert len(walked) == 99
    assert max(len(window) for window in windows) == ROOTS_MAX


@pytest.mark.parametrize("name", ["oldest", "newest"])
@pytest.mark.parametrize("backwards", [False, True])
def test_flat_windows_follow_one_another(name: str, *, backwards: bool) -> None:
    thread = thread_of([None, *([1] * 249)])
    windows = _walk(thread, name, flat=True, backwards=backwards)
    numbers = list(range(1, 251))
    assert [number for window in windows for number in window] == (
        numbers if name == "oldest" else numbers[::-1]
    )
    assert max(len(window) for window in windows) == FLAT_MAX


def test_a_window_knows_what_is_before_it_and_after_it() -> None:
    thread = thread_of([None] * 60)
    first = _window(thread)
    second = _window(thread, after=first.after)
    third = _window(thread, after=second.after)
    assert [len(one.comments) for one in (first, second, third)] == [25, 25, 10]
    assert [one.before is None for one in (first, second, third)] == [True, False, False]
    assert [one.after is None for one in (first, second, third)] == [False, False, True]
    back = _window(thread, before=third.before)
    assert numbers_of(back) == numbers_of(second)
    assert (back.before, back.after) == (26, 50)
    assert numbers_of(_window(thread, before=back.before)) == numbers_of(first)
    assert _window(thread, before=back.before).before is None
    # Beyond the end there is nothing, and no way on.
    beyond = _window(thread, after=60)
    assert (beyond.comments, beyond.before, beyond.after) == ((), None, None)


def test_an_empty_thread() -> None:
    thread = thread_of([])
    for order in orders():
        assert thread_window(thread=thread, order=order) == Window(comments=())
    assert thread_window(thread=thread, order=OLDEST, flat=True) == Window(comments=())
    assert context_window(thread=thread, number=1) is None
    assert branch_window(thread=thread, root_number=1) is None
    assert replies_window(thread=thread, number=1) is None
    assert comment_next(thread=thread, number=0) is None


def test_another_threads_comments_are_never_among_them() -> None:
    thread, other = thread_of([None, 1, 2]), thread_of([None, 1, 2, None])
    for one in (thread, other):
        ids = {comment.public_id for comment in one.comments.all()}
        found = [_window(one, order.name) for order in orders()]
        found += [thread_window(thread=one, order=OLDEST, flat=True)]
        for number in (1, 3):
            context = context_window(thread=one, number=number)
            assert context is not None
            found.append(context)
        for window in found:
            shown = [comment.public_id for comment in window.comments]
            assert len(shown) >= 3
            assert set(shown) <= ids


def test_a_branch_is_read_to_its_end() -> None:
    thread = thread_of([None, None, *([1] * 120), 1])
    window = _window(thread)
    seen = [one.number for one in window.comments if one.root_number == 1][1:]
    assert len(seen) == PREVIEW_MAX
    counts = [window.rests[1].count]
    while window.rests:
        found = branch_window(thread=thread, root_number=1, after=window.rests[1].after)
        assert found is not None
        window = found
        assert window.comments[0].number == 1
        assert len(window.comments) <= BRANCH_MAX + 1
        seen += numbers_of(window)[1:]
        counts += [rest.count for rest in window.rests.values()]
    assert seen == list(range(3, 124))
    assert counts == [118, 68, 18]


def test_the_rest_of_a_branch_is_there_although_others_have_gone_meanwhile() -> None:
    thread = thread_of([None, *([1] * 60)])
    window = branch_window(thread=thread, root_number=1)
    assert window is not None
    for number in range(2, 32):
        status_set(thread, number, "removed")
    # 50 were seen, and 30 are left of 60: by the counts nothing more, but ten there are.
    status_set(thread, 2, "published")
    rest = branch_window(thread=thread, root_number=1, after=window.rests[1].after)
    assert numbers_of(rest) == [1, *range(52, 62)]
    first = branch_window(thread=thread, root_number=1, after=position_read(0)[0])
    assert first is not None
    assert len(first.comments) == 32


def test_direct_replies() -> None:
    thread = thread_of([None, 1, 2, 1, *([1] * 60)])
    window = replies_window(thread=thread, number=1)
    assert window is not None
    assert numbers_of(window) == [2, *range(4, 53)]
    assert (window.before, window.after) == (None, 52)
    rest = replies_window(thread=thread, number=1, after=window.after)
    assert rest is not None
    assert (numbers_of(rest), rest.after) == (list(range(53, 65)), None)
    assert numbers_of(replies_window(thread=thread, number=2)) == [3]
    assert numbers_of(replies_window(thread=thread, number=3)) == []


def test_the_context_of_a_reply_deep_in_a_branch() -> None:
    chain = [None, *range(1, 40)]  # 1 to 40, each answering the one before
    thread = thread_of([*chain, *([1] * 20), 40, 40, 40, 40, None])
    window = context_window(thread=thread, number=40)
    assert window is not None
    # The top-level comment, the nearest twenty above, five after it in its branch, and its first three replies.
    assert numbers_of(window) == [1, *range(20, 41), 61, 62, 63, *range(41, 46)]
    away = [one.number for one in window.comments if one.parent_elsewhere]
    assert away == [20]
    assert (window.before, window.after) == (None, 1)
    rest = window.rests[1]
    assert rest.count == 63 - 29
    onward = branch_window(thread=thread, root_number=1, after=rest.after)
    assert numbers_of(onward) == [1, *range(46, 65)]
    # What was jumped over is read from the branch's start.
    assert onward is not None
    assert onward.rests[1].after == 0


def test_the_context_of_a_top_level_comment() -> None:
    thread = thread_of([None] * 20 + [10, 21, 10, 10, 12])
    window = context_window(thread=thread, number=10)
    assert window is not None
    assert numbers_of(window) == [5, 6, 7, 8, 9, 10, 21, 22, 23, 11, 12, 13, 14, 15]
    assert (window.before, window.after) == (5, 15)
    assert {number: rest.count for number, rest in window.rests.items()} == {10: 1, 12: 1}
    assert numbers_of(branch_window(thread=thread, root_number=10, after=window.rests[10].after)) == [10, 24]
    assert window.rests[12].after == 0
    edge = context_window(thread=thread, number=2)
    assert edge is not None
    assert (numbers_of(edge)[0], edge.before, edge.after) == (1, None, 7)


@pytest.mark.parametrize("number", [1, 2, 3, 26, 30, 31, 77, 150])
def test_the_context_of_any_comment_shows_it_and_its_top_level_comment(number: int) -> None:
    thread = thread_of([None if n % 5 == 0 else n - n % 5 + 1 for n in range(150)])
    window = context_window(thread=thread, number=number)
    assert number in numbers_of(window)
    root = thread.comments.get(number=number).root_number
    assert root in numbers_of(window)


def test_the_next_comment_with_a_place() -> None:
    thread = thread_of([None, 1, None, None, 4])
    status_set(thread, 3, "removed")
    status_set(thread, 4, "removed")
    assert [comment_next(thread=thread, number=number) for number in range(6)] == [1, 2, 4, 4, 5, None]


# --- bytes ---


def _size(window: Window) -> int:
    return sum(len(one.html.encode()) for one in window.comments)


LONG = "ä" * 9_000  # 18,000 bytes


def test_no_window_is_longer_than_its_budget() -> None:
    thread = thread_of([None] * 20 + [1] * 60, text=LONG)
    fits = BYTES_MAX // 18_007
    first = _window(thread)
    assert len(first.comments) == fits
    # Nothing is lost: the next one begins where this one was cut.
    assert [one.number for one in _window(thread, after=first.after).comments if one.depth == 0] == list(
        range(fits + 1, 21)
    )
    assert first.rests[1].count == 60
    back = _window(thread, before=21)
    assert numbers_of(back) == list(range(21 - fits, 21))
    flat = thread_window(thread=thread, order=OLDEST, flat=True)
    branch = branch_window(thread=thread, root_number=1)
    direct = replies_window(thread=thread, number=1)
    around = context_window(thread=thread, number=40)
    for window in (first, back, flat, branch, direct, around):
        assert window is not None
        assert 0 < _size(window) <= BYTES_MAX
    assert branch is not None
    assert branch.rests[1].count == 60 - (fits - 1)
    assert 40 in numbers_of(around)


def test_one_comment_is_shown_however_long_it_is() -> None:
    thread = thread_of([None, 1, None], text="x " * 10)
    Comment.objects.filter(thread=thread).update(html="x" * (BYTES_MAX + 1))
    window = _window(thread)
    assert numbers_of(window) == [1]
    assert window.after == 1
    assert window.rests[1].count == 1
    assert numbers_of(_window(thread, after=1)) == [3]
    assert numbers_of(branch_window(thread=thread, root_number=1)) == [1, 2]
    assert numbers_of(replies_window(thread=thread, number=1)) == [2]
    assert numbers_of(context_window(thread=thread, number=2)) == [2]
    assert numbers_of(thread_window(thread=thread, order=OLDEST, flat=True, after=1)) == [2]


# --- queries ---


@pytest.mark.parametrize("count", [10, 400])
def test_the_number_of_queries_does_not_grow(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    thread = thread_of([None, *range(1, 6), *([None, 1, 2, 3] * count)])
    for order in orders():
        with django_assert_max_num_queries(5):
            window = thread_window(thread=thread, order=order)
        with django_assert_max_num_queries(5):
            thread_window(thread=thread, order=order, after=window.after)
        with django_assert_max_num_queries(5):
            thread_window(thread=thread, order=order, before=window.after)
    with django_assert_max_num_queries(4):
        thread_window(thread=thread, order=OLDEST, flat=True, after=20)
    with django_assert_max_num_queries(5):
        branch_window(thread=thread, root_number=1, after=5)
    with django_assert_max_num_queries(6):
        context_window(thread=thread, number=thread.last_number)
    with django_assert_max_num_queries(1):
        comment_next(thread=thread, number=2)


def test_a_chain_of_ten_thousand_replies() -> None:
    """Deeper than a database or Python would follow step by step."""
    thread = thread_of([None, *range(1, 10_000)])
    window = _window(thread)
    assert numbers_of(window) == [1, 2, 3, 4]
    assert window.rests[1].count == 9_996
    deep = context_window(thread=thread, number=10_000)
    assert deep is not None
    assert numbers_of(deep) == [1, *range(9_980, 10_001)]
    assert deep.comments[-1].depth == 9_999
