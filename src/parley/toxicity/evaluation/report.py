"""The report as JSON and as Markdown."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from parley.toxicity.evaluation.examine import Report, worst_of
from parley.toxicity.evaluation.metrics import Bias, Measured


def as_json(report: Report) -> str:
    return json.dumps(_rounded(asdict(report)), indent=1) + "\n"


def from_json(text: str) -> Report:
    """The report that `as_json` wrote. Raises ValueError or TypeError when it is none."""
    found: dict[str, Any] = json.loads(text)

    def one(value: dict[str, Any]) -> Measured:
        low, middle, high = (
            math.nan if value[name] is None else value[name] for name in ("low", "value", "high")
        )
        return Measured(middle, low, high, value["rows"])

    def several(values: dict[str, dict[str, Any]]) -> dict[str, Measured]:
        return {name: one(value) for name, value in values.items()}

    return Report(
        model=found["model"],
        wikipedia=several(found["wikipedia"]),
        wikipedia_mean=one(found["wikipedia_mean"]),
        news=several(found["news"]),
        templates=several(found["templates"]),
        identities=[Bias(**each) for each in found["identities"]],
        obfuscated=several(found["obfuscated"]),
        hate={name: several(values) for name, values in found["hate"].items()},
        counterspeech=several(found["counterspeech"]),
        spans=one(found["spans"]),
        thresholds=[
            {name: math.nan if each is None else each for name, each in row.items()}
            for row in found["thresholds"]
        ],
        refused=found["refused"],
    )


def _rounded(value: Any) -> Any:
    """Five digits: less than any interval here can tell apart, and the file stays readable."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 5)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return value


def figure(measured: Measured, digits: int = 3) -> str:
    return f"{measured.value:.{digits}f} ({measured.low:.{digits}f} to {measured.high:.{digits}f})"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.1%}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(head)
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines.extend("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join(lines)


def _measured(title: str, values: Mapping[str, Measured]) -> str:
    return table(
        (title, "Value (95 % interval)", "Rows"),
        ((name, figure(value), f"{value.rows:,}") for name, value in values.items()),
    )


def as_markdown(report: Report) -> str:
    """Every figure; headings begin at level 3, so that the report can stand inside the model card."""
    parts = [
        f"Model: `{report.model}`. Intervals are of 1,000 bootstrap resamples (300 for the mean of six)."
    ]
    if report.wikipedia_mean:
        values = {**report.wikipedia, "mean of the six": report.wikipedia_mean}
        parts += ["### Wikipedia's talk pages (AUC)", _measured("Attribute", values)]
    parts += ["### Comments on news sites, natural rate (TOXICITY)", _measured("Measure", report.news)]
    parts.append(
        table(
            ("Held above", "Comments held", "Of the toxic, held", "Of the held, toxic"),
            (
                (f"{row['threshold']:.1f}", *(_percent(row[name]) for name in list(row)[1:]))
                for row in report.thresholds
            ),
        )
    )
    parts.append("Toxic is here what at least half of the raters called so.")
    parts += ["### Abuse of groups, implied hate, hate with emoji (AUC)"]
    parts.append(
        table(
            ("Set", "by TOXICITY", "by IDENTITY_ATTACK", "Rows"),
            (
                (name, *(figure(value) for value in own.values()), f"{next(iter(own.values())).rows:,}")
                for name, own in report.hate.items()
            ),
        )
    )
    parts += [
        "### Negated, quoted and reported abuse",
        "Share that falls on the right side of 0.5; the last line is an AUC.",
        _measured("Kind", report.counterspeech),
    ]
    parts += [
        "### Disguised abuse",
        "Of the recall at 5 % false positives on undisguised rows, the share that is left.",
        _measured("Attack", report.obfuscated),
    ]
    if report.identities:
        worst = worst_of(report)
        parts += ["### Identities", _measured("Template sentences", report.templates)]
        parts.append(
            "Worst: "
            + "; ".join(f"{name} {getattr(bias, name):.3f} ({bias.identity})" for name, bias in worst.items())
            + "."
        )
        parts.append(
            table(
                ("Identity", "Subgroup AUC", "BPSN AUC", "BNSP AUC", "Rows"),
                (
                    (
                        bias.identity,
                        f"{bias.subgroup:.3f}",
                        f"{bias.bpsn:.3f}",
                        f"{bias.bnsp:.3f}",
                        f"{bias.rows:,}",
                    )
                    for bias in sorted(report.identities, key=lambda bias: bias.worst)
                ),
            )
        )
    if report.spans:
        parts += [
            "### Spans",
            f"Character F1, toxic_spans: {figure(report.spans)} on {report.spans.rows:,} rows.",
        ]
    if report.refused:
        parts.append(f"{report.refused} texts were refused (empty or too long) and counted as 0.")
    return "\n\n".join(parts) + "\n"
