"""The size of the output along one axis, counted on a ruler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.geometry.one_axis import (
    LINE,
    SMALL,
    axis_of,
    bar_end,
    draw_cells,
    draw_place,
    lay_out,
    more,
    widest,
)
from convguide.diagrams.geometry.places import padding_mark, padding_words, sizes
from convguide.diagrams.geometry.ruler_words import heading, in_words, lines_below
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.geometry.one_axis import OneAxis

BAR, ROW = 0.7, 0.95  # cells, for one place of the window
HEAD, BELOW = 2.1, 1.6  # cells, from the top to the ruler and from there to the bars
MARGIN, LABEL = 0.2, 0.25  # cells


def size_ruler(
    layer: object,
    input_size: Pair,
    *,
    axis: str = "width",
    ax: Axes | None = None,
) -> Picture:
    """Draw one axis as a ruler, with the places of the window under it.

    Their count is the size of the output. Cells that no place reads are marked with a
    cross; those left over at the end are among them.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. Of an array (C_out, C_in, K_h, K_w) only the shape is used.
    input_size : int or pair of int
        Height and width of the input, without padding; one number for both.
    axis : {"height", "width"}, default "width"
        Which axis to draw.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    ShapeError
        If the window does not fit into the padded input, or the input is too small
        for its `padding_mode`.
    TypeError
        If `layer` is nothing that can be read, or `input_size` is no size.
    ValueError
        If `axis` is another word, or a size is negative.

    See Also
    --------
    windows : Both axes at once.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> layer = Conv2dSpec(3, 2, 3, stride=2, padding=1, dilation=2)
    >>> drawing = size_ruler(layer, (6, 8))
    >>> drawing.title
    'Width 8 with padding 1 + 1, kernel 3, stride 2, dilation 2: output width 3'
    """
    spec, number = read_layer(layer).spec, axis_of(axis)
    size, places = (pair[number] for pair in sizes(spec, input_size))
    along = spec.axes[number]
    line = lay_out(along, places, along.padded(size))._replace(left=MARGIN)
    padding = padding_words(spec, single=line.single) * (line.cells > size)
    name, below = heading(line, axis, size), lines_below(line, size, padding)
    canvas = Canvas(*_extent(line, name, below), ax=ax)
    canvas.text(MARGIN, LINE / 2 + 0.1, name, align="left", bold=True)
    _numbers(canvas, line)
    inside = range(along.before, along.before + size)
    draw_cells(canvas, line, HEAD, inside, padding_mark(spec))
    y = _places(canvas, line, HEAD + BELOW)
    _crosses(canvas, line, HEAD + 1)
    for n, (words, colour) in enumerate(below):
        canvas.text(MARGIN, y + (n + 0.7) * LINE, words, align="left", colour=colour)
    return canvas.finished(*in_words(line, axis, size, padding))


def _extent(
    line: OneAxis, name: str, below: list[tuple[str, str]]
) -> tuple[float, float]:
    """Measure the canvas: bars with their labels, and words."""
    labels = [
        bar_end(line, place) + LABEL + width_of(_label(place)) for place in line.shown
    ]
    words = MARGIN + widest([words for words, _ in below])
    wide = max(line.left + line.width, *labels, words)
    wide = max(wide, MARGIN + width_of(name, bold=True))
    rows = len(line.shown) * ROW + LINE * (line.left_out > 0)
    return wide + MARGIN, HEAD + BELOW + rows + LINE * len(below) + 0.4


def _label(place: int) -> str:
    """Name the output number that a place makes."""
    return f"→ output {place}"


def _numbers(canvas: Canvas, line: OneAxis) -> None:
    """Write the numbers of the cells; an outline has the first and the last."""
    if line.single:
        for cell in line.drawn():
            x = line.x(cell) + 0.5
            canvas.text(x, HEAD - 0.4, str(cell), size=SMALL, colour=MUTED, room=0.95)
        return
    for cell, x, align in (
        (0, line.left, "left"),
        (line.cells - 1, line.left + line.width, "right"),
    ):
        canvas.text(x, HEAD - 0.4, str(cell), size=SMALL, colour=MUTED, align=align)


def _places(canvas: Canvas, line: OneAxis, y: float) -> float:
    """Draw a bar for each place, with the output number that it makes."""
    for place in line.shown:
        if place == line.shown[-1] and line.left_out:
            more(canvas, line, y + LINE / 2 - 0.1)
            y += LINE
        draw_place(canvas, line, place, y, BAR)
        x = bar_end(line, place) + LABEL
        canvas.text(x, y + BAR / 2, _label(place), align="left")
        y += ROW
    return y


def _crosses(canvas: Canvas, line: OneAxis, y: float) -> None:
    """Mark below the ruler the cells that no place reads."""
    if not line.single:
        return
    strokes = []
    for cell in line.drawn():
        if not line.hits(cell):
            x, side = line.x(cell) + 0.5, 0.14
            middle = y + 0.3
            strokes += [
                [(x - side, middle - side), (x + side, middle + side)],
                [(x - side, middle + side), (x + side, middle - side)],
            ]
    canvas.lines(strokes, colour=INK, width=0.9)
