"""One filter at two positions: how large it is drawn, and how weights are written."""

from __future__ import annotations

from itertools import combinations
from math import ceil, prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.reading import read_layer
from convguide.diagrams.words import short, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide._typing import Array
    from convguide.spec import Conv2dSpec

MOST = 3  # kernels that are drawn
ROOM = 16.0  # cells across, for the input and for the kernels, if weights are written
SIDE = 11.0  # cells, for the longer side of the input if weights are not written
KERNELS = 4.0  # cells, for the longer side of such a kernel
TAPS = 25  # weights that are drawn one by one, if dilation leaves gaps between them
SMALL = 9  # points, for weights and for words that explain


class Shared(NamedTuple):
    """One filter, and how its weights are written and drawn."""

    spec: Conv2dSpec
    shown: int  # kernels that are drawn
    weight: Array | None  # theirs
    labels: Array | None  # their weights, in numbers or symbols, if there is room
    step: int  # output column of the second position
    cell: tuple[float, float]  # of the input
    small: tuple[float, float]  # of a kernel

    @property
    def depth(self) -> int:
        """Count the kernels of the filter."""
        return self.spec.filter_shape[0]

    @property
    def apart(self) -> int:
        """Columns from the first position to the second."""
        return self.step * self.spec.stride[1]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the part of the input that is drawn."""
        return _size(self.spec, self.step)

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of this part, in cells."""
        rows, columns = self.size
        return columns * self.cell[0], rows * self.cell[1]

    @property
    def kernel(self) -> tuple[float, float]:
        """Width and height of a kernel, in cells."""
        height, width = self.spec.kernel_size
        return width * self.small[0], height * self.small[1]

    @property
    def dilated(self) -> bool:
        """Whether dilation leaves gaps between the weights."""
        return self.spec.dilation != (1, 1)

    @property
    def gaps_drawn(self) -> bool:
        """Whether there are gaps, and few enough weights to draw them one by one."""
        return self.dilated and prod(self.spec.kernel_size) <= TAPS

    def equal(self, one: int, other: int) -> bool:
        """Tell whether two kernels hold the same numbers, which they may."""
        weight = self.weight
        return weight is not None and np.array_equal(
            weight[one], weight[other], equal_nan=True
        )

    @property
    def repeats(self) -> bool:
        """Whether any two kernels that are drawn hold the same numbers."""
        return any(self.equal(*two) for two in combinations(range(self.shown), 2))


def read_shared(layer: object) -> Shared:
    """Find the filter, the two positions, and room for the weights."""
    spec, weight, _ = read_layer(layer)
    depth, *kernel = spec.filter_shape
    shown = min(depth, MOST)
    weights = None if weight is None else weight[0, :shown]
    step = ceil((spec.span[1] + 1) / spec.stride[1])  # the first without an overlap
    rows, columns = _size(spec, step)
    across = max(columns, shown * kernel[1])
    if max(rows, across) <= ROOM:
        for labels in _labels((shown, kernel[0], kernel[1]), weights):
            needed = (width_of(label, SMALL) + 0.3 for label in {*labels.flat})
            cell = max(1.0, *needed)
            if across * cell <= ROOM:
                unit = (cell, 1.0)
                return Shared(spec, shown, weights, labels, step, unit, unit)
    unit = (min(1.0, SIDE / max(rows, columns)),) * 2
    small = (min(1.0, KERNELS / max(kernel)),) * 2
    return Shared(spec, shown, weights, None, step, unit, small)


def _size(spec: Conv2dSpec, step: int) -> tuple[int, int]:
    """Take as much of the input as both windows need, and a row more."""
    rows, columns = spec.axes
    return rows.covered(1) + 1, columns.covered(step + 1)


def _labels(shape: tuple[int, int, int], weights: Array | None) -> Iterator[Array]:
    """Write the weights as numbers if they are known, or else as symbols."""
    if weights is not None:
        yield np.array([short(n) for n in weights.flat]).reshape(shape)
    places = range(shape[1] * shape[2])
    symbols = [f"{letter}{n}" for letter in "abc"[: shape[0]] for n in places]
    yield np.array(symbols).reshape(shape)
