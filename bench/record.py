"""results.json: the latest runs of each part. What was not measured this time is kept, with its own day and machine."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

#: What each part is called in the results.
NAMES: Final[Mapping[str, str]] = {
    "a": "cached",
    "b": "uncached",
    "c": "posting",
    "d": "start",
    "e": "disturbed",
    "f": "hot",
    "g": "cold",
    "h": "deep",
    "i": "context",
    "j": "reply",
    "k": "streams",
    "l": "scoring",
    "m": "scoring_http",
    "n": "simulation",
    "o": "pipeline",
    "p": "desk",
}
#: What tells of a whole session of measuring: its machine, and how it measured.
SESSION: Final = ("at", "machine", "runs_each", "seconds_each")


def results_write(*, path: Path, results: Mapping[str, Any], parts: Iterable[str]) -> None:
    """Write the `results` of these parts into the file, beside those that it has of others."""
    old = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(
        json.dumps(results_merged(old, results, parts=parts), indent=1, ensure_ascii=False) + "\n"
    )


def results_merged(old: Mapping[str, Any], new: Mapping[str, Any], *, parts: Iterable[str]) -> dict[str, Any]:
    """Return {sessions, medians, runs} and the facts of single parts.

    Each part stands in one session, the latest that measured it. A session of which nothing is left is gone.
    """
    measured = set(parts)
    kept = [
        {**session, "parts": left}
        for session in _sessions(old)
        if (left := "".join(letter for letter in session["parts"] if letter not in measured))
    ]
    latest = {"parts": "".join(sorted(measured)), **{name: new[name] for name in SESSION if name in new}}
    apart = {"sessions", "medians", "runs", *SESSION}
    facts = {name: value for each in (old, new) for name, value in each.items() if name not in apart}
    return {
        "sessions": [*kept, latest],
        **facts,
        "medians": {**old.get("medians", {}), **new["medians"]},
        "runs": {**old.get("runs", {}), **new["runs"]},
    }


def _sessions(old: Mapping[str, Any]) -> list[dict[str, Any]]:
    if "sessions" in old:
        return list(old["sessions"])
    # As it was written before it knew sessions: one for all that is in it.
    there = "".join(letter for letter, name in NAMES.items() if name in old.get("medians", {}) or name in old)
    return [{"parts": there, **{name: old[name] for name in SESSION if name in old}}] if there else []
