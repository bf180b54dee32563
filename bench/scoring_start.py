"""How scoring starts, and what it keeps in memory: `python -m bench.scoring_start TIER COUNT`, for part l.

It says "ready" after the first score and imports nothing of ours but what a program that scores would.
"""

import json
import sys
import time
from pathlib import Path

BEGUN = time.perf_counter()

from parley.toxicity.scorer import Scorer  # noqa: E402 -- its import is what is timed

IMPORTED = time.perf_counter()
#: In French: the tables that tell languages apart are read at the first text that is not plainly English.
FOREIGN = "Le conseil municipal n'a toujours pas répondu à notre lettre, et personne ne sait pourquoi."


def main() -> None:
    scorer = Scorer("fast" if sys.argv[1] == "fast" else "accurate")
    loaded = time.perf_counter()
    scorer.score(["The council has not answered our letter, and nobody knows why."])
    first, cpu = time.perf_counter(), time.process_time()
    print("ready", flush=True)
    texts = json.loads(sys.stdin.read())
    scorer.score_each([*texts, FOREIGN])
    print(
        json.dumps(
            {
                "model": scorer.model,
                "import_seconds": round(IMPORTED - BEGUN, 3),
                "load_seconds": round(loaded - IMPORTED, 3),
                "first_score_seconds": round(first - loaded, 3),
                "cpu_seconds": round(cpu, 3),
                **_memory(),
            }
        )
    )


def _memory() -> dict[str, float]:
    """Resident now and at most, in MB (10⁶ bytes)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kib = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith("Vm")}
    return {
        "resident_mb": round(kib["VmRSS"] * 1024 / 1e6, 1),
        "peak_mb": round(kib["VmHWM"] * 1024 / 1e6, 1),
    }


if __name__ == "__main__":
    main()
