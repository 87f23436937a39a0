"""The two true pictures of one filter: kernels that add up, and one solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide._integers import integer
from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted, rows_in_words, width_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture

SIDE = 3.0  # cells, for the longer side of a kernel
MOST, FEW = 5, 4  # kernels that are all drawn, and how many of more
GRID = 24  # weights along a side, beyond which single cells are too small to see
LINE = 0.9  # cells, for a line of words
BEHIND = 0.6  # cells, by which each slice of a block stands behind the one before
WORDS = 10.5  # cells, for the lines below each picture
GAP = 1.4  # cells, between the two pictures
HEAD, FOOT = 1.3, 2.9  # cells, above and below the kernels and blocks


class _Filter(NamedTuple):
    """One filter of a layer, and how large it is drawn."""

    number: int
    filters: int
    channels: range
    size: tuple[int, int]
    bias: bool
    weight: Array | None
    shown: list[int]

    @property
    def depth(self) -> int:
        return len(self.channels)

    @property
    def left_out(self) -> bool:
        """Whether there are too many kernels to draw."""
        return len(self.shown) < self.depth

    @property
    def weights(self) -> int:
        return self.depth * self.size[0] * self.size[1]

    @property
    def unit(self) -> float:
        """Cells for the side of a weight."""
        return min(1.0, SIDE / max(self.size))

    @property
    def high(self) -> float:
        return self.size[0] * self.unit

    @property
    def wide(self) -> float:
        return self.size[1] * self.unit

    @property
    def name(self) -> str:
        return "×".join(map(str, (self.depth, *self.size)))


def two_views(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter twice: as kernels whose results are added, and as one block.

    Both pictures are of the same numbers, added up in another order.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. An array (C_out, C_in, K_h, K_w) and a layer of PyTorch have weights,
        and small kernels show them.
    out_channel : int, default 0
        Which filter to draw, from 0.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    TypeError
        If `layer` is nothing that can be read.

    See Also
    --------
    kernels_then_add, one_block : Each picture by itself.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = two_views(Conv2dSpec(3, 2, 3))
    >>> drawing.title
    'One filter, drawn twice: as 3 kernels that add up, and as one block of 27 weights'
    """
    drawn = _read(layer, out_channel)
    (left, tall_left), (right, tall_right) = _sum_size(drawn), _block_size(drawn)
    canvas = Canvas(left + GAP + right, max(tall_left, tall_right), ax=ax)
    first, second = _draw_sum(canvas, drawn, 0), _draw_block(canvas, drawn, left + GAP)
    kernels = counted(drawn.depth, "kernel")
    add = "add up" if drawn.depth > 1 else "is all"
    title = (
        f"One filter, drawn twice: as {kernels} that {add}, "
        f"and as one block of {counted(drawn.weights, 'weight')}"
    )
    same = "Both give the same output number."
    return canvas.finished(title, f"On the left: {first} On the right: {second} {same}")


def kernels_then_add(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter as kernels, one for each input channel, whose results are added.

    Parameters
    ----------
    layer, out_channel, ax
        As in :func:`two_views`.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    TypeError
        If `layer` is nothing that can be read.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.arange(2 * 4 * 2 * 3).reshape(2, 4, 2, 3) % 7 - 3
    >>> drawing = kernels_then_add(weight, out_channel=1)
    >>> drawing.title
    'One filter as 4 kernels of 2×3, one for each input channel'
    """
    drawn = _read(layer, out_channel)
    height, width = drawn.size
    each = "one for each input channel" if drawn.depth > 1 else "for one input channel"
    kernels = counted(drawn.depth, "kernel")
    title = f"One filter as {kernels} of {height}×{width}, {each}"
    return _alone(drawn, ax, title, _sum_size, _draw_sum)


def one_block(
    layer: object, *, out_channel: int = 0, ax: Axes | None = None
) -> Picture:
    """Draw one filter as a solid block, as deep as the block of input under it.

    Parameters
    ----------
    layer, out_channel, ax
        As in :func:`two_views`.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    TypeError
        If `layer` is nothing that can be read.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = one_block(Conv2dSpec(64, 128, 3))
    >>> drawing.title
    'One filter as a block of 64×3×3 weights'
    """
    drawn = _read(layer, out_channel)
    title = f"One filter as a block of {drawn.name} weights"
    return _alone(drawn, ax, title, _block_size, _draw_block)


def _alone(
    drawn: _Filter,
    ax: Axes | None,
    title: str,
    size: Callable[[_Filter], tuple[float, float]],
    draw: Callable[[Canvas, _Filter, float], str],
) -> Picture:
    canvas = Canvas(*size(drawn), ax=ax)
    return canvas.finished(title, draw(canvas, drawn, 0))


def _read(layer: object, out_channel: int) -> _Filter:
    """Find the filter, and choose what of it to draw."""
    spec, weight, _ = read_layer(layer)
    number = integer("out_channel", out_channel, least=0)
    channels = range(spec.in_channels)[spec.channels_of(number)]
    depth, *size = spec.filter_shape
    return _Filter(
        number,
        spec.out_channels,
        channels,
        (size[0], size[1]),
        spec.bias,
        None if weight is None else weight[number],
        chosen(depth, MOST if depth <= MOST else FEW),
    )


def _column(drawn: _Filter) -> float:
    """Width of a column of kernels, whose labels are at least as wide."""
    return max(drawn.wide, width_of(f"channel {drawn.channels[-1]}") + 0.4)


def _sum_size(drawn: _Filter) -> tuple[float, float]:
    rows = len(drawn.shown) * (drawn.high + 1.5 * LINE) + drawn.left_out * LINE
    wide = 2 * _column(drawn) + 2.8 + width_of(f"sum {drawn.channels[-1]}")
    return max(wide, WORDS), HEAD + rows + FOOT


def _draw_sum(canvas: Canvas, drawn: _Filter, x: float) -> str:
    """Draw a row for each kernel, and below it the sum."""
    column, (wide, tall) = _column(drawn), _sum_size(drawn)
    kernels_of = f"{counted(drawn.depth, 'kernel')}{', then add' * (drawn.depth > 1)}"
    canvas.text(x + wide / 2, LINE / 2, kernels_of, bold=True, room=wide - 0.4)
    patches = x + column / 2
    kernels, sums = patches + column + 1.0, x + 2 * column + 2.4
    y, described, names = HEAD, [], []
    for n in drawn.shown:
        channel = drawn.channels[n]
        if n == drawn.shown[-1] and drawn.left_out:
            left_out = drawn.depth - len(drawn.shown)
            canvas.text(
                x + wide / 2, y + LINE / 2, f"and {left_out} more", colour=MUTED
            )
            described.append(f"{counted(left_out, 'kernel')} more, not drawn.")
            names.append("…")
            y += LINE
        for centre, name in ((patches, "channel"), (kernels, "kernel")):
            canvas.text(centre, y + LINE / 2, f"{name} {channel}")
        y, middle = y + LINE, y + LINE + drawn.high / 2
        _plane(canvas, drawn, (patches - drawn.wide / 2, y), n)
        _plane(canvas, drawn, (kernels - drawn.wide / 2, y), n, drawn.weight)
        canvas.text((patches + kernels) / 2, middle, "×")
        canvas.text(kernels + column / 2 + 0.5, middle, "=")
        canvas.text(sums, middle, f"sum {channel}", align="left")
        names.append(f"sum {channel}")
        read_out = _read_out(drawn, n)
        described.append(f"Channel {channel} meets kernel {channel}{read_out}.")
        y += drawn.high + LINE / 2
    terms = " + ".join([*names, *["bias"] * drawn.bias])
    _foot(canvas, drawn, (x, tall - FOOT, wide), terms)
    each = "one for each input channel" if drawn.depth > 1 else "for the one channel"
    size = "×".join(map(str, drawn.size))
    beginning = f"{counted(drawn.depth, 'kernel')} of {size}, {each}."
    ending = f"Added up{' with the bias' * drawn.bias}, they are one output number."
    return " ".join([beginning, *described, ending])


def _block_size(drawn: _Filter) -> tuple[float, float]:
    behind = BEHIND * len(drawn.shown)
    side = max(drawn.wide + behind, width_of(f"filter {drawn.name}") + 0.4)
    high = LINE + drawn.high + behind + LINE / 2 + drawn.left_out * LINE
    return max(2 * side + 1.4, WORDS), HEAD + high + FOOT


def _draw_block(canvas: Canvas, drawn: _Filter, x: float) -> str:
    """Draw two blocks and their one sum of products."""
    (wide, tall), behind = _block_size(drawn), BEHIND * len(drawn.shown)
    heading = f"one block of {counted(drawn.weights, 'weight')}"
    canvas.text(x + wide / 2, LINE / 2, heading, bold=True, room=wide - 0.4)
    for centre, name in ((x + wide / 4, "patch"), (x + 3 * wide / 4, "filter")):
        canvas.text(centre, HEAD + LINE / 2, f"{name} {drawn.name}")
        left, top = centre - (drawn.wide + behind) / 2, HEAD + LINE + behind
        for place, n in reversed([*enumerate(drawn.shown)]):
            _slice(canvas, drawn, left + BEHIND * place, top - BEHIND * place, n)
    middle = HEAD + LINE + (drawn.high + behind) / 2
    canvas.text(x + wide / 2, middle, "·", size=18)
    products = f"{counted(drawn.weights, 'product')}, added up"
    described = [
        f"Two blocks of {drawn.name} numbers, the patch of the input and the filter."
    ]
    if drawn.left_out:
        few = f"{len(drawn.shown)} of {drawn.depth} slices are drawn"
        canvas.text(x + wide / 2, tall - FOOT - LINE / 2, few, colour=MUTED)
        described.append(f"{few}.")
    _foot(canvas, drawn, (x, tall - FOOT, wide), products + " + bias" * drawn.bias)
    with_bias = " with the bias" * drawn.bias
    described.append(f"{products}{with_bias}, are one output number.")
    return " ".join(described)


def _foot(
    canvas: Canvas, drawn: _Filter, place: tuple[float, float, float], terms: str
) -> None:
    """Write the sum below a line, and that other filters have other weights."""
    (x, y, wide), centre = place, place[0] + place[2] / 2
    canvas.line((x + 0.2, y), (x + wide - 0.2, y))
    canvas.text(centre, y + LINE * 0.7, terms, room=wide - 0.4)
    result = "= one output number"
    canvas.text(centre, y + LINE * 1.6, result, bold=True, room=wide - 0.4)
    others = drawn.filters - 1
    if others:
        each = f"each of the other {others:,} filters"
        who = each if others > 1 else "the other filter"
        own = f"{who} has {counted(drawn.weights, 'weight')} of its own"
        canvas.text(centre, y + LINE * 2.5, own, colour=MUTED, size=9, room=wide - 0.4)


def _plane(
    canvas: Canvas,
    drawn: _Filter,
    place: tuple[float, float],
    n: int,
    numbers: Array | None = None,
) -> None:
    """Draw one slice of the patch or of the filter, with its weights if they fit."""
    (x, y), channel = place, drawn.channels[n]
    if max(drawn.size) > GRID:
        canvas.cells(x, y, (1, 1), unit=(drawn.wide, drawn.high), channel=channel)
    else:
        canvas.cells(x, y, drawn.size, unit=drawn.unit, channel=channel)
    if numbers is not None and drawn.unit == 1:
        canvas.numbers(numbers[n], x, y)


def _slice(canvas: Canvas, drawn: _Filter, x: float, y: float, n: int) -> None:
    """Draw one slice of a block: its face, its top and its right side."""
    right, below, back = x + drawn.wide, y + drawn.high, BEHIND
    channel = drawn.channels[n]
    top = [(x, y), (x + back, y - back), (right + back, y - back), (right, y)]
    side = [(right, y), (right + back, y - back), (right + back, below - back)]
    canvas.face(top, channel, edge=True)
    canvas.face([*side, (right, below)], channel, edge=True)
    _plane(canvas, drawn, (x, y), n)


def _read_out(drawn: _Filter, n: int) -> str:
    """Give the weights of a slice that are drawn, in words."""
    if drawn.weight is None or drawn.unit < 1:
        return ""
    return f", {rows_in_words(drawn.weight[n])}"
