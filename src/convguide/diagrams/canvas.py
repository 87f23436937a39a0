"""The drawing board: grids of numbers, words and frames, measured in cells."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from convguide.diagrams.drawing import (
    CHANNELS,
    INK,
    MUTED,
    ON_FILL,
    WINDOW,
    Drawing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.patches import Patch

    from convguide._typing import Array

CELL = 24 / 72  # inches, for a side of a cell
SIZE = 10  # points, for a number in a cell
DIGITS = 3  # that fit into a cell at this size


class Canvas:
    """Axes without axes: x to the right and y downwards, one unit a cell."""

    def __init__(self, width: float, height: float, scale: float = 1) -> None:
        cell = CELL * scale
        self.figure = Figure(figsize=(width * cell, height * cell))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set(xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()
        self._layers = count(1)  # what is drawn later lies on top, words too

    def text(  # noqa: D102 - as Matplotlib's, centred
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        colour: str = INK,
        align: str = "center",
        bold: bool = False,
    ) -> None:
        self.axes.text(
            x,
            y,
            words,
            size=size,
            color=colour,
            ha=align,
            va="center_baseline" if size >= SIZE else "center",
            weight="bold" if bold else "normal",
            parse_math=False,
            zorder=next(self._layers),
        )

    def grid(
        self,
        numbers: Array,
        x: float,
        y: float,
        *,
        channel: int | None = None,
        faint: Callable[[int, int], bool] | None = None,
    ) -> None:
        """Write a 2D array, one number a cell, filled in its channel's colour.

        Numbers for which `faint` holds are greyed: padding, for instance.
        """
        rows, columns = numbers.shape
        fill = "none" if channel is None else channel_colour(channel)
        self._add(Rectangle((x, y), columns, rows, facecolor=fill, edgecolor="none"))
        lines = [((x, y + k), (x + columns, y + k)) for k in range(rows + 1)]
        lines += [((x + k, y), (x + k, y + rows)) for k in range(columns + 1)]
        self._path(lines, edgecolor=MUTED, linewidth=0.6)
        longest = max(len(short(number)) for number in numbers.flat)
        size = SIZE * min(1, DIGITS / longest)
        for (i, j), number in np.ndenumerate(numbers):
            light = faint is not None and faint(i, j)
            colour = MUTED if light else INK if channel is None else ON_FILL
            self.text(x + j + 0.5, y + i + 0.5, short(number), size=size, colour=colour)

    def window(self, x: float, y: float, width: float, height: float) -> None:
        """Frame the cells that are looked at."""
        frame = Rectangle(
            (x, y), width, height, fill=False, edgecolor=WINDOW, linewidth=2.4
        )
        self._add(frame)

    def boxes(
        self,
        boxes: Sequence[tuple[float, float, float, float]],
        *,
        fill: str,
        edge: str = MUTED,
    ) -> None:
        """Draw many boxes (x, y, width, height)."""
        corners = [
            [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
            for x, y, w, h in boxes
        ]
        self._path(corners, facecolor=fill, edgecolor=edge, linewidth=0.5)

    def line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a line."""
        self._path([(start, end)], edgecolor=INK, linewidth=1)

    def _path(
        self,
        polylines: Sequence[Sequence[tuple[float, float]]],
        *,
        edgecolor: str,
        linewidth: float,
        facecolor: str = "none",
    ) -> None:
        """Draw many polylines as one path, which keeps the file small."""
        if polylines:
            path = Path.make_compound_path(*(Path(line) for line in polylines))
            style = {"edgecolor": edgecolor, "linewidth": linewidth}
            self._add(PathPatch(path, facecolor=facecolor, **style))

    def _add(self, patch: Patch) -> None:
        patch.set(zorder=next(self._layers), clip_on=False)
        self.axes.add_patch(patch)
        patch.set_clip_path(None)

    def drawing(self, title: str, description: str) -> Drawing:
        """Close the board."""
        return Drawing(self.figure, title, description)


def channel_colour(channel: int) -> str:
    """Colour of a channel; after the last one they begin again."""
    return CHANNELS[channel % len(CHANNELS)]


def short(number: object) -> str:
    """Write a number so that it fits a cell, with a true minus sign."""
    text = f"{number:.3g}" if isinstance(number, (float, np.floating)) else str(number)
    return text.replace("-", "\N{MINUS SIGN}")


def rows_in_words(numbers: Array) -> str:
    """Read a 2D array out: rows after each other, separated by semicolons."""
    return "; ".join(" ".join(map(short, row)) for row in numbers)


def counted(number: int, noun: str) -> str:
    """Count things in words: 1 kernel, 2 kernels."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
