"""Inputs, kernels and outputs of a layer: how large each kind is drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.cell_plane import draw_plane
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.words import SIZE, short, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convguide._typing import Array
    from convguide.diagrams.canvas import Canvas

LABEL = 0.9  # cells, for a line of words
SIDE = 5.0  # cells, for the longer side of a plane without numbers
LEAST = 7.5  # points, for numbers; longer ones widen their cells
FILLED = 0.9  # of a cell that is not widened
MARGIN = 0.25  # cells, beside a number in a widened cell


class Part(NamedTuple):
    """Planes of one kind: rows and columns, their cells, and points of numbers."""

    size: tuple[int, int]
    cell: tuple[float, float]
    points: float | None = None  # None: without numbers

    @property
    def wide(self) -> float:
        """Width of a plane, in cells."""
        return self.size[1] * self.cell[0]

    @property
    def high(self) -> float:
        """Height of a plane, in cells."""
        return self.size[0] * self.cell[1]

    @property
    def below(self) -> float:
        """Room for the size, where no numbers show it."""
        return LABEL if self.points is None else 0.0

    @property
    def in_words(self) -> str:
        """Size of a plane."""
        return "×".join(map(str, self.size))

    def draw(
        self,
        canvas: Canvas,
        corner: tuple[float, float],
        numbers: Array | None,
        *,
        channel: int | None = None,
        faint: Array | None = None,
    ) -> None:
        """Draw one plane, with its numbers if they have room."""
        if numbers is None or self.points is None:
            draw_plane(canvas, corner, self.size, self.cell, channel)
            return
        draw_numbers(
            canvas, corner, numbers, unit=self.cell, size=self.points,
            channel=channel, faint=faint,
        )  # fmt: skip


def boxed(size: tuple[int, int]) -> Part:
    """Measure planes that are drawn without numbers."""
    unit = min(1.0, SIDE / max(size))
    return Part(size, (unit, unit))


def written(planes: Sequence[Array]) -> Part:
    """Measure planes that are drawn with their numbers, which fit their cells."""
    numbers = {short(number) for plane in planes for number in plane.flat}
    unit = widest(numbers, SIZE) / SIZE  # at one point
    points = SIZE if SIZE * unit <= FILLED else LEAST
    wide = max(1.0, points * unit + MARGIN * (points < SIZE))
    rows, columns = planes[0].shape
    return Part((rows, columns), (wide, 1.0), points)


def widest(texts: Iterable[str], size: float) -> float:
    """Measure the widest of many texts; all digits are as wide as a zero."""
    shapes = {re.sub(r"\d", "0", text) for text in texts}  # measuring takes time
    return max((width_of(shape, size) for shape in shapes), default=0.0)
