"""Hashed n-grams: the same for the same text wherever it stands, and exact in what they add."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.fast import FastModel, families_of, table_of
from parley.toxicity.ngrams import BUCKETS, blocks_of, groups_of

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.fixture(scope="module")
def model() -> FastModel:
    weights = np.random.default_rng(3).normal(0, 1, (BUCKETS, len(ATTRIBUTES))).astype(np.float32)
    table, scale = table_of(weights)
    return FastModel(table=table, scale=scale, bias=np.linspace(-1, 1, 7, dtype=np.float32))


def test_the_ngrams_of_a_word() -> None:
    character, word = blocks_of(["ab ab"])[0], blocks_of(["ab ab"])[4]
    # " a", "ab", "b " and again; no two of them are the same bucket by chance here.
    assert len(character.buckets) == 6
    assert len(set(character.buckets.tolist())) == 3
    assert word.buckets[0] == word.buckets[1]
    assert len(blocks_of(["ab ab"])[5].buckets) == 1


def test_words_of_neighbouring_texts_make_no_pair() -> None:
    assert len(blocks_of(["one", "two"])[5].buckets) == 0


def test_words_end_at_punctuation_where_that_is_asked_for() -> None:
    plain, quoted = (blocks_of([text], punctuation=True) for text in ("you fool", "you “fool”!!"))
    assert plain[4].buckets.tolist() == quoted[4].buckets.tolist()
    assert [len(block.buckets) for block in plain[4:]] == [2, 1, 0]
    assert [len(block.buckets) for block in quoted[4:]] == [2, 1, 2]
    assert blocks_of(["“fool”"])[4].buckets[0] != plain[4].buckets[1]
    masked = blocks_of(["f@@l, f**l"], punctuation=True)[4]
    assert (masked.ends - masked.begins).tolist() == [4, 4]


def test_a_word_said_ten_times_counts_like_three() -> None:
    letters, words = families_of(["fool " * 10 + "x" * 5, "calm"])
    assert letters.owners.tolist() == sorted(letters.owners.tolist())
    fool = families_of(["fool"])[1].buckets[0]
    place = words.buckets.tolist().index(fool)
    assert (words.owners[place], words.times[place]) == (0, 10)
    # Ten words, the last one, and a pair less than words.
    assert words.roots.tolist() == pytest.approx([21**0.5, 1.0])
    weights = np.zeros((BUCKETS, len(ATTRIBUTES)), np.float32)
    weights[fool] = 1.0
    table, _ = table_of(weights)
    model = FastModel(table=table, scale=np.full(7, 1 / 127, np.float32), bias=np.zeros(7, np.float32))
    once, often = model.logits(["fool", "fool " * 10 + "x" * 5])[:, 0]
    assert once == pytest.approx(1.0)
    assert often == pytest.approx((1 + np.log(10)) / 21**0.5)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_text_scores_the_same_alone_and_among_others(model: FastModel, texts: list[str]) -> None:
    together = model.logits(texts)
    alone = np.concatenate([model.logits([text]) for text in texts])
    assert np.array_equal(together, alone)


@settings(max_examples=60, deadline=None)
@given(st.text("abcdef ghi!?", min_size=1, max_size=80))
def test_contributions_sum_to_the_logits(model: FastModel, text: str) -> None:
    summed = model.contributions(text).sum(0) + np.linspace(-1, 1, 7)
    assert summed == pytest.approx(model.logits([text])[0], abs=1e-3)


def test_contributions_point_at_the_word_that_counts() -> None:
    weights = np.zeros((BUCKETS, len(ATTRIBUTES)), np.float32)
    for block in blocks_of(["grump"])[4:5]:
        weights[block.buckets] = 5.0
    table, scale = table_of(weights + 1e-9)
    model = FastModel(
        table=table, scale=np.maximum(scale, 5 / 127).astype(np.float32), bias=np.zeros(7, np.float32)
    )
    text = "what a grump he is"
    added = model.contributions(text)[:, 0]
    begin = text.index("grump")
    assert added[begin : begin + 5].min() > 0
    assert np.delete(added, range(begin, begin + 5)).max() == 0
    assert added.sum() == pytest.approx(model.logits([text])[0, 0], rel=1e-5)


def test_groups_cover_every_text_once_and_hold_little() -> None:
    texts = ["x" * size for size in (10, 60_000, 30_000, 40_000, 1)]
    groups = groups_of(texts)
    assert [place for first, last in groups for place in range(first, last)] == list(range(5))
    assert all(sum(len(text) + 2 for text in texts[first:last]) <= 65_536 for first, last in groups)


def test_more_letters_than_the_tables_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="groups_of"):
        blocks_of(["x" * 70_000])
