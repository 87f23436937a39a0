"""All kernels of a layer, as the table that they are: filters by input channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.layers.kernel_choice import lay_out
from convguide.diagrams.layers.kernel_grid import BESIDE, GAP, LABEL, LINE
from convguide.diagrams.layers.kernel_words import (
    description_of,
    key_of,
    more_of,
    notes_of,
    title_of,
)
from convguide.diagrams.layers.weight_squares import draw_key, draw_squares
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Box, Picture
    from convguide.diagrams.layers.kernel_grid import Grid

LINED = 0.5  # cells, for the smallest weight around which lines are seen


def kernel_table(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw the kernels of a layer: one column a filter, one row an input channel.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. Without weights, as in a geometry, the kernels are empty.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The table of kernels. The area of a square is the size of a weight, on one
        scale for all; filled is positive, hollow is negative, crossed is not finite. A
        small table has the numbers as well; of a large one the first filters and
        channels are drawn, and the last. With groups, each kernel has the number of
        its own channel.

    Raises
    ------
    ShapeError
        If an array does not have four axes.
    TypeError
        If `layer` is nothing that can be read.

    See Also
    --------
    filter_slices : Trained filters as grey images.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(4).integers(-3, 4, size=(4, 3, 2, 2))
    >>> drawing = kernel_table(weight)
    >>> drawing.title
    '12 kernels: 4 filters of 3 kernels'
    """
    grid = lay_out(read_layer(layer))
    kernels = grid.kernels
    canvas = Canvas(*grid.extent, ax=ax)
    _draw_kernels(canvas, grid)
    if kernels.weight is not None and kernels.cells:
        draw_squares(canvas, grid)
    _draw_heads(canvas, grid)
    _draw_channels(canvas, grid)
    _draw_left_out(canvas, grid)
    _draw_foot(canvas, grid)
    return canvas.finished(title_of(kernels), description_of(kernels))


def _draw_kernels(canvas: Canvas, grid: Grid) -> None:
    """Draw all kernels of a channel at once, and lines where weights are large."""
    kernels = grid.kernels
    by_channel: dict[int, list[Box]] = {}
    for *_, channel, x, y in grid.places:
        by_channel.setdefault(channel, []).append((x, y, grid.wide, grid.high))
    for channel, boxes in by_channel.items():
        canvas.faces(boxes, channel)
        if kernels.cells and kernels.unit >= LINED:
            for x, y, *_ in boxes:
                canvas.cells(x, y, kernels.spec.kernel_size, unit=kernels.unit)


def _draw_heads(canvas: Canvas, grid: Grid) -> None:
    """Write the numbers of filters on top of their columns."""
    for column in grid.columns:
        centre, y = column.x + grid.wide / 2, column.top + LINE / 2
        name = f"filter {column.filter}" if grid.named else str(column.filter)
        canvas.text(centre, y, name, size=LABEL)
        if column.first and not grid.named:
            canvas.text(grid.margin - BESIDE, y, "filter", size=LABEL, align="right")


def _draw_channels(canvas: Canvas, grid: Grid) -> None:
    """Write the numbers of channels above kernels, or left of rows that share one."""
    if grid.kernels.grouped:
        for *_, channel, x, y in grid.places:
            at = (x + grid.wide / 2, y - LINE / 2)
            canvas.text(*at, f"channel {channel}", size=LABEL)
        return
    for top in (column.top for column in grid.columns if column.first):
        for row, level in zip(grid.kernels.rows, grid.levels, strict=True):
            at = (grid.margin - BESIDE, top + level + grid.high / 2)
            canvas.text(*at, f"channel {row}", size=LABEL, align="right")


def _draw_left_out(canvas: Canvas, grid: Grid) -> None:
    """Write dots between the last filter or row and the others, and count."""
    (right, down), (x, y) = grid.kernels.more, grid.left_out
    if right:
        more = more_of(right)
        canvas.text(x, LINE / 2, more, size=LABEL, colour=MUTED)
        for level in grid.levels:
            canvas.text(x, level + grid.high / 2, "…", size=LABEL, colour=MUTED)
    if down:
        at = (grid.margin - BESIDE, y)
        canvas.text(*at, more_of(down), size=LABEL, colour=MUTED, align="right")
        for column in grid.columns:
            centre = column.x + grid.wide / 2
            canvas.text(centre, y, "⋮", size=LABEL, colour=MUTED)


def _draw_foot(canvas: Canvas, grid: Grid) -> None:
    """Explain the marks, and say what is left out."""
    key, notes = key_of(grid.kernels), notes_of(grid.kernels)
    y = grid.extent[1] - grid.foot + LINE / 2
    draw_key(canvas, key, GAP, y)
    for n, note in enumerate(notes, bool(key)):
        at = (GAP, y + n * LINE)
        canvas.text(*at, note, size=LABEL, align="left", colour=MUTED)
