"""The drawing board: grids of numbers, words and frames, measured in cells."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path

from convguide.diagrams.drawing import Drawing
from convguide.diagrams.style import INK, MUTED, WINDOW, hue, pattern
from convguide.diagrams.words import CELL, SIZE, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

    from convguide._typing import Array

    Box: TypeAlias = tuple[float, float, float, float]  # x, y, width, height
    Picture: TypeAlias = Drawing | Axes


class Canvas:
    """Axes without axes: x to the right and y downwards, one unit a cell.

    Without `ax`, the board is a figure of its own, whose cells are `scale` times 24
    points. In given axes everything is as large as they are, words too.
    """

    def __init__(
        self, width: float, height: float, scale: float = 1, ax: Axes | None = None
    ) -> None:
        inches = CELL * scale / 72
        self.scale = 1.0
        self.given = ax
        if ax is None:
            figure = Drawing(figsize=(width * inches, height * inches))
            self.axes = figure.add_axes((0, 0, 1, 1))
            self.axes.set(xlim=(0, width), ylim=(height, 0))
        else:
            self.axes = ax
            ax.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
            ax.apply_aspect()
            dots = ax.get_window_extent().width / width
            self.scale = dots * 72 / (CELL * ax.figure.dpi)
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
        room: float | None = None,
    ) -> None:
        if room is not None:  # cells to stay within
            size *= min(1, room / max(width_of(words, size, bold=bold), 1e-9))
        self.axes.text(
            x,
            y,
            words,
            size=size * self.scale,
            color=colour,
            ha=align,
            va="center_baseline" if size >= SIZE else "center",
            weight="bold" if bold else "normal",
            parse_math=False,
            zorder=next(self._layers),
        )

    def cells(
        self,
        x: float,
        y: float,
        shape: tuple[int, int],
        *,
        unit: float | tuple[float, float] = 1,
        channel: int | None = None,
    ) -> None:
        """Draw a plane of empty cells, in the hue and the pattern of its channel."""
        (rows, columns), sides = (
            shape,
            unit if isinstance(unit, tuple) else (unit, unit),
        )
        high, wide = rows * sides[1], columns * sides[0]
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        if channel is not None:
            self.face(corners, channel)
        levels = (y + k * sides[1] for k in range(rows + 1))
        edges = (x + k * sides[0] for k in range(columns + 1))
        lines = [((x, level), (x + wide, level)) for level in levels]
        lines += [((edge, y), (edge, y + high)) for edge in edges]
        self._path(lines, edgecolor=MUTED, linewidth=0.6)

    def face(
        self,
        corners: Sequence[tuple[float, float]],
        channel: int,
        *,
        edge: bool = False,
    ) -> None:
        """Fill a polygon with the hue and the pattern of a channel."""
        hatch, colour = pattern(channel)
        self._add(Polygon(corners, facecolor=hue(channel), edgecolor="none"))
        if hatch:
            lined = Polygon(corners, facecolor="none", edgecolor=colour, hatch=hatch)
            lined.set_linewidth(0)
            self._add(lined)
        if edge:
            self._path([[*corners, corners[0]]], edgecolor=MUTED, linewidth=0.6)

    def window(self, x: float, y: float, width: float, height: float) -> None:
        """Frame the cells that are looked at."""
        frame = Rectangle((x, y), width, height, fill=False, edgecolor=WINDOW)
        frame.set_linewidth(2.4 * self.scale)
        self._add(frame)

    def boxes(
        self,
        boxes: Sequence[Box],
        *,
        fill: str = "none",
        edge: str = MUTED,
        width: float = 0.5,
    ) -> None:
        """Draw many boxes, their edges `width` points wide."""
        if boxes:
            style = {"edgecolor": edge, "linewidth": width * self.scale}
            self._add(PathPatch(_path_of(boxes), facecolor=fill, **style))

    def windows(self, boxes: Sequence[Box]) -> None:
        """Frame many boxes of cells that are looked at."""
        self.boxes(boxes, edge=WINDOW, width=2.4)

    def faces(
        self,
        boxes: Sequence[Box],
        channel: int,
        *,
        edge: bool = True,
    ) -> None:
        """Fill many boxes with the hue and the pattern of a channel."""
        if not boxes:
            return
        path, (hatch, colour) = _path_of(boxes), pattern(channel)
        self._add(PathPatch(path, facecolor=hue(channel), edgecolor="none"))
        if hatch:
            lined = PathPatch(path, facecolor="none", edgecolor=colour, hatch=hatch)
            lined.set_linewidth(0)
            self._add(lined)
        if edge:
            style = {"edgecolor": MUTED, "linewidth": 0.6 * self.scale}
            self._add(PathPatch(path, facecolor="none", **style))

    def crosses(self, boxes: Sequence[Box]) -> None:
        """Cross out many boxes."""
        falling = [[(x, y), (x + w, y + h)] for x, y, w, h in boxes]
        rising = [[(x, y + h), (x + w, y)] for x, y, w, h in boxes]
        self._path(falling + rising, edgecolor=INK, linewidth=0.8)

    def image(
        self, greys: Array, x: float, y: float, width: float, height: float
    ) -> None:
        """Put greys, 0 to 255, into a box, one small box a number; NaN is a hole."""
        held = np.isfinite(greys)
        opaque = np.where(held, 255, 0)
        levels = np.rint(np.where(held, greys, 0))
        pixels = np.stack([levels, levels, levels, opaque], -1).astype(np.uint8)
        self.axes.imshow(
            pixels,
            extent=(x, x + width, y + height, y),
            interpolation="none",
            aspect=self.axes.get_aspect(),
            clip_on=False,
            zorder=next(self._layers),
        )

    def line(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a line."""
        self._path([(start, end)], edgecolor=INK, linewidth=1)

    def lines(
        self,
        polylines: Sequence[Sequence[tuple[float, float]]],
        *,
        colour: str = MUTED,
        width: float = 0.6,
    ) -> None:
        """Draw many polylines, `width` points wide."""
        self._path(polylines, edgecolor=colour, linewidth=width)

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
            style = {"edgecolor": edgecolor, "linewidth": linewidth * self.scale}
            self._add(PathPatch(path, facecolor=facecolor, **style))

    def _add(self, patch: Patch) -> None:
        patch.set(zorder=next(self._layers), clip_on=False)
        self.axes.add_artist(patch)  # add_patch also measures it, for limits
        patch.set_clip_path(None)

    def finished(self, title: str, description: str) -> Picture:
        """Give the picture its words, and return the figure, or the axes if given."""
        if self.given is not None:
            WORDS[self.given] = (title, description)
            return self.given
        figure = self.axes.figure
        assert isinstance(figure, Drawing)  # noqa: S101 - made above
        figure.title, figure.description = title, description
        return figure


def words_of(picture: Picture) -> tuple[str, str]:
    """Give the title and the description of a picture.

    Parameters
    ----------
    picture : Drawing or matplotlib.axes.Axes
        What a function of this package has drawn.

    Returns
    -------
    tuple of str
        One line that names the picture, and its text alternative.

    Raises
    ------
    ValueError
        If the picture has no words, because it was drawn by something else.
    """
    if isinstance(picture, Drawing):
        return picture.title, picture.description
    if picture not in WORDS:
        msg = "these axes hold no picture of convguide"
        raise ValueError(msg)
    return WORDS[picture]


WORDS: WeakKeyDictionary[Axes, tuple[str, str]] = WeakKeyDictionary()


def _path_of(boxes: Sequence[Box]) -> Path:
    """Join many boxes into one path, without a path for each."""
    x, y, w, h = np.asarray(boxes, float).reshape(-1, 4).T
    corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
    return Path(np.transpose(corners, (2, 0, 1)).reshape(-1, 2), codes * len(x))
