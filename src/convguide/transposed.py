"""Transposed convolutions: a layer run backwards, from its output to its input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._inputs import checked, refuse_words
from convguide.adjoint import spread
from convguide.conv import finished

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convguide._inputs import Inputs
    from convguide._typing import Array, Pair


def conv_transpose1d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Apply a 1D transposed convolution layer.

    Parameters
    ----------
    x : array_like
        Input, (C_in, L) or (N, C_in, L): integers or real numbers.
    weight : array_like
        The weight, (C_in, C_out / groups, K), of the same dtype as `x`. Its
        input channels come first: it is the weight of the layer that runs forwards.
    bias : array_like, optional
        One number per output channel, (C_out,), of the same dtype as `x`.
    stride : int, default 1
        Distance between the places where neighbouring samples are put, in samples.
    padding : int or pair of int, default 0
        What is cut off the output, in samples: the same on every side,
        or (before, after).
    output_padding : int, default 0
        Samples that are kept after the output; less than stride or dilation.
    groups : int, default 1
        Number of groups into which the channels are split.
    dilation : int, default 1
        Distance between neighbouring kernel entries, in samples.

    Returns
    -------
    ndarray
        Output, (C_out, L_out) or (N, C_out, L_out), in the dtype of `x`.
        On each axis its size is (size - 1) · stride - padding + dilation · (kernel - 1)
        + output_padding + 1, where padding counts both sides.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Notes
    -----
    A 2D transposed layer over a single row; see :func:`convguide.conv_transpose2d`. The
    semantics are those of :func:`torch.nn.functional.conv_transpose1d`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1, 10]])
    >>> weight = np.array([[[1, 2, 3]]])
    >>> conv_transpose1d(x, weight), conv_transpose1d(x, weight, stride=2)
    (array([[ 1, 12, 23, 30]]), array([[ 1,  2, 13, 20, 30]]))
    """
    inputs = _checked(
        1, x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    return _backwards(inputs, 1)


def conv_transpose2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Apply a 2D transposed convolution layer.

    Parameters
    ----------
    x : array_like
        Input, (C_in, H, W) or (N, C_in, H, W): integers or real numbers.
    weight : array_like
        The weight, (C_in, C_out / groups, K_h, K_w), of the same dtype as `x`. Its
        input channels come first: it is the weight of the layer that runs forwards.
    bias : array_like, optional
        One number per output channel, (C_out,), of the same dtype as `x`.
    stride : int or pair of int, default 1
        Distance between the places where neighbouring pixels are put, in pixels.
    padding : int, pair or four int, default 0
        What is cut off the output, in pixels: the same on every side,
        or (top and bottom, left and right), or (top, bottom,
        left, right).
    output_padding : int or pair of int, default 0
        Rows and columns that are kept after the output; less than stride or dilation.
    groups : int, default 1
        Number of groups into which the channels are split.
    dilation : int or pair of int, default 1
        Distance between neighbouring kernel entries, in pixels.

    Returns
    -------
    ndarray
        Output, (C_out, H_out, W_out) or (N, C_out, H_out, W_out), in the dtype of `x`.
        On each axis its size is (size - 1) · stride - padding + dilation · (kernel - 1)
        + output_padding + 1, where padding counts both sides.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Notes
    -----
    Each input number puts its multiple of the kernel into the output, and where they
    overlap they are added. It is the adjoint of :func:`convguide.conv2d`, so that
    ``(conv2d(x, w) * y).sum() == (x * conv_transpose2d(y, w)).sum()`` whenever the
    sizes match: the gradient of a layer's input, and not its inverse. The semantics
    are those of :func:`torch.nn.functional.conv_transpose2d`; padding may also have
    four different sides.

    References
    ----------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016,
    arXiv:1603.07285, chapter 4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1, 10], [100, 1000]]])
    >>> weight = np.array([[[[1, 2], [3, 4]]]])
    >>> conv_transpose2d(x, weight, stride=2)[0]
    array([[   1,    2,   10,   20],
           [   3,    4,   30,   40],
           [ 100,  200, 1000, 2000],
           [ 300,  400, 3000, 4000]])
    """
    inputs = _checked(
        2, x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    return _backwards(inputs, 2)


def conv_transpose3d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
) -> Array:
    """Apply a 3D transposed convolution layer.

    Parameters
    ----------
    x : array_like
        Input, (C_in, D, H, W) or (N, C_in, D, H, W): integers or real numbers.
    weight : array_like
        The weight, (C_in, C_out / groups, K_d, K_h, K_w), of the same dtype as `x`. Its
        input channels come first: it is the weight of the layer that runs forwards.
    bias : array_like, optional
        One number per output channel, (C_out,), of the same dtype as `x`.
    stride : int or three int, default 1
        Distance between the places where neighbouring voxels are put, in voxels.
    padding : int, three or six int, default 0
        What is cut off the output, in voxels: the same on every side,
        or one number for each axis, or (front, back,
        top, bottom, left, right).
    output_padding : int or three int, default 0
        Planes, rows and columns that are kept after the output; less than stride or
        dilation.
    groups : int, default 1
        Number of groups into which the channels are split.
    dilation : int or three int, default 1
        Distance between neighbouring kernel entries, in voxels.

    Returns
    -------
    ndarray
        Output, (C_out, D_out, H_out, W_out) or (N, C_out, D_out, H_out, W_out), in
        the dtype of `x`.
        On each axis its size is (size - 1) · stride - padding + dilation · (kernel - 1)
        + output_padding + 1, where padding counts both sides.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Notes
    -----
    As :func:`convguide.conv_transpose2d` with one more axis. The semantics are those of
    :func:`torch.nn.functional.conv_transpose3d`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1, 10]).reshape(1, 2, 1, 1)
    >>> weight = np.array([1, 2, 3]).reshape(1, 1, 3, 1, 1)
    >>> conv_transpose3d(x, weight).ravel()
    array([ 1, 12, 23, 30])
    """
    inputs = _checked(
        3, x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    return _backwards(inputs, 3)


def _checked(  # noqa: PLR0917 - the arguments of the callers, in their order
    rank: int,
    x: object,
    weight: object,
    bias: object,
    stride: Pair,
    padding: Pair,
    output_padding: Pair,
    groups: int,
    dilation: Pair,
) -> Inputs:
    """Check a transposed layer, whose padding has no words."""
    refuse_words(padding=padding, output_padding=output_padding)
    options = (stride, padding, dilation, groups, "zeros", output_padding)
    return checked(rank, x, weight, bias, *options)


def _backwards(inputs: Inputs, rank: int) -> Array:
    """Run the layer of the geometry backwards."""
    lifted = inputs.geometry.lifted
    y = spread(lifted(inputs.x), lifted(inputs.weight), inputs.geometry)
    return finished(y.reshape(*y.shape[:2], *y.shape[-rank:]), inputs)
