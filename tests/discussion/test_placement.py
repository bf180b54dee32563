"""What windows are read by is kept with every change: the same as if it were worked out anew each time."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from parley.discussion.actions import ImportedComment, comment_status_set, comments_import
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from tests.databases import DATABASES, database_environment, module_run
from tests.discussion.factories import comment_make, thread_make
from tests.discussion.history_process import compare
from tests.discussion.threads import status_set, thread_of

SEEDS, STEPS = 5, 100


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_random_histories(name: str, tmp_path: Path) -> None:
    with database_environment(name=name, data=tmp_path) as environment:
        out = module_run("tests.discussion.history_process", str(SEEDS), str(STEPS), environment=environment)
    assert int(out.split()[-1]) == SEEDS * (STEPS // 8 + 2)


def _import(thread: Thread, *comments: tuple[str, str | None, str, int | None]) -> None:
    comments_import(
        thread=thread,
        comments=[
            ImportedComment(
                import_key=key,
                parent_key=parent,
                author_name="Ada",
                text=key,
                status=status,
                number=number,
                created_at=now(),
            )
            for key, parent, status, number in comments
        ],
    )
    thread.refresh_from_db()


@pytest.mark.django_db
def test_an_import_into_a_thread_with_removed_comments() -> None:
    thread = thread_of([None, 1, 2, None, 4])
    for number in (1, 2, 3, 5):
        status_set(thread, number, "removed")
    assert thread.comment_count == 1
    # A reply to the removed 3 brings 1, 2 and 3 back as stubs; one more that is removed itself brings nothing.
    _import(thread, ("a", "3", "published", None), ("b", "5", "removed", None), ("c", "b", "held", None))
    compare(thread)
    assert thread.comment_count == 2
    placed = thread.comments.filter(placed_number__isnull=False).order_by("number")
    assert list(placed.values_list("number", "reply_count", "branch_count")) == [
        (1, 1, 1),
        (2, 1, 0),
        (3, 1, 0),
        (4, 0, 0),
        (6, 0, 0),
    ]
    _import(thread, ("d", "c", "published", None))
    compare(thread)


@pytest.mark.django_db
def test_an_import_whose_replies_have_lower_numbers_than_what_they_answer() -> None:
    thread = thread_make()
    _import(
        thread,
        ("root", None, "published", 9),
        ("reply", "root", "published", 2),
        ("deep", "reply", "removed", 1),
    )
    compare(thread)
    status_set(thread, 1, "published")
    compare(thread)
    status_set(thread, 9, "removed")
    compare(thread)


@pytest.mark.django_db
@pytest.mark.parametrize("depth", [1, 40])
def test_a_change_deep_in_a_thread_writes_no_more_than_it_must(
    depth: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """A published ancestor has its place already: the change stops there."""
    thread = thread_of([None, *range(1, depth + 1)])
    comment = thread.comments.get(number=depth + 1)
    for status in ("removed", "published"):
        with django_assert_max_num_queries(20):
            comment_status_set(comment=comment, status=status, decided_by="test")
        compare(thread)
    parent = thread.comments.get(number=depth + 1)
    with django_assert_max_num_queries(22):  # seven of them the phases'
        comment_make(thread=thread, parent=parent)
    compare(thread)


@pytest.mark.django_db
def test_an_import_of_a_thousand_takes_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    thread = thread_of([None, 1, None])
    status_set(thread, 2, "removed")
    comments = [
        ImportedComment(
            import_key=f"n{number}",
            author_name="Ada",
            text=f"Text {number}",
            created_at=now(),
            parent_key=f"n{number // 3}" if number % 3 else "2" if number % 2 else None,
        )
        for number in range(1000)
    ]
    with django_assert_max_num_queries(60):
        comments_import(thread=thread, comments=comments)
    compare(thread)
    assert Comment.objects.filter(thread=thread, placed_number__isnull=False).count() == 1003


@pytest.mark.django_db
def test_a_long_chain_of_stubs_is_worked_out_in_one_go(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    thread = thread_make()
    length = 2_000
    chain = [(str(n), str(n - 1) if n else None, "removed", None) for n in range(length)]
    with django_assert_max_num_queries(150):
        _import(thread, *chain, ("leaf", str(length - 1), "published", None))
    placed = thread.comments.filter(placed_number__isnull=False)
    assert placed.count() == length + 1
    assert placed.filter(parent=None).values_list("branch_count", "reply_count").get() == (1, 1)
