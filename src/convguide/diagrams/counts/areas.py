"""The factors of one layer's count, as sides of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.counts.area_key import key_of
from convguide.diagrams.counts.area_layout import lay_out
from convguide.diagrams.counts.area_parts import draw_weights
from convguide.diagrams.counts.area_words import (
    description_of,
    notes_of,
    row_of,
    title_of,
)
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.counts.area_layout import Areas

EDGE = 0.4  # cells, around everything
LINE = 0.85  # cells, for a line of words
HEAD = 3.2 * LINE  # cells, for the sum, the names of its factors and of channels
BESIDE = 0.25  # cells, from words to what they name
NAMED = 0.45  # cells, for a row that is named
SMALL, SMALLEST = 9, 8  # points
BIAS, CHANNEL = "bias", "channel"


def count_areas(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw the numbers that a layer learns as areas: the factors are the sides.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer; an array holds all filters, (C_out, C_in, K_h, K_w).
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A table with a row for each filter, in which a kernel of K_h · K_w weights
        stands for each input channel, and biases as one more column. Areas are
        proportional to counts, with a key. With groups, the kernels that exist are
        blocks on the diagonal, and the rest is blank. Lines that would be too close
        to be seen are left out, and it is said.

    Raises
    ------
    TypeError
        If `layer` is nothing that can be read.
    ShapeError
        If an array does not have four axes.

    See Also
    --------
    kernel_table : The kernels themselves, with their weights.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = count_areas(Conv2dSpec(3, 32, 5))
    >>> drawing.title
    '32 × (3·5·5) + 32 = 2,432 parameters'
    """
    spec = read_layer(layer).spec
    areas, wide = _placed(lay_out(spec))
    notes = notes_of(areas)
    below = areas.y + areas.sides[1] + 0.3
    canvas = Canvas(wide, below + (1 + len(notes)) * LINE + EDGE, ax=ax)
    row = row_of(spec)
    canvas.text(wide / 2, EDGE + LINE / 2, row.formula, bold=True)
    names = (wide / 2, EDGE + LINE * 1.5)
    canvas.text(*names, row.named_formula, size=SMALLEST, colour=MUTED)
    draw_weights(canvas, areas)
    _write_names(canvas, areas)
    key_of(areas.unit).draw(canvas, (wide / 2, below + LINE / 2))
    for n, note in enumerate(notes, 1):
        at = (wide / 2, below + (n + 0.5) * LINE)
        canvas.text(*at, note, size=SMALL, colour=MUTED)
    return canvas.finished(title_of(spec), description_of(areas))


def _placed(areas: Areas) -> tuple[Areas, float]:
    """Put the table between its names, below its head; give the width of all, too."""
    row = row_of(areas.spec)
    left = max(width_of(name, SMALLEST) for name in (CHANNEL, *_rows(areas))) + BESIDE
    own = left + areas.sides[0]
    if areas.spec.bias:
        (x, _, side, _), bias = areas.biases, width_of(BIAS, SMALLEST)
        own = left + x + max(side, (side + bias) / 2)
    words = (
        width_of(row.formula, bold=True),
        width_of(row.named_formula, SMALLEST),
        *(width_of(note, SMALL) for note in notes_of(areas)),
    )
    wide = max(own, *words) + 2 * EDGE
    return areas._replace(x=(wide - own) / 2 + left, y=EDGE + HEAD), wide


def _rows(areas: Areas) -> list[str]:
    """Name each filter, or, where rows are low, all together."""
    filters = areas.spec.out_channels
    if areas.unit[1] >= NAMED:
        return [f"filter {n}" for n in range(filters)]
    return [f"{filters:,} filters"]


def _write_names(canvas: Canvas, areas: Areas) -> None:
    """Name filters beside, channels above, if there is room, and the biases."""
    rows, (_, high), left = _rows(areas), areas.sides, areas.x - BESIDE
    for n, name in enumerate(rows):
        y = areas.y + (n + 0.5) * high / len(rows)
        canvas.text(left, y, name, size=SMALLEST, align="right")
    y, channels = areas.y - LINE / 2, range(areas.spec.in_channels)
    if width_of(f"{channels[-1]}", SMALLEST) <= areas.band - 0.1:
        canvas.text(left, y, CHANNEL, size=SMALLEST, align="right")
        for c in channels:
            x = areas.x + (c + 0.5) * areas.band
            canvas.text(x, y, f"{c}", size=SMALLEST)
    if areas.spec.bias:
        x, _, side, _ = areas.biases
        canvas.text(x + side / 2, y, BIAS, size=SMALLEST)
