"""How many kernels of a layer one picture has room for, and how large."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.diagrams.layers.kernel_facts import GRID, ROOMY, kernels_of
from convguide.diagrams.layers.kernel_grid import grid_of, label_width
from convguide.diagrams.words import CELL, short

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.layers.kernel_facts import Kernels
    from convguide.diagrams.layers.kernel_grid import Grid
    from convguide.diagrams.reading import Layer

UNITS = (1.0, 0.75, 0.5, 1 / 3, 0.26)  # cells, for a side of a weight without number
PAGE = (16.0, 20.0)  # cells, for a table in one band that is read at a glance
WIDE = (22.0, 20.0)  # cells, for one of which something is left out
LONG = (22.0, 34.0)  # cells, for one that is still drawn whole, in bands
MOST = 5_000  # weights, beyond which the file grows too large
FEW = 2  # the first and the last
SHOWN = (12, 6)  # filters and rows at most, once something is left out
SIDE = 3.0  # cells, for the longer side of a large kernel


def lay_out(layer: Layer) -> Grid:
    """Choose how large weights are, and if they are too many, which are drawn."""
    kernels = kernels_of(layer)
    if prod(kernels.spec.weight_shape) <= MOST:
        numbers = kernels.weight is not None and _numbers_fit(kernels.weight)
        for unit in (ROOMY,) * numbers + UNITS:
            grid = grid_of(kernels._replace(unit=unit), PAGE[0])
            if _fits(grid, PAGE):
                return grid
        grid = grid_of(kernels._replace(unit=UNITS[-1]), LONG[0])
        if _fits(grid, LONG):
            return grid
    return _abridged(kernels)


def _fits(grid: Grid, most: tuple[float, float]) -> bool:
    """Whether the picture is small enough, and its file."""
    wide, tall = grid.extent
    weights = grid.kernels.drawn * grid.kernels.cells
    return weights <= MOST and wide <= most[0] and tall <= most[1]


def _numbers_fit(weight: Array) -> bool:
    """Whether each number is short enough to be written below its square."""
    return max(label_width(short(number)) for number in weight.flat) <= ROOMY - 0.1


def _abridged(kernels: Kernels) -> Grid:
    """Leave out filters and rows until the others fit, but not the last two."""
    side = max(kernels.spec.kernel_size)
    unit = SIDE / side
    if side <= GRID:
        unit = max(1, int(min(0.5, unit) * CELL)) / CELL
    filters = min(kernels.spec.out_channels, SHOWN[0])
    rows = min(kernels.depth, SHOWN[1])
    while True:
        grid = grid_of(kernels.some(filters, rows, unit))
        if _fits(grid, WIDE) or max(filters, rows) <= FEW:
            return grid
        tall = grid.extent[1] > WIDE[1] or rows > filters
        if (tall and rows > FEW) or filters <= FEW:
            rows -= 1
        else:
            filters -= 1
