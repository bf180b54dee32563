"""Screening: each comment goes through an ordered list of phases, and each phase says what it thinks.

The phases are named in settings.PARLEY_SCREENING_PHASES as dotted paths of classes, so that this package need not know
who provides them. `verdicts.verdicts_combine` says what comes of what they say.

A phase may have two methods more. `prepare` runs before the transaction that writes the comment, for work that takes
long; `keep` runs in it, once the comment is written, for what shall be stored beside it. All that the phases said goes,
in the same transaction, to the recorder that settings.PARLEY_SCREENING_RECORDER names.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from typing import Protocol, TypeGuard

from django.conf import settings
from django.utils.module_loading import import_string

from parley.discussion.models import Comment, Thread
from parley.discussion.verdicts import (
    FAILED,
    FAILED_OPEN,
    Given,
    Outcome,
    ScreeningResult,
    Verdict,
    verdicts_combine,
)
from parley.kernel.breaker import BreakerOpenError
from parley.kernel.savepoint import savepoint_when_used

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """How a form was filled in. `rendered_at`: when the form was made, or None if its token is missing or forged.

    `nudged`: the digest (nudging.text_digest) of a text that this form was given back for, "" for none. `insists`: its
    writer wants to post what they were asked to think over.
    """

    rendered_at: datetime | None
    honeypot: str = ""
    nudged: str = ""
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A comment that somebody wants to post, cleaned but not yet written.

    `links`: the addresses it links to. `guest_keys`: every key under which this guest may have written before.
    `form` is None when no form was involved. `editing`: the number of the comment that this is a new text of, None for
    a new comment.
    `findings`: what each phase's `prepare` returned, by the phase's name; those that failed are not in it.
    `prepare_milliseconds`: how long each took, failed ones too. `given`: what the phases said that were asked before.
    """

    thread: Thread
    at: datetime
    author_name: str
    guest_keys: tuple[str, ...]
    text: str
    links: tuple[str, ...]
    form: FormFacts | None
    editing: int | None = None
    findings: Mapping[str, object] = field(default_factory=dict)
    prepare_milliseconds: Mapping[str, float] = field(default_factory=dict)
    given: tuple[Given, ...] = ()

    @property
    def links_count(self) -> int:
        return len(self.links)


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of the phases' `prepare`, by their names: what it returned, and what it took in milliseconds.

    A phase whose `prepare` failed is in `milliseconds` alone.
    """

    found: Mapping[str, object] = field(default_factory=dict)
    milliseconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a comment before any lock is taken.

    `links`: the addresses it links to. `parent_number`: that of the comment it answers. `earlier`: what the
    phases found that were asked before.
    """

    thread: Thread
    text: str
    links: tuple[str, ...] = ()
    author_name: str = ""
    parent_number: int | None = None
    earlier: Findings = field(default_factory=Findings)


class Phase(Protocol):
    name: str

    def verdict(self, submission: Submission) -> Verdict:
        """Say what to do with the submission. Runs inside the transaction that writes the comment: be quick.

        It may read the database; when it raises, what it wrote is undone.
        """


class PreparingPhase(Phase, Protocol):
    """A phase that looks at the text before the transaction, so that no other writer waits for it."""

    def prepare(self, draft: Draft) -> object:
        """Return what `verdict` and `keep` will find in submission.findings[self.name].

        Not called for a text that is refused anyway. Without a finding `verdict` is not asked: the comment is held.
        """


class KeepingPhase(Phase, Protocol):
    """A phase that stores something beside the comments that get written."""

    def keep(self, *, comment: Comment, submission: Submission) -> None:
        """Store it, in the transaction that writes the comment, whatever its status is.

        When it raises, what it wrote is undone and the comment is held.
        """


class Recorder(Protocol):
    def __call__(
        self, *, comment: Comment, submission: Submission, given: Sequence[Given], result: ScreeningResult
    ) -> None:
        """Store what the phases said about the text that `comment` now has, in the transaction that writes it."""


def screening_prepare(*, draft: Draft, phases: Iterable[Phase] | None = None) -> Findings:
    """Return what the phases find out about a draft beforehand. Call it outside any transaction."""
    found: dict[str, object] = {}
    milliseconds: dict[str, float] = {}
    earlier = Findings(found, milliseconds)  # grows from phase to phase
    draft = replace(draft, earlier=earlier)
    for phase in screening_phases() if phases is None else phases:
        if _prepares(phase):
            began = time.perf_counter()
            try:
                found[phase.name] = phase.prepare(draft)
            except BreakerOpenError:
                # The breaker has said so once.
                logger.debug("Screening phase %s is not asked for now", phase.name)
            except Exception:
                logger.exception("Screening phase %s failed to prepare", phase.name)
            milliseconds[phase.name] = (time.perf_counter() - began) * 1000
    return earlier


def screening_run(*, submission: Submission, phases: Iterable[Phase] | None = None) -> ScreeningResult:
    """Ask each phase in turn, up to one that refuses: what is not taken in needs no more opinions."""
    given: list[Given] = []
    for phase in screening_phases() if phases is None else phases:
        given.append(_ask(phase, replace(submission, given=tuple(given))))
        if given[-1].verdict.outcome is Outcome.REFUSE:
            break
    return verdicts_combine(given)


def screening_keep(
    *,
    comment: Comment,
    submission: Submission,
    screened: ScreeningResult,
    phases: Iterable[Phase] | None = None,
) -> ScreeningResult | None:
    """Let the phases and the recorder store what was found about a comment just written.

    Return what the first that failed says; None where none did.
    """
    failed: ScreeningResult | None = None
    for phase in screening_phases() if phases is None else phases:
        if _keeps(phase) and not _is_unprepared(phase, submission):
            keep = partial(phase.keep, comment=comment, submission=submission)
            lost = _kept(phase.name, keep)
            failed = failed or lost
    if settings.PARLEY_SCREENING_RECORDER:
        recorder: Recorder = import_string(settings.PARLEY_SCREENING_RECORDER)
        record = partial(
            recorder, comment=comment, submission=submission, given=screened.given, result=screened
        )
        lost = _kept("recorder", record)
        failed = failed or lost
    return failed


def _kept(name: str, keep: Callable[[], None]) -> ScreeningResult | None:
    try:
        with savepoint_when_used():
            keep()
    except Exception:
        logger.exception("Screening phase %s failed to keep what it found", name)
        return ScreeningResult(FAILED, name)
    return None


def _ask(phase: Phase, submission: Submission) -> Given:
    began = time.perf_counter()
    verdict: Verdict | None = None
    if not _is_unprepared(phase, submission):
        try:
            with savepoint_when_used():
                verdict = phase.verdict(submission)
        except Exception:
            logger.exception("Screening phase %s failed", phase.name)
    took = (time.perf_counter() - began) * 1000 + submission.prepare_milliseconds.get(phase.name, 0.0)
    if verdict is None:
        passes = phase.name in settings.PARLEY_PHASES_FAIL_OPEN
        return Given(phase.name, FAILED_OPEN if passes else FAILED, failed=True, milliseconds=took)
    return Given(phase.name, verdict, milliseconds=took)


def _is_unprepared(phase: Phase, submission: Submission) -> bool:
    return _prepares(phase) and phase.name not in submission.findings


def _prepares(phase: Phase) -> TypeGuard[PreparingPhase]:
    return _has(type(phase), "prepare")


def _keeps(phase: Phase) -> TypeGuard[KeepingPhase]:
    return _has(type(phase), "keep")


@cache  # asked two dozen times a comment, about as many classes as there are phases
def _has(kind: type[Phase], method: str) -> bool:
    return callable(getattr(kind, method, None))


def screening_phases() -> tuple[Phase, ...]:
    """Return the phases of settings.PARLEY_SCREENING_PHASES, made once for each list."""
    return _phases_load(tuple(settings.PARLEY_SCREENING_PHASES))


@cache
def _phases_load(paths: tuple[str, ...]) -> tuple[Phase, ...]:
    return tuple(import_string(path)() for path in paths)
