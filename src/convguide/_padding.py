"""Padding an image, and its adjoint, which folds the padding back into the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convguide._axes import Axis
from convguide._errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array

#: PyTorch's names, and NumPy's for the same.
MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def read_mode(mode: object) -> str:
    """Check the name of a padding mode."""
    if not isinstance(mode, str):
        msg = f"padding_mode must be a string, got {mode!r} ({type(mode).__name__})"
        raise TypeError(msg)
    if mode not in MODES:
        known = ", ".join(f'"{known}"' for known in MODES)
        msg = f"padding_mode must be one of {known}; got {mode!r}"
        raise ValueError(msg)
    return mode


def refuse_too_wide(axis: Axis, size: int, mode: str, name: str) -> None:
    """Refuse padding for which the image has too few pixels to repeat."""
    wide = max(axis.before, axis.after)
    most = {"reflect": size - 1, "circular": size, "replicate": wide if size else 0}
    if wide > most.get(mode, wide):
        facts = f'padding is {wide} but {name} is {size} and padding_mode is "{mode}"'
        hint = f'"{mode}" repeats pixels of the image once; "zeros" has no bound'
        raise ShapeError(facts, hint=hint)


def sources(axis: Axis, size: int, mode: str) -> Sequence[int]:
    """Say for each padded pixel which pixel it repeats; outside the image is zero."""
    pixels = range(-axis.before, size + axis.after)
    if mode == "zeros":
        return pixels
    sides = (axis.before, axis.after)
    repeated: list[int] = np.pad(np.arange(size), sides, MODES[mode]).tolist()  # type: ignore[call-overload]
    return repeated


def pad(x: Array, axes: Sequence[Axis], mode: str) -> Array:
    """Pad the last axes of an array; without padding it is returned itself."""
    if not any(axis.before or axis.after for axis in axes):
        return x
    sizes = x.shape[-len(axes) :]
    if mode == "zeros":
        padded = map(Axis.padded, axes, sizes)
        y = np.zeros((*x.shape[: -len(axes)], *padded), x.dtype)
        y[_inside(axes, sizes)] = x
        return y
    for number, (axis, size) in enumerate(zip(axes, sizes, strict=True), -len(axes)):
        x = np.take(x, sources(axis, size, mode), number)
    return x


def fold(y: Array, axes: Sequence[Axis], sizes: Sequence[int], mode: str) -> Array:
    """Apply the adjoint of `pad`: add each padded number to the pixel it repeats."""
    if mode == "zeros":
        cut: Array = y[_inside(axes, sizes)]
        return cut
    for number, (axis, size) in enumerate(zip(axes, sizes, strict=True), -len(axes)):
        folded = np.zeros((size, *np.moveaxis(y, number, 0).shape[1:]), y.dtype)
        np.add.at(folded, sources(axis, size, mode), np.moveaxis(y, number, 0))
        y = np.moveaxis(folded, 0, number)
    return y


def _inside(axes: Sequence[Axis], sizes: Sequence[int]) -> tuple[Any, ...]:
    """Index the image within its padding."""
    pairs = zip(axes, sizes, strict=True)
    return (..., *(slice(axis.before, axis.before + size) for axis, size in pairs))
