"""Play the days once under one policy: comments come, people decide, readers report, hours pass."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from heapq import heappop, heappush, merge
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bench.simulation.assumed import DAY, HOUR, Assumed
from bench.simulation.labelled import TOXIC
from bench.simulation.site import ONCE, Post, Writers
from parley.moderation.learning.features import Facts

Floats = NDArray[np.float64]
_POST, _SLOT, _LOOK = range(3)  # what happens first at the same moment
_LOOKS = 4  # at one comment that are drawn; any more are as the last


class Fate(Enum):
    PASS = "pass"  # noqa: S105 -- a verb
    AUDIT = "audit"  # passes, and is read by a person all the same
    HOLD = "hold"
    SLICE = "slice"  # held, and read before the others: labels at a known rate


class Policy(Protocol):
    name: str

    @property
    def is_open(self) -> bool:
        """Whether comments may pass by themselves just now."""

    def screened(self, number: int, facts: Facts, at: float) -> Fate:
        """Say what becomes of comment `number`, which nothing else holds."""

    def decided(self, number: int, rejected: bool, at: float) -> bool | None:  # noqa: FBT001 -- what was decided
        """Hear what a person thinks of whatever comment; say if it is rejected, None if another person shall look."""

    def look(self, at: float) -> None:
        """An hour has passed."""


@dataclass(slots=True)
class Played:
    """What became of each comment, (comments,) of each. Times in seconds since the start, NaN where there was none.

    `passed`: by itself. `could_pass`: whether any could when it came. `decided_at`: when it was first
    decided, by itself or by a person. `shown`: seconds on the page up to the end. `decisions`: of people, in all.
    """

    passed: NDArray[np.bool_]
    could_pass: NDArray[np.bool_]
    decided_at: Floats
    shown: Floats
    taken_down: NDArray[np.bool_]
    shown_since: Floats
    decisions: int = 0


@dataclass(slots=True)
class Site:
    """One run. `softness`: of each moderator. All chance is drawn beforehand, so that each policy meets the same."""

    posts: Sequence[Post]
    writers: Writers
    assumed: Assumed
    softness: Sequence[float]
    policy: Policy
    seed: int
    played: Played = field(init=False)
    _draws: Floats = field(init=False)
    _delays: Floats = field(init=False)
    _first: deque[int] = field(init=False, default_factory=deque)
    _rest: deque[int] = field(init=False, default_factory=deque)
    _again: list[deque[int]] = field(init=False)
    _reports: list[tuple[float, int]] = field(init=False, default_factory=list)
    _judged: list[int] = field(init=False)
    _published: NDArray[np.int64] = field(init=False)
    _rejected: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.posts)
        rng = np.random.default_rng(self.seed)
        self._draws = rng.random((count, _LOOKS + 1))
        self._delays = rng.exponential(self.assumed.report_hours * HOUR, count)
        self._judged = [0] * count
        self._again = [deque() for _ in self.softness]
        self._published, self._rejected = self.writers.published.copy(), self.writers.rejected.copy()
        nothing = np.full(count, np.nan)
        self.played = Played(
            np.zeros(count, dtype=np.bool_),
            np.zeros(count, dtype=np.bool_),
            nothing.copy(),
            np.zeros(count),
            np.zeros(count, dtype=np.bool_),
            nothing.copy(),
        )

    def play(self) -> Played:
        for at, what, number in merge(self._coming(), self._slots(), self._looks()):
            while self._reports and self._reports[0][0] <= at:
                self._first.append(heappop(self._reports)[1])
            if what == _POST:
                self._post(number, at)
            elif what == _SLOT:
                self._decide(number, at)
            else:
                self.policy.look(at)
        played, end = self.played, self.assumed.days * DAY
        standing = np.isfinite(played.shown_since)
        played.shown[standing] += end - played.shown_since[standing]
        return played

    def _coming(self) -> Iterator[tuple[float, int, int]]:
        return ((post.at, _POST, number) for number, post in enumerate(self.posts))

    def _slots(self) -> Iterator[tuple[float, int, int]]:
        each = self.assumed.seconds_a_decision
        for day in range(self.assumed.days):
            sittings = sorted(
                (hour, minutes, moderator)
                for moderator, sitting in enumerate(self.assumed.sessions)
                for hour, minutes in sitting
            )
            yield from merge(
                *(
                    [
                        (day * DAY + hour * HOUR + (place + 1) * each, _SLOT, moderator)
                        for place in range(int(minutes * 60 / each))
                    ]
                    for hour, minutes, moderator in sittings
                )
            )

    def _looks(self) -> Iterator[tuple[float, int, int]]:
        return ((hour * HOUR, _LOOK, 0) for hour in range(1, self.assumed.days * 24 + 1))

    def _post(self, number: int, at: float) -> None:
        post = self.posts[number]
        if post.held:
            self._rest.append(number)
            return
        self.played.could_pass[number] = self.policy.is_open
        fate = self.policy.screened(number, self._facts(post), at)
        if fate in {Fate.PASS, Fate.AUDIT}:
            self.played.passed[number] = True
            self.played.decided_at[number] = at
            self._show(number, at)
        if fate in {Fate.AUDIT, Fate.SLICE}:
            self._first.append(number)
        elif fate is Fate.HOLD:
            self._rest.append(number)

    def _facts(self, post: Post) -> Facts:
        known = post.writer != ONCE
        return replace(
            post.text.facts,
            published=int(self._published[post.writer]) if known else 0,
            rejected=int(self._rejected[post.writer]) if known else 0,
            is_guest=True,
            depth=post.depth,
            hour=post.hour,
        )

    def _decide(self, moderator: int, at: float) -> None:
        queue = self._again[moderator] or self._first or self._rest
        if not queue:
            return
        number = queue.popleft()
        played, again = self.played, self._judged[number]
        # Two people may judge one comment differently, and so may one person at another time.
        thinks = bool(self._draws[number, min(again, _LOOKS - 1)] < self._leaning(number, moderator))
        self._judged[number] += 1
        played.decisions += 1
        rejects = self.policy.decided(number, thinks, at)
        if rejects is None:
            self._again[(moderator + 1) % len(self._again)].append(number)
            return
        if np.isnan(played.decided_at[number]):
            played.decided_at[number] = at
        if rejects:
            self._hide(number, at)
        elif np.isnan(played.shown_since[number]):
            self._show(number, at)

    def _leaning(self, number: int, moderator: int) -> float:
        """The chance that this moderator rejects it."""
        apart = (TOXIC - self.posts[number].text.share) / self.softness[moderator]
        return float(1 / (1 + np.exp(np.clip(apart, -500, 500))))

    def _show(self, number: int, at: float) -> None:
        post = self.posts[number]
        self.played.shown_since[number] = at
        self._count(post.writer, published=1)
        chance = self.assumed.reported if post.text.is_toxic else self.assumed.reported_falsely
        if self._draws[number, _LOOKS] < chance:
            heappush(self._reports, (at + float(self._delays[number]), number))

    def _hide(self, number: int, at: float) -> None:
        played, since = self.played, self.played.shown_since[number]
        stood = bool(np.isfinite(since))
        if stood:
            played.shown[number] += at - since
            played.shown_since[number] = np.nan
            played.taken_down[number] = True
        self._count(self.posts[number].writer, published=-stood, rejected=1)

    def _count(self, writer: int, *, published: int = 0, rejected: int = 0) -> None:
        if writer != ONCE and self.assumed.is_recorded:
            self._published[writer] += published
            self._rejected[writer] += rejected
