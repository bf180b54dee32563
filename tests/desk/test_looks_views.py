"""Second looks at the desk: one comment at a time, without what was decided about it."""

from collections.abc import Callable

import pytest
from django.test import Client

from parley.accounts.models import Person
from parley.discussion.models import Comment, Thread
from parley.moderation.actions import Why, comment_decide
from parley.moderation.models import AuditLook, AuditSample
from tests.desk.making import DESK, sampled_make

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
LOOKS = f"{DESK}looks/"


@pytest.fixture
def removed(thread: Thread, people: dict[str, Person]) -> Comment:
    comment = sampled_make(thread, "Words that one of us took away")
    why = Why(reason_code="insult", note="Third time")
    comment_decide(comment=comment, action="remove", person=people["moderator"], why=why)
    return comment


def _choose(client: Client, comment: Comment, choice: str) -> str:
    return client.post(f"{LOOKS}{comment.public_id}/", {"choice": choice}, follow=True).text


def test_a_colleague_judges_without_knowing(signed_in: SignedIn, removed: Comment) -> None:
    page = signed_in("colleague").get(LOOKS).text
    assert removed.text in page
    for known in ("Insult", "Third time", "Removed", "moderator"):
        assert known not in page.split('class="desk-panel"')[1].split("</article>")[0]
    assert "No comment needs another look of yours." in signed_in("moderator").get(LOOKS).text
    answer = _choose(signed_in("colleague"), removed, "reject")
    assert "Your answer is kept." in answer
    assert "No comment needs another look of yours." in answer
    assert AuditSample.objects.get().is_rejected is True


def test_two_who_would_have_left_it_bring_it_back(signed_in: SignedIn, removed: Comment) -> None:
    for name in ("colleague", "senior"):
        _choose(signed_in(name), removed, "keep")
    removed.refresh_from_db()
    assert removed.status == Comment.Status.PUBLISHED


def test_it_may_be_skipped_and_nothing_else_is_an_answer(signed_in: SignedIn, removed: Comment) -> None:
    desk = signed_in("colleague")
    assert "No comment needs another look of yours." in _choose(desk, removed, "skip")
    assert desk.post(f"{LOOKS}{removed.public_id}/", {"choice": "perhaps"}).status_code == 400
    assert desk.post(f"{LOOKS}nothing-here/", {"choice": "keep"}).status_code == 404
    assert "you have looked at it already" in _choose(signed_in("moderator"), removed, "reject")
    assert AuditLook.objects.count() == 1


def test_the_tab_counts_what_one_may_look_at(signed_in: SignedIn, removed: Comment) -> None:
    assert removed.pk
    assert 'data-count="looks">1<' in signed_in("colleague").get(DESK).text
    assert 'data-count="looks">0<' in signed_in("moderator").get(DESK).text


@pytest.mark.parametrize("name", ["auditor", "editor", "stranger"])
def test_who_does_not_decide_does_not_look(signed_in: SignedIn, removed: Comment, name: str) -> None:
    desk = signed_in(name)
    assert desk.get(LOOKS)["Location"] == "/admin/"
    assert desk.post(f"{LOOKS}{removed.public_id}/", {"choice": "keep"})["Location"] == "/admin/"
    if name != "stranger":
        assert LOOKS not in desk.get(DESK).text
