"""The lines of the table for parts f to j: one column of figures for each length of thread."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.report import Line

Middle = Mapping[str, Mapping[str, float]]
HOT_RATE, HOT_SPREAD = 15_000, 0.15
COLD_MS, COLD_RATIO = 25.0, 1.5
PAGE_MS = 40.0  # an article with its thread, as in (b)
POST_CPU_MS = 15.0


def hot_lines(*, hot: Middle, inside: Mapping[str, Any]) -> list[Line]:
    """(f)."""
    sizes = list(inside)
    lines = [
        Line(
            f"(f) first window from the edge, of threads of {_named(sizes)}",
            _joined(f"{inside[size]['first']['bytes']:,}" for size in sizes) + " bytes",
        )
    ]
    for coding in sorted({name.split()[-1] for name in hot}):
        rates = [hot[f"ours {size} {coding}"]["rate"] for size in sizes]
        beside = [hot[f"nginx {size} {coding}"]["rate"] for size in sizes]
        late = [hot[f"ours {size} {coding}"]["p99_ms"] for size in sizes]
        spread = (max(rates) - min(rates)) / max(rates)
        lines += [
            Line(
                f"    {coding}: ours",
                _joined(f"{rate:,.0f}" for rate in rates) + "/s",
                f"≥ {HOT_RATE:,}/s",
                min(rates) >= HOT_RATE,
            ),
            Line("        p99", _joined(f"{value:.1f}" for value in late) + " ms"),
            Line(
                "        slowest below fastest by",
                f"{spread:.0%}",
                f"≤ {HOT_SPREAD:.0%}",
                spread <= HOT_SPREAD,
            ),
            Line(
                "        ours / nginx",
                _joined(f"{mine / theirs:.2f}" for mine, theirs in zip(rates, beside, strict=True)),
            ),
        ]
    return lines


def cold_lines(*, letter: str, names: Sequence[str], http: Middle, inside: Mapping[str, Any]) -> list[Line]:
    """(g), (h), (i): over HTTP past the edge's cache, and in one process with nothing kept at all."""
    sizes = list(inside)
    smallest, largest = sizes[0], sizes[-1]
    lines: list[Line] = []
    for place, name in enumerate(names):
        over = [http[f"{size} {name}"]["p50_ms"] for size in sizes]
        cpu = [http[f"{size} {name}"]["server_cpu_ms"] for size in sizes]
        rows = [inside[size][name] for size in sizes]
        title = f"({letter}) " if place == 0 else "    "
        ratio = over[-1] / over[0]
        aim = PAGE_MS if "page" in name else COLD_MS
        lines += [
            Line(
                f"{title}{name}, not cached, one client",
                _joined(f"{value:.1f}" for value in over) + " ms",
                f"≤ {aim:.0f} ms",
                max(over) <= aim,
            ),
            Line("        processor time", _joined(f"{value:.1f}" for value in cpu) + " ms"),
            Line(
                "        in one process, no markup kept",
                _joined(f"{row['ms']:.1f}" for row in rows) + " ms",
                f"≤ {aim:.0f} ms",
                max(row["ms"] for row in rows) <= aim,
            ),
            Line("        comments shown", _joined(str(row["comments"]) for row in rows)),
            Line("        queries", _joined(str(row["queries"]) for row in rows)),
            Line(
                f"        {_thousands(largest)} / {_thousands(smallest)}",
                f"{ratio:.2f}",
                f"≤ {COLD_RATIO}" if letter == "g" else "",
                ratio <= COLD_RATIO if letter == "g" else None,
            ),
        ]
        scans = [scan for row in rows for scan in row["scans"]]
        if scans:
            lines.append(
                Line("        reads a whole table", "; ".join(sorted(set(scans))), "none", met=False)
            )
    return lines


def reply_lines(*, reply: Middle) -> list[Line]:
    """(j)."""
    sizes = list(reply)
    cpu = [reply[size]["server_cpu_ms"] for size in sizes]
    return [
        Line(
            f"(j) a reply posted, to threads of {_named(sizes)}: processor time",
            _joined(f"{value:.1f}" for value in cpu) + " ms",
            f"≤ {POST_CPU_MS:.0f} ms",
            max(cpu) <= POST_CPU_MS,
        ),
        Line("    by the clock", _joined(f"{reply[size]['ms']:.1f}" for size in sizes) + " ms"),
        Line("    p99", _joined(f"{reply[size]['p99_ms']:.1f}" for size in sizes) + " ms"),
    ]


def _thousands(size: str) -> str:
    return f"{int(size):,}"


def _named(sizes: Sequence[str]) -> str:
    return ", ".join(map(_thousands, sizes))


def _joined(values: Any) -> str:
    return "  ".join(values)
