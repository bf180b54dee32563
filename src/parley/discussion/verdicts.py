"""What phases say about a comment, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Outcome(Enum):
    """What a phase wants.

    Refused: not taken in, the writer has the text back to mend it. Rejected: taken in, not shown, and the writer is
    told why and may appeal.
    """

    NO_OPINION = "no opinion"
    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a verdict rests on.

    `rule`: the name of a rule or of an attribute of the toxicity model; `version`: that of the rules or of the model.
    `score`: 0..1, where there is one. `begin`, `end`: the passage, in code points of the text as typed. `is_shadow`: it
    is only counted.
    """

    rule: str
    version: str = ""
    score: float | None = None
    begin: int | None = None
    end: int | None = None
    is_shadow: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a phase says. `code` is stable and for programs; `reason` is for the writer and may be a lazy translation.

    `field` names the input that a refusal is about: "author_name", "text", "parent", or "" for the whole form.
    `is_precaution`: a hold for no fault of the text ("new here"), which another phase's PUBLISH lifts. `is_nudge`: a
    refusal that asks the writer once to think it over, and that they may pass by (FormFacts.insists).
    """

    outcome: Outcome
    code: str = ""
    reason: str | Promise = ""
    field: str = ""
    reasons: tuple[Reason, ...] = ()
    is_precaution: bool = False
    is_nudge: bool = False


NO_OPINION = Verdict(Outcome.NO_OPINION)
FAILED = Verdict(Outcome.HOLD, "phase_failed", _("It could not be checked automatically."))
FAILED_OPEN = Verdict(Outcome.NO_OPINION, "phase_failed")


@dataclass(frozen=True, slots=True)
class Given:
    """The verdict of one phase. `failed`: it could not say. `milliseconds`: what asking it took, by the clock."""

    phase: str
    verdict: Verdict
    failed: bool = False
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ScreeningResult:
    """The verdict that counts, the name of the phase that gave it ("" when none had an objection), and all verdicts."""

    verdict: Verdict
    phase: str = ""
    given: tuple[Given, ...] = ()


def verdicts_combine(given: Sequence[Given]) -> ScreeningResult:
    """Say what comes of the phases' verdicts: the strictest counts, and of equals the first.

    Refused, else rejected, else held. A hold that is a mere precaution yields to a phase that says publish; any other
    does not. Without a hold the comment is published, whether or not a phase says so.
    """
    said = [one for one in given if one.verdict.outcome is not Outcome.NO_OPINION]
    lifted = any(one.verdict.outcome is Outcome.PUBLISH for one in said)
    for outcome in (Outcome.REFUSE, Outcome.REJECT, Outcome.HOLD):
        for one in said:
            if one.verdict.outcome is outcome and not (lifted and one.verdict.is_precaution):
                return ScreeningResult(one.verdict, one.phase, tuple(given))
    for one in said:
        if one.verdict.outcome is Outcome.PUBLISH:
            return ScreeningResult(one.verdict, one.phase, tuple(given))
    return ScreeningResult(Verdict(Outcome.PUBLISH, "passed"), "", tuple(given))
