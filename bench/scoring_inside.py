"""What scoring costs in one process: `python -m bench.scoring_inside TASK TIER COUNT RUNS` prints JSON, for parts l, m.

In a process of its own, so that its memory and its start are its own, and pinned to a core by whoever starts it.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final, cast

from tokenizers import Tokenizer

from bench.comments import SEED, Comments
from bench.machine import probe_ms
from bench.servers import SERVER_CORE
from bench.shares import shares_measure
from parley.toxicity import ModelUnusable, Result
from parley.toxicity.scorer import Scorer, Tier
from parley.toxicity.shipped import FOLDER, TOKENIZER, shipped_read

#: Comments handed over at once.
BATCH: Final = 32
#: Tokens of the longest text that the accurate tier reads at once; two of them are its own.
TOKENS, SPECIAL = 256, 2
LENGTHS: Final = (100, 1000, 10_000, 20_000)
#: How many comments the others take while the accurate tier takes one, so that their runs last about as long.
TURNS: Final[Mapping[str, int]] = {"accurate": 1, "fast": 20, "baseline": 4}
TRAINING: Final = 3000  # comments for the baseline

Measure = Callable[[], dict[str, float]]
Runs = dict[str, list[dict[str, float]]]


def main() -> None:
    task, tier, count, runs = sys.argv[1], cast("Tier", sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    try:
        shipped_read(tier)  # else a task that reads one of the files would say less plainly what is missing
        print(json.dumps(TASKS[task](tier, count, runs)))
    except ModelUnusable as error:
        sys.exit(f"bench: {error}")


def comments_describe(_tier: Tier, count: int, _runs: int) -> dict[str, Any]:
    """How long the comments are that everything else is measured with, in letters and tokens."""
    texts = Comments().many(count)
    tokenizer = _tokenizer()
    letters = sorted(map(len, texts))
    return {
        "comments": count,
        "letters_mean": round(statistics.mean(letters), 1),
        "letters_median": statistics.median(letters),
        "letters_p99": letters[count * 99 // 100],
        "tokens_mean": round(statistics.mean(len(tokenizer.encode(text).ids) for text in texts), 1),
    }


def batch(tier: Tier, count: int, runs: int) -> dict[str, Any]:
    """`count` comments handed over in batches."""
    scorer, texts = Scorer(tier), Comments().many(count)
    return {"model": scorer.model, **_in_turns({tier: lambda: _batches_timed(scorer, texts)}, runs=runs)}


def batches(_tier: Tier, count: int, runs: int) -> dict[str, Any]:
    """Both tiers and the baseline in turns, `count` comments for the accurate tier and more for the others."""
    texts = Comments().many(count * max(TURNS.values()))
    accurate, fast = Scorer("accurate"), Scorer("fast")
    measures: dict[str, Measure] = {
        "accurate": lambda: _batches_timed(accurate, texts[: count * TURNS["accurate"]]),
        "fast": lambda: _batches_timed(fast, texts[: count * TURNS["fast"]]),
    }
    about: dict[str, Any] = {}
    if find_spec("sklearn"):
        # Only here: it is an extra, and all the other tasks do without it.
        from bench.linear import linear_train  # noqa: PLC0415

        predict, about = linear_train(count=TRAINING)
        rows = texts[: count * TURNS["baseline"]]
        measures["baseline"] = lambda: _timed(
            lambda: [predict(rows[at : at + BATCH]) for at in range(0, len(rows), BATCH)], count=len(rows)
        )
    return {"models": [accurate.model, fast.model], "baseline": about, **_in_turns(measures, runs=runs)}


def single(tier: Tier, count: int, runs: int) -> dict[str, Any]:
    """`count` comments one by one, as a comment form asks, and half as many of exactly 256 tokens."""
    scorer, comments, full = Scorer(tier), Comments().many(count), texts_full(max(count // 2, 1))
    measures: dict[str, Measure] = {
        "comments": lambda: _one_by_one(scorer, comments),
        "256 tokens": lambda: _one_by_one(scorer, full),
    }
    return _in_turns(measures, runs=runs)


def lengths(tier: Tier, count: int, runs: int) -> dict[str, Any]:
    """`count` texts of each length."""
    scorer, comments = Scorer(tier), Comments()

    def measure(letters: int) -> Measure:
        texts = [comments.one(letters=letters) for _ in range(count)]
        return lambda: _one_by_one(scorer, texts)

    return _in_turns({str(letters): measure(letters) for letters in LENGTHS}, runs=runs)


def shares(tier: Tier, count: int, runs: int) -> dict[str, Any]:
    """Which part of scoring takes how much of the time."""
    scorer, texts = Scorer(tier), Comments().many(count)
    return _in_turns(
        {"parts": lambda: shares_measure(lambda: _in_batches(scorer, texts), texts=count)}, runs=runs
    )


def texts_full(count: int) -> list[str]:
    """Texts that fill one window of the accurate tier: 254 tokens, and the two that it adds itself."""
    comments, tokenizer, room = Comments(seed=SEED + 1), _tokenizer(), TOKENS - SPECIAL
    found: list[str] = []
    while len(found) < count:
        text = comments.one(letters=2500, rude=0.0)
        ends = tokenizer.encode(text, add_special_tokens=False).offsets
        cut = text[: ends[room - 1][1]]
        # Cut within a word, its rest may make other tokens.
        if len(tokenizer.encode(cut, add_special_tokens=False).ids) == room:
            found.append(cut)
    return found


TASKS: Final[Mapping[str, Callable[[Tier, int, int], dict[str, Any]]]] = {
    task.__name__: task for task in (comments_describe, batch, batches, single, lengths, shares)
}


def _in_turns(measures: Mapping[str, Measure], *, runs: int) -> dict[str, Runs]:
    """All in turn, again and again, so that whatever else the machine does meets all of them alike; the first round
    only warms up.
    """
    kept: Runs = {name: [] for name in measures}
    for number in range(-1, runs):
        for name, measure in measures.items():
            probe = min(probe_ms(core=SERVER_CORE) for _ in range(3))
            run = measure()
            if number >= 0:
                kept[name].append({**run, "probe_ms": probe})
    return {"runs": kept}


def _batches_timed(scorer: Scorer, texts: Sequence[str]) -> dict[str, float]:
    return _timed(lambda: _in_batches(scorer, texts), count=len(texts))


def _timed(work: Callable[[], object], *, count: int) -> dict[str, float]:
    """Comments a second of processor time, and by the clock."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    return {"comments": count, "rate": round(count / cpu, 1), "clock_rate": round(count / clock, 1)}


def _in_batches(scorer: Scorer, texts: Sequence[str]) -> None:
    for at in range(0, len(texts), BATCH):
        _scored(scorer, texts[at : at + BATCH])


def _one_by_one(scorer: Scorer, texts: Sequence[str]) -> dict[str, float]:
    """Mean, p50 and p99 in milliseconds, by the clock and of the processor."""
    clock: list[float] = []
    cpu: list[float] = []
    for text in texts:
        wall, used = time.perf_counter(), time.process_time()
        _scored(scorer, [text])
        cpu.append((time.process_time() - used) * 1000)
        clock.append((time.perf_counter() - wall) * 1000)
    return {"texts": len(texts), **_spread("", clock), **_spread("cpu_", cpu)}


def _spread(prefix: str, values: list[float]) -> dict[str, float]:
    values = sorted(values)
    return {
        f"{prefix}mean_ms": round(statistics.mean(values), 3),
        f"{prefix}p50_ms": round(statistics.median(values), 3),
        f"{prefix}p99_ms": round(values[len(values) * 99 // 100], 3),
    }


def _scored(scorer: Scorer, texts: Sequence[str]) -> None:
    """Score the texts; one that is refused would count as quick."""
    for text, answer in zip(texts, scorer.score_each(texts), strict=True):
        if not isinstance(answer, Result):
            sys.exit(f"bench: this comment was refused: {answer}: {text!r}")


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(FOLDER / "accurate" / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


if __name__ == "__main__":
    main()
