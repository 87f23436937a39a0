"""One output number as two blocks, patch and filter, and the sum of their products."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.filters.trace_words import (
    bias_of,
    products_of,
    slices_of,
    total_of,
)
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.filters.trace_plane import Plane
    from convguide.diagrams.filters.trace_terms import Terms

LINE = 0.9  # cells, for a line of words
BEHIND = 0.6  # cells, by which slices without numbers stand behind each other
LABEL = 8  # points, for the channel of a slice
BELOW = 0.35  # cells, from a slice to its label
FOOT = 1.1  # cells, from the blocks to the words below
DOT, EDGE = 0.9, 0.1  # cells, between the blocks, and around everything


class Block(NamedTuple):
    """How large a block is drawn."""

    behind: tuple[float, float]  # cells between slices, to the right and up
    wide: float
    high: float
    room: float  # cells from one side to the other, with words


def draw_blocks(terms: Terms, plane: Plane, ax: Axes | None) -> Canvas:
    """Draw the patch and the filter as blocks, and their one sum below."""
    block, lines = _block(terms, plane), _lines(terms)
    foot = LINE + block.high + FOOT + LINE * bool(terms.left_out)
    width = 2 * block.room + DOT + 2 * EDGE
    canvas = Canvas(width, foot + LINE * len(lines) - 0.4, ax=ax)
    for x, name, slices in (
        (EDGE, "patch", terms.patch),
        (EDGE + block.room + DOT, "filter", terms.filter),
    ):
        canvas.text(x + block.room / 2, LINE / 2, f"{name}, {terms.block}")
        left = x + (block.room - block.wide) / 2
        pairs = [*zip(terms.channels, slices, strict=True)]
        _draw_slices(canvas, plane, block, left, pairs)
    canvas.text(width / 2, LINE + block.high / 2, "·", size=18)
    if terms.left_out:
        canvas.text(width / 2, foot - LINE, slices_of(terms), colour=MUTED)
    for n, line in enumerate(lines):
        last = n == len(lines) - 1
        at = (width - 2 * EDGE, foot + LINE * n)
        canvas.text(*at, line, align="right", bold=last)
    return canvas


def _block(terms: Terms, plane: Plane) -> Block:
    """Measure a block, with its name above it and a label at each slice."""
    # Where there are numbers, a slice shows exactly its first row and last column.
    behind = plane.cell if plane.size else (BEHIND, BEHIND)
    steps = len(terms.shown) - 1
    label = EDGE + width_of(f"ch. {terms.channels[-1]}", LABEL)
    wide = plane.wide + behind[0] * steps + max(0.0, label - behind[0])
    high = plane.high + behind[1] * steps
    words = max(width_of(line, bold=True) for line in _lines(terms))
    name = width_of(f"filter, {terms.block}")
    return Block(behind, wide, high, max(wide, name, (words - DOT) / 2 + EDGE))


def _lines(terms: Terms) -> list[str]:
    """Write what stands below the blocks, the output last."""
    return [products_of(terms), *filter(None, [bias_of(terms)]), total_of(terms)]


def _draw_slices(
    canvas: Canvas,
    plane: Plane,
    block: Block,
    left: float,
    slices: Sequence[tuple[int, Array]],
) -> None:
    """Draw the slices of a block from behind, each with its channel below it."""
    for n, (channel, numbers) in reversed([*enumerate(slices)]):
        x = left + n * block.behind[0]
        y = LINE + block.high - plane.high - n * block.behind[1]
        if n and plane.size:  # the slice before hides the rest
            plane.draw(canvas, (x, y), numbers[:1], channel)
            corner = (x + plane.wide - plane.cell[0], y + plane.cell[1])
            if len(numbers) > 1:
                plane.draw(canvas, corner, numbers[1:, -1:], channel)
        else:
            plane.draw(canvas, (x, y), numbers, channel)
        under = (x + plane.wide - block.behind[0] + EDGE, y + plane.high + BELOW)
        canvas.text(*under, f"ch. {channel}", size=LABEL, align="left")
