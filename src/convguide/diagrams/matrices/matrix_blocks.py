"""The big matrix of a large layer: a block for each output and input channel."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

from convguide.diagrams.abridged import chosen, row_of, write_dots
from convguide.diagrams.matrices.matrix_board import matrix_board
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.matrices.matrix_counts import Counts
    from convguide.spec import Conv2dSpec

BLOCKS = 4  # outputs and channels that are drawn, each
BLOCK = 2.6  # cells, for the side of a block
BAND = 0.16  # of a block, at least, so that a band is seen


def draw_blocks(
    spec: Conv2dSpec, counts: Counts, size: tuple[int, int], ax: Axes | None
) -> tuple[Canvas, str]:
    """Draw a block for each output and input channel, with the band that is not 0."""
    outputs = chosen(spec.out_channels, BLOCKS)
    channels = chosen(spec.in_channels, BLOCKS)
    down, across = row_of(outputs, BLOCK), row_of(channels, BLOCK)
    most = prod(spec.filter_shape)
    note = f"a row holds {counted(most, 'weight')} at most; not to scale"
    canvas, (x, y) = matrix_board(spec, counts, (down, across), [note], ax)
    band = _band(spec, size)
    for o, c in product(outputs, channels):
        left, top = x + across.starts[c], y + down.starts[o]
        if counts.stored and c in range(spec.in_channels)[spec.channels_of(o)]:
            canvas.face([(left + i * BLOCK, top + j * BLOCK) for i, j in band], c)
        canvas.cells(left, top, (1, 1), unit=BLOCK)
    write_dots(canvas, (x, y), (down, across))
    drawn = (
        counted(len(outputs), "output channel"), counted(len(channels), "input channel")
    )  # fmt: skip
    words = "Drawn are blocks of {} and {}, not to scale.".format(*drawn)
    words += f" A row holds at most {counted(most, 'weight')}; all else is 0."
    if spec.groups > 1:
        words += f" Blocks outside of the {spec.groups} groups are empty."
    return canvas, words


def _band(spec: Conv2dSpec, size: tuple[int, int]) -> list[tuple[float, float]]:
    """Outline the part of a block that is not 0, each side between 0 and 1."""
    steps, (top, _, left, _) = spec.output_size(size), spec.padding
    ends = []
    for place in ((0, 0), (steps[0] - 1, steps[1] - 1)):
        rows, columns = spec.window(*place)
        first = (rows.start - top) * size[1] + columns.start - left
        last = (rows.stop - 1 - top) * size[1] + columns.stop - left
        low, high = (min(max(n / prod(size), 0), 1) for n in (first, last))
        middle = min(max((low + high) / 2, BAND / 2), 1 - BAND / 2)
        half = max(high - low, BAND) / 2
        ends.append((max(middle - half, 0), min(middle + half, 1)))
    (low, high), (lower, higher) = ends
    return [(low, 0), (high, 0), (higher, 1), (lower, 1)]
