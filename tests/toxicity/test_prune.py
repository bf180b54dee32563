"""Cutting a network down: what is kept computes what it did, and what does nothing is what goes."""

import pytest

pytest.importorskip("torch", reason="training needs the extra `train`: pip install -e '.[train]'")

import numpy as np
import torch
from torch import Tensor

from parley.toxicity.training.batches import Batch
from parley.toxicity.training.network import OUTPUTS, Network, Shape
from parley.toxicity.training.prune import Cut, importance_of, pruned

SHAPE = Shape(vocabulary=50, width=24, layers=3, heads=4, head_width=8, inner=40, positions=32)
IDS = torch.tensor([[2, 7, 9, 30, 3], [2, 11, 4, 3, 0]])


@pytest.fixture
def network() -> Network:
    torch.manual_seed(4)
    return Network(SHAPE, dropout=0.0).eval()


def batches() -> list[Batch]:
    labels = np.full((2, OUTPUTS), 0.5, dtype=np.float32)
    labels[0] = 1.0
    return [
        Batch(
            IDS.numpy(),
            labels,
            np.ones(2, np.float32),
            np.full((2, 5), -1.0, np.float32),
        )
    ]


def squared(logits: Tensor, _marks: Tensor, batch: Batch) -> Tensor:
    return ((logits - torch.from_numpy(batch.labels)) ** 2).sum()


def logits_of(network: Network) -> Tensor:
    with torch.inference_mode():
        return network.eval()(IDS, IDS != 0)[0]


def test_what_is_kept_whole_computes_the_same(network: Network) -> None:
    importance = importance_of(network, batches(), squared)
    same = pruned(network, Cut((0, 1, 2), 4, 40), importance, dropout=0.0)
    assert torch.equal(logits_of(same), logits_of(network))


def test_heads_and_neurons_that_do_nothing_are_cut_first(network: Network) -> None:
    with torch.no_grad():
        for layer in network.layers:
            layer.output.weight[:, 8:16] = 0.0  # the second head is not heard
            layer.narrow.weight[:, [3, 17, 20, 39]] = 0.0
    importance = importance_of(network, batches(), squared)
    assert (importance.heads[:, 1] == 0).all()
    small = pruned(network, Cut((0, 1, 2), 3, 36), importance, dropout=0.0)
    assert small.shape.heads == 3
    assert small.layers[0].query.weight.shape == (24, 24)
    assert torch.allclose(logits_of(small), logits_of(network), atol=1e-6)


def test_layers_are_taken_out_by_number(network: Network) -> None:
    importance = importance_of(network, batches(), squared)
    small = pruned(network, Cut((0, 2), 4, 40), importance, dropout=0.0)
    assert len(small.layers) == 2
    assert torch.equal(small.layers[1].widen.weight, network.layers[2].widen.weight)
    with pytest.raises(IndexError):
        pruned(network, Cut((0, 9), 4, 40), importance, dropout=0.0)
