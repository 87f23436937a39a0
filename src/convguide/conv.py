"""conv2d: check once, hand over to a view."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from convguide._inputs import checked, restored
from convguide._padding import pad
from convguide.views import PAD_THEMSELVES, VIEWS
from convguide.views.blocked import SMALL

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convguide._inputs import Inputs
    from convguide._typing import Array, Padding, Pair, Shape
    from convguide.spec import Conv2dSpec


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    view: str = "auto",
) -> Array:
    """Apply a 2D convolution layer to one image or to a batch.

    Parameters
    ----------
    x : array_like
        Input, (C_in, H, W) or (N, C_in, H, W): integers or real numbers.
    weight : array_like
        All filters, (C_out, C_in / groups, K_h, K_w), of the same dtype as `x`.
    bias : array_like, optional
        One number per filter, (C_out,), of the same dtype as `x`.
    stride, padding, dilation, groups, padding_mode
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`. Here `padding` has
        two more words, because the size of the input is known: "same_upper" is
        TensorFlow's "SAME", also with a stride, and "same_lower" is ONNX's SAME_LOWER.
    view : str, default "auto"
        Which of :data:`convguide.VIEWS` computes the result. All give the same
        integers, and the same real numbers up to rounding. "auto" is the quickest of
        those that add up nothing but the layer's own products.

    Returns
    -------
    ndarray
        Output, (C_out, H_out, W_out) or (N, C_out, H_out, W_out), in the dtype of
        `x`. Integers are exact; float16 is summed in float32 and rounded once.

    Raises
    ------
    TypeError
        If an array holds anything but real numbers, dtypes differ, or a number of
        the geometry is not an integer.
    ValueError
        If a number of the geometry is too small, or `view` is unknown; or if `view`
        mixes pixels ("fft", "winograd") and the result is not finite.
    ShapeError
        If ranks, channels, groups or sizes do not fit together, or the view cannot
        do such a layer.
    OverflowError
        If an exact integer result does not fit into the dtype, or the sums on the way
        to it do not fit into 64 bits.
    MemoryError
        If no memory holds the output.

    See Also
    --------
    convguide.trace : One output number, term by term.
    convguide.gradients : How the output changes with input, weight and bias.

    Notes
    -----
    As in PyTorch, TensorFlow and Keras the kernel is not flipped: mathematicians
    call the operation cross-correlation. Output channel o is the sum over its input
    channels c of ``weight[o, c]`` slid over ``x[c]``, plus ``bias[o]``. The
    semantics are those of :func:`torch.nn.functional.conv2d`, and `padding_mode` is
    that of :class:`torch.nn.Conv2d`; padding may also have four different sides,
    (top, bottom, left, right).

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
    arXiv:1603.07285.

    Examples
    --------
    Two input channels, three filters. Each filter has its own kernel for each
    input channel, and sums over both:

    >>> import numpy as np
    >>> x = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    >>> weight = np.arange(3 * 2 * 2 * 3).reshape(3, 2, 2, 3)
    >>> conv2d(x, weight, np.array([0, 0, 1000])).shape
    (3, 2, 2)
    >>> int(conv2d(x, weight)[0, 0, 0]), int((weight[0] * x[:, 0:2, 0:3]).sum())
    (854, 854)
    """
    inputs = checked(
        2, x, weight, bias, stride, padding, dilation, groups, padding_mode
    )
    return finished(
        convolve(inputs.x, inputs.weight, inputs.geometry.spec, view), inputs
    )


def convolve(x: Array, weight: Array, spec: Conv2dSpec, view: str) -> Array:
    """Apply a layer to a batch (N, C_in, H, W) of checked arrays, without its bias."""
    name = quickest(spec, x.shape) if view == "auto" else _known(view)
    compute, layer = VIEWS[name], spec
    if name not in PAD_THEMSELVES or spec.padding_mode != "zeros":
        layer = unpadded(spec)
    if len(x) == 1:
        image = x[0] if layer is spec else pad(x[0], spec.axes, spec.padding_mode)
        return compute(image, weight, layer)[None]
    size = spec.output_size(x.shape[2:])
    y = np.empty((len(x), spec.out_channels, *size), x.dtype)
    for n, target in enumerate(y):
        image = x[n] if layer is spec else pad(x[n], spec.axes, spec.padding_mode)
        target[...] = compute(image, weight, layer)
    return y


def finished(y: Array, inputs: Inputs) -> Array:
    """Add the bias, and bring a result back to the rank and dtype of the input."""
    if inputs.bias is not None:
        y += inputs.bias.reshape(-1, *(1,) * (y.ndim - 2))
    return restored(y[0] if inputs.one_image else y, inputs.dtype)


def quickest(spec: Conv2dSpec, shape: Shape) -> str:
    """Name the view that "auto" takes for a batch of this shape."""
    if 1 < spec.groups == spec.in_channels:
        positions = prod(spec.output_size(shape[2:]))
        patches = spec.in_channels * prod(spec.kernel_size) * positions
        return "depthwise" if patches > SMALL else "blocked"
    return "blocked"


@lru_cache
def unpadded(spec: Conv2dSpec) -> Conv2dSpec:
    """Return the layer as the views see it, once the image is padded."""
    return replace(spec, padding=(0, 0, 0, 0))


def _known(view: object) -> str:
    """Check the name of a view."""
    if not isinstance(view, str):
        msg = f"view must be a string, got {view!r} ({type(view).__name__})"
        raise TypeError(msg)
    if view in VIEWS:
        return view
    from difflib import get_close_matches  # noqa: PLC0415 - rarely needed, slow to load

    close = get_close_matches(view, VIEWS)
    hint = f"did you mean {close[0]!r}?" if close else 'leave it at "auto"'
    known = ", ".join(["auto", *VIEWS])
    msg = f"view must be one of {known}; got {view!r}\n  hint: {hint}"
    raise ValueError(msg)
