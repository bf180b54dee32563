"""The thread over HTTP, as a browser without JavaScript and as a guest without cookies sees it."""

import html as html_module
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from parley.discussion.actions import comment_status_set, thread_upsert
from parley.discussion.form_token import form_token_make
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from tests.discussion.factories import comment_make, form_fill, thread_make

pytestmark = pytest.mark.django_db
LINKS = " ".join(f"https://{n}.example" for n in range(9))


@pytest.fixture(autouse=True)
def _generous_rate(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "1000/60s"


def _post(client: Client, thread: Thread, **fields: str) -> HttpResponse:
    return client.post(
        reverse("discussion:comment_post", args=[thread.public_id]), form_fill(thread, **fields)
    )


def _show(thread: Thread, query: str = "", cookies: dict[str, str] | None = None) -> str:
    """Show the thread as an article page does."""
    request = RequestFactory().get(f"{thread.url}{query}")
    request.COOKIES.update(cookies or {})
    thread.refresh_from_db()
    return Template("{% load discussion %}{% thread_show thread %}").render(
        Context({"thread": thread, "request": request})
    )


def test_a_comment_is_posted_and_stands_in_the_thread(client: Client) -> None:
    thread = thread_make()
    answer = _post(client, thread, text="First!\n\n*Second* paragraph 🦊")
    assert (answer.status_code, answer["Location"]) == (303, f"{thread.url}#comment-1")
    assert answer["Cache-Control"] == "private, no-store"
    page = BeautifulSoup(_show(thread), "html.parser")
    comment = page.find(id="comment-1")
    assert comment is not None
    assert "Ada" in comment.get_text()
    assert "<em>Second</em> paragraph 🦊" in str(comment)


def test_the_guest_is_known_again_by_a_cookie_set_on_success_only(client: Client) -> None:
    thread = thread_make()
    assert not _post(client, thread, text="").cookies
    cookie = _post(client, thread).cookies["parley_guest"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    assert "parley_guest" not in _post(client, thread, text="Another thought").cookies
    keys = set(Comment.objects.values_list("guest_key", flat=True))
    assert keys == {f"g:{cookie.value.split(':')[0]}"}, "the first comment belongs to whom the cookie names"


def test_a_forged_cookie_counts_as_none(client: Client) -> None:
    client.cookies["parley_guest"] = "0123456789abcdef:forged"
    cookie = _post(client, thread := thread_make()).cookies["parley_guest"]
    assert thread.comments.get().guest_key == f"g:{cookie.value.split(':')[0]}" != "g:0123456789abcdef"


def test_no_address_is_kept(client: Client) -> None:
    thread = thread_make()
    client.post(
        reverse("discussion:comment_post", args=[thread.public_id]),
        form_fill(thread),
        REMOTE_ADDR="198.51.100.77",
    )
    kept = str(list(Comment.objects.values())) + str(list(Comment.objects.get().status_changes.values()))
    assert "198.51.100.77" not in kept


REFUSED = {
    "no text": ({"text": "  "}, 422, "comment-text"),
    "no name": ({"author_name": ""}, 422, "comment-author"),
    "a name too long": ({"author_name": "x" * 81}, 422, "comment-author"),
    "text too long": ({"text": "x" * 10_001}, 422, "comment-text"),
    "no token": ({"token": ""}, 422, None),
    "a forged token": ({"token": "1abcde:forged"}, 422, None),
    "a token with odd characters": ({"token": "é:☃:😀"}, 422, None),
    "a parent that is not there": ({"parent": "77"}, 422, None),
    "a parent that is no number": ({"parent": "<b>"}, 422, None),
    "a parent beyond all numbers": ({"parent": "9" * 40}, 422, None),
}


@pytest.mark.parametrize(("fields", "status", "linked"), REFUSED.values(), ids=REFUSED)
def test_a_refused_comment_keeps_what_was_typed(
    client: Client, fields: dict[str, str], status: int, linked: str | None
) -> None:
    thread = thread_make()
    typed = {"author_name": "Ada “A” <b>", "text": "Kept <script>&amp;</script>\n 🦊", **fields}
    answer = _post(client, thread, **typed)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies
    page = BeautifulSoup(answer.content, "html.parser")
    textarea, name = page.find("textarea"), page.find("input", {"name": "author_name"})
    assert textarea is not None
    assert name is not None
    assert textarea.get_text().removeprefix("\n") == typed["text"]
    assert name["value"] == typed["author_name"]
    errors = page.find(id="comment-form-errors")
    assert errors is not None
    assert not errors.has_attr("hidden")
    assert errors.find_all("li")
    if linked:
        assert errors.find("a", href=f"#{linked}") is not None
    assert page.find("a", href=re.compile(f"^{re.escape(thread.url)}")) is not None
    assert not Comment.objects.exists()


def test_a_refused_form_can_be_sent_again_at_once(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_MIN_TIME = timedelta(seconds=2)
    thread = thread_make()
    for token in ("", "forged", form_token_make(thread=thread, age=timedelta(days=8))):
        answer = _post(client, thread, text=f"again {token}", token=token)
        assert answer.status_code == 422
        hidden = BeautifulSoup(answer.content, "html.parser").find("input", {"name": "token"})
        assert hidden is not None
        assert _post(client, thread, text=f"again {token}", token=str(hidden["value"])).status_code == 303


def test_too_fast_is_refused(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_MIN_TIME = timedelta(seconds=60)
    thread = thread_make()
    answer = _post(client, thread, token=form_token_make(thread=thread))
    assert answer.status_code == 422
    assert "send it once more" in answer.content.decode()


def test_a_reply_and_its_form(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread, text="What do *you* think?", name="Grace")
    form = client.get(reverse("discussion:reply", args=[thread.public_id, 1]))
    assert form.status_code == 200
    assert form["Cache-Control"].startswith("public")
    assert thread.surrogate_key in form["Surrogate-Key"].split()
    assert not form.cookies
    page = BeautifulSoup(form.content, "html.parser")
    assert "What do you think?" in page.get_text()
    parent = page.find("input", {"name": "parent"})
    assert parent is not None
    answer = _post(client, thread, parent=str(parent["value"]))
    assert answer["Location"] == f"{thread.url}#comment-2"
    assert thread.comments.get(number=2).parent == thread.comments.get(number=1)


def test_errors_of_a_reply_show_the_comment_it_answers(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread, text="What do *you* think?", name="Grace")
    answer = _post(client, thread, parent="1", text="")
    assert answer.status_code == 422
    assert "What do <em>you</em> think?" in answer.content.decode()


def test_an_answer_leads_to_the_window_that_shows_it(client: Client, settings: Settings) -> None:
    thread = thread_make()
    for _ in range(25):
        comment_make(thread=thread)
    answer = _post(client, thread)
    place = urlsplit(answer["Location"])
    assert (place.path, place.query, place.fragment) == (thread.url, "comment=26", "comment-26")
    assert 'id="comment-26"' in _show(thread, f"?{place.query}")
    assert 'id="comment-26"' not in _show(thread)


def test_a_held_comment_is_shown_to_its_writer_alone(client: Client) -> None:
    thread = thread_make()
    answer = _post(client, thread, text=f"Mine, see {LINKS}")
    place = urlsplit(answer["Location"])
    assert (answer.status_code, place.path, place.fragment) == (303, thread.url, "comment-waiting")
    mark, held = answer.cookies["parley_waiting"], answer.cookies["parley_held"]
    assert [mark["path"], held["path"]] == [thread.url, "/"]
    for cookie in (mark, held):
        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (7 * 24 * 3600, True, "Lax")
    both = {"parley_waiting": mark.value, "parley_held": held.value}
    for shown in (_show(thread, f"?{place.query}"), _show(thread, cookies=both)):
        assert "Mine, see" in shown
        assert 'id="comment-waiting"' in shown
    for hidden in (
        _show(thread),
        _show(thread, "?waiting=forged"),
        _show(thread, cookies={"parley_waiting": "1"}),
        _show(thread, cookies={"parley_held": held.value}),  # an answer that may be kept for everybody
        _show(thread_make(), f"?{place.query}"),
    ):
        assert "Mine, see" not in hidden


def test_two_held_comments_are_both_shown(client: Client) -> None:
    thread = thread_make()
    _post(client, thread, text=f"Number one: {LINKS}")
    _post(client, thread, text=f"Number two: {LINKS}")
    shown = _show(thread, cookies={name: cookie.value for name, cookie in client.cookies.items()})
    assert "Number one:" in shown
    assert "Number two:" in shown


def test_the_honeypot_holds(client: Client) -> None:
    thread = thread_make()
    answer = _post(client, thread, website="https://pills.example")
    assert answer.status_code == 303
    assert thread.comments.get().status == "held"


ORIGINS = {
    "the same, says the browser": ({"Sec-Fetch-Site": "same-origin"}, 303),
    "typed by the reader": ({"Sec-Fetch-Site": "none"}, 303),
    "another site": ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
    "a neighbour under the same domain": ({"Sec-Fetch-Site": "same-site"}, 403),
    "an older browser": ({"Origin": "http://testserver"}, 303),
    "an older browser on another site": ({"Origin": "https://evil.example"}, 403),
    "an older browser that hides where it is": ({"Origin": "null"}, 403),
    "the public address behind a proxy": ({"Origin": "https://news.example"}, 303),
    "no browser": ({}, 303),
}


@pytest.mark.parametrize(("headers", "status"), ORIGINS.values(), ids=ORIGINS)
def test_origin(client: Client, settings: Settings, headers: dict[str, str], status: int) -> None:
    settings.PARLEY_URL = "https://news.example"
    thread = thread_make()
    address = reverse("discussion:comment_post", args=[thread.public_id])
    answer = client.post(address, form_fill(thread, text="Kept text"), headers=headers)
    assert answer.status_code == status
    assert Comment.objects.count() == int(status == 303)
    if status == 403:
        assert "Kept text" in answer.content.decode()


def test_no_csrf_cookie_is_needed() -> None:
    thread = thread_make()
    assert _post(Client(enforce_csrf_checks=True), thread).status_code == 303


def test_too_many_comments(client: Client, settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = "2/60s"
    thread = thread_make()
    for number in range(2):
        assert _post(client, thread, text=f"Thought {number}").status_code == 303
    answer = _post(client, thread, text="One more thought")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "One more thought" in answer.content.decode()
    assert "Please wait" in answer.content.decode()
    other = client.post(
        reverse("discussion:comment_post", args=[thread.public_id]),
        form_fill(thread),
        REMOTE_ADDR="198.51.100.77",
    )
    assert other.status_code == 303


def test_a_closed_thread_keeps_the_text(client: Client) -> None:
    thread = thread_make(state=Thread.State.CLOSED)
    answer = _post(client, thread, text="Too late?")
    assert answer.status_code == 403
    assert "Too late?" in answer.content.decode()
    comment = comment_make(thread=(other := thread_make()))
    thread_upsert(site=other.site, key=other.key, title=other.title, url=other.url, state="closed")
    form = client.get(reverse("discussion:reply", args=[other.public_id, comment.number]))
    assert (form.status_code, form["Location"]) == (302, f"{other.url}#comment-1")


def test_a_hidden_thread_is_not_there(client: Client) -> None:
    thread = thread_make(state=Thread.State.HIDDEN)
    assert _post(client, thread).status_code == 404
    for name in ("feed_rss", "feed_atom"):
        assert client.get(reverse(f"discussion:{name}", args=[thread.public_id])).status_code == 404
    assert _show(thread) == ""


@pytest.mark.parametrize(
    "path",
    [
        "/threads/x/comments/",
        "/threads/0123456789ABCDEF/comments/",
        "/threads/0123456789abcdef/comments/",
        "/threads/c/0123456789abcdef/",
        "/threads/0123456789abcdef/reply/1/",
        "/threads/0123456789abcdef/reply/99999999999999999999/",
        "/threads/0123456789abcdef/feed.rss",
    ],
)
def test_nothing_at_a_wrong_address(client: Client, path: str) -> None:
    answer = client.post(path, {"text": "x"}) if path.endswith("comments/") else client.get(path)
    assert answer.status_code == 404


def test_wrong_methods_types_and_sizes(client: Client) -> None:
    thread = thread_make()
    address = reverse("discussion:comment_post", args=[thread.public_id])
    assert client.get(address).status_code == 405
    assert client.post(address, "{}", content_type="application/json").status_code == 415
    assert client.post(address, "x", content_type="text/plain").status_code == 415
    huge = "text=" + "x" * (2 * 1024 * 1024)
    assert client.post(address, huge, content_type="application/x-www-form-urlencoded").status_code == 413
    raw = b"text=%FF%FE%00&author_name=%F0%9F"
    assert client.post(address, raw, content_type="application/x-www-form-urlencoded").status_code == 422


def test_a_comments_own_address(client: Client) -> None:
    thread = thread_make()
    comment = comment_make(thread=thread)
    address = reverse("discussion:comment", args=[comment.public_id])
    assert client.get(address)["Location"] == f"{thread.url}#comment-1"
    comment_status_set(comment=comment, status="held", decided_by="test")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "kind"), [("feed_rss", "application/rss+xml"), ("feed_atom", "application/atom+xml")]
)
def test_feeds(client: Client, settings: Settings, name: str, kind: str) -> None:
    settings.PARLEY_URL = "https://news.example"
    thread = thread_make(title="Bridges & “boats”")
    first = comment_make(thread=thread, text="One *two* <three>", name="Ada")
    comment_make(thread=thread, parent=first, name="Grace")
    comment_status_set(comment=comment_make(thread=thread, name="Hidden"), status="held", decided_by="test")
    answer = client.get(reverse(f"discussion:{name}", args=[thread.public_id]))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert answer["Cache-Control"].startswith("public")
    assert thread.surrogate_key in answer["Surrogate-Key"].split()
    feed = answer.content.decode()
    assert f"https://news.example{reverse('discussion:comment', args=[first.public_id])}" in feed
    assert "#2 by Grace, in reply to #1" in feed
    assert "Hidden" not in feed
    assert "<p>One <em>two</em> &lt;three&gt;</p>" in html_module.unescape(feed)


def test_showing_a_thread_takes_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    thread = thread_make()
    for _ in range(5):
        comment_make(thread=thread)
    thread.refresh_from_db()
    request = RequestFactory().get(thread.url)
    template = Template("{% load discussion %}{% thread_show thread %}")
    # The last event, the comments, what they quote and who quotes them. Replies would take one more.
    with django_assert_num_queries(4):
        shown = template.render(Context({"thread": thread, "request": request}))
    assert shown.count('class="comment"') == 5
    assert not hasattr(request, "session")
    assert not hasattr(request, "user")


def test_a_reply_form_is_kept_no_longer_than_the_thread_is_open(client: Client) -> None:
    thread = thread_make()
    comment_make(thread=thread)
    closes_at = now() + timedelta(minutes=5)
    thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, closes_at=closes_at)
    answer = client.get(reverse("discussion:reply", args=[thread.public_id, 1]))
    found = re.search(r"s-maxage=(\d+)", answer["Cache-Control"])
    assert found is not None
    assert 0 < int(found[1]) <= 300
