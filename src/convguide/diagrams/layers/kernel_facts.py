"""The kernels of a layer, what is known of them, and which of them are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.abridged import chosen

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.reading import Layer
    from convguide.spec import Conv2dSpec

ROOMY = 1.375  # cells, for a side of a weight that has its number below its square
GRID = 18  # weights along a side, beyond which single ones are too small to see


class Kernels(NamedTuple):
    """The kernels of a layer, and those that are drawn."""

    spec: Conv2dSpec
    weight: Array | None
    largest: float  # size of the largest weight that is finite, drawn or not
    missing: int  # weights that are not finite
    filters: list[int]  # that are drawn
    rows: list[int]  # that are drawn, of the kernels of each filter
    unit: float  # cells, for a side of a weight

    @property
    def depth(self) -> int:
        """Kernels of a filter."""
        return self.spec.filter_shape[0]

    @property
    def number(self) -> int:
        """Kernels of the layer."""
        return self.spec.out_channels * self.depth

    @property
    def drawn(self) -> int:
        """Kernels that are drawn."""
        return len(self.filters) * len(self.rows)

    @property
    def more(self) -> tuple[int, int]:
        """Filters and rows that are left out."""
        filters = self.spec.out_channels - len(self.filters)
        return filters, self.depth - len(self.rows)

    @property
    def grouped(self) -> bool:
        """Whether the channels of a row differ from filter to filter."""
        return self.spec.groups > 1

    @property
    def cells(self) -> int:
        """Weights of a kernel that are drawn; none if they are too small to see."""
        height, width = self.spec.kernel_size
        return height * width if max(height, width) <= GRID else 0

    @property
    def numbered(self) -> bool:
        """Whether there is room for numbers below the squares."""
        return self.unit == ROOMY

    def channel(self, f: int, row: int) -> int:
        """Input channel that a kernel meets."""
        first: int = self.spec.channels_of(f).start
        return first + row

    def some(self, filters: int, rows: int, unit: float) -> Kernels:
        """Choose at most so many filters and rows, the first ones and the last."""
        return self._replace(
            filters=chosen(self.spec.out_channels, filters),
            rows=chosen(self.depth, rows),
            unit=unit,
        )


def kernels_of(layer: Layer) -> Kernels:
    """Find all kernels of a layer, with room for their numbers."""
    spec, weight, _ = layer
    largest, missing = 0.0, 0
    if weight is not None:
        finite = weight[np.isfinite(weight)]
        missing = weight.size - finite.size
        if finite.size:
            largest = max(abs(float(finite.max())), abs(float(finite.min())))
    filters, rows = range(spec.out_channels), range(spec.filter_shape[0])
    return Kernels(spec, weight, largest, missing, [*filters], [*rows], ROOMY)
