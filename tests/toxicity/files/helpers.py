"""Run `parley toxicity score` with the stand-in, in this process or in one of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from parley.toxicity.cli import toxicity

STAND_IN = "tests.toxicity.files.stand_in:StandIn"
SLOW = "tests.toxicity.files.stand_in:Slow"
ROOT = Path(__file__).parents[3]


def score(*arguments: str | Path, stdin: bytes = b"", scorer: str = STAND_IN) -> Result:
    """Run the command here, on one core unless `--workers` says otherwise, with a checkpoint after each batch."""
    words = [str(argument) for argument in arguments]
    if "--workers" not in words:
        words += ["--workers", "1"]
    settings = {"scorer": scorer, "checkpoint_seconds": 0.0}
    return CliRunner().invoke(toxicity, ["score", *words], input=stdin, obj=settings)


def score_start(*arguments: str | Path, **options: Any) -> "subprocess.Popen[bytes]":
    """Start the command in a process of its own, with a scorer that takes its time over texts that begin with slow."""
    program = (
        "from parley.toxicity.cli import toxicity\n"
        "if __name__ == '__main__':\n"
        f"    toxicity(obj={{'scorer': {SLOW!r}, 'checkpoint_seconds': 0.0}})\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, "score", *map(str, arguments)], cwd=ROOT, **options
    )


def rows(data: bytes | Path) -> list[dict[str, Any]]:
    data = data.read_bytes() if isinstance(data, Path) else data
    return [json.loads(line) for line in data.decode().split("\n") if line]


def jsonl(texts: list[str]) -> bytes:
    return b"".join(
        json.dumps({"id": number, "text": text}).encode() + b"\n" for number, text in enumerate(texts)
    )
