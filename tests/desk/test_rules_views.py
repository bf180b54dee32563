"""The room of the house rules: everybody reads, who may changes, and nothing counts that was not looked at."""

from collections.abc import Callable

import pytest
from django.test import Client

from parley.accounts.models import Person
from parley.desk import rules_replay
from parley.desk.drafting import DRAFT_MAX
from parley.desk.models import RulesDraft
from parley.discussion.models import Comment, Thread
from parley.kernel.clock import now
from parley.moderation.actions import Why, comment_decide, rules_set
from parley.moderation.house_rules import rules_text
from parley.moderation.models import HouseRules, RuleHit, Screening
from parley.moderation.rules.defaults import default_rules_text
from tests.desk.making import DESK, comment_make, waiting_make
from tests.desk.test_rules_trial import ADVERTS, SHOUTING

pytestmark = pytest.mark.django_db

SignedIn = Callable[[str], Client]
RULES = f"{DESK}rules/"
DRAFT = f"{RULES}draft/"
REVIEW = f"{DRAFT}review/"


@pytest.fixture
def senior(signed_in: SignedIn) -> Client:
    return signed_in("senior")


def _drafted(client: Client, text: str) -> str:
    """Save a draft; return the mark of what its review shows."""
    client.post(DRAFT, {"text": text.replace("\n", "\r\n")})
    return str(client.get(REVIEW).context["seen"])


@pytest.mark.parametrize("name", ["auditor", "editor", "moderator", "senior", "stranger"])
def test_who_reads_and_who_changes(signed_in: SignedIn, people: dict[str, Person], name: str) -> None:
    row = rules_set(text=ADVERTS, person=people["senior"], note="Adverts")
    client = signed_in(name)
    reads = [client.get(f"{RULES}{path}").status_code for path in ("", "versions/", f"versions/{row.pk}/")]
    assert reads == [302 if name == "stranger" else 200] * 3
    answers = [
        client.get(DRAFT),
        client.post(DRAFT, {"text": SHOUTING}),
        client.get(REVIEW),
        client.post(f"{DRAFT}apply/", {"how": "live"}),
        client.post(f"{DRAFT}discard/"),
    ]
    if name != "senior":
        assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/admin/")}
        assert "Change the rules" not in client.get(RULES).text
    assert HouseRules.objects.count() == 1
    assert rules_text() == ADVERTS


def test_rules_are_cards_with_their_hits(senior: Client, people: dict[str, Person], thread: Thread) -> None:
    rules_set(text=ADVERTS + SHOUTING, person=people["senior"], note="<b>Adverts</b>")
    comment = comment_make(thread)
    screening = Screening.objects.create(
        comment=comment, version=1, outcome="publish", verdicts=[], screened_at=now()
    )
    for mode in ("live", "shadow", "shadow"):
        RuleHit.objects.create(screening=screening, rule="no-adverts", version="v", mode=mode, hit_at=now())
    page = senior.get(RULES)
    cards = page.context["cards"]
    assert [(one["rule"].name, one["hits_live"], one["hits_shadow"]) for one in cards] == [
        ("no-adverts", 1, 2),
        ("no-shouting", 0, 0),
    ]
    assert [list(map(str, one["looks_for"])) for one in cards] == [["2 words and phrases"], ["1 pattern"]]
    assert "Please sell elsewhere." in page.text
    assert "&lt;b&gt;Adverts&lt;/b&gt;" in page.text
    found = senior.get(f"{RULES}?q=SHOUT").context["cards"]
    assert [one["rule"].name for one in found] == ["no-shouting"]


def test_rules_that_cannot_be_read_are_told_and_can_be_mended(senior: Client) -> None:
    HouseRules.objects.create(text="[[rule]]\nname = 7\n", version="0", created_at=now())
    page = senior.get(RULES)
    assert page.status_code == 200
    assert "These rules can’t be read, so every comment is held." in page.text
    seen = _drafted(senior, ADVERTS)
    assert "so the draft is compared with none" in senior.get(f"{REVIEW}?last=200").text
    refused = senior.post(f"{DRAFT}apply/", {"how": "shadow", "seen": seen}, follow=True)
    assert refused.redirect_chain[-1][0] == DRAFT
    senior.post(f"{DRAFT}apply/", {"how": "live", "seen": seen})
    assert rules_text() == ADVERTS


def test_a_draft_with_mistakes_is_kept_and_they_are_told(senior: Client, people: dict[str, Person]) -> None:
    wrong = ADVERTS.replace('"hold"', '"burn"')
    page = senior.post(DRAFT, {"text": wrong, "then": "review"}, follow=True)
    assert RulesDraft.objects.get(person=people["senior"]).text == wrong.replace("\r\n", "\n")
    assert page.redirect_chain[-1][0] == DRAFT
    assert "Line 6" in page.text
    assert "no-adverts" in page.text
    assert 'data-line="6"' in page.text
    assert senior.post(f"{DRAFT}apply/", {"how": "live", "seen": "x"}).status_code == 302
    assert not HouseRules.objects.exists()


def test_a_draft_begins_with_the_rules_that_count_and_is_ones_own(
    senior: Client, people: dict[str, Person], signed_in: SignedIn
) -> None:
    assert senior.get(DRAFT).context["text"] == default_rules_text()
    assert not RulesDraft.objects.exists()
    _drafted(senior, ADVERTS)
    people["colleague"].is_superuser = True
    people["colleague"].save()
    other = signed_in("colleague")
    assert other.get(DRAFT).context["text"] == default_rules_text()
    assert "senior is writing a draft" in other.get(RULES).text
    senior.post(f"{DRAFT}discard/")
    assert not RulesDraft.objects.exists()


def test_a_text_that_is_too_long_is_given_back(senior: Client) -> None:
    page = senior.post(DRAFT, {"text": "#" * (DRAFT_MAX + 1)})
    assert page.status_code == 400
    assert "A draft here has at most" in page.text
    assert not RulesDraft.objects.exists()


def test_what_was_looked_at_is_put_live(senior: Client, people: dict[str, Person]) -> None:
    rules_set(text=ADVERTS, person=people["senior"])
    text = ADVERTS.replace("hold", "reject") + SHOUTING
    seen = _drafted(senior, text)
    page = senior.get(REVIEW)
    changes = page.context["changes"]
    assert (changes.added, changes.changed) == (("no-shouting",), ("no-adverts",))
    assert "<del>action = &quot;hold&quot;</del>" in page.text
    assert "<ins>action = &quot;reject&quot;</ins>" in page.text
    done = senior.post(
        f"{DRAFT}apply/", {"how": "live", "seen": seen, "note": "As the board asked"}, follow=True
    )
    newest = HouseRules.objects.latest("pk")
    assert (newest.text, newest.person, newest.note) == (text, people["senior"], "As the board asked")
    assert f"These house rules count from now on: version {newest.version}." in done.text
    assert not RulesDraft.objects.exists()


@pytest.mark.parametrize("how", ["live", "shadow"])
def test_what_changed_since_is_looked_at_again(senior: Client, people: dict[str, Person], how: str) -> None:
    rules_set(text=ADVERTS, person=people["senior"])
    seen = _drafted(senior, SHOUTING)
    theirs = ADVERTS.replace("bargain", "discount")
    rules_set(text=theirs, person=people["colleague"])
    page = senior.post(f"{DRAFT}apply/", {"how": how, "seen": seen}, follow=True)
    assert "have changed since you looked" in page.text
    assert "may be a colleague’s" in page.text
    assert rules_text() == theirs
    stale = page.context["seen"]
    senior.post(DRAFT, {"text": SHOUTING + "# more\n"})
    senior.post(f"{DRAFT}apply/", {"how": how, "seen": stale})
    assert rules_text() == theirs


def test_new_rules_run_in_shadow_and_the_draft_stays(senior: Client, people: dict[str, Person]) -> None:
    rules_set(text=ADVERTS, person=people["senior"])
    text = ADVERTS.replace('"cheap*"', '"cheap*", "discount"')
    seen = _drafted(senior, text)
    done = senior.post(f"{DRAFT}apply/", {"how": "shadow", "seen": seen}, follow=True)
    assert "1 rule runs in shadow now." in done.text
    assert [(one["rule"].name, one["mode"]) for one in done.context["cards"]] == [
        ("no-adverts", "Live"),
        ("no-adverts-trial", "In shadow"),
    ]
    page = senior.get(REVIEW)
    assert not page.context["is_overtaken"]
    senior.post(f"{DRAFT}apply/", {"how": "live", "seen": page.context["seen"]})
    assert rules_text() == text


def test_with_nothing_new_there_is_no_trial(senior: Client, people: dict[str, Person]) -> None:
    rules_set(text=ADVERTS, person=people["senior"])
    seen = _drafted(senior, "# a remark\n" + ADVERTS)
    page = senior.post(f"{DRAFT}apply/", {"how": "shadow", "seen": seen}, follow=True)
    assert "there is nothing to try" in page.text
    assert HouseRules.objects.count() == 1


@pytest.fixture
def decided(thread: Thread, people: dict[str, Person]) -> list[Comment]:
    """Four that people decided on: two bargains published, one cheap one rejected, one word published."""
    made = waiting_make(thread, 4)
    texts = ["A bargain it was not.", "Nobody calls that a bargain.", "Cheap watches!", "Well said."]
    for comment, text in zip(made, texts, strict=True):
        Comment.objects.filter(pk=comment.pk).update(text=text)
        action, why = ("reject", Why("spam")) if "watches" in text else ("publish", Why())
        comment_decide(comment=comment, action=action, person=people["moderator"], why=why)
    return made


def test_replay_tells_both_directions_beside_what_people_decided(
    senior: Client, people: dict[str, Person], decided: list[Comment]
) -> None:
    rules_set(text=ADVERTS.replace('"bargain", ', ""), person=people["senior"])
    _drafted(senior, ADVERTS.replace(', "cheap*"', ""))
    page = senior.get(f"{REVIEW}?last=200")
    replay = page.context["replay"]
    stricter, milder = replay.directions
    assert replay.total == 4
    assert (stricter.count, stricter.published, stricter.rejected) == (2, 2, 0)
    assert (milder.count, milder.published, milder.rejected) == (1, 0, 1)
    flip = milder.flips[0]
    assert (flip.comment, flip.before, flip.after, flip.decision) == (
        decided[2],
        "Held",
        "Published",
        "Rejected",
    )
    assert flip.rules == ("no-adverts",)
    assert flip.is_against
    assert "Cheap<span" in flip.excerpt
    assert f"{DESK}judge/{decided[2].public_id}/" in page.text
    assert "What people rejected would have come through." in page.text
    assert rules_text() == ADVERTS.replace('"bargain", ', "")


def test_replay_stops_when_it_takes_too_long(
    senior: Client, decided: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules_replay, "SECONDS_MAX", -1.0)
    _drafted(senior, ADVERTS)
    page = senior.get(f"{REVIEW}?last=1000")
    assert page.context["replay"].total == 0
    assert "There were more, but the rules took too long." in page.text


@pytest.mark.parametrize("last", ["7", "1001", "x", "-200"])
def test_a_replay_of_nonsense_is_refused(senior: Client, last: str) -> None:
    _drafted(senior, ADVERTS)
    assert senior.get(f"{REVIEW}?last={last}").status_code == 400


def test_versions_tell_who_changed_what_and_can_come_back(senior: Client, people: dict[str, Person]) -> None:
    first = rules_set(text=ADVERTS, person=people["senior"], note="Adverts")
    second = rules_set(text=ADVERTS + SHOUTING)
    versions = senior.get(f"{RULES}versions/")
    assert [one.pk for one in versions.context["page"]] == [second.pk, first.pk]
    assert "on the command line" in versions.text
    page = senior.get(f"{RULES}versions/{second.pk}/")
    assert "<ins>name = &quot;no-shouting&quot;</ins>" in page.text
    assert "<del>" not in page.text
    assert "Begin a draft with it" in senior.get(f"{RULES}versions/{first.pk}/").text
    back = senior.get(f"{DRAFT}?from={first.pk}")
    assert back.context["text"] == ADVERTS
    assert senior.get(f"{RULES}versions/{second.pk + 1}/").status_code == 404
    assert senior.get(f"{DRAFT}?from={second.pk + 1}").status_code == 404
    _drafted(senior, SHOUTING)
    assert "Saving this text takes its place." in senior.get(f"{DRAFT}?from={first.pk}").text
