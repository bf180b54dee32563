"""Screening: each comment goes through an ordered list of phases, and each phase says what it thinks.

The phases are named in settings.PARLEY_SCREENING_PHASES as dotted paths of classes, so that this package need not know
who provides them. The first REJECT ends the screening and refuses the comment; any HOLD makes it wait for a moderator;
otherwise it is published.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Thread

logger = logging.getLogger(__name__)


class Outcome(Enum):
    NO_OPINION = "no opinion"
    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a phase says. `code` is stable and for programs; `reason` is for the writer and may be a lazy translation.

    `field` names the input that a rejection is about: "author_name", "text", "parent", or "" for the whole form.
    """

    outcome: Outcome
    code: str = ""
    reason: str | Promise = ""
    field: str = ""


NO_OPINION = Verdict(Outcome.NO_OPINION)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """How a form was filled in. `rendered_at`: when the form was made, or None if its token is missing or forged."""

    rendered_at: datetime | None
    honeypot: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A comment that somebody wants to post, cleaned but not yet written.

    `guest_keys`: every key under which this guest may have written before. `form` is None when no form was involved.
    `editing`: the number of the comment that this is a new text of, None for a new comment.
    """

    thread: Thread
    at: datetime
    author_name: str
    guest_keys: tuple[str, ...]
    text: str
    links_count: int
    form: FormFacts | None
    editing: int | None = None


class Phase(Protocol):
    name: str

    def verdict(self, submission: Submission) -> Verdict:
        """Say what to do with the submission. Runs inside the transaction that writes the comment: be quick."""


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """The verdict that counts and the name of the phase that gave it ("" when none had an objection)."""

    verdict: Verdict
    phase: str = ""


def screening_run(*, submission: Submission, phases: Iterable[Phase] | None = None) -> ScreeningResult:
    """Ask each phase in turn. A phase that fails holds the comment: it must neither pass nor get lost."""
    held: ScreeningResult | None = None
    for phase in screening_phases() if phases is None else phases:
        try:
            verdict = phase.verdict(submission)
        except Exception:
            logger.exception("Screening phase %s failed", phase.name)
            verdict = Verdict(Outcome.HOLD, "phase_failed", _("It could not be checked automatically."))
        if verdict.outcome is Outcome.REJECT:
            return ScreeningResult(verdict, phase.name)
        if verdict.outcome is Outcome.HOLD and held is None:
            held = ScreeningResult(verdict, phase.name)
    return held or ScreeningResult(Verdict(Outcome.PUBLISH, "passed"))


def screening_phases() -> tuple[Phase, ...]:
    """Return the phases of settings.PARLEY_SCREENING_PHASES, made once for each list."""
    return _phases_load(tuple(settings.PARLEY_SCREENING_PHASES))


@cache
def _phases_load(paths: tuple[str, ...]) -> tuple[Phase, ...]:
    return tuple(import_string(path)() for path in paths)
