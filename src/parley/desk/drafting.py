"""Drafts of the house rules: kept as typed, put on trial, put into force."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.desk.models import RulesDraft
from parley.desk.rules_trial import trial_cut, trial_rules, trial_text
from parley.kernel.clock import now
from parley.moderation.actions import rules_set
from parley.moderation.house_rules import rules_text
from parley.moderation.models import HouseRules
from parley.moderation.refused import DecisionRefused
from parley.moderation.rules import RuleSet

#: Characters; whoever has more keeps the rules in a file (`parley rules apply`).
DRAFT_MAX: Final = 200_000


def rules_newest() -> HouseRules | None:
    """Return the version that counts; None where Parley's own rules do."""
    return HouseRules.objects.select_related("person").order_by("-pk").first()


def draft_of(person: Person) -> RulesDraft | None:
    return RulesDraft.objects.filter(person=person).first()


@transaction.atomic
def draft_save(*, person: Person, text: str) -> RulesDraft:
    """Keep what a person typed, right or wrong. Raises DecisionRefused for more than DRAFT_MAX characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > DRAFT_MAX:
        raise DecisionRefused(
            "too_long",
            _("A draft here has at most %(most)d characters. Put longer rules into force from a file.")
            % {"most": DRAFT_MAX},
        )
    draft, _made = RulesDraft.objects.update_or_create(
        person=person,
        defaults={"text": text, "changed_at": now()},
        create_defaults={"text": text, "changed_at": now(), "begun_from": rules_newest()},
    )
    return draft


def draft_discard(*, person: Person) -> None:
    RulesDraft.objects.filter(person=person).delete()


@transaction.atomic
def draft_put_live(*, draft: RulesDraft, seen: str, note: str) -> HouseRules:
    """Make the draft the house rules, and let go of it.

    `seen`: what `review_mark` said when the person looked at it. Raises RulesInvalid, and DecisionRefused where the
    draft or the rules have changed since.
    """
    _refuse_unless_seen(draft, seen)
    row = rules_set(text=draft.text, person=draft.person, note=note)
    draft.delete()
    return row


@transaction.atomic
def draft_try(*, draft: RulesDraft, seen: str, note: str) -> int:
    """Run what is new or changed in the draft in shadow, beside the rules that count; return how many rules.

    The draft stays. Raises as `draft_put_live` does, and DecisionRefused where nothing in it can be tried.
    """
    _refuse_unless_seen(draft, seen)
    text = rules_text()
    counting = RuleSet.read(trial_cut(text))
    rules = trial_rules(counting=counting, draft=RuleSet.read(draft.text))
    if not rules:
        raise DecisionRefused(
            "nothing_new",
            _("No rule of the draft is new or says something else, so there is nothing to try."),
        )
    draft.begun_from = rules_set(text=trial_text(text=text, rules=rules), person=draft.person, note=note)
    draft.save(update_fields=["begun_from"])
    return len(rules)


def review_mark(draft: RulesDraft) -> str:
    """Return what changes whenever the draft or the rules that count do."""
    newest = HouseRules.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{newest or 0}:{draft.changed_at.isoformat()}"


def _refuse_unless_seen(draft: RulesDraft, seen: str) -> None:
    # Whoever holds this row is the only one to add another.
    HouseRules.objects.select_for_update().order_by("-pk").first()
    if review_mark(draft) != seen:
        raise DecisionRefused(
            "changed",
            _("The draft or the house rules have changed since you looked. Please look at it again."),
        )
