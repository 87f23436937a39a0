"""A plane of numbers in cells of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.style import INK, MUTED, ON_FILL
from convguide.diagrams.words import SIZE, short

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.canvas import Canvas

DIGITS = 3  # that fit into a cell of one unit in the usual size


def draw_numbers(
    canvas: Canvas,
    corner: tuple[float, float],
    numbers: Array,
    *,
    unit: tuple[float, float] = (1, 1),
    size: float | None = None,
    channel: int | None = None,
    faint: Array | None = None,
) -> None:
    """Fill cells, `unit` wide and high, with numbers of a size in points.

    Without a size it is the largest in which all of them fit a cell of one unit.
    Numbers are greyed where `faint` is true: padding, for instance.
    """
    (x, y), (wide, high) = corner, unit
    if size is None:
        size = SIZE * min(1, DIGITS / max(len(short(n)) for n in numbers.flat))
    canvas.cells(x, y, numbers.shape, unit=unit, channel=channel)
    ink = INK if channel is None else ON_FILL
    for (i, j), number in np.ndenumerate(numbers):
        colour = MUTED if faint is not None and faint[i, j] else ink
        at = (x + (j + 0.5) * wide, y + (i + 0.5) * high)
        canvas.text(*at, short(number), size=size, colour=colour)
