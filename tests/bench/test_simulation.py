"""The simulation plays by its rules, and the same texts and seed give the same figures."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from bench.simulation.assumed import DAY, HOUR, Assumed, Kind, Wave
from bench.simulation.attacks import campaign_texts, spam_texts
from bench.simulation.figures import figures_lines, figures_make
from bench.simulation.labelled import Labelled, Text
from bench.simulation.play import Fate, Played, Site
from bench.simulation.policies import Fixed, HoldAll, Learning
from bench.simulation.run import simulation_lines, simulation_play
from bench.simulation.site import Post, Writers, posts_make, softness

from parley.moderation.learning.binomial import interval
from parley.moderation.learning.features import Facts
from parley.moderation.signatures import NEAR, signature_of, similarities, slots_of

ONE_DAY = Assumed(
    comments=500,
    days=1,
    drift=0.5,
    spam=Wave(0.04, 0.3, 0.1),
    campaign=Wave(0.04, 0.6, 0.1),
    writers=50,
    seed=3,
)


def labelled(seed: int = 1, count: int = 400) -> Labelled:
    """Invented comments: most raters agree, and scores follow the raters with some noise."""
    rng = np.random.default_rng(seed)
    shares = np.where(rng.random(count) < 0.1, rng.beta(6, 3, count), rng.beta(0.3, 6, count))
    scores = np.clip(shares * 0.8 + rng.normal(0.05, 0.05, count), 0.001, 0.999)
    kinds = rng.choice([Kind.NEWS, Kind.TALK, Kind.CONTESTED], count, p=[0.6, 0.2, 0.2])
    texts = [
        Text(Kind(kind), float(share), Facts(scores={"TOXICITY": float(score)}, letters=120, links=0), False)
        for kind, share, score in zip(kinds, shares, scores, strict=True)
    ]
    spam = Text(Kind.SPAM, 1.0, Facts(scores={"TOXICITY": 0.02}, letters=80, links=2), False)
    paste = Text(Kind.CAMPAIGN, 1.0, Facts(scores={"TOXICITY": 0.1}, letters=200, links=0), False)
    return Labelled((*texts, spam, paste), "invented", "invented texts")


def figures(**changes: Any) -> dict[str, Any]:
    said: list[str] = []
    return simulation_play(labelled(), replace(ONE_DAY, **changes), say=said.append)


def test_a_day_ends_with_the_same_figures_twice() -> None:
    first = figures()
    assert first == figures()
    assert first != figures(seed=4)
    assert [line for line in simulation_lines(found={"model": "invented", "policies": first}) if line.figure]


def test_every_comment_has_its_place() -> None:
    posts, writers = posts_make(labelled(), ONE_DAY, rng=np.random.default_rng(1))
    assert len(posts) == ONE_DAY.comments
    assert [post.at for post in posts] == sorted(post.at for post in posts)
    assert all(0 <= post.at < DAY for post in posts)
    pastes = [post for post in posts if post.text.kind is Kind.CAMPAIGN]
    assert len(pastes) == 20
    assert [post.held for post in pastes] == [False] * 3 + [True] * 17
    assert {post.text.kind for post in posts if post.at < 0.29 * DAY} <= {Kind.NEWS, Kind.SPAM}
    assert len(writers.rates) == ONE_DAY.writers


def test_toxic_comments_are_written_by_those_who_write_such() -> None:
    posts, writers = posts_make(labelled(), replace(ONE_DAY, comments=4000), rng=np.random.default_rng(1))
    known = [post for post in posts if post.writer >= 0]
    rates: dict[bool, list[float]] = {toxic: [] for toxic in (True, False)}
    for post in known:
        rates[post.text.is_toxic].append(float(writers.rates[post.writer]))
    assert np.mean(rates[True]) > 1.5 * np.mean(rates[False])


def test_moderators_agree_with_raters_as_often_as_they_should() -> None:
    texts = labelled(count=3000)
    shares = np.array([text.share for text in texts.texts if text.kind is Kind.NEWS])
    for accuracy in (0.97, 0.95):
        rejects = 1 / (1 + np.exp((0.5 - shares) / softness(texts, accuracy)))
        agrees = np.where(shares >= 0.5, rejects, 1 - rejects)
        assert agrees.mean() == pytest.approx(accuracy, abs=1e-3)


def played(fates: dict[int, Fate], *, toxic: bool) -> tuple[Played, list[int]]:
    """Two comments in the first hour, and a moderator who never errs, from 8 o'clock on."""
    share = 1.0 if toxic else 0.0
    posts = [Post(600.0 * (n + 1), Text(Kind.NEWS, share, Facts(), False), -1, 0, False) for n in range(2)]
    heard: list[int] = []

    class Told(HoldAll):
        def screened(self, number: int, _facts: Facts, _at: float) -> Fate:
            return fates[number]

        def decided(self, number: int, rejected: bool, at: float) -> bool:  # noqa: FBT001
            assert rejected is toxic
            assert at >= 8 * HOUR
            heard.append(number)
            return rejected

    nobody = np.zeros(0)
    writers = Writers(nobody, nobody, np.zeros(0, int), np.zeros(0, int))
    assumed = replace(
        ONE_DAY, accuracy=(0.99,), sessions=(((8.0, 10.0),),), reported=0.0, reported_falsely=0.0
    )
    return Site(posts, writers, assumed, [1e-3], Told(), 1).play(), heard


def test_what_passes_is_shown_at_once_and_what_is_held_when_it_was_read() -> None:
    done, heard = played({0: Fate.PASS, 1: Fate.HOLD}, toxic=False)
    assert done.decided_at.tolist() == [600.0, 8 * HOUR + ONE_DAY.seconds_a_decision]
    assert done.shown.tolist() == [DAY - 600.0, DAY - 8 * HOUR - ONE_DAY.seconds_a_decision]
    assert (heard, done.decisions) == ([1], 1)


def test_an_audited_comment_passes_and_is_taken_down_when_a_person_rejects_it() -> None:
    done, heard = played({0: Fate.HOLD, 1: Fate.AUDIT}, toxic=True)
    assert done.passed.tolist() == [False, True]
    assert heard == [1, 0]  # the slice comes first
    assert done.shown.tolist() == [0.0, 8 * HOUR + ONE_DAY.seconds_a_decision - 1200.0]
    assert done.taken_down.tolist() == [False, True]


def test_figures_are_counted_and_their_interval_covers() -> None:
    posts, _ = posts_make(labelled(), ONE_DAY, rng=np.random.default_rng(1))
    toxic = np.array([post.text.is_toxic for post in posts])
    nothing = np.full(len(posts), np.nan)
    done = Played(
        ~toxic, np.ones(len(posts), bool), nothing, np.zeros(len(posts)), np.zeros(len(posts), bool), nothing
    )
    done.passed[np.flatnonzero(toxic)[:3]] = True
    found = figures_make(posts, done, ONE_DAY)
    errors = found["errors"]["all"]
    assert (errors["wrong"], errors["passed"]) == (3, (~toxic).sum() + 3)
    assert (errors["low"], errors["high"]) == interval(3, errors["passed"])
    assert errors["low"] < 3 / errors["passed"] < errors["high"]
    assert found["decided_hours"] is None
    assert found["never_decided"] == len(posts)
    assert all(line.met in {True, False, None} for line in figures_lines("none", found, judged=True))


def test_fixed_threshold_holds_from_its_score_on() -> None:
    policy = Fixed(0.8)
    fates = [policy.screened(0, Facts(scores={"TOXICITY": score}), 0.0) for score in (0.79, 0.8)]
    assert fates == [Fate.PASS, Fate.HOLD]
    assert policy.screened(0, Facts(), 0.0) is Fate.PASS


def test_learning_opens_on_easy_comments_and_its_audits_cover_the_error() -> None:
    """Twelve days whose comments a score tells apart well: it opens, keeps what it promised, and says so."""
    assumed = replace(
        ONE_DAY, comments=6000, days=12, drift=12.0, spam=Wave(0.0, 1, 1), campaign=Wave(0.0, 1, 1)
    )
    texts = labelled(count=3000)
    posts, writers = posts_make(texts, assumed, rng=np.random.default_rng(1))
    policy = Learning(seed=1, slice_open=0.3)
    done = Site(posts, writers, assumed, [1e-3, 1e-3], policy, 1).play()
    toxic = np.array([post.text.is_toxic for post in posts])
    assert done.passed.sum() > 1000
    assert (done.passed & toxic).sum() <= 0.01 * done.passed.sum()
    assert policy.is_open
    low, high = interval(sum(policy.audits), len(policy.audits))
    assert low <= (done.passed & toxic).sum() / done.passed.sum() <= high
    assert any("pass by themselves" in line for line in policy.log)


def test_pastes_are_near_duplicates_and_spam_is_not_one_text() -> None:
    pastes = [signature_of(text) for text in campaign_texts(count=20, rng=random.Random(1))]
    first, *others = [one for one in pastes if one]
    assert len(others) == 19
    alike = similarities(
        slots_of([first.slots]),
        first.groups,
        slots_of([one.slots for one in others]),
        [o.groups for o in others],
    )
    assert (alike >= NEAR).all()
    assert len(set(spam_texts(count=50, rng=random.Random(1)))) > 40
