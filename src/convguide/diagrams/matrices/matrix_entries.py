"""The big matrix of a layer in single entries, one weight framed wherever it stands."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.abridged import row_of
from convguide.diagrams.matrices.matrix_board import NAME, SMALL, matrix_board
from convguide.diagrams.style import ON_FILL
from convguide.diagrams.words import SIZE, counted, short, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.matrices.matrix_counts import Counts
    from convguide.spec import Conv2dSpec

PAGE = 18.0  # cells, for the longer side of a matrix


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
    size = _fitting(numbers[np.unique(entries[entries > 0]) - 1], unit)
    notes = [f"framed: one weight, wherever it stands ({counted(len(places), 'time')})"]
    if not followed:
        notes = []
    if size and weight is None:
        notes.append("numbers: which weight it is, from 0")
    canvas, (x, y) = matrix_board(spec, counts, (down, across), notes, ax)
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
        widths = (width_of(short(number), size) for number in numbers)
        if max(widths, default=0) < unit - 0.05:
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
