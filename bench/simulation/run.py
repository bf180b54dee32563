"""(n) The simulation: each policy meets the same days."""

from pathlib import Path
from typing import Any

import numpy as np

from bench.measures import Say
from bench.report import Line
from bench.simulation.assumed import Assumed
from bench.simulation.figures import figures_lines, figures_make
from bench.simulation.labelled import Labelled, labelled_read
from bench.simulation.play import Policy, Site
from bench.simulation.policies import SLICE_LARGE, Fixed, HoldAll, Learning
from bench.simulation.site import posts_make, softness
from parley.toxicity.scorer import Tier

REPLACED = (
    "Fewer texts than comments: each is drawn several times, with replacement, so errors are those of these texts, and "
    "intervals leave out that other texts would differ. A model may have learned from another draw of the same text."
)


def simulation_measure(*, folder: Path, tier: Tier, assumed: Assumed, say: Say) -> dict[str, Any]:
    """Play all policies on the labelled rows of `folder`. Raises FileNotFoundError, ModelUnusable."""
    labelled = labelled_read(folder=folder, tier=tier, seed=assumed.seed)
    say(f"{labelled.model}; {labelled.about}")
    if len(labelled.texts) < assumed.comments:
        say(REPLACED)
    for line in assumed.words.splitlines():
        say(line)
    return {
        "model": labelled.model,
        "texts": labelled.about,
        "assumed": assumed.words,
        "policies": simulation_play(labelled, assumed, say=say),
    }


def simulation_play(labelled: Labelled, assumed: Assumed, *, say: Say) -> dict[str, Any]:
    """Return the figures of each policy, by its name; the same for the same texts and assumptions."""
    posts, writers = posts_make(labelled, assumed, rng=np.random.default_rng(assumed.seed))
    soft = [softness(labelled, accuracy) for accuracy in assumed.accuracy]
    policies: list[Policy] = [
        HoldAll(),
        Fixed(),
        Learning(seed=assumed.seed),
        Learning(seed=assumed.seed, slice_open=SLICE_LARGE),
    ]
    found: dict[str, Any] = {}
    for policy in policies:
        site = Site(posts, writers, assumed, soft, policy, assumed.seed)
        found[policy.name] = figures_make(posts, site.play(), assumed)
        if isinstance(policy, Learning):
            found[policy.name]["log"] = policy.log
            for line in policy.log:
                say(f"{policy.name}: {line}")
    return found


def simulation_lines(*, found: dict[str, Any]) -> list[Line]:
    """(n)."""
    lines = [Line(f"(n) 30 days of a site, {found['model']}", "")]
    for name, figures in found["policies"].items():
        lines += figures_lines(name, figures, judged="log" in figures)
    return lines
