"""Words and numbers on the board: how they are written, and how wide they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from convguide._typing import Array

CELL = 24  # points, for a side of a cell
SIZE = 10  # points, for a number in a cell


def width_of(words: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Measure words, in cells."""
    weight = "bold" if bold else "normal"
    font = FontProperties(family="DejaVu Sans", weight=weight, size=size)
    wide, *_ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(wide) / CELL


def short(number: object) -> str:
    """Write a number so that it fits a cell, with a true minus sign."""
    text = f"{number:.3g}" if isinstance(number, (float, np.floating)) else str(number)
    return text.replace("-", "\N{MINUS SIGN}")


def rows_in_words(numbers: Array) -> str:
    """Read a 2D array out: rows after each other, separated by semicolons."""
    return "; ".join(" ".join(map(short, row)) for row in numbers)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Count things in words: 1 kernel, 2 kernels."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
