"""A filter as one solid block, beside the block of input that it meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.cell_plane import draw_plane
from convguide.diagrams.filters.sum_frame import (
    FOOT,
    HEAD,
    LINE,
    WORDS,
    draw_foot,
    draw_head,
)
from convguide.diagrams.filters.sum_words import products_of, slices_of
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.filters.one_filter import Filter

BEHIND = 0.6  # cells, by which each slice of a block stands behind the one before


def block_size(drawn: Filter) -> tuple[float, float]:
    """Measure the picture, to the right and down."""
    behind = BEHIND * len(drawn.shown)
    side = max(drawn.wide + behind, width_of(f"filter {drawn.name}") + 0.4)
    high = 1.5 * LINE + drawn.high + behind + LINE * bool(drawn.left_out)
    return max(2 * side + 1.4, WORDS), HEAD + high + FOOT


def draw_block(canvas: Canvas, drawn: Filter, x: float) -> None:
    """Draw two blocks and their one sum of products."""
    (wide, tall), behind = block_size(drawn), BEHIND * len(drawn.shown)
    draw_head(canvas, f"one block of {counted(drawn.weights, 'weight')}", x, wide)
    for centre, name in ((x + wide / 4, "patch"), (x + 3 * wide / 4, "filter")):
        canvas.text(centre, HEAD + LINE / 2, f"{name} {drawn.name}")
        left, top = centre - (drawn.wide + behind) / 2, HEAD + LINE + behind
        for place, n in reversed([*enumerate(drawn.shown)]):
            _slice(canvas, drawn, n, (left + BEHIND * place, top - BEHIND * place))
    middle = HEAD + LINE + (drawn.high + behind) / 2
    canvas.text(x + wide / 2, middle, "·", size=18)
    foot = tall - FOOT
    if drawn.left_out:
        canvas.text(x + wide / 2, foot - LINE / 2, slices_of(drawn), colour=MUTED)
    draw_foot(canvas, drawn, (x, foot, wide), products_of(drawn))


def _slice(canvas: Canvas, drawn: Filter, n: int, corner: tuple[float, float]) -> None:
    """Draw one slice of a block: its face, its top and its right side."""
    (x, y), channel, back = corner, drawn.channels[n], BEHIND
    right, below = x + drawn.wide, y + drawn.high
    top = [(x, y), (x + back, y - back), (right + back, y - back), (right, y)]
    side = [(right, y), (right + back, y - back), (right + back, below - back)]
    canvas.face(top, channel, edge=True)
    canvas.face([*side, (right, below)], channel, edge=True)
    draw_plane(canvas, corner, drawn.size, (drawn.unit, drawn.unit), channel)
