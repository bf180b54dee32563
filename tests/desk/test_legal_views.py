"""Legal holds and modes at the desk: who may, what is shown to whom, and the sweep step by step."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.timezone import localtime

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import legal
from parley.moderation.models import Decision, LegalHold
from tests.desk.making import DESK, comment_make
from tests.moderation.legal_holds import NAME, hold_make

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
LEGAL = f"{DESK}legal/"
ARTICLES = f"{DESK}articles/"
CHANGERS = {"editor", "senior"}


@pytest.fixture
def editor(signed_in: SignedIn) -> Client:
    return signed_in("editor")


def _terms(**terms: str) -> dict[str, str]:
    until = localtime(now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    return {
        "kind": "sub_judice",
        "scope": "names",
        "names": f"{NAME}\r\n",
        "until": until,
        "reason": "Order of the court.",
    } | terms


@pytest.mark.parametrize("name", ["auditor", "editor", "moderator", "senior", "stranger"])
def test_who_reads_and_who_changes(
    signed_in: SignedIn, people: dict[str, Person], thread: Thread, name: str
) -> None:
    hold = hold_make(thread, NAME, person=people["editor"])
    client = signed_in(name)
    article = f"{LEGAL}article/{thread.public_id}/"
    pages = [client.get(address) for address in (ARTICLES, LEGAL, article)]
    assert [page.status_code for page in pages] == [302 if name == "stranger" else 200] * 3
    for page in pages[1:]:
        assert (NAME in page.text) is (name in CHANGERS)
        assert ("1 name, which you may not read" in page.text) is (name in {"auditor", "moderator"})
    answers = [
        client.post(f"{ARTICLES}{thread.public_id}/mode/", {"mode": "hold_all"}),
        client.post(article, _terms()),
        client.get(f"{LEGAL}hold/{hold.public_id}/sweep/"),
        client.post(f"{LEGAL}hold/{hold.public_id}/sweep/"),
        client.post(f"{LEGAL}hold/{hold.public_id}/end/"),
    ]
    turned_away = [one.status_code == 302 and one["Location"] == "/admin/" for one in answers]
    assert turned_away == [name not in CHANGERS] * 5
    thread.refresh_from_db()
    assert (thread.mode == "hold_all") is (name in CHANGERS)
    assert LegalHold.objects.count() == (2 if name in CHANGERS else 1)


def test_a_hold_is_set_and_leads_to_the_sweep(editor: Client, thread: Thread) -> None:
    done = editor.post(f"{LEGAL}article/{thread.public_id}/", _terms(), follow=True)
    hold = LegalHold.objects.get()
    assert (hold.names, hold.created_by.username) == ([NAME], "editor")
    assert done.redirect_chain[-1][0] == f"{LEGAL}hold/{hold.public_id}/sweep/"
    assert "The legal hold stands." in done.text


def test_a_hold_on_all_leads_back_to_the_article(editor: Client, thread: Thread) -> None:
    address = f"{LEGAL}article/{thread.public_id}/"
    done = editor.post(address, _terms(scope="all", names=""), follow=True)
    assert done.redirect_chain[-1][0] == address
    assert "Order of the court." in done.text


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"reason": f"About {NAME}."}, "Every moderator reads the reason: leave the names out of it."),
        ({"names": ""}, "Give at least one name, each on its own line."),
        ({"until": "2001-01-01T00:00"}, "This time is over. Give one to come."),
        ({"kind": "whim"}, "Select a valid choice."),
    ],
)
def test_a_wrong_hold_is_told_beside_the_field(
    editor: Client, thread: Thread, terms: dict[str, str], said: str
) -> None:
    page = editor.post(f"{LEGAL}article/{thread.public_id}/", _terms(**terms))
    assert page.status_code == 400
    assert said in page.text
    assert not LegalHold.objects.exists()


def test_the_sweep_goes_on_step_by_step(
    editor: Client, people: dict[str, Person], thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legal, "SWEEP_MAX", 2)
    for text in ("Well said.", f"I saw {NAME} there.", "No.", "Bergson, Anna Maria!", "Yes."):
        comment_make(thread, text)
    hold = hold_make(thread, NAME, person=people["editor"])
    address = f"{LEGAL}hold/{hold.public_id}/sweep/"
    assert "data-goes-on" not in editor.get(address).text
    steps = []
    step: dict[str, str] = {}
    while step.get("done") != "1":
        answer = editor.post(address, step)
        step = {name: found[0] for name, found in parse_qs(urlsplit(answer["Location"]).query).items()}
        steps.append((step["looked"], step["held"], step["done"]))
        page = editor.get(answer["Location"])
        assert ("data-goes-on" in page.text) is (step["done"] == "0")
    assert steps == [("2", "1", "0"), ("4", "2", "0"), ("5", "2", "1")]
    assert "Held 2 of 5 comments looked at." in page.text
    assert set(Decision.objects.values_list("batch", flat=True)) == {hold.public_id}
    assert Comment.objects.filter(status="held").count() == 2


def test_a_hold_ends_once(editor: Client, people: dict[str, Person], thread: Thread) -> None:
    hold = hold_make(thread, person=people["editor"])
    address = f"{LEGAL}hold/{hold.public_id}/end/"
    assert "The hold has ended." in editor.post(address, follow=True).text
    again = editor.post(address, follow=True)
    assert "This legal hold is over already." in again.text
    assert "ended by editor" in editor.get(LEGAL).text
    assert editor.get(f"{LEGAL}hold/{hold.public_id}/sweep/").text.count("there is nothing to sweep for") == 1


def test_the_busiest_articles_come_first_and_any_is_found(editor: Client, thread: Thread) -> None:
    quiet = Thread.objects.create(
        site=thread.site, key="page:2", title="A <b>quiet</b> harbour", url="/quiet/", created_at=now()
    )
    comment_make(quiet)
    Comment.objects.update(created_at=now() - timedelta(days=2))
    for place in range(3):
        comment_make(thread, f"Word {place}")
    page = editor.get(ARTICLES)
    assert [(row["now"].thread, row["now"].recent) for row in page.context["rows"]] == [(thread, 3)]
    week = editor.get(f"{ARTICLES}?hours=168")
    assert [row["now"].thread for row in week.context["rows"]] == [thread, quiet]
    found = editor.get(f"{ARTICLES}?q=harbour+QUIET")
    assert [(row["now"].thread, row["now"].recent) for row in found.context["rows"]] == [(quiet, 0)]
    assert "A &lt;b&gt;quiet&lt;/b&gt; harbour" in found.text
    assert "No article has these words" in editor.get(f"{ARTICLES}?q=elsewhere").text


def test_a_mode_is_set_and_the_search_is_kept(editor: Client, thread: Thread) -> None:
    answer = editor.post(
        f"{ARTICLES}{thread.public_id}/mode/", {"mode": "hold_new", "q": "bridge", "hours": "168"}
    )
    assert answer["Location"] == f"{ARTICLES}?q=bridge&hours=168"
    page = editor.get(answer["Location"]).text
    assert "“The bridge closes”: a moderator reads first: new writers’ comments." in page
    assert '<option value="hold_new" selected>' in page


def test_nonsense_is_refused(editor: Client, thread: Thread) -> None:
    mode = f"{ARTICLES}{thread.public_id}/mode/"
    assert editor.post(mode, {"mode": "loud"}).status_code == 400
    assert editor.get(f"{ARTICLES}?hours=5").status_code == 400
    assert editor.get(f"{ARTICLES}?q={'x' * 101}").status_code == 400
    for address in (f"{ARTICLES}nobody/mode/", f"{LEGAL}hold/nobody/end/", f"{LEGAL}hold/nobody/sweep/"):
        assert editor.post(address, {"mode": "open"}).status_code == 404
    assert editor.get(f"{LEGAL}article/nobody/").status_code == 404
