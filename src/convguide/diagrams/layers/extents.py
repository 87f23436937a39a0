"""What a picture of a layer's blocks shows of each block, and how large."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from convguide._axes import Axis
from convguide._integers import pair
from convguide.diagrams.layers.solids import BEHIND, MOST, Solid
from convguide.diagrams.reading import read_layer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convguide._typing import Pair
    from convguide.spec import Conv2dSpec

FILTERS = 3  # that are drawn; of more, the first two and the last
STEPS = (4, 5)  # down and across, of a window on an input of no given size
SIDE = 4.0  # cells, for the longest side of a block
EXACT = 12  # numbers along a side, up to which each one is drawn as a cell
CELL = 0.6  # cells of the board, at most, for such a cell
SEEN = 0.4  # cells of the board, for the smallest frame
KERNEL = 1.6  # cells, for the longer side of a filter that is not drawn to scale


class Extents(NamedTuple):
    """A layer on an input, the lit output place, and what of the input is drawn."""

    spec: Conv2dSpec
    size: tuple[int, int]
    output: tuple[int, int]
    at: tuple[int, int]
    padded: bool

    @property
    def drawn(self) -> tuple[int, int]:
        """Height and width of the input as it is drawn."""
        if not self.padded:
            return self.size
        rows, columns = map(Axis.padded, self.spec.axes, self.size)
        return (rows, columns)

    @property
    def corner(self) -> tuple[int, int]:
        """First row and column of the lit window, in the input as it is drawn."""
        rows, columns = self.spec.window(*self.at)
        top, left = self.padding
        return (rows.start - top, columns.start - left)

    @property
    def padding(self) -> tuple[int, int]:
        """Rows above and columns left of the input that are not drawn."""
        rows, columns = self.spec.axes
        return (0, 0) if self.padded else (rows.before, columns.before)

    @property
    def largest(self) -> int:
        """The longest side of the two blocks, in numbers."""
        return max(*self.drawn, *self.output)

    @property
    def to_scale(self) -> bool:
        """Whether all blocks are drawn to the same scale, number by number."""
        return self.largest <= EXACT

    def side(self, number: int) -> float:
        """Cells for a side of the input or the output, never too few to be seen."""
        if self.to_scale:
            return number * min(CELL, SIDE / self.largest)
        return max(1.0, SIDE * sqrt(number / self.largest))

    def part(self, start: int, number: int, whole: int) -> tuple[float, float]:
        """Where on a side some of its numbers begin, and how long they are drawn."""
        side = self.side(whole)
        length = side * number / whole
        if not self.to_scale:
            length = min(side, max(length, SEEN))
        rest = whole - number
        return (start / rest * (side - length) if rest else 0.0), length

    @property
    def source(self) -> Solid:
        """The block of input, with its padding where no window does without."""
        name = f"input {times((self.spec.in_channels, *self.size))}"
        if self.padded:
            name += f", padded to {times(self.drawn)}"
        return self._solid(name, range(self.spec.in_channels), self.drawn)

    @property
    def result(self) -> Solid:
        """The block of output; its slices are no channels of the input."""
        channels = range(self.spec.out_channels)
        name = f"output {times((len(channels), *self.output))}"
        block = self._solid(name, channels, self.output)
        return block._replace(most=FILTERS, filled=False)

    @property
    def filters(self) -> list[Solid]:
        """The filters that are drawn, with the channels that each one sees."""
        spec, size = self.spec, self.spec.kernel_size
        unit = min(CELL, KERNEL / max(size))
        high, wide = (max(SEEN, number * unit) for number in size)
        if self.to_scale:
            high, wide = map(self.side, size)
        grid = size if max(size) <= EXACT else (1, 1)
        of = [range(spec.in_channels)[spec.channels_of(o)] for o in self.result.shown]
        return [
            Solid(f"filter {o}", seen, size, high, wide, grid, MOST)
            for o, seen in zip(self.result.shown, of, strict=True)
        ]

    @property
    def deep(self) -> float:
        """Cells that the lit box goes back, through the channels of filter 0."""
        block, depth = self.source, self.spec.filter_shape[0]
        if depth == block.depth:
            return block.deep
        slices = sum(channel < depth for channel in block.shown)
        return slices * BEHIND + (depth > slices) * BEHIND / 2  # ends in the gap

    def _solid(self, name: str, channels: range, size: tuple[int, int]) -> Solid:
        high, wide = map(self.side, size)
        grid = size if self.to_scale else (1, 1)
        return Solid(name, channels, size, high, wide, grid, MOST, unit="channel")


def read_extents(layer: object, input_size: Pair | None) -> Extents:
    """Read the layer, and choose the size of the input and the window to be lit.

    It is the one nearest to the top and the right that lies inside of the input, where
    the top and the side of the framed box are seen on the block.
    """
    spec = read_layer(layer).spec
    if input_size is None:
        rows, columns = map(Axis.covered, spec.axes, STEPS)
        size = (rows, columns)
    else:
        size = pair("input_size", input_size)
    output = spec.output_size(size)
    down, across = map(_inside, spec.axes, size)
    if down and across:
        return Extents(spec, size, output, (down[0], across[-1]), padded=False)
    return Extents(spec, size, output, (0, output[1] - 1), padded=True)


def _inside(axis: Axis, size: int) -> range:
    """Find the places of the window that are free of padding."""
    first = -(-axis.before // axis.stride)
    return range(first, axis._replace(after=0).steps(size))


def times(numbers: Iterable[int]) -> str:
    """Write a shape."""
    return "×".join(map(str, numbers))
