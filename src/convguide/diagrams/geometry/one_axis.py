"""One axis of a layer, laid out in cells: which places of the window are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.style import MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide._axes import Axis
    from convguide.diagrams.canvas import Canvas

AXES = ("height", "width")
MOST = 20  # cells that are drawn one by one, of all or of both ends
OUTLINE = 16.0  # cells, for the width of more than these
PLACES = 6  # places of the window that are drawn; of more, the first ones and the last
BREAK = 1.0  # cells, for the gap where some are left out
THIN = 0.08  # cells, for the least that can be seen
TAPS = 24  # kernel entries with gaps between them that are filled one by one
LINE = 0.9  # cells, for a line of words
SMALL = 8.5  # points, for what is said beside


class OneAxis(NamedTuple):
    """The places of the window along one axis, and the cells that it moves over.

    `shown` are the places that are drawn, `parts` the cells. A cell is `unit` wide, and
    the first one begins at `left`.
    """

    axis: Axis
    places: int
    cells: int
    shown: tuple[int, ...]
    parts: tuple[range, ...]
    unit: float
    left: float = 0.0

    @property
    def single(self) -> bool:
        """Whether cells are large enough to be seen one by one."""
        return self.unit == 1

    @property
    def width(self) -> float:
        """Cells of the canvas that the parts take, the gap between them included."""
        drawn = sum(map(len, self.parts)) * self.unit
        return drawn + BREAK * (len(self.parts) - 1)

    @property
    def left_out(self) -> int:
        """Count the places that are not drawn."""
        return self.places - len(self.shown)

    @property
    def taps(self) -> range:
        """Cells that the first place of the window reads."""
        window = self.axis.window(0)
        return range(window.start, window.stop, window.step)

    @property
    def gaps(self) -> bool:
        """Whether gaps of dilation, if there are any, are wide enough to be seen."""
        wide = self.axis.dilation * self.unit >= 2 * THIN
        return self.axis.dilation == 1 or (wide and len(self.taps) <= TAPS)

    def x(self, cell: int) -> float:
        """Say where a cell begins."""
        x, part = self.left, self.parts[0]
        if cell >= self.parts[-1].start and len(self.parts) > 1:
            x, part = x + len(part) + BREAK, self.parts[-1]
        return x + (cell - part.start) * self.unit

    def drawn(self) -> Iterator[int]:
        """Go over the cells that are drawn one by one."""
        return (cell for part in self.parts for cell in part)

    def hits(self, cell: int) -> int:
        """Count the places of the window that read a cell."""
        steps = (divmod(cell - tap, self.axis.stride) for tap in self.taps)
        return sum(not rest and 0 <= step < self.places for step, rest in steps)

    def untouched(self) -> int:
        """Count the cells that no place of the window reads.

        Entries of the kernel whose distance is a multiple of the stride read some
        cells in common.
        """
        read, last = 0, dict[int, int]()
        for tap in self.taps:
            step, rest = divmod(tap, self.axis.stride)
            read += min(self.places, step - last.get(rest, step - self.places))
            last[rest] = step
        return self.cells - read


def lay_out(axis: Axis, places: int, cells: int) -> OneAxis:
    """Choose what to draw: all cells, the first and the last ones, or an outline."""
    few = _first_and_last(places, PLACES)
    if cells <= MOST:
        return OneAxis(axis, places, cells, few, (range(cells),), 1)
    tail = range(axis.window(places - 1).start, cells)
    for most in range(PLACES, 1, -1):
        few = _first_and_last(places, most)
        head = range(axis.covered(len(few) - 1))
        if len(head) + len(tail) <= MOST:
            return OneAxis(axis, places, cells, few, (head, tail), 1)
    few = _first_and_last(places, PLACES)
    return OneAxis(axis, places, cells, few, (range(cells),), OUTLINE / cells)


def _first_and_last(places: int, most: int) -> tuple[int, ...]:
    if places <= most:
        return (*range(places),)
    return (*range(most - 1), places - 1)


def draw_cells(
    canvas: Canvas, line: OneAxis, y: float, inside: range, mark: str = ""
) -> None:
    """Draw the cells of an axis in a row; those not `inside` are marked.

    Without a mark, and where cells are too small for one, they are struck out.
    """
    if line.single:
        for part in line.parts:
            canvas.cells(line.x(part.start), y, (1, len(part)))
        outside = [(cell, cell + 1) for cell in line.drawn() if cell not in inside]
    else:
        canvas.cells(line.left, y, (1, 1), unit=(line.width, 1))
        outside = [(0, inside.start), (inside.stop, line.cells)]
    boxes = [
        (line.x(start), y, (stop - start) * line.unit, 1.0)
        for start, stop in outside
        if start < stop
    ]
    if mark and line.single:
        for x, *_ in boxes:
            canvas.text(x + 0.5, y + 0.5, mark, colour=MUTED)
    else:
        strike(canvas, boxes)
    if len(line.parts) > 1:
        canvas.text(line.x(line.parts[1].start) - BREAK / 2, y + 0.5, "…")


def strike(canvas: Canvas, boxes: list[tuple[float, float, float, float]]) -> None:
    """Strike cells (x, y, width, height) through, and frame them."""
    canvas.lines([[(x, y + high), (x + wide, y)] for x, y, wide, high in boxes])
    canvas.boxes(boxes, fill="none")


def draw_place(
    canvas: Canvas, line: OneAxis, place: int, y: float, high: float
) -> None:
    """Draw one place of the window as a bar; what it reads is filled.

    Gaps that are too narrow leave all of it empty.
    """
    taps = [tap + place * line.axis.stride for tap in line.taps]
    start, wide = line.x(taps[0]), bar_end(line, place) - line.x(taps[0])
    filled = [(start, wide)]
    if line.axis.dilation > 1:
        side = max(line.unit, THIN)
        filled = [(line.x(tap), side) for tap in taps] if line.gaps else []
    for x, w in filled:
        canvas.face([(x, y), (x + w, y), (x + w, y + high), (x, y + high)], 0)
    if line.single:
        canvas.cells(start, y, (1, line.axis.span), unit=(1, high))
    else:
        canvas.boxes([(start, y, wide, high)], fill="none")


def outlined(line: OneAxis) -> list[str]:
    """Say that cells are too many to draw, and whether gaps of dilation are."""
    if line.single:
        return []
    gaps = "" if line.gaps else " and gaps of dilation"
    return [f"an outline: single cells{gaps} are not drawn"]


def bar_end(line: OneAxis, place: int) -> float:
    """Say where the bar of a place ends."""
    wide = max(line.axis.span * line.unit, THIN)
    return line.x(place * line.axis.stride) + wide


def axis_of(name: object) -> int:
    """Check which axis is meant, and give its number."""
    if name not in AXES:
        msg = f'axis must be "height" or "width", got {name!r}'
        raise ValueError(msg)
    return AXES.index(str(name))


def more(canvas: Canvas, line: OneAxis, y: float) -> None:
    """Write how many places are not drawn."""
    words = f"and {line.left_out:,} more"
    canvas.text(line.left + line.width / 2, y, words, colour=MUTED)


def widest(lines: list[str]) -> float:
    """Measure the widest of some lines of words."""
    return max(map(width_of, lines))
