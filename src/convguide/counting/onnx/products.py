"""Multiply-accumulates of one node of ONNX, with their factors."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.einsums import einsum_product
from convguide.counting.positions import contracted, rows_of_weights, uses
from convguide.counting.products import product_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from convguide.counting.onnx.graph import Node
    from convguide.counting.products import Product

    Shape = tuple[int, ...]
    Reader = Callable[[Node, list[Shape], list[Shape]], list[Product]]


def products_of_node(
    node: Node, inputs: list[Shape], outputs: list[Shape]
) -> list[Product]:
    """Count the products of a node that has a rule.

    Parameters
    ----------
    node : Node
        One whose operator is in `READERS`.
    inputs, outputs : list of tuple
        The shapes of its arrays; an input that is left out has the shape ().

    Returns
    -------
    list of Product
        Not empty.
    """
    return READERS[node.kind](node, inputs, outputs)


def _conv(at: int) -> Reader:
    """Make the rule of a convolution whose weight is at one of the inputs."""

    def products(
        node: Node, inputs: list[Shape], outputs: list[Shape]
    ) -> list[Product]:
        image, weight = inputs[0], inputs[at]
        del node
        return [uses(outputs[0][2:], prod(weight), image[0], "output")]

    return products


def _conv_with_state(
    node: Node, inputs: list[Shape], outputs: list[Shape]
) -> list[Product]:
    """Count a depthwise convolution along time."""
    del node
    return [uses(outputs[0][2:], prod(inputs[1]), inputs[0][0])]


def _conv_transpose(
    node: Node, inputs: list[Shape], outputs: list[Shape]
) -> list[Product]:
    """Use each weight at each position of the input: that is what is spread."""
    del node, outputs
    image, weight = inputs[:2]
    return [uses(image[2:], prod(weight), image[0], "input")]


def _matmul(first: int, second: int) -> Reader:
    """Make the rule of a matrix product of two of the inputs."""

    def products(
        node: Node, inputs: list[Shape], outputs: list[Shape]
    ) -> list[Product]:
        a, b = inputs[first], inputs[second]
        if second in node.arrays and len(b) == 2:  # noqa: PLR2004 - a matrix
            return [rows_of_weights(prod(a[:-1]), prod(b))]
        return [contracted(prod(outputs[0]), a[-1])]

    return products


def _gemm(node: Node, inputs: list[Shape], outputs: list[Shape]) -> list[Product]:
    (rows, features), b = inputs[0], inputs[1]
    if node.attribute("transA", 0):
        rows, features = features, rows
    if 1 in node.arrays:
        return [rows_of_weights(rows, prod(b))]
    return [contracted(prod(outputs[0]), features)]


def _recurrent(node: Node, inputs: list[Shape], outputs: list[Shape]) -> list[Product]:
    """Use each weight at each step, in each direction."""
    del outputs
    first, second, _ = inputs[0]
    steps, batch = (second, first) if node.attribute("layout", 0) else (first, second)
    return [
        product_of(("steps", steps), ("weights", prod(weight))).times("batch", batch)
        for weight in inputs[1:3]
    ]


def _attention(node: Node, inputs: list[Shape], outputs: list[Shape]) -> list[Product]:
    """Count queries times keys, and scores times values, the remembered ones too."""
    query, key, value = (
        _heads(node, shape, name)
        for shape, name in zip(
            inputs, ("q_num_heads", *["kv_num_heads"] * 2), strict=False
        )
    )
    del outputs
    batch, heads, queries, depth = query
    past = inputs[4][2] if len(inputs) > 4 and inputs[4] else 0  # noqa: PLR2004
    return [
        product_of(
            ("queries", queries), ("keys", key[2] + past), ("depth", size), outer=2
        )
        .times("heads", heads)
        .times("batch", batch)
        for size in (depth, value[3])
    ]


def _heads(node: Node, shape: Shape, name: str) -> Shape:
    """Split the last axis into heads, if they have no axis of their own."""
    if len(shape) == 4:  # noqa: PLR2004 - (N, heads, T, depth)
        return shape
    batch, steps, features = shape
    heads = int(str(node.attribute(name, 1)))
    return (batch, heads, steps, features // heads)


def _einsum(node: Node, inputs: list[Shape], outputs: list[Shape]) -> list[Product]:
    del outputs
    return [einsum_product(str(node.attribute("equation", "")), inputs)]


READERS: dict[str, Reader] = {
    "Attention": _attention,
    "CausalConvWithState": _conv_with_state,
    "Conv": _conv(1),
    "ConvInteger": _conv(1),
    "ConvTranspose": _conv_transpose,
    "DeformConv": _conv(1),
    "Einsum": _einsum,
    "GRU": _recurrent,
    "Gemm": _gemm,
    "LSTM": _recurrent,
    "MatMul": _matmul(0, 1),
    "MatMulInteger": _matmul(0, 1),
    "QLinearConv": _conv(3),
    "QLinearMatMul": _matmul(0, 3),
    "RNN": _recurrent,
}
# Operators that multiply arrays, and for which there is no rule.
UNTOLD = {"AffineGrid", "DFT", "Det", "LinearAttention", "STFT"}
