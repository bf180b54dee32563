"""What codes mean, in words for moderators."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


def kind_words(kind: str) -> str:
    """Say what a sanction is, from its code; "" for none."""
    return str(Sanction.Kind(kind).label) if kind in Sanction.Kind.values else kind


def reason_words(reason: Mapping[str, Any]) -> str:
    """Say what one reason of a verdict rests on: a rule by its name, an attribute with its score."""
    rule = str(reason.get("rule", ""))
    name = str(ATTRIBUTE_WORDS.get(rule, rule))
    score = reason.get("score")
    if not isinstance(score, int | float):
        return name
    # A whole number says "about"; 100% would say "certainly".
    return _("%(what)s %(score)s%%") % {"what": name, "score": min(99, round(score * 100))}
