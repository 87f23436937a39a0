"""A layer as blocks: the input, the filters as deep as what they see, the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.layers.captions import (
    caption_of,
    description_of,
    more_of,
    notes_of,
    title_of,
)
from convguide.diagrams.layers.extents import read_extents
from convguide.diagrams.layers.solids import ABOVE, SMALL, draw_box, draw_solid
from convguide.diagrams.style import INK, MUTED, WINDOW
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.layers.extents import Extents
    from convguide.diagrams.layers.solids import Solid

EDGE, GAP, LINE = 0.3, 1.4, 0.7  # cells: margin, between blocks, a line of words
BELOW = 1.2  # cells, for the width below a block
STEP = 0.35  # cells, between the levels of the lines from filters to slices


def volumes(
    layer: object, input_size: Pair | None = None, *, ax: Axes | None = None
) -> Picture:
    """Draw a layer as blocks: the input, filters as deep as what they see, the output.

    A line joins each filter to the output channel that it makes. One window is framed:
    the block of input under filter 0, through all channels that this filter sees, and
    the one output number that it gives.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. An array is all filters, (C_out, C_in, K_h, K_w).
    input_size : int or pair of int, optional
        Height and width of the input, in pixels, without padding; by default, room for
        the window at 4 places down and 5 across. Small inputs are drawn number by
        number; of others the picture says that it is not to scale.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    ShapeError
        If the window does not fit into the padded input.
    TypeError, ValueError
        If `layer` is nothing that can be read, or `input_size` is no size.

    See Also
    --------
    one_block : One filter as a block.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = volumes(Conv2dSpec(3, 2, (2, 3)), (6, 7))
    >>> drawing.title
    'Input 3×6×7, 2 filters of 3×2×3, output 2×5×5'
    """
    drawn = read_extents(layer, input_size)
    source, result, filters = drawn.source, drawn.result, drawn.filters
    caption, notes = caption_of(drawn.spec), notes_of(drawn)
    row = _row_width(drawn)
    words = max(width_of(note, SMALL) for note in notes)
    blocks = source.room + GAP + result.room
    wide = max(row, words, blocks, width_of(caption, bold=True)) + 2 * EDGE
    base = max(source.tall, result.tall)
    top = base + BELOW + STEP * len(filters)
    floor = top + filters[0].tall
    foot = floor + BELOW
    canvas = Canvas(wide, foot + LINE * (len(notes) + 1) + EDGE, ax=ax)
    right = wide - EDGE - result.room
    middle = (EDGE + source.room + right) / 2
    canvas.text(middle, base - min(source.high, result.high) / 2, "→", size=16)
    _input(canvas, drawn, EDGE, base)
    ends = _output(canvas, drawn, right, base)
    starts = _filters(canvas, drawn, (wide - row) / 2, floor)
    _join(canvas, starts, ends, (top, base + BELOW))
    canvas.text(wide / 2, foot + LINE / 2, caption, bold=True)
    for number, note in enumerate(notes, 1):
        y = foot + LINE * (number + 0.5)
        canvas.text(wide / 2, y, note, size=SMALL, colour=MUTED)
    return canvas.finished(title_of(drawn), description_of(drawn))


def _row_width(drawn: Extents) -> float:
    """Measure the filters beside each other, and the words about those left out."""
    filters, more = drawn.filters, more_of(drawn)
    gaps = len(filters) - 1 + bool(more)
    words = width_of(more, SMALL) if more else 0
    return sum(f.room for f in filters) + gaps * EDGE * 2 + words


def _block(canvas: Canvas, solid: Solid, x: float, base: float) -> tuple[float, float]:
    """Draw a block with its name into the room from x on; return its corner."""
    spare = solid.room - solid.left - solid.wide - solid.beside
    left, top = x + solid.left + spare / 2, base - solid.high
    half = width_of(solid.name, bold=True) / 2
    centre = left + (solid.wide + solid.deep) / 2
    centre = min(max(centre, x + half), x + solid.room - half)
    canvas.text(centre, top - solid.deep - ABOVE, solid.name, bold=True)
    draw_solid(canvas, solid, left, top)
    return left, top


def _input(canvas: Canvas, drawn: Extents, x: float, base: float) -> None:
    """Draw the input, and frame the block of it under the filter."""
    left, top = _block(canvas, drawn.source, x, base)
    if drawn.padded:
        inner = zip(drawn.spec.padding[::2], drawn.size, drawn.drawn, strict=True)
        (down, high), (across, wide) = (drawn.part(*side) for side in inner)
        x, y = left + across, top + down
        right, below = x + wide, y + high
        inner_box = [(x, y), (right, y), (right, below), (x, below), (x, y)]
        canvas.lines([inner_box], colour=INK, width=1.6)
    window = zip(drawn.corner, drawn.spec.span, drawn.drawn, strict=True)
    (down, high), (across, wide) = (drawn.part(*side) for side in window)
    draw_box(canvas, (left + across, top + down), (high, wide), drawn.deep)
    if drawn.to_scale and drawn.spec.span != drawn.spec.kernel_size:
        _met(canvas, drawn, (left, top))


def _met(canvas: Canvas, drawn: Extents, place: tuple[float, float]) -> None:
    """Mark the numbers between the gaps of a dilated window."""
    (x, y), unit = place, drawn.side(1)
    rows, columns = drawn.spec.window(*drawn.at)
    above, before = drawn.padding
    inset, side = 0.2 * unit, 0.6 * unit
    marks = [
        (x + (j - before) * unit + inset, y + (i - above) * unit + inset, side, side)
        for i in range(rows.start, rows.stop, rows.step)
        for j in range(columns.start, columns.stop, columns.step)
    ]
    canvas.boxes(marks, fill="none", edge=WINDOW)


def _output(
    canvas: Canvas, drawn: Extents, x: float, base: float
) -> list[tuple[float, float]]:
    """Draw the output with one number framed; return places below its labels."""
    block = drawn.result
    left, top = _block(canvas, block, x, base)
    cell = zip(drawn.at, (1, 1), drawn.output, strict=True)
    (down, high), (across, wide) = (drawn.part(*side) for side in cell)
    canvas.window(left + across, top + down, wide, high)
    places = []
    for place, number in enumerate(block.shown):
        right, lower = block.label_at(place)
        half = width_of(str(number), SMALL) / 2
        places.append((left + right + half, top + lower + 0.3))
    return places


def _filters(canvas: Canvas, drawn: Extents, x: float, base: float) -> list[float]:
    """Draw the filters in a row, the first one framed; return where lines begin."""
    starts, blocks = [], drawn.filters
    for solid, number in zip(blocks, drawn.result.shown, strict=True):
        if number == drawn.result.shown[-1] and (more := more_of(drawn)):
            size = width_of(more, SMALL)
            middle = base - solid.high / 2
            canvas.text(x + size / 2, middle, more, size=SMALL, colour=MUTED)
            x += size + EDGE * 2
        left, top = _block(canvas, solid, x, base)
        if number == 0:
            draw_box(canvas, (left, top), (solid.high, solid.wide), solid.deep)
        starts.append(left + (solid.wide + solid.deep) / 2)
        x += solid.room + EDGE * 2
    return starts


def _join(
    canvas: Canvas,
    starts: list[float],
    ends: list[tuple[float, float]],
    levels: tuple[float, float],
) -> None:
    """Join filters to output slices; lines further right run lower, none cross."""
    bottom, top = levels
    lines = []
    for place, (x, (right, end)) in enumerate(zip(starts, ends, strict=True)):
        level = top + STEP * place
        lines.append([(x, bottom), (x, level), (right, level), (right, end)])
    canvas.lines(lines, width=0.9)
