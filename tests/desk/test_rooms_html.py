"""The rooms' pages are valid HTML."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.models import Thread
from parley.moderation.actions import rules_set
from tests.desk.making import DESK
from tests.desk.test_campaign_views import paste_make
from tests.desk.test_rules_trial import ADVERTS, SHOUTING
from tests.moderation.legal_holds import NAME, hold_make
from tests.valid_html import html_faults

pytestmark = pytest.mark.django_db


def test_every_room(
    signed_in: Callable[[str], Client], people: dict[str, Person], thread: Thread, tmp_path: Path
) -> None:
    client = signed_in("senior")
    pasted = paste_make(thread)
    hold = hold_make(thread, NAME, person=people["editor"])
    row = rules_set(text=ADVERTS, person=people["senior"])
    client.post(f"{DESK}rules/draft/", {"text": SHOUTING})
    paths = {
        "rules": "rules/",
        "draft": "rules/draft/",
        "review": "rules/draft/review/?last=200",
        "versions": "rules/versions/",
        "version": f"rules/versions/{row.pk}/",
        "articles": "articles/",
        "legal": "legal/",
        "legal-article": f"legal/article/{thread.public_id}/",
        "sweep": f"legal/hold/{hold.public_id}/sweep/?after=1&looked=1",
        "campaigns": "campaigns/",
    }
    found = {name: client.get(DESK + path).text for name, path in paths.items()}
    case = client.get(client.get(f"{DESK}campaigns/").context["cases"][0]["url"])
    found["campaign"] = case.text
    chosen = {"comment": [one.public_id for one in pasted], "choice": "reject:spam"}
    found["preview"] = client.post(f"{DESK}campaigns/decide/", chosen).text
    found["wrong"] = client.post(f"{DESK}legal/article/{thread.public_id}/", {"kind": "whim"}).text
    assert html_faults({name: _own(html) for name, html in found.items()}, folder=tmp_path) == ""


def _own(html: str) -> str:
    """Return a page of the desk's part alone: the admin around it is Wagtail's."""
    own = html[html.index('<div class="desk" id="desk"') : html.index('<script id="desk-words"')]
    return f'<!DOCTYPE html><html lang="en"><head><title>Desk</title></head><body><main>{own}</main></body></html>'
