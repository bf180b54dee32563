"""A comment's own template: in Jinja, escaping, and replaced by a theme in either language."""

import copy
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation
from pytest_django import Settings

from parley.discussion.presentation import comment_alone_html, comment_html
from parley.discussion.queries import comment_placed
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db
EVIL = "\"><script>alert('&')</script>"


def test_what_people_wrote_is_escaped() -> None:
    thread = thread_make()
    comment_make(thread=thread, name=EVIL)
    view = comment_placed(thread=thread, number=1)
    assert view is not None
    html = comment_html(thread=thread, comment=view)
    assert "<script" not in html
    assert "&#34;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;" in html


def test_words_are_those_of_the_language() -> None:
    """Words are remembered, for each language by itself."""
    thread = thread_make()
    comment_make(thread=thread)
    view = comment_placed(thread=thread, number=1)
    assert view is not None
    shown = {}
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            html = comment_html(thread=thread, comment=view)
        assert shown.setdefault(language, html) == html
    assert shown["en"] != shown["de"]  # the date at least


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
