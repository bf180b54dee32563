"""The measurements (f) to (j): threads of 10, 1,000 and 100,000 comments in a database of a million."""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bench.generate import STAMP
from bench.load import Load, LoadError
from bench.measures import CLIENTS, POSTING, Plan, Runs, alternate, files_write
from bench.pages import BYPASS, form_token_plain, number_middle, page_fetch
from bench.servers import LOAD_CORE, Server, nginx_server, parley_server

POSTS = 100  # a run: in a thread each of the short ones, so that they stay short
WARM_POSTS = 20
CODINGS = ("identity", "br")
# What is asked for with one client: name in the table, and of bench.places.
COLD = ("first", "page")
DEEP = ("deep oldest", "deep newest", "deep replied", "deep valued", "flat")
CONTEXT = ("context", "context page")

Inside = dict[str, dict[str, dict[str, Any]]]


def database_ready(*, folder: Path) -> None:
    """Build the database, unless it is there. In a process of its own, which takes its memory along when it ends."""
    subprocess.run([sys.executable, "-m", "bench.generate", "--database", str(folder)], check=True)


def inside_measure(*, folder: Path, plan: Plan) -> Inside:
    """(g, h, i): what each place costs Django in one process; {size: {place: figures}} of bench.inside."""
    command = ["taskset", "-c", str(LOAD_CORE), sys.executable, "-m", "bench.inside", str(folder)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    inside: Inside = json.loads(answer.stdout)
    for size, places in inside.items():
        for name, row in places.items():
            plan.say(
                f"{size} {name}: {row['ms']:.1f} ms ({row['kept_ms']:.1f} with markup kept), "
                f"{row['queries']} queries, {row['comments']} comments, {row['bytes']} bytes"
                + (f", SCANS {row['scans']}" if row["scans"] else "")
            )
    return inside


def hot_measure(*, folder: Path, inside: Inside, plan: Plan) -> Runs:
    """(f): the first window of each thread from the edge's memory, beside nginx with the same bytes."""
    runs: Runs = {}
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-bench-")))
        ours = stack.enter_context(parley_server(data=folder))
        for size, places in inside.items():
            page, _headers = page_fetch(url=ours.url + places["first"]["path"])
            files_write(folder=work / "files" / size, page=page)
        (work / "files" / "identity").write_bytes(b"ready")
        nginx = stack.enter_context(nginx_server(folder=work))
        for coding in CODINGS:
            accept = (f"Accept-Encoding: {coding}",)
            targets = {}
            for size, places in inside.items():
                targets[f"ours {size} {coding}"] = (
                    ours,
                    Load(ours.url + places["first"]["path"], CLIENTS, plan.seconds, headers=accept),
                )
                targets[f"nginx {size} {coding}"] = (
                    nginx,
                    Load(f"{nginx.url}/{size}/{coding}", CLIENTS, plan.seconds),
                )
            alternate(targets=targets, plan=plan, runs=runs)
    return runs


def cold_measure(*, folder: Path, inside: Inside, names: tuple[str, ...], plan: Plan) -> Runs:
    """(g, h, i) over HTTP: one client that the edge's cache is closed to; the markup of comments may be kept."""
    runs: Runs = {}
    with parley_server(data=folder) as server:
        targets = {
            f"{size} {name}": (
                server,
                Load(server.url + places[name]["path"], 1, plan.seconds, headers=(BYPASS,)),
            )
            for name in names
            for size, places in inside.items()
        }
        alternate(targets=targets, plan=plan, runs=runs)
    return runs


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a reply goes: the thread, the comment in its middle, and the token of the form."""

    path: str
    number: int
    token: str


def reply_measure(*, folder: Path, plan: Plan) -> Runs:
    """(j): replies to the comment in the middle, one client, to a copy of the database.

    Raises LoadError if one was not published.
    """
    runs: Runs = {}
    with tempfile.TemporaryDirectory(prefix="parley-bench-", dir=folder.parent) as name:
        copy = Path(name) / "data"
        shutil.copytree(folder, copy)
        os.sync()  # so that the copy's own writing is not measured along
        threads = json.loads((folder / STAMP).read_text())["threads"]
        with parley_server(data=copy, environment=POSTING) as server:
            targets = {
                size: [_target(server, copy, thread["id"]) for thread in known]
                for size, known in threads.items()
            }
            mine = os.sched_getaffinity(0)
            os.sched_setaffinity(0, {LOAD_CORE})
            try:
                for number in range(-1, plan.runs):
                    for size, places in targets.items():
                        count = POSTS if number >= 0 else WARM_POSTS
                        row = _posts_send(server, places, count, f"{number}")
                        if number >= 0:
                            runs.setdefault(size, []).append(row)
                            plan.say(f"reply, {size}: {row}")
            finally:
                os.sched_setaffinity(0, mine)
    return runs


def _target(server: Server, data: Path, public_id: str) -> _Target:
    number = number_middle(data=data, public_id=public_id)
    page, _headers = page_fetch(url=f"{server.url}/threads/{public_id}/reply/{number}/")
    return _Target(path=f"/threads/{public_id}/comments/", number=number, token=form_token_plain(page=page))


def _posts_send(server: Server, targets: list[_Target], count: int, run: str) -> dict[str, object]:
    """Post `count` replies one after the other, each as a guest who comes for the first time."""
    place = urlsplit(server.url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    times = []
    cpu = server.cpu_seconds()
    for number in range(count):
        target = targets[number % len(targets)]
        body = urlencode(
            {
                "author_name": f"Guest {run}-{number}",
                "text": f"Reply {number} of run {run}. The ferry ran late again on Tuesday.\n\nNobody *said* why.",
                "website": "",
                "parent": target.number,
                "token": target.token,
            },
            quote_via=quote,
        )
        start = time.perf_counter()
        connection.request(
            "POST",
            target.path,
            body,
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": server.url,
                "Sec-Fetch-Site": "same-origin",
            },
        )
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - start)
        where = answer.headers.get("Location", "")
        if answer.status != 303 or "waiting" in where:
            raise LoadError(f"A reply was answered with {answer.status} and sent to {where!r}")
    used = server.cpu_seconds() - cpu
    connection.close()
    return {
        "posts": count,
        "ms": round(statistics.median(times) * 1000, 2),
        "p99_ms": round(sorted(times)[int(count * 0.99) - 1] * 1000, 2),
        "server_cpu_ms": round(used * 1000 / count, 2),
    }
