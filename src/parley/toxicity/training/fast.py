"""Train the fast tier: logistic regression on hashed n-grams, all attributes at once, the same result each time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from parley.toxicity.attributes import ATTRIBUTES
from parley.toxicity.fast import counted, families_of
from parley.toxicity.ngrams import BUCKETS, groups_of
from parley.toxicity.text.clean import clean
from parley.toxicity.training.augment import disguise
from parley.toxicity.training.batches import pools
from parley.toxicity.training.rows import Floats, Row

Say = Callable[[str], None]
_MOST_LETTERS = 800
_BATCH = 512


@dataclass(frozen=True, slots=True)
class FastRecipe:
    """`penalty`: of squared weights, for each batch, whether an n-gram stands in it or not. `least`: how many rows must
    hold an n-gram for it to count.
    """

    seed: int = 0
    synthetic: int = 3000
    disguised: float = 0.1
    penalty: float = 4e-3
    learning_rate: float = 0.2
    epochs: int = 6
    least: int = 3
    skip: list[str] = field(default_factory=list)


def counts_of(texts: list[str]) -> csr_matrix:
    """(texts, BUCKETS): what each n-gram counts in each text, see `families_of`."""
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    for first, last in groups_of(texts):
        for family in families_of(texts[first:last]):
            rows.append(family.owners + first)
            columns.append(family.buckets)
            values.append((counted(family.times) / family.roots[family.owners]).astype(np.float32))
    places = (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix((np.concatenate(values), places), shape=(len(texts), BUCKETS))


def train_fast(recipe: FastRecipe, rows: list[Row], say: Say) -> tuple[Floats, Floats]:
    """Returns weights (BUCKETS, 7) and biases (7,) in logits."""
    rng = Random(recipe.seed)  # noqa: S311 - the same draw each time is the point
    chosen = [
        row
        for name, pool in pools(rows, synthetic=recipe.synthetic, seed=recipe.seed).items()
        if name not in recipe.skip
        for row in pool
    ]
    texts = [row.text[:_MOST_LETTERS] for row in chosen]
    for place in range(len(texts)):
        if rng.random() < recipe.disguised:
            texts[place] = disguise(texts[place], rng=rng)
    texts = [clean(text).text.lower() for text in texts]
    labels = np.stack([row.labels for row in chosen])
    weights = np.array([row.weight for row in chosen], dtype=np.float32)
    counts = counts_of(texts)
    held_by = np.bincount(counts.indices, minlength=BUCKETS)
    kept = np.flatnonzero(held_by >= recipe.least)
    rarity = (np.log(len(texts) / held_by[kept]) + 1.0).astype(np.float32) / 6.0
    counts = counts[:, kept]
    counts.data *= rarity[counts.indices]
    say(f"{len(texts)} texts, {len(kept)} n-grams, {counts.nnz} entries")
    solution, biases = _fit(counts, labels, weights, recipe, say)
    table = np.zeros((BUCKETS, len(ATTRIBUTES)), dtype=np.float32)
    table[kept] = solution * rarity[:, None]
    return table, biases


def _fit(
    counts: csr_matrix, labels: Floats, weights: Floats, recipe: FastRecipe, say: Say
) -> tuple[Floats, Floats]:
    """Logistic regression by Adagrad (Duchi, Hazan and Singer 2011): rare n-grams keep their large steps.

    A batch touches only the n-grams that stand in it, so an epoch costs as much as one look at all rows. There they pay
    the penalty of all the batches that they are likely to be missing from, or rare ones would pay next to none.
    """
    known = ((~np.isnan(labels)) * weights[:, None]).astype(np.float32)
    target = np.nan_to_num(labels).astype(np.float32)
    toxic = (known * target).sum(0) / known.sum(0)
    biases = np.log(np.maximum(toxic, 1e-4) / (1 - toxic)).astype(np.float32)
    solution = np.zeros((counts.shape[1], labels.shape[1]), dtype=np.float32)
    seen = np.full_like(solution, 1e-6)
    batches = np.ceil(counts.shape[0] / _BATCH)
    held_by = np.bincount(counts.indices, minlength=counts.shape[1])
    share = 1 - np.exp(-np.maximum(held_by, 1) / batches)
    penalty = (recipe.penalty / share).astype(np.float32)[:, None]
    rng = np.random.default_rng(recipe.seed)
    for epoch in range(recipe.epochs):
        losses: list[float] = []
        order = rng.permutation(counts.shape[0])
        rate = recipe.learning_rate * (1 - epoch / recipe.epochs)
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            part = counts[chosen]
            columns, inverse = np.unique(part.indices, return_inverse=True)
            part = csr_matrix((part.data, inverse, part.indptr), shape=(len(chosen), len(columns)))
            own = solution[columns]
            logits = part @ own + biases
            weight = known[chosen]
            losses.append(
                float((weight * (np.logaddexp(0, logits) - target[chosen] * logits)).sum() / len(chosen))
            )
            error = weight * (1 / (1 + np.exp(-logits)) - target[chosen])
            slope = part.T @ error + penalty[columns] * own
            seen[columns] += slope**2
            solution[columns] = own - rate * slope / np.sqrt(seen[columns])
            biases -= 0.1 * rate * error.mean(0)
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.4f}")
    return solution, biases
