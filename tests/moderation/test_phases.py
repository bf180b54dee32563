"""Each phase as a table: what it is given and what it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from parley.discussion.actions import comment_status_set
from parley.discussion.models import Thread
from parley.discussion.screening import FormFacts, Submission
from parley.discussion.verdicts import Outcome
from parley.kernel.clock import now
from parley.moderation.phases.duplicate import Duplicate
from parley.moderation.phases.honeypot import Honeypot
from parley.moderation.phases.length import Length
from parley.moderation.phases.link_limit import LinkLimit
from parley.moderation.phases.minimum_time import MinimumTime
from parley.moderation.phases.thread_open import ThreadOpen
from tests.discussion.factories import comment_make, posted_make, thread_make

AT = datetime(2026, 8, 12, 12, tzinfo=UTC)
SUBMISSION = Submission(
    thread=Thread(title="Bridge"),
    at=AT,
    author_name="Ada",
    guest_keys=("g:1", "f:1"),
    text="Well said.",
    links=(),
    form=FormFacts(rendered_at=AT - timedelta(minutes=1)),
)


def _said(phase: Any, **changes: Any) -> tuple[Outcome, str]:
    verdict = phase.verdict(replace(SUBMISSION, **changes))
    assert (verdict.outcome is Outcome.NO_OPINION) == (not verdict.code)
    assert bool(str(verdict.reason)) == bool(verdict.code)
    return verdict.outcome, verdict.code


FINE = (Outcome.NO_OPINION, "")


@pytest.mark.parametrize(
    ("state", "closes_at", "said"),
    [
        ("open", None, FINE),
        ("open", AT + timedelta(seconds=1), FINE),
        ("open", AT, (Outcome.REFUSE, "thread_closed")),
        ("open", AT - timedelta(days=1), (Outcome.REFUSE, "thread_closed")),
        ("closed", None, (Outcome.REFUSE, "thread_closed")),
        ("closed", AT + timedelta(days=1), (Outcome.REFUSE, "thread_closed")),
        ("hidden", None, (Outcome.REFUSE, "thread_closed")),
    ],
)
def test_thread_open(state: str, closes_at: datetime | None, said: tuple[Outcome, str]) -> None:
    assert _said(ThreadOpen(), thread=Thread(state=state, closes_at=closes_at)) == said


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (None, FINE),
        (FormFacts(None, ""), FINE),
        (FormFacts(None, "  "), FINE),
        (FormFacts(None, "https://pills.example"), (Outcome.HOLD, "honeypot")),
    ],
)
def test_honeypot(form: FormFacts | None, said: tuple[Outcome, str]) -> None:
    assert _said(Honeypot(), form=form) == said


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), (Outcome.REFUSE, "too_fast")),
        (timedelta(seconds=0), (Outcome.REFUSE, "too_fast")),
        (timedelta(seconds=1.9), (Outcome.REFUSE, "too_fast")),
        (timedelta(seconds=2), FINE),
        (timedelta(days=7), FINE),
        (timedelta(days=7, seconds=1), (Outcome.REFUSE, "form_expired")),
    ],
)
def test_minimum_time(settings: Settings, age: timedelta, said: tuple[Outcome, str]) -> None:
    settings.PARLEY_COMMENT_MIN_TIME = timedelta(seconds=2)
    assert _said(MinimumTime(), form=FormFacts(AT - age)) == said


def test_minimum_time_without_a_form_and_without_a_token() -> None:
    assert _said(MinimumTime(), form=None) == FINE
    assert _said(MinimumTime(), form=FormFacts(None)) == (Outcome.REFUSE, "form_unknown")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", (Outcome.REFUSE, "text_empty")),
        (" \n\u200b\ufe0f\u3164", (Outcome.REFUSE, "text_empty")),
        (".", FINE),
        ("🦊" * 10, FINE),
        ("🦊" * 11, (Outcome.REFUSE, "text_too_long")),
    ],
)
def test_length(settings: Settings, text: str, said: tuple[Outcome, str]) -> None:
    settings.PARLEY_COMMENT_MAX_LENGTH = 10
    assert _said(Length(), text=text) == said


@pytest.mark.parametrize(("surplus", "words"), [(1, "1 character."), (2, "2 characters.")])
def test_length_says_how_much_is_too_much(settings: Settings, surplus: int, words: str) -> None:
    settings.PARLEY_COMMENT_MAX_LENGTH = 10
    verdict = Length().verdict(replace(SUBMISSION, text="x" * (10 + surplus)))
    assert str(verdict.reason).endswith(words)


@pytest.mark.parametrize(("links", "said"), [(0, FINE), (3, FINE), (4, (Outcome.HOLD, "links"))])
def test_link_limit(settings: Settings, links: int, said: tuple[Outcome, str]) -> None:
    settings.PARLEY_COMMENT_MAX_LINKS = 3
    assert _said(LinkLimit(), links=("https://a.example/",) * links) == said


DUPLICATES = {
    "the same": ({"text": "Well said."}, "duplicate"),
    "other spaces and capitals": ({"text": " WELL\n said ."}, "duplicate"),
    "by the key from before the cookie": ({"guest_keys": ("g:new", "g:1")}, "duplicate"),
    "ten minutes later": ({"later": timedelta(minutes=10, seconds=1)}, ""),
    "nine minutes later": ({"later": timedelta(minutes=9)}, "duplicate"),
    "another text": ({"text": "Well said!"}, ""),
    "another guest": ({"guest_keys": ("g:2",)}, ""),
    "nobody in particular": ({"guest_keys": ()}, ""),
    "something else in between": ({"between": "Another thought."}, ""),
    "held in between by a moderator": ({"status": "held"}, "duplicate"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("case", "code"), DUPLICATES.values(), ids=DUPLICATES)
def test_duplicate(case: dict[str, Any], code: str) -> None:
    thread = thread_make()
    first = comment_make(thread=thread, text="Well said.", guest_key="g:1")
    if status := case.pop("status", ""):
        comment_status_set(comment=first, status=status, decided_by="test")
    if between := case.pop("between", ""):
        comment_make(thread=thread, text=between, guest_key="g:1")
    at = first.created_at + case.pop("later", timedelta(seconds=1))
    assert _said(Duplicate(), thread=thread, at=at, **case)[1] == code


@pytest.mark.django_db
def test_the_same_in_another_thread_is_no_duplicate() -> None:
    comment_make(thread=thread_make(), text="Well said.", guest_key="g:1")
    assert _said(Duplicate(), thread=thread_make(), at=now()) == FINE


@pytest.mark.parametrize(
    ("links", "said"),
    [
        (["https://spam.example/x"], (Outcome.HOLD, "link_denied")),
        (["https://WWW.Spam.Example:8080/x"], (Outcome.HOLD, "link_denied")),
        (["https://reader@spam.example./x"], (Outcome.HOLD, "link_denied")),
        (["https://spam.example.other.example/x"], FINE),
        (["https://notspam.example/"], FINE),
        (["http://[broken"], FINE),
        (["https://ours.example/"] * 9, FINE),
        (["https://ours.example/"] * 9 + ["https://a.example/"] * 4, (Outcome.HOLD, "links")),
    ],
)
def test_links_to_some_sites_are_denied_and_to_others_not_counted(
    settings: Settings, links: list[str], said: tuple[Outcome, str]
) -> None:
    settings.PARLEY_LINKS_DENIED = frozenset({"spam.example"})
    settings.PARLEY_LINKS_ALLOWED = frozenset({"ours.example"})
    assert _said(LinkLimit(), links=tuple(links)) == said


@pytest.mark.django_db
def test_new_writers_wait_until_enough_of_theirs_is_published(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.first_comments.FirstComments"]
    settings.PARLEY_FIRST_COMMENTS_HELD = 2
    thread, other = thread_make(), thread_make()
    first, second = (comment_make(thread=one, guest_key="g:ida") for one in (thread, other))
    assert {first.status, second.status} == {"held"}
    for one in (first, second):
        comment_status_set(comment=one, status="published", decided_by="newsroom")
    assert comment_make(thread=thread, guest_key="g:ida").status == "published"
    assert comment_make(thread=thread, guest_key="g:new").status == "held"


@pytest.mark.django_db
def test_the_first_link_of_a_new_writer_waits(settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = ["parley.moderation.phases.link_limit.LinkLimit"]
    settings.PARLEY_LINKS_HOLD_NEW = True
    thread = thread_make()
    link = "Read https://a.example/ first"
    assert posted_make(thread=thread, text=link, guest_key="g:new").code == "link_new_writer"
    assert comment_make(thread=thread, guest_key="g:new").status == "published"
    assert comment_make(thread=thread, text=link + "!", guest_key="g:new").status == "published"
