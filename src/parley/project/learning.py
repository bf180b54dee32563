"""`parley learn`: what is learned from moderators' decisions, now instead of every six hours."""

from collections.abc import Callable

from django.db import DatabaseError

from parley.moderation.learned.state import auto_pass_state
from parley.moderation.learned.tending import learn


class LearnError(Exception):
    """It can't go on; the message says why and what to do."""


def learn_run(*, forced: bool, report: Callable[[str], None]) -> None:
    """Learn, and say what came of it and how passing by itself stands. Raises LearnError."""
    try:
        for words in learn(forced=forced):
            report(words)
        state = auto_pass_state()
    except DatabaseError as error:
        raise LearnError(
            f"The database refused ({error}). The model and the threshold before stay. "
            "For a new folder, run “parley serve” first."
        ) from error
    if state.is_acting:
        report(f"{state.share:.0%} of the comments pass by themselves.")
    elif not state.reasons:
        report(f"{state.share:.0%} of the comments would pass by themselves; PARLEY_AUTO_PASS is off.")
    else:
        report("Nothing passes by itself.")
        for reason in state.reasons:
            report(str(reason))
