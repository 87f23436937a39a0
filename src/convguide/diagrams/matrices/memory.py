"""The order of a tensor's numbers in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._integers import integer, is_sequence
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.matrices.memory_strip import (
    HEAD,
    LINE,
    SIZE,
    SMALL,
    Strip,
    draw_strip,
)
from convguide.diagrams.matrices.memory_words import described, key, notes_on
from convguide.diagrams.matrices.strides import Dense
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import counted, width_of
from convguide.layouts import check_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

NAMES = {"N": "image", "C": "channel", "H": "row", "W": "column"}
NAMES |= {"O": "filter", "I": "channel"}
TABLE = ("axis", "size", "stride, elements", "stride, bytes")


def memory_layout(
    shape: Sequence[int],
    order: str = "NCHW",
    *,
    itemsize: int = 4,
    ax: Axes | None = None,
) -> Picture:
    """Draw in which order the numbers of a tensor lie in memory, and its strides.

    Parameters
    ----------
    shape : sequence of int
        Sizes of the tensor, one for each letter of `order`.
    order : str, default "NCHW"
        The axes in the order of `shape`, one letter an axis; the last one is the
        quickest in memory. "NCHW" and "NHWC" for images; "OIHW", "HWIO" and "OHWI"
        for weights. The axis of the input channels is C or I.
    itemsize : int, default 4
        Bytes of one number; 4 is float32.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The numbers as they follow each other in memory, in the colours of their
        channels, and the stride along each axis. Of a large tensor only the rows with
        the first number, its neighbours and the last number are drawn.

    Raises
    ------
    TypeError
        If a size is not an integer, or `order` is not a string.
    ValueError
        If `order` names an axis twice or no channels, or a size is too small.
    ShapeError
        If the number of sizes is not the number of letters.

    See Also
    --------
    convguide.convert_layout : The same numbers with their axes in another order.

    Notes
    -----
    The tensor has no gaps, as a C-contiguous array of NumPy. A transposed view of an
    array has other strides; ``np.ascontiguousarray`` lays its numbers out like this.

    Examples
    --------
    >>> drawing = memory_layout((1, 2, 4, 3), "NHWC")
    >>> drawing.title
    'NHWC 1×2×4×3 in memory: neighbours along C lie side by side'
    """
    layout = _read(shape, order, itemsize)
    strip = Strip.of(layout)
    name = f"{order} {'×'.join(map(str, layout.shape))} in memory"
    notes = notes_on(layout)
    words = [width_of(word, SMALL) for word in (key(layout), *notes)]
    below = HEAD + strip.high + 1.3
    canvas = Canvas(
        max(strip.wide, *words, width_of(name, bold=True), sum(_columns(layout))) + 0.6,
        below + LINE * (len(layout.shape) + len(notes)) + 0.7,
        ax=ax,
    )
    canvas.text(0.3, 0.6, name, bold=True, align="left")
    canvas.text(0.3, 1.5, key(layout), size=SMALL, colour=MUTED, align="left")
    draw_strip(canvas, strip)
    _draw_table(canvas, layout, below)
    for n, note in enumerate(notes):
        y = below + LINE * (len(layout.shape) + 1.2 + n)
        canvas.text(0.3, y, note, size=SMALL, colour=MUTED, align="left")
    title = f"{name}: one number"
    if layout.neighbours:
        along = order[max(layout.neighbours)]
        title = f"{name}: neighbours along {along} lie side by side"
    return canvas.finished(title, f"{described(strip)} {' '.join(notes)}")


def _read(shape: Sequence[int], order: str, itemsize: int) -> Dense:
    """Check the names of the axes and their sizes."""
    check_letters("order", order)
    if len({*order} & {"C", "I"}) != 1:
        msg = f"order {order!r} must name one axis of channels, C or I"
        raise ValueError(msg)
    if not is_sequence(shape):
        msg = f"shape must be a sequence of integers, got {shape!r}"
        raise TypeError(msg)
    sizes = tuple(integer("shape", size, least=1) for size in shape)
    if len(sizes) != len(order):
        facts = f"shape has {counted(len(sizes), 'size')} but order {order!r} names "
        axes = f"({', '.join(order)})"
        raise ShapeError(facts + str(len(order)), {"shape": (sizes, axes)})
    return Dense(order, sizes, integer("itemsize", itemsize, least=1))


def _table(layout: Dense) -> list[tuple[str, ...]]:
    names = [
        f"{axis}, {NAMES[axis]}" if axis in NAMES else axis for axis in layout.order
    ]
    numbers = zip(layout.shape, layout.strides, layout.steps, strict=True)
    rows = [tuple(f"{number:,}" for number in row) for row in numbers]
    return [TABLE, *((name, *row) for name, row in zip(names, rows, strict=True))]


def _columns(layout: Dense) -> list[float]:
    columns = zip(*_table(layout), strict=True)
    return [max(width_of(word, SIZE) for word in words) + 0.9 for words in columns]


def _draw_table(canvas: Canvas, layout: Dense, y: float) -> None:
    """Write size and strides of each axis."""
    columns = _columns(layout)
    ends = [0.3 + sum(columns[: n + 1]) for n in range(len(columns))]
    for n, (name, *numbers) in enumerate(_table(layout)):
        at, colour = y + n * LINE, INK if n else MUTED
        canvas.text(0.3, at, name, size=SIZE, colour=colour, align="left")
        for x, word in zip(ends[1:], numbers, strict=True):
            canvas.text(x, at, word, size=SIZE, colour=colour, align="right")
