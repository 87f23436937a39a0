"""The two true pictures of one filter: kernels that add up, and one solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.filters.filter_block import block_size, draw_block
from convguide.diagrams.filters.kernel_sum import draw_sum, sum_size
from convguide.diagrams.filters.one_filter import read_filter
from convguide.diagrams.filters.sum_words import (
    description_of_block,
    description_of_sum,
    title_of_block,
    title_of_both,
    title_of_sum,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

GAP = 1.4  # cells, between the two pictures


def two_views(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter twice: as kernels whose results are added, and as one block.

    Both pictures are of the same numbers, added up in another order.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. An array (C_out, C_in, K_h, K_w) and a layer of PyTorch have weights,
        and small kernels show them.
    out_channel : int, default 0
        Which filter to draw, from 0.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    ShapeError
        If an array does not have four axes.
    TypeError
        If `layer` is nothing that can be read, or `out_channel` is no integer.
    ValueError
        If `out_channel` is negative.

    See Also
    --------
    kernels_then_add, one_block : Each picture by itself.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = two_views(Conv2dSpec(3, 2, 3))
    >>> drawing.title
    'One filter, drawn twice: as 3 kernels that add up, and as one block of 27 weights'
    """
    drawn = read_filter(layer, out_channel)
    (left, tall_left), (right, tall_right) = sum_size(drawn), block_size(drawn)
    canvas = Canvas(left + GAP + right, max(tall_left, tall_right), ax=ax)
    draw_sum(canvas, drawn, 0)
    draw_block(canvas, drawn, left + GAP)
    first, second = description_of_sum(drawn), description_of_block(drawn)
    same = "Both give the same output number."
    description = f"On the left: {first} On the right: {second} {same}"
    return canvas.finished(title_of_both(drawn), description)


def kernels_then_add(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter as kernels, one for each input channel, whose results are added.

    Parameters
    ----------
    layer, out_channel, ax
        As in :func:`two_views`.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    ShapeError
        If an array does not have four axes.
    TypeError
        If `layer` is nothing that can be read, or `out_channel` is no integer.
    ValueError
        If `out_channel` is negative.

    See Also
    --------
    two_views : Both pictures of a filter beside each other.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.arange(2 * 4 * 2 * 3).reshape(2, 4, 2, 3) % 7 - 3
    >>> drawing = kernels_then_add(weight, out_channel=1)
    >>> drawing.title
    'One filter as 4 kernels of 2×3, one for each input channel'
    """
    drawn = read_filter(layer, out_channel)
    canvas = Canvas(*sum_size(drawn), ax=ax)
    draw_sum(canvas, drawn, 0)
    return canvas.finished(title_of_sum(drawn), description_of_sum(drawn))


def one_block(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter as a solid block, as deep as the block of input under it.

    Parameters
    ----------
    layer, out_channel, ax
        As in :func:`two_views`.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    ShapeError
        If an array does not have four axes.
    TypeError
        If `layer` is nothing that can be read, or `out_channel` is no integer.
    ValueError
        If `out_channel` is negative.

    See Also
    --------
    two_views : Both pictures of a filter beside each other.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = one_block(Conv2dSpec(64, 128, 3))
    >>> drawing.title
    'One filter as a block of 64×3×3 weights'
    """
    drawn = read_filter(layer, out_channel)
    canvas = Canvas(*block_size(drawn), ax=ax)
    draw_block(canvas, drawn, 0)
    return canvas.finished(title_of_block(drawn), description_of_block(drawn))
