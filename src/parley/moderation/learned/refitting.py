"""Fitting a new model on the decisions, and putting it in the old one's place if it is better on later ones."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.db import transaction

from parley.kernel.clock import now
from parley.moderation.learned.calibrating import NO_LABELS, alarm_last, threshold_found
from parley.moderation.learned.labels import Labels
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learned.suggested import suggested_rows
from parley.moderation.learning.comparing import LABELS_LEAST, Comparison, compare
from parley.moderation.learning.fitting import NotFitted, fit
from parley.moderation.learning.model import Model, ModelInvalid, model_constant
from parley.moderation.learning.rows import Rows, time_split
from parley.moderation.learning.tries import lets_more_pass
from parley.moderation.models import LearnedModel, PassThreshold
from parley.moderation.replacing import fitted_keep, is_due


@dataclass(frozen=True, slots=True)
class Refit:
    """`made`: the model that was fitted, None where there was none; it `replaced` the old one, or not. `words`: why."""

    made: LearnedModel | None
    replaced: bool
    words: str


def refit_due(labels: Labels) -> bool:
    """Tell whether there is enough new to learn from since the last try or alarm, or another toxicity model.

    Three queries.
    """
    live = LearnedModel.objects.filter(is_live=True).first()
    if live is not None and _present(live, labels.scored_by) is None:
        return True
    alarm = alarm_last()
    return is_due(LearnedModel, counted="labels", count=len(_judging(labels, alarm)), since=alarm)


def refit(labels: Labels) -> Refit:
    """Fit a model on the earlier half of the labels, and let it replace the old one if it is better on later ones.

    Those since the last alarm are divided, and all from before it are fitted on, too. Only fair labels compare; the
    others, and what other programs suggested, are fitted on alone. A new model comes with its threshold. Unless that
    lets more pass than the old one does, the old one stays, better or not: the new one's labels would only be counted
    from nothing again. All is written in one short transaction at the end: stopped anywhere before, all is as it was.
    """
    old_row = LearnedModel.objects.filter(is_live=True).first()
    present = _present(old_row, labels.scored_by)
    # Where there is no model that could stay, a new one may be made from all there is.
    alarm = alarm_last() if present else None
    judging = len(_judging(labels, alarm))
    if judging < LABELS_LEAST:
        return Refit(None, False, f"There are {judging} decisions to learn from; {LABELS_LEAST} are needed.")
    first, later, _latest = time_split(
        labels.chosen(labels.fair).rows, since=alarm.timestamp() if alarm else None
    )
    try:
        known = _with_others(first, labels.chosen(~labels.fair).rows, labels.scored_by)
        new = fit(known, scored_by=labels.scored_by)
    except NotFitted as error:
        return Refit(None, False, str(error))
    # Where there is none, the new one must be better than knowing the share alone.
    old = present or model_constant(rate=float(np.average(first.rejected, weights=first.weights)))
    seen = [one.until for one in (old, new) if one.until is not None]
    later = later.chosen(later.decided_at > max(seen))
    if not len(later):
        return Refit(None, False, "No decisions came after those that the present model was made from.")
    comparison = compare(old, new, later)
    until = datetime.fromtimestamp(float(later.decided_at.max()), tz=UTC)
    found = threshold_found(new, labels, until=until) if comparison.better else None
    made = LearnedModel(
        version=new.version,
        parameters=new.to_json(),
        until=until,
        labels=judging,
        made_at=now(),
    )
    return _written(made, found, old_row, comparison, keeps_old=present is not None)


def _judging(labels: Labels, alarm: datetime | None) -> Labels:
    """Return the labels that say which model is better."""
    return labels.chosen(labels.fair).later(alarm.timestamp() if alarm else None)


def _with_others(first: Rows, others: Rows, scored_by: str) -> Rows:
    """Add what says nothing of how often, as light as the lightest: up to the time of the rows that are fitted on."""
    until, weight = float(first.decided_at.max()), float(first.weights.min())
    others = others.chosen(others.decided_at <= until)
    each = [first, others, suggested_rows(until=until, scored_by=scored_by)]
    return Rows.checked(
        features=np.concatenate([rows.features for rows in each]),
        rejected=np.concatenate([rows.rejected for rows in each]),
        weights=np.concatenate([first.weights, *(np.full(len(rows), weight) for rows in each[1:])]),
        decided_at=np.concatenate([rows.decided_at for rows in each]),
    )


def _present(row: LearnedModel | None, scored_by: str) -> Model | None:
    """Return the present model; None where there is none, or none for these scores, or for this Parley."""
    try:
        model = model_read(row.parameters) if row is not None else None
    except ModelInvalid:
        return None
    return model if model and model.reads(scored_by) else None


@transaction.atomic
def _written(
    made: LearnedModel,
    found: PassThreshold | None,
    old: LearnedModel | None,
    comparison: Comparison,
    *,
    keeps_old: bool,
) -> Refit:
    def objection() -> str:
        newest = threshold_newest()
        passing = newest.share if newest is not None and is_open(newest) else None
        share = found.share if found is not None and found.score is not None else None
        if keeps_old and not lets_more_pass(share, passing):
            return (
                f"But it would let no more pass, and the old one stays: {found.words if found else NO_LABELS}"
            )
        return ""

    against = old.version if old else ""
    words = fitted_keep(made, old=old, against=against, comparison=comparison, objection=objection)
    if made.is_live and found is not None:
        found.model = made
        found.save(force_insert=True)
    return Refit(made, made.is_live, words)
