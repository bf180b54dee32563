"""Quotes through the actions: found when a comment is posted, counted, found again after edits, and bounded."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions import comment_status_set
from parley.discussion.actions.comments import GuestAuthor, comment_post
from parley.discussion.actions.passages import PAGE_MAX
from parley.discussion.actions.quotes import quotes_refresh, quotes_write, thread_text_set
from parley.discussion.markup import text_render
from parley.discussion.models import Comment, Passage, Quote, Thread
from parley.discussion.quotes.passages import passage_comments, passages_list
from parley.discussion.quotes.selector import QuoteSelector
from parley.discussion.quotes.views import QUOTED_BY_MAX, QuoteLinks, quote_links
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db

PAGE = """The harbour council has asked the ferry company three times why the evening boat was cancelled.

“We (the committee – ed.) have now waited nine weeks for a single sentence of explanation,” Marta Lindqvist said.

The boat will sail again as soon as the new engine has been fitted, according to the company."""


def thread_with_text(text: str = PAGE) -> Thread:
    thread = thread_make()
    thread_text_set(thread=thread, text=text)
    return thread


def post(
    thread: Thread, text: str, *, quote: QuoteSelector | None = None, parent: int | None = None
) -> Comment:
    author = GuestAuthor(name="Ada", guest_key=f"g:{Comment.objects.count()}")
    return comment_post(thread=thread, author=author, text=text, quote=quote, parent_number=parent).comment


def links(comment: Comment) -> QuoteLinks:
    return quote_links(comment_ids=[comment.pk]).get(comment.pk, QuoteLinks())


def test_quoted_words_are_linked_to_the_page() -> None:
    thread = thread_with_text()
    comment = post(
        thread, "So:\n\n> the boat will sail again, as soon as the new engine has been FITTED\n\nWill it?"
    )
    (quote,) = links(comment).quotes
    assert quote.exact == "The boat will sail again as soon as the new engine has been fitted"
    assert (quote.target_number, quote.is_found, quote.is_automatic) == (None, True, True)
    (passage,) = passages_list(thread=thread)
    assert PAGE.find(passage.exact) == Passage.objects.get().start
    assert (passage.quote_count, passage.suffix) == (1, ", according to the company.")


def test_a_note_of_the_desk_may_be_left_out() -> None:
    comment = post(
        thread_with_text(), "“We have now waited nine weeks for a single sentence of explanation”? Poor."
    )
    (quote,) = links(comment).quotes
    assert quote.exact.startswith("We (the committee – ed.) have now waited")


def test_words_of_an_earlier_comment_are_linked_both_ways() -> None:
    thread = thread_with_text()
    first = comment_make(thread=thread, text="The old steamer never once missed a crossing in my childhood.")
    comment_make(thread=thread, text="Something else entirely.")
    answer = post(thread, "“never once missed a crossing in my childhood” – I remember it otherwise.")
    (quote,) = links(answer).quotes
    assert quote.target_number == first.number
    assert links(first).quoted_by == (answer.number,)


def test_what_a_comment_quotes_itself_is_not_its_own() -> None:
    thread = thread_with_text("")
    first = comment_make(thread=thread, text="The old steamer never once missed a crossing in my childhood.")
    second = post(thread, "> never once missed a crossing in my childhood\n\nIndeed.", parent=first.number)
    third = post(thread, "> never once missed a crossing in my childhood\n\nNo.", parent=second.number)
    assert [quote.target_number for quote in links(third).quotes] == [first.number]


def test_named_comments_are_looked_at_however_old() -> None:
    thread = thread_with_text("")
    first = comment_make(
        thread=thread, text="A penny on every fare would have paid for that engine twice over."
    )
    for _ in range(51):
        comment_make(thread=thread)
    words = "“would have paid for that engine twice over”, really?"
    assert not links(post(thread, words)).quotes
    assert [quote.target_number for quote in links(post(thread, f"#1: {words}")).quotes] == [first.number]


def test_a_chosen_passage_is_kept_in_the_words_of_the_page() -> None:
    thread = thread_with_text()
    chosen = QuoteSelector("asked the ferry\n company three TIMES", prefix="The harbour council has ")
    comment = post(thread, "Three?", quote=chosen)
    (quote,) = links(comment).quotes
    assert quote.exact == "asked the ferry company three times"
    assert not quote.is_automatic


def test_words_the_page_does_not_have_are_put_into_nobodys_mouth() -> None:
    thread = thread_with_text()
    comment = post(
        thread, "Shame!", quote=QuoteSelector("The council has taken money from the ferry company")
    )
    assert links(comment) == QuoteLinks()
    assert not Passage.objects.exists()


def test_a_chosen_passage_of_a_page_we_do_not_have_is_believed() -> None:
    thread = thread_make()
    comment = post(thread, "Hear, hear.", quote=QuoteSelector("a page on another site says so"))
    again = post(thread, "No.", quote=QuoteSelector("A page on another  site says so"))
    assert [quote.is_found for quote in links(comment).quotes] == [True]
    assert [passage.quote_count for passage in passages_list(thread=thread)] == [2]
    assert links(again).quotes[0].passage_id == links(comment).quotes[0].passage_id


def test_a_passage_of_a_comment_can_be_chosen_only_while_it_is_shown() -> None:
    thread = thread_with_text()
    first = comment_make(thread=thread, text="The *old* steamer never once missed a crossing.")
    selector = QuoteSelector("old steamer never once", target_number=first.number)
    answer = post(thread, "Hm.", quote=selector)
    assert links(answer).quotes[0].exact == "old steamer never once"
    comment_status_set(comment=first, status=Comment.Status.REMOVED, decided_by="test")
    assert links(answer).quotes == ()  # the words went with the comment
    assert links(post(thread, "Hm, hm.", quote=selector)).quotes == ()
    late = QuoteSelector("Hm, hm.", target_number=9)
    assert links(post(thread, "Nothing later can be quoted.", quote=late)).quotes == ()


def test_overlapping_quotes_share_a_passage() -> None:
    thread = thread_with_text()
    post(thread, "“asked the ferry company three times why the evening boat was cancelled” – yes")
    post(thread, "“the ferry company three times why the evening boat”")
    post(thread, "“why the evening boat was cancelled. “We (the committee – ed.) have now waited nine weeks”")
    counts = [(passage.exact[:9], passage.quote_count) for passage in passages_list(thread=thread)]
    assert counts == [("asked the", 2), ("why the e", 1)]


def test_only_published_comments_count() -> None:
    thread = thread_with_text()
    comment = post(
        thread, "“The boat will sail again as soon as” pigs fly. “The boat will sail again as soon as”."
    )
    assert [passage.quote_count for passage in passages_list(thread=thread)] == [1]
    comment_status_set(comment=comment, status=Comment.Status.HELD, decided_by="test")
    assert passages_list(thread=thread) == []
    comment_status_set(comment=comment, status=Comment.Status.PUBLISHED, decided_by="test")
    assert [passage.quote_count for passage in passages_list(thread=thread)] == [1]
    (passage,) = passages_list(thread=thread)
    assert [shown.number for shown in passage_comments(passage_id=passage.id).comments] == [comment.number]


def edit(comment: Comment, text: str) -> None:
    comment.text, comment.html = text, text_render(text).html
    comment.save()
    quotes_refresh(comment=comment)


def test_an_edited_comment_is_linked_anew() -> None:
    thread = thread_with_text()
    comment = post(
        thread,
        "“The boat will sail again as soon as the new engine has been fitted”",
        quote=QuoteSelector("The harbour council has asked"),
    )
    edit(comment, "“have now waited nine weeks for a single sentence of explanation” is not long")
    exact = [(quote.exact[:12], quote.is_automatic) for quote in links(comment).quotes]
    assert exact == [("The harbour ", False), ("have now wai", True)]
    assert [passage.quote_count for passage in passages_list(thread=thread)] == [1, 1]
    assert Passage.objects.count() == 2  # nobody answers the first one any more


def test_a_passage_moves_with_an_edited_comment_or_is_gone_with_it() -> None:
    thread = thread_with_text("")
    first = comment_make(thread=thread, text="The old steamer never once missed a crossing in my childhood.")
    answer = post(thread, "“never once missed a crossing in my childhood”?")
    edit(first, "As I said: the old steamer never once missed a crossing in my childhood.")
    assert links(answer).quotes[0].is_found
    edit(first, "I take it all back.")
    assert not links(answer).quotes[0].is_found
    assert links(answer).quotes[0].exact == "never once missed a crossing in my childhood"


def test_passages_are_found_again_after_the_page_was_edited() -> None:
    thread = thread_with_text()
    comment = post(thread, "“The boat will sail again as soon as the new engine has been fitted” – when?")
    before = Passage.objects.get()
    moved = PAGE.replace("The harbour council", "Last Monday the harbour council")
    thread_text_set(thread=thread, text=moved)
    after = Passage.objects.get()
    assert (after.start, after.exact) == (before.start + 12, before.exact)
    assert OutboxRow.objects.filter(kind="passage.changed", topic=thread.surrogate_key).count() == 1

    thread_text_set(thread=thread, text=moved.replace("as soon as the new engine", "once the new engine"))
    after = Passage.objects.get()
    assert after.exact == "The boat will sail again once the new engine has been fitted"
    assert links(comment).quotes[0].is_found
    assert links(comment).quotes[0].exact == before.exact  # what was quoted stays as it was

    thread_text_set(thread=thread, text=moved.replace("The boat will sail", "The boat will not sail"))
    assert not links(comment).quotes[0].is_found
    assert passages_list(thread=thread) == []
    thread_text_set(thread=thread, text=PAGE)
    assert links(comment).quotes[0].is_found


def test_many_small_changes_add_up() -> None:
    words = "the council met on the quay and talked about the price of the ferry until it was dark".split()  # noqa: SIM905
    thread = thread_with_text(" ".join(words))
    comment = post(thread, f"> {' '.join(words)}\n\nAll night?")
    for place in (1, 5, 8, 11, 14):
        words[place] = words[place][::-1] + "x"
        thread_text_set(thread=thread, text=" ".join(words))
    assert not links(comment).quotes[0].is_found


def test_the_same_text_again_announces_nothing() -> None:
    thread = thread_with_text()
    post(thread, "“The boat will sail again as soon as” pigs fly")
    before = OutboxRow.objects.count()
    thread_text_set(thread=thread, text=PAGE)
    assert OutboxRow.objects.count() == before


def test_a_page_has_no_more_passages_than_it_can_bear() -> None:
    thread = thread_with_text(" ".join(f"Sentence number{n} stands here alone." for n in range(PAGE_MAX + 2)))
    Passage.objects.bulk_create(
        Passage(thread=thread, exact="x", start=n, end=n + 1, created_at=thread.created_at)
        for n in range(100_000, 100_000 + PAGE_MAX)
    )
    comment = post(thread, "“Sentence number7 stands here alone.”")
    assert links(comment) == QuoteLinks()


def test_links_take_two_queries_and_read_few_rows_however_often_a_comment_is_quoted() -> None:
    thread = thread_with_text("")
    first = comment_make(thread=thread, text="The old steamer never once missed a crossing in my childhood.")
    quoting = [post(thread, "#1 “never once missed a crossing in my childhood”" + "!" * n) for n in range(14)]
    with CaptureQueriesContext(connection) as queries:
        found = quote_links(comment_ids=[first.pk, *(comment.pk for comment in quoting)])
    assert len(queries) == 2
    assert found[first.pk].quoted_by == tuple(comment.number for comment in quoting[:QUOTED_BY_MAX])
    assert len(found) == 15
    assert quote_links(comment_ids=[]) == {}


def test_a_comment_without_quotation_marks_costs_nothing() -> None:
    thread = thread_with_text()
    comment = comment_make(thread=thread, text="Plain words.")
    with CaptureQueriesContext(connection) as queries:
        quotes_write(comment=comment, thread=thread, selector=None)
    assert len(queries) == 0


def test_the_comments_of_a_passage_are_read_in_windows() -> None:
    thread = thread_with_text()
    numbers = [post(thread, f"“The boat will sail again as soon as” {n}").number for n in range(5)]
    (passage,) = passages_list(thread=thread)
    read: list[int] = []
    after: int | None = None
    while True:
        window = passage_comments(passage_id=passage.id, after=after, limit=2)
        read += [comment.number for comment in window.comments]
        if (after := window.after) is None:
            break
    assert read == numbers
    assert Quote.objects.count() == 5


def test_many_removed_in_a_row_end_a_window_and_not_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = thread_with_text()
    comments = [post(thread, f"“The boat will sail again as soon as” it can, {n}") for n in range(8)]
    for comment in comments[1:6]:
        comment_status_set(comment=comment, status=Comment.Status.REMOVED, decided_by="test")
    monkeypatch.setattr("parley.discussion.quotes.passages.QUOTES_READ", 3)
    (passage,) = passages_list(thread=thread)
    windows, after = [], None
    for _ in range(4):
        window = passage_comments(passage_id=passage.id, after=after)
        windows.append([comment.number for comment in window.comments])
        if (after := window.after) is None:
            break
    assert windows == [[1], [], [7, 8]]


def test_what_is_read_of_quotes_goes_along_indexes() -> None:
    thread = thread_with_text()
    post(thread, "“The boat will sail again as soon as” it can")
    (passage,) = passages_list(thread=thread)
    with CaptureQueriesContext(connection) as queries:
        passages_list(thread=thread)
        passage_comments(passage_id=passage.id, after=1)
        quote_links(comment_ids=[1, 2, 3])
    for query in queries.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        # A bounded part of a query, which has a name in small letters, is read from end to end.
        assert not [step for step in plan if re.match(r"SCAN (discussion_|[TU]\d)", step)], (
            f"{query['sql']}\n{plan}"
        )
