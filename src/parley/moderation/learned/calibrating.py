"""Finding the score below which comments may pass, from labels that had no part in making or choosing the model."""

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db.models import Max

from parley.kernel.clock import now
from parley.moderation.learned.labels import Labels
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learned.passing import passing_read
from parley.moderation.learning.model import Model, ModelInvalid
from parley.moderation.learning.risk import pass_threshold
from parley.moderation.learning.thresholds import Threshold, TooFewLabels
from parley.moderation.learning.tries import GROWTH, confidence_of
from parley.moderation.models import LearnedModel, PassThreshold

#: Texts of the time that are kept, as far as they pass, to look for drift.
SAMPLE_MAX: Final = 2000
_EMPTY: Final = "There are no decisions yet on texts that came after those the model was made from."


def calibrate(labels: Labels) -> str:
    """Look for a threshold if there is none that counts; say in words what came of it.

    The labels: fair, free, and screened later than all that had a part in making or choosing any model, and than the
    last alarm. A threshold that counts stays until drift is found, the model is replaced or another error is allowed.
    """
    live = LearnedModel.objects.filter(is_live=True).first()
    if live is None:
        return "There is no model yet."
    last = threshold_newest()
    if last is not None and is_open(last):
        return last.words
    usable = labels_usable(labels, after=_begin())
    if last is not None and _is_early(last, live, usable):
        enough = int(GROWTH * last.available) + 1
        return f"{last.words} It is tried again from {enough} decisions on; now there are {len(usable)}."
    try:
        row = _found(_model_for(live, labels.scored_by), usable, confidence=confidence_of(attempt_next(live)))
    except ModelInvalid as error:
        return str(error)
    if row is None:
        return _EMPTY
    row.model = live
    row.save(force_insert=True)
    return row.words


def threshold_found(model: Model, labels: Labels, *, after: float) -> PassThreshold | None:
    """Return what comes of looking for a threshold for a new model, not written yet; None where there are no labels.

    `after`: when the last text was screened that had a part in choosing it, in seconds.
    """
    usable = labels_usable(labels, after=max(after, _begin() or after))
    return _found(model, usable, confidence=confidence_of(1))


def attempt_next(model: LearnedModel) -> int:
    """Return the number of the next try for this model since the last alarm, from 1. Two queries, over few rows.

    A try with too few labels looked at none of them, so it could not err and takes no part.
    """
    alarm = PassThreshold.objects.filter(closed_at__isnull=False).aggregate(last=Max("pk"))["last"]
    tried = PassThreshold.objects.filter(model=model, needed=0, pk__gt=alarm or 0)
    return tried.count() + 1


def labels_usable(labels: Labels, *, after: float | None) -> Labels:
    """Return the fair labels of texts on which `auto_pass` alone decides, screened after that moment."""
    return labels.chosen(labels.fair & labels.free).later(after)


def _begin() -> float | None:
    """Return the moment, in seconds, after which texts had no part in any model and came after the last alarm."""
    until = LearnedModel.objects.aggregate(latest=Max("until"))["latest"]
    closed = PassThreshold.objects.aggregate(latest=Max("closed_at"))["latest"]
    return max((one.timestamp() for one in (until, closed) if one is not None), default=None)


def _model_for(live: LearnedModel, scored_by: str) -> Model:
    """Raises ModelInvalid, also for one that does not read what this toxicity model scored."""
    model = model_read(live.parameters)
    if not model.reads(scored_by):
        raise ModelInvalid(
            "The model was learned from the scores of another toxicity model than the present one."
        )
    return model


def _is_early(last: PassThreshold, live: LearnedModel, usable: Labels) -> bool:
    """Tell whether the last try was much the same as one now would be."""
    same = last.model_id == live.pk and last.alpha == settings.PARLEY_AUTO_PASS_ALPHA
    return same and last.closed_at is None and len(usable) <= GROWTH * last.available


def _found(model: Model, usable: Labels, *, confidence: float) -> PassThreshold | None:
    if not len(usable):
        return None
    rows, times, alpha = usable.rows, usable.rows.decided_at, settings.PARLEY_AUTO_PASS_ALPHA
    scores = model.probabilities(rows.features)
    found = pass_threshold(scores, rows.rejected, rows.weights, alpha=alpha, confidence=confidence)
    begins, ends = (datetime.fromtimestamp(one, tz=UTC) for one in (times.min(), times.max()))
    at = now()
    row = PassThreshold(
        alpha=alpha,
        labels=found.labels,
        available=len(usable),
        assumed=int(usable.assumed.sum()),
        words=found.words,
        begins_at=begins,
        ends_at=ends,
        made_at=at,
        watched_at=at,
    )
    if isinstance(found, TooFewLabels):
        row.needed = found.needed
    else:
        row.errors = found.errors
    if isinstance(found, Threshold):
        row.score = found.score
        passing = passing_read(model, found.score, begins, ends, most=SAMPLE_MAX, order="?")
        row.sample = passing.kinds.tolist()
        row.share = passing.share if passing.texts else found.share
    return row
