"""Decisions of people as labels: which texts people rejected, with what was known of them when they were screened.

Time is that of screening, not of deciding: so the texts between two moments are all that came in then, and none is left
out because nobody has looked at it yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Self

import numpy as np
from django.db.models import F, Q, QuerySet

from parley.discussion.models import Comment
from parley.moderation.auditing import TAKEN_AWAY
from parley.moderation.learned.facts import facts_read
from parley.moderation.learning.checks import Bools
from parley.moderation.learning.features import VERSION, features_matrix
from parley.moderation.learning.rows import Rows
from parley.moderation.learning.weights import weights_of
from parley.moderation.models import Decision, ScreenedFeatures

#: Decisions that are learned from, the newest.
LABELS_MAX: Final = 50_000
#: What should have come before a person and is not judged after a long weekend counts as rejected. Texts since the
#: first that may still be judged in time are left for later.
SETTLED_AFTER: Final = timedelta(days=4)
_BATCH: Final = 500
_Action = Decision.Action
REJECTED_BY: Final = {
    _Action.PUBLISH: False,
    _Action.DISMISS_REPORTS: False,
    _Action.OVERTURN: False,
    _Action.REJECT: True,
    _Action.REMOVE: True,
    _Action.UPHOLD: True,
}


@dataclass(frozen=True, slots=True)
class Labels:
    """All arrays (n,), in the order of screening. `rows.decided_at` has the time of screening, in seconds of Unix time.

    `fair`: it came before a person with a known chance, and none of its time is missing; the others, such as those that
    readers reported, are good to fit on and for nothing else. `free`: `auto_pass` alone decided on it. `drawn`: by
    chance. `assumed`: nobody judged it in time, so it counts as rejected. `scored_by`: the toxicity model of all.
    """

    rows: Rows
    fair: Bools
    free: Bools
    drawn: Bools
    assumed: Bools
    scored_by: str

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, which: Bools) -> Self:
        return type(self)(
            self.rows.chosen(which),
            self.fair[which],
            self.free[which],
            self.drawn[which],
            self.assumed[which],
            self.scored_by,
        )

    def later(self, than: float | None) -> Self:
        """Return the labels of texts screened after `than`, in seconds; all for None."""
        return self if than is None else self.chosen(self.rows.decided_at > than)


@dataclass(frozen=True, slots=True)
class _Label:
    row: ScreenedFeatures
    rejected: bool
    is_assumed: bool = False


def labels_read(*, at: datetime, since: datetime | None = None, drawn_only: bool = False) -> Labels:
    """Return the labels of texts screened after `since`, as they stand at `at`.

    Of each text the newest decision of a person counts that was not undone; a hold is none, and neither is a rejection
    in the audit slice that stands alone: that text waits still. Texts that another toxicity model scored than the
    newest are left out, until `parley rescore --all` has scored them again; up to the last of them none is fair, for
    what is missing is not missing by chance. Four queries, and one for each 500 decisions.
    """
    scored_by = scored_by_now()
    texts = ScreenedFeatures.objects.filter(features=VERSION, scored_by__in=("", scored_by))
    if drawn_only:
        texts = texts.filter(is_drawn=True)
    decided, complete_since = _decided(since)
    begins = (since, complete_since, _scored_otherwise(scored_by, since))
    begin = max((one for one in begins if one), default=None)
    labels = [_Label(row, decided[row.comment_id, row.version]) for row in _screened(texts, decided)]
    waiting = [
        row for row in _waiting(texts, begin, drawn_only) if (row.comment_id, row.version) not in decided
    ]
    overdue = at - SETTLED_AFTER
    settled = min((row.screened_at for row in waiting if row.screened_at > overdue), default=None)
    labels += [_Label(row, True, is_assumed=True) for row in waiting if row.screened_at <= overdue]
    labels = [one for one in labels if since is None or one.row.screened_at > since]
    labels.sort(key=lambda one: (one.row.screened_at, one.row.pk))
    return _labels(labels, begin, settled, scored_by)


def scored_by_now() -> str:
    """Return the toxicity model that scored the newest text which has scores, "" where none has. One query."""
    scored = ScreenedFeatures.objects.exclude(scored_by="").order_by("-screened_at")
    return scored.values_list("scored_by", flat=True).first() or ""


def decisions_count(*, most: int) -> int:
    """Return how many decisions of people on comments there are, counted up to `most`. One query."""
    return Decision.objects.filter(by_people()).order_by()[:most].count()


def _decided(since: datetime | None) -> tuple[dict[tuple[int, int], bool], datetime | None]:
    """Return by comment and version whether people rejected it, and from when on nothing is missing: None for ever."""
    found = Decision.objects.filter(by_people()).order_by("-pk")
    if since is not None:
        found = found.filter(created_at__gte=since)
    rows = list(found.values_list("comment_id", "version", "action", "created_at")[:LABELS_MAX])
    newest: dict[tuple[int, int], bool | None] = {}
    for comment, version, action, _at in rows:
        newest.setdefault((comment, version), REJECTED_BY.get(action))
    decided = {text: rejected for text, rejected in newest.items() if rejected is not None}
    return decided, rows[-1][3] if len(rows) == LABELS_MAX else None


def by_people() -> Q:
    """An undone decision and the one that undid it count as if neither had been.

    But what came back because others would have left it counts: as what the looks came to.
    """
    actions = (*REJECTED_BY, _Action.HOLD)
    return Q(
        Q(undoes=None) | Q(audit_look__isnull=False),
        Q(audit_sample=None) | Q(audit_sample__is_rejected__isnull=False),
        person__isnull=False,
        comment__isnull=False,
        action__in=actions,
        undone_by__isnull=True,
    )


def _scored_otherwise(scored_by: str, since: datetime | None) -> datetime | None:
    """Return when the last text came in that people were to see and another toxicity model scored, None if none did.

    Texts that have changed since can't be scored again, and don't count.
    """
    found = ScreenedFeatures.objects.filter(
        is_due=True, features=VERSION, version=F("comment__revision_count") + 1
    ).exclude(scored_by__in=("", scored_by))
    if since is not None:
        found = found.filter(screened_at__gt=since)
    return found.order_by("-screened_at").values_list("screened_at", flat=True).first()


def _screened(
    texts: QuerySet[ScreenedFeatures], decided: dict[tuple[int, int], bool]
) -> Iterator[ScreenedFeatures]:
    comments = iter(dict.fromkeys(comment for comment, _version in decided))
    while lot := list(islice(comments, _BATCH)):
        found = texts.filter(comment__in=lot)
        yield from (row for row in found if (row.comment_id, row.version) in decided)


def _waiting(
    texts: QuerySet[ScreenedFeatures],
    since: datetime | None,
    drawn_only: bool,  # noqa: FBT001 -- handed on
) -> Sequence[ScreenedFeatures]:
    """Return the newest present texts that were to come before a person, or before another one, and did not yet."""
    sample = Q(comment__audit_sample__isnull=False, comment__audit_sample__is_rejected=None, is_drawn=True)
    is_judged = Q(comment__audit_sample__decision__isnull=False)
    unjudged = sample & (
        Q(~is_judged, comment__status=Comment.Status.PUBLISHED) | Q(is_judged, comment__status__in=TAKEN_AWAY)
    )
    found = texts.filter(
        unjudged if drawn_only else unjudged | Q(comment__status=Comment.Status.HELD),
        is_due=True,
        version=F("comment__revision_count") + 1,
    )
    if since is not None:
        found = found.filter(screened_at__gt=since)
    return list(found.order_by("-screened_at")[:LABELS_MAX])


def _labels(
    found: Sequence[_Label], begin: datetime | None, settled: datetime | None, scored_by: str
) -> Labels:
    rows = [one.row for one in found]
    fair = np.array(
        [
            row.is_due
            and row.least > 0
            and (begin is None or row.screened_at > begin)
            and (settled is None or row.screened_at < settled)
            for row in rows
        ],
        dtype=np.bool_,
    )
    weights = np.ones(len(rows))
    if fair.any():
        even = [row for row, is_fair in zip(rows, fair, strict=True) if is_fair]
        weights[fair] = weights_of([row.chance for row in even], least=[row.least for row in even])
        weights[~fair] = weights[fair].min()
    return Labels(
        Rows.checked(
            features=features_matrix(
                facts_read(row.facts, published=row.published, rejected=row.rejected) for row in rows
            ),
            rejected=np.array([one.rejected for one in found], dtype=np.bool_),
            weights=weights,
            decided_at=np.array([row.screened_at.timestamp() for row in rows], dtype=np.float64),
        ),
        fair,
        np.array([row.is_free for row in rows], dtype=np.bool_),
        np.array([row.is_drawn for row in rows], dtype=np.bool_),
        np.array([one.is_assumed for one in found], dtype=np.bool_),
        scored_by,
    )
