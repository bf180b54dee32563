"""Drafts for phases that ask before a comment is written."""

from typing import Any

from parley.discussion.models import Thread
from parley.discussion.screening import Draft, Submission
from parley.kernel.clock import now
from tests.discussion.factories import thread_make


def draft_make(*, text: str = "Well said.", thread: Thread | None = None, **given: Any) -> Draft:
    return Draft(thread=thread or thread_make(), text=text, **{"author_name": "Ada"} | given)


def submission_make(draft: Draft, **findings: object) -> Submission:
    """What the phases are asked about afterwards, with what they had found, by their names."""
    return Submission(
        thread=draft.thread,
        at=now(),
        author_name=draft.author_name,
        guest_keys=(),
        text=draft.text,
        links=(),
        form=None,
        findings=findings,
    )


def summary(*, thread: Thread) -> str:
    """A stand-in for settings.PARLEY_THREAD_SUMMARY."""
    assert thread.pk
    return "What the article says in a sentence."
