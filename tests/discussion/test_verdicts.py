"""What comes of the phases' verdicts, as a table."""

import pytest

from parley.discussion.verdicts import (
    FAILED,
    FAILED_OPEN,
    NO_OPINION,
    Given,
    Outcome,
    Verdict,
    verdicts_combine,
)

NONE = NO_OPINION
PUBLISH = Verdict(Outcome.PUBLISH, "trusted")
HOLD = Verdict(Outcome.HOLD, "words")
OTHER_HOLD = Verdict(Outcome.HOLD, "links")
PRECAUTION = Verdict(Outcome.HOLD, "new_here", is_precaution=True)
REJECT = Verdict(Outcome.REJECT, "rule")
REFUSE = Verdict(Outcome.REFUSE, "empty", field="text")


@pytest.mark.parametrize(
    ("verdicts", "outcome", "code"),
    [
        ([], Outcome.PUBLISH, "passed"),
        ([NONE, NONE], Outcome.PUBLISH, "passed"),
        ([NONE, PUBLISH], Outcome.PUBLISH, "trusted"),
        ([HOLD], Outcome.HOLD, "words"),
        ([HOLD, OTHER_HOLD], Outcome.HOLD, "words"),
        ([PUBLISH, HOLD], Outcome.HOLD, "words"),
        ([HOLD, PUBLISH], Outcome.HOLD, "words"),
        ([PRECAUTION], Outcome.HOLD, "new_here"),
        ([PRECAUTION, NONE], Outcome.HOLD, "new_here"),
        ([PRECAUTION, PUBLISH], Outcome.PUBLISH, "trusted"),
        ([PUBLISH, PRECAUTION], Outcome.PUBLISH, "trusted"),
        ([PRECAUTION, HOLD], Outcome.HOLD, "new_here"),
        ([PRECAUTION, HOLD, PUBLISH], Outcome.HOLD, "words"),
        ([FAILED], Outcome.HOLD, "phase_failed"),
        ([PUBLISH, FAILED], Outcome.HOLD, "phase_failed"),
        ([PRECAUTION, FAILED, PUBLISH], Outcome.HOLD, "phase_failed"),
        ([FAILED_OPEN], Outcome.PUBLISH, "passed"),
        ([FAILED_OPEN, HOLD], Outcome.HOLD, "words"),
        ([REJECT], Outcome.REJECT, "rule"),
        ([HOLD, REJECT], Outcome.REJECT, "rule"),
        ([REJECT, PUBLISH], Outcome.REJECT, "rule"),
        ([FAILED, REJECT], Outcome.REJECT, "rule"),
        ([REFUSE], Outcome.REFUSE, "empty"),
        ([REJECT, HOLD, REFUSE], Outcome.REFUSE, "empty"),
    ],
)
def test_the_strictest_verdict_counts(verdicts: list[Verdict], outcome: Outcome, code: str) -> None:
    given = [Given(f"phase{place}", verdict) for place, verdict in enumerate(verdicts)]
    result = verdicts_combine(given)
    assert (result.verdict.outcome, result.verdict.code) == (outcome, code)
    assert result.given == tuple(given)
    named = [one.phase for one in given if one.verdict is result.verdict]
    assert result.phase == (named[0] if named else "")
