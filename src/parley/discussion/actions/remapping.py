"""Moving threads along when the addresses of their pages change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from parley.discussion.actions.sites import KEY_MAX, SiteRefused
from parley.discussion.events import thread_announce
from parley.discussion.models import OWN_SITE, Site, Thread, ThreadAlias
from parley.discussion.site_addresses import ADDRESS_MAX, address_origin
from parley.kernel.clock import now

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Move:
    """One thread's way from one address to another. `clash` says, in a sentence, why it can't go; "" if it can."""

    thread_id: int
    site_slug: str
    old_key: str
    new_key: str
    old_url: str
    new_url: str
    origin_is_new: bool
    clash: str = ""


class RemapClash(Exception):  # noqa: N818 -- named for what the person reads
    """Some threads can't move. Nothing was written."""

    def __init__(self, moves: Sequence[Move]) -> None:
        super().__init__(f"{len(moves)} threads can't move")
        self.moves = list(moves)


def remap_plan(*, old: str, new: str, site: Site | None = None) -> list[Move]:
    """Return what would be moved from `old` to `new`: addresses, or beginnings of such that end in *.

    A thread's address follows; so does its key where that is an address, or the path of the old one. Without `site`,
    all outside sites. Raises SiteRefused where the two do not go together. Reads every thread of the sites once.
    """
    rule = _Rule.make(old, new)
    threads = Thread.objects.exclude(site__slug=OWN_SITE).select_related("site").order_by("pk")
    if site is not None:
        threads = threads.filter(site=site)
    found = []
    for thread in threads.filter(Q(url__startswith=rule.old) | Q(key__startswith=rule.old)).iterator(_BATCH):
        move = _move(thread, rule)
        if move is not None:
            found.append(move)
    return _clashes_mark(found)


@transaction.atomic
def threads_remap(*, old: str, new: str, site: Site | None = None, skip_clashes: bool = False) -> list[Move]:
    """Move the threads, all or none, and leave aliases so that the old keys lead to them; return what was planned.

    A thread that clashes stays where it is with `skip_clashes`, else RemapClash is raised. Where an empty thread stands
    in the way (somebody opened the page under its new address before), it goes.
    """
    # Nobody adds a thread to these sites while it is worked out where there is room.
    list(Site.objects.select_for_update().exclude(slug=OWN_SITE).order_by("pk"))
    moves = remap_plan(old=old, new=new, site=site)
    clashes = [move for move in moves if move.clash]
    if clashes and not skip_clashes:
        raise RemapClash(clashes)
    going = [move for move in moves if not move.clash]
    by_pk = Thread.objects.select_for_update().in_bulk([move.thread_id for move in going])
    rekeyed = [move for move in going if move.old_key != move.new_key]
    # First out of each other's way: one may go where another is about to leave.
    for move in rekeyed:
        Thread.objects.filter(pk=move.thread_id).update(key=f"moving:{by_pk[move.thread_id].public_id}")
    for move in rekeyed:
        _room_make(by_pk[move.thread_id], move.new_key)
    for move in going:
        thread = by_pk[move.thread_id]
        thread.key, thread.url = move.new_key, move.new_url
        thread.save(update_fields=["key", "url"])
        if move.old_key != move.new_key:
            ThreadAlias.objects.update_or_create(
                site_id=thread.site_id,
                key=move.old_key,
                defaults={"thread": thread},
                create_defaults={"thread": thread, "created_at": now()},
            )
        thread_announce(thread=thread, stale=[f"site:{move.site_slug}"])
    return moves


@dataclass(frozen=True, slots=True)
class _Rule:
    old: str
    new: str
    is_prefix: bool

    @classmethod
    def make(cls, old: str, new: str) -> "_Rule":
        is_prefix = old.endswith("*")
        if is_prefix != new.endswith("*"):
            raise SiteRefused("Either both end in *, or neither does.")
        if is_prefix:
            old, new = old[:-1], new[:-1]
        for address in (old, new):
            if address_origin(address) is None:
                raise SiteRefused(f"An address begins with http:// or https:// and a host, not {address!r}.")
            if is_prefix and not urlsplit(address).path:
                # "https://blog.example*" would reach https://blog.example.org too.
                raise SiteRefused(f"Before the * there is at least one slash behind the host: {address}/*")
        if old == new:
            raise SiteRefused("Both are the same.")
        return cls(old=old, new=new, is_prefix=is_prefix)

    def apply(self, address: str) -> str | None:
        if self.is_prefix and address.startswith(self.old):
            return self.new + address.removeprefix(self.old)
        return self.new if address == self.old else None


def _move(thread: Thread, rule: _Rule) -> Move | None:
    new_url = rule.apply(thread.url)
    new_key = rule.apply(thread.key)
    if new_key is None:
        new_key = _path(new_url) if new_url and thread.key == _path(thread.url) else thread.key
    new_url = new_url or thread.url
    if (new_url, new_key) == (thread.url, thread.key):
        return None
    clash = ""
    if len(new_url) > ADDRESS_MAX or len(new_key) > KEY_MAX:
        clash = "the new address or key would be too long"
    return Move(
        thread_id=thread.pk,
        site_slug=thread.site.slug,
        old_key=thread.key,
        new_key=new_key,
        old_url=thread.url,
        new_url=new_url,
        origin_is_new=address_origin(new_url) not in thread.site.origins,
        clash=clash,
    )


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _clashes_mark(moves: list[Move]) -> list[Move]:
    """Say of each move whether somebody else has, or is about to have, the key it leads to."""
    marked = {move.thread_id: move for move in moves}
    while True:
        # A thread that can't leave may be in another's way, and so on.
        staying = {move.thread_id for move in marked.values() if move.clash}
        leaving = {
            move.thread_id
            for move in marked.values()
            if move.thread_id not in staying and move.old_key != move.new_key
        }
        changed = False
        taken: dict[tuple[str, str], int] = {}
        occupied = _occupied([move for move in marked.values() if move.thread_id in leaving], leaving)
        for pk in sorted(leaving):
            move = marked[pk]
            place = (move.site_slug, move.new_key)
            why = occupied.get(place, "")
            if place in taken:
                why = "another thread goes there too"
            taken.setdefault(place, pk)
            if why:
                marked[pk] = replace(move, clash=why)
                changed = True
        if not changed:
            return list(marked.values())


def _occupied(moves: Iterable[Move], leaving: set[int]) -> dict[tuple[str, str], str]:
    """Return the keys among those wanted that others hold and will not give up."""
    wanted = list(moves)
    found: dict[tuple[str, str], str] = {}
    for start in range(0, len(wanted), _BATCH):
        keys = [move.new_key for move in wanted[start : start + _BATCH]]
        threads = Thread.objects.filter(key__in=keys, last_number__gt=0).exclude(site__slug=OWN_SITE)
        for pk, slug, key in threads.values_list("pk", "site__slug", "key"):
            if pk not in leaving:
                found[slug, key] = "a thread with comments is there"
        own = {(move.site_slug, move.new_key): move.thread_id for move in wanted[start : start + _BATCH]}
        aliases = ThreadAlias.objects.filter(key__in=keys).values_list("site__slug", "key", "thread_id")
        for slug, key, thread_id in aliases:
            if own.get((slug, key)) not in {None, thread_id}:
                found.setdefault((slug, key), "it leads to another thread, which was there before")
    return found


def _room_make(thread: Thread, key: str) -> None:
    """Take away what may go: an empty thread, and the moved thread's own alias from the last time it was here."""
    for empty in Thread.objects.filter(site_id=thread.site_id, key=key, last_number=0):
        thread_announce(thread=empty)
        empty.delete()
    ThreadAlias.objects.filter(site_id=thread.site_id, key=key, thread=thread).delete()
