"""One filter of a layer, and what of it is drawn, as kernels or as a block."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

from convguide._integers import integer
from convguide.diagrams.abridged import chosen
from convguide.diagrams.reading import read_layer

if TYPE_CHECKING:
    from convguide._typing import Array

SIDE = 3.0  # cells, for the longer side of a kernel
MOST, FEW = 5, 4  # kernels that are all drawn, and how many of more


class Filter(NamedTuple):
    """One filter of a layer, and how large it is drawn."""

    others: int  # filters that the layer has besides
    channels: range  # of the input, that it sees
    size: tuple[int, int]
    bias: bool
    weight: Array | None
    shown: list[int]  # kernels that are drawn

    @property
    def depth(self) -> int:
        """Count the kernels of the filter."""
        return len(self.channels)

    @property
    def left_out(self) -> int:
        """Count the kernels that are not drawn."""
        return self.depth - len(self.shown)

    @property
    def weights(self) -> int:
        """Count the weights of the filter."""
        return self.depth * prod(self.size)

    @property
    def unit(self) -> float:
        """Cells for the side of a weight."""
        return min(1.0, SIDE / max(self.size))

    @property
    def numbers(self) -> Array | None:
        """Weights, if they are known and there is room to write them."""
        return self.weight if self.unit == 1 else None

    @property
    def high(self) -> float:
        """Cells from the top of a kernel to its bottom."""
        return self.size[0] * self.unit

    @property
    def wide(self) -> float:
        """Cells from the left of a kernel to its right."""
        return self.size[1] * self.unit

    @property
    def name(self) -> str:
        """Channels, height and width."""
        return "×".join(map(str, (self.depth, *self.size)))


def read_filter(layer: object, out_channel: int) -> Filter:
    """Find the filter, and choose what of it to draw."""
    spec, weight, _ = read_layer(layer)
    number = integer("out_channel", out_channel, least=0)
    channels = range(spec.in_channels)[spec.channels_of(number)]
    depth = len(channels)
    return Filter(
        spec.out_channels - 1,
        channels,
        spec.kernel_size,
        spec.bias,
        None if weight is None else weight[number],
        chosen(depth, MOST if depth <= MOST else FEW),
    )
