"""One big sparse matrix: a row for each output number, a column for each pixel."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convguide._axes import Axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

    from convguide._typing import Array
    from convguide.spec import Conv2dSpec

# A matrix to look at need not be larger; on the way it takes six times 512 MiB.
MOST = 2**26


def pixels(spec: Conv2dSpec, input_size: Sequence[int]) -> Array:
    """Find each pixel under each window: its place in ``x.ravel()``, or -1 on padding.

    The result has the shape (H_out * W_out, C_in, K_h * K_w).
    """
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    top, bottom, left, right = spec.padding
    image = np.arange(spec.in_channels * prod(input_size))
    image = image.reshape(spec.in_channels, *input_size)
    image = np.pad(image, [(0, 0), (top, bottom), (left, right)], constant_values=-1)
    windows = sliding_window_view(image, spec.span, axis=(1, 2))
    windows = windows[:, ::s_h, ::s_w, ::d_h, ::d_w].transpose(1, 2, 0, 3, 4)
    positions, area = prod(spec.output_size(input_size)), prod(spec.kernel_size)
    return windows.reshape(positions, spec.in_channels, area)


def matrix(spec: Conv2dSpec, input_size: Sequence[int]) -> csr_array | Array:
    """Build the matrix of a layer, with the number of a weight in each entry.

    A row belongs to a number of the output, a column to a pixel of the input, in the
    order of their arrays in memory. The entry is 1 plus the place of a weight in
    ``weight.ravel()``: equal entries are one weight, shared. Where nothing connects a
    pixel with an output, the entry is 0; a sparse matrix does not store it. Padding has
    no columns.

    Parameters
    ----------
    spec : Conv2dSpec
        Geometry of the layer.
    input_size : pair of int
        Height and width of the input, in pixels, without padding.

    Returns
    -------
    scipy.sparse.csr_array or ndarray
        Integers, (C_out * H_out * W_out, C_in * H * W); dense if SciPy is missing.

    Raises
    ------
    ShapeError
        If the window does not fit into the padded input.
    ValueError
        If the padding repeats pixels: an entry would need the numbers of two weights.
    MemoryError
        If there are more than 2**26 entries to store.

    Examples
    --------
    One kernel of three weights over five pixels in a row. A sparse matrix prints as a
    list, so it is multiplied with the identity, which makes it dense:

    >>> import numpy as np
    >>> from convguide import Conv2dSpec
    >>> from convguide.views.toeplitz import matrix
    >>> connections = matrix(Conv2dSpec(1, 1, (1, 3)), (1, 5))
    >>> print(connections @ np.identity(5, int))
    [[1 2 3 0 0]
     [0 1 2 3 0]
     [0 0 1 2 3]]
    """
    if any(spec.padding) and spec.padding_mode != "zeros":
        msg = (
            f'padding_mode must be "zeros" for a matrix, got {spec.padding_mode!r}\n'
            "  hint: take padding=0 and the size of the padded input"
        )
        raise ValueError(msg)
    try:
        from scipy.sparse import csr_array as build  # noqa: PLC0415
    except ImportError:
        build = _dense
    positions, out_channels = prod(spec.output_size(input_size)), spec.out_channels
    shape = (out_channels * positions, spec.in_channels * prod(input_size))
    stored = positions * prod(spec.weight_shape)
    if build is _dense:
        stored = max(stored, prod(shape))
    padded = map(Axis.padded, spec.axes, input_size)
    stored = max(stored, spec.in_channels * prod(padded))  # numbered on the way
    if stored > MOST:
        msg = (
            f"the matrix may have {stored:,} numbers to store; {MOST:,} is the most\n"
            "  hint: fewer pixels or channels show the same pattern"
        )
        raise MemoryError(msg)
    under = pixels(spec, input_size)
    columns = np.stack([under[:, spec.channels_of(o)] for o in range(out_channels)])
    rows = np.arange(shape[0]).reshape(out_channels, positions, 1, 1)
    numbers = 1 + np.arange(prod(spec.weight_shape))
    numbers = numbers.reshape(out_channels, 1, *columns.shape[2:])
    there = columns >= 0
    rows, numbers = (np.broadcast_to(a, there.shape)[there] for a in (rows, numbers))
    return build((numbers, (rows, columns[there])), shape=shape)


def _dense(entries: tuple[Array, tuple[Array, Array]], shape: tuple[int, int]) -> Array:
    """Stand in for the constructor of a sparse matrix."""
    numbers, places = entries
    dense = np.zeros(shape, numbers.dtype)
    dense[places] = numbers
    return dense


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Multiply the matrix, its numbers replaced by their weights, with ``x.ravel()``.

    In each row only the stored entries meet their pixels. The rows of one filter hold
    the same weights, but in other columns, so the weights are not copied.
    """
    under, image = pixels(spec, x.shape[1:]), x.ravel()
    y = np.empty((spec.out_channels, len(under)), x.dtype)
    for o, one_filter in enumerate(weight):
        columns = under[:, spec.channels_of(o)].reshape(len(under), -1)
        y[o] = image[columns] @ one_filter.ravel()
    return y.reshape(spec.out_channels, *spec.output_size(x.shape[1:]))
