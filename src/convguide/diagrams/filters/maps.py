"""Partial maps: what each kernel makes of its own channel, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._integers import integer
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.cell_plane import draw_plane
from convguide.diagrams.filters.map_columns import (
    EDGE,
    LABEL,
    ROOM,
    SIGN,
    SMALL,
    columns_of,
)
from convguide.diagrams.filters.map_sum import sum_of
from convguide.diagrams.filters.map_words import description_of, title_of
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.reading import read_image
from convguide.diagrams.style import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.filters.map_columns import Column, Columns
    from convguide.diagrams.filters.map_sum import MapSum


def partial_maps(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    out_channel: int = 0,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    ax: Axes | None = None,
) -> Picture:
    """Draw one output channel as a sum of maps, one for each kernel of its filter.

    Each kernel slides over its own channel alone; the maps that come out are added.

    Parameters
    ----------
    x, weight, bias : array_like
        One image (C_in, H, W) and its layer, as in :func:`convguide.conv2d`. Planes
        that are too large for their numbers are drawn without them.
    out_channel : int, default 0
        Which filter to draw, from 0.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A row for each input channel, the padded channel, its kernel and their partial
        map, and below them the output channel. With more than five channels, the maps
        after the fourth are drawn as one, their sum.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    TypeError, ValueError, ShapeError, OverflowError
        As :func:`convguide.conv2d`; also ShapeError if `x` is a batch.

    See Also
    --------
    output_number : The same sum for a single output number.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(5)
    >>> x, weight = rng.integers(0, 4, (3, 4, 5)), rng.integers(-2, 3, (2, 3, 2, 3))
    >>> drawing = partial_maps(x, weight, np.array([10, 20]), out_channel=1)
    >>> drawing.title
    'Output channel 1: 3 partial maps of 3×3 and a bias, added up'
    """
    image = read_image(
        x, weight, bias, stride=stride, padding=padding, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    o = integer("out_channel", out_channel, least=0)
    added = sum_of(image, o, largest=ROOM)
    columns = columns_of(added)
    result = columns.result
    foot = len(added.maps) * columns.row + LABEL * (added.bias is not None)
    tall = foot + 1.4 * LABEL + result.high + result.below + EDGE
    canvas = Canvas(result.end + EDGE, tall, ax=ax)
    _draw_terms(canvas, added, columns)
    _draw_sum(canvas, added, result, foot)
    return canvas.finished(title_of(added, columns), description_of(added, columns))


def _draw_terms(canvas: Canvas, added: MapSum, columns: Columns) -> None:
    """Draw a row for each channel, and one for the channels that are left out."""
    image, kernel, result = columns
    for n, partial in enumerate(added.maps):
        middle, plus = n * columns.row + LABEL + columns.tallest / 2, "+ " * (n > 0)
        hue = added.channels[n] if n < len(added.channels) else None
        if hue is not None:
            name, x, edge = f"partial map {hue}", added.image[n], added.is_padding
            _plane(canvas, image, middle, f"channel {hue}", x, channel=hue, faint=edge)
            weights = added.kernels[n]
            _plane(canvas, kernel, middle, f"kernel {hue}", weights, channel=hue)
            canvas.text(kernel.x - SIGN / 2, middle, "∗", size=14)
        else:
            name, more = added.others, f"{added.left_out} more channels"
            canvas.text((image.x + kernel.end) / 2, middle, more, colour=MUTED)
        canvas.text(result.x - SIGN / 2, middle, "=")
        _plane(canvas, result, middle, f"{plus}{name}", partial, channel=hue)


def _draw_sum(canvas: Canvas, added: MapSum, result: Column, y: float) -> None:
    """Draw the bias, a line, and the output channel below it."""
    if added.bias is not None:
        canvas.text(result.centre, y - LABEL / 2, f"+ {added.bias_name}")
    line = y + 0.15 * LABEL
    canvas.line((result.x, line), (result.end, line))
    middle = y + 1.3 * LABEL + result.high / 2
    _plane(canvas, result, middle, f"= {added.name}", added.total, bold=True)


def _plane(
    canvas: Canvas,
    column: Column,
    middle: float,
    name: str,
    numbers: Array,
    *,
    channel: int | None = None,
    bold: bool = False,
    faint: Array | None = None,
) -> None:
    """Draw one plane below its name, with its numbers or else its size."""
    x = column.centre - column.size[1] * column.cell[0] / 2
    y = middle - column.high / 2
    canvas.text(column.centre, y - LABEL / 2, name, bold=bold)
    if column.numbers:
        draw_numbers(
            canvas, (x, y), numbers, unit=column.cell, size=SMALL, channel=channel,
            faint=faint,
        )  # fmt: skip
        return
    draw_plane(canvas, (x, y), column.size, column.cell, channel)
    size = column.in_words
    if faint is not None and faint.any():
        size += ", padded"
    below = y + column.high + LABEL / 2
    canvas.text(column.centre, below, size, size=SMALL, colour=MUTED)
