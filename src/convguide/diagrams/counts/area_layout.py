"""The weights of a layer as an area: its sides in cells, and where its parts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Box
    from convguide.spec import Conv2dSpec

WIDE, HIGH, LEAST = 13.0, 8.0, 2.4  # cells, for a side of all weights
UNIT = 0.6  # cells, for a side of one weight at most
SEEN = 0.14  # cells, between lines that can still be told apart
FINE = 0.05  # cells, for a step of the diagonal that can be seen
APART = 0.6  # cells, between weights and biases


class Areas(NamedTuple):
    """The table of a layer's weights: a row for each filter, a column for each weight.

    With groups, each filter has columns for the kernels of all input channels, and
    most of them stay blank, since those kernels do not exist.
    """

    spec: Conv2dSpec
    unit: tuple[float, float]  # width and height of one weight, in cells
    x: float = 0.0
    y: float = 0.0

    @property
    def kernel(self) -> int:
        """Weights of one kernel."""
        height, width = self.spec.kernel_size
        return height * width

    @property
    def band(self) -> float:
        """Width of one kernel: its weights in one row."""
        return self.kernel * self.unit[0]

    @property
    def sides(self) -> tuple[float, float]:
        """Width and height of the table."""
        return self.spec.in_channels * self.band, self.spec.out_channels * self.unit[1]

    @property
    def has_bands(self) -> bool:
        """Whether kernels are wide enough to be told apart."""
        return self.band >= SEEN and not self.slanted

    @property
    def has_rows(self) -> bool:
        """Whether filters are high enough to be told apart."""
        return self.unit[1] >= SEEN

    @property
    def has_weights(self) -> bool:
        """Whether each single weight can be seen."""
        return min(self.unit) >= SEEN and not self.slanted

    @property
    def slanted(self) -> bool:
        """Whether groups are too small to be seen as steps of the diagonal."""
        return self.spec.groups > 1 and min(self.block) < FINE

    @property
    def block(self) -> tuple[float, float]:
        """Width and height of one group."""
        wide, high = self.sides
        return wide / self.spec.groups, high / self.spec.groups

    def blocks(self) -> list[Box]:
        """Place each group on the diagonal."""
        wide, high = self.block
        return [
            (self.x + n * wide, self.y + n * high, wide, high)
            for n in range(self.spec.groups)
        ]

    def channel(self, number: int) -> Box:
        """Place the kernels on one input channel, all filters below each other."""
        group = number // (self.spec.in_channels // self.spec.groups)
        _, high = self.block
        return self.x + number * self.band, self.y + group * high, self.band, high

    @property
    def biases(self) -> Box:
        """Place the column of biases, right of the weights."""
        wide, high = self.sides
        return self.x + wide + APART, self.y, self.unit[0], high


def lay_out(spec: Conv2dSpec) -> Areas:
    """Choose how large one weight is."""
    height, width = spec.kernel_size
    unit = unit_of(spec.in_channels * height * width, spec.out_channels)
    return Areas(spec, unit)


def unit_of(columns: int, rows: int) -> tuple[float, float]:
    """Choose width and height of one weight: a square, unless all make a mere strip."""
    side = min(UNIT, WIDE / columns, HIGH / rows)
    wide, high = (max(side, min(UNIT, LEAST / n)) for n in (columns, rows))
    return wide, high
