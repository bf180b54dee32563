"""Reads sites, their origins, and the threads of their pages by key."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from parley.discussion.models import Site, Thread, ThreadAlias
from parley.discussion.origin import origin_is_listed

COUNTS_MAX = 100
# Sites looked through where a request names none. A publisher has a handful.
_SITES_MAX = 1000


@dataclass(frozen=True, slots=True)
class PageCount:
    """How many published comments a page has. `thread_id` is None where there is no thread, or a hidden one."""

    key: str
    thread_id: str | None
    comment_count: int


def site_find(*, slug: str) -> Site | None:
    """Return the site of that short name."""
    return Site.objects.filter(slug=slug).first()


def sites_list() -> list[tuple[Site, int]]:
    """Return every site with the number of its threads, by short name."""
    counted = Site.objects.annotate(thread_count=Count("threads")).order_by("slug")
    return [(site, site.thread_count) for site in counted]


def origin_allowed(origin: str, thread_id: str) -> bool:
    """Tell whether pages of this origin may show the thread with this public id. One query along a unique index."""
    found = Site.objects.filter(threads__public_id=thread_id).values_list("origins", flat=True)[:1]
    return _listed(origin, found)


def origin_allowed_by(*, origin: str, slug: str) -> bool:
    """Tell whether this origin is one of the site's."""
    return _listed(origin, Site.objects.filter(slug=slug).values_list("origins", flat=True)[:1])


def origin_allowed_anywhere(*, origin: str) -> bool:
    """Tell whether this origin is one of any site's."""
    return _listed(origin, Site.objects.order_by("pk").values_list("origins", flat=True)[:_SITES_MAX])


def thread_by_key(*, slug: str, key: str) -> Thread | None:
    """Return the thread of a site's page as readers may have it: None also for a hidden one. Queries: as below."""
    thread = thread_by_key_any(slug=slug, key=key)
    return None if thread is None or thread.state == Thread.State.HIDDEN else thread


def thread_by_key_any(*, slug: str, key: str) -> Thread | None:
    """Return the thread of a site's page, also by a key it had before, also a hidden one; None where there is none.

    One query; a second for a key that is not, or no longer, any thread's.
    """
    threads = Thread.objects.select_related("site")
    thread = threads.filter(site__slug=slug, key=key).first()
    if thread is None:
        thread = threads.filter(aliases__site__slug=slug, aliases__key=key).first()
    return thread


def counts_by_key(*, slug: str, keys: Sequence[str]) -> list[PageCount]:
    """Return a count for each key, in the order given. At most two queries. Raises ValueError beyond COUNTS_MAX."""
    if len(keys) > COUNTS_MAX:
        raise ValueError(f"{len(keys)} counts were asked for, but at most {COUNTS_MAX} are given at once")
    columns = ("key", "public_id", "comment_count")
    threads = Thread.objects.filter(site__slug=slug, key__in=keys).exclude(state=Thread.State.HIDDEN)
    found = {row[0]: PageCount(*row) for row in threads.values_list(*columns)}
    missing = [key for key in keys if key not in found]
    if missing:
        aliases = ThreadAlias.objects.filter(site__slug=slug, key__in=missing)
        rows = aliases.exclude(thread__state=Thread.State.HIDDEN)
        for row in rows.values_list("key", "thread__public_id", "thread__comment_count"):
            found[row[0]] = PageCount(*row)
    return [found.get(key) or PageCount(key, None, 0) for key in keys]


def counts_by_thread(*, public_ids: Sequence[str]) -> list[PageCount]:
    """Return a count for each thread, in the order given; nothing tells a hidden thread from one that never was."""
    if len(public_ids) > COUNTS_MAX:
        raise ValueError(
            f"{len(public_ids)} counts were asked for, but at most {COUNTS_MAX} are given at once"
        )
    threads = Thread.objects.filter(public_id__in=public_ids).exclude(state=Thread.State.HIDDEN)
    found = dict(threads.values_list("public_id", "comment_count"))
    return [PageCount("", one if one in found else None, found.get(one, 0)) for one in public_ids]


def _listed(origin: str, found: Iterable[object]) -> bool:
    return any(origin_is_listed(origin=origin, origins=origins) for origins in found)
