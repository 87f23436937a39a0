"""A layer as a sum of 1×1 layers on shifted images, one for each kernel place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.abridged import write_dots
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.matrices.shift_scene import GAP, LEAST, LINE, SMALL, read_shifts
from convguide.diagrams.matrices.shift_words import in_words, lines_below
from convguide.diagrams.style import INK, MUTED, ON_FILL
from convguide.diagrams.words import short, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.matrices.shift_scene import Shifts


def shifted_ones(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw a layer as 1×1 layers on shifted images, one for each place of the kernel.

    This is the view ``"dense"``. At each place of the kernel, the weights of all
    filters are one matrix, with a row for each filter and a column for each input
    channel. It is applied everywhere to the image shifted by this place, as a 1×1
    layer is, and the results are added.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. An array (C_out, C_in, K_h, K_w) and a layer of PyTorch have weights,
        and small matrices show them. Of a layer with groups, the first is drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The places of the kernel, each with its matrix and its shift, and their sum.

    Raises
    ------
    TypeError
        If `layer` is nothing that can be read.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.arange(2 * 3 * 2 * 2).reshape(2, 3, 2, 2) % 7 - 3
    >>> drawing = shifted_ones(weight)
    >>> drawing.title
    'One 2×2 layer as 4 layers of 1×1, each on a shifted image'
    """
    shifts = read_shifts(layer)
    down, across = shifts.down, shifts.across
    margin = 0.3
    left = width_of(f"filter {[*shifts.filters.starts][-1]}", SMALL) + 0.3
    lines = lines_below(shifts)
    widest = max(width_of(text, bold=n == 0) for n, text in enumerate(lines))
    wide = max(left + across.length + margin, widest + 0.6)
    y = 1.5 * LINE
    canvas = Canvas(wide, y + down.length + (len(lines) + 0.4) * LINE, ax=ax)
    x = left + (wide - left - across.length - margin) / 2
    heading = f"{shifts.name}: filters in rows, input channels in columns"
    canvas.text(wide / 2, 0.7 * LINE, heading, size=9, colour=MUTED, room=wide - 0.2)
    for u in down.starts:
        for v in across.starts:
            corner = (x + across.starts[v], y + down.starts[u])
            _draw_place(canvas, shifts, corner, (u, v))
    write_dots(canvas, (x, y), (down, across))
    foot = y + down.length
    canvas.line((0.2, foot), (wide - 0.2, foot))
    for n, text in enumerate(lines):
        colour = INK if n < len(("sum", "shift")) else MUTED
        level = foot + (n + 0.8) * LINE
        canvas.text(wide / 2, level, text, bold=n == 0, colour=colour)
    return canvas.finished(*in_words(shifts))


def _draw_place(
    canvas: Canvas, shifts: Shifts, corner: tuple[float, float], place: tuple[int, int]
) -> None:
    """Draw the matrix of one place of the kernel, below its shift."""
    (u, v), rows, columns = place, shifts.filters, shifts.channels
    centre = corner[0] + shifts.across.side / 2 - GAP / 2
    x, y = centre - columns.length / 2, corner[1] + 2 * LINE - 0.2
    down, right = shifts.shift(u, v)
    canvas.text(centre, corner[1] + 0.4, f"down {down}, right {right}", size=SMALL)
    for c, start in columns.starts.items():
        at = (x + start + columns.side / 2, y - 0.35)
        canvas.text(*at, str(c), size=SMALL, colour=MUTED)
        for piece in rows.pieces:
            top = y + piece.start
            unit = (columns.side, piece.side)
            canvas.cells(x + start, top, (piece.drawn, 1), unit=unit, channel=c)
    for c, start in columns.starts.items():
        for o, level in rows.starts.items():
            if shifts.size and shifts.weight is not None:
                at = (x + start + columns.side / 2, y + level + rows.side / 2)
                number = short(shifts.weight[o, c, u, v])
                canvas.text(*at, number, size=shifts.size, colour=ON_FILL)
    write_dots(canvas, (x, y), (rows, columns))
    if v == 0 and rows.side > LEAST:
        for o in rows.starts:
            at = (x - 0.15, y + rows.centre(o))
            canvas.text(*at, f"filter {o}", size=SMALL, align="right", colour=MUTED)
    height, width = shifts.spec.kernel_size
    if (u, v) != (height - 1, width - 1):
        plus = corner[0] + shifts.across.side - GAP / 2
        canvas.text(plus, y + rows.length / 2, "+")
