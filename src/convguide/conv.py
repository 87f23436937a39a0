"""conv2d: check once, hand over to a view."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from convguide._inputs import checked, restored
from convguide.views import VIEWS

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convguide._typing import Array, Padding, Pair
    from convguide.spec import Conv2dSpec
    from convguide.views import View

AUTO = "im2col"


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
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
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    view : str, default "auto"
        Which of :data:`convguide.VIEWS` computes the result; all give the same
        numbers. "auto" is the quickest exact one.

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
        If a number of the geometry is too small, or `view` is unknown.
    ShapeError
        If ranks, channels, groups or sizes do not fit together.
    OverflowError
        If an exact integer result does not fit into the dtype.

    See Also
    --------
    convguide.trace : One output number, term by term.

    Notes
    -----
    As in every deep-learning framework the kernel is not flipped: mathematicians
    call the operation cross-correlation. Output channel o is the sum over its input
    channels c of ``weight[o, c]`` slid over ``x[c]``, plus ``bias[o]``. The
    semantics are those of :func:`torch.nn.functional.conv2d`; padding may also have
    four different sides, (top, bottom, left, right).

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
    geometry = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    compute = _view_named(view)
    x, weight, bias, spec, dtype = checked(x, weight, bias, geometry)
    images = padded(x if x.ndim == len("NCHW") else x[None], spec)
    unpadded = replace(spec, padding=(0, 0, 0, 0))
    output_size = unpadded.output_size(images.shape[-2:])
    y = np.empty((len(images), spec.out_channels, *output_size), x.dtype)
    for image, target in zip(images, y, strict=True):
        target[...] = compute(image, weight, unpadded)
    if bias is not None:
        y += bias[:, None, None]
    return restored(y if x.ndim == len("NCHW") else y[0], dtype)


def padded(x: Array, spec: Conv2dSpec) -> Array:
    """Surround the last two axes with the zeros that the spec asks for."""
    top, bottom, left, right = spec.padding
    if not any(spec.padding):
        return x
    unpadded_axes = [(0, 0)] * (x.ndim - 2)
    return np.pad(x, [*unpadded_axes, (top, bottom), (left, right)])


def _view_named(view: object) -> View:
    """Look a view up by its name."""
    if not isinstance(view, str):
        msg = f"view must be a string, got {view!r} ({type(view).__name__})"
        raise TypeError(msg)
    name = AUTO if view == "auto" else view
    if name in VIEWS:
        return VIEWS[name]
    close = get_close_matches(view, VIEWS, n=1)
    hint = f"did you mean {close[0]!r}?" if close else 'leave it at "auto"'
    known = ", ".join(["auto", *VIEWS])
    msg = f"view must be one of {known}; got {view!r}\n  hint: {hint}"
    raise ValueError(msg)
