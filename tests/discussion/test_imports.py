"""Bringing in comments from elsewhere."""

from datetime import UTC, datetime

import pytest

from parley.discussion.actions import ImportCounts, ImportedComment, comments_import
from parley.discussion.actions.imports import ImportClash
from parley.discussion.models import Comment
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db
WHEN = datetime(2019, 5, 4, 12, tzinfo=UTC)


def _item(key: str, **fields: object) -> ImportedComment:
    values = {
        "import_key": key,
        "author_name": f"Guest {key}",
        "created_at": WHEN,
        "text": f"Text {key}",
        **fields,
    }
    return ImportedComment(**values)  # type: ignore[arg-type]


def test_numbers_times_and_status_are_kept() -> None:
    thread = thread_make()
    OutboxRow.objects.all().delete()
    counts = comments_import(
        thread=thread,
        comments=[
            _item("a", number=3),
            _item("b", parent_key="a", status="held"),
            _item("c", number=1, text="*one*\n\n🦊"),
        ],
    )
    assert counts == ImportCounts(created=3, unchanged=0, orphans=0)
    a, b, c = (Comment.objects.get(import_key=key) for key in "abc")
    assert [one.number for one in (a, b, c)] == [3, 4, 1]
    assert (b.parent, b.root_number, b.depth, b.status, b.published_at) == (a, 3, 1, "held", None)
    assert (c.html, c.created_at, c.published_at) == ("<p><em>one</em></p><p>🦊</p>", WHEN, WHEN)
    assert [one.status_changes.get().to_status for one in (a, b, c)] == ["published", "held", "published"]
    thread.refresh_from_db()
    assert (thread.last_number, thread.comment_count, thread.last_comment_at) == (4, 2, WHEN)
    row = OutboxRow.objects.get()
    assert (row.kind, row.surrogate_keys) == ("thread.changed", [thread.surrogate_key])


def test_a_second_time_adds_only_what_is_new() -> None:
    thread = thread_make()
    items = [_item("a"), _item("b", parent_key="a")]
    comments_import(thread=thread, comments=items)
    OutboxRow.objects.all().delete()
    assert comments_import(thread=thread, comments=items) == ImportCounts(created=0, unchanged=2, orphans=0)
    assert not OutboxRow.objects.exists()
    counts = comments_import(thread=thread, comments=[*items, _item("c", parent_key="b")])
    assert counts == ImportCounts(created=1, unchanged=2, orphans=0)
    c = Comment.objects.get(import_key="c")
    assert (c.number, c.depth, c.root_number) == (3, 2, 1)


def test_a_number_that_is_taken_is_refused_and_nothing_is_written() -> None:
    thread = thread_make()
    comment_make(thread=thread)
    for items in (
        [_item("a"), _item("b", number=1)],
        [_item("a", number=5), _item("b", number=5)],
        [_item("a", number=0)],
    ):
        with pytest.raises(ImportClash, match="number"):
            comments_import(thread=thread, comments=items)
    with pytest.raises(ImportClash, match="key"):
        comments_import(thread=thread, comments=[_item("a"), _item("a")])
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("parents", "depths", "orphans"),
    [
        ({"a": "b", "b": "c", "c": None}, {"a": 2, "b": 1, "c": 0}, 0),  # answers before what they answer
        ({"a": "gone"}, {"a": 0}, 1),
        ({"a": "a"}, {"a": 0}, 1),
        ({"a": "b", "b": "c", "c": "a", "d": "a"}, {"c": 0, "b": 1, "a": 2, "d": 3}, 1),  # a circle
    ],
)
def test_parents(parents: dict[str, str | None], depths: dict[str, int], orphans: int) -> None:
    thread = thread_make()
    counts = comments_import(
        thread=thread, comments=[_item(key, parent_key=parent) for key, parent in parents.items()]
    )
    assert counts.orphans == orphans
    found = Comment.objects.select_related("parent")
    assert {one.import_key: one.depth for one in found} == depths
    for one in found:
        if one.parent:
            assert (one.depth, one.root_number) == (one.parent.depth + 1, one.parent.root_number)


def test_html_goes_through_the_allow_list() -> None:
    html = '<p onclick="x">Well <b>said</b>, <i>Ada</i>.<br>1 &lt; 2<script>x()</script></p><blockquote>So</blockquote>'
    comments_import(thread=thread_make(), comments=[_item("a", html=html)])
    comment = Comment.objects.get()
    assert comment.html == (
        "<p>Well <strong>said</strong>, <em>Ada</em>.<br>1 &lt; 2</p><blockquote>So</blockquote>"
    )
    assert comment.text == "Well said, Ada.\n1 < 2\n\n> So"


def test_a_name_that_nobody_can_see_gets_a_question_mark() -> None:
    comments_import(
        thread=thread_make(), comments=[_item("a", author_name="\u200b"), _item("b", author_name="x" * 99)]
    )
    assert [one.author_name for one in Comment.objects.order_by("number")] == ["?", "x" * 80]
