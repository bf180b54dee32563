# ruff: noqa: INP001, T201 - a script, no package, that prints
"""Make the spam model's bundled weights from the invented examples, and say what they are worth.

    python scripts/spam_bundled.py [COMMENTS.parquet]

Writes src/parley/moderation/spam/bundled.npz, the same each time. The figures are for templates that the weights have
not seen, for subjects that they have not seen, and, with a file of real comments (column `text`, needs pyarrow), for
the share of these that would be held.
"""

import sys
from pathlib import Path

import numpy as np

from parley.moderation.learning.checks import Bools, Floats
from parley.moderation.spam.features import Table, table_of
from parley.moderation.spam.fitting import fit
from parley.moderation.spam.invented import Example, examples_make, subjects
from parley.moderation.spam.model import Weights
from parley.toxicity.evaluation.metrics import auc

TARGET = Path(__file__).parent.parent / "src" / "parley" / "moderation" / "spam" / "bundled.npz"
TRAIN, TEST, TEST_EACH = 8000, 4000, 600
REAL_MAX = 10_000
THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95)


def main(comments: Path | None) -> None:
    weights = _fitted(examples_make(count=TRAIN, held_out=False))
    kept = weights.to_bytes()
    TARGET.write_bytes(kept)
    print(f"{weights.version}: {len(kept)} bytes")
    table, is_spam = _rows(examples_make(count=TEST, held_out=True))
    scores = weights.probabilities(table)
    real = weights.scores(_real(comments)) if comments else np.zeros(0)
    print(f"AUC {auc(is_spam, scores, np.ones(len(scores))):.4f} on {len(scores)} of held-out templates")
    for threshold in THRESHOLDS:
        print(f"{threshold}: {_shares(scores, is_spam, threshold)}" + _held(real, threshold))
    for subject in subjects(is_spam=True):
        unseen = _fitted(examples_make(count=TRAIN, held_out=False, without=subject))
        table, is_spam = _rows(examples_make(count=TEST_EACH, held_out=True, only=subject))
        known = weights.probabilities(table)[is_spam]
        print(
            f"{subject}: found {(known >= THRESHOLDS[3]).mean():.1%}; "
            f"without its subject {(unseen.probabilities(table)[is_spam] >= THRESHOLDS[3]).mean():.1%}"
        )


def _fitted(examples: list[Example]) -> Weights:
    return fit(*_rows(examples))


def _rows(examples: list[Example]) -> tuple[Table, Bools]:
    return table_of([one.text for one in examples]), np.array([one.is_spam for one in examples])


def _shares(scores: Floats, is_spam: Bools, threshold: float) -> str:
    found, wrong = (scores[is_spam] >= threshold).mean(), (scores[~is_spam] >= threshold).mean()
    return f"{found:.1%} of spam, {wrong:.2%} of honest examples"


def _held(scores: Floats, threshold: float) -> str:
    return f", {(scores >= threshold).mean():.2%} of {len(scores)} real comments" if len(scores) else ""


def _real(path: Path) -> list[str]:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- seldom there

    texts = [text for text in pq.read_table(path).column("text").to_pylist() if text]
    chosen = np.random.default_rng(1).permutation(len(texts))
    return [texts[place] for place in chosen[len(texts) // 2 :][:REAL_MAX]]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
