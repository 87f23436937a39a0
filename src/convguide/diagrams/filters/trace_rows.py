"""One output number as kernels, each beside the patch of its channel, that add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.filters.trace_words import bias_of, others_of, total_of
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import short, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.filters.trace_plane import Plane
    from convguide.diagrams.filters.trace_terms import Terms

LINE = 0.9  # cells, for a line of words
GAP = 0.5  # cells, below a row
FOOT = 1.5  # cells, for the line below all terms, and the output
TIMES, EQUALS = 0.9, 0.5  # cells, between columns, and to what follows them
SUM = 1.8  # cells, for a short partial sum
EDGE = 0.1  # cells, around everything, so that no line is cut off
SMALL = 9  # points, for the size of a plane


class Columns(NamedTuple):
    """Where patches, kernels and partial sums stand."""

    wide: float
    right: float

    @property
    def patch(self) -> float:
        """Middle of the patches."""
        return EDGE + self.wide / 2

    @property
    def kernel(self) -> float:
        """Middle of the kernels."""
        return self.patch + self.wide + TIMES

    @property
    def equals(self) -> float:
        """Middle of the signs before the partial sums."""
        return self.kernel + self.wide / 2 + EQUALS

    @property
    def both(self) -> float:
        """Middle between patches and kernels."""
        return (self.patch + self.kernel) / 2


def draw_rows(terms: Terms, plane: Plane, ax: Axes | None) -> Canvas:
    """Draw a row for each channel, one line for those left out, and the sum below."""
    columns = _columns(terms, plane)
    row = LINE + plane.high + LINE * (not plane.size) + GAP
    foot = len(terms.shown) * row + LINE * bool(terms.left_out)
    below = LINE * bool(bias_of(terms))
    canvas = Canvas(columns.right + EDGE, foot + below + FOOT, ax=ax)
    y = 0.0
    for n in range(len(terms.shown)):
        if terms.left_out and n == len(terms.shown) - 1:
            others = f"and {others_of(terms)}"
            canvas.text(columns.both, y + LINE / 3, others, colour=MUTED)
            _write_sum(canvas, columns, y + LINE / 3, terms.others)
            y += LINE
        _draw_row(canvas, terms, plane, columns, (n, y))
        y += row
    _draw_foot(canvas, terms, columns, foot)
    return canvas


def _columns(terms: Terms, plane: Plane) -> Columns:
    """Measure the columns, whose words are at least as wide as their planes."""
    words = max(
        width_of(f"{name} {terms.channels[-1]}") for name in ("channel", "kernel")
    )
    wide = max(plane.wide, words + 0.15)
    sums = [*terms.partial_sums]
    if terms.left_out:
        wide = max(wide, width_of(f"and {others_of(terms)}") / 2)
        sums.append(terms.others)
    room = max(SUM, *(width_of(short(number)) for number in sums))
    left = Columns(wide, 0).equals + EQUALS - EDGE
    # Which is room for the longest output and bias as well, of 19 digits.
    return Columns(wide, left + room)


def _foot(terms: Terms) -> float:
    """Measure the words below the line."""
    return max(width_of(bias_of(terms)), width_of(total_of(terms), bold=True))


def _draw_row(
    canvas: Canvas,
    terms: Terms,
    plane: Plane,
    columns: Columns,
    place: tuple[int, float],
) -> None:
    """Draw the patch of a channel, times its kernel, equals its partial sum."""
    (n, y), channel = place, terms.channels[place[0]]
    top, middle = y + LINE, y + LINE + plane.high / 2
    for centre, name, numbers in (
        (columns.patch, "channel", terms.patch[n]),
        (columns.kernel, "kernel", terms.filter[n]),
    ):
        canvas.text(centre, y + LINE / 2, f"{name} {channel}")
        plane.draw(canvas, (centre - plane.wide / 2, top), numbers, channel)
        if not plane.size:
            under = top + plane.high + LINE / 2
            canvas.text(centre, under, terms.kernel, size=SMALL, colour=MUTED)
    canvas.text(columns.both, middle, "×")
    _write_sum(canvas, columns, middle, terms.partial_sums[n])


def _write_sum(canvas: Canvas, columns: Columns, y: float, number: object) -> None:
    """Write a term into the column of sums."""
    canvas.text(columns.equals, y, "=")
    canvas.text(columns.right, y, short(number), align="right")


def _draw_foot(canvas: Canvas, terms: Terms, columns: Columns, y: float) -> None:
    """Write the bias, and the output below a line."""
    if bias := bias_of(terms):
        canvas.text(columns.right, y + 0.4, bias, align="right")
        y += LINE
    wide = max(2 * SUM, _foot(terms))
    canvas.line((columns.right - wide, y + 0.1), (columns.right, y + 0.1))
    canvas.text(columns.right, y + 0.8, total_of(terms), align="right", bold=True)
