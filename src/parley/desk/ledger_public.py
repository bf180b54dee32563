"""The error ledger as a page for everybody (PARLEY_LEDGER_PUBLIC)."""

from datetime import date
from threading import Lock
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parley.kernel.clock import now
from parley.kernel.http import answer_public
from parley.moderation.ledger import Ledger, Period, ledger_read
from parley.moderation.ledger.report import ledger_context

SECONDS: Final = 600
#: The present month and those before it.
MONTHS: Final = 6
_counting = Lock()


@require_safe
def ledger_public(request: HttpRequest) -> HttpResponse:
    """Show the ledger of the last MONTHS months in the publication's dress. Template variables: ledger, chapters.

    It can't be asked for other days, and is counted once in SECONDS, whatever stands in the address: nobody keeps the
    database busy from outside.
    """
    if not settings.PARLEY_LEDGER_PUBLIC:
        raise Http404
    context = ledger_context(_ledger()) | {"canonical_url": f"{settings.PARLEY_URL}{request.path}"}
    response = render(request, "desk/ledger_public.html", context)
    return answer_public(response, keys=["ledger"], seconds=SECONDS)


def _ledger() -> Ledger:
    """Return what was counted lately; one thread counts while the others wait."""
    today = timezone.localdate(now())
    key = f"parley:ledger:{today.isoformat()}"
    found: Ledger | None = cache.get(key)
    if found is None:
        with _counting:
            found = cache.get(key)
            if found is None:
                found = ledger_read(period=Period(_months_before(today), today))
                cache.set(key, found, SECONDS)
    return found


def _months_before(today: date) -> date:
    """Return the first day of the first of the last MONTHS months."""
    months = today.year * 12 + today.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)
