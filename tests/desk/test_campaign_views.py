"""Campaigns at the desk: cases with what is known of them, decided on as one, with one way back."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils.html import escape

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import lease_take
from parley.moderation.actions.similar import signature_keep
from parley.moderation.models import Decision
from parley.moderation.signatures import signature_of
from tests.desk.making import DESK, comment_make
from tests.moderation.similar_texts import PASTE

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
CAMPAIGNS = f"{DESK}campaigns/"
COUNT = 4


def paste_make(thread: Thread) -> list[Comment]:
    """Write the same text from four writers with strange names."""
    made = []
    for place in range(COUNT):
        comment = comment_make(thread, PASTE, name=f"<i>Writer</i> {place}", guest=f"g:{place}")
        signature = signature_of(PASTE)
        assert signature is not None
        signature_keep(comment=comment, signature=signature, at=comment.created_at)
        made.append(comment)
    return made


@pytest.fixture
def pasted(thread: Thread) -> list[Comment]:
    return paste_make(thread)


@pytest.mark.parametrize("name", ["auditor", "editor", "moderator", "senior", "stranger"])
def test_who_reads_and_who_decides(signed_in: SignedIn, pasted: list[Comment], name: str) -> None:
    client = signed_in(name)
    page = client.get(CAMPAIGNS)
    assert page.status_code == (302 if name == "stranger" else 200)
    if name != "stranger":
        case = client.get(page.context["cases"][0]["url"])
        assert case.status_code == 200
        assert ("Preview…" in case.text) is (name in {"moderator", "senior"})
    chosen = {"comment": pasted[0].public_id, "choice": "reject:spam", "confirmed": "1"}
    client.post(f"{CAMPAIGNS}decide/", chosen)
    assert Decision.objects.exists() is (name in {"moderator", "senior"})


def test_a_case_tells_what_is_known(signed_in: SignedIn, pasted: list[Comment]) -> None:
    page = signed_in("moderator").get(CAMPAIGNS)
    (case,) = page.context["cases"]
    assert case["kind"] == "Nearly the same text"
    assert (case["campaign"].count, case["campaign"].writers, case["campaign"].threads) == (COUNT, COUNT, 1)
    assert escape(PASTE[:100]) in page.text
    assert "&lt;i&gt;Writer&lt;/i&gt; 3" in page.text
    assert "4 published" in page.text


def test_all_are_decided_as_one_and_undone_as_one(
    signed_in: SignedIn, people: dict[str, Person], pasted: list[Comment]
) -> None:
    client = signed_in("moderator")
    case = client.get(client.get(CAMPAIGNS).context["cases"][0]["url"])
    assert case.text.count(" checked") == COUNT
    lease_take(comment=pasted[1], person=people["colleague"])
    chosen = {
        "comment": [one.public_id for one in pasted],
        "choice": "reject:spam",
        "key": case.context["case"]["campaign"].key,
        "days": "1",
    }
    preview = client.post(f"{CAMPAIGNS}decide/", chosen)
    assert preview.context["count"] == COUNT - 1
    assert "colleague has it before them now." in preview.text
    assert not Decision.objects.exists()
    done = client.post(f"{CAMPAIGNS}decide/", {**chosen, "confirmed": "1", "note": "A wave"}, follow=True)
    assert "3 comments decided." in done.text
    decisions = list(Decision.objects.all())
    assert {(one.action, one.reason_code, one.note) for one in decisions} == {("remove", "spam", "A wave")}
    (batch,) = {one.batch for one in decisions}
    assert f'name="batch" value="{batch}"' in done.text
    again = client.get(client.get(CAMPAIGNS).context["cases"][0]["url"])
    assert again.text.count(" checked") == 1
    (back,) = re.findall(r'name="next" value="([^"]*)"', done.text)
    undone = client.post(f"{DESK}undo/", {"batch": batch, "next": unescape(back)}, follow=True)
    assert undone.request["PATH_INFO"] == CAMPAIGNS
    assert "3 decisions taken back." in undone.text
    assert set(Comment.objects.values_list("status", flat=True)) == {"published"}


def test_what_is_no_case_any_more_leads_back(signed_in: SignedIn, db: None) -> None:
    client = signed_in("auditor")
    page = client.get(f"{CAMPAIGNS}one/?key=burst:nothing&days=7", follow=True)
    assert "no longer one of the largest campaigns" in page.text
    assert "Nothing looks like a campaign." in page.text


@pytest.mark.parametrize(
    "chosen",
    [
        {"choice": "drop"},
        {"choice": "reject:nonsense"},
        {"choice": "hold", "days": "5"},
        {"choice": "hold", "comment": "'; --"},
        {"choice": "hold", "comment": ["0" * 16] * 201},
    ],
)
def test_nonsense_is_refused(signed_in: SignedIn, db: None, chosen: dict[str, object]) -> None:
    assert signed_in("senior").post(f"{CAMPAIGNS}decide/", chosen).status_code == 400
    assert signed_in("senior").get(f"{CAMPAIGNS}?days=2").status_code == 400


def test_nothing_ticked_leads_back_with_a_word(signed_in: SignedIn, db: None) -> None:
    page = signed_in("senior").post(f"{CAMPAIGNS}decide/", {"choice": "hold"}, follow=True)
    assert "Tick some comments first." in page.text
