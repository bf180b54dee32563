"""What the desk says of comments that pass by themselves: which share, at which error, and if none do, why not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import Settings

from parley.kernel.clock import now
from parley.moderation.learning.model import model_constant
from parley.moderation.learning.tries import RIPE
from parley.moderation.models import LearnedModel, PassThreshold

LEDGER = "/admin/desk/ledger/"


@pytest.fixture(autouse=True)
def _slice(settings: Settings) -> None:
    settings.PARLEY_AUDIT_SHARE = 0.02
    settings.PARLEY_AUTO_PASS_ALPHA = 0.01
    settings.PARLEY_LEARNING_SHARE = 0.6


def _threshold(**facts: object) -> PassThreshold:
    model = LearnedModel.objects.filter(is_live=True).first()
    if model is None:
        known = model_constant(rate=0.1)
        model = LearnedModel.objects.create(
            version=known.version,
            parameters=known.to_json(),
            until=now(),
            labels=1,
            made_at=now(),
            is_live=True,
        )
    given = {
        "alpha": 0.01,
        "score": 0.2,
        "share": 0.62,
        "labels": RIPE,
        "available": 3000,
        "words": "So it is.",
    }
    return PassThreshold.objects.create(**{"model": model, "made_at": now(), **given, **facts})


def _said(client: Client) -> str:
    page = client.get(LEDGER).content.decode()
    begin = page.index('<section class="desk-passing"')
    return " ".join(
        strip_tags(
            page[begin : page.index("</section>", begin)].replace("&nbsp;", " ").replace("</li>", " ")
        ).split()
    )


def test_before_anything_was_learned_it_says_what_is_missing(signed_in: Callable[[str], Client]) -> None:
    said = _said(signed_in("auditor"))
    assert "Nothing could pass by itself yet." in said
    assert "No model has been learned yet" in said
    assert "0 decisions count so far; at least 200 more are needed." in said


def test_the_share_that_could_pass_and_the_error_are_shown(signed_in: Callable[[str], Client]) -> None:
    found = _threshold()
    said = _said(signed_in("auditor"))
    assert "62.0 % of all comments could pass by themselves" in said
    assert "at most 1.0 % would be what moderators would have rejected" in said
    assert "PARLEY_AUTO_PASS" in said
    assert f"By model {found.model.version}, since" in said


@pytest.mark.parametrize(
    ("labels", "missing"), [(RIPE, ""), (RIPE - 1, "1 more decision stands"), (200, "1000 more")]
)
def test_what_passes_and_how_long_people_read_much_of_it(
    signed_in: Callable[[str], Client], settings: Settings, labels: int, missing: str
) -> None:
    settings.PARLEY_AUTO_PASS = True
    _threshold(labels=labels)
    said = _said(signed_in("auditor"))
    assert "62.0 % of all comments pass by themselves." in said
    assert ("people read 60.0 % of what passes" in said) == bool(missing)
    assert missing in said.replace(",", "")


def test_an_alarm_is_told_on_every_page_until_there_is_another_threshold(
    signed_in: Callable[[str], Client], settings: Settings
) -> None:
    settings.PARLEY_AUTO_PASS = True
    _threshold(closed_at=now() - timedelta(hours=7), closed_because="Scores <b>have changed</b>.")
    _threshold(score=None, share=0, labels=60, needed=368, words="There are 60 labels.")
    moderator = signed_in("moderator")
    told = moderator.get("/admin/desk/api/counts/").json()["html"]
    assert "Nothing passes by itself any more." in told
    assert "Scores &lt;b&gt;have changed&lt;/b&gt;." in told
    said = _said(signed_in("auditor"))
    assert "Nothing passes by itself. " in said
    assert "Shut since" in said
    assert "Scores &lt;b&gt;have changed&lt;/b&gt;. There are 60 labels." in said
    assert "60 decisions count so far; at least 309 more are needed." in said
    _threshold()
    assert "any more" not in moderator.get("/admin/desk/api/counts/").json()["html"]
    assert "62.0 % of all comments pass by themselves." in _said(signed_in("auditor"))
