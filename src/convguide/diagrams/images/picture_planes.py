"""What is drawn of an image: its channels or some, means of blocks, and their greys."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import real_numbers
from convguide.diagrams.abridged import chosen
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array

FINEST = 128  # pixels along a side; of larger images, means of blocks are drawn
PIXELS = 7_200  # of all channels together: noise of so many makes the largest file
MOST = 4  # channels; of more, the first ones and the last
AXES = "(C, H, W)"


class Channels(NamedTuple):
    """An image, and how its channels are drawn."""

    image: Array
    names: Sequence[str]
    shown: list[int]
    step: int  # pixels along a side of a block whose mean is drawn
    black: float
    white: float

    @property
    def left_out(self) -> int:
        """Channels that are not drawn."""
        channels: int = self.image.shape[0]
        return channels - len(self.shown)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of each channel as it is drawn."""
        rows, columns = (-(-side // self.step) for side in self.image.shape[1:])
        return rows, columns

    def plane(self, c: int) -> Array:
        """Take the mean of each block of a channel; those at the end may be smaller."""
        plane: Array = self.image[c]
        if self.step == 1:
            return plane
        starts = [np.arange(0, side, self.step) for side in plane.shape]
        sides = zip(starts, plane.shape, strict=True)
        counts = np.outer(*(np.diff([*start, side]) for start, side in sides))
        area = float(self.step * self.step)
        with np.errstate(invalid="ignore", over="ignore"):
            shares = plane / area  # whose sum cannot overflow
            for axis, start in enumerate(starts):
                shares = np.add.reduceat(shares, start, axis=axis)
            means: Array = shares * (area / counts)
        return means


def read_channels(image: Array, names: Sequence[str]) -> Channels:
    """Read an image, and choose what of it is drawn, and which values are grey."""
    image = real_numbers("image", image)
    _refuse_misfit(image, names)
    channels, height, width = image.shape
    shown = chosen(channels, MOST)
    step = _step(height, width, len(shown))
    return Channels(image, names, shown, step, *_scale(image))


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


def _scale(image: Array) -> tuple[float, float]:
    """Find which values are black and white, for all channels together."""
    if image.dtype == np.uint8:
        return 0, 255
    finite = image[np.isfinite(image)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0, 0)
    return (0, 1) if low >= 0 and high <= 1 else (low, high)


def _step(height: int, width: int, channels: int) -> int:
    """Find the smallest blocks whose means are few enough."""
    step = -(-max(height, width) // FINEST)
    while -(-height // step) * -(-width // step) * channels > PIXELS:
        step += 1
    return step
