"""Fitting a new model on the decisions, and putting it in the old one's place if it is better on later ones."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np
from django.db import transaction

from parley.kernel.clock import now
from parley.moderation.learned.calibrating import threshold_found
from parley.moderation.learned.labels import Labels
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learned.suggested import suggested_rows
from parley.moderation.learning.comparing import Comparison, compare
from parley.moderation.learning.fitting import NotFitted, fit
from parley.moderation.learning.model import Model, ModelInvalid, model_constant
from parley.moderation.learning.rows import Rows, time_split
from parley.moderation.models import LearnedModel, PassThreshold

#: With fewer, too few are left to compare on.
FAIR_LEAST: Final = 200
#: By which factor labels have grown before it is tried again.
GROWTH: Final = 1.1


@dataclass(frozen=True, slots=True)
class Refit:
    """`made`: the model that was fitted, None where there was none; it `replaced` the old one, or not. `words`: why."""

    made: LearnedModel | None
    replaced: bool
    words: str


def refit_due(labels: Labels) -> bool:
    """Tell whether there is enough new to learn from since the last try. One query."""
    last = LearnedModel.objects.order_by("-pk").values_list("labels", flat=True).first()
    return last is None or len(labels) >= GROWTH * last


def refit(labels: Labels) -> Refit:
    """Fit a model on the earlier half of the labels, and let it replace the old one if it is better on later ones.

    Only fair labels compare; the others, and what other programs suggested, are fitted on alone. A new model comes with
    its threshold. Where there are too few labels for that, and the old model has one, it stays; where there are enough,
    and nothing is safe by the better model, nothing passes. All is written in one short transaction at the end: stopped
    anywhere before, all is as it was.
    """
    old_row = LearnedModel.objects.filter(is_live=True).first()
    fair = labels.chosen(labels.fair).rows
    if len(fair) < FAIR_LEAST:
        return Refit(None, False, f"There are {len(fair)} decisions to learn from; {FAIR_LEAST} are needed.")
    first, later, _latest = time_split(fair)
    try:
        new = fit(_with_others(first, labels.chosen(~labels.fair).rows))
    except NotFitted as error:
        return Refit(None, False, str(error))
    old = _old_model(old_row, first)
    seen = [one.until for one in (old, new) if one.until is not None]
    later = later.chosen(later.decided_at > max(seen))
    if not len(later):
        return Refit(None, False, "No decisions came after those that the present model was made from.")
    comparison = compare(old, new, later)
    until = float(later.decided_at.max())
    found = threshold_found(new, labels, after=until) if comparison.better else None
    made = LearnedModel(
        version=new.version,
        parameters=new.to_json(),
        until=datetime.fromtimestamp(until, tz=UTC),
        labels=len(labels),
        figures=_figures(comparison, old_row),
        made_at=now(),
    )
    return _written(made, found, old_row, is_better=comparison.better)


def _with_others(first: Rows, others: Rows) -> Rows:
    """Add what says nothing of how often, as light as the lightest: up to the time of the rows that are fitted on."""
    until, weight = float(first.decided_at.max()), float(first.weights.min())
    others = others.chosen(others.decided_at <= until)
    each = [first, others, suggested_rows(until=until)]
    return Rows.checked(
        features=np.concatenate([rows.features for rows in each]),
        rejected=np.concatenate([rows.rejected for rows in each]),
        weights=np.concatenate([first.weights, *(np.full(len(rows), weight) for rows in each[1:])]),
        decided_at=np.concatenate([rows.decided_at for rows in each]),
    )


def _old_model(row: LearnedModel | None, first: Rows) -> Model:
    """Return the present model; where there is none, or none that this Parley reads, one that knows the share alone."""
    if row is not None:
        try:
            return model_read(row.parameters)
        except ModelInvalid:
            pass
    return model_constant(rate=float(np.average(first.rejected, weights=first.weights)))


@transaction.atomic
def _written(
    made: LearnedModel, found: PassThreshold | None, old_row: LearnedModel | None, *, is_better: bool
) -> Refit:
    present = LearnedModel.objects.select_for_update().filter(is_live=True).first()
    words = str(made.figures["words"])
    if is_better and (present.pk if present else None) != (old_row.pk if old_row else None):
        is_better, words = False, "Another process has put a new model in place meanwhile; it stays."
    elif is_better and (found is None or found.needed) and is_open(threshold_newest()):
        is_better, words = (
            False,
            f"{words} But there are too few labels for a threshold of its own: the old one stays.",
        )
    if is_better and present is not None:
        LearnedModel.objects.filter(pk=present.pk).update(is_live=False)
    made.is_live = is_better
    made.save(force_insert=True)
    if is_better and found is not None:
        found.model = made
        found.save(force_insert=True)
    return Refit(made, is_better, words)


def _figures(comparison: Comparison, old_row: LearnedModel | None) -> dict[str, object]:
    numbers = {name: getattr(comparison, name) for name in ("gain", "gain_least", "auc_old", "auc_new")}
    return {
        "better": comparison.better,
        "against": old_row.version if old_row else "",
        "rows": comparison.rows,
        "words": comparison.words,
        **{name: round(value, 6) for name, value in numbers.items() if not np.isnan(value)},
    }
