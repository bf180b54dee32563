"""`parley check --services`: each service is asked about an invented comment, and what it has wrong is said."""

from collections.abc import Iterator
from urllib.parse import unquote_plus

import pytest
from pytest_django import Settings

from parley.discussion.models import Comment
from parley.project.checking_services import TEXT, ServicesFound, services_ask
from tests.asked_services import SERVICES, service_running
from tests.discussion.factories import thread_make
from tests.http_service import HttpService

pytestmark = pytest.mark.django_db


@pytest.fixture(params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def service(name: str, settings: Settings) -> Iterator[HttpService]:
    with service_running(name, settings) as made:
        yield made


def test_one_that_answers(service: HttpService, name: str) -> None:
    thread_make()
    assert services_ask() == ServicesFound((name,), ())
    assert TEXT in unquote_plus(service.asked[0].body.decode())
    assert not Comment.objects.exists()


@pytest.mark.parametrize(("status", "body"), [(503, b""), (200, b"Welcome to nginx!")])
def test_one_that_does_not(service: HttpService, name: str, status: int, body: bytes) -> None:
    thread_make()
    service.says(body, status=status)
    found = services_ask()
    assert found.answered == ()
    [problem] = found.problems
    assert problem.startswith(f"The phase {name} gets no answer: ")
    assert problem.endswith(". While that is so, it fails.")
    assert ("503" in problem) == (status == 503)


def test_one_at_an_address_that_must_not_be_called(
    service: HttpService, name: str, settings: Settings
) -> None:
    thread_make()
    settings.PARLEY_OUTGOING_ALLOW = frozenset()
    [problem] = services_ask().problems
    assert f"The phase {name} gets no answer" in problem
    assert service.asked == []


def test_tokens_that_are_used_up(settings: Settings) -> None:
    settings.PARLEY_LLM_TOKENS_PER_DAY = 1
    with service_running("own_llm", settings):
        thread_make()
        [problem] = services_ask().problems
    assert "used up" in problem


def test_none_is_set_up() -> None:
    thread_make()
    assert services_ask() == ServicesFound((), ())


def test_without_a_thread_there_is_nothing_to_ask_about(service: HttpService) -> None:
    [problem] = services_ask().problems
    assert "publish an article first" in problem
    assert service.asked == []
