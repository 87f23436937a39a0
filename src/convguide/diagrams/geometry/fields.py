"""Receptive fields: what one number at the end of a stack of layers sees."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.geometry.field_table import (
    PADDING,
    field_table,
    field_title,
    seen,
)
from convguide.diagrams.geometry.growth import (
    arithmetic,
    geometry,
    growth,
    places,
    reached,
)
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import MUTED, hue
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._axes import Axis
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

AXES = {"height": "row", "width": "column"}  # and what is counted along them
WIDE, MOST = 12.0, 36  # cells for the input, and numbers of it that can be told apart
DEEP = 8  # layers that are drawn number by number
LINE, SIZE, SMALL = 0.64, 9, 8  # cells for a line of words; points of words
STEP = 3.9  # cells from a row of numbers to the next, with words beside the gap
TOP = 1.9  # cells from above to the middle of the first row
FIRST, LAST = "input: field 1, jump 1", "one output number"
TAPS = 5  # of a kernel, to each of which a line is drawn; more lines are a blot
OUTER = f"Of kernels longer than {TAPS}, only the two outer lines are drawn."
HOLLOW = "Hollow numbers are not used: dilation or a stride leaves them out."


def receptive_field(
    layers: Sequence[object], *, axis: str = "width", ax: Axes | None = None
) -> Picture:
    """Draw how much of the input one number sees, and how this grows layer by layer.

    Each layer adds (span - 1) · jump to the field, and multiplies the jump, which is
    the distance between the fields of neighbouring numbers, by its stride.

    Parameters
    ----------
    layers : list or tuple
        The layers in the order in which they are computed, each as a Conv2dSpec, an
        array of filters (C_out, C_in, K_h, K_w) or a layer of PyTorch. A pooling layer
        is given as a Conv2dSpec of the same geometry, with as many groups as channels.
    axis : {"width", "height"}, default "width"
        Along which axis to look.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The numbers on which one output number depends, row below row from the input
        to the output, with the arithmetic beside them. Of a stack that is too deep or
        a field that is too large for this, a table with a bar for each field.

    Raises
    ------
    TypeError
        If `layers` is no list or tuple, or one of them is nothing that can be read.
    ValueError
        If there is no layer, or `axis` is unknown.
    ShapeError
        If a layer takes another number of channels than the one before gives.

    Notes
    -----
    The field is an extent: gaps that dilation leaves in it are counted. Padding does
    not change its size; at a border of the input, part of the field lies in padding.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> pooling = Conv2dSpec(8, 8, 2, stride=2, groups=8)
    >>> layers = [Conv2dSpec(3, 8, 3), pooling, Conv2dSpec(8, 5, 3)]
    >>> drawing = receptive_field(layers)
    >>> drawing.title
    'Receptive field of 3 layers: 8 columns of the input'
    """
    if axis not in AXES:
        msg = f'axis must be "height" or "width", got {axis!r}'
        raise ValueError(msg)
    side = list(AXES).index(axis)
    axes = [spec.axes[side] for spec in _read(layers)]
    large = len(axes) > DEEP or growth(axes)[-1].size > MOST
    return (field_table if large else _rows)(axes, AXES[axis], ax)


def _read(layers: Sequence[object]) -> list[Conv2dSpec]:
    """Read the layers, and see that each takes what the one before gives."""
    if not isinstance(layers, (list, tuple)):
        msg = f"layers must be a list or tuple of layers, got {type(layers).__name__}"
        raise TypeError(msg)
    if not layers:
        msg = "layers must hold at least one layer"
        raise ValueError(msg)
    specs = [read_layer(layer).spec for layer in layers]
    for n, (before, spec) in enumerate(pairwise(specs)):
        if spec.in_channels != before.out_channels:
            facts = (
                f"layer {n + 1} takes {counted(spec.in_channels, 'channel')} "
                f"but layer {n} gives {before.out_channels:,}"
            )
            names = "(C_out, C_in/groups, K_h, K_w)"
            shapes = {
                f"layer {n}": (before.weight_shape, names),
                f"layer {n + 1}": (spec.weight_shape, names),
            }
            hint = "in_channels must be out_channels of the layer before"
            raise ShapeError(facts, shapes, hint)
    return specs


def _rows(axes: list[Axis], noun: str, ax: Axes | None) -> Picture:
    """Draw every number that the output number depends on, and what it sees."""
    fields, used = growth(axes), reached(axes)
    size = fields[-1].size
    unit = min(1.0, WIDE / size)
    heading = f"One output number sees {seen(size, noun)}"
    hollow = any(len(row) <= row[-1] for row in used)
    long = any(axis.kernel > TAPS for axis in axes)
    notes = [OUTER] * long + [HOLLOW] * hollow + [PADDING]
    blocks = [
        (f"layer {n}", geometry(axis), *arithmetic(axis, fields[n]))
        for n, axis in enumerate(axes)
    ]
    left = max(0.3, (3 - size * unit) / 2)
    column = left + size * unit + 0.9
    beside = [width_of(line, SIZE, bold=True) for line in (FIRST, LAST)]
    beside += [width_of(line, SIZE) for block in blocks for line in block[1:]]
    below = [width_of(note, SMALL) for note in notes] + [width_of(heading, bold=True)]
    foot = TOP + len(axes) * STEP + 1.2
    wide = max(column + max(beside), 0.3 + max(below)) + 0.3
    canvas = Canvas(wide, foot + LINE * len(notes), ax=ax)
    canvas.text(0.3, 0.6, heading, bold=True, align="left")
    centres = [
        [left + (field.jump * i + field.size / 2) * unit for i in range(row[-1] + 1)]
        for field, row in zip(fields, used, strict=True)
    ]
    _draw_lines(canvas, axes, centres, unit)
    _draw_cells(canvas, used, centres, unit)
    canvas.window(left, TOP - unit / 2, size * unit, unit)
    last = TOP + len(axes) * STEP - unit / 2
    canvas.window(centres[-1][0] - unit / 2, last, unit, unit)
    _draw_words(canvas, blocks, column)
    for k, note in enumerate(notes):
        canvas.text(0.3, foot + k * LINE, note, size=SMALL, colour=MUTED, align="left")
    counts = [f"{len(row)} after layer {n}" for n, row in enumerate(used[1:])]
    framed = "which are framed" if size > 1 else "which is framed"
    beginning = (
        "Rows of numbers, from the input on top to one output number below, with lines "
        f"from each to those that it is made from: {len(used[0])} in the input, "
        f"{', '.join(counts)}."
    )
    described = [beginning]
    for name, *lines in blocks:
        described.append(f"{name.capitalize()}: {'; '.join(lines)}.")
    described += [f"{heading}, {framed}.", *notes]
    title = field_title(len(axes), size, noun)
    return canvas.finished(title, " ".join(described))


def _draw_cells(
    canvas: Canvas, used: list[list[int]], centres: list[list[float]], unit: float
) -> None:
    """Draw a row for the input and one after each layer; hollow is not used."""
    for n, (row, lit) in enumerate(zip(centres, used, strict=True)):
        y = TOP + n * STEP - unit / 2
        gaps = sorted({*range(len(row))} - {*lit})
        for fill, numbers in (("none", gaps), (hue(2), lit)):
            corners = [row[i] - unit / 2 for i in numbers]
            canvas.boxes([(x, y, unit, unit) for x in corners], fill=fill)


def _draw_words(canvas: Canvas, blocks: Sequence[tuple[str, ...]], x: float) -> None:
    """Write beside each gap what the layer there does to field and jump."""
    for n, name in ((0, FIRST), (len(blocks), LAST)):
        canvas.text(x, TOP + n * STEP, name, size=SIZE, bold=True, align="left")
    for n, block in enumerate(blocks):
        y = TOP + (n + 0.5) * STEP - (len(block) - 1) / 2 * LINE
        for k, line in enumerate(block):
            at = y + k * LINE
            canvas.text(x, at, line, size=SIZE, align="left", bold=k == 0)


def _draw_lines(
    canvas: Canvas, axes: list[Axis], centres: list[list[float]], unit: float
) -> None:
    """Draw lines from each number to those that it is made from."""
    lines = []
    for n, (axis, numbers) in enumerate(zip(axes, reached(axes)[1:], strict=True)):
        above, below = TOP + n * STEP + unit / 2, TOP + (n + 1) * STEP - unit / 2
        lines += [
            ((centres[n][tap], above), (centres[n + 1][number], below))
            for number in numbers
            for tap in _lined(places(axis, number))
        ]
    canvas.lines(lines)


def _lined(taps: range) -> Sequence[int]:
    """Choose the numbers of a window to which lines are drawn."""
    return taps if len(taps) <= TAPS else (taps[0], taps[-1])
