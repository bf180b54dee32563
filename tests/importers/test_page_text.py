"""A page saved as text becomes an article and its comments, and no word is lost."""

import re
from collections import Counter
from pathlib import Path

import pytest

from parley.importers.page_text import page_read
from parley.importers.problems import ImportProblem
from parley.importers.records import ImportedArticle, Items, Notes, Paragraph, Quotation, block_text

FIXTURE = Path(__file__).parent / "fixtures" / "page.txt"
HEAD = "Headline\n\nStandfirst.\n\nParagraph one.\n\nParagraph two.\n\n"


def _read(text: str, notes: Notes | None = None) -> ImportedArticle:
    return page_read(text.encode(), notes=notes or Notes())


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:['’.-][^\W_]+)*|[^\w\s.,:;!?()“”\"–—-]+", text))


def test_the_form_of_a_saved_page_is_read_whole() -> None:
    article = page_read(FIXTURE.read_bytes(), notes=Notes())
    assert article.headline == "Harbour Council Sends Letter To Ferry Company"
    assert article.standfirst == "The town wants “a clear answer” before winter."
    assert [type(block) for block in article.body] == [
        Paragraph,
        Paragraph,
        Quotation,
        Paragraph,
        Quotation,
        Paragraph,
    ]
    long, short = article.body[2], article.body[4]
    assert isinstance(long, Quotation)
    assert isinstance(short, Quotation)
    assert (long.speaker, long.role) == ("Marta Lindqvist", "the chair of the harbour committee")
    assert long.occasion == "during a meeting at the old customs house"
    assert re.findall(r"<span data-editors-note>(.*?)</span>", long.html) == [
        "the committee",
        "the evening boat",
        "Mr. Oduya",
    ]
    assert "“Please be patient, the boat is old”" in long.html
    assert (short.speaker, short.occasion) == ("Joost de Wit", "in an interview with the harbour radio")


def test_comments_keep_numbers_paragraphs_and_emoji() -> None:
    comments = page_read(FIXTURE.read_bytes(), notes=Notes()).comments
    assert [comment.number for comment in comments] == [1, 2, 5]
    assert comments[0].text == (
        "We have heard this before. I, for one, will learn to swim.\n\n“The boat will sail again.”\n\n"
        "WHO believes that? Not me."
    )
    assert comments[1].text == (
        "My list for the council:\n\n1. a new boat\n\n2. a new letter\n\nThat is all.🛶\n\n"
        "Long live the harbour!!!🌊⚓️❤️‍🔥"
    )
    assert comments[2].text == "Numbers three and four were rude & are <gone>.\nSecond line of five."
    assert len({comment.import_key for comment in comments}) == 3


def test_no_word_of_the_source_is_lost_or_doubled() -> None:
    source = FIXTURE.read_text(encoding="utf-8")
    article = page_read(FIXTURE.read_bytes(), notes=Notes())
    parts = [article.headline, article.standfirst, *map(block_text, article.body)]
    for comment in article.comments:
        parts += [str(comment.number), comment.text]
    # What turned into a mark: the notes' "ed.", the form's line, and the attributions, whose names are the speakers'.
    attributions = (
        "ed Ed editor Enter comments here Lindqvist said Joost de Wit said in an interview with the"
    )
    attributions += " harbour radio"
    assert _words(source) == _words("\n".join([*parts, *attributions.split()]))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (HEAD, []),
        (HEAD + "Enter comments here:\n", []),
        (HEAD + "  1. One.\n", [1]),
        (HEAD + "  1. One.\n\n  2. Two.\n\nLeave a Reply\n", [1, 2]),
        (HEAD + "  1. One.\n  2. Two.\n  3. Three.\nEnter comments here:", [1, 2, 3]),
        (HEAD + "1. One.\n\n    more\n\n2. Two.\n\nEnter comments here:\n", [1, 2]),
        (HEAD + "  9. Nine.\n\n 10. Ten.\n\n 11. Eleven.\n", [9, 10, 11]),
        (HEAD + "  9) Nine.\n\n  10) Ten.\n", [9, 10]),
        (HEAD + "\t1. One.\n\n\t   more\n\n\t2. Two.\n", [1, 2]),
        (HEAD + "\xa0\xa01. One.\n\n\xa0\xa02. Two.\n", [1, 2]),
        (HEAD + "  3. Three.\n\n  2. Two.\n\n  1. One.\n", [1, 2, 3]),
        (HEAD + "3 Comments\n\n  1. One.\n\nSchreiben Sie hier:\n", [1]),
        (HEAD + "Enter comments here:\n\n  1. One.\n", [1]),
        (HEAD + "  1. One.\n\n  2.\n\n  3. Three.\n", [1, 3]),
    ],
)
def test_where_comments_begin_and_how_they_are_numbered(text: str, numbers: list[int]) -> None:
    article = _read(text)
    assert [comment.number for comment in article.comments] == numbers
    assert [block_text(block) for block in article.body] == ["Paragraph one.", "Paragraph two."]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "  1. One.\n\n  1. Again.\n", 11, "second comment with the number 1"),
        (HEAD + "  1. One.\n\n  3. Three.\n\n  2. Two.\n", 13, "out of order"),
        (HEAD + "  0. Nought.\n", 9, "from 1"),
        (HEAD + "  1. One.\n\ntorn off\n\n  2. Two.\n", 11, "not indented"),
        ("  1. One.\n\n  2. Two.\n", 1, "no headline"),
        ("x" * 151 + "\n\nText.\n", 1, "151 characters"),
    ],
)
def test_what_can_not_be_read_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(ImportProblem, match=words) as caught:
        _read(text)
    assert caught.value.line == line


def test_lists_in_the_article_are_lists_and_no_comments() -> None:
    article = _read(HEAD + "  * salt\n  * tar\n\n  1. First.\n\n  2. Second.\n\nThe end.\n\n  1. Comment.\n")
    assert article.body[2:4] == (Items(("salt", "tar")), Items(("First.", "Second."), ordered=True))
    assert [comment.text for comment in article.comments] == ["Comment."]


def test_a_numbering_that_a_list_would_change_stays_text() -> None:
    article = _read(HEAD + "  4. Fourth.\n\n  6. Sixth.\n\nThe end.\n")
    assert [block_text(block) for block in article.body[2:]] == ["4. Fourth.", "6. Sixth.", "The end."]


@pytest.mark.parametrize(
    ("text", "standfirst", "body"),
    [
        ("Headline\n", "", []),
        ("Headline\n\nOnly this.\n", "", ["Only this."]),
        ("Headline\n\nShort.\n\nText.\n", "Short.", ["Text."]),
        ("Head\nline\n\nShort\nstandfirst.\n\nWrapped\ntext.\n", "Short standfirst.", ["Wrapped text."]),
        (f"Headline\n\n{'long ' * 90}\n\nText.\n", "", ["long " * 89 + "long", "Text."]),
    ],
)
def test_headline_standfirst_and_text(text: str, standfirst: str, body: list[str]) -> None:
    article = _read(text)
    assert " ".join(article.headline.split()) in {"Headline", "Head line"}
    assert article.standfirst == standfirst
    assert [block_text(block) for block in article.body] == body


def test_what_follows_the_form_is_left_out_with_a_note() -> None:
    notes = Notes()
    article = _read(HEAD + "  1. One.\n\nEnter comments here:\n\nName\n\nImprint\n", notes)
    assert [comment.text for comment in article.comments] == ["One."]
    assert notes.counts == {"What stands after the form's line is left out.": 2}
    assert list(notes.first_line.values()) == [13]


def test_keys_stay_when_the_page_is_saved_again_otherwise() -> None:
    first = _read(HEAD + "  1. One two.\n\n  2. Same.\n\n  3. Same.\n")
    again = _read(
        (HEAD + "  4. One\n     two.\n\n  5. Same.\n\n  6. Same.\n\nEnter comments here:").replace(
            "\n", "\r\n"
        )
    )
    assert [one.import_key for one in first.comments] == [one.import_key for one in again.comments]
    assert first.import_key == again.import_key
    assert len({one.import_key for one in first.comments}) == 3
