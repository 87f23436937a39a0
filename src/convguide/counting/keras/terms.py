"""What the axes of arrays in Keras are called: the factors of its counts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.keras.layers import keras_classes
from convguide.counting.positions import SIZES
from convguide.counting.products import product_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras import Layer

    from convguide.counting.products import Product

    Pairs = list[tuple[str, int]]
    Namer = Callable[[Layer, str, tuple[int, ...]], Pairs]


def array_product(layer: Layer, name: str, shape: tuple[int, ...]) -> Product:
    """Name the axes of an array that a layer learns.

    Parameters
    ----------
    layer : keras.Layer
        The layer.
    name : str
        The array's name in the layer: ``"kernel"``.
    shape : tuple of int
        Its shape; kernels of Keras have their own axes first: (K_h, K_w, C_in, C_out).

    Returns
    -------
    Product
        One factor an axis, in the order of this package: C_out × (C_in · K_h · K_w).
    """
    name = name.rpartition(".")[2]
    for kind in keras_classes(layer):
        pairs = NAMERS[kind](layer, name, shape) if kind in NAMERS else []
        if pairs and prod(size for _, size in pairs) == prod(shape):
            return product_of(*pairs)
    return product_of(*_numbered(shape))


def _numbered(shape: tuple[int, ...]) -> Pairs:
    """Give numbers to axes longer than 1; a single number is a factor, too."""
    axes = [(f"axis {n}", size) for n, size in enumerate(shape) if size != 1]
    return axes or [("numbers", prod(shape))]


def _kernel(shape: tuple[int, ...]) -> Pairs:
    """Name the axes of kernels, which come first."""
    sizes = shape[:-2]
    names = [f"kernel {axis}" for axis in SIZES.get(len(sizes), ())]
    return list(zip(names, sizes, strict=True)) if names else [("kernel", prod(sizes))]


def _conv(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    if name == "bias":
        return [("out_channels", shape[0])]
    if name != "kernel":
        return []
    depth = "in_channels" + "/groups" * (layer.groups > 1)
    return [("out_channels", shape[-1]), (depth, shape[-2]), *_kernel(shape)]


def _conv_transpose(_: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    """Name (K_h, K_w, C_out, C_in): the channels are in the other order."""
    if name == "bias":
        return [("out_channels", shape[0])]
    if name != "kernel":
        return []
    return [("in_channels", shape[-1]), ("out_channels", shape[-2]), *_kernel(shape)]


def _depthwise(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    times = layer.depth_multiplier
    if name == "bias":
        return [("in_channels", shape[0] // times), ("depth_multiplier", times)]
    if name not in {"kernel", "depthwise_kernel"}:
        return []
    return [("in_channels", shape[-2]), ("depth_multiplier", times), *_kernel(shape)]


def _separable(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    if name == "depthwise_kernel":
        return _depthwise(layer, name, shape)
    if name == "bias":
        return [("out_channels", shape[0])]
    times = layer.depth_multiplier
    between = [("in_channels", shape[-2] // times), ("depth_multiplier", times)]
    return [("out_channels", shape[-1]), *between, *_kernel(shape)]


def _dense(_: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    if name == "bias":
        return [("out_features", shape[0])]
    if name != "kernel":
        return []
    return [("out_features", shape[-1]), ("in_features", shape[0])]


def _einsum(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    """Name axes by the letters of the equation."""
    operands, _, result = layer.equation.replace(" ", "").partition("->")
    letters = operands.split(",")[1]
    if name == "bias":
        letters = [axis for axis in result if axis in (layer.bias_axes or "")]
        shape = tuple(size for size in shape if size != 1 or len(letters) == len(shape))
    if len(letters) != len(shape):
        return []
    return [(f"axis {axis}", n) for axis, n in zip(letters, shape, strict=True)]


def _embedding(_: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    names = ("num_embeddings", "embedding_dim")
    if name == "reverse_embeddings":
        names = names[::-1]
    return list(zip(names, shape, strict=True)) if name.endswith("embeddings") else []


def _channels(_: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    del name
    return [("channels", prod(shape))]


def _features(_: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    del name
    return [("features", size) for size in shape]


def _cell(gates: int) -> Namer:
    """Name axes of a cell whose arrays hold so many gates one beside the other."""

    def pairs(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
        units = [("gates", gates)] * (gates > 1) + [("units", layer.units)]
        if name == "bias":  # a GRU may have one for the input, one for the state
            return [("biases of a gate", shape[0])] * (len(shape) > 1) + units
        before = {"kernel": "in_features", "recurrent_kernel": "units"}
        return [*units, (before[name], shape[0])] if name in before else []

    return pairs


def _conv_cell(layer: Layer, name: str, shape: tuple[int, ...]) -> Pairs:
    out = [("gates", 4), ("out_channels", layer.filters)]
    before = {"kernel": "in_channels", "recurrent_kernel": "out_channels"}
    if name in before:
        return [*out, (before[name], shape[-2]), *_kernel(shape)]
    return out if name == "bias" else []


NAMERS: dict[str, Namer] = {
    "AdditiveAttention": _features,
    "BaseConv": _conv,
    "BaseConvTranspose": _conv_transpose,
    "BaseDepthwiseConv": _depthwise,
    "BaseSeparableConv": _separable,
    "BatchNormalization": _channels,
    "ConvLSTMCell": _conv_cell,
    "Dense": _dense,
    "EinsumDense": _einsum,
    "Embedding": _embedding,
    "GRUCell": _cell(3),
    "GroupNormalization": _channels,
    "LSTMCell": _cell(4),
    "LayerNormalization": _features,
    "RMSNormalization": _features,
    "SimpleRNNCell": _cell(1),
}
