"""A tensor without gaps: where its numbers lie in memory."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Dense(NamedTuple):
    """A tensor without gaps between its numbers, the last axis the quickest."""

    order: str
    shape: tuple[int, ...]
    itemsize: int

    @property
    def strides(self) -> tuple[int, ...]:
        """Elements from a number to its neighbour along each axis."""
        return tuple(prod(self.shape[n + 1 :]) for n in range(len(self.shape)))

    @property
    def steps(self) -> tuple[int, ...]:
        """The same in bytes, as NumPy counts them."""
        return tuple(stride * self.itemsize for stride in self.strides)

    @property
    def total(self) -> int:
        """Count the numbers."""
        return prod(self.shape)

    @property
    def channels(self) -> int:
        """Tell which axis is that of the channels."""
        return self.order.index("C" if "C" in self.order else "I")

    @property
    def named(self) -> list[int]:
        """Axes whose places are written into the cells: those with more than one."""
        axes = range(len(self.shape))
        return [n for n in axes if self.shape[n] > 1 or n == self.channels]

    @property
    def neighbours(self) -> dict[int, int]:
        """Axes along which the first number has a neighbour, and its place."""
        sizes = enumerate(zip(self.shape, self.strides, strict=True))
        return {n: stride for n, (size, stride) in sizes if size > 1}

    def channel(self, place: int) -> int:
        """Tell the channel of the number at a place."""
        return self.position(place)[self.channels]

    def position(self, place: int) -> tuple[int, ...]:
        """Find the number that lies at a place."""
        pairs = zip(self.shape, self.strides, strict=True)
        return tuple(place // stride % size for size, stride in pairs)

    def label(self, place: int) -> str:
        """Write the index of the number at a place."""
        index = self.position(place)
        return ",".join(str(index[n]) for n in self.named)


def per_row(shape: Sequence[int], fit: int) -> int:
    """Choose a length of rows that ends where an axis does, if this fills them."""
    length = 1
    for size in reversed(shape):
        part = max(d for d in range(1, min(size, fit // length) + 1) if size % d == 0)
        length *= part
        if part < size:
            break
    return length if 2 * length > fit or length == prod(shape) else fit
