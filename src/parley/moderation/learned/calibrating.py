"""Finding the score below which comments may pass, from labels that had no part in making or choosing the model."""

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db.models import F, Max, Sum

from parley.kernel.clock import now
from parley.moderation.learned.labels import Labels
from parley.moderation.learned.live import is_open, model_read, threshold_newest
from parley.moderation.learned.passing import passing_read
from parley.moderation.learning.checks import Floats
from parley.moderation.learning.model import Model, ModelInvalid
from parley.moderation.learning.risk import hold_threshold, pass_threshold
from parley.moderation.learning.rows import Rows
from parley.moderation.learning.thresholds import Threshold, TooFewLabels
from parley.moderation.learning.tries import GROWTH, confidence_of, is_young
from parley.moderation.models import LearnedModel, PassThreshold

#: Texts of the time that are kept, as far as they pass, to look for drift.
SAMPLE_MAX: Final = 2000
NO_LABELS: Final = "There are no decisions yet on texts that came after those the model was made from."


def calibrate(labels: Labels) -> str:
    """Look for a threshold if there is none that counts, or that is young; say what came of it.

    The labels: fair, free, and screened later than all that had a part in making or choosing the model, and than the
    last alarm. A threshold that counts stays until a later try finds another, drift is found, the model is replaced or
    another error is allowed.
    """
    live = LearnedModel.objects.filter(is_live=True).first()
    if live is None:
        return "There is no model yet."
    last = threshold_newest()
    present = last if is_open(last) else None
    if present is not None and not is_young(present.labels) and present.hold_beta == _beta():
        return _words(present)
    usable = labels_usable(labels, after=_begin(live.until))
    if last is not None and _is_early(last, live, usable):
        enough = int(GROWTH * last.available) + 1
        return f"{_words(last)} It is tried again from {enough} decisions on; now there are {len(usable)}."
    return _tried(live, labels.scored_by, usable, present)


def _tried(live: LearnedModel, scored_by: str, usable: Labels, present: PassThreshold | None) -> str:
    """Look for a threshold; one that is found takes the place of the present one, for it rests on more labels."""
    try:
        row = _found(_model_for(live, scored_by), usable, confidence=confidence_of(attempt_next(live)))
    except ModelInvalid as error:
        return str(error)
    if row is None:
        return NO_LABELS
    if present is not None and row.score is None:
        return _kept(present, row)
    row.model = live
    row.save(force_insert=True)
    return _words(row)


def _words(row: PassThreshold) -> str:
    return f"{row.words} {row.hold_words}".strip()


def _kept(present: PassThreshold, tried: PassThreshold) -> str:
    """Note that a try found nothing to pass by, and what it found to hold by; one with too few labels is none."""
    PassThreshold.objects.filter(pk=present.pk).update(
        tries=F("tries") + (not tried.needed),
        available=tried.available,
        hold_beta=tried.hold_beta,
        hold_score=tried.hold_score,
        hold_words=tried.hold_words,
    )
    return f"{_words(present)} A later try found none: {tried.words}"


def threshold_found(model: Model, labels: Labels, *, until: datetime) -> PassThreshold | None:
    """Return what comes of looking for a threshold for a new model, not written yet; None where there are no labels.

    `until`: when the last text was screened that had a part in choosing it.
    """
    usable = labels_usable(labels, after=_begin(until))
    return _found(model, usable, confidence=confidence_of(1))


def alarm_last() -> datetime | None:
    """Return when drift was last found: what people decided on earlier texts may be otherwise now. One query."""
    latest: datetime | None = PassThreshold.objects.aggregate(latest=Max("closed_at"))["latest"]
    return latest


def attempt_next(model: LearnedModel) -> int:
    """Return the number of the next try for this model since the last alarm, from 1. Two queries, over few rows.

    A try with too few labels looked at none of them, so it could not err and takes no part.
    """
    alarm = PassThreshold.objects.filter(closed_at__isnull=False).aggregate(last=Max("pk"))["last"]
    tried = PassThreshold.objects.filter(model=model, needed=0, pk__gt=alarm or 0)
    return (tried.aggregate(tries=Sum("tries"))["tries"] or 0) + 1


def labels_usable(labels: Labels, *, after: float | None) -> Labels:
    """Return the fair labels of texts on which `auto_pass` alone decides, screened after that moment."""
    return labels.chosen(labels.fair & labels.free).later(after)


def _begin(until: datetime) -> float:
    """Return the moment, in seconds, after which labels count for a model that others had a part in `until` then."""
    return max(until, alarm_last() or until).timestamp()


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
    same = (
        last.model_id == live.pk
        and last.alpha == settings.PARLEY_AUTO_PASS_ALPHA
        and last.hold_beta == _beta()
    )
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
    _hold_found(row, scores, rows, confidence)
    return row


def _beta() -> float | None:
    """Return the share of what is held by itself that may be wrong; None where nothing is to be."""
    return settings.PARLEY_AUTO_HOLD_BETA or None


def _hold_found(row: PassThreshold, scores: Floats, rows: Rows, confidence: float) -> None:
    """Look for what may be held, in the tries that count alone: each has its part of the 5 %."""
    row.hold_beta = beta = _beta()
    if beta is not None and not row.needed:
        held = hold_threshold(scores, rows.rejected, rows.weights, beta=beta, confidence=confidence)
        row.hold_words = held.words
        row.hold_score = held.score if isinstance(held, Threshold) else None
