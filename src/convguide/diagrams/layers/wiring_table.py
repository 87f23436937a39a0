"""Connections as a table: a row for each output channel, a mark for each kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.layers.wiring_parts import (
    EDGE,
    LABEL,
    SMALL,
    draw_channel,
    width_below,
    write_below,
)
from convguide.diagrams.layers.wiring_words import each, in_words, lines_below
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.layers.wires import Wiring

CELLS = 24  # channels along a side of a table
UNIT = 0.8  # cells, for a cell of a table
FOOT = 0.7  # cells, below the table
HEAD = LABEL + UNIT / 2  # cells, to the numbers of the input channels
TOP = HEAD + LABEL


class _Table(NamedTuple):
    """The first rows and columns of the mask, and where the corner of them is."""

    seen: list[list[int]]  # of each row, the columns with a kernel, drawn or not
    columns: int
    x: float = 0.0

    @property
    def kernels(self) -> list[tuple[int, int]]:
        """List the kernels that are drawn, by row and column."""
        return [
            (o, c) for o, row in enumerate(self.seen) for c in row if c < self.columns
        ]

    @property
    def uneven(self) -> bool:
        """Whether rows differ in their kernels, which are then counted beside them."""
        return len({*map(len, self.seen)}) > 1

    @property
    def wide(self) -> float:
        return self.columns * UNIT

    def box(self, o: int, c: int, edge: float = 0) -> tuple[float, float, float, float]:
        """Place a cell, or a smaller box in its middle."""
        side = UNIT - 2 * edge
        return (self.x + c * UNIT + edge, TOP + o * UNIT + edge, side, side)


def draw_table(wiring: Wiring, title: str, ax: Axes | None) -> Picture:
    """Draw a row for each output channel and a column for each input channel."""
    rows, columns = (min(side, CELLS) for side in wiring.size)
    table = _Table([wiring.seen(o) for o in range(rows)], columns)
    below = lines_below(wiring, "marked cell", len(table.kernels))
    left = width_of("output", SMALL) + 0.4
    right = (width_of("kernels", SMALL) + 0.4) * table.uneven
    middle = max(table.wide, width_of("input", SMALL))
    wide = max(left + middle + right, width_below(below)) + 2 * EDGE
    x = (wide - left - middle - right) / 2 + left + (middle - table.wide) / 2
    table = table._replace(x=x)
    foot = TOP + rows * UNIT + FOOT
    canvas = Canvas(wide, foot + len(below) * LABEL + EDGE, ax=ax)
    _draw_inputs(canvas, table)
    canvas.cells(x, TOP, (rows, columns), unit=UNIT)
    marks = [table.box(o, c, UNIT / 3) for o, c in table.kernels]
    canvas.boxes(marks, fill=INK, edge=INK)  # which need neither hue nor pattern
    _write_rows(canvas, table, x + table.wide + right - 0.1)
    write_below(canvas, below, wide, foot)
    names = "A table with a row for each output and a column for each input; "
    names += each(wiring, "marked cell")
    return canvas.finished(title, in_words(wiring, names, range(rows), below))


def _draw_inputs(canvas: Canvas, table: _Table) -> None:
    """Draw the input channels, each above its cells, in its hue and pattern."""
    canvas.text(table.x + table.wide / 2, LABEL / 2, "input", size=SMALL)
    canvas.text(table.x - 0.3, HEAD, "output", size=SMALL, align="right")
    for column in range(table.columns):
        centre = table.x + (column + 0.5) * UNIT, HEAD
        draw_channel(canvas, centre, column, (UNIT, UNIT), column)
        filled = [table.box(o, c) for o, c in table.kernels if c == column]
        canvas.faces(filled, column, edge=False)


def _write_rows(canvas: Canvas, table: _Table, end: float) -> None:
    """Name the output channels, with counts of their kernels if these differ."""
    for o, seen in enumerate(table.seen):
        at = TOP + (o + 0.5) * UNIT
        canvas.text(table.x - 0.3, at, str(o), size=SMALL, align="right")
        if table.uneven:
            number = f"{len(seen):,}"
            canvas.text(end, at, number, size=SMALL, align="right", colour=MUTED)
    if table.uneven:
        canvas.text(end, HEAD, "kernels", size=SMALL, align="right", colour=MUTED)
