"""The order of a tensor's numbers in memory."""

from __future__ import annotations

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from convguide._errors import ShapeError
from convguide._integers import integer, is_sequence
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.strides import COLOURED, Dense, per_row
from convguide.diagrams.style import INK, MUTED, ON_FILL
from convguide.diagrams.words import counted, width_of
from convguide.layouts import check_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

WIDE = 18.0  # cells for a row of the strip, with its position before it
MOST = 12  # rows that are all drawn; of more, those that show a neighbour
SIZE, SMALL = 9, 8  # points
LINE, HEAD = 0.75, 2.3  # cells, for a line of words and above the strip
NAMES = {"N": "image", "C": "channel", "H": "row", "W": "column"}
NAMES |= {"O": "filter", "I": "channel"}
TABLE = ("axis", "size", "stride, elements", "stride, bytes")
STRIDE = "A stride is the distance in memory to the neighbour along an axis."
FRAMED = "Framed: the first number and its neighbour along each axis."


def memory_layout(
    shape: Sequence[int],
    order: str = "NCHW",
    *,
    itemsize: int = 4,
    ax: Axes | None = None,
) -> Picture:
    """Draw in which order the numbers of a tensor lie in memory, and its strides.

    Parameters
    ----------
    shape : sequence of int
        Sizes of the tensor, one for each letter of `order`.
    order : str, default "NCHW"
        The axes in the order of `shape`, one letter an axis; the last one is the
        quickest in memory. "NCHW" and "NHWC" for images; "OIHW", "HWIO" and "OHWI"
        for weights. The axis of the input channels is C or I.
    itemsize : int, default 4
        Bytes of one number; 4 is float32.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The numbers as they follow each other in memory, in the colours of their
        channels, and the stride along each axis. Of a large tensor only the rows with
        the first number, its neighbours and the last number are drawn.

    Raises
    ------
    TypeError
        If a size is not an integer, or `order` is not a string.
    ValueError
        If `order` names an axis twice or no channels, or a size is too small.
    ShapeError
        If the number of sizes is not the number of letters.

    See Also
    --------
    convguide.convert_layout : The same numbers with their axes in another order.

    Notes
    -----
    The tensor has no gaps, as a C-contiguous array of NumPy. A transposed view of an
    array has other strides; ``np.ascontiguousarray`` lays its numbers out like this.

    Examples
    --------
    >>> drawing = memory_layout((1, 2, 4, 3), "NHWC")
    >>> drawing.title
    'NHWC 1×2×4×3 in memory: neighbours along C lie side by side'
    """
    layout = _read(shape, order, itemsize)
    strip = _Strip.of(layout)
    name = f"{order} {'×'.join(map(str, layout.shape))} in memory"
    notes = [STRIDE]
    if layout.neighbours:
        notes.append(FRAMED)
    if layout.shape[layout.channels] > COLOURED:
        notes.append(f"Only channels 0 to {COLOURED - 1} are coloured.")
    words = [width_of(word, SMALL) for word in (_key(layout), *notes)]
    below = HEAD + strip.high + 1.3
    canvas = Canvas(
        max(strip.wide, *words, width_of(name, bold=True), sum(_columns(layout))) + 0.6,
        below + LINE * (len(layout.shape) + len(notes)) + 0.7,
        ax=ax,
    )
    canvas.text(0.3, 0.6, name, bold=True, align="left")
    canvas.text(0.3, 1.5, _key(layout), size=SMALL, colour=MUTED, align="left")
    _draw_strip(canvas, strip)
    _draw_table(canvas, layout, below)
    for n, note in enumerate(notes):
        y = below + LINE * (len(layout.shape) + 1.2 + n)
        canvas.text(0.3, y, note, size=SMALL, colour=MUTED, align="left")
    title = f"{name}: one number"
    if layout.neighbours:
        along = order[max(layout.neighbours)]
        title = f"{name}: neighbours along {along} lie side by side"
    return canvas.finished(title, f"{_described(strip)} {' '.join(notes)}")


def _read(shape: Sequence[int], order: str, itemsize: int) -> Dense:
    """Check the names of the axes and their sizes."""
    check_letters("order", order)
    if len({*order} & {"C", "I"}) != 1:
        msg = f"order {order!r} must name one axis of channels, C or I"
        raise ValueError(msg)
    if not is_sequence(shape):
        msg = f"shape must be a sequence of integers, got {shape!r}"
        raise TypeError(msg)
    sizes = tuple(integer("shape", size, least=1) for size in shape)
    if len(sizes) != len(order):
        facts = f"shape has {counted(len(sizes), 'size')} but order {order!r} names "
        axes = f"({', '.join(order)})"
        raise ShapeError(facts + str(len(order)), {"shape": (sizes, axes)})
    return Dense(order, sizes, integer("itemsize", itemsize, least=1))


class _Strip(NamedTuple):
    """The strip of memory, wrapped in rows, and which of them are drawn."""

    layout: Dense
    unit: float
    margin: float
    length: int
    rows: tuple[int, ...]

    @classmethod
    def of(cls, layout: Dense) -> _Strip:
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
        return self.tops[-1] + 1 - HEAD

    @property
    def wide(self) -> float:
        return self.margin + min(self.length, self.layout.total) * self.unit

    def places(self, row: int) -> range:
        start = row * self.length
        return range(start, min(start + self.length, self.layout.total))


def _draw_strip(canvas: Canvas, strip: _Strip) -> None:
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
        for channel, same in groupby(places, key=layout.fill):
            run = [*same]
            left = x + (run[0] - places.start) * strip.unit
            size, unit = (1, len(run)), (strip.unit, 1.0)
            canvas.cells(left, y, size, unit=unit, channel=channel)
        for n, place in enumerate(places):
            left, label = x + n * strip.unit, layout.label(place)
            middle = left + strip.unit / 2
            colour = INK if layout.fill(place) is None else ON_FILL
            canvas.text(middle, y + 0.5, label, size=SIZE, colour=colour)
            if place in framed:
                frames.append((left, y, strip.unit, 1))
    for frame in frames:
        canvas.window(*frame)


def _table(layout: Dense) -> list[tuple[str, ...]]:
    names = [
        f"{axis}, {NAMES[axis]}" if axis in NAMES else axis for axis in layout.order
    ]
    numbers = zip(layout.shape, layout.strides, layout.steps, strict=True)
    rows = [tuple(f"{number:,}" for number in row) for row in numbers]
    return [TABLE, *((name, *row) for name, row in zip(names, rows, strict=True))]


def _columns(layout: Dense) -> list[float]:
    columns = zip(*_table(layout), strict=True)
    return [max(width_of(word, SIZE) for word in words) + 0.9 for words in columns]


def _draw_table(canvas: Canvas, layout: Dense, y: float) -> None:
    """Write size and strides of each axis."""
    columns = _columns(layout)
    ends = [0.3 + sum(columns[: n + 1]) for n in range(len(columns))]
    for n, (name, *numbers) in enumerate(_table(layout)):
        at, colour = y + n * LINE, INK if n else MUTED
        canvas.text(0.3, at, name, size=SIZE, colour=colour, align="left")
        for x, word in zip(ends[1:], numbers, strict=True):
            canvas.text(x, at, word, size=SIZE, colour=colour, align="right")


def _key(layout: Dense) -> str:
    """Say what is written in the cells, and beside them."""
    names = ",".join(layout.order[n].lower() for n in layout.named)
    return (
        f"in each cell its index {names}; colours are channels; left: places in memory"
    )


def _described(strip: _Strip) -> str:
    """Read the strip and the strides out."""
    layout = strip.layout
    names = ",".join(layout.order[n].lower() for n in layout.named)
    numbers, width = counted(layout.total, "number"), counted(layout.itemsize, "byte")
    words = [f"{numbers} of {width} in the order of memory, with the index {names}."]
    for row, skipped in zip(strip.rows, strip.skipped, strict=True):
        if skipped:
            words.append(f"{counted(skipped, 'number')} more, not drawn.")
        places = strip.places(row)
        first, last = places[0], places[-1]
        words.append(
            f"Places {first:,} to {last:,}: {layout.label(first)} to "
            f"{layout.label(last)}."
            if len(places) > 1
            else f"Place {first:,}: {layout.label(first)}."
        )
    for axis, size, stride, step in zip(
        *layout[:2], layout.strides, layout.steps, strict=True
    ):
        words.append(
            f"Axis {axis}, size {size:,}: a stride of {counted(stride, 'element')}, "
            f"{counted(step, 'byte')}."
        )
    return " ".join(words)
