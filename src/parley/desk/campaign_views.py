"""Campaigns: comments that look as if they belong together, and deciding on them as one."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.desk.access import desk_page
from parley.desk.fields import Values, number_field, text_field
from parley.desk.looking import InputWrong
from parley.desk.many import GONE, choice_carry_out, choice_read
from parley.desk.views.frame import frame
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.moderation.campaigns import Campaign, Kind, campaigns_find
from parley.moderation.policies import Act
from parley.moderation.reasons import decision_reasons

SHOWN_MAX: Final = 50
DAYS: Final = 1
DAYS_WORDS: Final = {
    1: gettext_lazy("Last 24 hours"),
    7: gettext_lazy("Last 7 days"),
    30: gettext_lazy("Last 30 days"),
}
KIND_WORDS: Final = {
    Kind.NEAR_DUPLICATES: gettext_lazy("Nearly the same text"),
    Kind.BURST: gettext_lazy("Many comments within an hour"),
    Kind.NAMES: gettext_lazy("One writer, many names"),
}
KIND_HELP: Final = {
    Kind.NEAR_DUPLICATES: gettext_lazy("Copied, with or without small changes. Quotations look the same."),
    Kind.BURST: gettext_lazy("Far more than this article had before. News travels like that, too."),
    Kind.NAMES: gettext_lazy("Written from one browser or account. A family may share one."),
}


@desk_page(Act.VIEW_DESK)
def campaigns(request: HttpRequest) -> HttpResponse:
    """List what looks like a campaign, those with the most comments first."""
    days = _days(request.GET.dict())
    found = _found(days)
    context = frame(request, here="campaigns") | {
        "days": days,
        "days_words": DAYS_WORDS.items(),
        "cases": [_case(one, days) for one in found],
        "is_full": len(found) == SHOWN_MAX,
    }
    return render(request, "desk/campaigns.html", context)


@desk_page(Act.VIEW_DESK)
def campaign(request: HttpRequest) -> HttpResponse:
    """Show one with its comments, by `key` in the address."""
    days = _days(request.GET.dict())
    key = text_field(request.GET.dict(), "key", most=80)
    found = next((one for one in _found(days) if one.key == key), None)
    if found is None:
        messages.warning(
            request, _("These comments are no longer one of the largest campaigns of that time.")
        )
        return redirect(_list_url(days))
    comments = Comment.objects.select_related("thread").defer("html").in_bulk(found.comments)
    context = frame(request, here="campaigns") | {
        "days": days,
        "case": _case(found, days),
        "rows": [
            {"comment": comments[pk], "is_gone": comments[pk].status in GONE}
            for pk in found.comments
            if pk in comments
        ],
        "reasons": decision_reasons(),
    }
    return render(request, "desk/campaign.html", context)


@desk_page(Act.DECIDE_MANY, "POST")
def campaign_decide(request: HttpRequest) -> HttpResponse:
    """Show what will happen to the ticked comments; with `confirmed`, do it as one."""
    days = _days(request.POST.dict())
    key = text_field(request.POST, "key", most=80)
    back = _case_url(key, days)
    choice = choice_read(request)
    if choice is None:
        return redirect(back)
    if request.POST.get("confirmed"):
        return choice_carry_out(request, choice, _list_url(days))
    context = frame(request, here="campaigns") | {
        "days": days,
        "key": key,
        "back": back,
        "note": _("Campaign: %(key)s") % {"key": key},
    }
    return render(request, "desk/campaign_preview.html", context | choice.context())


def _found(days: int) -> list[Campaign]:
    return campaigns_find(since=now() - timedelta(days=days), most=SHOWN_MAX)


def _case(found: Campaign, days: int) -> dict[str, Any]:
    """Return a campaign with the words for it. `more`: comments that it counts and does not list."""
    return {
        "campaign": found,
        "kind": KIND_WORDS[found.kind],
        "help": KIND_HELP[found.kind],
        "url": _case_url(found.key, days),
        "statuses": [
            {"label": status.label, "count": found.statuses[status], "status": status.value}
            for status in Comment.Status
            if found.statuses.get(status)
        ],
        "more": found.count - len(found.comments),
    }


def _case_url(key: str, days: int) -> str:
    return f"{reverse('desk:campaign')}?{urlencode({'key': key, 'days': days})}"


def _list_url(days: int) -> str:
    return f"{reverse('desk:campaigns')}?{urlencode({'days': days})}"


def _days(data: Values) -> int:
    days = number_field(data, "days", least=1, most=max(DAYS_WORDS), default=DAYS)
    if days not in DAYS_WORDS:
        raise InputWrong(_("Choose the time from the list."))
    return days
