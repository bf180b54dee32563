"""`parley rescore`: stored comments get the present model's scores, with a bar that shows how far it is."""

from collections.abc import Callable
from datetime import datetime

import click
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from parley.moderation.actions import comments_rescore
from parley.moderation.queries import comments_unscored_count
from parley.moderation.scoring import OFF, scorer_get
from parley.toxicity.errors import ModelUnusable

INTERRUPTED = 130  # 128 + SIGINT, as shells say it


class RescoreError(Exception):
    """It can't go on; the message says why and what to do."""


def rescore_run(
    *, since: datetime | None, tier: str, batch: int, everything: bool, report: Callable[[str], None]
) -> None:
    """Score what lacks scores and report how many. `since` is a day in the site's time zone, or None.

    Raises RescoreError; ends the process with INTERRUPTED after Ctrl-C, when what was scored is kept.
    """
    if not tier and settings.PARLEY_TOXICITY_TIER == OFF:
        raise RescoreError("Scoring is turned off (PARLEY_TOXICITY_TIER). Name a model with --tier.")
    if since is not None:
        since = timezone.make_aware(since)
    try:
        scorer = scorer_get(tier=tier)
        count = comments_unscored_count(model=scorer.model, since=since, everything=everything)
        if not count:
            report(f"Every comment has its scores by {scorer.model}.")
            return
        with click.progressbar(length=count, label=f"Scoring with {scorer.model}") as bar:
            done = comments_rescore(
                scorer=scorer, since=since, everything=everything, batch=batch, report=bar.update
            )
    except ModelUnusable as error:
        raise RescoreError(str(error)) from error
    except DatabaseError as error:
        raise RescoreError(
            f"The database refused ({error}). What was scored is kept: run the same command again. "
            "For a new folder, run “parley serve” first."
        ) from error
    except KeyboardInterrupt:
        report("\nStopped. What was scored is kept: run the same command again to go on.")
        raise SystemExit(INTERRUPTED) from None
    report(f"Scored: {done.scored}; in a language that the model doesn’t know: {done.unknown}.")
    if done.passed_over:
        report(f"Passed over, because they were being changed: {done.passed_over}. Run it again for these.")
