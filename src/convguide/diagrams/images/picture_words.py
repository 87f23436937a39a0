"""What a picture of an image's channels says, below it and to those who cannot see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.words import counted, short

if TYPE_CHECKING:
    from convguide.diagrams.images.picture_planes import Channels


def title_of(drawn: Channels) -> str:
    """Name the image and all of its channels."""
    channels, height, width = drawn.image.shape
    many = f"{counted(channels, 'channel')}: {', '.join(drawn.names)}"
    return f"An image of {height}×{width} pixels as {many}"


def notes_of(drawn: Channels) -> list[str]:
    """Say what the greys are, and what is not drawn as it is."""
    image, black, white = drawn.image, short(drawn.black), short(drawn.white)
    finite = image[np.isfinite(image)]
    if finite.size:
        same = drawn.black == drawn.white
        greys = (
            f"all values are {black}" if same else f"black is {black}, white is {white}"
        )
        notes = [f"{greys}; values from {short(finite.min())} to {short(finite.max())}"]
    else:
        notes = ["no value is a finite number"]
    if drawn.step > 1:
        blocks = f"{drawn.step}×{drawn.step} pixels"
        notes.append(f"drawn: means of blocks of {blocks}")
    missing = image.size - finite.size
    if missing:
        notes.append(f"left blank: {counted(missing, 'value')}, nan or infinite")
    if drawn.left_out:
        notes.append(f"{len(drawn.shown)} of {image.shape[0]:,} channels are drawn")
    return notes


def description_of(drawn: Channels) -> str:
    """Say what is drawn, with the mean of each channel."""
    told = ["Each channel is a grey image of its own, framed in hue and pattern."]
    for c in drawn.shown:
        plane = drawn.image[c].astype(float)
        plane = plane[np.isfinite(plane)]
        mean = f", mean {short((plane / plane.size).sum())}" if plane.size else ""
        told.append(f"Channel {c}, {drawn.names[c]}{mean}.")
    told += [f"{note[0].upper()}{note[1:]}." for note in notes_of(drawn)]
    return " ".join(told)
