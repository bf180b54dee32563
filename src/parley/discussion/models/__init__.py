"""Threads, comments and what belongs to them. Knows nothing of Wagtail."""

from parley.discussion.models.answers import Reaction, Report
from parley.discussion.models.comments import Comment, CommentRevision
from parley.discussion.models.emails import StoppedEmail, WriterEmail
from parley.discussion.models.history import ImmutableError
from parley.discussion.models.quotes import AFFIX_LENGTH, Passage, Quote
from parley.discussion.models.status_changes import StatusChange
from parley.discussion.models.threads import OWN_SITE, Site, Thread, ThreadAlias, ThreadText

__all__ = [
    "AFFIX_LENGTH",
    "OWN_SITE",
    "Comment",
    "CommentRevision",
    "ImmutableError",
    "Passage",
    "Quote",
    "Reaction",
    "Report",
    "Site",
    "StatusChange",
    "StoppedEmail",
    "Thread",
    "ThreadAlias",
    "ThreadText",
    "WriterEmail",
]
