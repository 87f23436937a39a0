"""What of the arrays in an ONNX model is learned, and what their axes are called."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from convguide.counting.positions import SIZES
from convguide.counting.products import product_of

if TYPE_CHECKING:
    from convguide.counting.onnx.graph import Array, Node
    from convguide.counting.products import Product

# Integers at these inputs are weights and biases that were rounded after training.
ROUNDED = {
    "ConvInteger": (1,),
    "DequantizeLinear": (0,),
    "MatMulInteger": (0, 1),
    "QLinearConv": (3, 8),
    "QLinearMatMul": (0, 3),
}
# Real numbers at these inputs are no weights: statistics, scales, bounds, factors.
KEPT = {
    "BatchNormalization": (3, 4),
    "Clip": (1, 2),
    "DequantizeLinear": (1, 2),
    "Dropout": (1,),
    "DynamicQuantizeLinear": (),
    "OneHot": (2,),
    "Pad": (2,),
    "QLinearConv": (1, 2, 4, 5, 6, 7),
    "QLinearMatMul": (1, 2, 4, 5, 6, 7),
    "QuantizeLinear": (1, 2),
    "Range": (0, 1, 2),
    "Resize": (1, 2),
    "Upsample": (1,),
}
# Nodes whose arrays are weights also where a Constant gives them, and at which inputs.
WEIGHTS = {
    "Conv": (1, 2),
    "ConvInteger": (1,),
    "ConvTranspose": (1, 2),
    "DeformConv": (1, 3),
    "GRU": (1, 2, 3),
    "Gemm": (1, 2),
    "LSTM": (1, 2, 3),
    "MatMul": (0, 1),
    "MatMulInteger": (0, 1),
    "QLinearConv": (3, 8),
    "QLinearMatMul": (0, 3),
    "RNN": (1, 2, 3),
}
# Which input of a matrix product is the second matrix.
MATRICES = {"Gemm": 1, "MatMul": 1, "MatMulInteger": 1, "QLinearMatMul": 3}
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def is_learned(node: Node, place: int) -> bool:
    """Tell whether the array at an input is learned, by what the node does with it."""
    array = node.arrays[place]
    if array.constant and place not in WEIGHTS.get(node.kind, ()):
        return False
    if not node.standard:
        return is_real(array) and bool(array.shape)
    if place in KEPT.get(node.kind, ()):
        return False
    if place in ROUNDED.get(node.kind, ()):
        return True
    return is_real(array) and bool(array.shape)


def is_real(array: Array) -> bool:
    """Tell numbers with a fraction, of any precision, from integers and words."""
    return array.dtype in _real_types()


@lru_cache
def _real_types() -> frozenset[int]:
    import onnx  # noqa: PLC0415 - a model is there, so it is installed

    return frozenset(
        number
        for name, number in onnx.TensorProto.DataType.items()
        if name.startswith(("FLOAT", "BFLOAT", "DOUBLE", "COMPLEX"))
    )


def array_product(node: Node, place: int) -> Product:
    """Name the axes of an array by the node that takes it.

    Parameters
    ----------
    node : Node
        The node.
    place : int
        Number of its input.

    Returns
    -------
    Product
        One factor an axis: a weight of Conv is (C_out, C_in / groups, K_h, K_w), as in
        PyTorch.
    """
    shape = node.arrays[place].shape
    pairs = _named(node, place, shape) if node.standard else []
    if not pairs or prod(size for _, size in pairs) != prod(shape):
        axes = [(f"axis {n}", size) for n, size in enumerate(shape) if size != 1]
        pairs = axes or [("numbers", prod(shape))]
    return product_of(*pairs)


def term_name(node: Node, place: int) -> str:
    """Name an array as in its node, so that biases are known: "weight", "bias"."""
    array = node.arrays[place]
    biases = {
        "Conv": 2,
        "ConvTranspose": 2,
        "Gemm": 2,
        "QLinearConv": 8,
        "DeformConv": 3,
    }
    biases |= {"LSTM": 3, "GRU": 3, "RNN": 3, "BatchNormalization": 2}
    biases |= {"LayerNormalization": 2, "InstanceNormalization": 2}
    biases |= {"GroupNormalization": 2}
    is_bias = node.standard and biases.get(node.kind) == place
    return (
        f"{array.name} (bias)" if is_bias and "bias" not in array.name else array.name
    )


def _named(node: Node, place: int, shape: tuple[int, ...]) -> list[tuple[str, int]]:
    kind, rank = node.kind, len(shape)
    if kind.endswith(("Conv", "ConvTranspose", "ConvInteger")):
        return _conv(node, shape)
    if kind in GATES:
        return _recurrent(node, place, shape)
    if kind in MATRICES:
        return _matrix(node, place, shape)
    names: tuple[str, ...] = ()
    if kind in {"BatchNormalization", "InstanceNormalization", "GroupNormalization"}:
        names = ("channels",)
    elif kind in {"LayerNormalization", "RMSNormalization"}:
        names = ("features",) * rank
    elif kind == "Gather" and place == 0:
        names = ("num_embeddings", "embedding_dim")
    return list(zip(names, shape, strict=True)) if len(names) == rank else []


def _matrix(node: Node, place: int, shape: tuple[int, ...]) -> list[tuple[str, int]]:
    """Name the axes of a matrix of weights, and of the bias of Gemm."""
    second = place == MATRICES[node.kind]
    if node.kind == "Gemm" and place == 2:  # noqa: PLR2004 - the bias
        return [("out_features", prod(shape))]
    if len(shape) != 2 or (place != 0 and not second):  # noqa: PLR2004 - a matrix
        return []
    turned = node.attribute("transB" if second else "transA", 0)
    out_first = bool(turned) if second else not turned
    first, last = shape if out_first else shape[::-1]
    return [("out_features", first), ("in_features", last)]


def _conv(node: Node, shape: tuple[int, ...]) -> list[tuple[str, int]]:
    rank = len(shape) - 2
    if rank not in SIZES:
        return [("out_channels", prod(shape))]
    split = "/groups" * (node.attribute("group", 1) != 1)
    names = ["out_channels", f"in_channels{split}"]
    if node.kind == "ConvTranspose":
        names = ["in_channels", f"out_channels{split}"]
    names += [f"kernel {axis}" for axis in SIZES[rank]]
    return list(zip(names, shape, strict=True))


def _recurrent(node: Node, place: int, shape: tuple[int, ...]) -> list[tuple[str, int]]:
    """Name (directions, gates · hidden_size, what comes in)."""
    gates = GATES[node.kind]
    directions, rows, *columns = shape
    pairs = [("directions", directions)] * (directions > 1)
    halves = 2 if place == 3 else 1  # noqa: PLR2004 - biases of the input, of the state
    pairs += [("biases of a gate", halves)] * (halves > 1)
    pairs += [("gates", gates)] * (gates > 1)
    if place > 3:  # noqa: PLR2004 - initial states and peepholes
        return []
    pairs.append(("hidden_size", rows // (gates * halves)))
    inner = {1: "input_size", 2: "hidden_size"}
    return pairs + [(inner[place], size) for size in columns if place in inner]
