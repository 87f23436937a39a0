"""Whole layers, drawn from their arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked
from convguide._padding import pad
from convguide.conv import conv2d
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.words import counted, rows_in_words, short
from convguide.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture

LABEL, GAP = 0.9, 1.2
INPUT = 4.8  # cells for the words above an input


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

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(231)
    >>> x, weight = rng.integers(0, 3, (3, 4, 5)), rng.integers(-1, 2, (2, 3, 3, 2))
    >>> drawing = planes(x, weight, np.array([1, 0]), at=(1, 1, 2), padding=1)
    >>> drawing.title
    '3 input channels, 2 filters, 2 output channels'
    """
    geometry = {
        "stride": stride, "padding": padding, "dilation": dilation, "groups": groups,
    }  # fmt: skip
    lit = trace(x, weight, bias, at=at, **geometry)  # type: ignore[arg-type]
    if len(lit.at) != len("oij"):
        facts = "x must be one image to be drawn"
        raise ShapeError(facts, {"x": (np.shape(x), "(N, C_in, H, W)")}, "draw x[0]")
    y = conv2d(x, weight, bias, **geometry)  # type: ignore[arg-type]
    inputs = checked(2, x, weight, bias, stride, padding, dilation, groups, "zeros")
    spec = inputs.geometry.spec
    image = pad(inputs.x[0], spec.axes, spec.padding_mode)
    channels, height, width = image.shape
    depth, k_h, k_w = spec.filter_shape
    row = max(height, k_h) + LABEL + 0.5
    filters, out_h, out_w = y.shape
    input_x = 0.1 + max(0, (INPUT - width) / 2)
    filters_x = [2 * input_x + width + GAP + o * (k_w + GAP) for o in range(filters)]
    output_x = filters_x[-1] + k_w + GAP
    tall = max(channels * row, filters * (out_h + LABEL + 0.5))
    canvas = Canvas(
        output_x + max(out_w, 3) + 0.2, tall + 1.4 * (bias is not None), ax=ax
    )
    top, bottom, left, right = spec.padding

    def in_padding(i: int, j: int) -> bool:
        return not (top <= i < height - bottom and left <= j < width - right)

    o, i, j = lit.at
    rows, columns = spec.window(i, j)
    for c in range(channels):
        at_y = c * row + LABEL
        canvas.text(input_x + width / 2, at_y - 0.45, f"input, channel {c}")
        canvas.grid(image[c], input_x, at_y, channel=c, faint=in_padding)
        if c in lit.channels:
            span = spec.span
            canvas.window(input_x + columns.start, at_y + rows.start, span[1], span[0])
    for f in range(filters):
        for n, c in enumerate(range(channels)[spec.channels_of(f)]):
            at_y = c * row + LABEL
            canvas.text(filters_x[f] + k_w / 2, at_y - 0.45, f"W{f}[{n}]")
            canvas.grid(inputs.weight[f, n], filters_x[f], at_y, channel=c)
            if f == o:
                canvas.window(filters_x[f], at_y, k_w, k_h)
        if inputs.bias is not None:
            name = f"b{f} = {short(inputs.bias[f])}"
            canvas.text(filters_x[f] + k_w / 2, channels * row + 0.5, name)
        at_y = f * (out_h + LABEL + 0.5) + LABEL
        canvas.text(output_x + out_w / 2, at_y - 0.45, f"output {f}")
        canvas.grid(y[f], output_x, at_y)
    canvas.window(output_x + j, o * (out_h + LABEL + 0.5) + LABEL + i, 1, 1)
    seen = counted(channels, "channel")
    description = [f"Input of {seen}, {height}×{width} with padding."]
    description += [f"Channel {c}: {rows_in_words(image[c])}." for c in range(channels)]
    for f in range(filters):
        slices = (
            f"slice {n}: {rows_in_words(inputs.weight[f, n])}" for n in range(depth)
        )
        description.append(f"Filter {f}, {'. '.join(slices)}.")
        description.append(f"Output {f}: {rows_in_words(y[f])}.")
    description.append(
        f"Framed: the window on every channel, filter {o}, and the output number "
        f"{short(lit.total)} at row {i}, column {j} that they give."
    )
    things = (
        (channels, "input channel"),
        (filters, "filter"),
        (filters, "output channel"),
    )
    title = ", ".join(counted(*thing) for thing in things)
    return canvas.finished(title, " ".join(description))
