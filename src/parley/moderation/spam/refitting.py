"""Fitting new weights on the decisions, and putting them in the old ones' place if they are better on later ones."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from parley.kernel.clock import now
from parley.moderation.learning.checks import Bools, Floats
from parley.moderation.learning.comparing import Comparison, scores_compare
from parley.moderation.models import SpamModel
from parley.moderation.replacing import fitted_keep, is_due
from parley.moderation.spam.decisions import Judged, judged_read
from parley.moderation.spam.features import VERSION, table_of
from parley.moderation.spam.fitting import NotFitted, fit
from parley.moderation.spam.live import weights_live
from parley.moderation.spam.model import Weights, WeightsInvalid, bundled

#: Of each kind; with fewer, too few are left to compare on.
EACH_LEAST: Final = 40
#: Of the decisions for spam, what is learned from; the later ones compare.
LEARNED_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Old:
    """What is in use: `row` is None for the bundled weights."""

    weights: Weights
    row: SpamModel | None


def spam_learn(*, forced: bool = False) -> str:
    """Learn from the decisions if there is enough new, or `forced`; say what came of it, or "".

    Weights begin from the bundled ones, so words that no decision was about keep theirs. Reads much and writes one
    row, in a short transaction at the end: stopped anywhere before, all is as it was. Five seconds of one core of
    a slow machine for the most decisions it takes.
    """
    judged = judged_read()
    spam = sum(one.is_spam for one in judged)
    if not forced and (spam < EACH_LEAST or not is_due(SpamModel, counted="spam", count=spam)):
        return ""
    if min(spam, len(judged) - spam) < EACH_LEAST:
        return f"Spam: {spam} decisions are for it, {len(judged) - spam} are not; {EACH_LEAST} of each are needed."
    old = _old()
    first, later = _split(judged, old.row)
    if not later:
        return "Spam: no decisions came after those that the present model was made from."
    try:
        new = fit(table_of([one.text for one in first]), _is_spam(first), start=bundled())
    except NotFitted as error:
        return f"Spam: {error}"
    comparison = _compared(old.weights, new, later)
    made = SpamModel(
        version=new.version,
        features=VERSION,
        weights=new.to_bytes(),
        until=later[-1].at,
        spam=spam,
        others=len(judged) - spam,
        made_at=now(),
    )
    said = fitted_keep(made, old=old.row, against=old.weights.version, comparison=comparison)
    return f"Spam: {said}"


def _old() -> _Old:
    """Return what is in use; the bundled weights in place of any that this Parley can't read."""
    row = SpamModel.objects.filter(is_live=True).defer("weights").first()
    try:
        return _Old(weights_live(), row)
    except WeightsInvalid:
        return _Old(bundled(), row)


def _split(judged: list[Judged], row: SpamModel | None) -> tuple[list[Judged], list[Judged]]:
    """Divide by time: at most decisions for spam are learned from, and none compares that has made the old weights."""
    times = [one.at for one in judged if one.is_spam]
    begin = times[int(len(times) * LEARNED_SHARE) - 1]
    if row is not None:
        begin = max(begin, row.until)
    return [one for one in judged if one.at <= begin], [one for one in judged if one.at > begin]


def _compared(old: Weights, new: Weights, later: list[Judged]) -> Comparison:
    """Both kinds count as much together, as in fitting."""
    table, is_spam = table_of([one.text for one in later]), _is_spam(later)
    share = min(max(float(is_spam.mean()), 1e-6), 1 - 1e-6)
    weights: Floats = np.where(is_spam, 0.5 / share, 0.5 / (1 - share))
    return scores_compare(old.probabilities(table), new.probabilities(table), hits=is_spam, weights=weights)


def _is_spam(judged: list[Judged]) -> Bools:
    return np.array([one.is_spam for one in judged], dtype=np.bool_)
