"""What an address names, or the answer that it isn't there."""

from django.http import Http404

from parley.discussion.models import Thread
from parley.discussion.queries import thread_readable


def thread_or_404(public_id: str) -> Thread:
    """Return the thread. Raises Http404 where there is none or a hidden one."""
    thread = thread_readable(public_id=public_id)
    if thread is None:
        raise Http404
    return thread
