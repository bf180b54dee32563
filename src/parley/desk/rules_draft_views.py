"""Writing new house rules: a draft, what it would have done, and putting it on trial or into force."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.desk.access import desk_page, person_of
from parley.desk.drafting import (
    DRAFT_MAX,
    draft_discard,
    draft_of,
    draft_put_live,
    draft_save,
    draft_try,
    review_mark,
    rules_newest,
)
from parley.desk.fields import number_field, text_field
from parley.desk.looking import InputWrong
from parley.desk.models import RulesDraft
from parley.desk.rules_replay import replay_read
from parley.desk.rules_text import lines_compared, problems_placed, rules_compared
from parley.desk.rules_trial import trial_cut, trial_rules
from parley.desk.views.frame import frame
from parley.moderation.house_rules import rules_text
from parley.moderation.models import HouseRules
from parley.moderation.models.house_rules import NOTE_LENGTH
from parley.moderation.policies import Act
from parley.moderation.refused import DecisionRefused
from parley.moderation.rules import RuleSet, RulesInvalid

REPLAYS: Final = (200, 1000)
_NOTHING: Final = RuleSet(())


@desk_page(Act.CHANGE_RULES, "GET", "HEAD", "POST")
def rules_draft(request: HttpRequest) -> HttpResponse:
    """Edit the draft; a text with mistakes is kept all the same, and they are told beside it."""
    person = person_of(request)
    if request.method == "POST":
        # What browsers send has two characters at the end of each line.
        text = text_field(request.POST, "text", most=2 * DRAFT_MAX)
        try:
            draft_save(person=person, text=text)
        except DecisionRefused as refused:
            messages.error(request, str(refused.message))
            return _editor(request, None, text, status=400)
        return redirect("desk:rules_review" if request.POST.get("then") == "review" else "desk:rules_draft")
    draft = draft_of(person)
    begin = _text_begun(request) if "from" in request.GET or draft is None else None
    return _editor(request, draft, draft.text if begin is None and draft else begin or "")


def _text_begun(request: HttpRequest) -> str:
    """Return the text that a draft begins with: that of the version asked for, or of the one that counts."""
    pk = number_field(request.GET.dict(), "from", least=0, most=10**9 - 1, default=0)
    if not pk:
        return trial_cut(rules_text())
    return trial_cut(get_object_or_404(HouseRules, pk=pk).text)


def _editor(request: HttpRequest, draft: RulesDraft | None, text: str, *, status: int = 200) -> HttpResponse:
    context = frame(request, here="rules") | {
        "draft": draft,
        "text": text,
        "text_max": DRAFT_MAX,
        "is_replacing": draft is not None and draft.text != text,
        "is_overtaken": _is_overtaken(draft),
        "lines_count": min(40, max(16, text.count("\n") + 2)),
        "problems": [],
        "rules_count": 0,
    }
    try:
        context["rules_count"] = len(RuleSet.read(text).rules)
    except RulesInvalid as invalid:
        context["problems"] = problems_placed(text, invalid.problems[:50])
        context["problems_more"] = max(0, len(invalid.problems) - 50)
    return render(request, "desk/rules_draft.html", context, status=status)


def _is_overtaken(draft: RulesDraft | None) -> bool:
    """Tell whether somebody has put other rules into force since the draft was begun."""
    newest = rules_newest()
    return draft is not None and draft.begun_from_id != (newest.pk if newest else None)


@desk_page(Act.CHANGE_RULES)
def rules_review(request: HttpRequest) -> HttpResponse:
    """Show what the draft changes and, where asked for, what it would have done to comments decided by people."""
    draft = draft_of(person_of(request))
    if draft is None:
        return redirect("desk:rules_draft")
    last = number_field(request.GET.dict(), "last", least=0, most=max(REPLAYS), default=0)
    if last not in (0, *REPLAYS):
        raise InputWrong(_("Choose how many comments to look at from the list."))
    try:
        after = RuleSet.read(draft.text)
    except RulesInvalid:
        messages.error(request, _("The draft can’t be used yet: mend what is listed here first."))
        return redirect("desk:rules_draft")
    text = rules_text()
    counting, before = _read(trial_cut(text)), _read(text)
    context: dict[str, Any] = frame(request, here="rules") | {
        "draft": draft,
        "after": after,
        "is_unreadable": before is None,
        "is_overtaken": _is_overtaken(draft),
        "changes": rules_compared(counting or _NOTHING, after),
        "trial": trial_rules(counting=counting or _NOTHING, draft=after),
        "lines": lines_compared(text, draft.text),
        "seen": review_mark(draft),
        "replays": REPLAYS,
        "last": last,
        "note_max": NOTE_LENGTH,
    }
    if last:
        context["replay"] = replay_read(before=before or _NOTHING, after=after, last=last)
    return render(request, "desk/rules_review.html", context)


def _read(text: str) -> RuleSet | None:
    try:
        return RuleSet.read(text)
    except RulesInvalid:
        return None


@desk_page(Act.CHANGE_RULES, "POST")
def rules_apply(request: HttpRequest) -> HttpResponse:
    """Put the reviewed draft on trial in shadow, or into force."""
    draft = draft_of(person_of(request))
    how = text_field(request.POST, "how", most=10)
    if draft is None or how not in {"shadow", "live"}:
        raise InputWrong(_("Choose whether the draft runs in shadow or counts."))
    seen = text_field(request.POST, "seen", most=60)
    note = text_field(request.POST, "note", most=NOTE_LENGTH).strip()
    try:
        if how == "shadow":
            count = draft_try(draft=draft, seen=seen, note=note)
            done = ngettext("%d rule runs in shadow now.", "%d rules run in shadow now.", count) % count
        else:
            version = draft_put_live(draft=draft, seen=seen, note=note).version
            done = _("These house rules count from now on: version %(version)s.") % {"version": version}
    except DecisionRefused as refused:
        messages.error(request, str(refused.message))
        return redirect("desk:rules_review")
    except RulesInvalid as invalid:
        messages.error(request, str(invalid.problems[0]))
        return redirect("desk:rules_draft")
    messages.success(request, done)
    return redirect("desk:rules")


@desk_page(Act.CHANGE_RULES, "POST")
def rules_discard(request: HttpRequest) -> HttpResponse:
    draft_discard(person=person_of(request))
    messages.success(request, _("The draft is gone. The rules that count are as they were."))
    return redirect("desk:rules")
