"""Write the trained network as an int8 ONNX graph for onnxruntime, one text at a time.

One text, because the scale of the quantised activations is taken over all that is computed at once: in a batch, a
comment's score would hang on its neighbours, and so could not be reproduced. And no padding is computed.

Weights are symmetric, one scale a column, in seven bits: on processors without VNNI the product of an eight-bit weight
and an eight-bit activation can overflow the sixteen bits that vpmaddubsw adds in, and then scores would differ between
machines. Embeddings have one scale a row. Sums and norms stay two nodes: onnxruntime's SkipLayerNormalization, which
does both, takes four times as long as they do.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from parley.toxicity.training.network import Shape

Array = NDArray[Any]
_MICROSOFT: Final = "com.microsoft"
_LEVELS: Final = 63  # seven bits
_EPSILON: Final = 1e-12


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: Array) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(
        self, kind: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: Any
    ) -> str:
        self.nodes.append(
            helper.make_node(
                kind, list(inputs), [output], name=f"{kind}/{output}", domain=domain, **attributes
            )
        )
        return output


def _columns_quantised(weight: Array) -> tuple[Array, Array]:
    """`weight`: (in, out) → int8 of the same shape, scales (out,)."""
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / _LEVELS
    return np.clip(np.round(weight / scale), -_LEVELS, _LEVELS).astype(np.int8), scale.astype(np.float32)


def _rows_quantised(table: Array) -> tuple[Array, Array]:
    """`table`: (rows, width) → int8, scales (rows, 1). Nothing is multiplied in eight bits here, so all are used."""
    scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-8) / 127
    return np.round(table / scale).astype(np.int8), scale.astype(np.float32)


def graph_of(weights: Mapping[str, Array], shape: Shape) -> onnx.ModelProto:
    """Input `ids` (1, length) int64. Outputs `logits` (1, 7), `marks` (1, length) and `embedding` (1, 32), all float32.

    `weights`: the network's, and those of `directions_of`.
    """
    graph = _Graph()
    hidden = _embed(graph, weights)
    for number in range(shape.layers):
        part = {
            name.split(".", 2)[2]: value
            for name, value in weights.items()
            if name.startswith(f"layers.{number}.")
        }
        hidden = _layer(graph, part, hidden, shape.heads, prefix=f"l{number}")
    mean = graph.node("ReduceMean", [hidden, graph.constant("axis", np.array([1]))], "mean", keepdims=0)
    most = graph.node("ReduceMax", [hidden, "axis"], "most", keepdims=0)
    pooled = graph.node("Concat", [mean, most], "pooled", axis=1)
    _head(graph, weights, pooled, "scores", "logits")
    _head(graph, weights, pooled, "embedding", "embedding")
    added = _head(graph, weights, hidden, "marks", "marks.added")
    graph.node("Squeeze", [added, graph.constant("last", np.array([2]))], "marks")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "parley-toxicity",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])],
            [
                helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, len(weights["scores.bias"])]),
                helper.make_tensor_value_info("marks", TensorProto.FLOAT, [1, "length"]),
                helper.make_tensor_value_info(
                    "embedding", TensorProto.FLOAT, [1, len(weights["embedding.bias"])]
                ),
            ],
            initializer=list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)],
        producer_name="parley",
    )
    model.ir_version = 9
    return model


def _head(graph: _Graph, weights: Mapping[str, Array], read: str, name: str, output: str) -> str:
    product = graph.node(
        "MatMul", [read, graph.constant(f"{name}.weight", weights[f"{name}.weight"].T)], f"{name}.product"
    )
    return graph.node("Add", [product, graph.constant(f"{name}.bias", weights[f"{name}.bias"])], output)


def _embed(graph: _Graph, weights: Mapping[str, Array]) -> str:
    table, scale = _rows_quantised(weights["words.weight"])
    picked = graph.node("Gather", [graph.constant("words", table), "ids"], "words.picked")
    whole = graph.node("Cast", [picked], "words.whole", to=TensorProto.FLOAT)
    scales = graph.node("Gather", [graph.constant("words.scale", scale), "ids"], "words.scales")
    words = graph.node("Mul", [whole, scales], "words.read")
    places = weights["places.weight"] + weights["kinds.weight"][0]
    size = graph.node("Shape", ["ids"], "size", start=1, end=2)
    begin = graph.constant("begin", np.array([0]))
    first = graph.node(
        "Slice",
        [graph.constant("places", places), begin, size, graph.constant("axis0", np.array([0]))],
        "places.first",
    )
    added = graph.node("Add", [words, first], "embedded")
    return graph.node(
        "LayerNormalization",
        [
            added,
            graph.constant("embedding_norm.weight", weights["embedding_norm.weight"]),
            graph.constant("embedding_norm.bias", weights["embedding_norm.bias"]),
        ],
        "hidden",
        axis=-1,
        epsilon=_EPSILON,
    )


def _layer(graph: _Graph, weights: Mapping[str, Array], hidden: str, heads: int, *, prefix: str) -> str:
    joined = np.concatenate([weights[f"{name}.weight"].T for name in ("query", "key", "value")], axis=1)
    bias = np.concatenate([weights[f"{name}.bias"] for name in ("query", "key", "value")])
    table, scale = _columns_quantised(joined)
    quantised = f"{prefix}.quantised"
    graph.nodes.append(
        helper.make_node(
            "DynamicQuantizeLinear",
            [hidden],
            [quantised, f"{quantised}.scale", f"{quantised}.zero"],
            name=f"DynamicQuantizeLinear/{prefix}",
        )
    )
    seen = graph.node(
        "QAttention",
        [
            quantised,
            graph.constant(f"{prefix}.attention", table),
            graph.constant(f"{prefix}.attention.bias", bias),
            f"{quantised}.scale",
            graph.constant(f"{prefix}.attention.scale", scale),
            "",
            f"{quantised}.zero",
            graph.constant(f"{prefix}.attention.zero", np.zeros(len(scale), dtype=np.int8)),
        ],
        f"{prefix}.seen",
        domain=_MICROSOFT,
        num_heads=heads,
    )
    out = _product(graph, weights, seen, "output", prefix=prefix)
    hidden = _add_norm(graph, weights, out, hidden, "output", prefix=prefix)
    wide = _product(graph, weights, hidden, "widen", prefix=prefix, bias=False)
    gelu = graph.node(
        "BiasGelu",
        [wide, graph.constant(f"{prefix}.widen.bias", weights["widen.bias"])],
        f"{prefix}.gelu",
        domain=_MICROSOFT,
    )
    narrow = _product(graph, weights, gelu, "narrow", prefix=prefix)
    return _add_norm(graph, weights, narrow, hidden, "narrow", prefix=prefix)


def _product(
    graph: _Graph, weights: Mapping[str, Array], hidden: str, name: str, *, prefix: str, bias: bool = True
) -> str:
    table, scale = _columns_quantised(weights[f"{name}.weight"].T)
    return graph.node(
        "DynamicQuantizeMatMul",
        [
            hidden,
            graph.constant(f"{prefix}.{name}", table),
            graph.constant(f"{prefix}.{name}.scale", scale),
            graph.constant(f"{prefix}.{name}.zero", np.zeros(len(scale), dtype=np.int8)),
            *([graph.constant(f"{prefix}.{name}.bias", weights[f"{name}.bias"])] if bias else []),
        ],
        f"{prefix}.{name}.product",
        domain=_MICROSOFT,
    )


def _add_norm(
    graph: _Graph, weights: Mapping[str, Array], hidden: str, before: str, name: str, *, prefix: str
) -> str:
    added = graph.node("Add", [hidden, before], f"{prefix}.{name}.added")
    return graph.node(
        "LayerNormalization",
        [
            added,
            graph.constant(f"{prefix}.{name}_norm.weight", weights[f"{name}_norm.weight"]),
            graph.constant(f"{prefix}.{name}_norm.bias", weights[f"{name}_norm.bias"]),
        ],
        f"{prefix}.{name}.normed",
        axis=-1,
        epsilon=_EPSILON,
    )


def graph_write(weights: Mapping[str, Array], shape: Shape, path: Path) -> None:
    """The same weights always give the same bytes."""
    model = graph_of(weights, shape)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
