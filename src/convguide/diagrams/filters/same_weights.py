"""Which weights are shared: over positions the same ones, for each channel others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.cell_plane import draw_plane
from convguide.diagrams.filters.shared_weights import SMALL, read_shared
from convguide.diagrams.filters.sharing_words import (
    description_of,
    heads_of,
    notes_above,
    notes_below,
    title_of,
)
from convguide.diagrams.style import MUTED, ON_FILL
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.filters.shared_weights import Shared

LINE = 0.9  # cells, for a line of words
SIGN = 1.1  # cells, between two kernels
EDGE = 0.2  # cells, around everything
INPUT = "kernel 0 on channel 0 of the input"
HEAD = 2.3 * LINE  # cells, above the input and what is said of it
NAMES = 2.4 * LINE  # cells, above the kernels and their names


def sharing(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw where a layer uses the same weights, and where it does not.

    Over positions a filter keeps its weights; for each input channel it has others.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer, whose first filter is drawn. An array (C_out, C_in, K_h, K_w) and a
        layer of PyTorch have weights, which are written if there is room; otherwise a0,
        a1 and so on are those of the first kernel, b0, b1 those of the second.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        Above, one kernel at two positions; below, the kernels of up to three channels.

    Raises
    ------
    TypeError
        If `layer` is nothing that can be read.
    ShapeError
        If an array does not have four axes.

    See Also
    --------
    two_views : The same filter as kernels and as one block.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(8).integers(-4, 5, (2, 3, 2, 3))
    >>> drawing = sharing(weight)
    >>> drawing.title
    'One filter of 3×2×3: the same 18 weights at every position, 6 for each channel'
    """
    shared = read_shared(layer)
    heads, above, below = heads_of(shared), notes_above(shared), notes_below(shared)
    across = shared.shown * (_column(shared) + SIGN) - SIGN
    words = [width_of(head, bold=True) for head in heads]
    words += [width_of(note, SMALL) for note in (*above, *below, INPUT)]
    wide = max(shared.extent[0], across, *words) + 2 * EDGE
    under = HEAD + shared.extent[1] + 2  # the two output numbers
    half = under + LINE * (len(above) + 2)
    tall = half + NAMES + shared.kernel[1] + LINE * (len(below) + 0.3) + EDGE
    canvas = Canvas(wide, tall, ax=ax)
    canvas.text(wide / 2, LINE / 2, heads[0], bold=True)
    canvas.text(wide / 2, 1.6 * LINE, INPUT, size=SMALL)
    _draw_positions(canvas, shared, ((wide - shared.extent[0]) / 2, HEAD))
    canvas.text(
        wide / 2, under + LINE / 2, "two numbers of one output channel", size=SMALL
    )
    _draw_notes(canvas, above, (wide / 2, under + 1.5 * LINE))
    canvas.text(wide / 2, half + LINE / 2, heads[1], bold=True)
    _draw_channels(canvas, shared, ((wide - across) / 2, half))
    _draw_notes(canvas, below, (wide / 2, half + NAMES + shared.kernel[1] + 0.8 * LINE))
    return canvas.finished(title_of(shared), description_of(shared))


def _column(shared: Shared) -> float:
    """Width for a kernel and its name."""
    return max(shared.kernel[0], width_of(f"kernel {shared.shown - 1}") + 0.2)


def _draw_notes(
    canvas: Canvas, notes: Sequence[str], place: tuple[float, float]
) -> None:
    """Write lines that explain a half."""
    x, y = place
    for n, note in enumerate(notes):
        canvas.text(x, y + n * LINE, note, size=SMALL, colour=MUTED)


def _draw_positions(
    canvas: Canvas, shared: Shared, corner: tuple[float, float]
) -> None:
    """Draw the first kernel on the input, twice, and the two output numbers."""
    (x, y), (unit, high) = corner, shared.cell
    span, bottom = shared.spec.span, y + shared.extent[1]
    draw_plane(canvas, corner, shared.size, shared.cell)
    side = min(1.0, 0.6 * shared.apart * unit)
    for column in (0, shared.apart):
        left = x + column * unit
        _draw_taps(canvas, shared, (left, y))
        canvas.window(left, y, span[1] * unit, span[0] * high)
        middle = left + span[1] * unit / 2
        canvas.line((middle, bottom + 0.1), (middle, bottom + 0.9))
        canvas.cells(middle - side / 2, bottom + 1, (1, 1), unit=side)


def _draw_taps(canvas: Canvas, shared: Shared, corner: tuple[float, float]) -> None:
    """Fill the input numbers that the kernel meets, and write its weights on them."""
    (x, y), (down, across) = corner, shared.spec.dilation
    if not shared.gaps_drawn:
        draw_plane(canvas, corner, shared.spec.span, shared.cell, 0)
        if shared.dilated:  # so that a weight would stand on none of its own
            return
    wide, high = shared.cell[0] * across, shared.cell[1] * down
    for u, v in np.ndindex(shared.spec.kernel_size):
        left, top = x + v * wide, y + u * high
        if shared.gaps_drawn:
            canvas.cells(left, top, (1, 1), unit=shared.cell, channel=0)
        if shared.labels is not None:
            _write(canvas, shared.labels[0, u, v], (left, top), shared.cell)


def _draw_channels(canvas: Canvas, shared: Shared, corner: tuple[float, float]) -> None:
    """Draw the kernels of the first channels, each with its own weights."""
    (x, y), (wide, high), column = corner, shared.kernel, _column(shared)
    top = y + NAMES
    for c in range(shared.shown):
        centre = x + c * (column + SIGN) + column / 2
        left = centre - wide / 2
        canvas.text(centre, y + 1.8 * LINE, f"kernel {c}")
        draw_plane(canvas, (left, top), shared.spec.kernel_size, shared.small, c)
        if c:
            sign = "=" if shared.equal(c - 1, c) else "≠"
            canvas.text(centre - (column + SIGN) / 2, top + high / 2, sign, size=14)
        if shared.labels is not None:
            for (u, v), label in np.ndenumerate(shared.labels[c]):
                at = (left + v * shared.small[0], top + u * shared.small[1])
                _write(canvas, label, at, shared.small)


def _write(
    canvas: Canvas,
    label: object,
    corner: tuple[float, float],
    cell: tuple[float, float],
) -> None:
    """Write a weight into its cell."""
    (x, y), (wide, high) = corner, cell
    at = (x + wide / 2, y + high / 2)
    canvas.text(*at, str(label), size=SMALL, colour=ON_FILL)
