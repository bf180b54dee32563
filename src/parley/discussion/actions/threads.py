"""Sites and threads."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from parley.discussion.events import thread_announce
from parley.discussion.models import OWN_SITE, Site, Thread
from parley.kernel.clock import now


def own_site() -> Site:
    """Return the site that stands for our own newsroom, making it if there is none."""
    site, _made = Site.objects.get_or_create(
        slug=OWN_SITE, defaults={"name": "Parley", "url": settings.PARLEY_URL}
    )
    return site


@transaction.atomic
def thread_upsert(
    *,
    site: Site,
    key: str,
    title: str,
    url: str,
    state: str = Thread.State.OPEN,
    closes_at: datetime | None = None,
    mode: str = Thread.Mode.OPEN,
) -> Thread:
    """Make the thread of a page, or bring it up to date; announce it only if something changed.

    Titles and addresses longer than their columns (300 and 2,000 characters) are cut. A `mode` counts when it is
    another than the page asked for before: between `thread_mode_set` and the page, the last to change it decides.
    """
    wanted = {"title": title[:300], "url": url[:2000], "state": state, "closes_at": closes_at}
    thread = Thread.objects.select_for_update().filter(site=site, key=key).first()
    if thread is None or thread.page_mode != mode:
        wanted |= {"mode": mode, "page_mode": mode}
    if thread is None:
        thread = Thread.objects.create(site=site, key=key, created_at=now(), **wanted)
    else:
        changed = [name for name, value in wanted.items() if getattr(thread, name) != value]
        if not changed:
            return thread
        for name in changed:
            setattr(thread, name, wanted[name])
        thread.save(update_fields=changed)
    thread_announce(thread=thread)
    return thread


@transaction.atomic
def thread_mode_set(*, thread: Thread, mode: str) -> Thread:
    """Say which comments of a thread wait for a moderator from now on; announce it if that is new.

    What is published already stays, and what waits goes on waiting. Return the thread as it is now. Raises ValueError
    for what is no mode.
    """
    if mode not in Thread.Mode.values:
        raise ValueError(f"There is no mode {mode!r}: it is one of {', '.join(Thread.Mode.values)}.")
    # The row is locked as in comment_post: a comment is screened by the mode before or by the one after.
    locked = Thread.objects.select_for_update().get(pk=thread.pk)
    if locked.mode != mode:
        locked.mode = mode
        locked.save(update_fields=["mode"])
        thread_announce(thread=locked)
    return locked
