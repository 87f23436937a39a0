"""Whole layers, drawn from their arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.conv import conv2d
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_image, read_place
from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.reading import OneImage

LABEL, GAP, BELOW = 0.9, 1.2, 0.5
INPUT = 4.8  # cells for the words above an input
BIAS = 1.4  # cells for the line of biases


class _Stage(NamedTuple):
    """What is drawn, and where its three parts stand."""

    image: OneImage
    padded: Array
    y: Array
    at: tuple[int, ...]
    input_x: float
    filters_x: list[float]
    output_x: float

    @property
    def row(self) -> float:
        """Height of an input channel or a kernel, with its label."""
        high: int = self.padded.shape[1]
        return max(high, self.image.spec.kernel_size[0]) + LABEL + BELOW

    @property
    def output_row(self) -> float:
        """Height of an output channel with its label."""
        high: int = self.y.shape[1]
        return high + LABEL + BELOW


def planes(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    at: Sequence[int] = (0, 0, 0),
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    ax: Axes | None = None,
) -> Picture:
    """Draw a layer at work: input slices, filters and outputs, one window lit.

    Parameters
    ----------
    x, weight, bias : ndarray
        One image and its layer, as in :func:`convguide.conv2d`, with all channels
        small enough to be read.
    at : sequence of int, optional
        The output number whose window is framed, (o, i, j); by default the first.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        From left to right: the padded input, channel under channel; every filter
        with its slices beside the channels that they see; every output channel.

    Raises
    ------
    ShapeError
        If the arrays do not fit each other, or x is a batch.
    IndexError
        If the output has no number at `at`.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(231)
    >>> x, weight = rng.integers(0, 3, (3, 4, 5)), rng.integers(-1, 2, (2, 3, 3, 2))
    >>> drawing = planes(x, weight, np.array([1, 0]), at=(1, 1, 2), padding=1)
    >>> drawing.title
    '3 input channels, 2 filters, 2 output channels'
    """
    image = read_image(
        x, weight, bias, stride=stride, padding=padding, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    y = conv2d(
        x, weight, bias, stride=stride, padding=padding, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    stage = _stage(image, y, read_place(at, y.shape))
    spec, with_bias = image.spec, bias is not None
    tall = max(spec.in_channels * stage.row, spec.out_channels * stage.output_row)
    wide = stage.output_x + max(y.shape[2], 3) + 0.2
    canvas = Canvas(wide, tall + BIAS * with_bias, ax=ax)
    _draw_input(canvas, stage)
    _draw_filters(canvas, stage)
    _draw_output(canvas, stage)
    things = (
        (spec.in_channels, "input channel"),
        (spec.out_channels, "filter"),
        (spec.out_channels, "output channel"),
    )
    title = ", ".join(counted(*thing) for thing in things)
    return canvas.finished(title, _description(stage))


def _stage(image: OneImage, y: Array, at: tuple[int, ...]) -> _Stage:
    """Stand input, filters and output next to each other."""
    padded, k_w = image.padded(), image.spec.kernel_size[1]
    width = padded.shape[2]
    input_x = 0.1 + max(0, (INPUT - width) / 2)
    first = 2 * input_x + width + GAP
    filters_x = [first + o * (k_w + GAP) for o in range(len(y))]
    output_x = filters_x[-1] + k_w + GAP
    return _Stage(image, padded, y, at, input_x, filters_x, output_x)


def _draw_input(canvas: Canvas, stage: _Stage) -> None:
    """Draw the padded channels, and the window on those that the filter sees."""
    spec, (o, i, j) = stage.image.spec, stage.at
    is_padding, x, width = stage.image.is_padding, stage.input_x, stage.padded.shape[2]
    rows, columns = spec.window(i, j)
    seen = range(spec.in_channels)[spec.channels_of(o)]
    for c, channel in enumerate(stage.padded):
        y = c * stage.row + LABEL
        canvas.text(x + width / 2, y - LABEL / 2, f"input, channel {c}")
        canvas.grid(channel, x, y, channel=c, faint=lambda *at: bool(is_padding[at]))
        if c in seen:
            high, wide = spec.span
            canvas.window(x + columns.start, y + rows.start, wide, high)


def _draw_filters(canvas: Canvas, stage: _Stage) -> None:
    """Draw each filter in a column, its kernels beside the channels that they see."""
    image, (k_h, k_w) = stage.image, stage.image.spec.kernel_size
    for f, x in enumerate(stage.filters_x):
        channels = range(image.spec.in_channels)[image.spec.channels_of(f)]
        for n, c in enumerate(channels):
            y = c * stage.row + LABEL
            canvas.text(x + k_w / 2, y - LABEL / 2, f"W{f}[{n}]")
            canvas.grid(image.weight[f, n], x, y, channel=c)
            if f == stage.at[0]:
                canvas.window(x, y, k_w, k_h)
        if image.bias is not None:
            name, foot = f"b{f} = {short(image.bias[f])}", len(image.x) * stage.row
            canvas.text(x + k_w / 2, foot + 0.5, name)


def _draw_output(canvas: Canvas, stage: _Stage) -> None:
    """Draw the output channels, and frame the number that is looked at."""
    x, (o, i, j) = stage.output_x, stage.at
    for f, channel in enumerate(stage.y):
        y = f * stage.output_row + LABEL
        canvas.text(x + channel.shape[1] / 2, y - LABEL / 2, f"output {f}")
        canvas.grid(channel, x, y)
    canvas.window(x + j, o * stage.output_row + LABEL + i, 1, 1)


def _description(stage: _Stage) -> str:
    """Read all numbers out."""
    channels, height, width = stage.padded.shape
    o, i, j = stage.at
    words = [f"Input of {counted(channels, 'channel')}, {height}×{width} with padding."]
    for c, channel in enumerate(stage.padded):
        words.append(f"Channel {c}: {rows_in_words(channel)}.")
    for f, (kernels, output) in enumerate(
        zip(stage.image.weight, stage.y, strict=True)
    ):
        slices = (f"slice {n}: {rows_in_words(k)}" for n, k in enumerate(kernels))
        words.append(f"Filter {f}, {'. '.join(slices)}.")
        words.append(f"Output {f}: {rows_in_words(output)}.")
    words.append(
        f"Framed: the window on every channel, filter {o}, and the output number "
        f"{short(stage.y[o, i, j])} at row {i}, column {j} that they give."
    )
    return " ".join(words)
