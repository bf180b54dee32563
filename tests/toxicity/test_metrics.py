"""The measures, against values worked out by hand."""

import math

import numpy as np
import pytest

from parley.toxicity.evaluation.identities import term_of
from parley.toxicity.evaluation.metrics import (
    auc,
    auc_measured,
    bias_of,
    expected_calibration_error,
    recall_at,
    span_f1,
    threshold_at,
)


def bools(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)


@pytest.mark.parametrize(
    ("labels", "scores", "expected"),
    [
        (bools(0, 0, 1, 1), [0.1, 0.4, 0.35, 0.8], 0.75),
        (bools(0, 1), [0.2, 0.9], 1.0),
        (bools(1, 0), [0.2, 0.9], 0.0),
        (bools(0, 1, 0, 1), [0.5, 0.5, 0.5, 0.5], 0.5),
    ],
)
def test_auc(labels: np.ndarray, scores: list[float], expected: float) -> None:
    assert auc(labels, np.array(scores)) == pytest.approx(expected)


def test_auc_of_one_class_is_no_number() -> None:
    assert math.isnan(auc(bools(1, 1), np.array([0.1, 0.2])))


def test_auc_with_weights_is_that_of_repeated_rows() -> None:
    rng = np.random.default_rng(1)
    labels, scores, weights = rng.random(40) < 0.4, rng.random(40).round(1), rng.integers(0, 4, 40)
    repeated = auc(np.repeat(labels, weights), np.repeat(scores, weights))
    assert auc(labels, scores, weights.astype(float)) == pytest.approx(repeated)


def test_an_interval_holds_its_value_and_narrows_with_rows() -> None:
    rng = np.random.default_rng(2)

    def width(rows: int) -> float:
        labels = rng.random(rows) < 0.3
        found = auc_measured(labels, labels + rng.normal(0, 1, rows))
        assert found.low < found.value < found.high
        return found.high - found.low

    assert width(4000) < width(200) / 2


def test_calibration_error() -> None:
    shares, scores = np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.1, 0.1, 0.9, 0.9])
    # One bin holds shares of 0.5 scored 0.1, the other 1.0 scored 0.9: (0.4 + 0.1) / 2.
    assert expected_calibration_error(shares, scores) == pytest.approx(0.25)
    assert expected_calibration_error(scores, scores) == pytest.approx(0.0)


def test_recall_at_a_rate_of_false_positives() -> None:
    negatives = np.linspace(0, 1, 101)
    threshold = threshold_at(negatives, false_positives=0.05)
    assert (negatives > threshold).mean() <= 0.05
    assert recall_at(bools(1, 1, 0), np.array([0.99, 0.5, 0.99]), threshold=threshold) == pytest.approx(0.5)


def test_bias_finds_an_identity_whose_naming_raises_scores() -> None:
    inside = bools(1, 1, 0, 0)
    labels = bools(0, 1, 0, 1)
    bias = bias_of("deaf", inside, labels, np.array([0.7, 0.9, 0.1, 0.6]))
    assert (bias.subgroup, bias.bpsn, bias.bnsp) == (1.0, 0.0, 1.0)
    assert bias.worst == 0.0


def test_span_f1() -> None:
    assert span_f1(frozenset({1, 2}), frozenset({2, 3})) == pytest.approx(0.5)
    assert span_f1(frozenset(), frozenset()) == 1.0
    assert span_f1(frozenset({1}), frozenset()) == 0.0


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("older is not old", "older"),
        ("You are a gay baker.", "gay"),
        ("hug african american", "african american"),
        ("hi", None),
    ],
)
def test_term_of(text: str, term: str | None) -> None:
    assert term_of(text) == term
