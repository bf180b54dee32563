"""What codes mean, in words for moderators."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.discussion.actions.reports import REPORTED
from parley.moderation.models import Decision, Sanction
from parley.moderation.notes import ATTRIBUTE_WORDS
from parley.moderation.queries_queue import Order, Queue

ORDER_WORDS: Final[Mapping[str, Promise]] = {
    Order.PRESSING.value: gettext_lazy("Most pressing first"),
    Order.OLDEST.value: gettext_lazy("Oldest first"),
    Order.NEWEST.value: gettext_lazy("Newest first"),
    Order.MILDEST.value: gettext_lazy("Mildest first"),
}
QUEUE_WORDS: Final[Mapping[str, Promise]] = {
    Queue.WAITING.value: gettext_lazy("Waiting"),
    Queue.REPORTED.value: gettext_lazy("Reported"),
    Queue.APPEALED.value: gettext_lazy("Appeals"),
}
PHASE_WORDS: Final[Mapping[str, Promise]] = {
    "thread_open": gettext_lazy("whether comments are open"),
    "sanctions": gettext_lazy("sanctions"),
    "honeypot": gettext_lazy("the hidden field"),
    "minimum_time": gettext_lazy("the time it took to write"),
    "length": gettext_lazy("length"),
    "duplicate": gettext_lazy("doubles"),
    "link_limit": gettext_lazy("links"),
    "toxicity": gettext_lazy("the toxicity model"),
    "house_rules": gettext_lazy("house rules"),
    "first_comments": gettext_lazy("new writers"),
    "thread_mode": gettext_lazy("how the thread is moderated"),
    "legal_mode": gettext_lazy("legal holds"),
    "near_duplicate": gettext_lazy("near-duplicates"),
    "spam": gettext_lazy("the spam model"),
    "nudge": gettext_lazy("the question to the writer"),
    "own_http": gettext_lazy("your own service"),
    "own_llm": gettext_lazy("your own language model"),
    "auto_pass": gettext_lazy("what was learned from decisions"),
}
#: Why a comment waits, by the code of the verdict or the report that held it.
HELD_WORDS: Final[Mapping[str, Promise]] = {
    "toxicity": gettext_lazy("The toxicity model objects"),
    "other_language": gettext_lazy("In a language that the model doesn’t know"),
    "house_rule": gettext_lazy("Breaks a house rule"),
    "links": gettext_lazy("Many links"),
    "link_denied": gettext_lazy("Links to a site that is not allowed"),
    "link_new_writer": gettext_lazy("First link of a new writer"),
    "honeypot": gettext_lazy("Filled in a field that people don’t see"),
    "first_comments": gettext_lazy("New writer"),
    "held_all": gettext_lazy("All comments of this writer are held"),
    "thread_holds_all": gettext_lazy("The article’s comments are read first"),
    "thread_holds_new": gettext_lazy("New writer under a watched article"),
    "legal_hold": gettext_lazy("A legal hold stands over the article"),
    "near_duplicate": gettext_lazy("Nearly the same has been posted elsewhere"),
    "spam": gettext_lazy("Looks like spam"),
    "nudge_declined": gettext_lazy("The writer was asked to rephrase and did not"),
    "own_http": gettext_lazy("Your own service objects"),
    "llm": gettext_lazy("Your own language model objects"),
    "llm_limit": gettext_lazy("Your own language model’s limit is reached"),
    "not_passed": gettext_lazy("What was learned does not let it pass"),
    "phase_failed": gettext_lazy("A check failed, so nobody knows"),
    REPORTED: gettext_lazy("Readers reported it"),
    "undone": gettext_lazy("A decision was taken back"),
}
#: Said of a hold for no fault of the text, and of what was drawn to be judged: one can't be told from the other.
NO_OBJECTION: Final = gettext_lazy("No check objected to the text; a person reads it first.")
SANCTION_HELP: Final[Mapping[str, Promise]] = {
    Sanction.Kind.WARN: gettext_lazy("The writer is told, and nothing else changes."),
    Sanction.Kind.HOLD_ALL: gettext_lazy("Each new comment waits for a moderator."),
    Sanction.Kind.MUTE: gettext_lazy("No new comments under this article."),
    Sanction.Kind.SUSPEND: gettext_lazy("No new comments anywhere for a time."),
    Sanction.Kind.BAN: gettext_lazy("No new comments, without an end."),
}
DONE_WORDS: Final[Mapping[str, Promise]] = {
    Decision.Action.PUBLISH: gettext_lazy("Published"),
    Decision.Action.HOLD: gettext_lazy("Held"),
    Decision.Action.REJECT: gettext_lazy("Rejected"),
    Decision.Action.REMOVE: gettext_lazy("Removed"),
    Decision.Action.DISMISS_REPORTS: gettext_lazy("Reports dismissed"),
    Decision.Action.SANCTION: gettext_lazy("Sanctioned"),
    Decision.Action.LIFT: gettext_lazy("Sanction lifted"),
    Decision.Action.UPHOLD: gettext_lazy("Upheld after an appeal"),
    Decision.Action.OVERTURN: gettext_lazy("Overturned after an appeal"),
}


def held_words(code: str) -> str:
    """Say why a comment waits; a code of a phase that we don't know stands for itself."""
    return str(HELD_WORDS.get(code, code.replace("_", " "))) if code else ""


def kind_words(kind: str) -> str:
    """Say what a sanction is, from its code; "" for none."""
    return str(Sanction.Kind(kind).label) if kind in Sanction.Kind.values else kind


def phase_words(name: str) -> str:
    return str(PHASE_WORDS.get(name, name.replace("_", " ")))


def reason_words(reason: Mapping[str, Any]) -> str:
    """Say what one reason of a verdict rests on: a rule by its name, an attribute with its score."""
    rule = str(reason.get("rule", ""))
    name = str(ATTRIBUTE_WORDS.get(rule, rule))
    score = reason.get("score")
    if not isinstance(score, int | float):
        return name
    # A whole number says "about"; 100% would say "certainly".
    return _("%(what)s %(score)s%%") % {"what": name, "score": min(99, round(score * 100))}
