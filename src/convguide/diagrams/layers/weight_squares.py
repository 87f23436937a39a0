"""Weights as squares whose areas are their sizes, and the key that explains them."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.layers.kernel_grid import LABEL, LINE, label_width
from convguide.diagrams.style import INK, ON_FILL, hue
from convguide.diagrams.words import CELL, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.canvas import Box, Canvas
    from convguide.diagrams.layers.kernel_grid import Grid

NUMBER = LINE * 2 / 3  # cells, for a number below its square
PART = 0.82  # of the room, for the largest square, so that neighbours stay apart
EDGE = 0.7  # points
MARK = 0.4  # cells, for a side of a mark in the key


def draw_squares(canvas: Canvas, grid: Grid) -> None:
    """Draw a square for each weight, as large as the weight, and cross out NaN."""
    weight, unit = grid.kernels.weight, grid.kernels.unit
    assert weight is not None  # noqa: S101 - the caller knows
    below = NUMBER if grid.kernels.numbered else 0.0
    filled: list[Box] = []
    crossed: list[Box] = []
    hollow: dict[int, list[Box]] = {}
    for place in grid.places:
        for (u, v), value in np.ndenumerate(weight[place.filter, place.row]):
            x, y = place.x + v * unit, place.y + u * unit
            number, most = float(value), PART * (unit - below)
            side = _side(number, grid.kernels.largest, most)
            box = (x + (unit - side) / 2, y + (unit - below - side) / 2, side, side)
            if not isfinite(number):
                crossed.append(box)
            elif number > 0:
                filled.append(box)
            elif number < 0:
                hollow.setdefault(place.channel, []).append(box)
            if below:
                at = (x + unit / 2, y + unit - below / 2)
                canvas.text(*at, short(value), size=LABEL, colour=ON_FILL)
    canvas.boxes(filled, fill=INK, edge=INK, width=EDGE)
    for channel, boxes in hollow.items():
        canvas.boxes(boxes, fill=hue(channel), edge=INK, width=EDGE)
    canvas.crosses(crossed)


def _side(number: float, largest: float, most: float) -> float:
    """Find the side of a square; of what is not finite it is the longest."""
    ratio = abs(number) / largest if isfinite(number) and number else 1.0
    # Whole half points: too little to see, and the file is half as large.
    return max(1, round(most * sqrt(ratio) * 2 * CELL)) / (2 * CELL)


def draw_key(
    canvas: Canvas, key: Sequence[tuple[str, str]], x: float, y: float
) -> None:
    """Draw marks in a row, each with its word."""
    for mark, word in key:
        box = (x, y - MARK / 2, MARK, MARK)
        if mark == "crossed":
            canvas.crosses([box])
        else:
            fill = INK if mark == "filled" else "none"
            canvas.boxes([box], fill=fill, edge=INK, width=EDGE)
        canvas.text(x + 0.55, y, word, size=LABEL, align="left")
        x += LINE + label_width(word) + 0.2
