"""Screening: each comment goes through an ordered list of phases, and each phase says what it thinks.

The phases are named in settings.PARLEY_SCREENING_PHASES as dotted paths of classes, so that this package need not know
who provides them. The first REJECT ends the screening and refuses the comment; any HOLD makes it wait for a moderator;
otherwise it is published.

A phase may have two methods more. `prepare` runs before the transaction that writes the comment, for work that takes
long; `keep` runs in it, once the comment is written, for what shall be stored beside it.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment, Thread
from parley.kernel.savepoint import savepoint_when_used

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
FAILED = Verdict(Outcome.HOLD, "phase_failed", _("It could not be checked automatically."))


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
    `findings`: what each phase's `prepare` returned, by the phase's name; those that failed are not in it.
    """

    thread: Thread
    at: datetime
    author_name: str
    guest_keys: tuple[str, ...]
    text: str
    links_count: int
    form: FormFacts | None
    editing: int | None = None
    findings: Mapping[str, object] = field(default_factory=dict)


class Phase(Protocol):
    name: str

    def verdict(self, submission: Submission) -> Verdict:
        """Say what to do with the submission. Runs inside the transaction that writes the comment: be quick.

        It may read the database; when it raises, what it wrote is undone.
        """


@runtime_checkable
class PreparingPhase(Phase, Protocol):
    """A phase that looks at the text before the transaction, so that no other writer waits for it."""

    def prepare(self, *, text: str) -> object:
        """Return what `verdict` and `keep` will find in submission.findings[self.name].

        Not called for a text that is refused anyway. Without a finding `verdict` is not asked: the comment is held.
        """


@runtime_checkable
class KeepingPhase(Phase, Protocol):
    """A phase that stores something beside the comments that get written."""

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        """Store it, in the transaction that writes the comment, whatever its status is.

        When it raises, what it wrote is undone and the comment is held.
        """


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """The verdict that counts and the name of the phase that gave it ("" when none had an objection)."""

    verdict: Verdict
    phase: str = ""


def screening_prepare(*, text: str, phases: Iterable[Phase] | None = None) -> Mapping[str, object]:
    """Return what the phases find out about `text` beforehand, by their names. Call it outside any transaction."""
    findings: dict[str, object] = {}
    for phase in screening_phases() if phases is None else phases:
        if isinstance(phase, PreparingPhase):
            try:
                findings[phase.name] = phase.prepare(text=text)
            except Exception:
                logger.exception("Screening phase %s failed to prepare", phase.name)
    return findings


def screening_run(*, submission: Submission, phases: Iterable[Phase] | None = None) -> ScreeningResult:
    """Ask each phase in turn. A phase that fails holds the comment: it must neither pass nor get lost."""
    held: ScreeningResult | None = None
    for phase in screening_phases() if phases is None else phases:
        verdict = _verdict(phase, submission)
        if verdict.outcome is Outcome.REJECT:
            return ScreeningResult(verdict, phase.name)
        if verdict.outcome is Outcome.HOLD and held is None:
            held = ScreeningResult(verdict, phase.name)
    return held or ScreeningResult(Verdict(Outcome.PUBLISH, "passed"))


def screening_keep(
    *, comment: Comment, submission: Submission, phases: Iterable[Phase] | None = None
) -> ScreeningResult | None:
    """Let the phases store what they found about a comment just written. Return what the first that failed says."""
    failed: ScreeningResult | None = None
    for phase in screening_phases() if phases is None else phases:
        if not isinstance(phase, KeepingPhase) or _is_unprepared(phase, submission):
            continue
        try:
            with savepoint_when_used():
                phase.keep(comment=comment, submission=submission)
        except Exception:
            logger.exception("Screening phase %s failed to keep what it found", phase.name)
            failed = failed or ScreeningResult(FAILED, phase.name)
    return failed


def _verdict(phase: Phase, submission: Submission) -> Verdict:
    if _is_unprepared(phase, submission):
        return FAILED
    try:
        with savepoint_when_used():
            return phase.verdict(submission)
    except Exception:
        logger.exception("Screening phase %s failed", phase.name)
        return FAILED


def _is_unprepared(phase: Phase, submission: Submission) -> bool:
    return isinstance(phase, PreparingPhase) and phase.name not in submission.findings


def screening_phases() -> tuple[Phase, ...]:
    """Return the phases of settings.PARLEY_SCREENING_PHASES, made once for each list."""
    return _phases_load(tuple(settings.PARLEY_SCREENING_PHASES))


@cache
def _phases_load(paths: tuple[str, ...]) -> tuple[Phase, ...]:
    return tuple(import_string(path)() for path in paths)
