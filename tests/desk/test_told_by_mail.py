"""The whole way of an e-mail: an address left, a decision at the desk, SMTP, an objection by the link, the end."""

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from parley.discussion.models import Comment, Thread, WriterEmail
from parley.kernel.breaker import Breaker
from parley.kernel.clock import now
from parley.kernel.mail_queue import TROUBLE_ATTEMPTS
from parley.kernel.mail_sending import mails_send
from parley.kernel.models import MailRow
from parley.moderation.actions import appeal_decide
from parley.moderation.models import Appeal
from tests.desk.making import DESK, call
from tests.discussion.factories import form_fill
from tests.moderation.people import person_make
from tests.smtp_server import MailServer, Received, mail_server
from tests.valid_html import html_faults

pytestmark = pytest.mark.django_db
ADDRESS = "ada@readers.example"
SignedIn = Callable[[str], Client]


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    settings.PARLEY_EMAIL_ON = True
    settings.PARLEY_URL = "https://news.example"
    settings.PARLEY_REPORT_RATE = "1000/60s"
    settings.DEFAULT_FROM_EMAIL = "comments@news.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def _sent(server: MailServer) -> Received:
    """Let the time come, and return what arrived."""
    assert mails_send(server=Breaker("The mail server of a test")) == 0, "it can still be undone"
    MailRow.objects.filter(state=MailRow.State.WAITING).update(due_at=now())
    assert mails_send(server=Breaker("The mail server of a test")) == 1
    return server.received[-1]


def _path(text: str, name: str) -> str:
    """Return path and query of the first link to a page."""
    found = re.search(rf"https://news\.example(/threads/{name}/\S+)", text)
    assert found is not None
    return found[1]


def _posted(thread: Thread) -> Comment:
    reader = Client()
    address = reverse("discussion:comment_post", args=[thread.public_id])
    assert reader.post(address, form_fill(thread, text="You idiot", email=ADDRESS)).status_code == 303
    return Comment.objects.get()


def test_from_the_comment_to_the_objection_and_its_answer(
    server: MailServer, thread: Thread, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    comment = _posted(thread)
    told = call(
        signed_in("moderator"),
        "decide",
        {"comment": comment.public_id, "action": "reject", "reason": "insult"},
    )
    assert told.status_code == 200
    first = _sent(server)
    assert first.recipients == (ADDRESS,)
    assert "A moderator removed your comment." in first.part("plain")
    stop = str(first.message["List-Unsubscribe"]).strip().strip("<>")
    assert stop in first.part("plain")

    link = _path(first.part("plain"), "told")
    elsewhere = Client()  # another browser, without the cookie
    page = BeautifulSoup(elsewhere.get(link).content, "html.parser")
    form = page.select_one("#appeal")
    assert form is not None
    assert form["action"] == link
    assert [one["name"] for one in form.select("[name]")] == ["text"]
    empty = elsewhere.post(link, {"text": " "})
    assert empty.status_code == 422
    assert "Write a sentence" in empty.content.decode()
    foreign = elsewhere.post(link, {"text": "No"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert not Appeal.objects.exists()
    sent = elsewhere.post(link, {"text": "I meant the bridge."}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (sent.status_code, sent["Location"]) == (303, f"{link}&done=appealed")
    assert not sent.cookies
    thanks = elsewhere.get(sent["Location"]).content.decode()
    assert "Your objection has arrived" in thanks
    assert 'id="appeal"' not in thanks
    assert elsewhere.post(link, {"text": "Again"}).status_code == 409

    appeal = Appeal.objects.get()
    assert (appeal.comment, appeal.text) == (comment, "I meant the bridge.")
    appeal_decide(appeal=appeal, person=person_make(), overturn=True, answer="We read it again.")
    second = _sent(server)
    assert "you were right" in second.part("plain")
    assert second.message["Message-ID"] != first.message["Message-ID"]
    assert "We read it again." in elsewhere.get(link).content.decode()

    assert elsewhere.post(_path(stop, "stop"), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not WriterEmail.objects.exists()
    key = link.partition("=")[2]
    assert key
    for secret in ("readers.example", key, stop.partition("=")[2]):
        assert secret not in caplog.text


def test_what_is_undone_at_the_desk_is_not_sent(
    server: MailServer, thread: Thread, signed_in: SignedIn
) -> None:
    comment, desk = _posted(thread), signed_in("moderator")
    wish = {"comment": comment.public_id, "action": "reject", "reason": "insult"}
    decision = call(desk, "decide", wish).json()["decision"]
    assert call(desk, "undo", {"decision": decision}).status_code == 200
    MailRow.objects.update(due_at=now())
    assert mails_send(server=Breaker("The mail server of a test")) == 0
    assert server.received == []


def test_a_mail_server_that_is_down_harms_no_decision_and_the_desk_says_so(
    server: MailServer, thread: Thread, signed_in: SignedIn, settings: Settings
) -> None:
    server.answers["CONNECT"] = "554 closed"
    comment, desk = _posted(thread), signed_in("moderator")
    wish = {"comment": comment.public_id, "action": "reject", "reason": "insult"}
    assert call(desk, "decide", wish).status_code == 200
    for _attempt in range(TROUBLE_ATTEMPTS):
        assert "E-mails to readers are failing." not in desk.get(f"{DESK}api/counts/").json()["html"]
        MailRow.objects.update(due_at=now())
        assert mails_send(server=Breaker("The mail server of a test")) == 0
    comment.refresh_from_db()
    assert comment.status == Comment.Status.REMOVED
    html = desk.get(f"{DESK}api/counts/").json()["html"]
    assert "E-mails to readers are failing." in html
    assert "does not answer as it should (554)" in html
    settings.PARLEY_EMAIL_ON = False
    assert "E-mails to readers are failing." not in desk.get(f"{DESK}api/counts/").json()["html"]


def test_every_page_and_e_mail_is_valid_html(
    server: MailServer, thread: Thread, signed_in: SignedIn, tmp_path: Path
) -> None:
    comment, reader = _posted(thread), Client()
    wish = {"comment": comment.public_id, "action": "reject", "reason": "insult"}
    assert call(signed_in("moderator"), "decide", wish).status_code == 200
    mail = _sent(server)
    told, stop = (_path(mail.part("plain"), name) for name in ("told", "stop"))
    address = reverse("discussion:comment_post", args=[thread.public_id])
    answers = {
        "form": reader.post(address, form_fill(thread, email="nobody")),
        "told": reader.get(told),
        "refused": reader.post(told, {"text": ""}),
        "asked": reader.get(stop),
        "stopped": reader.post(stop),
    }
    pages = {name: answer.content.decode() for name, answer in answers.items()}
    assert html_faults({**pages, "mail": mail.part("html")}, folder=tmp_path) == ""
