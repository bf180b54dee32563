"""The API keeps what its description promises, whatever is sent: schemathesis makes it up, from the description."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from parley.api.openapi import schema_make
from parley.api.urls import api
from parley.discussion.actions import comment_status_set
from parley.discussion.actions.sites import site_add, thread_open
from parley.discussion.form_token import form_token_make
from parley.discussion.guests import Guest
from parley.discussion.models import Passage, Thread
from parley.kernel.public_ids import public_id_make
from tests.discussion.factories import comment_make, thread_make

pytestmark = pytest.mark.django_db
EXAMPLES = 15  # for each operation, besides one for each limit of each field
# Text without a name, a cursor nobody gave and the like fit the description and are refused all the same, with 422.
NOT_PROMISED = [positive_data_acceptance]
ORIGIN = "https://blog.example"
GUEST = Guest(id=public_id_make(), is_new=False, token_due=False)


@pytest.fixture
def thread(settings: Settings) -> Thread:
    settings.PARLEY_COMMENT_RATE = settings.PARLEY_VALUED_RATE = settings.PARLEY_REPORT_RATE = "100000/1s"
    settings.PARLEY_THREAD_RATE = "100000/1s"
    thread = thread_make()
    first = comment_make(thread=thread, text="The harbour master closed seven berths on Tuesday night.")
    text = "He says “closed seven berths on Tuesday night”, which is wrong."
    comment_make(thread=thread, parent=first, text=text, guest_key=GUEST.key)
    removed = comment_make(
        thread=thread, text="Nobody reads the minutes of the harbour board.", guest_key=GUEST.key
    )
    comment_status_set(comment=removed, status="removed", decided_by="test", reason_code="off_topic")
    site = site_add(slug="my-blog", name="", origins=[ORIGIN])
    thread_open(site=site, key="/page/", title="", url=f"{ORIGIN}/page/")
    return thread


@pytest.fixture
def statuses() -> Iterator[set[int]]:
    """Collect the statuses of one operation. What is sent at random is mostly refused; a success must be among it."""
    seen: set[int] = set()
    yield seen
    assert seen & {200, 201, 202, 204}


schema = schemathesis.openapi.from_dict(schema_make(api))
schema.app = get_wsgi_application()


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent(case: schemathesis.Case, thread: Thread, statuses: set[int]) -> None:
    if case.meta.generation.mode.is_positive:
        _aim(case, thread)
    response = case.call_and_validate(excluded_checks=NOT_PROMISED)
    statuses.add(response.status_code)


def _aim(case: schemathesis.Case, thread: Thread) -> None:
    """Point what fits the description at something that is there, and leave the rest as it was made up."""
    place = case.path_parameters
    there = {
        "thread_id": thread.public_id,
        "number": 1 + int(place.get("number", 0)) % 2,
        "passage_id": Passage.objects.values_list("pk", flat=True).first() or 1,
        "site": "my-blog",
    }
    place |= {name: value for name, value in there.items() if name in place}
    if "site" in place:
        case.headers["Origin"] = ORIGIN
    if "key" in case.query and "site" in place:
        case.query["key"] = "/page/"
    if case.method in {"PATCH", "DELETE"} and not case.path.endswith("/value"):
        place["number"], case.headers["Parley-Guest"] = 2, GUEST.token
    if "/own/" in case.path:
        place["number"], case.headers["Parley-Guest"] = 3, GUEST.token
    if isinstance(case.body, dict):
        _body_aim(case, case.body, thread)


def _body_aim(case: schemathesis.Case, body: dict[str, Any], thread: Thread) -> None:
    if "url" in body:
        body["url"] = f"{ORIGIN}/page/"
    if "reason" in body:
        body["reason"] = "other"
    if case.path.endswith("/comments"):
        body |= {"token": form_token_make(thread=thread, age=timedelta(minutes=1)), "website": ""}
        body["parent"] = None if body.get("parent") is None else 1 + body["parent"] % 2
