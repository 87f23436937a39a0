"""The channels of a photograph, each as the grey image that it is."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.images.greys import portions
from convguide.diagrams.images.picture_planes import read_channels
from convguide.diagrams.images.picture_words import description_of, notes_of, title_of
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import CELL, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.images.picture_planes import Channels

SIDE = 5.0  # cells, for the longer side of a channel
LEAST = 0.5  # cells, for the shorter side
LABEL = 9  # points
LINE, GAP, FRAME = 0.75, 0.4, 0.25  # cells


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
    drawn = read_channels(image, names)
    labels = [f"{c}: {names[c]}" for c in drawn.shown]
    more, notes = f"and {drawn.left_out:,} more", notes_of(drawn)
    high, wide = _size(drawn.shape)
    pitch = max(wide + 2 * FRAME, *map(_width, labels)) + GAP
    gap = (_width(more) + GAP) * bool(drawn.left_out)
    row = len(labels) * pitch + gap
    # Words are a little wider where letters are fitted to dots.
    words = max(1.04 * _width(note) + GAP for note in notes)
    top = LINE + 0.2 + FRAME
    foot = 2 * LINE + high + 2 * FRAME
    canvas = Canvas(max(row, words) + GAP, foot + len(notes) * LINE + GAP / 2, ax=ax)
    for n, (c, label) in enumerate(zip(drawn.shown, labels, strict=True)):
        centre = GAP / 2 + (n + 0.5) * pitch + gap * (c == drawn.shown[-1])
        canvas.text(centre, LINE / 2 + 0.1, label, size=LABEL)
        _draw_channel(canvas, drawn, c, (centre - wide / 2, top))
    if drawn.left_out:
        before = centre - pitch / 2 - gap / 2
        canvas.text(before, top + high / 2, more, size=LABEL, colour=MUTED)
    for n, note in enumerate(notes):
        y = foot + (n + 0.3) * LINE
        canvas.text(GAP / 2 + 0.1, y, note, size=LABEL, align="left", colour=MUTED)
    return canvas.finished(title_of(drawn), description_of(drawn))


def _size(shape: tuple[int, int]) -> tuple[float, float]:
    """Height and width in cells, with whole hundredths of a point for a pixel."""
    unit = int(100 * SIDE * CELL / max(shape)) / 100 / CELL
    return max(LEAST, shape[0] * unit), max(LEAST, shape[1] * unit)


def _width(words: str) -> float:
    """Measure a label, in whole points."""
    return ceil(width_of(words, LABEL) * CELL + 2) / CELL


def _draw_channel(
    canvas: Canvas, drawn: Channels, c: int, corner: tuple[float, float]
) -> None:
    """Draw a channel in a frame of its hue and pattern; what is blank stays blank."""
    (x, y), (high, wide), f = corner, _size(drawn.shape), FRAME
    strips = [
        (x - f, y - f, wide + 2 * f, f),
        (x - f, y + high, wide + 2 * f, f),
        (x - f, y, f, high),
        (x + wide, y, f, high),
    ]
    canvas.faces(strips, c, edge=False)
    outside = (x - f, y - f, wide + 2 * f, high + 2 * f)
    canvas.boxes([outside, (x, y, wide, high)])
    greys = 255 * portions(drawn.plane(c), drawn.black, drawn.white)
    canvas.image(greys, x, y, wide, high)
