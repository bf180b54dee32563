"""docs/reference/live.md names every refusal and every limit of streams as they are."""

import re
from pathlib import Path

from parley.api.changes import CHANGES_MAX
from parley.desk.live import TICKET_HEADER, TICKET_SECONDS
from parley.edge import streams_beats, streams_desk, streams_hub
from parley.edge.limits import Limits
from parley.edge.problems import StreamProblem
from parley.edge.streams import StreamLimits
from parley.project.open_files import files_needed
from parley.project.settings.environment import Environment

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "live.md").read_text(encoding="utf-8")
DESK = (DOCS / "reference" / "desk.md").read_text(encoding="utf-8")


def _refusals(page: str) -> set[str]:
    return set(re.findall(r"^\| \d{3} \| `(\w+)` \|", page, re.MULTILINE))


def test_every_refusal_stands_there() -> None:
    desks_own = {str(StreamProblem.FORBIDDEN)}
    assert _refusals(PAGE) == set(map(str, StreamProblem)) - desks_own
    assert desks_own < _refusals(DESK) < set(map(str, StreamProblem))


def test_the_limits_are_those_of_the_code() -> None:
    fields = Environment.model_fields
    for words in (
        f"| `PARLEY_STREAMS_MAX`, {fields['streams_max'].default:,}",
        f"| `PARLEY_STREAMS_PER_ADDRESS`, {fields['streams_per_address'].default}",
        f"| {streams_hub.KEPT}; fewer when more than {streams_hub.KEPT_IN_ALL // streams_hub.KEPT} threads",
        f"at least {streams_hub.KEPT_LEAST} |",
        f"have missed | {StreamLimits().replay:,}",
        f"more than {StreamLimits().replay:,} events",
        f"comes every {streams_beats.BEATS} seconds",
        f"takes nothing for {Limits().write_stall:.0f} seconds",
        f"At most {CHANGES_MAX} events",
    ):
        assert words in " ".join(PAGE.split()), words
    for words in (
        f"{streams_desk.MOST_EACH} streams of this person",
        f"{streams_desk.MOST} streams of moderators",
        f"`{TICKET_HEADER}`",
    ):
        assert words in " ".join(DESK.split()), words
    assert (TICKET_SECONDS, streams_desk.TOGETHER) == (600, 0.25)  # ten minutes, a quarter of a second
    deploy = (DOCS / "howto" / "deploy.md").read_text(encoding="utf-8")
    assert f"and {files_needed(streams=0):,} more" in " ".join(deploy.split())
