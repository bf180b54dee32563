"""The newsroom's form for an article, filled in."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield


def article_form(**fields: Any) -> dict[str, Any]:
    """Return what a browser sends when it publishes; `fields` count before."""
    return nested_form_data(
        {
            "title": "A headline",
            "slug": "a-headline",
            "standfirst": "",
            "body": streamfield(
                [("paragraph", rich_text("<p>A word.</p>", features=["bold", "italic", "link"]))]
            ),
            "bylines": inline_formset([]),
            "corrections": inline_formset([]),
            "lead_image": "",
            "topics": "Bridges, Boats",
            "comments_state": "open",
            "comments_mode": "open",
            "action-publish": "1",
            **fields,
        }
    )
