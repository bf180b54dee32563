"""Decisions of people as labels: which texts they took away as spam, and which they judged otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from parley.discussion.models import Comment, CommentRevision
from parley.moderation.learned.labels import LABELS_MAX, REJECTED_BY, by_people
from parley.moderation.models import Decision
from parley.moderation.reasons import decision_reason

#: The reason of settings.PARLEY_DECISION_REASONS that makes a text spam.
SPAM_REASON: Final = "spam"
#: Of each kind: learning from so many costs seconds, and holds its texts in memory.
EACH_MAX: Final = 3000
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """A text that people judged, and when."""

    text: str
    is_spam: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class _Label:
    comment: int
    version: int
    is_spam: bool
    at: datetime


def judged_read() -> list[Judged]:
    """Return what people judged, in the order of judging: of LABELS_MAX decisions, the newest, EACH_MAX of a kind.

    Of each text the newest decision counts that was not undone; one that an appeal upheld counts as it was made. Held
    texts, and those rejected for a reason that the settings don't have, count as neither. Where there are more of a
    kind, some are left out evenly. One query, and two for each 500 texts.
    """
    labels = _labels()
    chosen = _thinned([one for one in labels if one.is_spam]) + _thinned(
        [one for one in labels if not one.is_spam]
    )
    texts = _texts(chosen)
    judged = [
        Judged(texts[one.comment, one.version], one.is_spam, one.at)
        for one in chosen
        if texts.get((one.comment, one.version))
    ]
    return sorted(judged, key=lambda one: one.at)


def _labels() -> list[_Label]:
    upheld = Decision.Action.UPHOLD
    rows = Decision.objects.filter(by_people()).exclude(action=upheld).order_by("-pk")
    seen: set[tuple[int, int]] = set()
    labels: list[_Label] = []
    for comment, version, action, reason, at in rows.values_list(
        "comment_id", "version", "action", "reason_code", "created_at"
    )[:LABELS_MAX]:
        if comment is None or (comment, version) in seen:
            continue
        seen.add((comment, version))
        is_rejected = REJECTED_BY.get(Decision.Action(action))
        if is_rejected is not None and not (is_rejected and decision_reason(reason) is None):
            labels.append(_Label(comment, version, is_rejected and reason == SPAM_REASON, at))
    return labels


def _thinned(labels: Sequence[_Label]) -> list[_Label]:
    if len(labels) <= EACH_MAX:
        return list(labels)
    return [labels[place * len(labels) // EACH_MAX] for place in range(EACH_MAX)]


def _texts(labels: Iterable[_Label]) -> dict[tuple[int, int], str]:
    """Return the texts by comment and version: the present ones, and those that were changed since."""
    texts: dict[tuple[int, int], str] = {}
    comments = iter(dict.fromkeys(one.comment for one in labels))
    while some := list(islice(comments, _BATCH)):
        for pk, count, text in Comment.objects.filter(pk__in=some).values_list(
            "pk", "revision_count", "text"
        ):
            texts[pk, count + 1] = text
        earlier = CommentRevision.objects.filter(comment__in=some)
        for pk, number, text in earlier.values_list("comment_id", "number", "text"):
            texts.setdefault((pk, number), text)
    return texts
