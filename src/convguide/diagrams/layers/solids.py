"""A block of channels in oblique projection: its slices, its sizes, a box in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.abridged import chosen
from convguide.diagrams.style import INK, MUTED, WINDOW
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from convguide.diagrams.canvas import Canvas

    Point: TypeAlias = tuple[float, float]

BEHIND = 0.5  # cells, by which each slice stands behind the one before
MOST, FEW = 4, 3  # slices that are all drawn, and how many of more
SMALL = 9  # points, for numbers beside a block
APART = 0.3  # cells, from a face to the line that measures it
TICK = 0.1  # cells, half of a mark across an end of such a line
NUMBER = 0.55  # cells, from a face to the number that it measures
ABOVE = 0.85  # cells, from the top of a block to the middle of its name


class Solid(NamedTuple):
    """A block, and how large it is drawn; its place is a corner of its front.

    Slices that are `filled` are channels of the input, in their hue and pattern.
    """

    name: str
    channels: Sequence[int]
    size: tuple[int, int]
    high: float
    wide: float
    grid: tuple[int, int]
    most: int
    filled: bool = True
    unit: str = ""

    @property
    def depth(self) -> int:
        """How many channels the block has."""
        return len(self.channels)

    @property
    def left_out(self) -> bool:
        """Whether there are too many slices to draw."""
        return self.depth > self.most

    @property
    def shown(self) -> list[int]:
        """Numbers of the channels that are drawn, front to back."""
        few = chosen(self.depth, FEW if self.left_out else self.most)
        return [self.channels[place] for place in few]

    @property
    def offsets(self) -> list[float]:
        """How far behind the front each slice begins; a gap stands for the others."""
        places = [0, 1, 3] if self.left_out else range(self.depth)
        return [place * BEHIND for place in places]

    @property
    def deep(self) -> float:
        """Cells to the right and up, from the front to the back."""
        return self.offsets[-1] + BEHIND

    @property
    def measure(self) -> str:
        """The depth, in words."""
        plural = "s" * (self.depth > 1)
        return f"{self.depth:,} {self.unit}{plural}" if self.unit else f"{self.depth:,}"

    @property
    def left(self) -> float:
        """Cells left of the front, for numbers."""
        beside = width_of(f"{self.size[0]:,}", SMALL) + NUMBER
        above = width_of(self.measure, SMALL) + 0.45 - self.deep / 2
        return max(beside, above)

    @property
    def beside(self) -> float:
        """Cells right of the front, for what stands behind it and its numbers."""
        return max(
            offset + max(BEHIND, BEHIND / 2 + 0.2 + width_of(str(channel), SMALL))
            for offset, channel in zip(self.offsets, self.shown, strict=True)
        )

    @property
    def room(self) -> float:
        """Width of everything, its name too."""
        every = self.left + self.wide + self.beside
        return max(every, width_of(self.name, bold=True))

    @property
    def tall(self) -> float:
        """Cells above the lower edge of the front."""
        return self.high + self.deep + ABOVE + 0.4

    def label_at(self, place: int) -> tuple[float, float]:
        """Where the number of a slice begins, seen from the corner of the front."""
        behind = self.offsets[place] + BEHIND / 2
        return self.wide + behind + 0.2, self.high - behind + 0.12


def draw_solid(canvas: Canvas, solid: Solid, x: float, y: float) -> None:
    """Draw a block from back to front, and what is known of it beside it."""
    slices = [*zip(solid.offsets, solid.shown, strict=True)]
    for offset, channel in reversed(slices):
        _slice(canvas, solid, (x + offset, y - offset), channel)
    for place, channel in enumerate(solid.shown):
        right, down = solid.label_at(place)
        canvas.text(x + right, y + down, str(channel), size=SMALL, align="left")
    if solid.left_out:
        right, down = solid.label_at(1)
        here = x + right + BEHIND, y + down - BEHIND
        canvas.text(*here, "…", size=SMALL, align="left", colour=MUTED)
    _measure(canvas, solid, x, y)


def draw_box(
    canvas: Canvas, place: tuple[float, float], sides: tuple[float, float], deep: float
) -> None:
    """Frame a box in a block: its front, its top and its right side."""
    (x, y), (high, wide) = place, sides
    right, below, back = x + wide, y + high, (x + deep, y - deep)
    corner, low = (right + deep, y - deep), (right + deep, below - deep)
    edges = [[(x, y), back, corner, low, (right, below)], [(right, y), corner]]
    canvas.lines(edges, colour=WINDOW, width=1.4)
    canvas.window(x, y, wide, high)


def _slice(
    canvas: Canvas, solid: Solid, place: tuple[float, float], channel: int
) -> None:
    """Draw what is seen of one slice; the front of all but the first is hidden."""
    (x, y), back = place, BEHIND
    right, below = x + solid.wide, y + solid.high
    top = [(x, y), (x + back, y - back), (right + back, y - back), (right, y)]
    side = [(right, y), (right + back, y - back), (right + back, below - back)]
    first = channel == solid.channels[0]
    if solid.filled:
        canvas.face(top, channel, edge=True)
        canvas.face([*side, (right, below)], channel, edge=True)
    else:
        canvas.lines([[*top, top[0]], [*side, (right, below)]])
    if first or solid.filled:
        rows, columns = solid.grid if first else (1, 1)
        unit = (solid.wide / columns, solid.high / rows)
        colour = channel if solid.filled else None
        canvas.cells(x, y, (rows, columns), unit=unit, channel=colour)
    elif solid.left_out and channel == solid.channels[-1]:
        seen = [(x, y + back), (x, y), (right, y), (right, below)]
        canvas.lines([[*seen, (right - back, below)]])


def _measure(canvas: Canvas, solid: Solid, x: float, y: float) -> None:
    """Draw lines as long as the height, the width and the depth, with numbers."""
    below, right, deep = y + solid.high, x + solid.wide, solid.deep
    left, under, aside = x - APART, below + APART, APART * 0.7
    canvas.lines(
        [
            *_ends((left, y), (left, below), (TICK, 0)),
            *_ends((x, under), (right, under), (0, TICK)),
            *_ends(
                (x - aside, y - aside),
                (x + deep - aside, y - deep - aside),
                (TICK * 0.7, TICK * 0.7),
            ),
        ],
        colour=INK,
        width=0.8,
    )
    height, width = (f"{number:,}" for number in solid.size)
    middle = x + deep / 2 - 0.4, y - deep / 2 - 0.4
    canvas.text(x - 0.5, y + solid.high / 2, height, size=SMALL, align="right")
    canvas.text(x + solid.wide / 2, below + 0.7, width, size=SMALL)
    canvas.text(*middle, solid.measure, size=SMALL, align="right")


def _ends(start: Point, end: Point, tick: Point) -> list[list[Point]]:
    """Give a line that measures, with a tick across each of its ends."""
    (dx, dy) = tick
    ticks = [[(x - dx, y - dy), (x + dx, y + dy)] for x, y in (start, end)]
    return [[start, end], *ticks]
