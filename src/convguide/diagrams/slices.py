"""Trained filters as grey images, with the scale that makes them grey."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from math import ceil, inf
from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import real_numbers
from convguide._integers import integer
from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import CELL, counted, short, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture

SCALES = ("shared", "filter", "slice")
SIDE = 1.75  # cells, for the longer side of a slice
MOST = (6, 5)  # filters and channels; of more, the first ones and the last
LABEL = 9  # points
LINE, GAP, PATCH = 0.75, 0.25, 0.6  # cells
PIXELS = 7_200  # weights; of larger slices only every so many are drawn
FEW = 2  # the first and the last
DARK, DIM = 0.08, 0.0031308  # where the curves of CIE and of sRGB turn straight
KEY = (6.0, 0.5)  # cells, for the bar of greys


def filter_slices(
    weight: Array,
    *,
    filters: Sequence[int] | None = None,
    scale: str = "shared",
    ax: Axes | None = None,
) -> Picture:
    """Draw filters as grey images: one column a filter, one row an input channel.

    Black is the most negative weight, white the most positive, and zero is the same
    middle grey everywhere, in steps that look alike. The picture gives the bounds.

    Parameters
    ----------
    weight : ndarray
        All filters, (C_out, C_in, K_h, K_w).
    filters : sequence of int, optional
        Which filters to draw, from 0; by default all of them.
    scale : {"shared", "filter", "slice"}, default "shared"
        What has a scale of its own. Only with "shared" may greys be compared between
        filters.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The images, and a key with the bounds of the scale. What is not finite is a
        crossed hole. Of many filters or channels the first ones and the last are
        drawn.

    Raises
    ------
    ShapeError
        If `weight` does not have four axes.
    IndexError
        If there is no such filter.
    ValueError
        If `scale` is unknown, or `filters` is empty.

    See Also
    --------
    kernel_table : The same table as squares, for small kernels and for geometries.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(2).normal(size=(4, 3, 5, 5)).round(1)
    >>> drawing = filter_slices(weight)
    >>> drawing.title
    '4 filters of 3 slices, 5×5, on one scale'
    """
    weight = real_numbers("weight", weight)
    if weight.ndim != len("OIHW") or 0 in weight.shape:
        facts = f"weight has {weight.ndim} axes but must have 4, none of them empty"
        raise ShapeError(facts, {"weight": (weight.shape, "(C_out, C_in, K_h, K_w)")})
    if scale not in SCALES:
        known = ", ".join(f'"{known}"' for known in SCALES)
        msg = f"scale must be one of {known}; got {scale!r}"
        raise ValueError(msg)
    picture = _Slices(weight, _numbered(filters, weight.shape[0]), scale)
    canvas = Canvas(*picture.extent, ax=ax)
    picture.draw(canvas)
    many = counted(len(picture.filters), "filter")
    each = counted(weight.shape[1], "slice")
    size = "×".join(map(str, weight.shape[2:]))
    title = f"{many} of {each}, {size}, {picture.whose}"
    return canvas.finished(title, " ".join(picture.described()))


def _numbered(filters: Sequence[int] | None, number: int) -> list[int]:
    """Read which filters to draw."""
    if filters is None:
        return [*range(number)]
    numbers = [integer("filters", f, least=0) for f in filters]
    if not numbers:
        msg = "filters must name at least one filter"
        raise ValueError(msg)
    if max(numbers) >= number:
        msg = f"filters has {max(numbers)} but weight has {counted(number, 'filter')}"
        raise IndexError(msg)
    return numbers


def _width(words: str) -> float:
    """Measure a label, in whole points."""
    return ceil(width_of(words, LABEL) * CELL + 2) / CELL


def greys(numbers: Array, low: float, high: float) -> Array:
    """Give numbers greys from 0 to 255, evenly in lightness; NaN stays NaN."""
    numbers = numbers.astype(float)
    with np.errstate(invalid="ignore", over="ignore"):
        # Halves, so that the difference of two large numbers does not overflow.
        light = (numbers / 2 - low / 2) / ((high / 2 - low / 2) or inf)
        light = np.where(low == high, 0.5, light).clip(0, 1)
        # Lightness to luminance as CIE has it, and luminance to sRGB.
        bright = np.where(light > DARK, ((light + 0.16) / 1.16) ** 3, light / 9.033)
        rgb = np.where(
            bright > DIM, 1.055 * bright ** (1 / 2.4) - 0.055, 12.92 * bright
        )
    return np.where(np.isfinite(numbers), 255 * rgb, np.nan)


def _fewer(filters: int, depth: int, height: int, width: int) -> tuple[int, int, int]:
    """Choose how many filters and channels to draw, and each how many-th weight."""
    columns, rows = min(filters, MOST[0]), min(depth, MOST[1])
    while columns * rows * height * width > PIXELS and max(columns, rows) > FEW:
        columns, rows = (columns, rows - 1) if rows > columns else (columns - 1, rows)
    # Not finer than points, which for the fewest slices are few enough.
    step = -(-max(height, width) // int(SIDE * CELL))
    return columns, rows, step


class _Slices:
    """What is drawn of some filters, where, and on which scale."""

    def __init__(self, weight: Array, filters: list[int], scale: str) -> None:
        self.weight, self.filters, self.scale = weight, filters, scale
        columns, rows, self.step = _fewer(len(filters), *weight.shape[1:])
        self.columns = [filters[n] for n in chosen(len(filters), columns)]
        self.rows = chosen(weight.shape[1], rows)
        self.more = (len(filters) - len(self.columns), weight.shape[1] - len(self.rows))
        shape = weight[0, 0, :: self.step, :: self.step].shape
        # Whole points for a weight where they fit, so that the grid is even.
        unit = SIDE * CELL / max(shape)
        unit = (int(unit) if unit >= 1 else unit) / CELL
        self.unit, self.shape = min(unit, 0.75), shape
        self.high, self.wide = (side * self.unit for side in shape)
        bounds = [np.abs(self.weight[f].astype(float)) for f in filters]
        finite = [np.where(np.isfinite(b), b, 0).max(axis=(1, 2)) for b in bounds]
        self.bounds = np.stack(finite)  # one for each filter and channel
        if scale != "slice":
            axis = None if scale == "shared" else 1
            most = self.bounds.max(axis=axis, keepdims=True)
            self.bounds = np.broadcast_to(most, self.bounds.shape)

    @property
    def whose(self) -> str:
        if self.scale == "shared":
            return "on one scale"
        return f"each {self.scale} on its own scale"

    def bound(self, f: int, c: int) -> float:
        return float(self.bounds[self.filters.index(f), c])

    @cached_property
    def words(self) -> list[str]:
        """Words of the key."""
        if self.scale == "shared":
            words = ["one scale for all slices: greys compare everywhere"]
        else:
            other = "filters" if self.scale == "filter" else "slices"
            words = [
                f"a scale for each {self.scale}, ± the number at it",
                f"greys of two {other} do not compare",
            ]
        if any(self.more):
            drawn = len(self.columns) * len(self.rows)
            words.append(f"{drawn:,} of {self.bounds.size:,} slices are drawn")
        if self.step > 1:
            words.append(f"of each {self.step}×{self.step} weights, the first is drawn")
        if self.missing:
            words.append(f"crossed: not finite, {self.missing:,} in these filters")
        return words

    @cached_property
    def missing(self) -> int:
        return int((~np.isfinite(self.weight[self.filters])).sum())

    @cached_property
    def margin(self) -> float:
        labels = [f"channel {self.rows[-1]}", f"and {self.more[1]:,} more"]
        return GAP + max(map(_width, labels)) + 2 * GAP + PATCH + GAP

    @property
    def head(self) -> float:
        return LINE * (1 + (self.scale == "filter")) + GAP

    @cached_property
    def pitch(self) -> tuple[float, float]:
        labels = [f"filter {max(self.columns)}"]
        if self.scale != "shared":
            labels += [
                f"±{short(self.bound(f, c))}"
                for f, c in product(self.columns, self.rows)
            ]
        below = LINE * (self.scale == "slice")
        wide, high = max(self.wide, *map(_width, labels)), max(self.high, PATCH)
        return wide + 2 * GAP, high + below + GAP

    @cached_property
    def gap(self) -> tuple[float, float]:
        right, down = self.more
        return (_width(f"and {right:,} more") + GAP) * bool(right), LINE * bool(down)

    @cached_property
    def table(self) -> tuple[float, float]:
        """Cells of the table, without what is below."""
        wide = self.margin + len(self.columns) * self.pitch[0] + self.gap[0]
        return wide, self.head + len(self.rows) * self.pitch[1] + self.gap[1]

    @cached_property
    def extent(self) -> tuple[float, float]:
        bar = KEY[0] + 2 * max(map(_width, self.ends))
        # Words are a little wider where letters are fitted to dots.
        words = (1.04 * _width(line) for line in self.words)
        wide = max(self.table[0], bar, *words) + 2 * GAP
        below = LINE * len(self.words) + KEY[1] + LINE + 3 * GAP
        return wide, self.table[1] + below

    @cached_property
    def ends(self) -> tuple[str, str]:
        """Words at the ends of the bar of greys."""
        if self.scale != "shared":
            return "−", "+"
        bound = float(self.bounds.max())
        return short(-bound) if bound else "0", short(bound)

    def draw(self, canvas: Canvas) -> None:
        for (n, f), (m, c) in product(enumerate(self.columns), enumerate(self.rows)):
            last = (n == len(self.columns) - 1, c == self.rows[-1])
            x = self.margin + n * self.pitch[0] + self.gap[0] * last[0]
            y = self.head + m * self.pitch[1] + self.gap[1] * last[1]
            centre, middle = x + self.pitch[0] / 2, y + max(self.high, PATCH) / 2
            self._slice(canvas, (centre - self.wide / 2, middle - self.high / 2), f, c)
            bound = f"±{short(self.bound(f, c))}"
            if self.scale == "slice":
                below = middle + max(self.high, PATCH) / 2 + LINE / 2
                canvas.text(centre, below, bound, size=LABEL)
            if m == 0:
                canvas.text(centre, LINE / 2 + GAP / 2, f"filter {f}", size=LABEL)
                if self.scale == "filter":
                    canvas.text(centre, LINE * 1.5 + GAP / 2, bound, size=LABEL)
            if n == 0:
                self._channel(canvas, middle, c)
                if last[1] and self.more[1]:
                    self._left_out(
                        canvas, self.margin - 3 * GAP - PATCH, y - LINE / 2 - GAP / 2, 1
                    )
            if last[0] and self.more[0] and m == 0:
                left = x - self.gap[0] / 2
                self._left_out(canvas, left, LINE / 2 + GAP / 2, 0)
        self._key(canvas)

    def _slice(
        self, canvas: Canvas, corner: tuple[float, float], f: int, c: int
    ) -> None:
        """Draw one slice in its frame, and cross out what has no grey."""
        (x, y), bound = corner, self.bound(f, c)
        numbers = self.weight[f, c, :: self.step, :: self.step]
        canvas.image(greys(numbers, -bound, bound), x, y, self.wide, self.high)
        u = self.unit
        holes = np.argwhere(~np.isfinite(numbers))
        canvas.crosses([(x + j * u, y + i * u, u, u) for i, j in holes])
        canvas.boxes([(x, y, self.wide, self.high)], fill="none")

    def _channel(self, canvas: Canvas, middle: float, c: int) -> None:
        """Name a row, with the hue and the pattern of its channel."""
        x = self.margin - GAP - PATCH
        canvas.cells(x, middle - PATCH / 2, (1, 1), unit=PATCH, channel=c)
        canvas.text(x - GAP, middle, f"channel {c}", size=LABEL, align="right")

    def _left_out(self, canvas: Canvas, x: float, y: float, axis: int) -> None:
        words, align = f"and {self.more[axis]:,} more", ("center", "right")[axis]
        canvas.text(x, y, words, size=LABEL, colour=MUTED, align=align)

    def _key(self, canvas: Canvas) -> None:
        """Draw the bar of greys with its bounds, and say what the scale is of."""
        x, y = GAP + max(map(_width, self.ends)) / 2, self.table[1] + 2 * GAP
        canvas.image(greys(np.linspace(-1, 1, 129)[None], -1, 1), x, y, *KEY)
        canvas.boxes([(x, y, *KEY)], fill="none")
        y += KEY[1] + LINE / 2
        places = (x, x + KEY[0] / 2, x + KEY[0])
        for at, words in zip(places, (self.ends[0], "0", self.ends[1]), strict=True):
            canvas.text(at, y, words, size=LABEL)
        for n, words in enumerate(self.words, 1):
            canvas.text(GAP, y + n * LINE, words, size=LABEL, align="left")

    def described(self) -> Iterator[str]:
        """Say what the picture shows."""
        size = "×".join(map(str, self.weight.shape[2:]))
        columns, rows = (", ".join(map(str, s)) for s in (self.columns, self.rows))
        yield f"Slices of {size} weights as grey images."
        yield f"Columns: filters {columns}. Rows: input channels {rows}."
        yield "Black is most negative, middle grey is 0, white is most positive."
        if self.scale == "shared":
            yield f"The scale goes from {self.ends[0]} to {self.ends[1]}."
        yield f"{'. '.join(words[0].upper() + words[1:] for words in self.words)}."
        if self.scale == "filter":
            bounds = (f"{f}: ±{short(self.bound(f, 0))}" for f in self.columns)
            yield f"Bounds of the filters: {', '.join(bounds)}."
        if self.scale == "slice":
            bounds = (
                f"{f}, {c}: ±{short(self.bound(f, c))}"
                for f, c in product(self.columns, self.rows)
            )
            yield f"Bounds of the slices, by filter and channel: {'; '.join(bounds)}."
