"""Whole layers, drawn from their arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.layers.layer_choice import left_out
from convguide.diagrams.layers.layer_layout import GAP, SMALL, arranged
from convguide.diagrams.layers.layer_parts import LABEL
from convguide.diagrams.layers.layer_words import (
    bias_names,
    description_of,
    input_names,
    kernel_names,
    more_of,
    notes_of,
    output_names,
    title_of,
)
from convguide.diagrams.reading import read_image, read_place
from convguide.diagrams.style import MUTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.layers.layer_layout import Layout
    from convguide.diagrams.layers.layer_parts import Part


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
    x, weight, bias : array_like
        One image (C_in, H, W) and its layer, as in :func:`convguide.conv2d`. Planes
        that are too large for their numbers are drawn without them.
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
        with its slices beside the channels that they see; every output channel. Of
        more than fit, the first ones are drawn, what `at` needs, and the last.

    Raises
    ------
    IndexError
        If the output has no number at `at`.
    TypeError, ValueError, ShapeError, OverflowError
        As :func:`convguide.conv2d`; also ShapeError if `x` is a batch.

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
    place = read_place(at, (image.spec.out_channels, *image.output_size))
    layout = arranged(image, place)
    canvas = Canvas(layout.wide, layout.tall, ax=ax)
    _draw_input(canvas, layout)
    _draw_filters(canvas, layout)
    _draw_output(canvas, layout)
    return canvas.finished(title_of(layout.scene), description_of(layout.scene))


def _draw_input(canvas: Canvas, layout: Layout) -> None:
    """Draw the padded channels, and the window on those that the filter sees."""
    scene, (o, *position) = layout.scene, layout.scene.at
    part, seen = scene.input, scene.drawn_of(o)
    (wide, high), span = part.cell, scene.image.spec.span
    rows, columns = scene.image.spec.window(*position)
    is_padding = scene.image.is_padding if part.points else None
    note = notes_of(scene)[0]
    for c, name in input_names(scene).items():
        place = (layout.input_centre, layout.rows.starts[c])
        numbers = scene.padded(c) if part.points else None
        x, y = _plane(
            canvas, part, place, (name, note), numbers, channel=c, faint=is_padding
        )
        if c in seen:
            at = (x + columns.start * wide, y + rows.start * high)
            canvas.window(*at, span[1] * wide, span[0] * high)
    for y, number in zip(layout.rows.gaps, left_out(scene.channels), strict=True):
        _more(canvas, (layout.input_centre, y), number)


def _draw_filters(canvas: Canvas, layout: Layout) -> None:
    """Draw each filter in a column, its kernels beside the channels that they see."""
    scene, note = layout.scene, notes_of(layout.scene)[1]
    part, rows, columns = scene.kernel, layout.rows, layout.columns
    for (f, c), name in kernel_names(scene).items():
        place = (layout.filter_centre(f), rows.starts[c])
        numbers = scene.weights(f, c) if part.points else None
        x, y = _plane(canvas, part, place, (name, note), numbers, channel=c)
        if f == scene.at[0]:
            canvas.window(x, y, part.wide, part.high)
    for f in scene.filters:
        counts = left_out(scene.channels, scene.seen_by(f))
        for y, number in zip(rows.gaps, counts, strict=True):
            _more(canvas, (layout.filter_centre(f), y), number)
    for f, name in bias_names(scene).items():
        canvas.text(layout.filter_centre(f), rows.length + 0.5, name)
    middle = LABEL + part.high / 2
    for x, number in zip(columns.gaps, left_out(scene.filters), strict=True):
        _more(canvas, (layout.filters_x + x - GAP / 2, middle), number)


def _draw_output(canvas: Canvas, layout: Layout) -> None:
    """Draw the output channels, and frame the number that is looked at."""
    scene, (o, i, j) = layout.scene, layout.scene.at
    part, notes = scene.output, notes_of(scene)[2]
    wide, high = part.cell
    for f, name in output_names(scene).items():
        place = (layout.output_centre, layout.results.starts[f])
        x, y = _plane(canvas, part, place, (name, notes[f]), scene.maps.get(f))
        if f == o:
            canvas.window(x + j * wide, y + i * high, wide, high)
    for y, number in zip(layout.results.gaps, left_out(scene.filters), strict=True):
        _more(canvas, (layout.output_centre, y), number)


def _plane(
    canvas: Canvas,
    part: Part,
    place: tuple[float, float],
    words: tuple[str, str],
    numbers: Array | None,
    *,
    channel: int | None = None,
    faint: Array | None = None,
) -> tuple[float, float]:
    """Draw a plane below its name, above its size if that is needed."""
    (centre, top), (name, note) = place, words
    corner = (centre - part.wide / 2, top + LABEL)
    canvas.text(centre, top + LABEL / 2, name)
    part.draw(canvas, corner, numbers, channel=channel, faint=faint)
    if note:
        below = corner[1] + part.high + LABEL / 2
        canvas.text(centre, below, note, size=SMALL, colour=MUTED)
    return corner


def _more(canvas: Canvas, place: tuple[float, float], number: int) -> None:
    """Count what is left out, where it would stand."""
    if number:
        canvas.text(*place, more_of(number), size=SMALL, colour=MUTED)
