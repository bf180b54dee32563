"""What a legal hold is about stays in the house: no service is asked about it, and it waits for a moderator."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from parley.discussion.models import Comment
from parley.discussion.screening import Draft
from parley.moderation.models import Screening
from parley.moderation.phases.legal_mode import LegalMode
from tests.asked_services import SERVICES, service_running
from tests.discussion.factories import comment_make, thread_make
from tests.http_service import HttpService
from tests.moderation.legal_holds import hold_make

pytestmark = pytest.mark.django_db
NAME = "Aurel Kettering"
LEGAL = "parley.moderation.phases.legal_mode.LegalMode"


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, settings: Settings) -> Iterator[HttpService]:
    with service_running(request.param, settings, LEGAL) as made:
        yield made


def _held_by(comment: Comment) -> str:
    screening = Screening.objects.get(comment=comment)
    return f"{screening.phase} {screening.code}"


def test_nobody_is_asked_about_what_names_a_name(service: HttpService) -> None:
    thread = thread_make()
    hold_make(thread, NAME)
    named = comment_make(thread=thread, text=f"It was {NAME}, everybody knows.")
    assert (named.status, _held_by(named)) == ("held", "legal_mode legal_hold")
    by_name = comment_make(thread=thread, text="It was me.", name=NAME)
    assert (by_name.status, _held_by(by_name)) == ("held", "legal_mode legal_hold")
    assert service.asked == []
    other = comment_make(thread=thread, text="The bridge is closed again.")
    assert other.status == "published"
    assert len(service.asked) == 1


def test_nobody_is_asked_where_all_is_held(service: HttpService) -> None:
    thread = thread_make()
    hold_make(thread)
    comment = comment_make(thread=thread, text="The bridge is closed again.")
    assert (comment.status, _held_by(comment)) == ("held", "legal_mode legal_hold")
    assert service.asked == []


def test_nobody_is_asked_where_the_names_could_not_be_looked_for(
    service: HttpService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_phase: LegalMode, _draft: Draft) -> None:
        raise OSError("disk")

    monkeypatch.setattr(LegalMode, "prepare", broken)
    comment = comment_make(thread=thread_make(), text=f"It was {NAME}, everybody knows.")
    assert (comment.status, _held_by(comment)) == ("held", "legal_mode phase_failed")
    assert service.asked == []


def test_without_the_phase_services_are_asked(service: HttpService, settings: Settings) -> None:
    settings.PARLEY_SCREENING_PHASES = settings.PARLEY_SCREENING_PHASES[1:]
    comment = comment_make(thread=thread_make(), text="The bridge is closed again.")
    assert comment.status == "published"
    assert len(service.asked) == 1
