"""Outside sites, the threads of their pages, and moving those along."""

import pytest

from parley.discussion.actions.remapping import RemapClash, remap_plan, threads_remap
from parley.discussion.actions.sites import (
    SiteRefused,
    ThreadRefused,
    site_add,
    site_remove,
    site_update,
    thread_open,
)
from parley.discussion.models import Site, Thread, ThreadAlias
from parley.discussion.queries_sites import (
    counts_by_key,
    origin_allowed,
    origin_allowed_anywhere,
    origin_allowed_by,
    thread_by_key,
)
from parley.discussion.site_addresses import address_origin, origin_normalise
from parley.kernel.models import OutboxRow
from tests.discussion.factories import comment_make, thread_make

BLOG = "https://blog.example"


@pytest.fixture
def site(db: None) -> Site:
    return site_add(slug="my-blog", name="My  blog", origins=[BLOG])


def _open(site: Site, key: str, url: str = "", title: str = "A page") -> Thread:
    return thread_open(site=site, key=key, title=title, url=url or f"{BLOG}{key}").thread


# --- origins -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://blog.example", "https://blog.example"),
        (" HTTPS://Blog.Example/ ", "https://blog.example"),
        ("https://blog.example:443", "https://blog.example"),
        ("http://blog.example:80", "http://blog.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://192.0.2.7", "https://192.0.2.7"),
    ],
)
def test_origins_are_written_as_browsers_write_them(given: str, origin: str) -> None:
    assert origin_normalise(given) == origin


@pytest.mark.parametrize(
    "given",
    [
        "",
        "null",
        "*",
        "blog.example",
        "https://",
        "https://*.example.org",
        "https://blog.example/path",
        "https://blog.example?x",
        "https://blog.example#x",
        "https://me@blog.example",
        "ftp://blog.example",
        "javascript:alert(1)",
        "https://blog.example:x",
        "https://blog.example:99999",
        "https://[::1",
        "https://a b.example",
        "https://-.example",
        "https://blog.example https://evil.example",
    ],
)
def test_what_is_no_origin(given: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        origin_normalise(given)


@pytest.mark.parametrize(
    "given", ["https://blog.example/\nx", "https://blog.example/<b>", "https://u@blog.example/", "x" * 2001]
)
def test_what_is_no_address(given: str) -> None:
    assert address_origin(given) is None


# --- sites -------------------------------------------------------------------------------------------------------
def test_a_site_is_registered_and_its_origins_count(site: Site) -> None:
    assert (site.name, site.origins) == ("My blog", [BLOG])
    thread = _open(site, "/a/")
    assert origin_allowed(BLOG, thread.public_id)
    assert origin_allowed_by(origin=BLOG, slug="my-blog")
    assert origin_allowed_anywhere(origin=BLOG)
    for origin in ("null", "", "https://blog.example.evil", "http://blog.example", "https://BLOG.example"):
        assert not origin_allowed(origin, thread.public_id)
        assert not origin_allowed_by(origin=origin, slug="my-blog")
        assert not origin_allowed_anywhere(origin=origin)
    assert not origin_allowed(BLOG, thread_make().public_id)
    assert not origin_allowed(BLOG, "nothing")


def test_a_site_whose_origins_say_null_lets_in_no_sandboxed_page(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(origins=["null"])
    assert not origin_allowed_by(origin="null", slug="my-blog")


def test_each_change_of_origins_is_announced(site: Site) -> None:
    site_update(site=site, origins=["http://localhost:8000", "http://localhost:8000/"])
    site_remove(site=site)
    rows = OutboxRow.objects.filter(kind="origins.changed")
    assert [row.payload["origins"] for row in rows] == [[BLOG], ["http://localhost:8000"], []]
    assert all({"origins", "site:my-blog"} <= set(row.surrogate_keys) for row in rows)


def test_what_is_not_given_stays(site: Site) -> None:
    changed = site_update(site=site, name="Another", url="https://blog.example/")
    assert (changed.name, changed.url, changed.origins) == ("Another", "https://blog.example/", [BLOG])


@pytest.mark.parametrize("slug", ["", "My-Blog", "my blog", "-a", "a--b", "x" * 51, "ä"])
def test_odd_short_names(db: None, slug: str) -> None:
    with pytest.raises(SiteRefused):
        site_add(slug=slug, name="", origins=[BLOG])


def test_what_is_refused_of_sites(site: Site) -> None:
    for wrong in (
        {"slug": "my-blog", "origins": [BLOG]},
        {"slug": "other", "origins": ["blog.example"]},
        {"slug": "other", "origins": [f"https://{n}.example" for n in range(51)]},
        {"slug": "other", "origins": [BLOG], "url": "blog.example"},
    ):
        with pytest.raises(SiteRefused):
            site_add(name="", **wrong)
    _open(site, "/a/")
    with pytest.raises(SiteRefused, match="1 threads"):
        site_remove(site=site)
    with pytest.raises(SiteRefused, match="own"):
        site_remove(site=thread_make().site)


# --- threads -----------------------------------------------------------------------------------------------------
def test_a_page_gets_one_thread(site: Site) -> None:
    first = thread_open(site=site, key="/a/", title=" A\n<b>page</b>\u202e ", url=f"{BLOG}/a/")
    again = thread_open(site=site, key="/a/", title="Other", url=f"{BLOG}/elsewhere/")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.thread.pk == first.thread.pk
    thread = Thread.objects.get()
    assert (thread.title, thread.url) == ("A <b>page</b>", f"{BLOG}/a/")
    [row] = OutboxRow.objects.filter(kind="thread.changed")
    assert set(row.surrogate_keys) == {thread.surrogate_key, "site:my-blog"}


def test_a_title_is_filled_in_once_and_only_before_anybody_wrote(site: Site) -> None:
    thread = _open(site, "/a/", title="")
    assert thread.title == f"{BLOG}/a/"
    assert _open(site, "/a/", title="Now").title == "Now"
    assert _open(site, "/a/", title="Later").title == "Now"
    untitled = _open(site, "/b/", title="")
    comment_make(thread=untitled)
    assert _open(site, "/b/", title="Too late").title == f"{BLOG}/b/"


def test_a_long_title_is_cut(site: Site) -> None:
    assert _open(site, "/a/", title="x" * 500).title == "x" * 300


@pytest.mark.parametrize(
    ("key", "url", "code"),
    [
        ("", "/a/", "key_wrong"),
        (" a", "/a/", "key_wrong"),
        ("a\0b", "/a/", "key_wrong"),
        ("x" * 256, "/a/", "key_wrong"),
        ("a", "javascript:alert(1)", "url_wrong"),
        ("a", "https://blog.example/" + "x" * 2000, "url_wrong"),
        ("a", "https://evil.example/", "url_foreign"),
        ("a", "https://blog.example@evil.example/", "url_wrong"),
        ("a", "https://blog.example.evil.example/", "url_foreign"),
        ("a", "http://blog.example/", "url_foreign"),
    ],
)
def test_odd_pages(site: Site, key: str, url: str, code: str) -> None:
    with pytest.raises(ThreadRefused) as refused:
        thread_open(site=site, key=key, title="", url=url if ":" in url else BLOG + url)
    assert [error.code for error in refused.value.errors] == [code]
    assert Thread.objects.count() == 0


# --- moving ------------------------------------------------------------------------------------------------------
def test_pages_that_moved_keep_their_threads(site: Site) -> None:
    by_path = _open(site, "/2019/a/")
    by_address = _open(site, f"{BLOG}/2019/b/", url=f"{BLOG}/2019/b/")
    by_id = _open(site, "post-7", url=f"{BLOG}/2019/c/?page=1")
    untouched = _open(site, "/2020/d/")
    old, new = f"{BLOG}/2019/*", f"{BLOG}/archive/2019/*"
    planned = remap_plan(old=old, new=new)
    assert Thread.objects.filter(url__contains="archive").count() == 0
    assert threads_remap(old=old, new=new) == planned
    found = {thread.pk: (thread.key, thread.url) for thread in Thread.objects.all()}
    assert found == {
        by_path.pk: ("/archive/2019/a/", f"{BLOG}/archive/2019/a/"),
        by_address.pk: (f"{BLOG}/archive/2019/b/", f"{BLOG}/archive/2019/b/"),
        by_id.pk: ("post-7", f"{BLOG}/archive/2019/c/?page=1"),
        untouched.pk: ("/2020/d/", f"{BLOG}/2020/d/"),
    }
    # The old keys lead there still, for pages and for counts.
    assert thread_by_key(slug="my-blog", key="/2019/a/") == by_path
    assert thread_open(site=site, key="/2019/a/", title="x", url=f"{BLOG}/2019/a/").thread == by_path
    assert counts_by_key(slug="my-blog", keys=["/2019/a/"])[0].thread_id == by_path.public_id
    assert thread_by_key(slug="other", key="/2019/a/") is None
    announced = OutboxRow.objects.filter(kind="thread.changed", payload__thread=by_path.public_id).last()
    assert announced.payload["key"] == "/archive/2019/a/"
    assert "site:my-blog" in announced.surrogate_keys


def test_pages_may_move_back(site: Site) -> None:
    thread = _open(site, "/a/")
    for old, new in (("/a/", "/b/"), ("/b/", "/a/"), ("/a/", "/b/")):
        [move] = threads_remap(old=f"{BLOG}{old}", new=f"{BLOG}{new}")
        assert (move.clash, move.new_key) == ("", new)
    assert thread_by_key(slug="my-blog", key="/a/") == thread_by_key(slug="my-blog", key="/b/") == thread
    assert [alias.key for alias in ThreadAlias.objects.all()] == ["/a/"]


def test_pages_that_take_each_others_places_all_move(site: Site) -> None:
    one = _open(site, "/a/")
    two = _open(site, "/a/a/")
    for thread in (one, two):
        comment_make(thread=thread)
    threads_remap(old=f"{BLOG}/a/*", new=f"{BLOG}/a/a/*")
    assert thread_by_key(slug="my-blog", key="/a/a/") == one
    assert thread_by_key(slug="my-blog", key="/a/a/a/") == two
    assert thread_by_key(slug="my-blog", key="/a/") == one


def test_a_clash_stops_everything_or_is_left_out(site: Site) -> None:
    stuck, free = _open(site, "/old/a/"), _open(site, "/old/b/")
    there = _open(site, "/new/a/")
    for thread in (stuck, there):
        comment_make(thread=thread)
    old, new = f"{BLOG}/old/*", f"{BLOG}/new/*"
    with pytest.raises(RemapClash) as clash:
        threads_remap(old=old, new=new)
    assert [move.old_key for move in clash.value.moves] == ["/old/a/"]
    assert thread_by_key(slug="my-blog", key="/old/b/") == free
    threads_remap(old=old, new=new, skip_clashes=True)
    assert thread_by_key(slug="my-blog", key="/new/b/") == free
    assert thread_by_key(slug="my-blog", key="/old/a/") == stuck
    assert thread_by_key(slug="my-blog", key="/new/a/") == there


def test_what_cannot_leave_stands_in_the_way_of_others(site: Site) -> None:
    chain = [_open(site, f"/x/{'x/' * n}") for n in range(3)]
    for thread in chain:
        comment_make(thread=thread)
    comment_make(thread=_open(site, f"/x/{'x/' * 3}", url=f"{BLOG}/elsewhere/"))
    moves = remap_plan(old=f"{BLOG}/x/*", new=f"{BLOG}/x/x/*")
    assert [bool(move.clash) for move in moves] == [True, True, True]


def test_an_empty_thread_makes_room(site: Site) -> None:
    thread = _open(site, "/old/")
    comment_make(thread=thread)
    _open(site, "/new/")
    threads_remap(old=f"{BLOG}/old/", new=f"{BLOG}/new/")
    assert thread_by_key(slug="my-blog", key="/new/") == thread
    assert Thread.objects.count() == 1


def test_a_key_that_leads_to_another_thread_is_not_taken_from_it(site: Site) -> None:
    moved = _open(site, "/a/")
    threads_remap(old=f"{BLOG}/a/", new=f"{BLOG}/b/")
    other = _open(site, "/c/")
    with pytest.raises(RemapClash):
        threads_remap(old=f"{BLOG}/c/", new=f"{BLOG}/a/")
    assert thread_by_key(slug="my-blog", key="/a/") == moved
    assert thread_by_key(slug="my-blog", key="/c/") == other


def test_only_the_named_site_and_never_our_own_moves(site: Site) -> None:
    other = site_add(slug="mirror", name="", origins=[BLOG])
    _open(site, "/a/")
    _open(other, "/a/")
    own = thread_make()
    moves = remap_plan(old=f"{BLOG}/a/", new="https://new.example/a/", site=site)
    assert [(move.site_slug, move.origin_is_new) for move in moves] == [("my-blog", True)]
    assert len(remap_plan(old=f"{BLOG}/a/", new="https://new.example/a/")) == 2
    assert remap_plan(old=f"https://x.example{own.url}", new=f"{BLOG}{own.url}") == []


def test_capitals_in_a_path_are_told_apart(site: Site) -> None:
    _open(site, "/A/x/")
    assert remap_plan(old=f"{BLOG}/a/*", new=f"{BLOG}/b/*") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{BLOG}/a/*", f"{BLOG}/b/"),
        (f"{BLOG}/a/", f"{BLOG}/a/"),
        (f"{BLOG}*", "https://new.example*"),
        ("/a/", "/b/"),
        ("*", "*"),
    ],
)
def test_odd_moves(db: None, old: str, new: str) -> None:
    with pytest.raises(SiteRefused):
        remap_plan(old=old, new=new)
