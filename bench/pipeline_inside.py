"""What the phases cost in one process: `python -m bench.pipeline_inside FOLDER COUNT RUNS` prints JSON, for part o.

Processor time of the whole process, for the toxicity model computes in a thread of its own.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from bench.comments import SYLLABLES, Comments
from bench.generate import django_start
from bench.machine import probe_ms
from bench.pipeline import RULES
from bench.servers import SERVER_CORE

_METHODS: Final = ("prepare", "verdict", "keep")
_SEED: Final = 20_261

Run = dict[str, float]


def main() -> None:
    folder, count, runs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    django_start(data=folder)
    from parley.project.preparing import data_prepare  # noqa: PLC0415 -- needs Django's settings

    data_prepare(demo=False, report=lambda _words: None)
    comments = Comments()
    found: dict[str, list[Run]] = {}
    rules = _rules_many(count=RULES)
    for number in range(-1, runs):
        texts = comments.many(count)
        probe = min(probe_ms(core=SERVER_CORE) for _ in range(3))
        run = {**_posts_measure(texts, number), f"{RULES} rules": _spread(_rules_measure(rules, texts))}
        if number >= 0:
            for name, figures in run.items():
                found.setdefault(name, []).append({**figures, "probe_ms": probe})
    print(json.dumps(found))


def _posts_measure(texts: Sequence[str], number: int) -> dict[str, Run]:
    """Post each text twice: through all phases, and with no phase at all; the two take turns."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    from parley.discussion.actions import GuestAuthor, comment_post, own_site, thread_upsert  # noqa: PLC0415
    from parley.discussion.screening import screening_phases  # noqa: PLC0415

    phases = screening_phases()
    thread = thread_upsert(site=own_site(), key=f"bench:{number}", title="Bench", url=f"/bench/{number}/")
    bare = override_settings(PARLEY_SCREENING_PHASES=[], PARLEY_SCREENING_RECORDER="")
    spent: dict[str, list[float]] = {phase.name: [] for phase in phases}
    whole: dict[str, list[float]] = {"post screened": [], "post without screening": []}
    assert settings.PARLEY_TOXICITY_TIER != "off"
    with _clocked(phases, spent):
        for place, text in enumerate(texts):
            author = GuestAuthor(name="Ada", guest_key=f"bench:{number}:{place}")
            post = partial(comment_post, thread=thread, author=author, text=text)
            for each in spent.values():
                each.append(0.0)
            whole["post screened"].append(_milliseconds(post))
            with bare:
                whole["post without screening"].append(_milliseconds(post))
    together = [sum(each) for each in zip(*spent.values(), strict=True)]
    return {
        "all phases": _spread(together),
        **{f"phase {name}": _spread(each) for name, each in spent.items()},
        **{name: _spread(each) for name, each in whole.items()},
    }


@contextmanager
def _clocked(phases: Sequence[Any], spent: dict[str, list[float]]) -> Iterator[None]:
    """Add to the last of `spent` under a phase's name what its methods take."""
    plain = [(phase, name) for phase in phases for name in _METHODS if hasattr(phase, name)]

    def clocked(phase: Any, method: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            begun = time.process_time()
            try:
                return method(*arguments, **named)
            finally:
                spent[phase.name][-1] += (time.process_time() - begun) * 1000

        return run

    for phase, name in plain:
        setattr(phase, name, clocked(phase, getattr(phase, name)))
    try:
        yield
    finally:
        for phase, name in plain:
            delattr(phase, name)


def _rules_many(*, count: int) -> Any:
    """As many rules as a newsroom would never write: of one or two words each, some of them with inflections."""
    from parley.moderation.rules import RuleSet  # noqa: PLC0415

    rng = random.Random(_SEED)
    text = "\n".join(
        f'[[rule]]\nname = "rule-{number}"\nsentence = "Rule {number}."\nseverity = "minor"\naction = "hold"\n'
        f"words = {json.dumps([_word(rng) for _ in range(rng.randint(1, 2))])}\n"
        for number in range(count)
    )
    return RuleSet.read(text)


def _word(rng: random.Random) -> str:
    word = "".join(rng.choices(SYLLABLES, k=rng.randint(3, 4)))
    return f"{word}*" if rng.random() < 0.2 else word


def _rules_measure(rules: Any, texts: Sequence[str]) -> list[float]:
    from parley.moderation.rules import Seen  # noqa: PLC0415

    return [_milliseconds(partial(rules.match, Seen(text=text))) for text in texts]


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def _spread(values: Sequence[float]) -> Run:
    ordered = sorted(values)
    return {
        "texts": len(ordered),
        "mean_ms": round(statistics.mean(ordered), 3),
        "p50_ms": round(statistics.median(ordered), 3),
        "p99_ms": round(ordered[len(ordered) * 99 // 100], 3),
    }


if __name__ == "__main__":
    main()
