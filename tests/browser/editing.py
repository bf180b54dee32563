"""Gives an article of a running server another text: `python -m tests.browser.editing /path/of/article/ "<p>…</p>"`."""

import sys

from parley.project.cli import django_start

django_start()

from parley.discussion.models import Thread  # noqa: E402 -- Django comes first
from parley.publishing.actions import page_text_update  # noqa: E402 -- as above
from parley.publishing.models import Article  # noqa: E402 -- as above


def main(path: str, html: str) -> None:
    thread = Thread.objects.get(url=path)
    article = Article.objects.get(pk=thread.key.removeprefix("page:"))
    page_text_update(
        page=article,
        headline=article.title,
        standfirst=article.standfirst,
        body=[{"type": "paragraph", "value": html}],
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
