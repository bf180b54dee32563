"""Scores in the newsroom's list of comments: shown with their version, marked in the text, for one query a page."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.discussion.notes import Mark
from parley.kernel.clock import now
from parley.moderation.actions import score_keep
from parley.moderation.scoring import Scored
from parley.publishing.comment_marks import text_excerpt, text_marked
from parley.toxicity import ATTRIBUTES, Span
from tests.discussion.factories import comment_make, thread_make

LIST = "/admin/comments/"
Scores = Callable[..., Comment]


def _scored(text: str, *, span: str = "", language: str = "en", **scores: float) -> Comment:
    comment = comment_make(thread=thread_make(), text=text)
    begin = text.find(span)
    all_scores = dict.fromkeys(ATTRIBUTES, 0.02) | scores if language == "en" else {}
    spans = (Span(begin, begin + len(span), {"TOXICITY": 0.7}),) if span else ()
    above = tuple(name for name, score in scores.items() if score > 0.8)
    score_keep(comment=comment, scored=Scored("accurate@3f2a90c1", language, all_scores, above, spans))
    return comment


@pytest.fixture
def desk(client: Client, editor: Person) -> Client:
    client.force_login(editor)
    return client


def _cells(page: Any, kind: str) -> list[str]:
    found = BeautifulSoup(page.content, "html.parser").select(kind)
    return [" ".join(cell.get_text(" ").split()) for cell in found]


@pytest.mark.django_db
def test_the_list_shows_the_highest_scores_and_marks_what_made_them(desk: Client) -> None:
    comment_make(thread=thread_make(), text="Never scored")
    _scored("Das stimmt nicht", language="de")
    _scored("Quite harmless", TOXICITY=0.124)
    _scored("Read it <b>again</b>, you idiot", span="idiot", TOXICITY=0.9312, INSULT=0.9999, THREAT=0.3)
    page = desk.get(LIST)
    assert _cells(page, "td.comment-notes") == [
        "Insult 99% Toxicity 93%",
        "Toxicity 12% Severe toxicity 2%",
        "Another language",
        "",
    ]
    shown = BeautifulSoup(page.content, "html.parser")
    assert [one.get_text() for one in shown.select("td.comment-notes strong")] == [
        "Insult 99%",
        "Toxicity 93%",
    ]
    listed = shown.select_one("td.comment-notes ul")
    assert listed is not None
    assert listed["title"] == "accurate@3f2a90c1; language: en"
    [mark] = shown.select("mark")
    assert mark.get_text() == "marked: idiot (end of mark)"
    assert mark["title"] == "raises the score: Toxicity"
    assert "<b>again" not in page.content.decode()


@pytest.mark.django_db
def test_numbers_are_written_as_the_language_does(desk: Client, settings: Settings, editor: Person) -> None:
    _scored("Quite harmless", TOXICITY=0.124)
    settings.LANGUAGE_CODE = "de"
    assert _cells(desk.get(LIST), "td.comment-notes")[0].count("%") == 2


@pytest.mark.django_db
def test_scores_cost_one_query_a_page(desk: Client, settings: Settings) -> None:
    for number in range(20):
        _scored(f"Text {number}", TOXICITY=0.5)
    desk.get(LIST)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    notes, settings.PARLEY_COMMENT_NOTES = settings.PARLEY_COMMENT_NOTES, []
    without = cost()
    settings.PARLEY_COMMENT_NOTES = notes
    assert cost() == without + 1


@pytest.mark.django_db
def test_one_comment_shows_all_its_scores(desk: Client) -> None:
    comment = _scored("First line\n\nyou idiot <i>", span="idiot", TOXICITY=0.9312, THREAT=0.3)
    page = desk.get(f"{LIST}{comment.pk}/")
    text = page.content.decode()
    assert "accurate@3f2a90c1; language: en" in text
    shown = BeautifulSoup(page.content, "html.parser")
    rows = [" ".join(row.get_text(" ").split()) for row in shown.select("tbody tr")]
    assert rows[:2] == ["Toxicity 93% (reached the threshold)", "Threat 30%"]
    assert len(shown.select("mark")) == 1
    assert "&lt;i&gt;" in text
    Comment.objects.filter(pk=comment.pk).update(revision_count=1, edited_at=now())
    assert "<mark" not in desk.get(f"{LIST}{comment.pk}/").content.decode(), "the scores are of another text"


# --- the marks ----------------------------------------------------------------------------------------
def _plain(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for hidden in soup.select(".w-sr-only"):
        hidden.extract()
    for mark in soup.select("mark"):
        mark.replace_with(f"[{mark.get_text()}]")
    return soup.get_text()


MARKED = {
    "one": ([(4, 9)], "you [idiot] 🦊 <b>"),
    "behind an emoji": ([(10, 11)], "you idiot [🦊] <b>"),
    "overlapping": ([(0, 5), (4, 9)], "[you i][diot] 🦊 <b>"),
    "within another": ([(0, 9), (4, 6)], "[you idiot] 🦊 <b>"),
    "outside": ([(40, 50), (9, 4), (5, 5)], "you idiot 🦊 <b>"),
    "running over the end": ([(12, 99)], "you idiot 🦊 [<b>]"),
}


@pytest.mark.parametrize(("places", "shown"), MARKED.values(), ids=MARKED)
def test_text_marked(places: list[tuple[int, int]], shown: str) -> None:
    marks = [Mark(begin, end, "why") for begin, end in places]
    assert _plain(text_marked(text="you idiot 🦊 <b>", marks=marks)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  short \n\n idiot ", "short [idiot]"),
        ("idiot " + "word " * 30, "[idiot] " + ("word " * 30)[:93] + "…"),
        ("word " * 60 + "idiot and more", "…" + "word " * 8 + "[idiot] and more"),
        ("x" * 300 + "idiot", "x" * 99 + "…"),
    ],
)
def test_text_excerpt(text: str, shown: str) -> None:
    begin = text.index("idiot")
    excerpt = text_excerpt(text=text, marks=[Mark(begin, begin + 5, "why")], length=100)
    assert _plain(excerpt) == shown
