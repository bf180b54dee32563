"""Everything that writes threads and comments."""

from parley.discussion.actions.comments import (
    GuestAuthor,
    PostResult,
    comment_post,
    comment_status_set,
)
from parley.discussion.actions.imports import ImportCounts, ImportedComment, comments_import
from parley.discussion.actions.newsroom import (
    PersonAuthor,
    answer_post,
    answer_remove,
    comment_correction_set,
)
from parley.discussion.actions.threads import own_site, thread_mode_set, thread_upsert
from parley.discussion.refusals import CommentRefused, FieldError

__all__ = [
    "CommentRefused",
    "FieldError",
    "GuestAuthor",
    "ImportCounts",
    "ImportedComment",
    "PersonAuthor",
    "PostResult",
    "answer_post",
    "answer_remove",
    "comment_correction_set",
    "comment_post",
    "comment_status_set",
    "comments_import",
    "own_site",
    "thread_mode_set",
    "thread_upsert",
]
