"""The ledger at the desk and, if the publisher wants, for everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.moderation.ledger.wording import row_words
from tests.factories.publishing import publication
from tests.moderation.ledger.world import World
from tests.moderation.people import AUDITOR, person_make
from tests.valid_html import html_faults

pytestmark = pytest.mark.django_db
DESK = "/admin/tried/ledger/"
DAYS = {"from": "2026-01-01", "to": "2026-03-31"}


@pytest.fixture(autouse=True)
def _mounted(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.moderation.ledger.pages_urls"
    cache.clear()
    yield
    cache.clear()


def _client(role: str) -> Client:
    client = Client()
    client.force_login(person_make(role))
    return client


def test_auditors_see_the_ledger_and_others_do_not(world: World) -> None:
    world.decide(world.write("doubtful"), "publish")
    page = _client(AUDITOR).get(DESK, DAYS)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "1 of 1; 95 % interval 2.5 % to 100.0 %" in page.content.decode()
    for address in (DESK, f"{DESK}csv/", f"{DESK}json/"):
        for stranger in (_client(""), Client()):
            turned_away = stranger.get(address)
            assert (turned_away.status_code, turned_away["Location"].split("?")[0]) == (302, "/admin/login/")
        assert _client(AUDITOR).post(address).status_code == 405


def test_rows_have_labels_where_names_are_codes(world: World) -> None:
    rejected = world.write("doubtful")
    world.decide(rejected, "reject")
    world.answer(world.appeal(rejected), overturn=True)
    page = _client(AUDITOR).get(DESK, DAYS)
    tables = {table.caption: table.rows for chapter in page.context["chapters"] for table in chapter.tables}
    assert [row[0] for row in tables["Overturned, by: Decided by"]] == ["a person"]
    assert [row[0] for row in tables["Overturned, by: Reason"]] == ["Insult"]
    assert [row[0] for row in tables["False holds, by: Phase"]] == ["doubting"]


def test_phases_their_rules_and_their_reasons_are_said_in_words() -> None:
    assert row_words("phase", "near_duplicate") == "near-duplicates"
    assert row_words("phase", "our_own_phase") == "our own phase"
    assert row_words("rule", "house_rules: threats") == "house rules: threats"
    assert row_words("rule", "toxicity: IDENTITY_ATTACK") == "the toxicity model: Attack on a group"
    assert row_words("reason", "link_denied") == "Links to a site that is not allowed"
    assert row_words("reason", "of_an_older_setting") == "of_an_older_setting"
    assert {row_words(by, "(none)") for by in ("phase", "rule", "reason", "section")} == {"none"}
    assert {row_words(by, "(others)") for by in ("phase", "rule", "reason", "section")} == {"all others"}


def test_downloads(world: World) -> None:
    world.decide(world.write("doubtful"), "publish")
    client = _client(AUDITOR)
    table = client.get(f"{DESK}csv/", DAYS)
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table["Content-Disposition"] == 'attachment; filename="moderation-2026-01-01-2026-03-31.csv"'
    assert "false_holds,share,,,1,1,1.0," in table.content.decode()
    assert client.get(f"{DESK}json/", DAYS).json()["false_holds"]["holds"] == 1


@pytest.mark.parametrize("wrong", [{"from": "soon"}, {"from": "2026-03-01", "to": "2026-02-01"}])
def test_days_that_make_no_sense(world: World, wrong: dict[str, str]) -> None:
    client = _client(AUDITOR)
    page = client.get(DESK, wrong)
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert client.get(f"{DESK}csv/", wrong).status_code == 400


def test_everybody_sees_it_only_where_the_publisher_wants(world: World, settings: Settings) -> None:
    publication()
    assert Client().get("/moderation/").status_code == 404
    settings.PARLEY_LEDGER_PUBLIC = True
    page = Client().get("/moderation/")
    assert page.status_code == 200
    assert "s-maxage=600" in page["Cache-Control"]
    assert "public" in page["Cache-Control"]


def test_the_public_page_is_counted_once_in_ten_minutes(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    settings.PARLEY_LEDGER_PUBLIC = True
    publication()
    world.decide(world.write("doubtful"), "publish")
    first = Client().get("/moderation/").content.decode()
    world.decide(world.write("doubtful"), "reject")
    with CaptureQueriesContext(connection) as captured:
        assert Client().get("/moderation/", {"from": "2020-01-01", "x": "1"}).content.decode() == first
    assert not [query for query in captured.captured_queries if "moderation_decision" in query["sql"]]
    assert 'style="' not in first
    assert "g:writer" not in first
    assert html_faults({"ledger": first}, folder=tmp_path) == ""
    cache.clear()
    assert Client().get("/moderation/").content.decode() != first
