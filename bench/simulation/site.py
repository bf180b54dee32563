"""The stream of comments: when each comes, what it says, who wrote it."""

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.simulation.assumed import DAY, HOUR, Assumed, Kind, Wave
from bench.simulation.labelled import TOXIC, Labelled, Text

Floats = NDArray[np.float64]
#: Comments an hour, from midnight on, in proportion: few at night, most in the evening.
_HOURS: Final = (2, 1, 1, 1, 1, 2, 4, 7, 9, 9, 9, 9, 10, 10, 9, 9, 9, 10, 11, 12, 12, 11, 8, 4)
_DEPTHS: Final = (0.4, 0.3, 0.2, 0.1)  # 60 % are replies
ONCE: Final = -1


@dataclass(frozen=True, slots=True)
class Post:
    """A comment. `at`: seconds since the start. `writer`: its number, ONCE for who never writes again.

    `held`: something other than a score holds it: its links, a house rule, or that it is a paste of others.
    """

    at: float
    text: Text
    writer: int
    depth: int
    held: bool

    @property
    def hour(self) -> int:
        return int(self.at % DAY // HOUR)


@dataclass(frozen=True, slots=True)
class Writers:
    """(writers,) of each: how much they write, how often what they write is toxic, and their record at the start."""

    activity: Floats
    rates: Floats
    published: NDArray[np.int64]
    rejected: NDArray[np.int64]


def writers_make(assumed: Assumed, *, base: float, rng: np.random.Generator) -> Writers:
    """`base`: the share of toxic comments before the drift."""
    activity = rng.lognormal(0.0, assumed.activity, assumed.writers)
    rates = rng.beta(base * assumed.alike, (1 - base) * assumed.alike, assumed.writers)
    written = rng.poisson(assumed.history * activity / activity.mean()) * assumed.is_recorded
    rejected = rng.binomial(written, rates)
    return Writers(activity, rates, written - rejected, rejected)


def posts_make(
    labelled: Labelled, assumed: Assumed, *, rng: np.random.Generator
) -> tuple[list[Post], Writers]:
    """Draw all comments with replacement, in the order of time, and who could have written them."""
    pools = {kind: [text for text in labelled.texts if text.kind is kind] for kind in Kind}
    before = np.array([text.is_toxic for text in pools[Kind.NEWS]])
    writers = writers_make(assumed, base=float(before.mean()), rng=rng)
    kinds, times = _drawn(assumed, rng)
    texts = [pools[kind][rng.integers(len(pools[kind]))] for kind in kinds]
    authors = _authors(texts, writers, assumed, rng)
    depths = rng.choice(len(_DEPTHS), len(texts), p=_DEPTHS)
    copies: deque[float] = deque()
    posts = []
    for at, text, writer, depth in zip(times.tolist(), texts, authors, depths.tolist(), strict=True):
        held = text.held or (text.facts.links or 0) > assumed.links_most
        if text.kind is Kind.CAMPAIGN:
            while copies and copies[0] < at - DAY:
                copies.popleft()
            copies.append(at)
            held = held or len(copies) >= assumed.copies_held_from
        posts.append(Post(at, text, writer, depth, held))
    return posts, writers


def _drawn(assumed: Assumed, rng: np.random.Generator) -> tuple[list[Kind], Floats]:
    """Kind and time of each comment; the waves come on top of the quiet days' spam and in the place of no others."""
    waves = [(Kind.SPAM, assumed.spam), (Kind.CAMPAIGN, assumed.campaign)]
    usual = assumed.comments - sum(assumed.count_of(wave) for _, wave in waves)
    days = rng.integers(0, assumed.days, usual)
    times = [days * DAY + _time_of_day(usual, rng)]
    kinds = [_mixed(at / DAY >= assumed.drift, assumed, rng) for at in times[0].tolist()]
    for kind, wave in waves:
        count = assumed.count_of(wave)
        times.append(_wave(wave, count, rng))
        kinds += [kind] * count
    at = np.concatenate(times)
    order = np.argsort(at, kind="stable")
    return [kinds[place] for place in order.tolist()], at[order]


def _mixed(after: bool, assumed: Assumed, rng: np.random.Generator) -> Kind:  # noqa: FBT001 -- before or after
    if rng.random() < assumed.spam_trickle:
        return Kind.SPAM
    mix = assumed.mix_after if after else assumed.mix_before
    return list(mix)[bisect_left(np.cumsum(list(mix.values())).tolist(), rng.random() * sum(mix.values()))]


def _time_of_day(count: int, rng: np.random.Generator) -> Floats:
    shares = np.array(_HOURS, dtype=np.float64)
    drawn: Floats = (rng.choice(len(_HOURS), count, p=shares / shares.sum()) + rng.random(count)) * HOUR
    return drawn


def _wave(wave: Wave, count: int, rng: np.random.Generator) -> Floats:
    drawn: Floats = (wave.begin + wave.days * rng.random(count)) * DAY
    return drawn


def _authors(texts: list[Text], writers: Writers, assumed: Assumed, rng: np.random.Generator) -> list[int]:
    """Draw the writers of toxic comments from those who write such: by Bayes' rule, activity times rate."""
    weights = {True: writers.activity * writers.rates, False: writers.activity * (1 - writers.rates)}
    sums = {toxic: np.cumsum(each) for toxic, each in weights.items()}
    attack = (Kind.SPAM, Kind.CAMPAIGN)
    return [
        ONCE
        if text.kind in attack or not assumed.is_recorded or rng.random() < assumed.once
        else int(np.searchsorted(sums[text.is_toxic], rng.random() * sums[text.is_toxic][-1]))
        for text in texts
    ]


def softness(labelled: Labelled, accuracy: float) -> float:
    """How softly a moderator of this accuracy decides: the width s in P(rejects) = 1 / (1 + exp((TOXIC - share) / s)).

    Found by halving, on the comments from before the drift: who errs, errs where raters disagree.
    """
    shares = np.array([text.share for text in labelled.texts if text.kind is Kind.NEWS])
    low, high = 1e-4, 1.0
    for _ in range(60):
        middle = (low * high) ** 0.5
        agrees = 1 - 1 / (1 + np.exp(np.minimum(np.abs(shares - TOXIC) / middle, 500.0)))
        low, high = (middle, high) if agrees.mean() > accuracy else (low, middle)
    return low
