"""Make a trained network smaller: keep some layers, and in each the heads and inner neurons that matter most.

How much a head or a neuron matters is the mean, over batches, of |activation * gradient| of the loss: to first order,
what the loss changes by where it is taken out (Michel, Levy, Neubig 2019, "Are Sixteen Heads Really Better than One?",
equation 2; Molchanov et al. 2017). What is kept is trained on afterwards.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from parley.toxicity.training.batches import Batch
from parley.toxicity.training.network import Network


@dataclass(frozen=True, slots=True)
class Cut:
    """What to keep. `layers`: their numbers, from 0; `heads`, `inner`: how many in each layer; `batches`: how many
    are looked at to tell which.
    """

    layers: tuple[int, ...]
    heads: int
    inner: int
    batches: int = 60

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Cut":
        return cls(**{**found, "layers": tuple(found["layers"])})


@dataclass(frozen=True, slots=True)
class Importance:
    """`heads`: (layers, heads); `inner`: (layers, inner). No unit: only the order within a layer is used."""

    heads: Tensor
    inner: Tensor


def importance_of(
    network: Network, batches: Iterable[Batch], loss_of: Callable[[Tensor, Tensor, Batch], Tensor]
) -> Importance:
    shape = network.shape
    heads = torch.zeros(shape.layers, shape.heads)
    inner = torch.zeros(shape.layers, shape.inner)
    seen: dict[tuple[str, int], Tensor] = {}

    def watch(kind: str, number: int) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def keep(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            inputs[0].retain_grad()
            seen[kind, number] = inputs[0]

        return keep

    hooks = []
    for number, layer in enumerate(network.layers):
        hooks.append(layer.output.register_forward_pre_hook(watch("heads", number)))
        hooks.append(layer.narrow.register_forward_pre_hook(watch("inner", number)))
    network.eval()
    for batch in batches:
        network.zero_grad(set_to_none=True)
        ids = torch.from_numpy(batch.ids)
        logits, marks = network(ids, ids != 0)
        loss_of(logits, marks, batch).backward()
        for (kind, number), values in seen.items():
            if values.grad is None:
                raise RuntimeError(f"No gradient reached the {kind} of layer {number}.")
            product = (values.detach() * values.grad).flatten(0, 1)
            if kind == "heads":
                by_head = product.unflatten(1, (shape.heads, shape.head_width)).sum(2)
                heads[number] += by_head.abs().mean(0)
            else:
                inner[number] += product.abs().mean(0)
    for hook in hooks:
        hook.remove()
    network.zero_grad(set_to_none=True)
    return Importance(heads, inner)


def pruned(network: Network, cut: Cut, importance: Importance, *, dropout: float) -> Network:
    """A smaller network with the weights of what was kept. Raises IndexError where `cut` names more than there is."""
    shape = network.shape
    small = replace(shape, layers=len(cut.layers), heads=cut.heads, inner=cut.inner)
    result = Network(small, dropout=dropout)
    before = network.state_dict()
    own = {name: value for name, value in before.items() if not name.startswith("layers.")}
    for place, number in enumerate(cut.layers):
        heads = importance.heads[number].topk(cut.heads).indices.sort().values
        attended = (heads[:, None] * shape.head_width + torch.arange(shape.head_width)).flatten()
        inner = importance.inner[number].topk(cut.inner).indices.sort().values
        for name, value in before.items():
            if name.startswith(f"layers.{number}."):
                rest = name.split(".", 2)[2]
                own[f"layers.{place}.{rest}"] = _kept(rest, value, attended, inner)
    result.load_state_dict(own)
    return result


def _kept(name: str, value: Tensor, attended: Tensor, inner: Tensor) -> Tensor:
    part = name.split(".", maxsplit=1)[0]
    if part in {"query", "key", "value"}:
        return value[attended]
    if part == "widen":
        return value[inner]
    if name == "output.weight":
        return value[:, attended]
    if name == "narrow.weight":
        return value[:, inner]
    return value
