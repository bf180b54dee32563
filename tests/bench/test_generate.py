"""The benchmark's threads are what the actions would have made of them."""

import random
from datetime import timedelta

import pytest
from bench.rows import thread_fill
from bench.shape import DEPTH_MAX, kept_compute, shape_make
from bench.words import Words
from django.db.models import Count

from parley.discussion.markup import text_render
from parley.discussion.models import Comment, StatusChange, Thread
from parley.discussion.placement import placement_rebuild
from parley.kernel.clock import now
from tests.discussion.factories import comment_make, thread_make

KEPT = (
    *("number", "root_number", "depth", "placed_number", "reply_count", "branch_count"),
    *("replied_rank", "valued_rank", "valued_count"),
)


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(rng=random.Random(1))


def _filled(words: Words, comments: int) -> Thread:
    thread = thread_make()
    thread_fill(
        thread=thread,
        comments=comments,
        words=words,
        until=now(),
        span=timedelta(days=3),
        seed=7,
        valued=True,
    )
    return thread


@pytest.mark.django_db
@pytest.mark.parametrize("comments", [1, 10, 3000])
def test_what_is_kept_is_what_a_rebuild_finds(words: Words, comments: int) -> None:
    thread = _filled(words, comments)
    before = list(Comment.objects.filter(thread=thread).order_by("number").values(*KEPT))
    assert len(before) == comments
    placement_rebuild(thread=thread)
    assert list(Comment.objects.filter(thread=thread).order_by("number").values(*KEPT)) == before


@pytest.mark.django_db
def test_rows_hang_together(words: Words) -> None:
    thread = _filled(words, 3000)
    comments = {
        comment.pk: comment
        for comment in Comment.objects.filter(thread=thread).annotate(readers=Count("reactions"))
    }
    for comment in comments.values():
        parent = comments.get(comment.parent_id or 0)
        assert comment.root_number == (parent.root_number if parent else comment.number)
        assert comment.depth == (parent.depth + 1 if parent else 0)
        assert parent is None or parent.number < comment.number
        assert comment.valued_count == comment.readers
        last = StatusChange.objects.filter(comment=comment).order_by("id").last()
        assert last is not None
        assert last.to_status == comment.status
    statuses = [comment.status for comment in comments.values()]
    assert {*statuses} == {"published", "removed", "held", "rejected"}
    stubs = [c for c in comments.values() if c.placed_number is not None and c.status == "removed"]
    assert stubs, "some removed comments must have replies"
    assert thread.comment_count == statuses.count("published")
    newest = max(c.number for c in comments.values() if c.status == "published")
    assert (thread.last_number, thread.last_comment_at) == (
        3000,
        next(c for c in comments.values() if c.number == newest).created_at.replace(
            microsecond=thread.last_comment_at.microsecond if thread.last_comment_at else 0
        ),
    )


@pytest.mark.django_db
def test_thread_can_be_written_on(words: Words) -> None:
    thread = _filled(words, 50)
    parent = Comment.objects.get(thread=thread, number=50)
    assert comment_make(thread=thread, parent=parent).number == 51
    before = list(Comment.objects.filter(thread=thread).order_by("number").values(*KEPT))
    placement_rebuild(thread=thread)
    assert list(Comment.objects.filter(thread=thread).order_by("number").values(*KEPT)) == before


def test_markup_is_what_the_text_would_give(words: Words) -> None:
    rng = random.Random(2)
    for _ in range(300):
        text, html = words.comment(rng)
        assert text_render(text).html == html


def test_shape_is_a_discussions() -> None:
    shape = shape_make(count=100_000, rng=random.Random(3))
    kept = kept_compute(shape)
    assert 0.59 < sum(parent >= 0 for parent in shape.parents) / 100_000 < 0.61
    assert sorted(kept.branch_counts)[-3] > 1000
    assert 25 <= max(kept.depths) <= DEPTH_MAX
    unseen = {index for index, status in enumerate(shape.statuses) if status in ("held", "rejected")}
    assert not unseen & set(shape.parents)
