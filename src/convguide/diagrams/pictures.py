"""The channels of a photograph, each as the grey image that it is."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import real_numbers
from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import CELL, counted, short, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture

FINEST = 128  # pixels along a side; of larger images, means of blocks are drawn
PIXELS = 7_200  # of all channels together: noise of so many makes the largest file
SIDE = 5.0  # cells, for the longer side of a channel
LEAST = 0.5  # cells, for the shorter side
MOST = 4  # channels; of more, the first ones and the last
LABEL = 9  # points
LINE, GAP, FRAME = 0.75, 0.4, 0.25  # cells
AXES = "(C, H, W)"


class _Scale(NamedTuple):
    """The values that are black and white."""

    black: float
    white: float


def picture_channels(
    image: Array,
    *,
    names: Sequence[str] = ("red", "green", "blue"),
    ax: Axes | None = None,
) -> Picture:
    """Draw the channels of an image as what they are: one grey image each.

    Parameters
    ----------
    image : ndarray
        One image, (C, H, W), channels first as everywhere in this package. In uint8, 0
        is black and 255 is white. Other numbers are drawn from 0 to 1 if all are
        within, and from the smallest to the largest if not.
    names : sequence of str, optional
        What each channel holds.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The channels on one scale, each in a frame with its hue and its pattern. A large
        image is drawn as the means of blocks of pixels, and says so.

    Raises
    ------
    ShapeError
        If `image` does not have three axes, or another number of channels than names.

    Examples
    --------
    >>> import numpy as np
    >>> rows, columns = np.indices((24, 32))
    >>> disc = (rows - 12) ** 2 + (columns - 14) ** 2 < 80
    >>> image = np.stack([disc * 255, columns * 8, rows * 10]).astype(np.uint8)
    >>> drawing = picture_channels(image)
    >>> drawing.title
    'An image of 24×32 pixels as 3 channels: red, green, blue'
    """
    image = real_numbers("image", image)
    _refuse_misfit(image, names)
    channels, height, width = image.shape
    shown = chosen(channels, MOST)
    scale = _scale(image)
    step = _step(height, width, len(shown))
    planes = {c: _means(image[c], step) for c in shown}
    lines = _lines(image, scale, step, len(shown))
    labels = {c: f"{c}: {names[c]}" for c in shown}
    size = _size(planes[0].shape)
    pitch = max(size[1] + 2 * FRAME, *map(_width, labels.values())) + GAP
    more = f"and {channels - len(shown):,} more"
    gap = (_width(more) + GAP) * (len(shown) < channels)
    wide = (
        max(len(shown) * pitch + gap, *(1.04 * _width(line) + GAP for line in lines))
        + GAP
    )
    foot = 2 * LINE + size[0] + 2 * FRAME
    canvas = Canvas(wide, foot + len(lines) * LINE + GAP / 2, ax=ax)
    for n, c in enumerate(shown):
        last = c == shown[-1]
        centre = GAP / 2 + (n + 0.5) * pitch + gap * last
        canvas.text(centre, LINE / 2 + 0.1, labels[c], size=LABEL)
        x, y = centre - size[1] / 2, LINE + 0.2 + FRAME
        _frame(canvas, (x, y), size, c)
        canvas.image(255 * _portion(planes[c], scale), x, y, size[1], size[0])
        if last and gap:
            left = centre - pitch / 2 - gap / 2
            canvas.text(left, y + size[0] / 2, more, size=LABEL, colour=MUTED)
    for n, line in enumerate(lines):
        y = foot + (n + 0.3) * LINE
        canvas.text(GAP / 2 + 0.1, y, line, size=LABEL, align="left", colour=MUTED)
    many = f"{counted(channels, 'channel')}: {', '.join(names)}"
    title = f"An image of {height}×{width} pixels as {many}"
    return canvas.finished(title, _described(image, names, shown, lines))


def _refuse_misfit(image: Array, names: Sequence[str]) -> None:
    """Refuse anything but one name for each channel."""
    if image.ndim != len("CHW") or 0 in image.shape:
        facts = f"image has {image.ndim} axes but must have 3, none of them empty"
        raise ShapeError(facts, {"image": (image.shape, AXES)})
    if isinstance(names, str):
        msg = f"names must be a sequence of words, got {names!r}"
        raise TypeError(msg)
    if len(names) != image.shape[0]:
        facts = (
            f"image has {counted(image.shape[0], 'channel')} "
            f"but names has {counted(len(names), 'word')}"
        )
        hint = "give a name for each channel"
        if image.shape[-1] == len(names):
            hint = "image.transpose(2, 0, 1) puts the channels first"
        raise ShapeError(facts, {"image": (image.shape, AXES)}, hint)


def _scale(image: Array) -> _Scale:
    """Find which values are black and white, for all channels together."""
    if image.dtype == np.uint8:
        return _Scale(0, 255)
    finite = image[np.isfinite(image)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0, 0)
    return _Scale(0, 1) if low >= 0 and high <= 1 else _Scale(low, high)


def _portion(plane: Array, scale: _Scale) -> Array:
    """Give each value its place between black and white; a constant is grey."""
    low, high = scale.black / 2, scale.white / 2  # whose difference cannot overflow
    if low == high:
        return np.where(np.isfinite(plane), 0.5, np.nan)
    with np.errstate(invalid="ignore"):
        portion: Array = ((plane / 2 - low) / (high - low)).clip(0, 1)
        return np.where(np.isfinite(plane), portion, np.nan)


def _step(height: int, width: int, channels: int) -> int:
    """Find the smallest blocks whose means are few enough."""
    step = -(-max(height, width) // FINEST)
    while -(-height // step) * -(-width // step) * channels > PIXELS:
        step += 1
    return step


def _means(plane: Array, step: int) -> Array:
    """Take the mean of each block of pixels; blocks at the end may be smaller."""
    if step == 1:
        return plane.astype(float)
    rows, columns = (np.arange(0, side, step) for side in plane.shape)
    counts = np.outer(*(np.diff([*starts, side]) for starts, side in
                        zip((rows, columns), plane.shape, strict=True)))  # fmt: skip
    with np.errstate(invalid="ignore", over="ignore"):
        shares = plane / float(step * step)  # whose sum cannot overflow
        sums = np.add.reduceat(np.add.reduceat(shares, rows), columns, axis=1)
        means: Array = sums * (step * step / counts)
    return means


def _size(shape: tuple[int, ...]) -> tuple[float, float]:
    """Height and width in cells, with whole hundredths of a point for a pixel."""
    unit = int(100 * SIDE * CELL / max(shape)) / 100 / CELL
    return max(LEAST, shape[0] * unit), max(LEAST, shape[1] * unit)


def _frame(
    canvas: Canvas, corner: tuple[float, float], size: tuple[float, float], c: int
) -> None:
    """Frame an image in hue and pattern; what is blank in it stays blank."""
    (x, y), (high, wide), f = corner, size, FRAME
    strips = [
        (x - f, y - f, wide + 2 * f, f),
        (x - f, y + high, wide + 2 * f, f),
        (x - f, y, f, high),
        (x + wide, y, f, high),
    ]
    canvas.faces(strips, c, edge=False)
    outside = (x - f, y - f, wide + 2 * f, high + 2 * f)
    canvas.boxes([outside, (x, y, wide, high)], fill="none")


def _width(words: str) -> float:
    """Measure a label, in whole points."""
    return ceil(width_of(words, LABEL) * CELL + 2) / CELL


def _lines(image: Array, scale: _Scale, step: int, shown: int) -> list[str]:
    """Say what the greys are, and what is not drawn as it is."""
    finite = image[np.isfinite(image)]
    lines = [f"black is {short(scale.black)}, white is {short(scale.white)}"]
    if scale.black == scale.white:
        lines = [f"all values are {short(scale.black)}"]
    if finite.size:
        lines[0] += f"; values from {short(finite.min())} to {short(finite.max())}"
    else:
        lines = ["no value is a finite number"]
    if step > 1:
        lines.append(f"drawn: means of blocks of {step}×{step} pixels")
    missing = image.size - finite.size
    if missing:
        lines.append(f"left blank: {counted(missing, 'value')}, nan or infinite")
    if shown < image.shape[0]:
        lines.append(f"{shown} of {image.shape[0]:,} channels are drawn")
    return lines


def _described(
    image: Array, names: Sequence[str], shown: Sequence[int], lines: Sequence[str]
) -> str:
    """Say what is drawn, with the mean of each channel."""
    said = ["Each channel is a grey image of its own, framed in hue and pattern."]
    for c in shown:
        plane = image[c].astype(float)
        plane = plane[np.isfinite(plane)]
        mean = f", mean {short((plane / plane.size).sum())}" if plane.size else ""
        said.append(f"Channel {c}, {names[c]}{mean}.")
    said += [f"{line[0].upper()}{line[1:]}." for line in lines]
    return " ".join(said)
