"""What is announced as stale is gone before the announcement returns."""

import threading

import pytest

from parley.edge.cache import Cache
from parley.edge.entry import Entry
from parley.edge.messages import Answer
from parley.kernel.bus import GAP, Announcement
from tests.edge.harness import World, page, page_by

PAGES = {"/front": "site lists page:1", "/article": "site page:2 thread:a", "/other": "site page:3 thread:b"}


@pytest.mark.parametrize(
    ("keys", "gone"),
    [
        ([], set()),
        (["unknown"], set()),
        (["thread:a"], {"/article"}),
        (["page:1"], {"/front"}),
        (["page:1", "thread:b"], {"/front", "/other"}),
        (["site"], set(PAGES)),
        (["page"], set()),
    ],
)
def test_an_announcement_drops_the_pages_with_its_keys(world: World, keys: list[str], gone: set[str]) -> None:
    for path, names in PAGES.items():
        world.site.views[path] = page(keys=names)
        world.client.get(path)
    world.purge(*keys)
    assert {path for path in PAGES if world.client.get(path).how == "miss"} == gone


def test_after_a_gap_nothing_is_believed(world: World) -> None:
    for path in PAGES:
        world.client.get(path)
    world.bus.publish(Announcement(sequence=0, topic="", kind=GAP))
    assert (len(world.cache), world.cache.bytes) == (0, 0)


def test_every_coding_and_every_variant_goes(world: World) -> None:
    world.site.views["/"] = page_by("Accept-Language", before=b"text " * 200)
    wishes = [
        [("Accept-Language", lang), ("Accept-Encoding", c)] for lang in ("de", "en") for c in ("br", "gzip")
    ]
    for headers in wishes:
        world.client.get(headers=headers)
    world.purge("page:1")
    calls = len(world.site.calls)
    for headers in wishes:
        world.client.get(headers=headers)
    assert len(world.site.calls) == calls + 2


def test_the_edge_stops_listening_when_it_stops(world: World) -> None:
    world.client.get()
    world.client.run(world.edge._drain())
    world.purge("site")
    assert len(world.cache) == 1


def entry_of(keys: tuple[str, ...], body: bytes = b"x" * 100) -> Entry:
    return Entry.of(answer=Answer(200, [], body, len(body)), expires=1e9, surrogate_keys=keys)


def test_more_purges_than_are_remembered_make_every_rebuild_stale() -> None:
    """Forgetting which keys were purged must err on the side of asking Django again."""
    cache = Cache(max_bytes=10**6)
    began = cache.epoch
    cache.purge(f"thread:{number}" for number in range(10_001))
    assert not cache.store(("http", b"h", b"/", b""), entry_of(("page:1",)), began=began)
    assert cache.store(("http", b"h", b"/", b""), entry_of(("page:1",)), began=cache.epoch)


def test_purges_and_stores_from_many_threads_leave_the_books_balanced() -> None:
    cache = Cache(max_bytes=40_000)
    start = threading.Barrier(4)
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        start.wait()
        try:
            for turn in range(2000):
                key = ("http", b"h", b"/%d" % (turn * seed % 17), b"")
                if turn % 3 == 0:
                    cache.purge([f"page:{turn * seed % 5}"])
                elif turn % 3 == 1:
                    cache.store(key, entry_of((f"page:{turn % 5}",)), began=cache.epoch)
                else:
                    cache.find(key)
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (3, 5, 7, 11)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert cache.bytes == sum(entry.size for entry in cache._entries.values()) <= 40_000
    cache.purge([f"page:{number}" for number in range(5)])
    assert (len(cache), cache.bytes, cache._by_surrogate) == (0, 0, {})
