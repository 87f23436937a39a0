"""Multiply-accumulates of one call of a Keras layer, with their factors."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.einsums import einsum_product
from convguide.counting.keras.attention import ATTENTION_READERS
from convguide.counting.keras.layers import keras_classes
from convguide.counting.keras.recurrent import recurrent
from convguide.counting.positions import contracted, rows_of_weights, uses

if TYPE_CHECKING:
    from collections.abc import Callable

    from keras import Operation

    from convguide.counting.keras.trace import Call
    from convguide.counting.products import Product

    Shape = tuple[int, ...]
    Reader = Callable[[Operation, Call], list[Product] | None]

# Classes whose arrays multiply nothing, or one number each: no products.
WITHOUT = {
    *("BatchNormalization", "LayerNormalization", "GroupNormalization"),
    *("RMSNormalization", "UnitNormalization", "SpectralNormalization"),
    *("Normalization", "PReLU", "Embedding", "Discretization", "Wrapper"),
    *("TimeDistributed", "Bidirectional", "Sequential", "Functional", "Model"),
}


def products_of_call(operation: Operation, call: Call) -> list[Product] | None:
    """Count one call.

    Parameters
    ----------
    operation : keras.Operation
        A layer, or a function in the graph of a model.
    call : Call
        Shapes of its arguments and outputs.

    Returns
    -------
    list of Product or None
        Empty if it multiplies no arrays; None if there is no rule for it.
    """
    for kind in keras_classes(operation):
        if kind in READERS:
            return READERS[kind](operation, call)
        if kind in WITHOUT:
            return []
    return None


def spatial(operation: Operation, shape: Shape) -> Shape:
    """Take the batch and the channels off a shape."""
    first = getattr(operation, "data_format", None) == "channels_first"
    return shape[2:] if first else shape[1:-1]


def _channels(operation: Operation, shape: Shape) -> int:
    first = getattr(operation, "data_format", None) == "channels_first"
    return shape[1 if first else -1]


def _conv(layer: Operation, call: Call) -> list[Product]:
    (image, *_), output = call.inputs, call.outputs[0].shape
    depth = _channels(layer, image) // layer.groups
    weights = layer.filters * depth * prod(layer.kernel_size)
    return [uses(spatial(layer, output), weights, image[0])]


def _conv_transpose(layer: Operation, call: Call) -> list[Product]:
    """Use each weight at each position of the input: that is what is spread."""
    image = call.inputs[0]
    weights = layer.filters * _channels(layer, image) * prod(layer.kernel_size)
    return [uses(spatial(layer, image), weights, image[0], "input")]


def _depthwise(layer: Operation, call: Call) -> list[Product]:
    image, output = call.inputs[0], call.outputs[0].shape
    depth = _channels(layer, image) * layer.depth_multiplier
    weights = depth * prod(layer.kernel_size)
    return [uses(spatial(layer, output), weights, image[0])]


def _separable(layer: Operation, call: Call) -> list[Product]:
    image, output = call.inputs[0], call.outputs[0].shape
    between = _channels(layer, image) * layer.depth_multiplier
    positions = spatial(layer, output)
    weights = (between * prod(layer.kernel_size), between * layer.filters)
    return [uses(positions, number, image[0]) for number in weights]


def _dense(layer: Operation, call: Call) -> list[Product]:
    *places, features = call.inputs[0]
    return [rows_of_weights(prod(places), layer.units * features)]


def _reversible(layer: Operation, call: Call) -> list[Product]:
    """Count the way back, from features to words; the way there is a look-up."""
    if not call.arguments.get("reverse"):
        return []
    *places, features = call.inputs[0]
    return [rows_of_weights(prod(places), layer.input_dim * features)]


def _einsum_dense(layer: Operation, call: Call) -> list[Product]:
    # Of a quantized kernel, several numbers may share a byte.
    kernel = getattr(layer, "original_kernel_shape", None) or layer.kernel.shape
    return [einsum_product(layer.equation, [call.inputs[0], tuple(kernel)])]


def _einsum(operation: Operation, call: Call) -> list[Product]:
    return [einsum_product(operation.subscripts, call.inputs)]


def _matmul(operation: Operation, call: Call) -> list[Product]:
    """Sum over the last axis of the first array, for each number of the output."""
    del operation
    return [_contracted(call, call.inputs[0][-1])]


def _tensordot(operation: Operation, call: Call) -> list[Product]:
    axes, shape = operation.axes, call.inputs[0]
    if isinstance(axes, int):
        return [_contracted(call, prod(shape[len(shape) - axes :]))]
    first = axes[0] if isinstance(axes[0], (list, tuple)) else axes[:1]
    return [_contracted(call, prod(shape[axis] for axis in first))]


def _dot_layer(layer: Operation, call: Call) -> list[Product]:
    axes = layer.axes
    axis = axes if isinstance(axes, int) else axes[0]
    return [_contracted(call, call.inputs[0][axis])]


def _contracted(call: Call, summed: int) -> Product:
    return contracted(prod(call.outputs[0].shape), summed)


def _conv_function(operation: Operation, call: Call) -> list[Product]:
    image, *kernels = call.inputs
    output = call.outputs[0].shape
    positions = spatial(operation, output)
    return [uses(positions, prod(kernel), image[0]) for kernel in kernels]


def _transposed_function(operation: Operation, call: Call) -> list[Product]:
    image, kernel = call.inputs[:2]
    return [uses(spatial(operation, image), prod(kernel), image[0], "input")]


READERS: dict[str, Reader] = {
    **ATTENTION_READERS,
    "BaseConv": _conv,
    "BaseConvTranspose": _conv_transpose,
    "BaseDepthwiseConv": _depthwise,
    "BaseSeparableConv": _separable,
    "Conv": _conv_function,
    "ConvTranspose": _transposed_function,
    "Dense": _dense,
    "DepthwiseConv": _conv_function,
    "Dot": _dot_layer,
    "Einsum": _einsum,
    "EinsumDense": _einsum_dense,
    "Matmul": _matmul,
    "RNN": recurrent,
    "ReversibleEmbedding": _reversible,
    "SeparableConv": _conv_function,
    "Tensordot": _tensordot,
}
