"""The board of a big matrix: the words around it, and where it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.matrices.matrix_counts import headings
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import SIZE, counted, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide.diagrams.abridged import Row
    from convguide.diagrams.matrices.matrix_counts import Counts
    from convguide.spec import Conv2dSpec

SMALL = 8  # points, for numbers
NAME = 0.5  # cells, for the height of a small name
LINE = 0.9


def matrix_board(
    spec: Conv2dSpec,
    counts: Counts,
    rows: tuple[Row, Row],
    notes: Sequence[str],
    ax: Axes | None,
) -> tuple[Canvas, tuple[float, float]]:
    """Make a canvas with all words around the matrix, and say where it begins."""
    down, across = rows
    name = width_of(f"output {[*down.starts][-1]}", SMALL) + 0.4
    above = headings(spec, counts)
    below = [*counts.sentences, *notes]
    if counts.unused:
        below.append(f"{counted(counts.unused, 'weight')} never met")
    widest = 0.4 + max(width_of(text, bold=True) for text in (*above, *below))
    wide = max(name + across.length + 0.3, widest)
    x, y = name + (wide - name - across.length) / 2, 3.2 * LINE
    canvas = Canvas(wide, y + down.length + (len(below) + 0.6) * LINE, ax=ax)
    for n, text in enumerate(above):
        canvas.text(wide / 2, (n + 0.6) * LINE, text, colour=MUTED)
    for n, text in enumerate(below):
        level = y + down.length + (n + 0.8) * LINE
        canvas.text(wide / 2, level, text, bold=n == 1)
    _draw_names(canvas, (x, y), down, across)
    return canvas, (x, y)


def _draw_names(
    canvas: Canvas, corner: tuple[float, float], down: Row, across: Row
) -> None:
    """Name output and input channels beside their blocks, if there is room."""
    (x, y), last = corner, [*across.starts][-1]
    full = width_of(f"channel {last}") < across.side - 0.2
    for c in across.starts:
        if full or width_of(str(last), SMALL) < across.side - 0.1:
            size = SIZE if full else SMALL
            name = f"channel {c}" if full else str(c)
            canvas.text(x + across.centre(c), y - LINE / 2, name, size=size)
    for o in down.starts:
        if down.side >= NAME:
            at = (x - 0.2, y + down.centre(o))
            canvas.text(*at, f"output {o}", align="right", size=SMALL)
