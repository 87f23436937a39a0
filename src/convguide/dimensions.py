"""conv1d and conv3d, in terms of 2D convolutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._axes import Axis
from convguide._inputs import checked
from convguide._padding import pad
from convguide.conv import convolve, finished

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from convguide._shapes import Geometry
    from convguide._typing import Array, Padding, Pair


def conv1d(
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
    """Apply a 1D convolution layer: a 2D one over a single row.

    Parameters
    ----------
    x : array_like
        Input, (C_in, L) or (N, C_in, L): integers or real numbers.
    weight : array_like
        All filters, (C_out, C_in / groups, K), of the same dtype as `x`.
    bias : array_like, optional
        One number per filter, (C_out,), of the same dtype as `x`.
    stride : int, default 1
        Step of the window, in samples.
    padding : int, pair of int or a word, default 0
        Samples added at both ends, or (before, after); the words are those of
        :func:`convguide.conv2d`.
    dilation : int, default 1
        Distance between neighbouring kernel entries, in samples.
    groups, padding_mode
        As in :class:`convguide.Conv2dSpec`.
    view : str, default "auto"
        Which of :data:`convguide.VIEWS` computes the result.

    Returns
    -------
    ndarray
        Output, (C_out, L_out) or (N, C_out, L_out), in the dtype of `x`.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Notes
    -----
    The semantics are those of :func:`torch.nn.functional.conv1d`. The dimension of a
    convolution counts the directions in which the window moves, and not the axes of
    the arrays: the filters of a 1D layer are two-dimensional.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1, 2, 4, 8], [0, 1, 0, 1]])
    >>> weight = np.array([[[1, -1], [10, 0]]])
    >>> conv1d(x, weight)
    array([[-1,  8, -4]])
    """
    options = (stride, padding, dilation, groups, padding_mode)
    inputs = checked(1, x, weight, bias, *options)
    x, weight = inputs.x[:, :, None], inputs.weight[:, :, None]
    y = convolve(x, weight, inputs.geometry.spec, view)
    return finished(y[:, :, 0], inputs)


def conv3d(
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
    """Apply a 3D convolution layer: a sum of 2D ones, one for each depth of the kernel.

    Parameters
    ----------
    x : array_like
        Input, (C_in, D, H, W) or (N, C_in, D, H, W): integers or real numbers.
    weight : array_like
        All filters, (C_out, C_in / groups, K_d, K_h, K_w), of the same dtype as `x`.
    bias : array_like, optional
        One number per filter, (C_out,), of the same dtype as `x`.
    stride : int or three int, default 1
        Step of the window, in voxels.
    padding : int, three or six int, or a word, default 0
        Voxels added on every side, or one number for each axis, or (front, back, top,
        bottom, left, right); the words are those of :func:`convguide.conv2d`.
    dilation : int or three int, default 1
        Distance between neighbouring kernel entries, in voxels.
    groups, padding_mode
        As in :class:`convguide.Conv2dSpec`.
    view : str, default "auto"
        Which of :data:`convguide.VIEWS` computes the planes.

    Returns
    -------
    ndarray
        Output, (C_out, D_out, H_out, W_out) or (N, C_out, D_out, H_out, W_out), in
        the dtype of `x`.

    Raises
    ------
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Notes
    -----
    The semantics are those of :func:`torch.nn.functional.conv3d`. A 3D layer has four
    axes in each filter: the window moves along depth, height and width, and the
    channels are summed as in every other layer.

    Examples
    --------
    Two frames, one pixel each; the kernel looks at a frame and at the next one:

    >>> import numpy as np
    >>> frames = np.array([1, 2, 4]).reshape(1, 3, 1, 1)
    >>> weight = np.array([10, 1]).reshape(1, 1, 2, 1, 1)
    >>> conv3d(frames, weight).ravel()
    array([12, 24])
    """
    options = (stride, padding, dilation, groups, padding_mode)
    inputs = checked(3, x, weight, bias, *options)
    return finished(_over_depth(inputs.x, inputs.weight, inputs.geometry, view), inputs)


def _over_depth(x: Array, weight: Array, geometry: Geometry, view: str) -> Array:
    """Add up the 2D layers that the slices of the kernel make, each on its planes."""
    depth, spec = geometry.depth, geometry.spec
    x = pad(x, (depth, Axis(), Axis()), spec.padding_mode)
    batch, channels, _, *size = x.shape
    steps = geometry.output_size[0]

    def part(d: int) -> Array:
        first = d * depth.dilation
        planes = x[:, :, first : first + (steps - 1) * depth.stride + 1 : depth.stride]
        planes = planes.swapaxes(1, 2).reshape(batch * steps, channels, *size)
        return convolve(planes, weight[:, :, d], spec, view)

    y = part(0)
    for d in range(1, depth.kernel):
        y += part(d)
    return y.reshape(batch, steps, *y.shape[1:]).swapaxes(1, 2)
