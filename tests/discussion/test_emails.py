"""The address that a writer may leave with a comment: asked for, checked, kept apart, shown to nobody, deleted."""

import json
import logging
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from parley.discussion.actions import GuestAuthor, comment_post
from parley.discussion.actions.edits import comment_remove_own
from parley.discussion.actions.emails import emails_forget, emails_stop
from parley.discussion.emails import STOPPED_KEPT, address_digest
from parley.discussion.models import Comment, StoppedEmail, Thread, WriterEmail
from parley.discussion.queries_emails import email_is_left, email_of
from parley.discussion.writer_links import stop_link, stop_read, told_link, told_read
from parley.kernel.clock import now
from tests.discussion.factories import form_fill, thread_make

pytestmark = pytest.mark.django_db
ADDRESS = "Ada@readers.example"
_numbers = count(1)


@pytest.fixture(autouse=True)
def _settings(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = True
    settings.PARLEY_EMAIL_KEEP_DAYS = 30
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_REPORT_RATE = "1000/60s"
    settings.PARLEY_URL = "http://testserver"


@pytest.fixture
def thread() -> Thread:
    return thread_make()


def _left(thread: Thread, address: str = ADDRESS, guest_key: str = "g:ada") -> Comment:
    author = GuestAuthor(name="Ada", guest_key=guest_key, email=address)
    return comment_post(thread=thread, author=author, text=f"Well said, {next(_numbers)} times").comment


def _post(client: Client, thread: Thread, **fields: str) -> HttpResponse:
    return client.post(
        reverse("discussion:comment_post", args=[thread.public_id]), form_fill(thread, **fields)
    )


def _api_post(client: Client, thread: Thread, **fields: object) -> HttpResponse:
    body = form_fill(thread) | {"parent": None} | fields
    return client.post(f"/api/v1/threads/{thread.public_id}/comments", body, content_type="application/json")


def _page(answer: HttpResponse, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    return BeautifulSoup(answer.content, "html.parser")


# --- the form and the API ----------------------------------------------------------------------------------
def test_the_form_says_what_it_is_for_and_for_how_long(
    client: Client, thread: Thread, settings: Settings
) -> None:
    page = _page(_post(client, thread, text=""), 422)
    field = page.select_one("#comment-email")
    assert field is not None
    assert (field["type"], field["autocomplete"], field.get("required")) == ("email", "email", None)
    described = str(field["aria-describedby"]).split()
    words = " ".join(page.find(id=one).get_text() for one in described)
    assert "deleted after 30 days" in words
    assert "Nobody else sees it" in words
    settings.PARLEY_EMAIL_KEEP_DAYS = 1
    assert "deleted after a day" in _page(_post(client, thread, text=""), 422).get_text()


def test_where_it_is_off_nothing_is_said_of_it_and_nothing_kept(
    client: Client, thread: Thread, settings: Settings
) -> None:
    settings.PARLEY_EMAIL_ON = False
    page = _page(_post(client, thread, text="", email=ADDRESS), 422)
    assert page.select_one("#comment-email") is None
    assert "mail" not in page.get_text().lower()
    assert client.get(f"/api/v1/threads/{thread.public_id}").json()["email_days"] is None
    assert _post(client, thread, email="no address").status_code == 303
    assert _api_post(client, thread, text="More", email=ADDRESS).status_code == 201
    assert not WriterEmail.objects.exists()


def test_an_address_is_kept_beside_the_comment_for_its_time(client: Client, thread: Thread) -> None:
    assert _post(client, thread, email=f"  {ADDRESS} ").status_code == 303
    comment, row = Comment.objects.get(), WriterEmail.objects.get()
    assert (row.comment_id, row.address) == (comment.pk, ADDRESS)
    assert row.expires_at == comment.created_at + timedelta(days=30)
    found = email_of(comment=comment)
    assert found is not None
    assert (found.address, found.digest) == (ADDRESS, address_digest(ADDRESS.lower()))
    assert email_is_left(comment=comment)


WRONG = [
    "ada",
    "ada@",
    "@readers.example",
    "ada@readers.example, bob@readers.example",
    "ada@readers.example\nBcc: all@readers.example",
    "Ada <ada@readers.example>",
    '"ada\x07"@readers.example',
    "ada@readers.example" + " " * 10 + "x",
    f"{'x' * 64}@{'readers.' * 30}example",
]


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_is_told_beside_the_field(client: Client, thread: Thread, address: str) -> None:
    page = _page(_post(client, thread, email=address, text=""), 422)
    field = page.select_one("#comment-email")
    assert field is not None
    assert field["aria-invalid"] == "true"
    assert "no e-mail address" in page.find(id="comment-email-error").get_text()
    links = [link["href"] for link in page.select("#comment-form-errors a")]
    assert links == ["#comment-text", "#comment-email"], "everything wrong is said at once"
    answer = _api_post(client, thread, email=address)
    assert answer.status_code == 422
    assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [("email", "email_wrong")]
    assert not Comment.objects.exists()


def test_the_longest_address_is_taken(thread: Thread) -> None:
    name = "x" * 64
    longest = f"{name}@{'a' * 61}.{'b' * 61}.{'c' * 57}.example"
    assert len(longest) == 254
    _left(thread, longest)
    assert WriterEmail.objects.get().address == longest


def test_the_api_takes_it_and_never_gives_it(client: Client, thread: Thread) -> None:
    assert client.get(f"/api/v1/threads/{thread.public_id}").json()["email_days"] == 30
    answer = _api_post(client, thread, email=ADDRESS)
    assert answer.status_code == 201
    assert WriterEmail.objects.get().address == ADDRESS
    api = f"/api/v1/threads/{thread.public_id}"
    read = [
        answer,
        *(client.get(f"{api}{path}") for path in ("", "/comments", "/own", "/own/1", "/feed.json")),
    ]
    assert {one.status_code for one in read} == {200, 201}
    assert all(b"readers.example" not in one.content.lower() for one in read)


def test_no_page_and_no_log_has_it(client: Client, thread: Thread, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _post(client, thread, email=ADDRESS)
    about = reverse("discussion:comment_about", args=[thread.public_id, 1])
    pages = [client.get(about), client.get(reverse("discussion:own", args=[thread.public_id]))]
    assert all(b"readers.example" not in page.content.lower() for page in pages)
    assert "readers.example" not in caplog.text.lower()
    assert "readers.example" not in repr(GuestAuthor("Ada", "g:ada", email=ADDRESS)).lower()
    assert "readers.example" not in str(WriterEmail.objects.get()) + repr(
        email_of(comment=Comment.objects.get())
    )


@pytest.mark.django_db(transaction=True)
def test_only_who_leaves_one_costs_more(thread: Thread) -> None:
    costs = []
    for address in ("", ADDRESS):
        with CaptureQueriesContext(connection) as captured:
            _left(thread, address)
        costs.append(len(captured))
    assert costs[1] - costs[0] == 2


# --- its end -------------------------------------------------------------------------------------------------
def test_it_is_deleted_when_its_time_is_over_also_where_no_more_are_asked_for(
    thread: Thread, settings: Settings
) -> None:
    comment, later = _left(thread), _left(thread, "bob@readers.example", "g:bob")
    WriterEmail.objects.filter(comment=comment).update(expires_at=now())
    assert email_of(comment=comment) is None, "not used any more, even before it is deleted"
    assert not email_is_left(comment=comment)
    settings.PARLEY_EMAIL_ON = False
    assert emails_forget() == 1
    assert list(WriterEmail.objects.values_list("comment", flat=True)) == [later.pk]


def test_it_goes_with_the_comment_that_its_writer_removes(thread: Thread) -> None:
    comment = _left(thread)
    comment_remove_own(thread=thread, number=comment.number, guest_key="g:ada")
    assert not WriterEmail.objects.exists()


def test_stopping_deletes_it_everywhere_and_takes_it_from_nobody(thread: Thread) -> None:
    comment = _left(thread)
    _left(thread, ADDRESS.upper(), "g:else")
    _left(thread, "bob@readers.example", "g:bob")
    found = email_of(comment=comment)
    assert found is not None
    emails_stop(digest=found.digest)
    emails_stop(digest=found.digest)
    assert list(WriterEmail.objects.values_list("address", flat=True)) == ["bob@readers.example"]
    _left(thread, ADDRESS, "g:third")
    assert WriterEmail.objects.count() == 1
    assert "readers" not in str(StoppedEmail.objects.values().get())


def test_after_a_year_it_may_be_left_again(thread: Thread) -> None:
    emails_stop(digest=address_digest(ADDRESS))
    StoppedEmail.objects.update(stopped_at=now() - STOPPED_KEPT - timedelta(days=1))
    emails_forget()
    _left(thread)
    assert WriterEmail.objects.count() == 1


# --- the links -----------------------------------------------------------------------------------------------
def _key(link: str) -> str:
    return link.partition("?key=")[2]


def test_links_prove_one_thing_each(thread: Thread, settings: Settings) -> None:
    comment, digest = _left(thread), address_digest(ADDRESS)
    told, stop = _key(told_link(comment=comment)), _key(stop_link(digest=digest))
    assert (told_read(told), stop_read(stop)) == (comment.public_id, digest)
    assert told_read(stop) is None
    assert stop_read(told) is None
    for wrong in ("", "x", told[:-1], told[1:], "x" * 1000, told.replace(comment.public_id, "0" * 16)):
        assert told_read(wrong) is None
        assert stop_read(wrong) is None
    settings.PARLEY_APPEAL_DAYS = -1
    assert told_read(told) is None
    assert stop_read(stop) == digest, "stopping stays possible"


def test_a_wrong_link_leads_nowhere(client: Client, thread: Thread, settings: Settings) -> None:
    link = told_link(comment=_left(thread))
    assert client.get(link).status_code == 200
    for wrong in (link[:-1], link.replace("/told/", "/stop/"), link.partition("?")[0]):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, {"text": "No"}).status_code == 404
    Thread.objects.update(state=Thread.State.HIDDEN)
    assert client.get(link).status_code == 404
    Thread.objects.update(state=Thread.State.OPEN)
    settings.PARLEY_APPEAL_DAYS = -1
    assert client.get(link).status_code == 404


def test_who_comes_by_a_link_is_no_guest_and_can_change_nothing(client: Client, thread: Thread) -> None:
    comment = _left(thread)
    answer = client.get(told_link(comment=comment))
    page = _page(answer)
    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex"
    assert comment.text in page.get_text()
    assert page.select(".thread-page form") == []
    about = client.get(reverse("discussion:comment_edit", args=[thread.public_id, comment.number]))
    assert about.status_code == 405
    edited = client.post(
        reverse("discussion:comment_edit", args=[thread.public_id, comment.number]), {"text": "Other"}
    )
    assert edited.status_code == 403


def test_to_stop_is_asked_first_and_done_by_one_post(thread: Thread) -> None:
    comment = _left(thread)
    strict = Client(enforce_csrf_checks=True)
    link = stop_link(digest=address_digest(ADDRESS))
    page = _page(strict.get(link))
    assert email_is_left(comment=comment), "programs that look at links stop nothing"
    form = page.select_one(".thread-page form")
    assert form is not None
    assert link.endswith(str(form["action"]))
    # As a mail provider sends it: RFC 8058, section 3.2.
    done = strict.post(link, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "deleted" in _page(done).get_text()
    assert not done.cookies
    assert not email_is_left(comment=comment)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ADDRESS.lower() not in link.lower()


def test_a_key_that_is_sent_again_keeps_it_once(client: Client, thread: Thread) -> None:
    body: dict[str, Any] = form_fill(thread) | {"parent": None, "email": ADDRESS}
    for _time in range(2):
        client.cookies.clear()
        answer = client.post(
            f"/api/v1/threads/{thread.public_id}/comments",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )
        assert answer.status_code == 201
    assert WriterEmail.objects.count() == Comment.objects.count() == 1
