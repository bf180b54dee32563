"""Moderation as people live it: a reader, two moderators and a senior one, each in a browser of their own.

Nothing is replaced: the shipped toxicity model, house rules written at the desk, the edge's kept pages.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import command_run, form_ready
from tests.browser.shots import DESKTOP, shots
from tests.browser.signing import signed_in
from tests.moderation.similar_texts import DISGUISES
from tests.servers import ParleyServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Open = Callable[..., Page]
INSULT = "Disgusting parasites and idiots, all of us passengers: so it stands in the ferry company’s letter."
OBJECTION = "Those are the company’s words about us, not mine. The letter is pinned up in the waiting room."
ANSWER = "You are right: you quoted the letter. We read too fast, and your comment is on the page now."
PASTES = ("as it is", "capitals", "no punctuation", "words changed", "emoji between all words", "words added")
RULE = """
[[rule]]
name = "no-crossings-for-sale"
sentence = "Please sell your crossings elsewhere."
severity = "minor"
action = "hold"
words = ["private crossing"]
"""


@dataclass(frozen=True)
class Paper:
    """A running site with two articles, and what a browser keeps of each one’s signing in."""

    url: str
    database: Path
    articles: list[str]
    signed_in: dict[str, Any]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Paper]:
    data = tmp_path_factory.mktemp("three") / "data"
    with ParleyServer(data=data, empty=True, PARLEY_TOXICITY_TIER="fast") as server:
        made = json.loads(command_run(data, "tests.browser.three_people"))
        yield Paper(
            server.url,
            data / "parley.sqlite3",
            [server.url + path for path in made["articles"]],
            {
                name: signed_in(chromium, server.url, name, made["password"])
                for name in ("ada", "ben", "cleo")
            },
        )


@pytest.fixture
def desk(paper: Paper, reader: Open) -> Open:
    """Open a page of the desk as `name`: `desk("ada", "judge/")`."""

    def open_page(name: str, path: str = "") -> Page:
        state = paper.signed_in[name]
        return reader(f"{paper.url}/admin/desk/{path}", storage_state=state, viewport=DESKTOP)

    return open_page


def _post(page: Page, text: str, *, name: str = "Ida") -> Locator:
    """Post a comment under the article that the page shows; return the comment as its writer sees it."""
    page.get_by_label("Name").fill(name)
    form_ready(page)
    page.get_by_label("Comment", exact=True).fill(text)
    page.get_by_role("button", name="Post comment").click()
    own = page.locator("article.comment", has_text=text)
    expect(own).to_be_visible()
    return own


def _reject_last(page: Page) -> None:
    """Reject the last of the line for the first reason, over a line on which the decision takes long.

    To the desk the comment waits until then, so the page stays: the next one would be the same again.
    """
    on_the_way: list[Route] = []

    def hold(route: Route) -> None:
        on_the_way.append(route)

    page.route("**/api/decide/", hold)
    with page.expect_request("**/api/decide/"), page.expect_response("**/api/next/"):
        page.keyboard.press("1")
    expect(page.locator("#judge")).to_have_attribute("aria-busy", "true")
    on_the_way.pop().continue_()


def _counted_in_the_ledger(page: Page) -> None:
    """Go from the desk to the ledger: one appeal, one overturned."""
    page.get_by_role("link", name="Ledger").click()
    appeals = page.get_by_role("region", name="Appeals", exact=True)
    expect(appeals).to_contain_text("1 of 1")
    shots(page, "09-ledger", appeals)


def test_a_comment_is_rejected_and_the_objection_heard(paper: Paper, reader: Open, desk: Open) -> None:
    article = paper.articles[0]
    reading = reader(article, viewport=DESKTOP)
    own = _post(reading, INSULT)
    expect(own).to_contain_text("A moderator reads it first")
    shots(reading, "01-held", own)

    judging = desk("ada", "judge/")
    card = judging.locator("#card")
    expect(card.locator(".card-text")).to_contain_text(INSULT.partition(",")[2])
    expect(card.locator(".card-text mark").first).to_contain_text("parasites")
    expect(card.locator(".card-why")).to_contain_text("Toxicity")
    shots(judging, "02-judge")
    judging.keyboard.press("r")
    expect(card.get_by_role("group", name="Reject because of")).to_be_visible()
    shots(judging, "03-reasons", card.get_by_role("group", name="Reject because of"))
    _reject_last(judging)
    expect(judging.get_by_text("Nothing waits for you.")).to_be_visible()

    reading.goto(article)
    reading.locator("#comments-title").hover()
    notice = own.locator(".comment-notice")
    expect(notice).to_contain_text("A moderator decided not to publish this comment.")
    expect(notice).to_contain_text("attacks a person")
    shots(reading, "04-told", own)
    own.get_by_role("link", name="Object to this decision").click()
    own.get_by_label("Why is the decision wrong?").fill(OBJECTION)
    shots(reading, "05-objection", own)
    own.get_by_role("button", name="Send the objection").click()
    expect(notice).to_contain_text("Your objection has arrived.")

    judging = desk("ada", "appeals/")
    expect(judging.get_by_text("You made this decision yourself")).to_be_visible()
    expect(judging.get_by_role("button", name="Overturn")).to_have_count(0)
    shots(judging, "06-own-decision")
    answering = desk("ben", "appeals/")
    expect(answering.locator(".desk-objection")).to_have_text(OBJECTION)
    answering.get_by_label("Your answer to the writer").fill(ANSWER)
    shots(answering, "07-appeal")
    answering.get_by_role("button", name="Overturn: publish it").click()
    expect(answering.get_by_text("Overturned: the comment is on the page.")).to_be_visible()

    reading.goto(article)
    expect(own).to_be_visible()
    reading.get_by_role("link", name="Your comments on this page").click()
    reading.get_by_role("link", name="Comment #1").click()
    expect(reading.locator(".comment-notice")).to_contain_text("You are right: you quoted the letter.")
    shots(reading, "08-answer", reading.locator(".comment-notice"))
    stranger = reader(article)
    expect(stranger.locator("article.comment", has_text=INSULT)).to_be_visible()
    expect(stranger.locator(".comment-notice")).to_have_count(0)

    _counted_in_the_ledger(desk("ada"))


def test_a_campaign_is_one_case(paper: Paper, reader: Open, desk: Open) -> None:
    for place, disguise in enumerate(PASTES):
        page = reader(paper.articles[place % 2], java_script_enabled=False)
        page.get_by_label("Name").fill(f"Passenger {place + 1}")
        page.get_by_label("Comment", exact=True).fill(DISGUISES[disguise])
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator("article.comment").filter(has_text=f"Passenger {place + 1}")).to_be_visible()
    page = desk("ada", "campaigns/")
    case = page.get_by_role("listitem").filter(has_text="Nearly the same text")
    expect(case).to_have_count(1)
    expect(case).to_contain_text("6 writers")
    expect(case).to_contain_text("2 articles")
    statuses = case.locator(".desk-chip[class*=case-]")
    before = statuses.all_inner_texts()
    shots(page, "10-campaigns")
    case.get_by_role("link", name="Look at 6 comments").click()
    shots(page, "11-campaign")
    page.get_by_role("button", name="Preview…").click()
    shots(page, "12-campaign-preview")
    page.get_by_role("button", name="Decide on 6").click()
    expect(page.get_by_text("6 comments decided.")).to_be_visible()
    shots(page, "13-campaign-removed")
    expect(statuses).not_to_have_text(before)
    for article in paper.articles:
        expect(reader(article).get_by_text(re.compile(r"Passenger \d"))).to_have_count(0)
    page.locator("[data-toast]").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("6 decisions taken back.")).to_be_visible()
    page.get_by_role("link", name="Campaigns").click()
    expect(statuses).to_have_text(before)


def test_a_rule_from_the_draft_over_its_trial_into_force(paper: Paper, reader: Open, desk: Open) -> None:
    post = partial(_post, reader(paper.articles[1], viewport=DESKTOP))
    page = desk("cleo", "rules/")
    page.get_by_role("link", name="Change the rules").click()
    box = page.get_by_label("Rules, in TOML")
    box.fill(box.input_value() + RULE)
    shots(page, "14-draft")
    page.get_by_role("button", name="Save and look at what it would do").click()
    page.get_by_role("button", name="Replay the last 200").click()
    expect(page.locator("#replay-done")).to_contain_text("looked at")
    shots(page, "15-replay", page.locator("#replay"))
    page.get_by_label("What was changed").fill("Crossings for sale")
    page.get_by_role("button", name="Run the new rules in shadow").click()
    card = page.get_by_role("listitem").filter(has_text="no-crossings-for-sale-trial")
    expect(card.locator(".rule-mode")).to_have_text("In shadow")

    own = post("I can offer you a private crossing on Sunday, only eight places.")
    expect(own).not_to_contain_text("A moderator reads it first")
    page.reload()
    expect(card.locator(".rule-hits dd")).to_have_text(["0", "1"])
    shots(page, "16-shadow", card)

    page.get_by_role("link", name="Go on with my draft").click()
    page.get_by_role("button", name="Save and look at what it would do").click()
    page.get_by_role("button", name="Put the draft live").click()
    card = page.get_by_role("listitem").filter(has_text="no-crossings-for-sale")
    expect(card.locator(".rule-mode")).to_have_text("Live")
    own = post("Another private crossing, this time on Monday at nine.")
    expect(own).to_contain_text("Please sell your crossings elsewhere.")
    shots(page, "17-live", card)
    judging = desk("ben", "judge/?order=newest")
    expect(judging.locator(".card-text")).to_contain_text("this time on Monday")
    expect(judging.locator(".card-why")).to_contain_text("no-crossings-for-sale")
    shots(judging, "18-held-by-the-rule")


def test_what_happens_elsewhere_is_at_the_desk_at_once(paper: Paper, reader: Open, desk: Open) -> None:
    page = desk("ada")
    page.add_init_script("window.setInterval = () => 0")  # what does not come by the stream never comes
    with page.expect_response(lambda answer: "/desk/events?" in answer.url) as stream:
        page.reload()
    assert stream.value.status == 200
    waiting, colleagues = page.locator("[data-count=waiting]"), page.locator("#desk-now")
    before = int(waiting.inner_text())
    expect(colleagues).not_to_contain_text("cleo")
    _post(reader(paper.articles[0]), "You stupid idiots on the landing stage.")
    expect(waiting).to_have_text(str(before + 1))
    expect(page.locator("#desk-live")).to_contain_text("1 new comments wait.")
    judging = desk("cleo", "judge/")
    expect(judging.locator("#card")).to_be_visible()
    expect(colleagues).to_contain_text("cleo")
    judging.goto(paper.url)
    expect(colleagues).not_to_contain_text("cleo")


def test_without_a_stream_the_desk_asks_now_and_then_and_for_another_ticket(desk: Open) -> None:
    page = desk("ada")
    address = page.url
    page.goto("about:blank")  # and nothing of the first page is on its way any more
    page.clock.install()
    tickets: list[str] = []

    def refuse(route: Route) -> None:
        tickets.append(route.request.url)
        route.fulfill(status=403, content_type="application/problem+json", body="{}")

    page.route("**/desk/events?*", refuse)
    counts = "**/desk/api/counts/"
    with page.expect_response(counts):
        page.goto(address)
    with page.expect_response(counts):
        page.clock.run_for(2_000)  # again at once, with the ticket that came with the counts
    assert len(tickets) == 2
    with page.expect_response(counts):
        page.clock.run_for(12_000)
    page.unroute("**/desk/events?*")
    with page.expect_response(lambda answer: "/desk/events?" in answer.url) as stream:
        page.clock.run_for(12_000)
    assert stream.value.status == 200


def test_a_decision_that_could_not_be_kept_comes_back(paper: Paper, reader: Open, desk: Open) -> None:
    _post(reader(paper.articles[1]), "You stupid idiots at the harbour office.")
    page = desk("ben", "judge/?order=newest")
    card = page.locator("#card")
    expect(card.locator(".card-text")).to_contain_text("at the harbour office")
    with closing(sqlite3.connect(paper.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page.keyboard.press("a")
        expect(page.get_by_role("alert")).to_contain_text("The site is busy", timeout=60_000)
        expect(card.locator(".card-text")).to_contain_text("at the harbour office")
        shots(page, "19-busy")
        other.execute("ROLLBACK")
    with page.expect_response("**/api/decide/"):
        page.keyboard.press("a")
    expect(page.locator("[data-toast], .desk-toast").filter(has_text="Published.")).to_be_visible()
    page.goto(f"{paper.url}/admin/desk/?text=harbour+office")
    expect(page.get_by_role("listitem").filter(has_text="at the harbour office")).to_have_count(0)
