"""Whether what was calibrated still holds: has the stream of comments changed, and does more go wrong than may?

Two looks at two things. `score_drift` compares the scores of all comments, which are at hand at once, but can't see
that the same scores mean something else now. Scores of several kinds show more than what is made of them: another
subject may move what is said about whom, and how, and leave the sum nearly as it was. `audit_test` counts what people
rejected in the random slice of what would have passed; it sees whatever matters, as fast as the slice is large.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.moderation.learning.binomial import interval
from parley.moderation.learning.checks import (
    Bools,
    Floats,
    check_rows,
    checked_flags,
    checked_numbers,
    checked_share,
)

SCORES_LEAST: Final = 50
SCORES_MAX: Final = 2_000
LEVEL: Final = 0.001
DISTANCE: Final = 0.1
_AT_ONCE: Final = 200  # permutations in memory
_ROUNDS: Final = 10
_SEED: Final = 20261126

AUDIT_LEVEL: Final = 0.05
#: The test looks out for odds of an error so many times those allowed, and for a change after every so many audits.
_ODDS: Final = (1.5, 2.0, 3.0, 5.0, 10.0)
BLOCK: Final = 50


@dataclass(frozen=True, slots=True)
class TooFewScores:
    before: int
    now: int

    @property
    def words(self) -> str:
        return f"{SCORES_LEAST} scores of each time are needed to compare; there are {self.before} and {self.now}."


@dataclass(frozen=True, slots=True)
class ScoreDrift:
    """`distance`: by how much the share below some score has changed, 0..1, at the score where it changed most.

    `chance`: how often as much is seen where nothing changed (the p-value).
    """

    found: bool
    distance: float
    chance: float
    before: int
    now: int

    @property
    def words(self) -> str:
        verdict = "Scores have changed" if self.found else "Scores are as they were"
        return (
            f"{verdict}: the share of comments below some score moved by {100 * self.distance:.1f} points "
            f"({self.before} and {self.now} scores, chance {self.chance:.2g})."
        )


def score_drift(
    before: Sequence[float] | Floats,
    now: Sequence[float] | Floats,
    *,
    level: float = LEVEL,
    distance: float = DISTANCE,
) -> ScoreDrift | TooFewScores:
    """Compare the scores at the time of calibration with those of now: all comments', not only those labelled.

    (n,) scores of each comment, or (n, kinds): the distance is then that of the kind which moved most, and its chance
    takes all of them into account, for whole comments are permuted.

    The distance of Kolmogorov and Smirnov, with its chance by 2,000 permutations, or 2 / `level` where that is more
    (Phipson & Smyth 2010: never 0), on 2,000 comments of each time at most, drawn at random. Permutations end early
    where the first show already that the chance is above `level`. Found where the chance is `level` at most and the
    distance at least `distance`: in large samples the least change is beyond chance, and comments of one thread come in
    bunches. Where comments are independent and nothing changed, a look is a false alarm with probability `level` at
    most: with 0.001 and a look a day, less than once in two years; who looks more often divides the level by how often.
    Raises ValueError where a score is no finite number or kinds differ. Costs some 0.3 s for each kind where something
    is found, a tenth where nothing is.
    """
    checked_share("The level", level)
    rng = np.random.default_rng(_SEED)
    first, second = (_sample(_table(scores), rng) for scores in (before, now))
    if min(len(first), len(second)) < SCORES_LEAST:
        return TooFewScores(len(first), len(second))
    check_rows("Kinds of scores", second.shape[1], first.shape[1])
    kinds = [_ordered(column) for column in np.concatenate([first, second]).T]

    def gaps(is_first: Bools) -> NDArray[np.int64]:
        each = [_gaps(is_first[:, order], ends, len(first)) for order, ends in kinds]
        most: NDArray[np.int64] = np.max(each, axis=0)
        return most

    real = np.arange(len(first) + len(second)) < len(first)
    gap = gaps(real[None, :])[0]
    chance = _chance(gaps, real, gap, level=level, rng=rng)
    found = float(gap / (len(first) * len(second)))
    return ScoreDrift(chance <= level and found >= distance, found, chance, len(first), len(second))


def _chance(
    gaps: Callable[[Bools], NDArray[np.int64]],
    real: Bools,
    gap: np.int64,
    *,
    level: float,
    rng: np.random.Generator,
) -> float:
    """Return with which chance comments that were put at random into one time or the other lie that far apart."""
    most = max(_ROUNDS, math.ceil(2 / (level * _AT_ONCE))) * _AT_ONCE
    as_much, drawn = 0, 0
    while drawn < most and as_much + 1 <= level * (most + 1):
        shuffled = rng.permuted(np.tile(real, (_AT_ONCE, 1)), axis=1)
        as_much += int((gaps(shuffled) >= gap).sum())
        drawn += _AT_ONCE
    return (as_much + 1) / (drawn + 1)


def _table(scores: Sequence[float] | Floats) -> Floats:
    """(n, kinds); one kind where there is but a row."""
    given = np.asarray(scores, dtype=np.float64)
    columns = given.T if given.ndim == 2 else [given]  # noqa: PLR2004 -- rows and columns
    return np.stack([checked_numbers("Scores", column) for column in columns], axis=1)


def _sample(table: Floats, rng: np.random.Generator) -> Floats:
    return table if len(table) <= SCORES_MAX else rng.choice(table, SCORES_MAX, replace=False)


def _ordered(column: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows in rising order of their score, and where in that order each run of equal scores ends."""
    order = np.argsort(column, kind="stable")
    return order, np.flatnonzero(np.append(np.diff(column[order]) > 0, True))


def _gaps(is_first: Bools, ends: NDArray[np.int64], first: int) -> NDArray[np.int64]:
    """(rows,) the greatest distances times both counts, whole so that equal ones are equal.

    `is_first` (rows, scores): which scores, in rising order, are of the first sample, of `first` scores.
    """
    scores = is_first.shape[1]
    share = np.cumsum(is_first, axis=1)[:, ends] * scores
    gaps: NDArray[np.int64] = np.abs(share - (ends + 1) * first).max(axis=1)
    return gaps


@dataclass(frozen=True, slots=True)
class AuditTest:
    """`errors` of `audits` were wrong, `allowed` is the share that may be.

    `found`: the error has gone above what is allowed; `found_at`: after how many audits that was clear, None if it
    isn't. `evidence`: the most that the test's capital of 1 had grown to; 1 / level makes the alarm.
    """

    found: bool
    errors: int
    audits: int
    allowed: float
    evidence: float
    found_at: int | None

    @property
    def interval(self) -> tuple[float, float]:
        """(low, high) of the error, 95 %, for one look; the alarm alone bears looking at any time."""
        return interval(self.errors, self.audits)

    @property
    def words(self) -> str:
        verdict = "More goes wrong than may" if self.found else "No sign that more goes wrong than may"
        low, high = self.interval
        return (
            f"{verdict}: {self.errors} of {self.audits} audited comments ({low:.2%} to {high:.2%}), "
            f"{self.allowed:.2%} may."
        )


def audit_test(wrong: Sequence[bool] | Bools, *, allowed: float, level: float = AUDIT_LEVEL) -> AuditTest:
    """Test whether the error in the audit slice has gone above `allowed`, at any time, after each audit.

    `wrong` (n,), in the order of time: for each audited comment that would have passed (or would have been held),
    whether the person decided otherwise. While each one's chance of that, given all before, is at most `allowed`, the
    probability that this ever raises an alarm is at most `level`, however often one looks.

    A test by betting (Waudby-Smith & Ramdas 2023, arXiv 2010.09686): a capital of 1 is staked on errors at odds that
    are fair for a rate of `allowed`, each audit multiplying a stake by 1 + bet * (wrong - allowed), so that by
    Ville's inequality it ever reaches 1 / level with probability `level` at most. The capital is spread over five
    bets, each the best one against certain odds of an error, and over starts: of every 50 audits the b-th gets
    1 / (b * (b + 1)), so that a late change is not hidden behind a long good record. Stop at an alarm, and begin
    anew with new thresholds. Costs n. Raises ValueError.
    """
    checked_share("What is allowed", allowed)
    checked_share("The level", level)
    flags = checked_flags("Audits", wrong)
    odds = np.array(_ODDS) * allowed / (1 - allowed)
    rates = odds / (1 + odds)
    won, lost = rates / allowed, (1 - rates) / (1 - allowed)
    stakes, evidence = np.zeros(len(rates)), 1.0
    found_at: int | None = None
    for block, begin in enumerate(range(0, len(flags), BLOCK), start=1):
        stakes = stakes + 1 / (block * (block + 1) * len(rates))
        grown = stakes * np.cumprod(np.where(flags[begin : begin + BLOCK, None], won, lost), axis=0)
        capital = grown.sum(axis=1) + 1 / (block + 1)  # and what is kept for later starts
        reached = np.flatnonzero(capital >= 1 / level)
        if len(reached):
            found_at = begin + int(reached[0]) + 1
            evidence = float(capital[reached[0]])
            break
        stakes, evidence = grown[-1], max(evidence, float(capital.max()))
    errors = int(flags.sum())
    return AuditTest(found_at is not None, errors, len(flags), allowed, evidence, found_at)
