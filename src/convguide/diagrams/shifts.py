"""A layer as a sum of 1×1 layers on shifted images, one for each kernel place."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.abridged import chosen, row_of, write_dots
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import INK, MUTED, ON_FILL
from convguide.diagrams.words import SIZE, counted, rows_in_words, short, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.abridged import Row
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

PLACES = 5  # rows or columns of a kernel that are drawn, at most
CHANNELS, FILTERS = 5, 8  # columns and rows of a matrix that are all drawn
FEW, SOME = 3, 4  # of more: so many columns, and so many rows
SMALL = 8  # points, for labels and for numbers in small cells
SIDE = 2.6  # cells, for the longer side of a matrix without numbers
LEAST = 0.45  # cells, for the side of an entry
LINE, GAP = 0.9, 0.9
DOTS = 0.8


class _Shifts(NamedTuple):
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
        return "{:,} × {:,}".format(*self.matrix)

    def shift(self, u: int, v: int) -> tuple[int, int]:
        """How far below and right of the window's corner a place of the kernel is."""
        rows, columns = self.spec.window(0, 0)
        return (
            range(rows.stop)[rows][u],
            range(columns.stop)[columns][v],
        )


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
    spec, weight, _ = read_layer(layer)
    shifts = _chosen(spec, weight)
    down, across = shifts.down, shifts.across
    margin = 0.3
    left = width_of(f"filter {[*shifts.filters.starts][-1]}", SMALL) + 0.3
    lines = _lines(shifts)
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
    places = prod(spec.kernel_size)
    size = "×".join(map(str, spec.kernel_size))
    each = "each on a shifted image" if places > 1 else "on the image itself"
    title = f"One {size} layer as {counted(places, 'layer')} of 1×1, {each}"
    return canvas.finished(title, _description(shifts))


def _chosen(spec: Conv2dSpec, weight: Array | None) -> _Shifts:
    """Choose what to draw of the kernel and of its matrices, and how large."""
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
    return _Shifts(
        *(spec, weight, size, down, across),
        row_of(u, down.length + 2 * LINE + 0.3, LINE),
        row_of(v, place, LINE),
    )


def _draw_place(
    canvas: Canvas, shifts: _Shifts, corner: tuple[float, float], place: tuple[int, int]
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


def _lines(shifts: _Shifts) -> list[str]:
    """Say below the picture what is added, and what is left out."""
    spec, places = shifts.spec, prod(shifts.spec.kernel_size)
    bias = " + bias" * spec.bias
    lines = [
        f"{counted(places, 'result')}, added up{bias} = output"
        if places > 1
        else f"one result{bias} = output",
        "each matrix: a 1×1 layer on the image, read so far down and right",
    ]
    drawn = len(shifts.down.starts) * len(shifts.across.starts)
    if drawn < places:
        lines.append(f"{drawn} of {counted(places, 'place')} are drawn")
    if spec.groups > 1:
        lines.append(f"drawn: group 0 of {spec.groups}; each has matrices of its own")
    return lines


def _description(shifts: _Shifts) -> str:
    """Give the matrices with their shifts, and their weights if they are written."""
    spec, places = shifts.spec, prod(shifts.spec.kernel_size)
    matrices = "matrices" if places > 1 else "matrix"
    first = f"{places:,} {matrices} of {shifts.name}, one for each place of the kernel"
    words = [f"{first}: a row for each filter, a column for each input channel."]
    whole = not any(row.gaps for row in (shifts.filters, shifts.channels))
    for u in shifts.down.starts:
        for v in shifts.across.starts:
            down, right = shifts.shift(u, v)
            said = f"Down {down}, right {right}"
            if whole and shifts.size and shifts.weight is not None:
                numbers = shifts.weight[: shifts.matrix[0], :, u, v]
                said += f": {rows_in_words(numbers)}"
            words.append(f"{said}.")
    if not whole:
        few = counted(len(shifts.filters.starts), "filter")
        columns = counted(len(shifts.channels.starts), "input channel")
        words.append(f"Of each matrix, {few} and {columns} are drawn.")
    lines = _lines(shifts)[2:]
    words += [f"{line[0].upper()}{line[1:]}." for line in lines]
    with_bias = " with the bias" * spec.bias
    words.append(
        "Each is applied as a 1×1 layer to the image shifted by its place; "
        f"the results, added up{with_bias}, are the output."
    )
    return " ".join(words)
