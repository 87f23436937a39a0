"""Two matrices and their product, drawn so that a row and a column cross."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.abridged import Piece, write_dots
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import SIZE, short, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.abridged import Row

SMALL = 8  # points, for numbers in many cells
LINE, GAP = 0.9, 0.5
FOOT = 11.0  # cells, for the words at the foot


class Crossing(NamedTuple):
    """The part of a matrix product that is drawn.

    Filters stand on the left, patches on top, and each output number where its row
    and its column meet.
    """

    filters: Array  # (drawn filters, weights of a filter)
    patches: Array  # (weights of a filter, drawn places)
    padding: Array  # the same, true where the number is padding
    output: Array  # (drawn filters, drawn places)
    terms: Row  # of channels, across the filters
    levels: Row  # the same channels, down the patches
    rows: Row  # of filters
    places: Row
    area: int  # weights of a filter in each channel
    as_strips: bool  # whether a channel is drawn as one
    size: float  # points, of numbers; 0 if they do not fit
    sizes: tuple[str, str, str]  # rows and columns of the whole matrices
    names: tuple[str, ...]  # of the places that are drawn
    lit: tuple[int, int]  # filter and place that are framed

    @property
    def value(self) -> object:
        """The output number that is framed."""
        return self.output[self.rows.line(self.lit[0]), self.places.line(self.lit[1])]

    @property
    def lit_place(self) -> str:
        """Row and column, in the output, of the number that is framed."""
        return self.names[self.places.line(self.lit[1])]

    def channels(self, row: Row) -> list[Piece]:
        """Find the weights of each channel that is drawn, across or down."""
        side = row.side / (1 if self.as_strips else self.area)
        return [
            Piece(start, side, range(c * self.area, (c + 1) * self.area), c,
                  as_one=self.as_strips)
            for c, start in row.starts.items()
        ]  # fmt: skip

    @property
    def left(self) -> float:
        """Width of the filters, their names and their caption, in cells."""
        last = [*self.terms.starts][-1]
        return 0.2 + max(
            name_width(self.rows) + self.terms.length,
            width_of(f"filters: {self.sizes[0]}", bold=True),
            width_of(f"channel {last}"),
        )

    @property
    def right(self) -> float:
        """Width of the patches and their caption, in cells."""
        captions = (f"patches: {self.sizes[1]}", f"output: {self.sizes[2]}")
        words = max(width_of(words, bold=True) for words in captions)
        return max(self.places.length, words, FOOT - GAP - self.left) + 0.2


def name_width(rows: Row) -> float:
    """Room for the names of filters, in cells."""
    return width_of(f"filter {[*rows.starts][-1]}") + 0.3


def draw_crossing(crossing: Crossing, ax: Axes | None) -> Canvas:
    """Draw the three matrices, one row, one column and one number framed."""
    terms, levels = crossing.terms, crossing.levels
    rows, places = crossing.rows, crossing.places
    left, right = crossing.left, crossing.right
    x, y = left + GAP, 2 * LINE + levels.length + GAP + LINE
    height = y + rows.length + (4.4 if crossing.as_strips else 3.5) * LINE
    canvas = Canvas(x + right, height, ax=ax)
    filters, patches = (left - terms.length, y), (x, 2 * LINE)
    nothing = np.zeros((1, 1), bool)
    across, down = crossing.channels(terms), crossing.channels(levels)
    matrices = (
        (filters, (rows.pieces, across), (crossing.filters, nothing)),
        (patches, (down, places.pieces), (crossing.patches, crossing.padding)),
        ((x, y), (rows.pieces, places.pieces), (crossing.output, nothing)),
    )
    for corner, pieces, (numbers, faint) in matrices:
        arrays = (numbers, np.broadcast_to(faint, numbers.shape))
        for block in product(*pieces):
            _block(canvas, corner, block, arrays, crossing.size)
    _write_names(canvas, crossing, filters, patches)
    _write_captions(canvas, crossing, (x, y))
    row, column = y + rows.starts[crossing.lit[0]], x + places.starts[crossing.lit[1]]
    canvas.window(filters[0], row, terms.length, rows.side)
    canvas.window(column, patches[1], places.side, levels.length)
    canvas.window(column, row, places.side, rows.side)
    return canvas


def _block(
    canvas: Canvas,
    corner: tuple[float, float],
    pieces: tuple[Piece, Piece],
    arrays: tuple[Array, Array],
    size: float,
) -> None:
    """Draw neighbouring rows and columns, with their numbers if they fit."""
    down, across = pieces
    x, y = corner[0] + across.start, corner[1] + down.start
    unit, shape = (across.side, down.side), (down.drawn, across.drawn)
    channel = across.channel if down.channel is None else down.channel
    if down.as_one or across.as_one or not size:
        canvas.cells(x, y, shape, unit=unit, channel=channel)
        return
    numbers, faint = (array[np.ix_(down.lines, across.lines)] for array in arrays)
    draw_numbers(
        canvas, (x, y), numbers, unit=unit, size=size, channel=channel, faint=faint
    )


def _write_names(
    canvas: Canvas,
    crossing: Crossing,
    filters: tuple[float, float],
    patches: tuple[float, float],
) -> None:
    """Name the rows and columns that are drawn, and put dots for the others."""
    terms, rows, places = crossing.terms, crossing.rows, crossing.places
    last = [*terms.starts][-1]
    in_full = width_of(f"channel {last}") + 0.2 < terms.side
    in_short = width_of(str(last), SMALL) + 0.1 < terms.side
    for channel in terms.starts:
        name, level = f"channel {channel}", patches[1] + crossing.levels.centre(channel)
        canvas.text(patches[0] - 0.25, level, name, align="right")
        over = (filters[0] + terms.centre(channel), filters[1] - LINE / 2)
        if in_full:
            canvas.text(*over, name)
        elif in_short:
            canvas.text(*over, str(channel), size=SMALL)
    for o in rows.starts:
        at = (filters[0] - 0.25, filters[1] + rows.centre(o))
        canvas.text(*at, f"filter {o}", align="right")
    level = patches[1] - LINE / 2
    at = (patches[0] - 0.25, level)
    canvas.text(*at, "place", size=SMALL, align="right", colour=MUTED)
    for place, name in zip(places.starts, crossing.names, strict=True):
        canvas.text(patches[0] + places.centre(place), level, name, size=SMALL)
    write_dots(canvas, filters, (rows, terms))
    write_dots(canvas, patches, (crossing.levels, places))
    write_dots(canvas, (patches[0], filters[1]), (rows, places))


def _write_captions(
    canvas: Canvas, crossing: Crossing, corner: tuple[float, float]
) -> None:
    """Give the sizes of the matrices, and say below them what is framed."""
    x, y = corner
    filters, patches, output = crossing.sizes
    under = y + crossing.rows.length + 0.6 * LINE
    canvas.text(x, LINE / 2, f"patches: {patches}", align="left", bold=True)
    canvas.text(x - GAP, under, f"filters: {filters}", align="right", bold=True)
    canvas.text(x, under, f"output: {output}", align="left", bold=True)
    wide, foot = x + crossing.right, under + 0.7 * LINE
    canvas.line((0.2, foot), (wide - 0.2, foot))
    meeting = f"row of filter {crossing.lit[0]} × column of place {crossing.lit_place}"
    result = f"= output number {short(crossing.value)}"
    room = wide - 0.4
    canvas.text(wide / 2, foot + 0.7 * LINE, meeting, room=room, size=SIZE)
    canvas.text(wide / 2, foot + 1.6 * LINE, result, room=room, bold=True)
    if crossing.as_strips:
        each = f"each strip stands for {crossing.area:,} numbers of a channel"
        at = (wide / 2, foot + 2.5 * LINE)
        canvas.text(*at, each, room=room, size=9, colour=MUTED)
