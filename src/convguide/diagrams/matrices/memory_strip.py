"""The numbers of a tensor as a strip of memory, wrapped in rows."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.matrices.strides import per_row
from convguide.diagrams.style import MUTED, ON_FILL
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.matrices.strides import Dense

WIDE = 18.0  # cells for a row of the strip, with its position before it
MOST = 12  # rows that are all drawn; of more, those that show a neighbour
SIZE, SMALL = 9, 8  # points
LINE, HEAD = 0.75, 2.3  # cells, for a line of words and above the strip


class Strip(NamedTuple):
    """The strip of memory, wrapped in rows, and which of them are drawn."""

    layout: Dense
    unit: float
    margin: float
    length: int
    rows: tuple[int, ...]

    @classmethod
    def of(cls, layout: Dense) -> Strip:
        """Wrap the numbers of a tensor, and choose rows."""
        longest = layout.label(layout.total - 1)  # its places are the largest
        unit = max(1.0, width_of(longest, SIZE) + 0.4)
        margin = width_of(f"{layout.total:,}", SMALL) + 0.6
        length = per_row(layout.shape, max(1, int((WIDE - margin) / unit)))
        rows = [*range(min(ceil(layout.total / length), MOST + 1))]
        if len(rows) > MOST:
            shown = (0, *layout.neighbours.values(), layout.total - 1)
            rows = sorted({1, *(place // length for place in shown)})
        return cls(layout, unit, margin, length, tuple(rows))

    @property
    def skipped(self) -> list[int]:
        """Count the numbers that are left out before each row."""
        before = (-1, *self.rows)
        return [
            (row - last - 1) * self.length
            for last, row in zip(before, self.rows, strict=False)
        ]

    @property
    def tops(self) -> list[float]:
        """Tell where each row begins, below what is left out before it."""
        gaps = [bool(skipped) for skipped in self.skipped]
        return [HEAD + n + LINE * sum(gaps[: n + 1]) for n in range(len(gaps))]

    @property
    def high(self) -> float:
        """Height of all rows, with what is left out between them."""
        return self.tops[-1] + 1 - HEAD

    @property
    def wide(self) -> float:
        """Width of a row, with its position before it."""
        return self.margin + min(self.length, self.layout.total) * self.unit

    def places(self, row: int) -> range:
        """List the places in memory that a row holds."""
        start = row * self.length
        return range(start, min(start + self.length, self.layout.total))


def draw_strip(canvas: Canvas, strip: Strip) -> None:
    """Draw the numbers row by row, and frame the first one and its neighbours."""
    layout, x = strip.layout, strip.margin
    framed = {0, *layout.neighbours.values()} if layout.neighbours else set()
    frames = []
    for row, y, skipped in zip(strip.rows, strip.tops, strip.skipped, strict=True):
        if skipped:
            more, at = f"and {skipped:,} more", y - LINE / 2
            canvas.text(x, at, more, size=SMALL, colour=MUTED, align="left")
        places = strip.places(row)
        start = f"{places.start:,}"
        canvas.text(x - 0.3, y + 0.5, start, size=SMALL, colour=MUTED, align="right")
        for channel, same in groupby(places, key=layout.channel):
            run = [*same]
            left = x + (run[0] - places.start) * strip.unit
            size, unit = (1, len(run)), (strip.unit, 1.0)
            canvas.cells(left, y, size, unit=unit, channel=channel)
        for n, place in enumerate(places):
            left, label = x + n * strip.unit, layout.label(place)
            middle = left + strip.unit / 2
            canvas.text(middle, y + 0.5, label, size=SIZE, colour=ON_FILL)
            if place in framed:
                frames.append((left, y, strip.unit, 1))
    for frame in frames:
        canvas.window(*frame)
