"""The accurate tier's network: a BERT encoder as small as MiniLM, two ways of pooling, a head a task.

Six layers of width 384 read the text at once; the mean and the maximum over its tokens go through one linear layer to
seven logits (one an attribute), and each token through another to one logit: does it make the text toxic?

What people call toxic differs from source to source, and Wikipedia's rows are most of what there is. So in training
there are seven logits more that learn from Wikipedia alone; `scores_merged` makes seven of them again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from parley.toxicity.attributes import ATTRIBUTES

Array = NDArray[np.float32]

#: What all sources say together, an attribute each, and then what Wikipedia's raters say.
OUTPUTS: Final = 2 * len(ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the encoder; the defaults are MiniLM's."""

    vocabulary: int = 30522
    width: int = 384
    layers: int = 6
    heads: int = 12
    head_width: int = 32
    inner: int = 1536
    positions: int = 512

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class Layer(nn.Module):
    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = dropout
        attended = shape.heads * shape.head_width
        self.query = nn.Linear(shape.width, attended)
        self.key = nn.Linear(shape.width, attended)
        self.value = nn.Linear(shape.width, attended)
        self.output = nn.Linear(attended, shape.width)
        self.output_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.widen = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.narrow_norm = nn.LayerNorm(shape.width, eps=1e-12)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        apart = (batch, length, self.heads, -1)
        query = self.query(hidden).view(apart).transpose(1, 2)
        key = self.key(hidden).view(apart).transpose(1, 2)
        value = self.value(hidden).view(apart).transpose(1, 2)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = self.output(seen.transpose(1, 2).reshape(batch, length, -1))
        hidden = self.output_norm(hidden + self._drop(seen))
        inner = self.narrow(functional.gelu(self.widen(hidden)))
        result: Tensor = self.narrow_norm(hidden + self._drop(inner))
        return result

    def _drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self.dropout, self.training)


class Network(nn.Module):
    def __init__(self, shape: Shape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.dropout = dropout
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.kinds = nn.Embedding(2, shape.width)
        self.embedding_norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList([Layer(shape, dropout) for _ in range(shape.layers)])
        self.scores = nn.Linear(2 * shape.width, OUTPUTS)
        self.marks = nn.Linear(shape.width, 1)
        for head in (self.scores, self.marks):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """`ids`, `present` (bool): (batch, length). Returns logits (batch, OUTPUTS) and token logits
        (batch, length).
        """
        pooled, hidden = self.pooled(ids, present)
        pooled = functional.dropout(pooled, self.dropout, self.training)
        return self.scores(pooled), self.marks(hidden).squeeze(-1)

    def pooled(self, ids: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """As above. Returns the mean and the maximum of a text's tokens (batch, 2 * width), and its tokens."""
        place = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.words(ids) + self.places(place)[None] + self.kinds.weight[0]
        hidden = functional.dropout(self.embedding_norm(hidden), self.dropout, self.training)
        mask = present[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        there = present[..., None]
        mean = (hidden * there).sum(1) / there.sum(1)
        most = hidden.masked_fill(~there, -1e4).amax(1)
        return torch.cat([mean, most], 1), hidden


def scores_merged(weights: Mapping[str, Array], shares: Mapping[str, float]) -> dict[str, Array]:
    """Return `scores.weight` (7, 2 * width) and `scores.bias` (7,): of each attribute named in `shares` that much of
    Wikipedia's, all the rest of all sources'.
    """
    size = len(ATTRIBUTES)
    apart = np.array([shares.get(name, 0.0) for name in ATTRIBUTES], dtype=np.float32)
    weight, bias = weights["scores.weight"], weights["scores.bias"]
    return {
        "scores.weight": (1 - apart)[:, None] * weight[:size] + apart[:, None] * weight[size:],
        "scores.bias": (1 - apart) * bias[:size] + apart * bias[size:],
    }


_NAMES = {
    "words.weight": "embeddings.word_embeddings.weight",
    "places.weight": "embeddings.position_embeddings.weight",
    "kinds.weight": "embeddings.token_type_embeddings.weight",
    "embedding_norm": "embeddings.LayerNorm",
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "output": "attention.output.dense",
    "output_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "narrow_norm": "output.LayerNorm",
}


def _bert_name(name: str) -> str:
    parts = name.split(".")
    if parts[0] == "layers":
        return f"encoder.layer.{parts[1]}.{_NAMES[parts[2]]}.{parts[3]}"
    return _NAMES.get(name) or f"{_NAMES[parts[0]]}.{parts[1]}"


def pretrained_load(network: Network, path: Path) -> None:
    """Take the encoder's weights from a BERT in safetensors. Raises KeyError or RuntimeError where shapes differ."""
    weights: dict[str, Any] = load_file(str(path))
    own = network.state_dict()
    for name in own:
        if not name.startswith(("scores.", "marks.")):
            own[name] = weights[_bert_name(name)]
    network.load_state_dict(own)
