"""How long a shared cache may keep a page that nothing else drops from it."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from parley.kernel.clock import now
from parley.publishing.models.base import PUBLIC_SECONDS


def public_seconds(*ends: datetime | None) -> int:
    """Return the seconds until the first of `ends` that lies ahead, at most PUBLIC_SECONDS.

    At least 1, so that an answer made in the last moment is not taken for one that must not be kept.
    """
    present = now()
    ahead = [int((end - present).total_seconds()) for end in ends if end is not None and end > present]
    return max(1, min([PUBLIC_SECONDS, *ahead]))


def midnight_next() -> datetime:
    """Return the end of today, in the site's time zone: a page that shows the day is wrong from then on."""
    tomorrow = timezone.localdate(now()) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
