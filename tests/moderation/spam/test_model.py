"""What the spam model sees, how it is fitted and kept, and what the bundled weights find."""

import io
import random
import re
from collections import Counter
from functools import cache

import numpy as np
import pytest

from parley.moderation.spam import features
from parley.moderation.spam.features import BUCKETS, COUNTS, LETTERS_MAX, table_of
from parley.moderation.spam.fitting import NotFitted, fit
from parley.moderation.spam.invented import Example, examples_make, subjects
from parley.moderation.spam.model import BYTES_MAX, SIZE, Weights, WeightsInvalid, bundled
from parley.toxicity.evaluation.metrics import auc

SPAM = ["Buy the golden teapot now", "golden teapot, cheap", "who wants a golden teapot?"]
HONEST = ["The bridge is closed again", "who closed it?", "I want a cheap bridge now"]


# --- features -----------------------------------------------------------------------------------------
def _buckets(text: str) -> set[int]:
    return set(table_of([text]).buckets.tolist())


def test_case_marks_digits_and_signs_for_letters_make_no_other_words() -> None:
    plain = _buckets("urgent loan of 500")
    assert _buckets("URGENT l0an, of 731!") == plain
    assert _buckets("urgent lion of 500") != plain


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("See https://a.example/b and www.c.example", "links"),
        ("Write to me: ada@post.example", "contacts"),
        ("Call +44 7700 900 142", "contacts"),
        ("Only 99 euros", "prices"),
        ("For $5,000", "prices"),
        ("Well!!!!", "repeated marks"),
        ("I AM LOUD", "capitals"),
    ],
)
def test_counts(text: str, seen: str) -> None:
    place = COUNTS.index(seen)
    assert (
        table_of([text]).counts[0, place] > table_of(["In 2024 they met at 9.30, as ever."]).counts[0, place]
    )


def test_every_feature_is_bounded_and_the_end_of_a_long_text_is_not_read() -> None:
    hostile = [
        "",
        " ",
        "\0",
        "a" * 100_000,
        "@a" * 5000,
        "1 " * 5000,
        "www." * 5000,
        "\U0001f525" * 9000,
        "\ud800",
    ]
    table = table_of(hostile)
    assert len(table) == len(hostile)
    assert (table.counts >= 0).all()
    assert (table.counts <= 1.5).all()
    assert _buckets("word " * LETTERS_MAX) == _buckets("word " * LETTERS_MAX + "never read")


def test_a_text_has_the_same_features_alone_and_among_others() -> None:
    together, alone = table_of([*SPAM, *HONEST]), table_of([HONEST[0]])
    of_it = together.owners == len(SPAM)
    assert (together.buckets[of_it] == alone.buckets).all()
    assert (together.values[of_it] == alone.values).all()
    assert (together.counts[len(SPAM)] == alone.counts[0]).all()


# --- fitting ------------------------------------------------------------------------------------------
def _fit(start: Weights | None = None) -> Weights:
    return fit(table_of(SPAM + HONEST), np.array([True] * 3 + [False] * 3), start=start)


def test_it_learns_what_tells_them_apart() -> None:
    scores = _fit().scores(["a golden teapot", "the bridge closed"])
    assert scores[0] > 0.5 > scores[1]
    assert _fit().version == _fit().version


def test_the_loss_is_as_low_as_it_goes() -> None:
    """No small step in any of some directions lowers it: it is convex, so that is its least."""
    table, is_spam = table_of(SPAM + HONEST), np.array([True] * 3 + [False] * 3)
    found = fit(table, is_spam, penalty=0.3).solution

    def loss(solution: np.ndarray) -> float:
        sums = np.bincount(table.owners, weights=solution[table.buckets] * table.values, minlength=6)
        odds = sums + table.counts @ solution[BUCKETS:-1] + solution[-1]
        return float((np.logaddexp(0, odds) - is_spam * odds).sum() + 0.15 * (solution[:-1] ** 2).sum())

    dice = np.random.default_rng(0)
    for _ in range(20):
        way = np.zeros(SIZE)
        way[table.buckets] = dice.normal(size=len(table.buckets))
        way[BUCKETS:] = dice.normal(size=SIZE - BUCKETS)
        assert loss(found + 0.1 * way) > loss(found)
        assert loss(found - 0.1 * way) > loss(found)


def test_what_the_rows_say_nothing_about_stays_as_it_was() -> None:
    seen = set(table_of(SPAM + HONEST).buckets.tolist())
    place = next(place for place in np.flatnonzero(bundled().buckets).tolist() if place not in seen)
    further = _fit(bundled())
    assert further.solution[place] == pytest.approx(bundled().solution[place], abs=further.scale)
    assert further.scores([SPAM[0]])[0] > bundled().scores([SPAM[0]])[0]


@pytest.mark.parametrize("is_spam", [[True, True], [False, False], []])
def test_one_kind_alone_teaches_nothing(is_spam: list[bool]) -> None:
    with pytest.raises(NotFitted):
        fit(table_of(SPAM[: len(is_spam)]), np.array(is_spam, dtype=np.bool_))


# --- weights ------------------------------------------------------------------------------------------
def test_weights_are_kept_as_they_are() -> None:
    weights = _fit()
    read = Weights.from_bytes(weights.to_bytes())
    assert read.version == weights.version != bundled().version
    assert (read.scores(SPAM) == weights.scores(SPAM)).all()
    assert read.to_bytes() == weights.to_bytes()


def _saved(**changed: object) -> bytes:
    weights = _fit()
    kept = {
        "features": 1,
        "buckets": weights.buckets,
        "scale": weights.scale,
        "others": weights.others,
    } | changed
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{name: np.asarray(one) for name, one in kept.items()})
    return file.getvalue()


def test_as_saved_they_are_read() -> None:
    assert Weights.from_bytes(_saved()).version == _fit().version


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"PK\x03\x04 and no more",
        bytes(BYTES_MAX + 1),
        _saved(features=0),
        _saved(buckets=np.zeros(BUCKETS, np.int16)),
        _saved(buckets=np.zeros(8, np.int8)),
        _saved(others=np.zeros(3)),
        _saved(scale=np.nan),
        _saved(scale="much"),
        _saved()[:-40],
    ],
)
def test_what_are_no_weights_is_refused(kept: bytes) -> None:
    with pytest.raises(WeightsInvalid):
        Weights.from_bytes(kept)


# --- invented examples, and the bundled weights ---------------------------------------------------------
@cache
def _held_out() -> list[Example]:
    return examples_make(count=1000, held_out=True)


def test_the_same_seed_makes_the_same_examples() -> None:
    assert examples_make(count=50, held_out=True) == _held_out()[:50]
    assert examples_make(count=50, held_out=True, seed=2) != _held_out()[:50]


def test_every_slot_is_filled_in() -> None:
    made = [*examples_make(count=2000, held_out=False), *_held_out()]
    assert not [one.text for one in made if any(mark in one.text for mark in "[]{}|")]
    assert {one.subject for one in made} == {*subjects(is_spam=True), *subjects(is_spam=False)}


def test_no_sentence_of_held_out_templates_is_learned_from() -> None:
    """By a word that stands in no other template."""
    learned = " ".join(one.text.lower() for one in examples_make(count=4000, held_out=False))
    held_out = " ".join(one.text.lower() for one in examples_make(count=4000, held_out=True))
    for word in ("baccarat", "paperwork", "dofollow"):
        assert word in learned
        assert word not in held_out
    for word in ("consolidate", "herbal", "overdraft"):  # the fourth and the eighth
        assert word in held_out
        assert word not in learned


def test_a_subject_can_be_left_out_or_be_the_only_one() -> None:
    without = examples_make(count=400, held_out=False, without="casino")
    assert "casino" not in {one.subject for one in without}
    only = examples_make(count=40, held_out=True, only="casino")
    assert {one.subject for one in only if one.is_spam} == {"casino"}


def test_the_bundled_weights_find_most_spam_of_templates_they_have_not_seen() -> None:
    """The figures of docs/why/spam.md, with some room for the smaller sample."""
    scores = bundled().scores([one.text for one in _held_out()])
    is_spam = np.array([one.is_spam for one in _held_out()])
    assert auc(is_spam, scores, np.ones(len(scores))) > 0.97
    assert (scores[is_spam] >= 0.9).mean() > 0.65
    assert (scores[~is_spam] >= 0.9).mean() < 0.015


def test_the_bundled_weights_let_honest_comments_about_such_matters_pass() -> None:
    comments = [
        "My brother works at the casino and says that the tips are the best part.",
        "The loan for the new fire engine runs for ten years, so every taxpayer is in it.",
        "I read the study (https://www.statistics.example/2026/rents) and the rise is 4%, not 40%.",
        "Bitcoin? I would rather keep my money under the mattress.",
        "The pills helped my mother, but the chemist had none for a month.",
    ]
    assert (bundled().scores(comments) < 0.9).all()


def test_the_bundled_weights_are_small() -> None:
    assert len(bundled().to_bytes()) < 100_000


def test_what_a_pattern_needs_leaves_nothing_out() -> None:
    """Texts are searched for links, contacts and prices only where they have what each of them has at least."""
    pieces = (
        *(
            "https://",
            "HTTP://a",
            "www.",
            "WwW.b",
            "shop.example/",
            "x.io/",
            "a@b.co",
            "@ada_",
            "t.me",
            "T.ME",
        ),
        *(
            "WhatsApp",
            "what\u017fapp",
            "whats app",
            "tele\u212aram",
            "Telegram",
            "+49 30 1234567",
            "\u0663\u0664 usd",
        ),
        *("$5", "5 \u20ac", "12 dollars", "EUR 7", "usd", "word", "\u2014", " ", " ", "."),
    )
    dice, found = random.Random(1), Counter[re.Pattern[str]]()
    for _ in range(3000):
        text = "".join(dice.choice(pieces) for _ in range(dice.randint(1, 9)))
        for pattern, needs in features._NEEDS.items():
            if pattern.search(text):
                assert needs.search(text), (pattern, text)
                found[pattern] += 1
    assert min(found[pattern] for pattern in features._NEEDS) > 300
