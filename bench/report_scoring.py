"""The lines of the table for parts l and m."""

from collections.abc import Mapping
from typing import Any

from bench.report import Line

Middle = Mapping[str, Mapping[str, float]]
BATCH_FLOOR, BATCH_AIM, FAST_AIM = 120, 300, 3000  # comments a second
FULL_FLOOR_MS, FULL_AIM_MS = 40.0, 20.0
START_SECONDS, RESIDENT_MB = 1.0, 300.0
HALF_LOAD_MS = 100.0


def scoring_lines(*, middle: Middle, about: Mapping[str, Any]) -> list[Line]:
    """(l)."""
    texts = about["texts"]
    accurate, fast = middle["batch accurate"], middle["batch fast"]
    return [
        Line(
            "(l) invented comments: letters mean, median, p99; tokens mean",
            f"{texts['letters_mean']:.0f}, {texts['letters_median']:.0f}, {texts['letters_p99']:.0f}; "
            f"{texts['tokens_mean']:.0f}",
        ),
        *_floored("    accurate tier in batch, one core", accurate["rate"], floor=BATCH_FLOOR, aim=BATCH_AIM),
        Line("        by the clock", f"{accurate['clock_rate']:,.0f}/s"),
        _least("    fast tier in batch, one core", fast["rate"], FAST_AIM),
        Line("        by the clock", f"{fast['clock_rate']:,.0f}/s"),
        *_baseline_lines(middle, about["baseline"]),
        *_single_lines(middle),
        *(line for tier in ("accurate", "fast") for line in _share_lines(middle, tier)),
        *(line for tier in ("accurate", "fast") for line in _start_lines(middle, tier)),
    ]


def _baseline_lines(middle: Middle, about: Mapping[str, Any]) -> list[Line]:
    if "batch baseline" not in middle:
        return [Line("    TF-IDF + logistic regression", "scikit-learn is missing")]
    baseline, size = middle["batch baseline"], about["features"]
    ratios = [middle[f"batch {tier}"]["rate"] / baseline["rate"] for tier in ("accurate", "fast")]
    return [
        Line(f"    TF-IDF + logistic regression, {size:,} features", f"{baseline['rate']:,.0f}/s"),
        Line("        accurate, fast / that", ", ".join(f"{ratio:.2f}" for ratio in ratios)),
    ]


def _single_lines(middle: Middle) -> list[Line]:
    one, full = middle["one by one comments"], middle["one by one 256 tokens"]
    late = full["p99_ms"]
    return [
        Line("    accurate, one comment: mean, p50, p99", _three(one)),
        Line("        processor time", _three(one, "cpu_")),
        Line("    accurate, one of 256 tokens: mean, p50, p99", _three(full)),
        Line("        processor time", _three(full, "cpu_")),
        Line(
            "        p99 by the clock", f"{late:.1f} ms", f"≤ {FULL_FLOOR_MS:.0f} ms", late <= FULL_FLOOR_MS
        ),
        Line("", "", f"≤ {FULL_AIM_MS:.0f} ms", late <= FULL_AIM_MS),
    ]


def _share_lines(middle: Middle, tier: str) -> list[Line]:
    spent = {
        name.removesuffix(" ms"): ms for name, ms in middle[f"{tier} parts"].items() if name.endswith(" ms")
    }
    whole = spent.pop("all")
    lines = [
        Line(f"    {tier}, share of {name}", f"{ms / whole:.0%} ({ms:.2f} ms)")
        for name, ms in spent.items()
        if ms
    ]
    sizes = {
        int(name.split()[-1]): row for name, row in middle.items() if name.startswith(f"{tier} letters ")
    }
    return [
        *lines,
        Line(
            f"    {tier}, a text of {', '.join(f'{size:,}' for size in sizes)} letters, processor time",
            "  ".join(f"{row['cpu_p50_ms']:.1f}" for row in sizes.values()) + " ms",
        ),
        Line(
            "        for 1,000 letters",
            "  ".join(f"{row['cpu_p50_ms'] * 1000 / size:.2f}" for size, row in sizes.items()) + " ms",
        ),
    ]


def _start_lines(middle: Middle, tier: str) -> list[Line]:
    start = middle[f"start {tier}"]
    loaded = start["import_seconds"] + start["load_seconds"]
    return [
        Line(
            f"    {tier}, start: import and load",
            f"{loaded:.2f} s",
            f"≤ {START_SECONDS:.0f} s",
            loaded <= START_SECONDS,
        ),
        Line("        from the process' beginning to the first score", f"{start['seconds']:.2f} s"),
        Line("        processor time of that", f"{start['cpu_seconds']:.2f} s"),
        _resident("        resident after 200 comments", start["resident_mb"]),
        Line("        at most, while loading", f"{start['peak_mb']:.0f} MB"),
    ]


def scoring_http_lines(*, middle: Middle) -> list[Line]:
    """(m)."""
    lines: list[Line] = []
    tiers = [tier for tier in ("accurate", "fast") if f"{tier} batch" in middle]
    for tier in tiers:
        batch = middle[f"{tier} batch"]["clock_rate"]
        loads = {
            name: row
            for name, row in middle.items()
            if name.startswith(f"{tier} ") and name.endswith("clients")
        }
        for place, (name, row) in enumerate(loads.items()):
            shown = name.removesuffix("s") if name.endswith(" 1 clients") else name
            title = f"(m) {shown}, over HTTP" if tier == tiers[0] and place == 0 else f"    {shown}"
            lines += [
                Line(title, f"{row['rate']:,.0f}/s"),
                Line("        p50, p99", f"{row['p50_ms']:.1f}, {row['p99_ms']:.1f} ms"),
            ]
        most = max(row["rate"] for row in loads.values())
        lines += [
            Line("        in batch, in turns with these, by the clock", f"{batch:,.0f}/s"),
            Line("        HTTP / batch", f"{most / batch:.2f}"),
        ]
        for name, row in middle.items():
            if name.startswith(f"{tier} half load"):
                late = row["p99_ms"]
                lines += [
                    Line(f"    {name}: asked, answered", f"{row['asked_rate']:.0f}/s, {row['rate']:.0f}/s"),
                    Line("        p50", f"{row['p50_ms']:.1f} ms"),
                    Line("        p99", f"{late:.1f} ms", f"< {HALF_LOAD_MS:.0f} ms", late < HALF_LOAD_MS),
                ]
        memory = middle[f"{tier} memory"]
        lines.append(_resident(f"    {tier}, server's largest process", memory["largest_mb"]))
        lines.append(Line("        all its processes together (PSS)", f"{memory['together_mb']:.0f} MB"))
    errors = sum(row["errors_all"] for name, row in middle.items() if name.endswith(" memory"))
    lines.append(Line("    errors", f"{errors:,.0f}", "none", errors == 0))
    return lines


def _floored(what: str, rate: float, *, floor: float, aim: float) -> list[Line]:
    return [_least(what, rate, floor), Line("        what we would like", "", f"≥ {aim:,}/s", rate >= aim)]


def _least(what: str, rate: float, aim: float) -> Line:
    return Line(what, f"{rate:,.0f}/s", f"≥ {aim:,}/s", rate >= aim)


def _resident(what: str, resident: float) -> Line:
    return Line(what, f"{resident:.0f} MB", f"≤ {RESIDENT_MB:.0f} MB", resident <= RESIDENT_MB)


def _three(row: Mapping[str, float], prefix: str = "") -> str:
    return ", ".join(f"{row[f'{prefix}{name}_ms']:.1f}" for name in ("mean", "p50", "p99")) + " ms"
