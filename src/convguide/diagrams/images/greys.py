"""Greys for numbers: where they lie between black and white, and how light that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array

DARK, DIM = 0.08, 0.0031308  # where the curves of CIE and of sRGB turn straight


def portions(numbers: Array, black: float, white: float) -> Array:
    """Give numbers their place between black, 0, and white, 1.

    If these are one, all is in the middle. What is not finite is NaN.
    """
    low, high = black / 2, white / 2  # whose difference cannot overflow
    held = np.isfinite(numbers)
    if low == high:
        return np.where(held, 0.5, np.nan)
    with np.errstate(invalid="ignore"):
        places: Array = ((numbers.astype(float) / 2 - low) / (high - low)).clip(0, 1)
    return np.where(held, places, np.nan)


def even_greys(numbers: Array, black: float, white: float) -> Array:
    """Give numbers greys from 0 to 255, in steps that look alike; NaN stays NaN."""
    light = portions(numbers, black, white)
    # Lightness to luminance as CIE has it, and luminance to sRGB.
    bright = np.where(light > DARK, ((light + 0.16) / 1.16) ** 3, light / 9.033)
    curved = 1.055 * bright ** (1 / 2.4) - 0.055
    return 255 * np.where(bright > DIM, curved, 12.92 * bright)
