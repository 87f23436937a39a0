"""Inputs of a node that do not fit its weights: named, with both shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._typing import KERNEL_AXES, SIZE_AXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Shape
    from convguide.counting.onnx.graph import Node

# Where the weight of a convolution is, and the second matrix of a product.
KERNELS = {
    "Conv": 1,
    "ConvInteger": 1,
    "ConvTranspose": 1,
    "DeformConv": 1,
    "QLinearConv": 3,
}
SECOND = {"MatMul": 1, "MatMulInteger": 1, "QLinearMatMul": 3}


def refuse_misfit(node: Node, inputs: list[Shape | None]) -> None:
    """Refuse what ONNX lets pass, or says without shapes.

    Parameters
    ----------
    node : Node
        A node of the standard.
    inputs : list of tuple or None
        The shapes of its inputs, as far as they are known.

    Raises
    ------
    ShapeError
        If channels or features do not fit.
    """
    place = (KERNELS | SECOND).get(node.kind, 1)
    if len(inputs) <= place or not inputs[0] or not inputs[place]:
        return
    first, second = inputs[0], inputs[place] or ()
    if node.kind in KERNELS:
        _refuse_channels(node, first, second)
    elif node.kind == "Gemm":
        turned = [bool(node.attribute(name, 0)) for name in ("transA", "transB")]
        found, wanted = first[-1 - turned[0]], second[-2 + turned[1]]
        orders = (("rows", "features"), ("in_features", "out_features"))
        axes = [
            order[::-1] if turn else order
            for order, turn in zip(orders, turned, strict=True)
        ]
        _refuse_features(node, (first, second), (found, wanted), axes)
    elif node.kind in SECOND:
        wanted = second[-2] if len(second) > 1 else second[0]
        numbers = [_numbers(first), _numbers(second)]
        _refuse_features(node, (first, second), (first[-1], wanted), numbers)


def _refuse_channels(node: Node, image: Shape, weight: Shape) -> None:
    transposed = "Transpose" in node.kind
    groups = 1 if transposed else int(str(node.attribute("group", 1)))
    channels = weight[0] if transposed else weight[1] * groups
    if len(image) == len(weight) and image[1] == channels:
        return
    if len(image) != len(weight):
        facts = f"{node.where} takes {len(weight)} axes but its input has {len(image)}"
    else:
        facts = f"{node.where} takes {channels} channels but its input has {image[1]}"
    order = "C_in, C_out/groups" if transposed else "C_out, C_in/groups"
    sizes, kernels = SIZE_AXES.get(len(image) - 2), KERNEL_AXES.get(len(weight) - 2)
    shapes = {
        "input": (image, f"(N, C_in, {sizes})" if sizes else "(?)"),
        "weight": (weight, f"({order}, {kernels})"),
    }
    raise ShapeError(facts, shapes)


def _refuse_features(
    node: Node,
    shapes: tuple[Shape, Shape],
    features: tuple[int, int],
    axes: Sequence[tuple[str, ...]],
) -> None:
    found, wanted = features
    if found == wanted:
        return
    facts = f"{node.where} takes {wanted} features but its input has {found}"
    named = {
        name: (shape, f"({', '.join(names)})")
        for name, shape, names in zip(("input", "weight"), shapes, axes, strict=True)
    }
    raise ShapeError(facts, named)


def _numbers(shape: Shape) -> tuple[str, ...]:
    return tuple(map(str, range(len(shape))))
