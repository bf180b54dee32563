"""Readers can write while Redis is away: what it does is counting, and telling other processes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from parley.discussion.form_token import form_token_make
from parley.discussion.models import Comment
from parley.kernel.bus import bus_configure
from parley.kernel.store import store_configure
from tests.discussion.factories import thread_make
from tests.servers import port_free

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _redis_away() -> Iterator[None]:
    nowhere = f"redis://127.0.0.1:{port_free()}/0"
    store_configure(nowhere)
    bus_configure(nowhere)
    yield
    bus_configure("")
    store_configure("")


@pytest.mark.usefixtures("_redis_away")
def test_comments_are_taken(client: Client) -> None:
    thread = thread_make()
    token = form_token_make(thread=thread, age=timedelta(minutes=1))
    comment = {"author_name": "Ada", "text": "Over the API", "token": token}
    address = f"/api/v1/threads/{thread.public_id}/comments"
    answer = client.post(address, data=comment, content_type="application/json")
    assert answer.status_code == 201, answer.content
    form = {"author_name": "Ada", "text": "By the form", "token": token}
    assert client.post(f"/threads/{thread.public_id}/comments/", data=form).status_code == 303
    other = Client()
    assert (
        other.post(f"/threads/{thread.public_id}/comments/1/value/", data={"valued": "1"}).status_code == 303
    )
    assert list(Comment.objects.values_list("text", flat=True)) == ["Over the API", "By the form"]
