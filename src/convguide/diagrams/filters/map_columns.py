"""Columns of planes, inputs, kernels and maps: how large they are, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.words import short, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array
    from convguide.diagrams.filters.map_sum import MapSum

ROOM = 7.5  # cells, for a plane with numbers
SIDE = 4.0  # cells, for the longer side of a plane without numbers
LABEL = 0.9  # cells, for a line of words
SIGN = 1.1  # cells, for a sign between two planes
EDGE = 0.1  # cells, around everything, so that no line is cut off
SMALL = 9  # points, for the numbers in cells


class Column(NamedTuple):
    """Planes of one kind: where they stand, how large, and whether with numbers."""

    size: tuple[int, int]
    cell: tuple[float, float]
    numbers: bool
    wide: float
    x: float

    @property
    def high(self) -> float:
        """Height of a plane."""
        return self.size[0] * self.cell[1]

    @property
    def below(self) -> float:
        """Room for the size, where no numbers show it."""
        return 0.0 if self.numbers else LABEL

    @property
    def end(self) -> float:
        """Right side."""
        return self.x + self.wide

    @property
    def centre(self) -> float:
        """Middle of the planes and their labels."""
        return self.x + self.wide / 2

    @property
    def in_words(self) -> str:
        """Size of a plane."""
        return "×".join(map(str, self.size))


class Columns(NamedTuple):
    """What slides over what, and what comes out."""

    image: Column
    kernel: Column
    result: Column

    @property
    def tallest(self) -> float:
        """Height of the planes that need most room."""
        return max(column.high for column in self)

    @property
    def row(self) -> float:
        """Height of one term with its labels."""
        return max(column.high + column.below for column in self) + 1.6 * LABEL


def columns_of(added: MapSum) -> Columns:
    """Choose where and how large the planes of each kind are drawn."""
    last, results = added.channels[-1], np.concatenate([added.maps, added.total[None]])
    names = [f"+ partial map {last}", f"= {added.name}"]
    names += [f"+ {added.others}"] * (added.left_out > 0)
    names += [f"+ {added.bias_name}"] * (added.bias is not None)
    image = _column(added.image, [f"channel {last}"], EDGE)
    kernel = _column(added.kernels, [f"kernel {last}"], image.end + SIGN)
    return Columns(image, kernel, _column(results, names, kernel.end + SIGN))


def _column(planes: Array, names: Sequence[str], x: float) -> Column:
    """Choose how large planes are drawn, with their numbers if there is room."""
    size: tuple[int, int] = (planes.shape[-2], planes.shape[-1])
    words = max(width_of(name, bold=True) for name in names) + 0.3
    if max(size) <= ROOM:
        written = {short(number) for number in planes.flat}  # measuring takes time
        cell = max(1, *(width_of(number, SMALL) + 0.3 for number in written))
        if size[1] * cell <= ROOM:
            wide = max(size[1] * cell, words)
            return Column(size, (cell, 1), numbers=True, wide=wide, x=x)
    unit = min(1.0, SIDE / max(size))
    return Column(size, (unit, unit), numbers=False, wide=max(SIDE, words), x=x)
