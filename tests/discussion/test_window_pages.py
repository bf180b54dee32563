"""Windows as pages and as fragments: reading a whole thread by links alone, in every order."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from parley.discussion.actions import thread_upsert
from parley.discussion.addresses import comment_address, comment_link, passage_link
from parley.discussion.models import Comment, Passage, Quote, Site, Thread
from parley.discussion.orders import orders
from parley.discussion.place import place_read
from parley.discussion.presentation import comment_html, thread_context, thread_html
from parley.discussion.queries import BYTES_MAX, comment_placed
from parley.kernel.clock import now
from tests.discussion.factories import comment_make, thread_make
from tests.discussion.threads import status_set, thread_of
from tests.valid_html import html_faults

pytestmark = pytest.mark.django_db
PUBLIC = "https://news.example"


@pytest.fixture(autouse=True)
def _public_address(settings: Settings) -> None:
    settings.PARLEY_URL = PUBLIC


def _page(thread: Thread, query: str = "") -> BeautifulSoup:
    """Show the thread as an article page does."""
    request = RequestFactory().get(f"{thread.url}{query}")
    thread.refresh_from_db()
    template = Template("{% load discussion %}{% thread_show thread %}")
    return BeautifulSoup(template.render(Context({"thread": thread, "request": request})), "html.parser")


def _numbers(soup: BeautifulSoup | Tag) -> list[int]:
    return [int(str(one["data-number"])) for one in soup.select(".thread-window .comment")]


def _link(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, selector
    return found[0]


def _query(link: Tag) -> str:
    return f"?{urlsplit(str(link['href'])).query}"


def _outside(url: str = "https://blog.example/post?id=3") -> Thread:
    site = Site.objects.create(slug="blog", name="Blog", url="https://blog.example")
    return thread_upsert(site=site, key="post-3", title="A post", url=url)


@pytest.mark.parametrize("order", [order.name for order in orders()])
def test_every_comment_is_reached_by_links_alone(order: str) -> None:
    thread = thread_of([None if n % 3 == 0 else n - n % 3 for n in range(1, 120)] + [3] * 70)
    page = _page(thread)
    link = _link(page, f".thread-orders a[data-order={order}]")
    seen: set[int] = set()
    branches: list[str] = []
    query: str | None = _query(link)
    pages = 0
    while query:
        page = _page(thread, query)
        pages += 1
        seen.update(_numbers(page))
        branches += [_query(one) for one in page.select("[data-more=branch] a")]
        onward = page.select("[data-more=after] a[rel=next]")
        query = _query(onward[0]) if onward else None
    assert pages == 2
    for branch in branches:
        page = _page(thread, branch)
        seen.update(_numbers(page))
        branches += [_query(one) for one in page.select("[data-more=branch] a")]
    assert seen == set(range(1, 190))


def test_and_back_again() -> None:
    thread = thread_of([None] * 60)
    first = _page(thread)
    assert not first.select("[data-more=before]")
    assert not first.select(".thread-start")
    second = _page(thread, _query(_link(first, "[data-more=after] a[rel=next]")))
    assert _numbers(second)[0] == 26
    back = _page(thread, _query(_link(second, "[data-more=before] a[rel=prev]")))
    assert _numbers(back) == _numbers(first)
    start = _page(thread, _query(_link(second, ".thread-start a")))
    assert _numbers(start) == _numbers(first)


def test_the_flat_thread_and_back_to_the_tree() -> None:
    thread = thread_of([None, None, 1])
    assert _numbers(_page(thread)) == [1, 3, 2]
    flat = _page(thread, _query(_link(_page(thread), ".thread-orders a[data-flat]")))
    assert _numbers(flat) == [1, 2, 3]
    element = _link(flat, "parley-thread")
    assert (element["data-order"], element["data-flat"]) == ("oldest", "1")
    toggle = _link(flat, ".thread-orders a[data-flat]")
    assert toggle["aria-current"] == "true"
    newest = _page(thread, _query(_link(flat, ".thread-orders a[data-order=newest]")))
    assert _numbers(newest) == [3, 2, 1]
    assert _numbers(_page(thread, _query(toggle))) == [1, 3, 2]


def test_the_element_says_what_the_script_must_know() -> None:
    thread = thread_of([None, 1, None])
    status_set(thread, 3, "removed")
    element = _link(_page(thread), "parley-thread")
    thread.refresh_from_db()
    assert element["data-thread"] == thread.public_id
    assert element["data-api"] == f"/api/v1/threads/{thread.public_id}"
    assert [element[f"data-{name}"] for name in ("base", "order", "flat", "count", "last-number")] == [
        "",
        "oldest",
        "",
        "2",
        "3",
    ]
    assert int(str(element["data-sequence"])) > 0
    comment = _link(element, "#comment-2")
    assert [comment[f"data-{name}"] for name in ("number", "depth", "parent", "root", "id")] == [
        "2",
        "1",
        "1",
        "1",
        thread.comments.get(number=2).public_id,
    ]


def test_numbers_are_names_and_counts_are_numbers() -> None:
    thread = thread_of([None])
    Comment.objects.update(number=1234567, placed_number=1234567, root_number=1234567, valued_count=1234567)
    Thread.objects.filter(pk=thread.pk).update(comment_count=1234567)
    page = _page(thread)
    comment = _link(page, "#comment-1234567")
    assert _link(comment, ".comment-number").get_text() == "#1234567"
    value = _link(comment, ".comment-value-count")
    assert (value["data-count"], value.get_text()) == ("1234567", "1,234,567")
    assert _link(page, "#comments-title").get_text().strip() == "1,234,567 comments"


def test_a_permalink_shows_what_stands_around(client: Client) -> None:
    thread = thread_of([None, *range(1, 30), *([None] * 40)])
    comment = thread.comments.get(number=60)
    answer = client.get(reverse("discussion:comment", args=[comment.public_id]))
    assert answer["Location"] == f"{thread.url}?comment=60#comment-60"
    page = _page(thread, "?comment=60")
    assert _numbers(page) == list(range(55, 66))
    earlier = _page(thread, _query(_link(page, "[data-more=before] a")))
    later = _page(thread, _query(_link(page, "[data-more=after] a")))
    assert _numbers(earlier)[-1] == 54
    assert _numbers(later)[0] == 66
    # A reply: its branch is led into, and what it answers stands on the page or is led to.
    page = _page(thread, "?comment=30")
    assert _numbers(page) == [1, *range(10, 31)]
    assert _link(page, "#comment-10 .comment-parent")["href"] == f"{thread.url}?comment=9#comment-9"
    assert _link(page, "#comment-30 .comment-parent")["href"] == "#comment-29"
    assert _link(page, "[data-more=branch]")["data-root"] == "1"


def test_what_is_not_there_any_more_gives_the_start_and_says_so(client: Client) -> None:
    thread = thread_of([None, None])
    status_set(thread, 2, "removed")
    for query in ("?comment=2", "?comment=77", "?branch=2"):
        page = _page(thread, query)
        assert _numbers(page) == [1]
        assert "not here any more" in _link(page, ".thread-window .thread-notice").get_text()
        fragment = client.get(f"{reverse('discussion:window', args=[thread.public_id])}{query}")
        assert fragment.status_code == 404


@pytest.mark.parametrize(
    "query", ["?after=12.34", "?after=x", "?before=%00", "?order=best", "?comment=x", "?flat=9"]
)
def test_an_address_that_makes_no_sense_gives_the_start(client: Client, query: str) -> None:
    thread = thread_of([None, None])
    assert _numbers(_page(thread, query)) == [1, 2]
    fragment = client.get(f"{reverse('discussion:window', args=[thread.public_id])}{query}")
    assert fragment.status_code == 200


@pytest.mark.parametrize("query", ["", "?order=newest", "?order=oldest&flat=1", "?branch=1", "?comment=40"])
def test_a_fragment_is_the_inside_of_the_window(client: Client, query: str) -> None:
    thread = thread_of([None, *([1] * 10), *([None] * 40)])
    page = _page(thread, query)
    answer = client.get(f"{reverse('discussion:window', args=[thread.public_id])}{query}")
    assert answer.status_code == 200
    inside = _link(page, ".thread-window").decode_contents()
    assert BeautifulSoup(answer.content, "html.parser").decode().strip() == inside.strip()
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Cache-Control"].startswith("public")
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    assert not answer.cookies


def test_links_for_the_script_lead_to_the_same_windows(client: Client) -> None:
    thread = thread_of([None, *([1] * 10), *([None] * 40)])
    links = _page(thread).select("a[data-window]")
    assert len(links) == len(orders()) + 1 + 2
    for link in links:
        answer = client.get(str(link["data-window"]))
        assert answer.status_code == 200
        inside = BeautifulSoup(f'<div class="thread-window">{answer.content.decode()}</div>', "html.parser")
        assert _numbers(inside) == _numbers(_page(thread, _query(link)))


def test_one_comment_as_a_fragment(client: Client) -> None:
    thread = thread_of([None, 1, None])
    status_set(thread, 1, "removed")
    status_set(thread, 3, "removed")

    def get(number: int) -> tuple[int, BeautifulSoup]:
        answer = client.get(reverse("discussion:comment_fragment", args=[thread.public_id, number]))
        assert (answer.status_code == 404) or answer["X-Robots-Tag"] == "noindex"
        return answer.status_code, BeautifulSoup(answer.content, "html.parser")

    status, reply = get(2)
    assert status == 200
    assert [child.name for child in reply.children if isinstance(child, Tag)] == ["article"]
    assert _link(reply, "article#comment-2 .comment-body").get_text() == "Text 2"
    status, stub = get(1)
    assert status == 200
    assert "comment-removed" in (_link(stub, "article").get("class") or [])
    assert "Text 1" not in stub.get_text()
    assert get(3)[0] == get(9)[0] == 404


def test_a_hidden_thread_has_no_fragments(client: Client) -> None:
    thread = thread_of([None])
    addresses = [
        reverse("discussion:window", args=[thread.public_id]),
        reverse("discussion:comment_fragment", args=[thread.public_id, 1]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert [client.post(address).status_code for address in addresses] == [405, 405]
    Thread.objects.update(state="hidden")
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_fragments_are_kept_no_longer_than_the_thread_is_open(client: Client) -> None:
    thread = thread_of([None])
    Thread.objects.update(closes_at=now() + timedelta(minutes=5))
    answer = client.get(reverse("discussion:window", args=[thread.public_id]))
    found = re.search(r"s-maxage=(\d+)", answer["Cache-Control"])
    assert found is not None
    assert 0 < int(found[1]) <= 300
    Thread.objects.update(closes_at=now() - timedelta(minutes=5))
    answer = client.get(reverse("discussion:window", args=[thread.public_id]))
    assert "s-maxage=86400" in answer["Cache-Control"]
    assert "comment-reply" not in answer.content.decode()


def test_the_thread_of_another_sites_page_leads_back_there(client: Client) -> None:
    thread = _outside()
    for _ in range(30):
        comment_make(thread=thread)
    comment_make(thread=thread, parent=thread.comments.get(number=1))
    thread.refresh_from_db()
    place = place_read(thread=thread, params={"order": "newest"})
    page = BeautifulSoup(thread_html(context=thread_context(thread=thread, place=place)), "html.parser")
    element = _link(page, "parley-thread")
    assert (element["data-base"], element["data-api"]) == (
        PUBLIC,
        f"{PUBLIC}/api/v1/threads/{thread.public_id}",
    )
    fragment = client.get(reverse("discussion:window", args=[thread.public_id]), {"order": "newest"})
    for html in (page, BeautifulSoup(fragment.content, "html.parser")):
        for link in html.select("[href], [action]"):
            address = str(link.get("href") or link["action"])
            assert address.startswith((f"{PUBLIC}/", thread.url, "#")), address
        for link in html.select("[data-window]"):
            assert str(link["data-window"]).startswith(f"{PUBLIC}/threads/{thread.public_id}/window/?")
    after = _link(page, "[data-more=after] a")
    assert urlsplit(str(after["href"])).netloc == "blog.example"
    assert parse_qs(urlsplit(str(after["href"])).query).keys() == {"id", "order", "after"}
    assert _link(page, "#comment-7 .comment-number")["href"] == f"{thread.url}#comment-7"
    comment = thread.comments.get(number=30)
    assert comment_address(thread=thread, comment=comment) == f"{thread.url}#comment-30"


def test_addresses_of_comments(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """The plain address where the first window is sure to show it, at the cost of one query at most."""
    thread = thread_of([None, 1, 1, 1, 1, None, *([None] * 30), 40, 6, 6])
    plain = {}
    for comment in thread.comments.order_by("number"):
        reply = comment.number - comment.root_number > 3 and comment.root_number <= 25
        with django_assert_num_queries(int(reply)):
            address = comment_address(thread=thread, comment=comment)
        plain[comment.number] = address == f"{thread.url}#comment-{comment.number}"
        assert plain[comment.number] or address == comment_link(thread, comment.number)
    assert [number for number, is_plain in plain.items() if is_plain] == [1, 2, 3, 4, *range(6, 26), 38, 39]
    shown = set(_numbers(_page(thread)))
    assert {number for number, is_plain in plain.items() if is_plain} <= shown


def test_links_to_passages() -> None:
    thread = Thread(url="/town/bridge/")
    assert passage_link(thread, "half-open, or shut & barred?") == (
        "/town/bridge/#:~:text=half%2Dopen%2C%20or%20shut%20%26%20barred%3F"
    )
    words = " ".join(f"w{n}" for n in range(20))
    assert passage_link(thread, words).endswith(
        "text=w0%20w1%20w2%20w3%20w4%20w5,w14%20w15%20w16%20w17%20w18%20w19"
    )


def test_quotes_both_ways_and_nothing_unescaped() -> None:
    thread = thread_of([None, None, None])
    first, second, third = thread.comments.order_by("number")
    at = now()
    evil = '"><script>alert(1)</script>'
    of_page = Passage.objects.create(thread=thread, exact=evil, start=0, end=5, created_at=at)
    of_first = Passage.objects.create(
        thread=thread, target=first, exact="Text 1", start=0, end=6, created_at=at
    )
    gone = Passage.objects.create(thread=thread, target=first, exact="Text 0", created_at=at)
    for passage, comment, is_automatic in (
        (of_page, second, False),
        (of_first, second, True),
        (of_first, third, False),
        (gone, third, False),
    ):
        Quote.objects.create(
            passage=passage, comment=comment, exact=passage.exact, is_automatic=is_automatic, created_at=at
        )
    page = _page(thread)
    assert not page.select(".comment script")
    quotes = page.select("#comment-2 .comment-quoted")
    assert [int(str(one["data-passage"])) for one in quotes] == [of_page.pk, of_first.pk]
    assert _link(quotes[0], "q").get_text() == evil
    assert str(_link(quotes[0], "a")["href"]).startswith(f"{thread.url}#:~:text=%22%3E%3Cscript")
    assert quotes[1].get_text() == "Quotes #1"
    shown, changed = page.select("#comment-3 .comment-quoted")
    assert _link(shown, "a")["href"] == f"{thread.url}?comment=1#comment-1"
    assert "Text 0" in changed.get_text()
    assert not changed.select("a")
    assert "changed" in changed.get_text()
    assert [link.get_text() for link in page.select("#comment-1 .comment-quoted-by a")] == ["#2", "#3"]


def test_every_part_of_a_thread_is_valid_html(tmp_path: Path, client: Client) -> None:
    thread = thread_of([None, *([1] * 10), *([None] * 40)])
    status_set(thread, 3, "removed")
    comment_make(thread=thread, parent=thread.comments.get(number=2))
    status_set(thread, 2, "removed")
    Comment.objects.filter(number=4).update(edited_at=now(), valued_count=1234)
    at = now()
    first, second = thread.comments.filter(number__in=(1, 4)).order_by("number")
    for target in (None, first):
        passage = Passage.objects.create(
            thread=thread, target=target, exact='a "b" <c>', start=0, created_at=at
        )
        Quote.objects.create(passage=passage, comment=second, exact=passage.exact, created_at=at)
    outside = _outside()
    comment_make(thread=outside)
    comment_make(thread=outside)
    bodies = {
        f"own {n}": str(_page(thread, query))
        for n, query in enumerate(("", "?order=newest&flat=1", "?branch=1", "?comment=40", "?comment=99"))
    }
    context = thread_context(thread=outside, place=place_read(thread=outside, params={}))
    bodies["outside"] = str(thread_html(context=context))
    bodies["fragment"] = client.get(reverse("discussion:window", args=[thread.public_id])).content.decode()
    head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Thread</title></head><body><h1>Page</h1>'
    closed = {"fragment": "<h2>Comments</h2>"}
    pages = {name: f"{head}{closed.get(name, '')}{body}</body></html>" for name, body in bodies.items()}
    assert html_faults(pages, folder=tmp_path) == ""


def test_what_is_kept_of_a_comments_markup_depends_on_all_that_it_shows(settings: Settings) -> None:
    thread = thread_of([None])
    texts = set()

    def show() -> None:
        view = comment_placed(thread=thread, number=1)
        assert view is not None
        texts.add(comment_html(thread=thread, comment=view))

    show()
    show()
    assert len(texts) == 1
    for changes in (
        {"html": "<p>New</p>"},
        {"valued_count": 3},
        {"edited_at": now()},
        {"author_name": "Eve"},
    ):
        Comment.objects.update(**changes)
        show()
    Passage.objects.create(
        thread=thread, target=thread.comments.get(), exact="New", start=0, end=3, created_at=now()
    ).quotes.create(comment=comment_make(thread=thread), exact="New", created_at=now())
    show()
    thread.url = "/elsewhere/"
    show()
    thread.state = "closed"
    show()
    thread.url = "https://blog.example/"
    show()
    settings.PARLEY_URL = "https://other.example"
    show()
    assert len(texts) == 10


def test_a_page_of_the_longest_comments_is_bounded(client: Client) -> None:
    thread = thread_make()
    thread = thread_of([None, *([1] * 20), *([None] * 40)], text="<&'\">" * 2_000)
    for query in ("", "?order=newest", "?flat=1", "?branch=1", "?comment=15", "?comment=40"):
        answer = client.get(f"{reverse('discussion:window', args=[thread.public_id])}{query}")
        assert 0 < len(answer.content) < 2 * BYTES_MAX
