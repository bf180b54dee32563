"""The demonstration newspaper: it loads once, shows every block, and points at nobody real."""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker
from wagtail.images import get_image_model

from parley.discussion.models import Comment, Passage, Quote, Reaction, StatusChange, Thread
from parley.discussion.placement import placement_rebuild
from parley.publishing.blocks import BodyBlock
from parley.publishing.demo.load import _publication_name, demo_load
from parley.publishing.demo.reading import CONTENT, PICTURES, Lookup, blocks_read, newspaper_read
from parley.publishing.models import Article, Author, FrontPage, PlainPage, Publication, Section

pytestmark = pytest.mark.django_db

HEATED = "corn-hall-clock"
# A dead film is worse than none.
BLOCKS_LEFT_OUT = {"embed"}
NOWHERE = re.compile(r"https?://(?:[\w-]+\.)*example\.(?:org|com)(?:/|$)")


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[list[str]]:
    """What loading reported. Loaded once for the file; each test's own changes are rolled back to here."""
    lines: list[str] = []
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        demo_load(report=lines.append)
        yield lines
        transaction.set_rollback(True)


def _thread(slug: str) -> Thread:
    thread = Article.objects.get(slug=slug).thread
    assert thread is not None
    return thread


def test_prints_a_whole_newspaper(demo: list[str]) -> None:
    assert Article.objects.live().count() == 10
    assert Section.objects.live().count() == 4
    assert all(section.get_children().live().count() >= 2 for section in Section.objects.all())
    assert Author.objects.count() == 6
    assert set(PlainPage.objects.values_list("slug", flat=True)) == {"about", "house-rules"}
    front_page = FrontPage.objects.get()
    assert front_page.lead_article.slug == HEATED
    assert front_page.picks.count() == 4
    assert Publication.objects.get().name == front_page.title == "The Larkhithe Lantern"
    assert "10 articles" in demo[-1]


def test_second_load_changes_nothing(demo: list[str]) -> None:
    def counts() -> list[int]:
        return [
            model.objects.count()
            for model in (Article, Author, Section, Comment, StatusChange, get_image_model())
        ]

    before = counts()
    demo_load(report=demo.append)
    assert counts() == before


def test_chosen_name_stays(demo: list[str]) -> None:
    Publication.objects.update(name="The Chosen Name", tagline="Ours")
    _publication_name(newspaper_read())
    publication = Publication.objects.get()
    assert (publication.name, publication.tagline) == ("The Chosen Name", "Ours")


@pytest.mark.usefixtures("demo")
def test_heated_thread_has_forty_numbered_comments() -> None:
    comments = list(
        Comment.objects.filter(thread=_thread(HEATED)).order_by("number").select_related("parent")
    )
    assert [comment.number for comment in comments] == list(range(1, 41))
    statuses = [comment.status for comment in comments]
    assert statuses.count("held") == 2
    assert statuses.count("removed") == 1
    removed = comments[statuses.index("removed")]
    assert any(comment.parent_id == removed.pk for comment in comments), "the stub needs answers under it"
    assert max(comment.depth for comment in comments) == 6
    times = [comment.created_at for comment in comments]
    assert times == sorted(times)
    assert (times[-1] - times[0]).days == 1
    assert len({comment.author_name for comment in comments}) >= 18
    html = "".join(comment.html for comment in comments)
    assert "<blockquote>" in html
    assert "<em>" in html
    assert StatusChange.objects.filter(comment__in=comments, decided_by="demonstration").count() == 40


@pytest.mark.usefixtures("demo")
def test_heated_thread_links_to_what_it_quotes() -> None:
    links = {
        (quote.comment.number, quote.passage.target.number if quote.passage.target else None)
        for quote in Quote.objects.filter(comment__thread=_thread(HEATED)).select_related(
            "comment", "passage__target"
        )
    }
    assert {(3, None), (22, 21), (23, 21), (26, None), (40, None)} <= links
    shared = Passage.objects.filter(thread=_thread(HEATED), target=None, quote_count=2)
    assert shared.count() == 1, "one passage of the article must have two answers"
    assert not Passage.objects.filter(thread=_thread(HEATED), start=None).exists()


@pytest.mark.usefixtures("demo")
def test_readers_value_comments_and_one_was_edited() -> None:
    comments = Comment.objects.filter(thread=_thread(HEATED))
    counts = {comment.number: comment.valued_count for comment in comments}
    rows = Reaction.objects.filter(thread=_thread(HEATED)).values_list("comment__number")
    assert {number: count for number, count in counts.items() if count} == dict(
        rows.annotate(count=Count("id"))
    )
    assert len(set(counts.values())) > 15
    [edited] = comments.exclude(edited_at=None)
    assert [revision.number for revision in edited.revisions.all()] == [edited.revision_count]
    assert edited.revisions.get().text != edited.text
    columns = ("number", "valued_rank", "replied_rank", "reply_count", "branch_count", "placed_number")
    before = list(comments.order_by("number").values(*columns))
    placement_rebuild(thread=_thread(HEATED))
    assert list(comments.order_by("number").values(*columns)) == before


@pytest.mark.usefixtures("demo")
def test_every_comment_comes_after_its_article_and_before_now() -> None:
    for article in Article.objects.all():
        thread = article.thread
        assert thread is not None
        for comment in thread.comments.all():
            assert article.published_at < comment.created_at < thread.created_at


@pytest.mark.usefixtures("demo")
def test_shows_each_state_of_comments() -> None:
    assert set(Article.objects.values_list("comments_state", flat=True)) == {"open", "closed", "hidden"}
    assert _thread("tide-table-maker").comment_count == 4


@pytest.mark.usefixtures("demo")
def test_uses_every_block_and_an_editors_note() -> None:
    blocks = [block for article in Article.objects.all() for block in article.body]
    assert {block.block_type for block in blocks} == set(BodyBlock().child_blocks) - BLOCKS_LEFT_OUT
    quotations = [block.value for block in blocks if block.block_type == "quotation"]
    assert any("data-editors-note" in quotation["text"].source for quotation in quotations)
    assert all(
        quotation["speaker"] and quotation["role"] and quotation["occasion"] for quotation in quotations
    )
    assert {block.value["ordered"] for block in blocks if block.block_type == "list"} == {True, False}
    assert sum(article.corrections.count() for article in Article.objects.all()) == 1


@pytest.mark.usefixtures("demo")
def test_every_body_can_be_shown() -> None:
    for page in (*Article.objects.all(), *PlainPage.objects.all()):
        html = page.body.render_as_block()
        assert "<p>" in html
        assert not re.search(r"[{}]|\*\w|```|article:", html), page.title


@pytest.mark.usefixtures("demo")
def test_article_fits_what_the_newsroom_asks() -> None:
    for article in Article.objects.all():
        article.full_clean()
        article.body.stream_block.clean(article.body)
        assert article.lead_image_alt
        assert article.topics.count()


@pytest.mark.usefixtures("demo")
def test_pictures_have_text_and_a_focus_inside_the_sheet() -> None:
    images = get_image_model().objects.exclude(title__in=Author.objects.values("name"))
    assert images.count() == 11
    for image in images:
        assert image.description
        focus = image.get_focal_point()
        assert focus is not None
        assert (focus.left >= 0, focus.top >= 0) == (True, True)
        assert (focus.right <= image.width, focus.bottom <= image.height) == (True, True)
    for article in Article.objects.all():
        assert all(block.value["alt"] for block in article.body if block.block_type == "image")


def test_pictures_are_small() -> None:
    assert all(path.stat().st_size <= 120 * 1024 for path in PICTURES.glob("*.webp"))


def test_links_lead_to_example_domains_only() -> None:
    for path in CONTENT.rglob("*.*"):
        for link in re.findall(r"https?://[^\s)\"\]]+", path.read_text(encoding="utf-8")):
            assert NOWHERE.match(link), f"{path.name}: {link}"


def test_quotation_is_taken_apart() -> None:
    lookup = Lookup(image=lambda _name: (1, "alt"), article=lambda _slug: 7)
    [block] = blocks_read("> Words {she}, *more*.\n> — A B; miller; at the *mill*\n", lookup=lookup)
    assert block == {
        "type": "quotation",
        "value": {
            "text": '<p>Words <span data-editors-note="">she</span>, <em>more</em>.</p>',
            "speaker": "A B",
            "role": "miller",
            "occasion": "at the mill",
        },
    }


def test_what_has_no_block_is_refused() -> None:
    lookup = Lookup(image=lambda _name: (1, "alt"), article=lambda _slug: 7)
    with pytest.raises(ValueError, match="hr"):
        blocks_read("---\n", lookup=lookup)
    with pytest.raises(ValueError, match="film"):
        blocks_read("```film\nx\n```\n", lookup=lookup)
