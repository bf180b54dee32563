"""What makes two texts nearly the same, and how well a signature tells it."""

import hashlib
import math
import random
from itertools import combinations

import numpy as np
import pytest

from parley.moderation.clusters import clusters_of
from parley.moderation.signatures import (
    BAND_SLOTS,
    BANDS,
    GROUP,
    GROUPS_LEAST,
    NEAR,
    TEXT_MAX,
    VERSION,
    Signature,
    bands,
    letters_of,
    signature_of,
    similarities,
    slots_of,
)
from tests.moderation.similar_texts import DISGUISES, PASTE, random_words, subject_texts


def _made(text: str) -> Signature:
    made = signature_of(text)
    assert made is not None
    return made


def _alike(one: Signature, other: Signature) -> float:
    [alike] = similarities(
        slots_of([one.slots]), [one.groups], slots_of([other.slots]), [other.groups]
    ).tolist()
    return float(alike)


def _groups(text: str) -> set[str]:
    letters = letters_of(text)
    return {letters[begin : begin + GROUP] for begin in range(len(letters) - GROUP + 1)}


LETTERS = {
    "Grrréat, 2!": "greatz",
    "f r e e   p1zza": "frepiza",
    "Illegal": "iegai",
    "5€ or $": "seors",
    "！ＷＩＤＥ": "wide",
    "Ѕсаm": "scam",
    "🔥🇫🇷👩\u200d🚒 ok": "ok",
    "\u200bhid\u00adden": "hiden",
    "日本語です": "日本語てす",
    "...!!! |||": "",
    "eﬃcient": "eficient",
}


@pytest.mark.parametrize(("text", "letters"), LETTERS.items())
def test_letters_alone_count(text: str, letters: str) -> None:
    assert letters_of(text) == letters


@pytest.mark.parametrize("text", ["Цена билета выросла", "Straße", "Το πλοίο έφυγε", "Ĳsland"])
def test_capitals_make_no_difference(text: str) -> None:
    assert letters_of(text.upper()) == letters_of(text.lower()) == letters_of(text)


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_paste_is_told(text: str) -> None:
    assert _alike(_made(PASTE), _made(text)) >= NEAR


SHORT = {
    "empty": "",
    "agreement": "I agree",
    "thanks": "Thank you, this is exactly what I think too!",
    "laughter": "hahaha" * 10_000,
    "one letter": "a" * 100_000,
    "a few words again and again": "never again " * 5_000,
    "emoji": "😂🔥" * 50_000,
    "marks": "\u0301" * 100_000,
    "signs": "!?|+-_" * 10_000,
    "spaces": " \n" * 50_000,
}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_what_says_little_has_no_signature(text: str) -> None:
    assert signature_of(text) is None


def test_where_a_text_becomes_long_enough() -> None:
    letters = "".join(random_words(count=60, seed=5))
    sizes = [length for length in range(len(letters)) if signature_of(letters[:length]) is not None]
    assert len(_groups(letters[: sizes[0]])) == GROUPS_LEAST
    assert sizes == list(range(sizes[0], len(letters)))


def test_no_character_stands_for_many_letters() -> None:
    assert len(letters_of("\ufdfa")) <= 4


def test_what_stands_behind_the_limit_counts_for_nothing() -> None:
    text = " ".join(random_words(count=40_000, seed=6))
    assert len(text) > 100_000
    assert signature_of(text) == signature_of(text[:TEXT_MAX]) == signature_of(text[:TEXT_MAX] + PASTE)


def test_different_comments_about_one_subject_are_not_taken_for_copies() -> None:
    """Of 28,680 pairs of 240 comments made of the same words, none is a near-duplicate."""
    made = [_made(text) for text in subject_texts(count=240, seed=11)]
    pairs = list(combinations(made, 2))
    one, other = zip(*pairs, strict=True)
    alike = similarities(
        slots_of([each.slots for each in one]),
        [each.groups for each in one],
        slots_of([each.slots for each in other]),
        [each.groups for each in other],
    )
    assert len(pairs) == 28_680
    assert np.count_nonzero(alike >= NEAR) == 0
    assert clusters_of(slots=[each.slots for each in made], groups=[each.groups for each in made]) == []


def test_long_texts_stay_apart() -> None:
    """The longer texts are, the more groups they share for no reason: of 8,000 letters still few enough."""
    one, other = (_made(" ".join(random_words(count=1_500, seed=seed))) for seed in (3, 4))
    assert min(one.groups, other.groups) > 4_000
    assert _alike(one, other) < NEAR / 3


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_the_estimate_is_as_good_as_it_says(share: float) -> None:
    """Unbiased, with a standard error of sqrt(s (1 - s) / 128) or less; over 60 pairs of known similarity."""
    errors = []
    for seed in range(60):
        words = list(random_words(count=60, seed=seed))
        kept = round(len(words) * 2 * share / (1 + share))
        other = words[:kept] + list(random_words(count=60 - kept, seed=1000 + seed))
        texts = " ".join(words), " ".join(other)
        one_groups, other_groups = map(_groups, texts)
        exact = len(one_groups & other_groups) / len(one_groups | other_groups)
        errors.append(_alike(_made(texts[0]), _made(texts[1])) - exact)
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 1.3 * math.sqrt(0.25 / 128)


def test_bands_miss_as_many_as_the_formula_says() -> None:
    """Over 300 pairs of texts of which 4 to 16 of 60 words differ."""
    draw = random.Random(8)
    expected, met = [], []
    for seed in range(300):
        words, others = (list(random_words(count=60, seed=base + seed)) for base in (0, 5_000))
        changed = draw.randint(4, 16)
        texts = " ".join(words), " ".join(others[:changed] + words[changed:])
        one, other = map(_groups, texts)
        similarity = len(one & other) / len(one | other)
        expected.append(1 - (1 - similarity**BAND_SLOTS) ** BANDS)
        met.append(not set(_made(texts[0]).buckets).isdisjoint(_made(texts[1]).buckets))
    assert np.mean(met) == pytest.approx(np.mean(expected), abs=0.06)


def test_no_signature_resembles_more_than_sizes_allow() -> None:
    made = _made(PASTE)
    assert _alike(made, made) == 1.0
    assert _alike(made, Signature(made.slots, made.groups * 4)) == 0.25


def test_buckets_are_bands_with_their_places() -> None:
    made = _made(PASTE)
    assert [bucket >> 32 for bucket in made.buckets] == list(range(BANDS))
    assert [bucket & 0xFFFFFFFF for bucket in made.buckets] == bands(slots_of([made.slots]))[0].tolist()
    assert made.buckets[1] & 0xFF == made.slots[BAND_SLOTS]


def test_signatures_stay_what_they_were() -> None:
    """When this fails, stored signatures can't be compared with new ones: say so in the change log."""
    assert VERSION == "minhash@2"
    assert hashlib.sha256(_made(PASTE).slots).hexdigest()[:16] == "4856ebaaa94db3db"


def test_clusters_are_found_among_others() -> None:
    texts = subject_texts(count=100, seed=12)
    texts[10], texts[50], texts[90] = PASTE, DISGUISES["words changed"], DISGUISES["letters apart"]
    other = " ".join(random_words(count=80, seed=9))
    texts[20], texts[21] = other, other + " and more"
    made = [_made(text) for text in texts]
    found = clusters_of(slots=[each.slots for each in made], groups=[each.groups for each in made])
    assert sorted(found) == [[10, 50, 90], [20, 21]]


def test_thousands_of_copies_are_one_cluster() -> None:
    made = _made(PASTE)
    assert clusters_of(slots=[made.slots] * 5_000, groups=[made.groups] * 5_000) == [list(range(5_000))]


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_texts_are_no_cluster(count: int) -> None:
    made = _made(PASTE)
    assert clusters_of(slots=[made.slots] * count, groups=[made.groups] * count) == []
