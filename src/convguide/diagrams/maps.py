"""Partial maps: what each kernel makes of its own channel, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked
from convguide._integers import integer
from convguide._padding import pad
from convguide.conv import conv2d
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import INK, MUTED, ON_FILL
from convguide.diagrams.words import counted, rows_in_words, short, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._inputs import Inputs
    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

MOST = 5  # maps that are drawn; of more, the first ones, and the others as one sum
ROOM = 7.5  # cells, for a plane with numbers
SIDE = 4.0  # cells, for the longer side of a plane without numbers
GRID = 24  # numbers along a side, beyond which single cells are too small to see
LABEL = 0.9  # cells, for a line of words
SIGN = 1.1  # cells, for a sign between two planes
EDGE = 0.1  # cells, around everything, so that no line is cut off
SMALL = 9  # points, for the numbers in cells


class _Sum(NamedTuple):
    """One filter at work: terms that add up to one output map."""

    spec: Conv2dSpec
    out_channel: int
    channels: tuple[int, ...]  # that are drawn
    left_out: int
    image: Array  # of the drawn channels, padded
    padding: Array  # where the padding is, on any channel
    kernels: Array
    maps: Array  # of the drawn channels, and of the others together if there are any
    bias: Array | None
    total: Array


class _Column(NamedTuple):
    """Planes of one kind: where they stand, how large, and whether with numbers."""

    size: tuple[int, int]
    cell: tuple[float, float]
    numbers: bool
    wide: float
    x: float = EDGE

    @property
    def high(self) -> float:
        return self.size[0] * self.cell[1]

    @property
    def below(self) -> float:
        """Room for the size, where no numbers show it."""
        return 0.0 if self.numbers else LABEL

    @property
    def centre(self) -> float:
        return self.x + self.wide / 2

    @property
    def in_words(self) -> str:
        return "×".join(map(str, self.size))


def partial_maps(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    out_channel: int = 0,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    ax: Axes | None = None,
) -> Picture:
    """Draw one output channel as a sum of maps, one for each kernel of its filter.

    Each kernel slides over its own channel alone; the maps that come out are added.

    Parameters
    ----------
    x, weight, bias : array_like
        One image (C_in, H, W) and its layer, as in :func:`convguide.conv2d`. Planes
        that are too large for their numbers are drawn without them.
    out_channel : int, default 0
        Which filter to draw, from 0.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A row for each input channel, the padded channel, its kernel and their partial
        map, and below them the output channel. With more than five channels, the maps
        after the fourth are drawn as one, their sum.

    Raises
    ------
    IndexError
        If the layer has no such filter.
    TypeError, ValueError, ShapeError, OverflowError
        As :func:`convguide.conv2d`; also ShapeError if `x` is a batch.

    See Also
    --------
    output_number : The same sum for a single output number.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(5)
    >>> x, weight = rng.integers(0, 4, (3, 4, 5)), rng.integers(-2, 3, (2, 3, 2, 3))
    >>> drawing = partial_maps(x, weight, np.array([10, 20]), out_channel=1)
    >>> drawing.title
    'Output channel 1: 3 partial maps of 3×3 and a bias, added up'
    """
    inputs = checked(2, x, weight, bias, stride, padding, dilation, groups, "zeros")
    if not inputs.one_image:
        facts = "x must be one image to be drawn"
        raise ShapeError(facts, {"x": (np.shape(x), "(N, C_in, H, W)")}, "draw x[0]")
    added = _added(inputs, integer("out_channel", out_channel, least=0))
    columns = _columns(added)
    result, with_bias = columns[-1], added.bias is not None
    row = max(column.high + column.below for column in columns) + 1.6 * LABEL
    foot = len(added.maps) * row + with_bias * LABEL
    tall = foot + 1.4 * LABEL + result.high + result.below + EDGE
    canvas = Canvas(result.x + result.wide + EDGE, tall, ax=ax)
    words = _draw_terms(canvas, added, columns, row)
    words += _draw_sum(canvas, added, result, foot)
    depth = len(added.channels) + added.left_out
    ending = " and a bias" * with_bias + ", added up" * (depth + with_bias > 1)
    maps = f"{counted(depth, 'partial map')} of {result.in_words}"
    title = f"Output channel {added.out_channel}: {maps}{ending}"
    return canvas.finished(title, " ".join(words))


def _added(inputs: Inputs, out_channel: int) -> _Sum:
    """Slide each kernel over its own channel, and add the maps up."""
    spec, seen = inputs.geometry.spec, inputs.geometry.spec.channels_of(out_channel)
    channels = range(spec.in_channels)[seen]
    image, kernels = inputs.x[0][seen], inputs.weight[out_channel]
    few = len(channels) if len(channels) <= MOST else MOST - 1
    # Of many channels the others are one layer: quick, and still the same sum.
    parts = [slice(n, n + 1) for n in range(few)]
    parts += [slice(few, None)] * (few < len(channels))
    geometry = (spec.stride, spec.padding, spec.dilation)

    def slid(part: slice) -> Array:
        stride, padding, dilation = geometry
        filters = kernels[None, part]
        made = conv2d(
            image[part], filters, stride=stride, padding=padding, dilation=dilation
        )
        return made.reshape(made.shape[1:])

    size = spec.output_size(image.shape[1:])
    if max(size) <= ROOM:
        maps = np.stack([*map(slid, parts)])
    else:  # numbers that nobody reads are not computed
        maps = np.broadcast_to(image.dtype.type(0), (len(parts), *size))
    total = maps.sum(axis=0, dtype=maps.dtype)
    bias = None if inputs.bias is None else inputs.bias[out_channel]
    return _Sum(
        spec,
        out_channel,
        (*channels[:few],),
        len(channels) - few,
        pad(image[:few], spec.axes, spec.padding_mode),
        pad(np.ones_like(image[:1]), spec.axes, "zeros")[0] == 0,
        kernels[:few],
        maps,
        bias,
        total if bias is None else total + bias,
    )


def _columns(added: _Sum) -> tuple[_Column, _Column, _Column]:
    """Choose where and how large the planes of each kind are drawn."""
    last, results = added.channels[-1], np.concatenate([added.maps, added.total[None]])
    names = [f"+ partial map {last}", f"= output channel {added.out_channel}"]
    names += [f"+ {_others(added)}"] * (added.left_out > 0)
    names += [] if added.bias is None else [f"+ bias {short(added.bias)}"]
    image = _column(added.image, [f"channel {last}"], EDGE)
    kernel = _column(added.kernels, [f"kernel {last}"], image.x + image.wide + SIGN)
    return image, kernel, _column(results, names, kernel.x + kernel.wide + SIGN)


def _column(planes: Array, names: Sequence[str], x: float) -> _Column:
    """Choose how large planes are drawn, with their numbers if there is room."""
    size: tuple[int, int] = (planes.shape[-2], planes.shape[-1])
    words = max(width_of(name, bold=True) for name in names) + 0.3
    if max(size) <= ROOM:
        written = {short(number) for number in planes.flat}  # measuring takes time
        cell = max(1, *(width_of(number, SMALL) + 0.3 for number in written))
        if size[1] * cell <= ROOM:
            wide = max(size[1] * cell, words)
            return _Column(size, (cell, 1), numbers=True, wide=wide, x=x)
    unit = min(1.0, SIDE / max(size))
    return _Column(size, (unit, unit), numbers=False, wide=max(SIDE, words), x=x)


def _others(added: _Sum) -> str:
    return f"{added.left_out} more maps"


def _read_out(column: _Column, numbers: Array) -> str:
    return f" {rows_in_words(numbers)}" if column.numbers else f" of {column.in_words}"


def _draw_terms(
    canvas: Canvas, added: _Sum, columns: tuple[_Column, _Column, _Column], row: float
) -> list[str]:
    """Draw a row for each channel, and one for the channels that are left out."""
    image, kernel, result = columns
    tallest, described = max(column.high for column in columns), list[str]()
    for n, partial in enumerate(added.maps):
        middle, plus = n * row + LABEL + tallest / 2, "+ " * (n > 0)
        if n < len(added.channels):
            channel = added.channels[n]
            name, hue = f"partial map {channel}", channel
            x, weights = added.image[n], added.kernels[n]
            names = f"channel {channel}", f"kernel {channel}"
            edge = added.padding
            _plane(canvas, image, middle, names[0], x, channel=hue, faint=edge)
            _plane(canvas, kernel, middle, names[1], weights, channel=hue)
            canvas.text(kernel.x - SIGN / 2, middle, "∗", size=14)
            described.append(
                f"Kernel {channel},{_read_out(kernel, weights)}, slides over "
                f"{'padded ' * bool(edge.any())}channel {channel},"
                f"{_read_out(image, x)}, and makes "
                f"partial map {channel},{_read_out(result, partial)}."
            )
        else:
            name, hue = _others(added), None
            centre = (image.x + kernel.x + kernel.wide) / 2
            more = f"{added.left_out} more channels"
            canvas.text(centre, middle, more, colour=MUTED)
            described.append(
                f"{more} make {name}, drawn as their sum,{_read_out(result, partial)}."
            )
        canvas.text(result.x - SIGN / 2, middle, "=")
        _plane(canvas, result, middle, f"{plus}{name}", partial, channel=hue)
    return described


def _draw_sum(canvas: Canvas, added: _Sum, result: _Column, y: float) -> list[str]:
    """Draw the bias, a line, and the output channel below it."""
    described = list[str]()
    if added.bias is not None:
        bias = f"bias {short(added.bias)}"
        canvas.text(result.centre, y - LABEL / 2, f"+ {bias}")
        described.append(f"The {bias} is added at every position.")
    line = y + 0.15 * LABEL
    canvas.line((result.x, line), (result.x + result.wide, line))
    name = f"output channel {added.out_channel}"
    middle = y + 1.3 * LABEL + result.high / 2
    _plane(canvas, result, middle, f"= {name}", added.total, bold=True)
    return [*described, f"The sum is {name},{_read_out(result, added.total)}."]


def _plane(
    canvas: Canvas,
    column: _Column,
    middle: float,
    name: str,
    numbers: Array,
    *,
    channel: int | None = None,
    bold: bool = False,
    faint: Array | None = None,
) -> None:
    """Draw one plane below its name, with its numbers or else its size."""
    (rows, columns), (wide, high) = column.size, column.cell
    x, y = column.centre - columns * wide / 2, middle - column.high / 2
    canvas.text(column.centre, y - LABEL / 2, name, bold=bold)
    if max(column.size) > GRID:
        canvas.cells(x, y, (1, 1), unit=(columns * wide, rows * high), channel=channel)
    else:
        canvas.cells(x, y, column.size, unit=column.cell, channel=channel)
    if not column.numbers:
        below = y + column.high + LABEL / 2
        size = column.in_words
        if faint is not None and faint.any():
            size += ", padded"
        canvas.text(column.centre, below, size, size=SMALL, colour=MUTED)
        return
    ink = INK if channel is None else ON_FILL
    for (i, j), number in np.ndenumerate(numbers):
        at = x + (j + 0.5) * wide, y + i + 0.5
        colour = MUTED if faint is not None and faint[i, j] else ink
        canvas.text(*at, short(number), size=SMALL, colour=colour)
