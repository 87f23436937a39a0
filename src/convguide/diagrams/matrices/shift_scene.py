"""What to draw of a layer as a sum of 1×1 layers on shifted images, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.abridged import chosen, row_of
from convguide.diagrams.reading import read_layer
from convguide.diagrams.words import SIZE, short, width_of

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.abridged import Row
    from convguide.spec import Conv2dSpec

PLACES = 5  # rows or columns of a kernel that are drawn, at most
CHANNELS, FILTERS = 5, 8  # columns and rows of a matrix that are all drawn
FEW, SOME = 3, 4  # of more: so many columns, and so many rows
SMALL = 8  # points, for labels and for numbers in small cells
SIDE = 2.6  # cells, for the longer side of a matrix without numbers
LEAST = 0.45  # cells, for the side of an entry
LINE, GAP = 0.9, 0.9
DOTS = 0.8


class Shifts(NamedTuple):
    """The part of the sum that is drawn."""

    spec: Conv2dSpec
    weight: Array | None
    size: float  # points, of numbers; 0 if they are not written
    filters: Row  # rows of every matrix, those of the first group
    channels: Row  # columns of every matrix
    down: Row  # rows of the kernel
    across: Row  # columns of the kernel

    @property
    def matrix(self) -> tuple[int, int]:
        """Rows and columns of the matrix at each place, in one group."""
        return self.spec.out_channels // self.spec.groups, self.spec.filter_shape[0]

    @property
    def name(self) -> str:
        """Rows and columns in words."""
        return "{:,} × {:,}".format(*self.matrix)

    def shift(self, u: int, v: int) -> tuple[int, int]:
        """How far below and right of the window's corner a place of the kernel is."""
        rows, columns = self.spec.window(0, 0)
        return (
            range(rows.stop)[rows][u],
            range(columns.stop)[columns][v],
        )


def read_shifts(layer: object) -> Shifts:
    """Choose what to draw of the kernel and of its matrices, and how large."""
    spec, weight, _ = read_layer(layer)
    filters, depth = spec.out_channels // spec.groups, spec.filter_shape[0]
    rows = chosen(filters, FILTERS if filters <= FILTERS else SOME)
    columns = chosen(depth, CHANNELS if depth <= CHANNELS else FEW)
    u, v = (chosen(side, PLACES) for side in spec.kernel_size)
    size, unit = 0.0, max(LEAST, min(1.0, SIDE / max(len(rows), len(columns))))
    if weight is not None and len(u) * len(v) <= PLACES * FEW:
        drawn = weight[rows][:, columns][:, :, u][..., v]
        texts = {short(number) for number in drawn.flat}
        wide = max(width_of(text, SMALL) for text in texts) + 0.2
        if wide * len(columns) <= 2 * SIDE:
            size, unit = (SIZE, 1.0) if wide <= LEAST * 1.8 else (SMALL, wide)
    label = width_of(str(depth - 1), SMALL) + 0.15
    down = row_of(rows, min(unit, 1.0), DOTS)
    across = row_of(columns, max(unit, label), DOTS)
    farthest = "down {}, right {}".format(*(span - 1 for span in spec.span))
    shift = width_of(farthest, SMALL)
    place = max(across.length, shift) + GAP
    return Shifts(
        *(spec, weight, size, down, across),
        row_of(u, down.length + 2 * LINE + 0.3, LINE),
        row_of(v, place, LINE),
    )
