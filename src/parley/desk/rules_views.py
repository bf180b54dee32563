"""The house rules as they count now, and every version of them. Everybody at the desk may read."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from parley.desk.access import desk_page, person_of
from parley.desk.drafting import draft_of, rules_newest
from parley.desk.fields import number_field, text_field
from parley.desk.models import RulesDraft
from parley.desk.rules_text import lines_compared, problems_placed
from parley.desk.rules_words import ACTION_WORDS, MODE_WORDS, SEVERITY_WORDS, rule_looks_for
from parley.desk.views.frame import frame
from parley.kernel.clock import now
from parley.moderation.house_rules import rules_live, rules_text
from parley.moderation.models import HouseRules
from parley.moderation.policies import Act
from parley.moderation.queries import rule_hits_count
from parley.moderation.rules import Mode, Rule, RulesInvalid
from parley.moderation.rules.defaults import default_rules_text

RULES_EACH: Final = 48
VERSIONS_EACH: Final = 50
WORDS_SHOWN: Final = 60
PAGES_MAX: Final = 10_000
HITS_DAYS: Final = 30


@desk_page(Act.VIEW_DESK)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules that count now, each with how often it was hit."""
    data = request.GET.dict()
    words = text_field(data, "q", most=100).strip()
    text = rules_text()
    context = frame(request, here="rules") | {
        "newest": rules_newest(),
        "text": text,
        "q": words,
        "days": HITS_DAYS,
        "draft": draft_of(person_of(request)),
        "colleagues": RulesDraft.objects.exclude(person=person_of(request)).select_related("person")[:20],
    }
    try:
        found = rules_live()
    except RulesInvalid as invalid:
        # As after going back to an older Parley.
        context["problems"] = problems_placed(text, invalid.problems)
        return render(request, "desk/rules.html", context)
    wanted = [rule for rule in found.rules if words.lower() in f"{rule.name} {rule.sentence}".lower()]
    page = page_of(wanted, data, each=RULES_EACH)
    hits = hits_by_rule()
    context |= {
        "count": len(found.rules),
        "page": page,
        "cards": [card(rule, hits.get(rule.name, {})) for rule in page],
    }
    return render(request, "desk/rules.html", context)


def hits_by_rule() -> dict[str, dict[str, int]]:
    """Return how many texts each rule hit in HITS_DAYS, by its name and mode."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for one in rule_hits_count(since=now() - timedelta(days=HITS_DAYS)):
        found[one.rule][one.mode] = one.count
    return found


def card(rule: Rule, hits: dict[str, int]) -> dict[str, Any]:
    return {
        "rule": rule,
        "severity": SEVERITY_WORDS[rule.severity],
        "action": ACTION_WORDS[rule.action],
        "mode": MODE_WORDS[rule.mode],
        "looks_for": rule_looks_for(rule),
        "words": rule.words[:WORDS_SHOWN],
        "words_more": max(0, len(rule.words) - WORDS_SHOWN),
        "hits_live": hits.get(Mode.LIVE, 0),
        "hits_shadow": hits.get(Mode.SHADOW, 0),
    }


@desk_page(Act.VIEW_DESK)
def rules_versions(request: HttpRequest) -> HttpResponse:
    """List the versions, the newest first."""
    found = HouseRules.objects.select_related("person").defer("text").order_by("-pk")
    page = page_of(found, request.GET.dict(), each=VERSIONS_EACH)
    return render(request, "desk/rules_versions.html", frame(request, here="rules") | {"page": page})


@desk_page(Act.VIEW_DESK)
def rules_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version, and what it changed of the one before."""
    version = get_object_or_404(HouseRules.objects.select_related("person"), pk=pk)
    before = HouseRules.objects.filter(pk__lt=pk).order_by("-pk").first()
    context = frame(request, here="rules") | {
        "version": version,
        "before": before,
        "after": HouseRules.objects.filter(pk__gt=pk).order_by("pk").defer("text").first(),
        "lines": lines_compared(before.text if before else default_rules_text(), version.text),
    }
    return render(request, "desk/rules_version.html", context)


def page_of(found: Any, data: dict[str, Any], *, each: int) -> Page[Any]:
    return Paginator(found, each).get_page(number_field(data, "page", least=1, most=PAGES_MAX, default=1))
