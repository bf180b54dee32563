"""The newsroom's inbox at the desk: who sees and does what, filters, and what a refusal gives back."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.accounts.models import Person
from parley.desk.inbox_queries import thread_is_owned
from parley.discussion.corrections import correction_read
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.models import InboxItem
from tests.desk.making import DESK, comment_make, waiting_make
from tests.factories.publishing import article

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
INBOX = f"{DESK}inbox/"


def _item(thread: Thread, text: str = "The mayor is Ellen", kind: str = "correction") -> InboxItem:
    return InboxItem.objects.create(
        comment=comment_make(thread, text), kind=kind, marked_by="writer", created_at=now()
    )


def _address(item: InboxItem) -> str:
    return f"{INBOX}{item.comment.public_id}/"


def _page(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def _texts(response: HttpResponse) -> list[str]:
    return [one.get_text(strip=True) for one in _page(response).select(".inbox-text")]


def _steps(response: HttpResponse) -> list[str]:
    return [str(one["value"]) for one in _page(response).select("button[name=do]")]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("auditor", []),
        ("moderator", []),
        ("editor", ["answer", "correct", "dismiss"]),
        ("senior", ["answer", "correct", "dismiss"]),
    ],
)
def test_everybody_at_the_desk_reads_it_and_some_act(
    signed_in: SignedIn, thread: Thread, name: str, steps: list[str]
) -> None:
    item, client = _item(thread), signed_in(name)
    page = client.get(INBOX)
    assert _texts(page) == ["The mayor is Ellen"]
    assert _steps(page) == _steps(client.get(_address(item))) == steps
    done = client.post(_address(item), {"do": "dismiss"})
    item.refresh_from_db()
    assert done.status_code == 302
    assert (item.state == "dismissed") is bool(steps)
    assert (done["Location"] == "/admin/") is not bool(steps)


def test_strangers_are_turned_away(signed_in: SignedIn, thread: Thread) -> None:
    item, client = _item(thread), signed_in("stranger")
    for address in (INBOX, _address(item)):
        assert client.get(address)["Location"] == "/admin/"
    for address, data in ((_address(item), {"do": "dismiss"}), (f"{_address(item)}mark/", {"kind": "tip"})):
        assert client.post(address, data)["Location"] == "/admin/"
    item.refresh_from_db()
    assert (item.state, item.kind) == ("open", "correction")


def test_filters(signed_in: SignedIn, people: dict[str, Person], thread: Thread) -> None:
    client, page = signed_in("editor"), article(headline="The mayor")
    page.owner = people["editor"]
    page.save()
    assert page.thread is not None
    _item(page.thread, "In mine")
    _item(thread, "A tip", "tip")
    InboxItem.objects.filter(pk=_item(thread, "Settled").pk).update(state="dismissed")
    assert _texts(client.get(INBOX)) == ["In mine", "A tip"]
    assert _texts(client.get(INBOX, {"mine": "1"})) == ["In mine"]
    assert _texts(signed_in("senior").get(INBOX, {"mine": "1"})) == []
    assert _texts(client.get(INBOX, {"kind": "tip"})) == ["A tip"]
    assert _texts(client.get(INBOX, {"state": "dismissed"})) == ["Settled"]
    assert _texts(client.get(INBOX, {"state": "all"})) == ["Settled", "A tip", "In mine"]
    assert "Show all that is open" in client.get(INBOX, {"kind": "expert"}).text


@pytest.mark.parametrize("query", [{"kind": "gossip"}, {"state": "lost"}, {"show": "0"}, {"kind": "x" * 21}])
def test_filters_that_make_no_sense(signed_in: SignedIn, query: dict[str, str]) -> None:
    assert signed_in("editor").get(INBOX, query).status_code == 400


def test_an_answer_has_the_badge_of_whoever_owns_the_article(
    signed_in: SignedIn, people: dict[str, Person]
) -> None:
    page = article(headline="The mayor")
    page.owner = people["editor"]
    page.save()
    assert page.thread is not None
    badges = {}
    for name in ("editor", "senior"):
        item = _item(page.thread, f"To {name}")
        done = signed_in(name).post(
            _address(item), {"do": "answer", "text": "Thanks.", "kind": "correction", "mine": "1"}
        )
        assert done["Location"] == f"{INBOX}?kind=correction&state=open&mine=1"
        item.refresh_from_db()
        assert item.answer is not None
        badges[name] = item.answer.badge
    assert badges == {"editor": "author", "senior": "newsroom"}
    assert not thread_is_owned(thread=page.thread, person=people["stranger"])


def test_a_refusal_gives_back_what_was_typed(signed_in: SignedIn, thread: Thread) -> None:
    item, client = _item(thread), signed_in("editor")
    typed = {"do": "correct", "correction": "The <name>", "link": "javascript:alert(1)"}
    refused = client.post(_address(item), typed)
    page = _page(refused)
    assert refused.status_code == 422
    alert = page.select_one("[role=alert]")
    assert alert is not None
    assert "must begin with https://" in alert.get_text()
    values = {str(one["name"]): one["value"] for one in page.select("details[open] input[type=text]")}
    assert values == {"correction": "The <name>", "link": "javascript:alert(1)"}
    assert client.post(_address(item), {"do": "answer", "text": " "}).status_code == 422
    assert client.post(_address(item), {"do": "burn"}).status_code == 400
    assert client.post(_address(item), {"do": "answer", "text": "x" * 100_001}).status_code == 400
    assert Comment.objects.count() == 1


def test_settle_and_take_back(signed_in: SignedIn, thread: Thread) -> None:
    item, client = _item(thread), signed_in("editor")
    done = client.post(
        _address(item), {"do": "correct", "correction": "The name", "link": "/bridge/"}, follow=True
    )
    again = _page(done).find("a", string="Look at it again")
    assert isinstance(again, Tag)
    assert again["href"] == _address(item)
    item.comment.refresh_from_db()
    correction = correction_read(item.comment.correction)
    assert correction is not None
    assert (correction.text, correction.link) == ("The name", "/bridge/")
    shown = client.get(_address(item))
    assert "It led to a correction:" in shown.text
    assert _steps(shown) == ["answer", "correct", "undo"]
    client.post(_address(item), {"do": "undo"})
    item.refresh_from_db()
    assert (item.state, item.comment.correction) == ("open", None)


def test_what_waits_can_be_read_and_not_answered(signed_in: SignedIn, thread: Thread) -> None:
    (comment,) = waiting_make(thread, 1)
    item = InboxItem.objects.create(
        comment=comment, kind="tip", marked_by="rule:says-we-erred", created_at=now()
    )
    page = signed_in("editor").get(_address(item))
    assert _steps(page) == ["correct", "dismiss"]
    assert "waits for a moderator" in page.text
    assert "by the house rule says-we-erred" in page.text


def test_what_is_gone_is_not_found(signed_in: SignedIn, thread: Thread) -> None:
    item, client = _item(thread), signed_in("editor")
    Comment.objects.update(status=Comment.Status.REMOVED)
    assert client.get(_address(item)).status_code == 404
    assert client.post(_address(item), {"do": "dismiss"}).status_code == 404
    assert client.post(f"{INBOX}nosuchcomment00/mark/", {"kind": "tip"}).status_code == 404


@pytest.mark.parametrize("name", ["moderator", "editor"])
def test_a_comment_is_put_there_from_where_it_is_judged(
    signed_in: SignedIn, people: dict[str, Person], waiting: list[Comment], name: str
) -> None:
    client, comment = signed_in(name), waiting[0]
    form = _page(client.get(f"{DESK}judge/{comment.public_id}/")).select_one("form[action$='/mark/']")
    assert form is not None
    typed = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    done = client.post(str(form["action"]), typed | {"kind": "expert"}, follow=True)
    assert "newsroom’s inbox" in done.text
    item = InboxItem.objects.get()
    assert (item.comment, item.kind, item.marked_by, item.person) == (
        comment,
        "expert",
        "moderator",
        people[name],
    )
    wrong = client.post(str(form["action"]), typed | {"kind": "gossip"}, follow=True)
    assert "Choose what the comment is" in wrong.text


def test_who_only_looks_has_no_form_and_puts_nothing_there(
    signed_in: SignedIn, waiting: list[Comment]
) -> None:
    client, comment = signed_in("auditor"), waiting[0]
    assert "/mark/" not in client.get(f"{DESK}judge/{comment.public_id}/").text
    assert client.post(f"{INBOX}{comment.public_id}/mark/", {"kind": "tip"})["Location"] == "/admin/"
    assert not InboxItem.objects.exists()


def test_the_list_costs_the_same_however_long(signed_in: SignedIn, thread: Thread) -> None:
    client = signed_in("editor")
    _item(thread)
    with CaptureQueriesContext(connection) as one:
        client.get(INBOX, {"mine": "", "show": "20"})
    for _number in range(25):
        _item(thread)
    with CaptureQueriesContext(connection) as many:
        page = client.get(INBOX, {"show": "20"})
    assert len(many) == len(one)
    assert len(_texts(page)) == 20
    more = _page(page).select_one(".desk-more a")
    assert more is not None
    assert len(_texts(client.get(f"{INBOX}{more['href']}"))) == 26


def test_the_desk_leads_there(signed_in: SignedIn) -> None:
    tab = _page(signed_in("editor").get(INBOX)).select_one('.desk-tabs a[aria-current="page"]')
    assert tab is not None
    assert (tab["href"], tab.get_text(strip=True)) == (INBOX, "Inbox")
