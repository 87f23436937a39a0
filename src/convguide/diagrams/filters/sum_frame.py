"""What stands around one filter in either picture: a heading, and the sum below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.filters.one_filter import Filter

LINE = 0.9  # cells, for a line of words
WORDS = 10.5  # cells, for the lines below each picture
HEAD, FOOT = 1.3, 2.9  # cells, above and below the kernels and blocks
EDGE = 0.2  # cells, left and right of words and lines


def draw_head(canvas: Canvas, words: str, x: float, wide: float) -> None:
    """Write a heading."""
    canvas.text(x + wide / 2, LINE / 2, words, bold=True, room=wide - 2 * EDGE)


def draw_foot(
    canvas: Canvas, drawn: Filter, place: tuple[float, float, float], terms: str
) -> None:
    """Write the sum below a line, and that other filters have other weights."""
    x, y, wide = place
    centre, room = x + wide / 2, wide - 2 * EDGE
    canvas.line((x + EDGE, y), (x + wide - EDGE, y))
    canvas.text(centre, y + LINE * 0.7, terms, room=room)
    canvas.text(centre, y + LINE * 1.6, "= one output number", bold=True, room=room)
    if drawn.others:
        each = f"each of the other {drawn.others:,} filters"
        who = each if drawn.others > 1 else "the other filter"
        own = f"{who} has {counted(drawn.weights, 'weight')} of its own"
        canvas.text(centre, y + LINE * 2.5, own, colour=MUTED, size=9, room=room)
