"""Which slices of trained filters are drawn, on which scale, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.abridged import chosen
from convguide.diagrams.words import CELL, short, width_of

if TYPE_CHECKING:
    from convguide._typing import Array

SIDE = 1.75  # cells, for the longer side of a slice
COARSEST = 0.75  # cells, for a side of a weight
MOST = (6, 5)  # filters and channels; of more, the first ones and the last
FEW = 2  # the first and the last
PIXELS = 7_200  # weights; of larger slices only every so many are drawn
LABEL = 9  # points
LINE, GAP, PATCH = 0.75, 0.25, 0.6  # cells


@dataclass(frozen=True, eq=False)
class SliceTable:
    """A column for each filter that is drawn, a row for each channel."""

    weight: Array
    filters: list[int]  # that were asked for
    scale: str  # what has a scale of its own
    bounds: Array  # size of a weight that is white, by filter asked for and channel
    columns: list[int]  # filters that are drawn
    rows: list[int]  # channels that are drawn
    step: int  # each how many-th weight is drawn

    @property
    def more(self) -> tuple[int, int]:
        """Filters and channels that are left out."""
        depth = self.weight.shape[1]
        return len(self.filters) - len(self.columns), depth - len(self.rows)

    def slice_of(self, f: int, c: int) -> Array:
        """Weights of a slice that are drawn."""
        numbers: Array = self.weight[f, c, :: self.step, :: self.step]
        return numbers

    def bound(self, f: int, c: int) -> float:
        """Size of a weight that is white in this slice; its negative is black."""
        return float(self.bounds[self.filters.index(f), c])

    def bound_label(self, f: int, c: int) -> str:
        """Write a bound, of both signs."""
        return f"±{short(self.bound(f, c))}"

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of a slice that are drawn."""
        rows, columns = (-(-side // self.step) for side in self.weight.shape[2:])
        return rows, columns

    @property
    def unit(self) -> float:
        """Cells for a side of a weight; whole points, if it has them, are even."""
        points = SIDE * CELL / max(self.shape)
        return min((int(points) if points >= 1 else points) / CELL, COARSEST)

    @property
    def high(self) -> float:
        """Cells from the top of a slice to its bottom."""
        return self.shape[0] * self.unit

    @property
    def wide(self) -> float:
        """Cells from the left of a slice to its right."""
        return self.shape[1] * self.unit

    @property
    def row_high(self) -> float:
        """Cells for a slice, or for the patch that names its channel."""
        return max(self.high, PATCH)

    @cached_property
    def margin(self) -> float:
        """Cells left of the slices, for the names of channels."""
        labels = [f"channel {self.rows[-1]}", f"and {self.more[1]:,} more"]
        return GAP + max(map(label_width, labels)) + 2 * GAP + PATCH + GAP

    @property
    def head(self) -> float:
        """Cells above the slices, for the names of filters and their bounds."""
        return LINE * (1 + (self.scale == "filter")) + GAP

    @cached_property
    def pitch(self) -> tuple[float, float]:
        """Cells from slice to slice, to the right and down."""
        labels = [f"filter {max(self.columns)}"]
        if self.scale != "shared":
            labels += [self.bound_label(f, c) for f in self.columns for c in self.rows]
        wide = max(self.wide, *map(label_width, labels))
        below = LINE * (self.scale == "slice")
        return wide + 2 * GAP, self.row_high + below + GAP

    @cached_property
    def gap(self) -> tuple[float, float]:
        """Cells for what is left out, to the right and down."""
        right, down = self.more
        words = label_width(f"and {right:,} more") + GAP
        return words * bool(right), LINE * bool(down)

    @cached_property
    def centres(self) -> list[float]:
        """Middle of each column; the last one stands after what is left out."""
        starts = [self.margin + n * self.pitch[0] for n in range(len(self.columns))]
        starts[-1] += self.gap[0]
        return [start + self.pitch[0] / 2 for start in starts]

    @cached_property
    def middles(self) -> list[float]:
        """Middle of each row of slices; the last one stands below what is left out."""
        starts = [self.head + m * self.pitch[1] for m in range(len(self.rows))]
        starts[-1] += self.gap[1]
        return [start + self.row_high / 2 for start in starts]

    @property
    def extent(self) -> tuple[float, float]:
        """Cells of the whole table, to the right and down."""
        wide = self.margin + len(self.columns) * self.pitch[0] + self.gap[0]
        return wide, self.head + len(self.rows) * self.pitch[1] + self.gap[1]


def slice_table(weight: Array, filters: list[int], scale: str) -> SliceTable:
    """Choose what to draw of some filters, and how light it is."""
    _, depth, *size = weight.shape
    columns, rows = _fewer(len(filters), depth, size[0] * size[1])
    # Not finer than points, which for the fewest slices are few enough.
    step = -(-max(size) // int(SIDE * CELL))
    return SliceTable(
        weight,
        filters,
        scale,
        _bounds(weight, filters, scale),
        [filters[n] for n in chosen(len(filters), columns)],
        chosen(depth, rows),
        step,
    )


def label_width(words: str) -> float:
    """Measure a label, in whole points."""
    return ceil(width_of(words, LABEL) * CELL + 2) / CELL


def _fewer(filters: int, depth: int, area: int) -> tuple[int, int]:
    """Choose how many filters and channels to draw."""
    columns, rows = min(filters, MOST[0]), min(depth, MOST[1])
    while columns * rows * area > PIXELS and max(columns, rows) > FEW:
        columns, rows = (columns, rows - 1) if rows > columns else (columns - 1, rows)
    return columns, rows


def _bounds(weight: Array, filters: list[int], scale: str) -> Array:
    """Find the largest size of a weight on the scale of each filter and channel."""
    sizes = (np.abs(weight[f].astype(float)) for f in filters)
    held = [np.where(np.isfinite(size), size, 0).max(axis=(1, 2)) for size in sizes]
    bounds = np.stack(held)
    if scale == "slice":
        return bounds
    whole = bounds.max(axis=None if scale == "shared" else 1, keepdims=True)
    return np.broadcast_to(whole, bounds.shape)
