"""The gradients of a layer; that of its input is the transposed layer."""

from __future__ import annotations

from itertools import product, repeat
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convguide._axes import Axis
from convguide._errors import ShapeError
from convguide._inputs import (
    checked,
    rank_of,
    real_numbers,
    refuse_mixture,
    refuse_overflow,
    restored,
)
from convguide._padding import fold, pad, sources
from convguide._shapes import described

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike

    from convguide._inputs import Inputs
    from convguide._shapes import Geometry
    from convguide._typing import Array, Padding, Pair


class Gradients(NamedTuple):
    """Gradients of one layer, each in the shape of what it belongs to.

    Attributes
    ----------
    x : ndarray
        Gradient with respect to the input.
    weight : ndarray
        Gradient with respect to the weight.
    bias : ndarray
        Gradient with respect to the bias, (C_out,).
    """

    x: Array
    weight: Array
    bias: Array


def gradients(
    x: ArrayLike,
    weight: ArrayLike,
    grad_output: ArrayLike,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Gradients:
    """Differentiate a layer with respect to its input, weight and bias.

    Parameters
    ----------
    x, weight : array_like
        As in :func:`convguide.conv1d`, :func:`convguide.conv2d` or
        :func:`convguide.conv3d`; the number of axes of `weight` says which.
    grad_output : array_like
        Gradient of some number with respect to the layer's output, in the shape of
        this output and in the dtype of `x`.
    stride, padding, dilation, groups, padding_mode
        Geometry of the layer, as in the function that computes it.

    Returns
    -------
    Gradients
        The three gradients `x`, `weight` and `bias`, in the shapes of the arrays and
        in the dtype of `x`.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together, or `grad_output` is not
        of the output's shape. What else is refused, and by which error, is listed at
        :func:`convguide.conv2d`.

    Notes
    -----
    All three are convolutions again. The gradient of the input is the transposed layer
    applied to `grad_output`. The gradient of a kernel is its input channel convolved
    with its output channel's gradient, with stride and dilation exchanged. The gradient
    of a bias is the sum of its output channel's gradient. They are what
    :func:`torch.autograd.grad` gives.

    Examples
    --------
    The gradient of the sum of the outputs: each weight gets the sum of the pixels that
    it met.

    >>> import numpy as np
    >>> x = np.arange(1, 10).reshape(1, 3, 3)
    >>> weight = np.array([[[[1, 2], [3, 4]]]])
    >>> grads = gradients(x, weight, np.ones((1, 2, 2), int))
    >>> grads.weight.tolist()
    [[[[12, 16], [24, 28]]]]
    >>> grads.x.tolist(), grads.bias.tolist()
    ([[[1, 3, 2], [4, 10, 6], [3, 7, 4]]], [4])
    """
    rank = rank_of(weight)
    options = (stride, padding, dilation, groups, padding_mode)
    inputs = checked(rank, x, weight, None, *options)
    geometry, mode = inputs.geometry, inputs.geometry.spec.padding_mode
    grad = _grad_output(grad_output, inputs, rank)
    steps = len(grad) * prod(geometry.output_size)
    if inputs.dtype.kind != "f":
        met = inputs.weight.size // inputs.weight.shape[1] // geometry.spec.groups
        met *= prod(map(_repeats, geometry.axes, geometry.size, repeat(mode)))
        refuse_overflow(met, grad, inputs.weight)
        refuse_overflow(steps, grad, inputs.x)
        refuse_overflow(steps, grad, np.ones(1, int))  # of the bias
    grad = grad.astype(inputs.x.dtype)
    lifted = map(geometry.lifted, (inputs.x, inputs.weight, grad))
    whole_x, whole_weight, whole_grad = lifted
    grad_x = spread(whole_grad, whole_weight, geometry).reshape(inputs.x.shape)
    grad_weight = correlated(whole_x, whole_grad, geometry)
    return Gradients(
        restored(grad_x[0] if inputs.one_image else grad_x, inputs.dtype),
        restored(grad_weight.reshape(inputs.weight.shape), inputs.dtype),
        restored(grad.sum(axis=(0, *range(2, grad.ndim))), inputs.dtype),
    )


def spread(grad: Array, weight: Array, geometry: Geometry) -> Array:
    """Give each output number's gradient back to the pixels that it came from.

    A layer is a sum of 1×1 layers, one for each place in the kernel, on an image that
    is shifted by the place (see the view ``dense``). So is its reverse: the matrix of
    each place is transposed, and its result is added where the pixels were taken.
    """
    spec, batch = geometry.spec, len(grad)
    depth, filters = spec.filter_shape[0], spec.out_channels // spec.groups
    matrices = weight.reshape(spec.groups, filters, *weight.shape[1:]).swapaxes(1, 2)
    rows = grad.reshape(batch, spec.groups, filters, prod(geometry.output_size))
    padded = tuple(map(Axis.padded, geometry.axes, geometry.size))
    x = np.zeros((batch, spec.groups, depth, *padded), grad.dtype)
    for place, pixels in places(geometry):
        part = matrices[place] @ rows
        x[pixels] += part.reshape(*part.shape[:3], *geometry.output_size)
    x = x.reshape(batch, spec.in_channels, *padded)
    return fold(x, geometry.axes, geometry.size, spec.padding_mode)


def correlated(x: Array, grad: Array, geometry: Geometry) -> Array:
    """Multiply each pixel that a weight met with the gradient of what it went into."""
    spec, batch, steps = geometry.spec, len(x), prod(geometry.output_size)
    depth, filters = spec.filter_shape[0], spec.out_channels // spec.groups
    x = pad(x, geometry.axes, spec.padding_mode)
    images = x.reshape(batch, spec.groups, depth, *x.shape[2:])
    rows = grad.reshape(batch, spec.groups, filters, steps)
    kernel = (axis.kernel for axis in geometry.axes)
    weight = np.empty((spec.groups, filters, depth, *kernel), x.dtype)
    for place, pixels in places(geometry):
        met = images[pixels].reshape(batch, spec.groups, depth, steps)
        weight[place] = (rows @ met.swapaxes(2, 3)).sum(axis=0)
    return weight


def places(geometry: Geometry) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Pair each place in the kernel with the padded pixels that it meets."""
    pixels = [
        [
            slice(first, first + axis.stride * (steps - 1) + 1, axis.stride)
            for first in range(0, axis.span, axis.dilation)
        ]
        for axis, steps in zip(geometry.axes, geometry.output_size, strict=True)
    ]
    kernel = (range(axis.kernel) for axis in geometry.axes)
    for place, met in zip(product(*kernel), product(*pixels), strict=True):
        yield (..., *place), (..., *met)


def _repeats(axis: Axis, size: int, mode: str) -> int:
    """Count how often padding repeats a pixel, which then gets several gradients."""
    if mode == "zeros":
        return 1
    return int(np.bincount(sources(axis, size, mode)).max())


def _grad_output(grad_output: object, inputs: Inputs, rank: int) -> Array:
    """Hold the gradient against the output that it belongs to."""
    grad = real_numbers("grad_output", grad_output)
    batch = () if inputs.one_image else (len(inputs.x),)
    geometry = inputs.geometry
    output = (*batch, geometry.spec.out_channels, *geometry.output_size[3 - rank :])
    if grad.shape != output:
        x = inputs.x[0] if inputs.one_image else inputs.x
        shapes = described(rank, x.shape, inputs.weight.shape)
        axes = shapes["x"][1].replace("C_in", "C_out")
        facts = f"grad_output must have the shape of the output, {output}"
        raise ShapeError(facts, {**shapes, "grad_output": (grad.shape, axes)})
    if grad.dtype != inputs.dtype:
        refuse_mixture(x=np.empty(0, inputs.dtype), grad_output=grad)
    return grad[None] if inputs.one_image else grad
