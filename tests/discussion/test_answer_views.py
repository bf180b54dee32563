"""Valuing, reporting, changing and removing over HTTP, as a browser without JavaScript does."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.actions import comment_status_set, thread_upsert
from parley.discussion.answering import own_read
from parley.discussion.guests import guest_of
from parley.discussion.models import Comment, Reaction, Report, Thread
from parley.discussion.presentation import comment_html
from parley.discussion.queries import comment_published
from tests.discussion.factories import comment_make, form_fill, thread_make

pytestmark = pytest.mark.django_db
LINKS = " ".join(f"https://{n}.example" for n in range(9))


@pytest.fixture(autouse=True)
def _generous_rates(settings: Settings) -> None:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_VALUED_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"
    settings.PARLEY_URL = "http://testserver"


@pytest.fixture
def thread() -> Thread:
    thread = thread_make()
    comment_make(thread=thread, text="Something *bold*", name="Grace")
    return thread


@pytest.fixture
def own(client: Client, thread: Thread) -> Comment:
    """Comment 2, by the guest in this browser."""
    address = reverse("discussion:comment_post", args=[thread.public_id])
    assert client.post(address, form_fill(thread, text="Frist")).status_code == 303
    return thread.comments.get(number=2)


def _address(name: str, thread: Thread, number: int = 1) -> str:
    return reverse(f"discussion:comment_{name}", args=[thread.public_id, number])


def _do(client: Client, name: str, thread: Thread, number: int = 1, **fields: str) -> HttpResponse:
    return client.post(_address(name, thread, number), fields)


def _page(answer: HttpResponse, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    return BeautifulSoup(answer.content, "html.parser")


def _followed(client: Client, answer: HttpResponse) -> BeautifulSoup:
    assert answer.status_code == 303
    assert answer["Cache-Control"] == "private, no-store"
    return _page(client.get(answer["Location"]))


def _one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


# --- valuing -------------------------------------------------------------------------------------------


def test_valuing_turns_round_and_leads_back_to_the_comment(client: Client, thread: Thread) -> None:
    first = _do(client, "value", thread)
    assert first.status_code == 303
    place = urlsplit(first["Location"])
    assert (place.path, place.fragment) == (thread.url, "comment-1")
    cookie = first.cookies["parley_guest"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert thread.comments.get().valued_count == 1
    assert not _do(client, "value", thread).cookies
    assert thread.comments.get().valued_count == 0


def test_the_page_says_what_it_does_whatever_was_done_meanwhile(client: Client, thread: Thread) -> None:
    for valued, count in (("1", 1), ("1", 1), ("0", 0), ("0", 0)):
        assert _do(client, "value", thread, valued=valued).status_code == 303
        assert thread.comments.get().valued_count == count
        button = _one(_page(client.get(_address("about", thread))), "[name=valued]")
        assert button["value"] == ("0" if count else "1")


def test_clients_that_throw_their_cookies_away_count_once(thread: Thread) -> None:
    statuses = []
    for number in range(5):
        browser = Client(headers={"User-Agent": f"Browser {number}"})
        answer = _do(browser, "value", thread, valued="1")
        statuses.append(answer.status_code)
        if number:
            assert "counts once for each network" in answer.content.decode()
    assert statuses == [303, 409, 409, 409, 409]
    other = Client(REMOTE_ADDR="198.51.100.77")
    assert _do(other, "value", thread, valued="1").status_code == 303
    assert (thread.comments.get().valued_count, Reaction.objects.count()) == (2, 2)


def test_no_address_is_kept(thread: Thread) -> None:
    client = Client(REMOTE_ADDR="198.51.100.77")
    _do(client, "value", thread)
    _do(client, "report", thread, reason="spam")
    kept = str([list(model.objects.values()) for model in (Reaction, Report)])
    assert "198.51" not in kept


def test_ones_own_comment_is_neither_valued_nor_reported(client: Client, own: Comment) -> None:
    for name in ("value", "report"):
        page = _page(_do(client, name, own.thread, 2, reason="spam"), 403)
        assert "your own" in _one(page, "[role=alert]").get_text()


# --- reporting -----------------------------------------------------------------------------------------


def test_a_report(client: Client, thread: Thread) -> None:
    page = _page(client.get(_address("about", thread)))
    form = _one(page, f"form[action='{_address('report', thread)}']")
    reasons = [one["value"] for one in form.select("[name=reason]")]
    assert "spam" in reasons
    assert reasons[-1] == "other"
    answer = _do(client, "report", thread, reason="spam", text="Pills.\r\nAgain.")
    assert "parley_guest" in answer.cookies
    page = _followed(client, answer)
    assert "moderators" in _one(page, "[role=status]").get_text()
    assert not page.select("[name=reason]")
    assert (Report.objects.get().reason_code, Report.objects.get().text) == ("spam", "Pills.\nAgain.")
    assert _do(client, "report", thread, reason="abuse").status_code == 303, "again answers the same"
    assert Report.objects.get().reason_code == "spam"


def test_a_refused_report_keeps_what_was_typed(client: Client, thread: Thread) -> None:
    page = _page(_do(client, "report", thread, text="<b>Why?</b>"), 422)
    assert _one(page, "#report-text").get_text().removeprefix("\n") == "<b>Why?</b>"
    assert _one(page, "[role=alert] a")["href"] == "#report-reasons"
    assert _one(page, "#report-reason-error").get_text()
    page = _page(_do(client, "report", thread, text="x" * 1001, reason="false"), 422)
    assert _one(page, "[name=reason][checked]")["value"] == "false"
    assert _one(page, "#report-text")["aria-invalid"] == "true"
    assert not Report.objects.exists()


def test_the_second_report_from_a_network_keeps_what_was_typed(client: Client, thread: Thread) -> None:
    _do(Client(), "report", thread, reason="spam")
    page = _page(_do(client, "report", thread, reason="false", text="It is not so"), 409)
    assert "It is not so" in _one(page, "#report-text").get_text()


# --- changing ------------------------------------------------------------------------------------------


def test_changing_ones_own_comment(client: Client, own: Comment) -> None:
    page = _page(client.get(_address("about", own.thread, 2)))
    assert _one(page, "#edit-text").get_text().strip() == "Frist"
    assert re.search(r"another \d+\xa0minutes", page.get_text())
    assert not page.select("[name=reason], [name=valued]")
    page = _followed(client, _do(client, "edit", own.thread, 2, text="First"))
    assert "published" in _one(page, "[role=status]").get_text()
    assert _one(page, "#comment-2 .comment-body").get_text() == "First"
    own.refresh_from_db()
    assert (own.text, own.revision_count) == ("First", 1)


def test_a_change_that_waits_is_seen_by_its_writer(client: Client, own: Comment) -> None:
    answer = _do(client, "edit", own.thread, 2, text=LINKS)
    assert {"parley_waiting", "parley_held"} <= set(answer.cookies)
    page = _followed(client, answer)
    assert "Only you can see it" in _one(page, "[role=status]").get_text()
    assert "many links" in _one(page, "#comment-2").get_text()
    assert Client().get(_address("about", own.thread, 2)).status_code == 404
    assert _do(client, "edit", own.thread, 2, text="Fine").status_code == 303


def test_a_refused_change_keeps_what_was_typed(client: Client, own: Comment, settings: Settings) -> None:
    page = _page(_do(client, "edit", own.thread, 2, text="x" * 10_001), 422)
    assert _one(page, "#edit-text").get_text().strip() == "x" * 10_001
    assert _one(page, "[role=alert] a")["href"] == "#edit-text"
    settings.PARLEY_EDIT_WINDOW = timedelta(0)
    page = _page(_do(client, "edit", own.thread, 2, text="Too late"), 403)
    assert _one(page, "#edit-text").get_text().strip() == "Too late"
    assert "is over" in _one(page, "[role=alert]").get_text()
    assert not page.select("form [type=submit]"), "what can't be done is not offered"
    assert not _page(client.get(_address("about", own.thread, 2))).select("#edit-text")


def test_what_a_moderator_removed_cannot_be_changed_back(client: Client, own: Comment) -> None:
    person = Person.objects.create_user("moderator")
    comment_status_set(comment=own, status="removed", decided_by="desk", person=person)
    page = _page(_do(client, "edit", own.thread, 2, text="Once more"), 403)
    assert "Once more" in _one(page, "#edit-text").get_text()
    assert thread_comment(own).text == "Frist"


def thread_comment(comment: Comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


# --- removing ------------------------------------------------------------------------------------------


def test_removing_asks_first(client: Client, own: Comment) -> None:
    page = _page(client.get(_address("about", own.thread, 2)))
    link = _one(page, f"a[href='{_address('remove', own.thread, 2)}']")
    page = _page(client.get(str(link["href"])))
    assert thread_comment(own).status == "published"
    assert "Frist" in page.get_text()
    form = _one(page, "main form")
    assert (form["method"], form["action"]) == ("post", link["href"])
    page = _followed(client, client.post(str(form["action"])))
    assert "is removed" in _one(page, "[role=status]").get_text()
    assert "Frist" not in page.get_text()
    assert thread_comment(own).status == "removed"
    assert _do(client, "remove", own.thread, 2).status_code == 303, "again answers the same"
    assert client.get(_address("remove", own.thread, 2)).status_code == 302
    assert Client().get(_address("about", own.thread, 2)).status_code == 404


def test_nobody_else_can_change_or_remove(client: Client, own: Comment) -> None:
    other = Client()
    _do(other, "value", own.thread)
    for browser in (other, Client(headers={"Parley-Guest": "forged"})):
        assert _do(browser, "edit", own.thread, 2, text="Mine now").status_code == 403
        assert _do(browser, "remove", own.thread, 2).status_code == 403
        assert browser.get(_address("remove", own.thread, 2)).status_code == 302
    assert (thread_comment(own).text, thread_comment(own).status) == ("Frist", "published")
    with_header = Client(headers={"Parley-Guest": client.cookies["parley_guest"].value})
    assert _do(with_header, "edit", own.thread, 2, text="First").status_code == 303


# --- what holds for all --------------------------------------------------------------------------------

ALL = ["value", "report", "edit", "remove"]


@pytest.mark.parametrize("name", ALL)
def test_other_sites_are_refused(client: Client, own: Comment, name: str) -> None:
    before = str(list(Comment.objects.order_by("pk").values()))
    answer = client.post(
        _address(name, own.thread, 2), {"text": "Kept"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    page = _page(answer, 403)
    assert "another site" in _one(page, "[role=alert]").get_text()
    assert str(list(Comment.objects.order_by("pk").values())) == before
    assert not answer.cookies


@pytest.mark.parametrize("name", ALL)
def test_a_registered_site_may(client: Client, own: Comment, name: str) -> None:
    own.thread.site.origins = ["https://blog.example"]
    own.thread.site.save()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://blog.example"}
    number = 1 if name in {"value", "report"} else 2
    fields = {"text": "Anew", "reason": "spam"}
    assert client.post(_address(name, own.thread, number), fields, headers=headers).status_code == 303


@pytest.mark.parametrize("name", ALL)
def test_too_fast(client: Client, own: Comment, settings: Settings, name: str) -> None:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_VALUED_RATE = settings.PARLEY_REPORT_RATE = "1/60s"
    _do(client, name, own.thread, 1, text="One", reason="spam")
    answer = _do(client, name, own.thread, 1, text="Two", reason="spam")
    page = _page(answer, 429)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "wait" in _one(page, "[role=alert]").get_text()
    if name in {"value", "report"}:
        renamed = Client(headers={"User-Agent": "Another name"})
        assert _do(renamed, name, own.thread, 2, reason="spam").status_code == 429


@pytest.mark.parametrize("name", [*ALL, "about"])
def test_nothing_there(client: Client, thread: Thread, name: str) -> None:
    missing = [_address(name, thread, 77), _address(name, thread).replace(thread.public_id, "0" * 16)]
    hidden = thread_make()
    comment_make(thread=hidden)
    thread_upsert(site=hidden.site, key=hidden.key, title=hidden.title, url=hidden.url, state="hidden")
    held = comment_make(thread=thread, text=LINKS)
    for address in (*missing, _address(name, hidden), _address(name, thread, held.number)):
        answer = client.get(address) if name == "about" else client.post(address, {"reason": "spam"})
        assert answer.status_code == 404, address
        assert not answer.cookies


@pytest.mark.parametrize("name", ALL)
def test_methods_types_and_sizes(client: Client, thread: Thread, name: str) -> None:
    address = _address(name, thread)
    assert client.put(address).status_code == 405
    if name != "remove":
        assert client.get(address).status_code == 405
        assert client.post(address, "{}", content_type="application/json").status_code == 415
        huge = "text=" + "x" * (2 * 1024 * 1024)
        kind = "application/x-www-form-urlencoded"
        assert client.post(address, huge, content_type=kind).status_code == 413


@pytest.mark.parametrize("name", ALL)
def test_a_busy_database(client: Client, thread: Thread, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def busy(**_values: Any) -> None:
        raise OperationalError("database is locked")

    for action in ("reaction_set", "comment_report", "comment_edit", "comment_remove_own"):
        monkeypatch.setattr(f"parley.discussion.answering.{action}", busy)
    page = _page(_do(client, name, thread, text="Kept", reason="spam"), 503)
    assert "busy" in _one(page, "[role=alert]").get_text()


def test_a_closed_thread(client: Client, own: Comment) -> None:
    thread = own.thread
    thread_upsert(site=thread.site, key=thread.key, title=thread.title, url=thread.url, state="closed")
    page = _page(client.get(_address("about", thread)))
    assert not page.select("[name=valued]")
    assert page.select("[name=reason]")
    assert not _page(client.get(_address("about", thread, 2))).select("#edit-text")
    assert _do(client, "value", thread).status_code == 403
    assert _do(client, "edit", thread, 2, text="First").status_code == 403
    assert _do(client, "report", thread, reason="spam").status_code == 303
    assert _do(client, "remove", thread, 2).status_code == 303


def test_an_address_alone_claims_nothing(client: Client, thread: Thread) -> None:
    for done in ("reported", "edited", "held", "removed", "<b>"):
        page = _page(client.get(_address("about", thread), {"done": done}))
        assert not page.select("[role=status]")


def _reads(captured: CaptureQueriesContext) -> list[str]:
    """What is read of the discussion; the frame of a page and the day's salt are others' business."""
    return [query["sql"] for query in captured if 'FROM "discussion_' in query["sql"]]


def test_the_page_for_a_stranger(client: Client, thread: Thread) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = _page(client.get(_address("about", thread)))
    assert len(_reads(captured)) == 2
    assert not page.select("#edit-text")
    assert page.select(".comment-permalink a")[0]["href"].endswith(
        reverse("discussion:comment", args=[thread.comments.get().public_id])
    )
    assert not page.select("main script")
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for label in page.select("label"):
        assert page.select(f"#{label['for']}")


# --- what is one's own ----------------------------------------------------------------------------------


def test_own_read(client: Client, own: Comment) -> None:
    _do(client, "value", own.thread)
    answer = client.get(_address("about", own.thread))
    request: Any = answer.wsgi_request
    with CaptureQueriesContext(connection) as captured:
        found = own_read(request=request, thread=own.thread)
    assert len(_reads(captured)) == 2
    assert [(one.number, one.status) for one in found.comments] == [(2, "published")]
    assert found.comments[0].editable_until == own.created_at + timedelta(minutes=15)
    assert found.valued == [1]
    stranger: Any = Client().get(_address("about", own.thread)).wsgi_request
    with CaptureQueriesContext(connection) as captured:
        assert own_read(request=stranger, thread=own.thread).comments == []
    assert not _reads(captured)
    assert own_read(request=request, thread=thread_make()).valued == []


def test_own_read_says_what_can_be_changed(client: Client, own: Comment, settings: Settings) -> None:
    request: Any = client.get(_address("about", own.thread, 2)).wsgi_request
    comment_status_set(comment=own, status="held", decided_by="test")
    assert [one.status for one in own_read(request=request, thread=own.thread).comments] == ["held"]
    settings.PARLEY_EDIT_WINDOW = timedelta(0)
    assert own_read(request=request, thread=own.thread).comments[0].editable_until is None
    comment_status_set(comment=own, status="removed", decided_by="author")
    assert own_read(request=request, thread=own.thread).comments == []


def test_the_first_comment_is_owned_too(client: Client, own: Comment) -> None:
    request: Any = client.get(_address("about", own.thread, 2)).wsgi_request
    assert guest_of(request).key == own.guest_key


# --- quoting in the form --------------------------------------------------------------------------------


def test_a_link_fills_in_the_quote(client: Client, thread: Thread) -> None:
    address = reverse("discussion:reply", args=[thread.public_id, 1])
    words = "Something <bold> & “said”"
    answer = client.get(address, {"quote": words})
    page = _page(answer)
    assert _one(page, "[name=quote_exact]")["value"] == words
    assert _one(page, "[name=quote_target]")["value"] == "1"
    shown = _one(page, "[data-quote]")
    assert not shown.has_attr("hidden")
    assert _one(page, "[data-quote-words]").get_text() == words
    plain = BeautifulSoup(client.get(address).content, "html.parser")
    assert _one(plain, "[data-quote]").has_attr("hidden")
    assert client.get(address, {"quote": "x"})["Cache-Control"].startswith("public"), "too short to be one"


def test_the_quote_is_kept_when_the_comment_is_refused(client: Client, thread: Thread) -> None:
    quote = {"quote_exact": "Something bold", "quote_prefix": "", "quote_suffix": "", "quote_target": "1"}
    address = reverse("discussion:comment_post", args=[thread.public_id])
    page = _page(client.post(address, form_fill(thread, text="", parent="1", **quote)), 422)
    kept = {name: _one(page, f"[name={name}]")["value"] for name in quote}
    assert kept == quote


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"quote_exact": "Something bold", "quote_target": "1"}, ("Something bold", 1)),
        ({"quote_exact": "Something bold"}, ("Something bold", None)),
        ({"quote_exact": ""}, None),
        ({"quote_exact": "x" * 5000}, None),
        ({"quote_exact": "Something bold", "quote_target": "-1"}, None),
        ({"quote_exact": "Something bold", "quote_target": "1", "quote_drop": "1"}, None),
    ],
)
def test_the_quote_reaches_who_writes_it(
    client: Client, thread: Thread, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str], wanted: Any
) -> None:
    seen = []
    monkeypatch.setattr(
        "parley.discussion.actions.comments.quotes_write", lambda **given: seen.append(given["selector"])
    )
    address = reverse("discussion:comment_post", args=[thread.public_id])
    assert client.post(address, form_fill(thread, **fields)).status_code == 303
    assert [one and (one.exact, one.target_number) for one in seen] == [wanted]


def test_the_thread_leads_to_all_this(client: Client, thread: Thread) -> None:
    view = comment_published(thread=thread, number=1)
    assert view is not None
    page = BeautifulSoup(comment_html(thread=thread, comment=view), "html.parser")
    assert _one(page, "form.comment-value")["action"] == _address("value", thread)
    assert _one(page, "a.comment-about")["href"] == _address("about", thread)
