"""The big matrix of a layer on the drawing board, in single entries or in blocks."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.abridged import chosen, row_of, write_dots
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import MUTED, ON_FILL
from convguide.diagrams.words import SIZE, counted, short, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.abridged import Row
    from convguide.spec import Conv2dSpec

PAGE = 18.0  # cells, for the longer side of a matrix
BLOCKS, BLOCK = (
    4,
    2.6,
)  # outputs and channels of a large matrix, and their side in cells
BAND = 0.16  # of a block, at least, so that a band is seen
SMALL = 8  # points, for numbers
NAME = 0.5  # cells, for the height of a small name
LINE = 0.9


class Counts(NamedTuple):
    """What the matrix holds, counted along each axis without building it."""

    rows: int
    columns: int
    stored: int
    weights: int
    unused: int
    fewest: int
    most: int

    @property
    def size(self) -> str:
        """Rows and columns."""
        return f"{self.rows:,} × {self.columns:,}"

    @property
    def sentences(self) -> tuple[str, str]:
        """Say how many entries are stored, and how often each weight is one."""
        entries = self.rows * self.columns
        stored = f"{self.stored:,} of {counted(entries, 'entry', 'entries')} stored"
        if not self.weights:
            return stored, "every window meets padding only"
        times = f"{self.fewest:,}"
        if self.most > self.fewest:
            times += f" to {self.most:,}"
        times += " time" if self.most == 1 else " times"
        each = "each stands" if self.weights > 1 else "which stands"
        shared = f"{counted(self.weights, 'distinct weight')}, {each} {times}"
        return stored, shared


def headings(spec: Conv2dSpec, counts: Counts) -> tuple[str, str]:
    """Name what columns and rows are."""
    across, down = counts.columns // spec.in_channels, counts.rows // spec.out_channels
    return (
        f"{counted(counts.columns, 'column')}: {across:,} for each input channel",
        f"{counted(counts.rows, 'row')}: {down:,} for each output channel",
    )


def _draw_names(
    canvas: Canvas, corner: tuple[float, float], down: Row, across: Row
) -> None:
    """Name output and input channels beside their blocks, if there is room."""
    (x, y), last = corner, [*across.starts][-1]
    full = width_of(f"channel {last}") < across.side - 0.2
    for c in across.starts:
        if full or width_of(str(last), SMALL) < across.side - 0.1:
            size = SIZE if full else SMALL
            name = f"channel {c}" if full else str(c)
            canvas.text(x + across.centre(c), y - LINE / 2, name, size=size)
    for o in down.starts:
        if down.side >= NAME:
            at = (x - 0.2, y + down.centre(o))
            canvas.text(*at, f"output {o}", align="right", size=SMALL)


def _board(
    spec: Conv2dSpec,
    counts: Counts,
    rows: tuple[Row, Row],
    notes: Sequence[str],
    ax: Axes | None,
) -> tuple[Canvas, tuple[float, float]]:
    """Make a canvas with all words around the matrix, and say where it begins."""
    down, across = rows
    name = width_of(f"output {[*down.starts][-1]}", SMALL) + 0.4
    above = headings(spec, counts)
    below = [*counts.sentences, *notes]
    if counts.unused:
        below.append(f"{counted(counts.unused, 'weight')} never met")
    widest = 0.4 + max(width_of(text, bold=True) for text in (*above, *below))
    wide = max(name + across.length + 0.3, widest)
    x, y = name + (wide - name - across.length) / 2, 3.2 * LINE
    canvas = Canvas(wide, y + down.length + (len(below) + 0.6) * LINE, ax=ax)
    for n, text in enumerate(above):
        canvas.text(wide / 2, (n + 0.6) * LINE, text, colour=MUTED)
    for n, text in enumerate(below):
        level = y + down.length + (n + 0.8) * LINE
        canvas.text(wide / 2, level, text, bold=n == 1)
    _draw_names(canvas, (x, y), down, across)
    return canvas, (x, y)


def draw_entries(
    spec: Conv2dSpec,
    counts: Counts,
    entries: Array,
    weight: Array | None,
    ax: Axes | None,
) -> tuple[Canvas, str]:
    """Draw every entry; `entries` holds 1 plus the number of a weight, or 0."""
    unit = min(1.0, PAGE / max(entries.shape))
    area = entries.shape[1] // spec.in_channels
    down = row_of(range(spec.out_channels), unit * (len(entries) // spec.out_channels))
    across = row_of(range(spec.in_channels), unit * area)
    followed = int(np.bincount(entries[entries > 0]).argmax()) if entries.any() else 0
    places = np.argwhere(entries == followed) if followed else np.empty((0, 2), int)
    numbers = np.arange(prod(spec.weight_shape)) if weight is None else weight.ravel()
    size = _fitting(numbers, unit)
    notes = [f"framed: one weight, wherever it stands ({counted(len(places), 'time')})"]
    if not followed:
        notes = []
    if size and weight is None:
        notes.append("numbers: which weight it is, from 0")
    canvas, (x, y) = _board(spec, counts, (down, across), notes, ax)
    for channel in across.starts:
        own = entries[:, channel * area : (channel + 1) * area] > 0
        left = x + across.starts[channel]
        there = [(left + j * unit, y + i * unit) for i, j in np.argwhere(own)]
        tiles = [(*corner, unit, unit) for corner in there]
        canvas.faces(tiles, channel, edge=False)
    canvas.cells(x, y, entries.shape, unit=unit)
    for start in [*down.starts.values()][1:]:
        canvas.line((x, y + start), (x + across.length, y + start))
    for start in [*across.starts.values()][1:]:
        canvas.line((x + start, y), (x + start, y + down.length))
    for i, j in np.argwhere(entries) if size else ():
        at = (x + (j + 0.5) * unit, y + (i + 0.5) * unit)
        number = short(numbers[entries[i, j] - 1])
        canvas.text(*at, number, size=size, colour=ON_FILL)
    for i, j in places:
        canvas.window(x + j * unit, y + i * unit, unit, unit)
    return canvas, _followed(spec, followed, places)


def _fitting(numbers: Array, unit: float) -> float:
    """Choose the size of numbers in cells, in points, or 0 if they do not fit."""
    if unit < NAME:
        return 0
    for size in (SIZE, SMALL):
        if max(width_of(short(number), size) for number in numbers) < unit - 0.05:
            return size
    return 0


def _followed(spec: Conv2dSpec, followed: int, places: Array) -> str:
    """Say which weight is framed, and where."""
    if not followed:
        return "No weight meets the input."
    o, c, u, v = map(int, np.unravel_index(followed - 1, spec.weight_shape))
    first = ", ".join(f"({i}, {j})" for i, j in places[:3])
    where = "at " if len(places) <= len("ijk") else "the first ones at "
    return (
        f"Framed: the weight {(o, c, u, v)}, filter, channel, row and column of the "
        f"kernel, which stands {counted(len(places), 'time')}, {where}{first}."
    )


def draw_blocks(
    spec: Conv2dSpec, counts: Counts, size: tuple[int, int], ax: Axes | None
) -> tuple[Canvas, str]:
    """Draw a block for each output and input channel, with the band that is not 0."""
    outputs = chosen(spec.out_channels, BLOCKS)
    channels = chosen(spec.in_channels, BLOCKS)
    down, across = row_of(outputs, BLOCK), row_of(channels, BLOCK)
    most = prod(spec.filter_shape)
    note = f"a row holds {counted(most, 'weight')} at most; not to scale"
    canvas, (x, y) = _board(spec, counts, (down, across), [note], ax)
    band = _band(spec, size)
    for o, c in product(outputs, channels):
        left, top = x + across.starts[c], y + down.starts[o]
        if counts.stored and c in range(spec.in_channels)[spec.channels_of(o)]:
            canvas.face([(left + i * BLOCK, top + j * BLOCK) for i, j in band], c)
        canvas.cells(left, top, (1, 1), unit=BLOCK)
    write_dots(canvas, (x, y), (down, across))
    drawn = (
        counted(len(outputs), "output channel"), counted(len(channels), "input channel")
    )  # fmt: skip
    words = "Drawn are blocks of {} and {}, not to scale.".format(*drawn)
    words += f" A row holds at most {counted(most, 'weight')}; all else is 0."
    if spec.groups > 1:
        words += f" Blocks outside of the {spec.groups} groups are empty."
    return canvas, words


def _band(spec: Conv2dSpec, size: tuple[int, int]) -> list[tuple[float, float]]:
    """Outline the part of a block that is not 0, each side between 0 and 1."""
    steps, (top, _, left, _) = spec.output_size(size), spec.padding
    ends = []
    for place in ((0, 0), (steps[0] - 1, steps[1] - 1)):
        rows, columns = spec.window(*place)
        first = (rows.start - top) * size[1] + columns.start - left
        last = (rows.stop - 1 - top) * size[1] + columns.stop - left
        low, high = (min(max(n / prod(size), 0), 1) for n in (first, last))
        middle = min(max((low + high) / 2, BAND / 2), 1 - BAND / 2)
        half = max(high - low, BAND) / 2
        ends.append((max(middle - half, 0), min(middle + half, 1)))
    (low, high), (lower, higher) = ends
    return [(low, 0), (high, 0), (higher, 1), (lower, 1)]
