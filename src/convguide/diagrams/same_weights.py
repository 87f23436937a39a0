"""Which weights are shared: over positions the same ones, for each channel others."""

from __future__ import annotations

from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import MUTED, ON_FILL
from convguide.diagrams.words import counted, rows_in_words, short, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

MOST = 3  # kernels that are drawn
ROOM = 16.0  # cells across, for the input and for the kernels, if weights are written
SIDE = 11.0  # cells, for the longer side of the input if weights are not written
KERNELS = 4.0  # cells, for the longer side of such a kernel
GRID = 24  # cells along a side, beyond which single ones are too small to see
TAPS = 25  # weights that are drawn one by one, if dilation leaves gaps between them
LINE = 0.9  # cells, for a line of words
SIGN = 1.1  # cells, between two kernels
EDGE = 0.2  # cells, around everything
SMALL = 9  # points, for weights and for words that explain


class _Shared(NamedTuple):
    """One filter, and how its weights are written and drawn."""

    spec: Conv2dSpec
    shown: int  # kernels that are drawn
    weight: Array | None  # theirs
    labels: Array | None  # their weights, in numbers or symbols, if there is room
    step: int  # output column of the second position
    cell: tuple[float, float]  # of the input
    small: tuple[float, float]  # of a kernel

    @property
    def depth(self) -> int:
        return self.spec.filter_shape[0]

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of the part of the input that is drawn."""
        return _size(self.spec, self.step)

    @property
    def input_wide(self) -> float:
        return self.size[1] * self.cell[0]

    @property
    def kernel(self) -> tuple[float, float]:
        """Width and height of a kernel, in cells."""
        height, width = self.spec.kernel_size
        return width * self.small[0], height * self.small[1]

    @property
    def column(self) -> float:
        """Width for a kernel and its name."""
        return max(self.kernel[0], width_of(f"kernel {self.shown - 1}") + 0.2)


def sharing(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw where a layer uses the same weights, and where it does not.

    Over positions a filter keeps its weights; for each input channel it has others.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer, whose first filter is drawn. An array (C_out, C_in, K_h, K_w) and a
        layer of PyTorch have weights, which are written if there is room; otherwise a0,
        a1 and so on are those of the first kernel, b0, b1 those of the second.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        Above, one kernel at two positions; below, the kernels of up to three channels.

    Raises
    ------
    TypeError
        If `layer` is nothing that can be read.
    ShapeError
        If an array does not have four axes.

    See Also
    --------
    two_views : The same filter as kernels and as one block.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(8).integers(-4, 5, (2, 3, 2, 3))
    >>> drawing = sharing(weight)
    >>> drawing.title
    'One filter of 3×2×3: the same 18 weights at every position, 6 for each channel'
    """
    shared = _read(layer)
    heads = ("over positions: the same weights", "for each channel: its own weights")
    if shared.depth == 1:
        heads = (heads[0], "one channel: one kernel")
    feet = _feet(shared)
    across = shared.shown * (shared.column + SIGN) - SIGN
    words = [width_of(head, bold=True) for head in heads]
    words += [width_of(foot, SMALL) for foot in (*feet[0], *feet[1])]
    words += [width_of("kernel 0 on channel 0 of the input", SMALL)]
    wide = max(shared.input_wide, across, *words) + 2 * EDGE
    rows = shared.size[0] * shared.cell[1]
    below = 2.3 * LINE + rows + 2 + LINE * (len(feet[0]) + 2)
    tall = below + 2.4 * LINE + shared.kernel[1] + LINE * (len(feet[1]) + 0.3) + EDGE
    canvas = Canvas(wide, tall, ax=ax)
    canvas.text(wide / 2, LINE / 2, heads[0], bold=True)
    words_above = _draw_positions(canvas, shared, wide, feet[0])
    canvas.text(wide / 2, below + LINE / 2, heads[1], bold=True)
    words_below = _draw_channels(canvas, shared, (wide, below), feet[1])
    weights = int(np.prod(shared.spec.filter_shape))
    name = "×".join(map(str, shared.spec.filter_shape))
    each = f", {weights // shared.depth:,} for each channel" * (shared.depth > 1)
    same = f"the same {counted(weights, 'weight')} at every position"
    title = f"One filter of {name}: {same}{each}"
    return canvas.finished(title, f"Above: {words_above} Below: {words_below}")


def _read(layer: object) -> _Shared:
    """Find the filter, the two positions, and room for the weights."""
    spec, weight, _ = read_layer(layer)
    depth, *kernel = spec.filter_shape
    shown = min(depth, MOST)
    weights = None if weight is None else weight[0, :shown]
    step = ceil((spec.span[1] + 1) / spec.stride[1])  # the first without an overlap
    rows, columns = _size(spec, step)
    if max(rows, columns, shown * kernel[1]) <= ROOM:
        for labels in _labels((shown, kernel[0], kernel[1]), weights):
            needed = (width_of(label, SMALL) + 0.3 for label in {*labels.flat})
            cell = max(1.0, *needed)
            if max(columns, shown * kernel[1]) * cell <= ROOM:
                unit = (cell, 1.0)
                return _Shared(spec, shown, weights, labels, step, unit, unit)
    unit = (min(1.0, SIDE / max(rows, columns)),) * 2
    small = (min(1.0, KERNELS / max(kernel)),) * 2
    return _Shared(spec, shown, weights, None, step, unit, small)


def _labels(shape: tuple[int, int, int], weights: Array | None) -> Iterator[Array]:
    """Write the weights as numbers if they are known, or else as symbols."""
    if weights is not None:
        yield np.array([short(n) for n in weights.flat]).reshape(shape)
    places = range(shape[1] * shape[2])
    symbols = [f"{letter}{n}" for letter in "abc"[: shape[0]] for n in places]
    yield np.array(symbols).reshape(shape)


def _size(spec: Conv2dSpec, step: int) -> tuple[int, int]:
    """Take as much of the input as both windows need, and a row more."""
    rows, columns = spec.axes
    return rows.covered(1) + 1, columns.covered(step + 1)


def _feet(shared: _Shared) -> tuple[list[str], list[str]]:
    """Write what stands below each half."""
    weights = shared.spec.kernel_size[0] * shared.spec.kernel_size[1]
    above = ["same filter, other patch, other output number"]
    if shared.depth > 1:
        together = "both" if shared.depth == len("ab") else f"all {shared.depth:,}"
        above.append(f"{together} kernels of the filter move together")
    below = []
    if shared.depth > shared.shown:
        left_out = shared.depth - shared.shown
        own = "its" if left_out == 1 else "their"
        more = counted(left_out, "more kernel")
        below.append(f"and {more} with weights of {own} own")
    factors = f"{shared.depth:,} × {weights:,} = " * (shared.depth > 1)
    total = counted(shared.depth * weights, "weight")
    below.append(f"{factors}{total} in a filter")
    if _repeats(shared):
        below.append("some kernels hold equal numbers, each its own")
    return above, below


def _draw_positions(
    canvas: Canvas, shared: _Shared, wide: float, feet: Sequence[str]
) -> str:
    """Draw the first kernel on the input, twice, and the two output numbers."""
    spec, (unit, high) = shared.spec, shared.cell
    x, y = (wide - shared.input_wide) / 2, 2.3 * LINE
    rows, columns = shared.size
    canvas.text(wide / 2, 1.6 * LINE, "kernel 0 on channel 0 of the input", size=SMALL)
    if max(rows, columns) > GRID:
        canvas.cells(x, y, (1, 1), unit=(columns * unit, rows * high))
    else:
        canvas.cells(x, y, (rows, columns), unit=shared.cell)
    bottom = y + rows * high
    side = min(1.0, 0.6 * shared.step * spec.stride[1] * unit)
    for step in (0, shared.step):
        down, across = spec.window(0, step)
        span = spec.span
        _taps(canvas, shared, (x, y), (down, across))
        left, top = x + across.start * unit, y + down.start * high
        canvas.window(left, top, span[1] * unit, span[0] * high)
        middle = left + span[1] * unit / 2
        canvas.line((middle, bottom + 0.1), (middle, bottom + 0.9))
        canvas.cells(middle - side / 2, bottom + 1, (1, 1), unit=side)
    numbers = bottom + 2 + LINE / 2
    canvas.text(wide / 2, numbers, "two numbers of one output channel", size=SMALL)
    for n, foot in enumerate(feet, 1):
        at = numbers + n * LINE
        canvas.text(wide / 2, at, foot, size=SMALL, colour=MUTED)
    apart = counted(shared.step * spec.stride[1], "column")
    gaps = "" if _each_tap(spec) else ", gaps of the dilation not drawn"
    return (
        f"kernel 0 lies on channel 0 of the input at two positions, {apart} apart, "
        f"with the same weights{gaps}, for two numbers of one output channel."
    )


def _each_tap(spec: Conv2dSpec) -> bool:
    """Tell whether a dilated kernel is small enough to be drawn with its gaps."""
    height, width = spec.kernel_size
    return spec.dilation == (1, 1) or height * width <= TAPS


def _taps(
    canvas: Canvas,
    shared: _Shared,
    corner: tuple[float, float],
    window: tuple[slice, slice],
) -> None:
    """Fill the input numbers that the kernel meets, and write its weights on them."""
    spec, (unit, high) = shared.spec, shared.cell
    (x, y), (down, across) = corner, window
    if spec.dilation == (1, 1) or not _each_tap(spec):
        place = x + across.start * unit, y + down.start * high
        _kernel(canvas, spec.span, place, shared.cell, 0)
    for u, row in enumerate(range(down.start, down.stop, down.step)):
        if not _each_tap(spec) or (spec.dilation == (1, 1) and shared.labels is None):
            break
        for v, column in enumerate(range(across.start, across.stop, across.step)):
            left, top = x + column * unit, y + row * high
            if spec.dilation != (1, 1):
                canvas.cells(left, top, (1, 1), unit=shared.cell, channel=0)
            if shared.labels is not None:
                label = str(shared.labels[0, u, v])
                at = left + unit / 2, top + high / 2
                canvas.text(*at, label, size=SMALL, colour=ON_FILL)


def _kernel(
    canvas: Canvas,
    size: tuple[int, int],
    place: tuple[float, float],
    unit: tuple[float, float],
    channel: int,
) -> None:
    """Draw a plane in the hue of its channel, with its cells if they can be seen."""
    rows, columns = size
    if max(size) > GRID:
        whole = (columns * unit[0], rows * unit[1])
        canvas.cells(*place, (1, 1), unit=whole, channel=channel)
    else:
        canvas.cells(*place, size, unit=unit, channel=channel)


def _draw_channels(
    canvas: Canvas, shared: _Shared, place: tuple[float, float], feet: Sequence[str]
) -> str:
    """Draw the kernels of the first channels, each with its own weights."""
    (wide, y), (k_w, k_h) = place, shared.kernel
    x = (wide - shared.shown * (shared.column + SIGN) + SIGN) / 2
    top, unit = y + 2.4 * LINE, shared.small
    described = []
    for c in range(shared.shown):
        centre = x + c * (shared.column + SIGN) + shared.column / 2
        canvas.text(centre, y + 1.8 * LINE, f"kernel {c}")
        left = centre - k_w / 2
        _kernel(canvas, shared.spec.kernel_size, (left, top), unit, c)
        if c:
            sign = "=" if _equal(shared, c - 1, c) else "≠"
            at = centre - (shared.column + SIGN) / 2, top + k_h / 2
            canvas.text(*at, sign, size=14)
        if shared.labels is None:
            described.append(f"kernel {c}")
            continue
        for (u, v), label in np.ndenumerate(shared.labels[c]):
            at = left + (v + 0.5) * unit[0], top + (u + 0.5) * unit[1]
            canvas.text(*at, str(label), size=SMALL, colour=ON_FILL)
        described.append(f"kernel {c}, {rows_in_words(shared.labels[c])}")
    for n, foot in enumerate(feet):
        at = wide / 2, top + k_h + (n + 0.8) * LINE
        canvas.text(*at, foot, size=SMALL, colour=MUTED)
    channels = "each channel has a kernel of its own" if shared.depth > 1 else (
        "the one channel has one kernel"
    )  # fmt: skip
    sizes = "×".join(map(str, shared.spec.kernel_size))
    notes = "; ".join(feet)
    return (
        f"{channels}, {sizes}: {'. '.join(described)}. {notes[0].upper()}{notes[1:]}."
    )


def _equal(shared: _Shared, one: int, other: int) -> bool:
    """Tell whether two kernels hold the same numbers, which they may."""
    weight = shared.weight
    return weight is not None and np.array_equal(
        weight[one], weight[other], equal_nan=True
    )


def _repeats(shared: _Shared) -> bool:
    pairs = combinations(range(shared.shown), 2)
    return any(_equal(shared, *pair) for pair in pairs)
