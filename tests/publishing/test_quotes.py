"""Articles and the passages that comments answer: the words the thread keeps, the page without scripts, imports."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.discussion.actions import ImportedComment, comments_import
from parley.discussion.models import Passage, Quote, ThreadText
from parley.discussion.quotes.plain import html_plain
from parley.importers.cli import import_group
from parley.kernel.clock import now
from parley.publishing.models import Article, FrontPage
from parley.publishing.plain import article_plain
from parley.publishing.receivers import article_texts_fill
from tests.factories import publishing as make

pytestmark = pytest.mark.django_db

BODY = [
    {
        "type": "paragraph",
        "value": "<p>The bridge &amp; the <b>ferry</b>.</p><p>A second line<br/>and a third.</p>",
    },
    {"type": "heading", "value": "Nine weeks <later>"},
    {
        "type": "quotation",
        "value": {
            "text": "<p>We <span data-editors-note>the committee</span> have waited nine weeks.</p>",
            "speaker": "Marta Lindqvist",
            "role": "chair",
            "occasion": "",
        },
    },
    {"type": "pull_quote", "value": {"text": "have waited nine weeks", "speaker": ""}},
    {
        "type": "list",
        "value": {"items": ["<p>a new <i>boat</i></p>", "<p>a new letter</p>"], "ordered": False},
    },
    {"type": "fact_box", "value": {"title": "The Kestrel", "text": "<p>Built in a yard that is gone.</p>"}},
]
WORDS = """The bridge & the ferry.
A second line
and a third.

Nine weeks <later>

We (the committee – ed.) have waited nine weeks.
Marta Lindqvist chair

a new boat
a new letter

The Kestrel
Built in a yard that is gone."""
QUOTED = "“We have waited nine weeks.” And what came of it?"


def comment_import(article: Article, text: str) -> None:
    comment = ImportedComment(import_key=text, author_name="Ida", created_at=now(), text=text)
    assert article.thread is not None
    comments_import(thread=article.thread, comments=[comment])


def test_the_thread_keeps_the_words_of_its_article(front_page: FrontPage) -> None:
    article = make.article(body=BODY)
    assert ThreadText.objects.get(thread=article.thread).text == WORDS
    assert article_plain(article=article) == WORDS


def test_the_words_are_those_of_the_page(front_page: FrontPage, client: Client) -> None:
    article = make.article(body=BODY)
    page = client.get(article.path_url).content.decode()
    assert "data-quotable" in page
    body = page[page.index("data-quotable") : page.index("article__foot")]
    shown = html_plain(body).split()
    kept = WORDS.split()
    assert " ".join(kept[:20]) in " ".join(shown)
    assert set(kept) <= set(shown)


def test_an_article_published_before_is_read_at_the_start_of_the_server(front_page: FrontPage) -> None:
    article = make.article(body=BODY)
    ThreadText.objects.all().delete()
    assert article_texts_fill() == 1
    assert ThreadText.objects.get(thread=article.thread).text == WORDS
    assert article_texts_fill() == 0


def test_an_edited_article_is_searched_again(front_page: FrontPage) -> None:
    article = make.article(body=BODY)
    comment_import(article, QUOTED)
    before = Passage.objects.get()
    article.body = [*BODY[1:], BODY[0]]
    article.save_revision().publish()
    after = Passage.objects.get()
    assert after.exact == before.exact
    assert after.start is not None
    assert before.start is not None
    assert after.start < before.start
    article.body = BODY[:1]
    article.save_revision().publish()
    assert Passage.objects.get().start is None


def test_the_page_lists_the_passages_and_each_has_a_page(front_page: FrontPage, client: Client) -> None:
    article = make.article(body=BODY)
    assert "Passages readers answer" not in client.get(article.path_url).content.decode()
    comment_import(article, QUOTED)
    page = client.get(article.path_url).content.decode()
    passage = Passage.objects.get()
    assert article.thread is not None
    address = f"/threads/{article.thread.public_id}/passages/{passage.pk}/"
    assert (
        f'<q dir="auto"><a href="{address}">We (the committee – ed.) have waited nine weeks.</a></q>' in page
    )
    answer = client.get(address)
    assert "And what came of it?" in answer.content.decode()
    assert article.thread.surrogate_key in answer["Surrogate-Key"].split()
    assert "s-maxage" in answer["Cache-Control"]
    fragment = client.get(address, {"fragment": "1"}).content.decode()
    assert "And what came of it?" in fragment
    assert "<html" not in fragment
    assert client.get(f"/threads/{article.thread.public_id}/passages/{passage.pk + 1}/").status_code == 404
    other = make.article()
    assert other.thread is not None
    assert client.get(f"/threads/{other.thread.public_id}/passages/{passage.pk}/").status_code == 404


def test_passages_as_data(front_page: FrontPage, client: Client) -> None:
    article = make.article(body=BODY)
    comment_import(article, QUOTED)
    assert article.thread is not None
    answer = client.get(f"/threads/{article.thread.public_id}/passages/")
    assert answer.json() == {
        "passages": [
            {
                "id": Passage.objects.get().pk,
                "exact": "We (the committee – ed.) have waited nine weeks.",
                "prefix": WORDS[WORDS.index("We (") - 32 : WORDS.index("We (")],
                "suffix": "\nMarta Lindqvist chair\n\na new boat"[:32],
                "target": None,
                "count": 1,
            }
        ]
    }
    assert article.thread.surrogate_key in answer["Surrogate-Key"].split()


def test_passages_cost_the_page_one_query(front_page: FrontPage, client: Client) -> None:
    article = make.article(body=BODY)
    comment_import(article, QUOTED)
    client.get(article.path_url)
    with CaptureQueriesContext(connection) as queries:
        client.get(article.path_url)
    assert sum('"discussion_passage"."target_id" IS NULL' in query["sql"] for query in queries) == 1


def test_the_first_comment_of_a_saved_page_and_its_passage_lead_to_each_other(
    front_page: FrontPage, client: Client, tmp_path: Path
) -> None:
    text = (Path(__file__).parents[1] / "importers" / "fixtures" / "page.txt").read_text(encoding="utf-8")
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    assert CliRunner().invoke(import_group, ["page", str(path)], catch_exceptions=False).exit_code == 0
    article = Article.objects.get()
    # "The boat will sail again." has five words, is said in the article, and is quoted by the first comment.
    quote = Quote.objects.select_related("comment", "passage").get()
    assert (quote.comment.number, quote.exact, quote.is_automatic) == (1, "The boat will sail again.", True)
    assert quote.passage.quote_count == 1
    page = client.get(article.path_url).content.decode()
    assert f'data-passage="{quote.passage_id}"' in page
    assert f"/passages/{quote.passage_id}/" in page


def test_imported_comments_are_linked_to_each_other(front_page: FrontPage) -> None:
    article = make.article(body=BODY)
    assert article.thread is not None
    words = "The old steamer never once missed a crossing in my childhood."
    quoting = "“never once missed a crossing in my childhood”: "
    texts = {
        "1": words,
        "2": f"{quoting} yes",
        "3": f"{quoting} no",
        "4": "Nothing.",
        "5": f"> {words}\n\nHm.",
    }
    parents = {"2": "1", "5": "4"}
    comments = [
        ImportedComment(
            import_key=key, author_name="Ida", created_at=now(), text=text, parent_key=parents.get(key)
        )
        for key, text in texts.items()
    ]
    comments_import(thread=article.thread, comments=comments)
    linked = Quote.objects.order_by("comment__number")
    assert list(linked.values_list("comment__number", "passage__target__number")) == [(2, 1), (3, 1), (5, 1)]
    assert Passage.objects.get().quote_count == 3
    comments_import(thread=article.thread, comments=comments)
    assert Quote.objects.count() == 3
