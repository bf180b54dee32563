"""From what was played to figures: how much passed, how wrong that was, how long people and readers waited."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.report import Line
from bench.simulation.assumed import DAY, HOUR, Assumed
from bench.simulation.play import Played
from bench.simulation.site import Post
from parley.moderation.learning.binomial import interval
from parley.moderation.learning.risk import ALPHA

PASS_AIM: Final = 0.6
_PARTS: Final = ("before", "after")


def figures_make(posts: Sequence[Post], played: Played, assumed: Assumed) -> dict[str, Any]:
    """Return the figures of one policy, as they stand in results.json. Comments never decided count as infinitely late.

    `errors`: of those that passed by themselves, how many most raters call toxic, with the 95 % interval of Clopper and
    Pearson, in all and before and after the drift.
    """
    at = np.array([post.at for post in posts])
    toxic = np.array([post.text.is_toxic for post in posts])
    late = at >= assumed.drift * DAY
    waited = np.where(np.isnan(played.decided_at), np.inf, played.decided_at) - at
    seen = toxic & (played.shown > 0)
    spans = {"all": np.ones(len(posts), dtype=np.bool_), "before": ~late, "after": late}
    return {
        "passed": _share(played.passed),
        "could_pass": _share(played.could_pass),
        "passed_while_open": _share(played.passed[played.could_pass]),
        "errors": {name: _error(played.passed & span, toxic) for name, span in spans.items()},
        "decided_hours": _quantile(waited, 0.5),
        "decided_hours_p90": _quantile(waited, 0.9),
        "never_decided": int(np.isnan(played.decided_at).sum()),
        "decisions": played.decisions,
        "toxic": int(toxic.sum()),
        "toxic_shown": _share(seen[toxic]),
        "toxic_shown_hours": _quantile(played.shown[seen], 0.5),
        "toxic_hours_each": float(played.shown[toxic].mean() / HOUR) if toxic.any() else 0.0,
    }


def figures_lines(name: str, found: Mapping[str, Any], *, judged: bool) -> list[Line]:
    """Return the table of one policy; `judged`: beside what was aimed at."""
    errors = found["errors"]
    lines = [
        Line(
            f"    {name}: pass by themselves",
            f"{found['passed']:.1%}",
            f"≥ {PASS_AIM:.0%}" if judged else "",
            found["passed"] >= PASS_AIM if judged else None,
        ),
        Line(
            "        while any could, and for what share of the comments that was",
            f"{found['passed_while_open']:.1%}, {found['could_pass']:.0%}",
        ),
        Line("        of these wrongly", _errors(errors["all"])),
    ]
    lines += [
        Line(
            f"            {part} the drift",
            _errors(errors[part]),
            f"≤ {ALPHA:.0%}" if judged else "",
            _kept(errors[part]) if judged else None,
        )
        for part in _PARTS
    ]
    return [
        *lines,
        Line(
            "        time to decision: median, p90",
            f"{_hours(found['decided_hours'])}, {_hours(found['decided_hours_p90'])}",
        ),
        Line(
            "        decisions of people; comments never decided",
            f"{found['decisions']:,}; {found['never_decided']:,}",
        ),
        Line(
            "        toxic comments ever shown; for how long, median of these",
            f"{found['toxic_shown']:.1%}; {_hours(found['toxic_shown_hours'])}",
        ),
        Line(
            "        hours on the page of a toxic comment, mean of all", f"{found['toxic_hours_each']:.1f} h"
        ),
    ]


def _share(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _quantile(seconds: NDArray[np.float64], share: float) -> float | None:
    """In hours; None for infinity. Of two in the middle the later."""
    if not len(seconds):
        return 0.0
    found = float(np.quantile(seconds, share, method="higher"))
    return found / HOUR if np.isfinite(found) else None


def _error(passed: NDArray[np.bool_], toxic: NDArray[np.bool_]) -> dict[str, Any]:
    count, wrong = int(passed.sum()), int((passed & toxic).sum())
    low, high = interval(wrong, count)
    return {"passed": count, "wrong": wrong, "low": low, "high": high}


def _kept(error: Mapping[str, Any]) -> bool:
    """Whether the error stayed under what is allowed; what let nothing pass has shown nothing."""
    return bool(error["passed"] and error["wrong"] <= ALPHA * error["passed"])


def _errors(error: Mapping[str, Any]) -> str:
    if not error["passed"]:
        return "nothing passed"
    return (
        f"{error['wrong'] / error['passed']:.2%} ({error['low']:.2%} to {error['high']:.2%}), "
        f"{error['wrong']:,} of {error['passed']:,}"
    )


def _hours(hours: float | None) -> str:
    if hours is None:
        return "never"
    return (
        f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"
    )
