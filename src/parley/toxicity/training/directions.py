"""Where a text lies among others: the directions in which what the network makes of texts differs most.

The network's seven logits keep what seven attributes need. Of what it knows beyond, a linear model that learns from a
newsroom's decisions can make use; so the 32 strongest directions are given out, each in units of its spread.
"""

from collections.abc import Sequence
from random import Random
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from parley.toxicity.results import EMBEDDING_SIZE
from parley.toxicity.text.clean import clean
from parley.toxicity.training.network import Network
from parley.toxicity.training.rows import Part, Row

Floats = NDArray[np.float32]

#: Rows that are looked at: more move the first 32 directions by nothing one could measure.
_MOST: Final = 6000
_LETTERS: Final = 4000
_BATCH: Final = 32
_SPREAD_LEAST: Final = 1e-6


def directions_of(
    network: Network, rows: Sequence[Row], *, tokenizer: Tokenizer, length: int, seed: int = 0
) -> dict[str, Floats]:
    """Return `embedding.weight` (32, 2 * width) and `embedding.bias` (32,), for the network's pooled tokens.

    Principal components of training rows, scaled to a variance of 1 there (Pearson 1901); zeros where there are fewer.
    """
    chosen = [row for row in rows if row.part is Part.TRAIN]
    Random(seed).shuffle(chosen)  # noqa: S311 -- the same rows each time is the point
    pooled = pooled_each(network, chosen[:_MOST], tokenizer=tokenizer, length=length).astype(np.float64)
    mean = pooled.mean(0)
    _, sizes, axes = np.linalg.svd(pooled - mean, full_matrices=False)
    spread = sizes / np.sqrt(max(len(pooled) - 1, 1))
    kept = int((spread[:EMBEDDING_SIZE] > _SPREAD_LEAST).sum())
    # A component's sign is an accident of the arithmetic: the largest part counts up.
    signs = np.sign(axes[np.arange(kept), np.abs(axes[:kept]).argmax(1)])
    weight = np.zeros((EMBEDDING_SIZE, pooled.shape[1]))
    weight[:kept] = axes[:kept] * (signs / spread[:kept])[:, None]
    return {
        "embedding.weight": weight.astype(np.float32),
        "embedding.bias": (-weight @ mean).astype(np.float32),
    }


def pooled_each(network: Network, rows: Sequence[Row], *, tokenizer: Tokenizer, length: int) -> Floats:
    """Return the mean and the maximum over the tokens of each row, (rows, 2 * width): what the heads read."""
    tokenizer.enable_truncation(length)
    tokenizer.no_padding()
    each = [tokenizer.encode(clean(row.text[:_LETTERS]).text).ids for row in rows]
    found = np.zeros((len(rows), network.scores.in_features), dtype=np.float32)
    order = sorted(range(len(each)), key=lambda place: len(each[place]))
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            ids = torch.zeros((len(places), max(len(each[place]) for place in places)), dtype=torch.long)
            for line, place in enumerate(places):
                ids[line, : len(each[place])] = torch.tensor(each[place])
            found[places] = network.pooled(ids, ids != 0)[0].numpy()
    return found
