"""Who comes in at which door: a table of every view and every role."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern

from parley.accounts.models import Person
from parley.desk import urls
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import sanction_impose
from tests.desk.making import DESK, call, comment_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
ALL = {"auditor", "editor", "moderator", "senior"}
DECIDERS = {"moderator", "senior"}
# The view's name: (method, address below the desk, who may). "{comment}" and "{sanction}" are filled in.
PAGES: dict[str, tuple[str, str, set[str]]] = {
    "queue": ("get", "", ALL),
    "judge": ("get", "judge/", ALL),
    "judge_one": ("get", "judge/{comment}/", ALL),
    "appeals": ("get", "appeals/", ALL),
    "sanctions": ("get", "sanctions/", ALL),
    "preferences": ("post", "settings/", ALL),
    "view_save": ("post", "views/", ALL),
    "view_remove": ("post", "views/1/remove/", ALL),
    "decide": ("post", "judge/{comment}/decide/", DECIDERS),
    "note": ("post", "judge/{comment}/note/", DECIDERS),
    "undo": ("post", "undo/", DECIDERS),
    "bulk": ("post", "bulk/", DECIDERS),
    "appeal_answer": ("post", "appeals/999/", DECIDERS),
    "sanction": ("get", "judge/{comment}/sanction/", DECIDERS),
    "sanction_end": ("post", "sanctions/{sanction}/lift/", DECIDERS),
    "ledger": ("get", "ledger/", ALL),
    "ledger_csv": ("get", "ledger/csv/", ALL),
    "ledger_json": ("get", "ledger/json/", ALL),
}
ENDPOINTS: dict[str, set[str]] = {
    "api_next": DECIDERS,
    "api_decide": DECIDERS,
    "api_undo": DECIDERS,
    "api_lease": DECIDERS,
    "api_note": DECIDERS,
    "api_sanction": DECIDERS,
}
EVERYBODY = ["auditor", "editor", "moderator", "senior", "stranger"]


def test_the_table_names_every_view() -> None:
    names = {one.name for one in urls.urlpatterns if isinstance(one, URLPattern)}
    assert names == {*PAGES, *ENDPOINTS, "api_counts"}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("view", PAGES)
def test_pages(signed_in: SignedIn, people: dict[str, Person], thread: Thread, view: str, name: str) -> None:
    """Who may not is sent to the admin's front page with a word; who may gets a page, or an answer about the input."""
    method, path, allowed = PAGES[view]
    comment = comment_make(thread)
    sanction = sanction_impose(
        comment=comment, kind="warn", person=people["senior"], reason_code="insult", days=0
    )
    address = DESK + path.format(comment=comment.public_id, sanction=sanction.pk)
    response = getattr(signed_in(name), method)(address)
    turned_away = response.status_code == 302 and response["Location"] == "/admin/"
    assert turned_away is (name not in allowed), response.status_code


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("view", ENDPOINTS)
def test_endpoints(signed_in: SignedIn, view: str, name: str) -> None:
    response = call(signed_in(name), view.removeprefix("api_"), {})
    assert (response.status_code == 403) is (name not in ENDPOINTS[view])
    if response.status_code == 403:
        assert response.json() == {"code": "forbidden", "sentence": "Your role does not allow that."}


@pytest.mark.parametrize("name", EVERYBODY)
def test_counts(signed_in: SignedIn, name: str) -> None:
    assert signed_in(name).get(f"{DESK}api/counts/").status_code == (403 if name == "stranger" else 200)


def test_without_signing_in_there_is_only_the_form_to_sign_in(client: Client, db: None) -> None:
    response = client.get(DESK)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    assert call(client, "next").status_code == 403


def test_endpoints_ask_for_the_csrf_token(people: dict[str, Person]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["moderator"])
    assert call(client, "next").status_code == 403


def test_who_only_looks_takes_nothing_from_anybody(signed_in: SignedIn, waiting: list[Comment]) -> None:
    address = f"{DESK}judge/{waiting[0].public_id}/"
    page = signed_in("auditor").get(address)
    assert "decide-form" not in page.text
    assert "decide-form" in signed_in("moderator").get(address).text


def test_menu_has_the_desk_for_those_who_work_there(signed_in: SignedIn) -> None:
    assert '"/admin/desk/"' in signed_in("auditor").get("/admin/").text
    assert '"/admin/desk/"' not in signed_in("stranger").get("/admin/").text
