"""A filter as kernels: each meets its channel, and the results are added."""

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
from convguide.diagrams.filters.sum_words import terms_of
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.filters.one_filter import Filter

TIMES, EQUALS, SUM = 1.0, 0.5, 1.4  # cells, between columns, and to what follows them


def sum_size(drawn: Filter) -> tuple[float, float]:
    """Measure the picture, to the right and down."""
    rows = len(drawn.shown) * (drawn.high + 1.5 * LINE) + LINE * bool(drawn.left_out)
    sums = width_of(f"sum {drawn.channels[-1]}") + 0.4
    wide = 2 * _column(drawn) + TIMES + SUM + sums
    return max(wide, WORDS), HEAD + rows + FOOT


def draw_sum(canvas: Canvas, drawn: Filter, x: float) -> None:
    """Draw a row for each kernel, and below it the sum."""
    wide, tall = sum_size(drawn)
    heading = f"{counted(drawn.depth, 'kernel')}{', then add' * (drawn.depth > 1)}"
    draw_head(canvas, heading, x, wide)
    y = HEAD
    for n in drawn.shown:
        if n == drawn.shown[-1] and drawn.left_out:
            more = f"and {drawn.left_out} more"
            canvas.text(x + wide / 2, y + LINE / 2, more, colour=MUTED)
            y += LINE
        _row(canvas, drawn, n, (x, y))
        y += drawn.high + 1.5 * LINE
    draw_foot(canvas, drawn, (x, tall - FOOT, wide), terms_of(drawn))


def _column(drawn: Filter) -> float:
    """Width of a column of kernels, whose labels are at least as wide."""
    return max(drawn.wide, width_of(f"channel {drawn.channels[-1]}") + 0.4)


def _row(canvas: Canvas, drawn: Filter, n: int, corner: tuple[float, float]) -> None:
    """Draw a channel of the patch, times its kernel, equals its sum."""
    (x, y), channel, column = corner, drawn.channels[n], _column(drawn)
    patch = x + column / 2
    kernel = patch + column + TIMES
    right = kernel + column / 2
    top, middle = y + LINE, y + LINE + drawn.high / 2
    for centre, name in ((patch, "channel"), (kernel, "kernel")):
        canvas.text(centre, y + LINE / 2, f"{name} {channel}")
        corner = (centre - drawn.wide / 2, top)
        if name == "kernel" and drawn.numbers is not None:
            draw_numbers(canvas, corner, drawn.numbers[n], channel=channel)
        else:
            draw_plane(canvas, corner, drawn.size, (drawn.unit, drawn.unit), channel)
    canvas.text((patch + kernel) / 2, middle, "×")
    canvas.text(right + EQUALS, middle, "=")
    canvas.text(right + SUM, middle, f"sum {channel}", align="left")
