"""Patches and kernels of one output number: with numbers, as cells or as a box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.cell_plane import draw_plane
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.words import SIZE, short, width_of

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.filters.trace_terms import Terms

ROWS = 9  # of a plane with numbers
ROOM, BLOCK = 11.0, 16.0  # cells across, for such a plane, and for a block of them
SIDE = 3.0  # cells, for the longer side of a plane without numbers
LEAST = 0.4  # cells, for its shorter side
SIZES = (SIZE, 9, 8)  # points, for numbers, as large as there is room
INSET, PAD = 0.1, 0.3  # cells beside a number, in a square and in a wider cell


class Plane(NamedTuple):
    """How all patches and kernels of one output number are drawn."""

    shape: tuple[int, int]
    cell: tuple[float, float]
    size: float  # of the numbers, in points; 0 without numbers

    @property
    def wide(self) -> float:
        """Cells from left to right."""
        return self.shape[1] * self.cell[0]

    @property
    def high(self) -> float:
        """Cells from top to bottom."""
        return self.shape[0] * self.cell[1]

    def draw(
        self,
        canvas: Canvas,
        corner: tuple[float, float],
        numbers: Array,
        channel: int,
    ) -> None:
        """Draw one plane, or a part of one, in the hue and pattern of its channel."""
        if self.size:
            draw_numbers(
                canvas, corner, numbers, unit=self.cell, size=self.size, channel=channel
            )
        else:
            draw_plane(canvas, corner, self.shape, self.cell, channel)


def plane_of(terms: Terms, *, block: bool) -> Plane:
    """Choose how large planes are drawn, with their numbers if there is room."""
    rows, columns = terms.filter.shape[1:]
    # In a block, each slice but the first adds a column.
    room, across = ROOM, columns
    if block:
        room, across = BLOCK, columns + len(terms.shown) - 1
    if rows <= ROWS and across <= room:
        widest = _widest(np.concatenate([terms.patch, terms.filter]))
        for size in SIZES:
            wide = widest * size / SIZE
            side = 1 if wide + INSET <= 1 else wide + PAD
            if across * side <= room:
                return Plane((rows, columns), (side, 1), size)
    unit = min(1.0, SIDE / max(rows, columns))
    cell = (max(unit, LEAST / columns), max(unit, LEAST / rows))
    return Plane((rows, columns), cell, 0)


def _widest(numbers: Array) -> float:
    """Measure the widest number; all digits are as wide as 0, so one form is one."""
    return max(map(width_of, {re.sub(r"\d", "0", short(n)) for n in numbers.flat}))
