"""Telling another package of a change of status, in the transaction that makes it (settings.PARLEY_STATUS_RECORDER)."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from parley.discussion.models import Comment, StatusChange


class StatusRecorder(Protocol):
    def __call__(self, *, comment: Comment, change: StatusChange, detail: object | None) -> None:
        """Keep what follows from a change of status. When it raises, the change is undone.

        `detail`: what whoever changed it handed to `comment_status_set` for the recorder.
        """


def status_record(*, comment: Comment, change: StatusChange, detail: object | None = None) -> None:
    if settings.PARLEY_STATUS_RECORDER:
        recorder: StatusRecorder = import_string(settings.PARLEY_STATUS_RECORDER)
        recorder(comment=comment, change=change, detail=detail)
