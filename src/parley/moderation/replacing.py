"""Putting a newly fitted model in the old one's place if it is better on later decisions, and keeping it either way."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import numpy as np
from django.db import transaction

from parley.moderation.learning.comparing import GROWTH, Comparison
from parley.moderation.models.fitted import FittedModel

_NUMBERS: Final = ("gain", "gain_least", "auc_old", "auc_new")


def is_due(model: type[FittedModel], *, counted: str, count: int, since: datetime | None = None) -> bool:
    """Tell whether there is enough new to learn from since the last try. One query.

    `counted`: the field that holds how many decisions there were then; now there are `count`. Tries up to `since` are
    none, for decisions are counted from then on.
    """
    tries = model.objects.all() if since is None else model.objects.filter(made_at__gt=since)
    last = tries.order_by("-pk").values_list(counted, flat=True).first()
    return last is None or count >= GROWTH * last


@transaction.atomic
def fitted_keep(
    made: FittedModel,
    *,
    old: FittedModel | None,
    against: str,
    comparison: Comparison,
    objection: Callable[[], str] = str,
) -> str:
    """Write `made` with its figures, in use in the place of `old` if the comparison says so; return why or why not.

    `old`: what was in use when `made` was compared, None for what comes with Parley; `against`: its version. What
    another process has put in place since then stays. `objection` is asked under the same lock, of a better model
    alone: unless it has nothing to say, the old one stays.
    """
    live = type(made).objects.filter(is_live=True)
    present = live.select_for_update().values_list("pk", flat=True).first()
    is_better, words = comparison.better, comparison.words
    if is_better and present != (old.pk if old else None):
        is_better, words = False, "Another process has put a new model in place meanwhile; it stays."
    elif is_better and (against_it := objection()):
        is_better, words = False, f"{words} {against_it}"
    if is_better:
        live.update(is_live=False)
    made.is_live = is_better
    made.figures = _figures(comparison, against)
    made.save(force_insert=True)
    return words


def _figures(comparison: Comparison, against: str) -> dict[str, object]:
    numbers = {name: getattr(comparison, name) for name in _NUMBERS}
    return {
        "better": comparison.better,
        "against": against,
        "rows": comparison.rows,
        "words": comparison.words,
        **{name: round(value, 6) for name, value in numbers.items() if not np.isnan(value)},
    }
