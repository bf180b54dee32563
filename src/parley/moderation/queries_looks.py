"""Reads which sampled comments are to be looked at again: those that one moderator alone rejected.

Whoever looks again is not to know what was decided, so as many that were kept come between.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.moderation.auditing import TAKEN_AWAY
from parley.moderation.models import AuditLook, AuditSample

#: Where there are but two moderators, the first may settle what they differ in, once they have read enough else.
FORGOTTEN_AFTER: Final = timedelta(days=1)
#: Of those that were kept, the newest; and of those that wait, the oldest.
CONSIDERED_MAX: Final = 100


def look_next(*, person: Person, passed: Collection[int], at: datetime) -> AuditSample | None:
    """Return a sample for a person to look at without knowing what was decided; None where no other look is needed.

    `passed`: pks of those that they don't want to judge now. One that waits for a look or, half the time, one that was
    kept. Two queries.
    """
    due = [one for one in looks_due(person=person, at=at)[:CONSIDERED_MAX] if one.pk not in passed]
    if not due:
        return None
    if secrets.randbelow(2):
        kept = [one for one in _kept(person, at)[:CONSIDERED_MAX] if one.pk not in passed]
        return secrets.choice(kept) if kept else due[0]
    return due[0]


def looks_due(*, person: Person, at: datetime) -> QuerySet[AuditSample]:
    """Return the rejections that wait for another look and that `person` may look at, the oldest first."""
    found = AuditSample.objects.filter(
        decision__isnull=False,
        is_rejected=None,
        comment__status__in=TAKEN_AWAY,
    )
    return _for(person, found, at).order_by("drawn_at", "pk")


def may_look(*, sample: AuditSample, person: Person, at: datetime) -> bool:
    """Tell whether `person` neither looked last nor lately."""
    return _for(person, AuditSample.objects.filter(pk=sample.pk), at).exists()


def _kept(person: Person, at: datetime) -> QuerySet[AuditSample]:
    found = AuditSample.objects.filter(is_rejected=False, comment__status=Comment.Status.PUBLISHED)
    never = found.filter(~Exists(AuditLook.objects.filter(sample=OuterRef("pk"), person=person)))
    return _for(person, never, at).order_by("-drawn_at", "-pk")


def _for(person: Person, samples: QuerySet[AuditSample], at: datetime) -> QuerySet[AuditSample]:
    """Narrow down to those whose text is the one that was judged, and that `person` may look at."""
    looks = AuditLook.objects.filter(sample=OuterRef("pk"))
    later = AuditLook.objects.filter(sample=OuterRef("sample"), pk__gt=OuterRef("pk"))
    lately = looks.filter(Q(looked_at__gt=at - FORGOTTEN_AFTER) | ~Exists(later), person=person)
    return samples.filter(~Exists(lately), decision__version=F("comment__revision_count") + 1).select_related(
        "comment__thread", "comment__parent", "decision"
    )
