"""Trained filters as grey images, with the scale that makes them grey."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import real_numbers
from convguide._integers import integer
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.images.greys import even_greys
from convguide.diagrams.images.slice_table import (
    GAP,
    LABEL,
    LINE,
    PATCH,
    label_width,
    slice_table,
)
from convguide.diagrams.images.slice_words import (
    description_of,
    ends_of,
    notes_of,
    title_of,
)
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.images.slice_table import SliceTable

SCALES = ("shared", "filter", "slice")
BAR = (6.0, 0.5)  # cells, for the bar of greys


def filter_slices(
    weight: Array,
    *,
    filters: Sequence[int] | None = None,
    scale: str = "shared",
    ax: Axes | None = None,
) -> Picture:
    """Draw filters as grey images: one column a filter, one row an input channel.

    Black is the most negative weight, white the most positive, and zero is the same
    middle grey everywhere, in steps that look alike. The picture gives the bounds.

    Parameters
    ----------
    weight : ndarray
        All filters, (C_out, C_in, K_h, K_w).
    filters : sequence of int, optional
        Which filters to draw, from 0; by default all of them.
    scale : {"shared", "filter", "slice"}, default "shared"
        What has a scale of its own. Only with "shared" may greys be compared between
        filters.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The images, and a key with the bounds of the scale. What is not finite is a
        crossed hole. Of many filters or channels the first ones and the last are
        drawn.

    Raises
    ------
    ShapeError
        If `weight` does not have four axes.
    IndexError
        If there is no such filter.
    ValueError
        If `scale` is unknown, or `filters` is empty.

    See Also
    --------
    kernel_table : The same table as squares, for small kernels and for geometries.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(2).normal(size=(4, 3, 5, 5)).round(1)
    >>> drawing = filter_slices(weight)
    >>> drawing.title
    '4 filters of 3 slices, 5×5, on one scale'
    """
    weight = real_numbers("weight", weight)
    _refuse_misfit(weight, scale)
    table = slice_table(weight, _numbered(filters, weight.shape[0]), scale)
    ends, notes = ends_of(table), notes_of(table)
    wide, tall = table.extent
    bar = BAR[0] + 2 * max(map(label_width, ends))
    # Words are a little wider where letters are fitted to dots.
    wide = max(wide, bar, *(1.04 * label_width(note) for note in notes)) + 2 * GAP
    below = BAR[1] + LINE * (1 + len(notes)) + 3 * GAP
    canvas = Canvas(wide, tall + below, ax=ax)
    _draw_slices(canvas, table)
    _draw_labels(canvas, table)
    _draw_bar(canvas, ends, tall + 2 * GAP)
    for n, note in enumerate(notes, 1):
        y = tall + 2 * GAP + BAR[1] + LINE * (n + 0.5)
        canvas.text(GAP, y, note, size=LABEL, align="left")
    return canvas.finished(title_of(table), description_of(table))


def _refuse_misfit(weight: Array, scale: str) -> None:
    """Refuse anything but all filters of a layer and a scale that is known."""
    if weight.ndim != len("OIHW") or 0 in weight.shape:
        facts = f"weight has {weight.ndim} axes but must have 4, none of them empty"
        raise ShapeError(facts, {"weight": (weight.shape, "(C_out, C_in, K_h, K_w)")})
    if scale not in SCALES:
        known = ", ".join(f'"{known}"' for known in SCALES)
        msg = f"scale must be one of {known}; got {scale!r}"
        raise ValueError(msg)


def _numbered(filters: Sequence[int] | None, number: int) -> list[int]:
    """Read which filters to draw."""
    if filters is None:
        return [*range(number)]
    numbers = [integer("filters", f, least=0) for f in filters]
    if not numbers:
        msg = "filters must name at least one filter"
        raise ValueError(msg)
    if max(numbers) >= number:
        msg = f"filters has {max(numbers)} but weight has {counted(number, 'filter')}"
        raise IndexError(msg)
    return numbers


def _draw_slices(canvas: Canvas, table: SliceTable) -> None:
    """Draw each slice in its frame, and cross out what has no grey."""
    wide, high, unit = table.wide, table.high, table.unit
    columns = zip(table.columns, table.centres, strict=True)
    rows = zip(table.rows, table.middles, strict=True)
    for (f, centre), (c, middle) in product(columns, rows):
        x, y = centre - wide / 2, middle - high / 2
        numbers, bound = table.slice_of(f, c), table.bound(f, c)
        canvas.image(even_greys(numbers, -bound, bound), x, y, wide, high)
        holes = np.argwhere(~np.isfinite(numbers))
        canvas.crosses([(x + j * unit, y + i * unit, unit, unit) for i, j in holes])
        canvas.boxes([(x, y, wide, high)])


def _draw_labels(canvas: Canvas, table: SliceTable) -> None:
    """Name filters on top and channels on the left, with what is left out."""
    top = (LINE + GAP) / 2
    for f, centre in zip(table.columns, table.centres, strict=True):
        canvas.text(centre, top, f"filter {f}", size=LABEL)
        if table.scale == "filter":
            canvas.text(centre, top + LINE, table.bound_label(f, 0), size=LABEL)
        if table.scale == "slice":
            for c, middle in zip(table.rows, table.middles, strict=True):
                below = middle + (table.row_high + LINE) / 2
                canvas.text(centre, below, table.bound_label(f, c), size=LABEL)
    patch = table.margin - GAP - PATCH
    beside = patch - GAP
    for c, middle in zip(table.rows, table.middles, strict=True):
        canvas.cells(patch, middle - PATCH / 2, (1, 1), unit=PATCH, channel=c)
        canvas.text(beside, middle, f"channel {c}", size=LABEL, align="right")
    right, down = table.more
    if right:
        x = table.centres[-1] - (table.pitch[0] + table.gap[0]) / 2
        canvas.text(x, top, f"and {right:,} more", size=LABEL, colour=MUTED)
    if down:
        y = table.middles[-1] - (table.row_high + LINE + GAP) / 2
        more = f"and {down:,} more"
        canvas.text(beside - GAP, y, more, size=LABEL, colour=MUTED, align="right")


def _draw_bar(canvas: Canvas, ends: tuple[str, str], y: float) -> None:
    """Draw the bar of greys with its bounds."""
    x = GAP + max(map(label_width, ends)) / 2
    canvas.image(even_greys(np.linspace(-1, 1, 129)[None], -1, 1), x, y, *BAR)
    canvas.boxes([(x, y, *BAR)])
    places = (x, x + BAR[0] / 2, x + BAR[0])
    for at, words in zip(places, (ends[0], "0", ends[1]), strict=True):
        canvas.text(at, y + BAR[1] + LINE / 2, words, size=LABEL)
