"""The error ledger at the desk, to read and to take along."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import path

from parley.desk.access import desk_page
from parley.desk.looking import InputWrong
from parley.desk.views.frame import frame
from parley.kernel.clock import now
from parley.moderation.learned.state import auto_pass_state
from parley.moderation.ledger import Ledger, Period, PeriodError, ledger_read, period_last, period_read
from parley.moderation.ledger.as_csv import ledger_csv as csv_of
from parley.moderation.ledger.as_json import ledger_json as json_of
from parley.moderation.ledger.report import ledger_context
from parley.moderation.ledger.wording import percent
from parley.moderation.policies import Act

#: Shown unless other days are asked for.
DAYS: Final = 90


@desk_page(Act.VIEW_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """Show what passes by itself, and the ledger of the days `from` to `to`.

    What makes no sense is said beside the form, and DAYS are shown.
    """
    error = ""
    try:
        period = _period(request.GET)
    except PeriodError as wrong:
        error, period = str(wrong), _period(QueryDict())
    context: dict[str, Any] = frame(request, here="ledger") | ledger_context(ledger_read(period=period))
    passing = auto_pass_state()
    context |= {
        "passing": passing,
        "share": percent(passing.share),
        "alpha": percent(passing.alpha),
        "large": percent(settings.PARLEY_LEARNING_SHARE),
        "error": error,
        "query": f"from={period.first.isoformat()}&to={period.last.isoformat()}",
    }
    return render(request, "desk/ledger.html", context, status=400 if error else 200)


@desk_page(Act.VIEW_LEDGER)
def ledger_csv(request: HttpRequest) -> HttpResponse:
    """Send the same figures as a table."""
    found = _ledger(request)
    return _download(HttpResponse(csv_of(found), content_type="text/csv; charset=utf-8"), found, "csv")


@desk_page(Act.VIEW_LEDGER)
def ledger_json(request: HttpRequest) -> HttpResponse:
    """Send the same figures as docs/reference/transparency-report.md describes them."""
    found = _ledger(request)
    return _download(JsonResponse(json_of(found)), found, "json")


# Mounted in the desk's address space.
ledger_urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/csv/", ledger_csv, name="ledger_csv"),
    path("ledger/json/", ledger_json, name="ledger_json"),
]


def _ledger(request: HttpRequest) -> Ledger:
    try:
        return ledger_read(period=_period(request.GET))
    except PeriodError as wrong:
        raise InputWrong(str(wrong)) from wrong


def _period(asked: QueryDict) -> Period:
    usual = period_last(days=DAYS, until=now())
    first = asked.get("from", "") or usual.first.isoformat()
    return period_read(first, asked.get("to", "") or usual.last.isoformat())


def _download(response: HttpResponse, found: Ledger, ending: str) -> HttpResponse:
    period = found.period
    name = f"moderation-{period.first.isoformat()}-{period.last.isoformat()}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
