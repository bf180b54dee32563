"""A comment's own template: in Jinja, escaping, and replaced by a theme in either language."""

import copy
import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.translation.template import templatize
from pytest_django import Settings

from parley import discussion
from parley.discussion.jinja import words_of
from parley.discussion.presentation import comment_alone_html, comment_html
from parley.discussion.queries import comment_placed
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db
TEMPLATES = sorted(Path(discussion.__file__).parent.glob("jinja2/**/*.html"))
EVIL = "\"><script>alert('&')</script>"


def test_what_people_wrote_is_escaped() -> None:
    thread = thread_make()
    comment_make(thread=thread, name=EVIL)
    view = comment_placed(thread=thread, number=1)
    assert view is not None
    html = comment_html(thread=thread, comment=view)
    assert "<script" not in html
    assert "&#34;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;" in html


def test_words_are_remembered_for_each_language_by_itself() -> None:
    """By one of Django's own, for ours are not translated yet."""
    for language, word in (("en", "January"), ("de", "Januar"), ("en", "January"), ("de", "Januar")):
        with translation.override(language):
            assert words_of(language)("January") == word


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_makemessages_finds_every_word(template: Path) -> None:
    text = template.read_text()
    words = re.findall(r"\b_\(", text)
    assert words
    assert len(re.findall(r"\b_\(", templatize(text))) == len(words)


def test_the_date_is_in_the_language() -> None:
    thread = thread_make()
    comment_make(thread=thread)
    view = comment_placed(thread=thread, number=1)
    assert view is not None
    shown = {}
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            html = comment_html(thread=thread, comment=view)
        assert shown.setdefault(language, html) == html
    assert shown["en"] != shown["de"]


@pytest.mark.parametrize(
    ("folder", "engine", "template"),
    [
        ("jinja2", 1, "<b>{{ comment.author_name }}, {{ _('Reply') }}</b>"),
        ("templates", 0, "{% load i18n %}<b>{{ comment.author_name }}, {% translate 'Reply' %}</b>"),
    ],
)
def test_a_theme_may_give_its_own(
    tmp_path: Path, settings: Settings, folder: str, engine: int, template: str
) -> None:
    thread = thread_make()
    comment_make(thread=thread, name="<Ada>")
    view = comment_placed(thread=thread, number=1)
    assert view is not None
    own = tmp_path / folder / "discussion" / "comment.html"
    own.parent.mkdir(parents=True)
    own.write_text(template)
    engines = copy.deepcopy(settings.TEMPLATES)
    engines[engine]["DIRS"] = [tmp_path / folder]
    with override_settings(TEMPLATES=engines):
        assert comment_alone_html(thread=thread, comment=view) == "<b>&lt;Ada&gt;, Reply</b>"
