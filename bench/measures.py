"""The measurements (a) to (e). Each returns every run; the medians are made in the report."""

import gzip
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli

from bench.load import Load, LoadError, Outcome, load_run
from bench.pages import (
    BYPASS,
    Thread,
    comments_count,
    form_token,
    page_fetch,
    pages_walk,
    paths_public,
    threads_busiest,
)
from bench.servers import Server, bare_server, nginx_server, parley_server

# One connection more than a core can use changes only the waiting; 16 is what the aim for posting names.
CLIENTS = 16
UNCACHED_CLIENTS = 4
WALK_REQUESTS = 10_000
# A benchmark is one very busy guest without patience.
POSTING = {"PARLEY_COMMENT_RATE": "1000000/1s", "PARLEY_COMMENT_MIN_SECONDS": "0"}
# How long rows that were being written when wrk hung up may still take to appear.
SETTLE_SECONDS = 2.0

Say = Callable[[str], None]
Runs = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often and how long each load runs, and what to say meanwhile."""

    runs: int
    seconds: float
    say: Say


@contextmanager
def site_prepared(*, say: Say, times: int) -> Iterator[tuple[Path, list[float]]]:
    """Make the demonstration site a few times; yield the data folder of the last one and each first start's seconds."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        starts = []
        for number in range(times):
            data = Path(name) / f"first-{number}"
            with parley_server(data=data) as server:
                starts.append(server.start_seconds)
                say(f"first start: {server.start_seconds:.1f} s")
        yield data, starts


def cached_measure(*, data: Path, plan: Plan) -> tuple[Runs, dict[str, object]]:
    """(a): the article page from the edge's memory, beside nginx and a bare ASGI answer with the same bytes.

    The three take turns on the core, so that whatever else the machine does meets all of them alike.
    """
    thread = threads_busiest(data=data)[0]
    runs: Runs = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-bench-")))
        ours = stack.enter_context(parley_server(data=data))
        page, headers = page_fetch(url=ours.url + thread.path)
        sizes = files_write(folder=folder / "files", page=page)
        nginx = stack.enter_context(nginx_server(folder=folder))
        bare = stack.enter_context(bare_server(folder=folder, file=folder / "files" / "identity"))
        for coding in sizes:
            accept = (f"Accept-Encoding: {coding}",)
            targets = {
                f"ours {coding}": (ours, Load(ours.url + thread.path, CLIENTS, plan.seconds, headers=accept)),
                f"nginx {coding}": (nginx, Load(f"{nginx.url}/{coding}", CLIENTS, plan.seconds)),
            }
            if coding == "identity":
                targets["bare identity"] = (bare, Load(f"{bare.url}/", CLIENTS, plan.seconds))
            alternate(targets=targets, plan=plan, runs=runs)
    about = {
        "path": thread.path,
        "comments": len(re.findall(rb'id="comment-[0-9]+"', page)),
        "bytes": sizes,
        "headers": dict(headers),
    }
    return runs, about


def uncached_measure(*, data: Path, plan: Plan) -> Runs:
    """(b): the same page made by Django each time, for one client (the time) and for four (the rate)."""
    thread = threads_busiest(data=data)[0]
    runs: Runs = {}
    with parley_server(data=data) as server:
        url = server.url + thread.path
        targets = {
            "one client": (server, Load(url, 1, plan.seconds, headers=(BYPASS,))),
            "four clients": (server, Load(url, UNCACHED_CLIENTS, plan.seconds, headers=(BYPASS,))),
        }
        alternate(targets=targets, plan=plan, runs=runs)
    return runs


def posting_measure(*, data: Path, plan: Plan) -> Runs:
    """(c): comments through the form, to a copy of the site. Raises LoadError if one was refused or lost."""
    runs: Runs = {"post": []}
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        copy = Path(name) / "data"
        shutil.copytree(data, copy)
        thread = threads_busiest(data=copy)[1]
        with parley_server(data=copy, environment=POSTING) as server:
            page, _headers = page_fetch(url=server.url + thread.path)
            token = form_token(page=page)
            for number in range(-1, plan.runs):
                before = comments_count(data=copy, thread=thread)
                outcome = load_run(
                    server=server,
                    load=Load(
                        f"{server.url}/threads/{thread.public_id}/comments/",
                        CLIENTS,
                        plan.seconds if number >= 0 else 1,
                        script="post.lua",
                        arguments=(token, server.url, f"r{number + 1}"),
                    ),
                )
                rows = _rows_settled(data=copy, thread=thread) - before
                _posts_check(outcome=outcome, rows=rows)
                if number >= 0:
                    runs["post"].append({**outcome.as_dict(), "rows": rows})
                    plan.say(f"post: {_shown(outcome)}, {outcome.counts}, {rows} rows")
    return runs


def start_measure(*, data: Path, plan: Plan) -> tuple[list[dict[str, object]], list[float]]:
    """(d): seconds until the second start answers, and the memory of each process after 10,000 requests."""
    starts = []
    for _number in range(plan.runs):
        with parley_server(data=data) as server:
            starts.append(server.start_seconds)
    plan.say(f"second starts: {', '.join(f'{seconds:.2f} s' for seconds in starts)}")
    with parley_server(data=data) as server:
        paths = paths_public(url=server.url)
        pages_walk(url=server.url, paths=paths, count=WALK_REQUESTS)
        memory = server.memory()
    plan.say(f"memory after {WALK_REQUESTS} requests to {len(paths)} pages: {memory}")
    return memory, starts


def disturbed_measure(*, data: Path, plan: Plan) -> Runs:
    """(e): (a) again, while four clients make Django build pages without a pause."""
    thread = threads_busiest(data=data)[0]
    runs: Runs = {"cached beside uncached": []}
    with parley_server(data=data) as server:
        url = server.url + thread.path
        for number in range(-1, plan.runs):
            outcome = load_run(
                server=server,
                load=Load(url, CLIENTS, plan.seconds if number >= 0 else 1),
                beside=[Load(url, UNCACHED_CLIENTS, plan.seconds + 5, headers=(BYPASS,))],
            )
            if number >= 0:
                runs["cached beside uncached"].append(outcome.as_dict())
                plan.say(f"cached beside uncached: {_shown(outcome)}")
    return runs


def alternate(*, targets: dict[str, tuple[Server, Load]], plan: Plan, runs: Runs) -> None:
    """Run each target in turn, again and again; the first round only warms up and is not kept."""
    for number in range(-1, plan.runs):
        for name, (server, load) in targets.items():
            if number < 0:
                warm = Load(load.url, load.connections, 1, headers=load.headers)
                load_run(server=server, load=warm)
                continue
            outcome = load_run(server=server, load=load)
            runs.setdefault(name, []).append(outcome.as_dict())
            plan.say(f"{name}: {_shown(outcome)}")


def files_write(*, folder: Path, page: bytes) -> dict[str, int]:
    """Write the page as files for nginx, one for each coding; return their sizes in bytes."""
    folder.mkdir(parents=True)
    bodies = {
        "identity": page,
        "gzip": gzip.compress(page, 6, mtime=0),
        "br": brotli.compress(page, quality=5),
    }
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    return {name: len(body) for name, body in bodies.items()}


def _posts_check(*, outcome: Outcome, rows: int) -> None:
    """Every acknowledged comment must be a row; only those in flight when wrk hung up may be rows beyond that."""
    published = outcome.counts["published"]
    if outcome.counts["other"] or outcome.counts["waiting"]:
        raise LoadError(f"Not every post was published: {outcome.counts}")
    if not published <= rows <= published + CLIENTS:
        raise LoadError(f"{published} comments were acknowledged, {rows} are in the database")


def _rows_settled(*, data: Path, thread: Thread) -> int:
    before = -1
    until = time.monotonic() + SETTLE_SECONDS
    while (count := comments_count(data=data, thread=thread)) != before or time.monotonic() < until:
        before = count
        time.sleep(0.2)
    return count


def _shown(outcome: Outcome) -> str:
    return (
        f"{outcome.rate:.0f}/s, p50 {outcome.p50_ms:.2f} ms, p99 {outcome.p99_ms:.2f} ms, "
        f"{outcome.server_cpu_ms:.3f} ms CPU each; cores: server {outcome.server_core:.2f}, "
        f"others {outcome.others:.2f}, stolen {outcome.stolen:.2f}; probe {outcome.probe_ms:.1f} ms"
    )
