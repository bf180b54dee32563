"""From every run to medians, and from medians to a table with the aims beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Runs = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `met` is None where there is no aim."""

    what: str
    figure: str
    aim: str = ""
    met: bool | None = None


def medians(*, runs: Runs) -> dict[str, dict[str, float]]:
    """Return the median of each number in each kind of run."""
    return {
        name: {
            field: round(median(run[field] for run in kept), 4)
            for field, value in kept[0].items()
            if isinstance(value, int | float)
        }
        for name, kept in runs.items()
        if kept
    }


def lines_make(*, results: Mapping[str, Any]) -> list[Line]:
    """Return the table for whatever was measured."""
    middle = results["medians"]
    lines: list[Line] = []
    if "cached" in middle:
        lines += _cached(middle["cached"], bytes_=results["page"]["bytes"])
    if "uncached" in middle:
        lines += _uncached(middle["uncached"], cached=middle.get("cached"))
    if "posting" in middle:
        lines += _posting(middle["posting"]["post"])
    if "start" in results:
        lines += _start(results["start"])
    if "disturbed" in middle:
        row = middle["disturbed"]["cached beside uncached"]
        lines.append(
            Line(
                "(e) cached page while 4 clients load uncached ones, p99",
                f"{row['p99_ms']:.1f} ms",
                "< 20 ms",
                row["p99_ms"] < 20,
            )
        )
        lines.append(Line("    its rate", f"{row['rate']:,.0f}/s"))
    steadiness = probe_line(results=results)
    return [*lines, steadiness] if steadiness else lines


def _cached(middle: Mapping[str, Mapping[str, float]], *, bytes_: Mapping[str, int]) -> list[Line]:
    ours, nginx, bare = middle["ours identity"], middle["nginx identity"], middle["bare identity"]
    ratio = ours["rate"] / nginx["rate"]
    lines = [
        Line(f"(a) cached article page, {bytes_['identity']:,} bytes", f"{ours['rate']:,.0f}/s"),
        Line("    p50, p99", f"{ours['p50_ms']:.2f}, {ours['p99_ms']:.2f} ms"),
        Line("    nginx, the same bytes as a file", f"{nginx['rate']:,.0f}/s"),
        Line("    ours / nginx", f"{ratio:.2f}", "≥ 0.4", ratio >= 0.4),
        Line(
            "    processor time each: ours, nginx, bare",
            " ".join(f"{1000 * row['server_cpu_ms']:.0f}" for row in (ours, nginx, bare)) + " µs",
        ),
        Line("    a bare ASGI answer of the same bytes", f"{bare['rate']:,.0f}/s"),
        Line("    ours / bare", f"{ours['rate'] / bare['rate']:.2f}"),
    ]
    for coding in ("gzip", "br"):
        if f"ours {coding}" in middle:
            rate, beside = middle[f"ours {coding}"]["rate"], middle[f"nginx {coding}"]["rate"]
            lines.append(
                Line(
                    f"    as {coding}, {bytes_[coding]:,} bytes: ours, nginx, ratio",
                    f"{rate:,.0f}/s, {beside:,.0f}/s, {rate / beside:.2f}",
                )
            )
    return lines


def _uncached(
    middle: Mapping[str, Mapping[str, float]], *, cached: Mapping[str, Mapping[str, float]] | None
) -> list[Line]:
    one, four = middle["one client"], middle["four clients"]
    lines = [
        Line(
            "(b) the same page uncached, one client",
            f"{one['p50_ms']:.1f} ms",
            "≤ 40 ms",
            one["p50_ms"] <= 40,
        ),
        Line("    four clients", f"{four['rate']:.1f}/s, p99 {four['p99_ms']:.0f} ms"),
    ]
    if cached:
        ratio = cached["ours identity"]["rate"] / max(one["rate"], four["rate"])
        lines.append(Line("    cached / uncached", f"{ratio:.0f} times", "≥ 80", ratio >= 80))
    return lines


def _posting(post: Mapping[str, float]) -> list[Line]:
    return [
        Line("(c) comments posted through the form, 16 clients", f"{post['rate']:.0f}/s"),
        Line(
            "    p50, p99",
            f"{post['p50_ms']:.1f}, {post['p99_ms']:.1f} ms",
            "p99 < 60 ms",
            post["p99_ms"] < 60,
        ),
        Line("    processor time each", f"{post['server_cpu_ms']:.2f} ms"),
    ]


def _start(start: Mapping[str, Any]) -> list[Line]:
    largest = max(process["rss_mib"] for process in start["memory"])
    together = sum(process["pss_mib"] for process in start["memory"])
    return [
        Line("(d) first start, with the demonstration", f"{median(start['first_seconds']):.1f} s"),
        Line(
            "    second start",
            f"{median(start['second_seconds']):.2f} s",
            "< 5 s",
            median(start["second_seconds"]) < 5,
        ),
        Line("    largest process after 10,000 requests", f"{largest:.0f} MiB", "< 250 MiB", largest < 250),
        Line("    all processes together (PSS)", f"{together:.0f} MiB"),
    ]


def probe_line(*, results: Mapping[str, Any]) -> Line | None:
    """Return how steady the machine was, from the probes before all runs."""
    probes = [
        run["probe_ms"]
        for kinds in results["runs"].values()
        for kept in kinds.values()
        for run in kept
        if "probe_ms" in run
    ]
    if not probes:
        return None
    figure = f"{min(probes):.1f} to {max(probes):.1f} ms, median {median(probes):.1f}"
    return Line("the core's speed: a fixed piece of Python took", figure)


def table_print(*, lines: Sequence[Line]) -> None:
    width = max(len(line.what) for line in lines)
    figures = max(len(line.figure) for line in lines)
    for line in lines:
        verdict = {None: "", True: "met", False: "MISSED"}[line.met]
        print(f"{line.what:<{width}}  {line.figure:>{figures}}  {line.aim:<12} {verdict}".rstrip())
