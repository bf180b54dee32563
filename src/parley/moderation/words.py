"""What the codes of phases and of their verdicts mean, in words for people."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parley.discussion.actions.reports import REPORTED

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
    "own_spam": gettext_lazy("the spam model"),
    "spam": gettext_lazy("Akismet"),
    "nudge": gettext_lazy("the question to the writer"),
    "own_http": gettext_lazy("your own service"),
    "own_llm": gettext_lazy("your own language model"),
    "auto_hold": gettext_lazy("what was learned from decisions, to hold"),
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
    "auto_held": gettext_lazy("What was learned takes it for one that is rejected"),
    "not_passed": gettext_lazy("What was learned does not let it pass"),
    "phase_failed": gettext_lazy("A check failed, so nobody knows"),
    REPORTED: gettext_lazy("Readers reported it"),
    "undone": gettext_lazy("A decision was taken back"),
}
#: What several phases say.
_SHARED: Final = frozenset({"phase_failed", "spam"})


def verdict_words(*, code: str, phase: str) -> str:
    """Say why a comment waits, and which phase said so where that does not tell."""
    if code in HELD_WORDS and code not in _SHARED:
        return held_words(code)
    return f"{held_words(code)} ({phase_words(phase)})"


def held_words(code: str) -> str:
    """Say why a comment waits; the code of a phase that we don't know stands for itself."""
    return str(HELD_WORDS.get(code, code.replace("_", " "))) if code else ""


def phase_words(name: str) -> str:
    """Say what a phase looks at; the name of one that we don't know stands for itself."""
    return str(PHASE_WORDS.get(name, name.replace("_", " ")))
