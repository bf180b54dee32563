"""(m) Scores over HTTP: `parley toxicity serve` on one core, asked from the other by the Perspective protocol."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bench.comments import Comments
from bench.load import Load, Outcome, Watch, load_run
from bench.measures import Plan, Runs
from bench.paced import Pace, pace_run
from bench.scoring import EACH_SECOND, TIERS, inside
from bench.servers import Server, scoring_server
from parley.toxicity import ATTRIBUTES

CLIENTS: Final = (1, 8, 32)
COMMENTS: Final = 3000
PATH: Final = "/v1alpha1/comments:analyze"
#: How the requests of the half load come: at an even pace, and as between people who know nothing of one another.
PACES: Final = {"half load, evenly": False, "half load, by chance": True}
_FAST = 10  # comments that the fast tier takes in batch while the accurate one takes one


def scoring_http_measure(*, plan: Plan) -> Runs:
    """Rates for one client and several, in turns with scoring in batch; then half of the highest rate, paced."""
    runs: Runs = {}
    bodies = _bodies()
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        file = Path(name) / "bodies"
        file.write_bytes(b"\n".join(bodies) + b"\n")
        for tier in TIERS:
            with scoring_server(data=Path(name) / tier, tier=tier) as server:
                runs |= _tier_measure(tier, server, file=file, bodies=bodies, plan=plan)
    return runs


def _tier_measure(tier: str, server: Server, *, file: Path, bodies: Sequence[bytes], plan: Plan) -> Runs:
    runs: Runs = {}
    errors = 0

    def keep(name: str, outcome: Outcome, **more: float) -> None:
        runs.setdefault(f"{tier} {name}", []).append({**outcome.as_dict(), **more})
        plan.say(f"{tier} {name}: {runs[f'{tier} {name}'][-1]}")

    for number in range(-1, plan.runs):  # the first round only warms up
        for clients in CLIENTS:
            load = Load(
                server.url + PATH, clients, plan.seconds, script="analyze.lua", arguments=(str(file),)
            )
            outcome = load_run(server=server, load=load, errors_counted=True)
            errors += outcome.errors
            if number >= 0:
                keep(f"{clients} clients", outcome)
        if number >= 0:
            runs.setdefault(f"{tier} batch", []).append(_batch(tier, plan))
            plan.say(f"{tier} batch: {runs[f'{tier} batch'][-1]}")
    rates = sorted(float(str(run["rate"])) for run in runs[f"{tier} {CLIENTS[-1]} clients"])
    half = rates[len(rates) // 2] / 2
    for _ in range(plan.runs):
        for name, by_chance in PACES.items():
            watch = Watch.begin(server)
            said = pace_run(Pace(server.url + PATH, bodies, half, plan.seconds, by_chance=by_chance))
            outcome = watch.end(said)
            errors += outcome.errors
            keep(name, outcome, asked_rate=round(half, 1))
    processes = server.memory()
    to_mb = 1.024**2  # from MiB
    runs[f"{tier} memory"] = [
        {
            "largest_mb": round(max(float(str(row["rss_mib"])) for row in processes) * to_mb, 1),
            "together_mb": round(sum(float(str(row["pss_mib"])) for row in processes) * to_mb, 1),
            "start_seconds": server.start_seconds,
            "errors_all": errors,
        }
    ]
    plan.say(f"{tier} memory: {processes}")
    return runs


def _batch(tier: str, plan: Plan) -> dict[str, object]:
    """The same comments in batch, by a process of its own on the server's core while the server idles."""
    count = max(1, round(EACH_SECOND * plan.seconds)) * (_FAST if tier == "fast" else 1)
    said = inside("batch", tier=tier, count=count)
    run: dict[str, object] = said["runs"][tier][0]
    return run


def _bodies() -> list[bytes]:
    """Requests for all attributes, as most clients write them."""
    return [
        json.dumps(
            {
                "comment": {"text": text},
                "languages": ["en"],
                "requestedAttributes": {name: {} for name in ATTRIBUTES},
                "doNotStore": True,
            }
        ).encode()
        for text in Comments().many(COMMENTS)
    ]
