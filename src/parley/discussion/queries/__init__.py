"""Everything that reads threads and comments."""

from parley.discussion.queries.branches import BRANCH_MAX, PREVIEW_MAX, branch_window, replies_window
from parley.discussion.queries.comments import (
    UNSHOWN,
    WAITING_MAX,
    comment_by_public_id,
    comment_for_writer,
    comment_placed,
    comment_published,
    guest_last_comment,
    guest_published_count,
    thread_comments_for_structured_data,
    threads_feed,
    waiting_comments,
)
from parley.discussion.queries.context import ANCESTORS_MAX, NEIGHBOURS_MAX, comment_next, context_window
from parley.discussion.queries.rows import BYTES_MAX
from parley.discussion.queries.threads import comment_counts, thread_readable
from parley.discussion.queries.views import CommentRecord, CommentView, Rest, Window, comment_view
from parley.discussion.queries.windows import FLAT_MAX, ROOTS_MAX, first_window_has, thread_window

__all__ = [
    "ANCESTORS_MAX",
    "BRANCH_MAX",
    "BYTES_MAX",
    "FLAT_MAX",
    "NEIGHBOURS_MAX",
    "PREVIEW_MAX",
    "ROOTS_MAX",
    "UNSHOWN",
    "WAITING_MAX",
    "CommentRecord",
    "CommentView",
    "Rest",
    "Window",
    "branch_window",
    "comment_by_public_id",
    "comment_counts",
    "comment_for_writer",
    "comment_next",
    "comment_placed",
    "comment_published",
    "comment_view",
    "context_window",
    "first_window_has",
    "guest_last_comment",
    "guest_published_count",
    "replies_window",
    "thread_comments_for_structured_data",
    "thread_readable",
    "thread_window",
    "threads_feed",
    "waiting_comments",
]
