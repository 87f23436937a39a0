"""All kernels of a layer, as the table that they are: filters by input channels."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import INK, MUTED, ON_FILL, hue
from convguide.diagrams.words import CELL, counted, rows_in_words, short, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.reading import Layer

Box: TypeAlias = tuple[float, float, float, float]

ROOMY = 1.375  # cells, for a side of a weight that has its number below its square
UNITS = (1.0, 0.75, 0.5, 1 / 3, 0.26)  # sides without; smaller ones are specks
PAGE = (16.0, 20.0)  # cells, for a table in one band that is read at a glance
WIDE = (22.0, 20.0)  # cells, for one of which something is left out
LONG = (22.0, 34.0)  # cells, for one that is still drawn whole, in bands
MOST = 5_000  # weights, beyond which the file grows too large
FEW = 2  # the first and the last
SHOWN = (12, 6)  # filters and channels at most, once something is left out
GRID = 18  # weights along a side, beyond which single ones are too small to see
SIDE = 3.0  # cells, for the longer side of a large kernel
COMPARED = 4_096  # kernels at most that are compared with each other
LABEL = 9  # points
LINE, GAP = 0.75, 0.25  # cells, for a line of words and between kernels


def kernel_table(layer: object, *, ax: Axes | None = None) -> Picture:
    """Draw the kernels of a layer: one column a filter, one row an input channel.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. Without weights, as in a geometry, the kernels are empty.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The table of kernels. The area of a square is the size of a weight, on one
        scale for all; filled is positive, hollow is negative, crossed is not finite. A
        small table has the numbers as well; of a large one the first filters and
        channels are drawn, and the last. With groups, each kernel has the number of
        its own channel.

    Raises
    ------
    ShapeError
        If an array does not have four axes.
    TypeError
        If `layer` is nothing that can be read.

    See Also
    --------
    filter_slices : Trained filters as grey images.

    Examples
    --------
    >>> import numpy as np
    >>> weight = np.random.default_rng(4).integers(-3, 4, size=(4, 3, 2, 2))
    >>> drawing = kernel_table(weight)
    >>> drawing.title
    '12 kernels: 4 filters of 3 kernels'
    """
    table = _laid_out(read_layer(layer))
    canvas = Canvas(*table.extent, ax=ax)
    places = table.places()
    _draw_kernels(canvas, table, places)
    if table.weight is not None and table.weights_drawn:
        _draw_weights(canvas, table, places)
    _draw_labels(canvas, table, places)
    _draw_foot(canvas, table)
    each = counted(table.depth, "kernel")
    many = counted(table.spec.out_channels, "filter")
    title = f"{counted(table.kernels, 'kernel')}: {many} of {each}"
    return canvas.finished(title, " ".join(_described(table, places)))


def _laid_out(layer: Layer) -> _Table:
    """Choose how large weights are, and if they are too many, which are drawn."""
    everything = (layer.spec.out_channels, layer.spec.filter_shape[0])
    area = layer.spec.kernel_size[0] * layer.spec.kernel_size[1]
    if everything[0] * everything[1] * area <= MOST:
        numbers = layer.weight is not None and _numbers_fit(layer.weight)
        for unit in (ROOMY,) * numbers + UNITS:
            table = _Table(layer, everything, unit, PAGE[0])
            if table.fits(PAGE):
                return table
        table = _Table(layer, everything, UNITS[-1], LONG[0])
        if table.fits(LONG):
            return table
    side = max(layer.spec.kernel_size)
    unit = (
        SIDE / side if side > GRID else max(1, int(min(0.5, SIDE / side) * CELL)) / CELL
    )
    shown = [min(pair) for pair in zip(everything, SHOWN, strict=True)]
    while not (table := _Table(layer, (shown[0], shown[1]), unit)).fits(WIDE):
        if max(shown) <= FEW:
            break
        axis = 1 if table.extent[1] > WIDE[1] or shown[1] > shown[0] else 0
        axis = axis if shown[axis] > FEW else 1 - axis
        shown[axis] -= 1
    return table


def _numbers_fit(weight: Array) -> bool:
    """Whether each number is short enough to be written below its square."""
    return max(_width(short(number)) for number in weight.flat) <= ROOMY - 0.1


@lru_cache(maxsize=512)
def _width(words: str) -> float:
    """Measure a label, in whole points: round places make a small file."""
    return ceil(width_of(words, LABEL) * CELL) / CELL


def _more(number: int) -> str:
    return f"and {number:,} more"


Place: TypeAlias = tuple[int, int, int, float, float]  # filter, slice, channel, corner


class _Table:
    """What of a layer is drawn, and where."""

    def __init__(
        self, layer: Layer, shown: tuple[int, int], unit: float, wide: float = 1e9
    ) -> None:
        self.spec, self.weight, _ = layer
        self.depth, *size = self.spec.filter_shape
        self.size = (size[0], size[1])
        self.filters = chosen(self.spec.out_channels, shown[0])
        self.rows = chosen(self.depth, shown[1])
        self.unit = unit
        self.high, self.wide = (max(side * unit, 1 / 3) for side in size)
        self.more = (
            self.spec.out_channels - len(self.filters),
            self.depth - len(self.rows),
        )
        room = wide - self.margin - GAP
        self.per_band = min(len(self.filters), max(1, int(room / self.pitch[0])))

    @property
    def grouped(self) -> bool:
        """Whether the channels of a row differ from filter to filter."""
        return self.spec.groups > 1

    @property
    def drawn(self) -> int:
        return len(self.filters) * len(self.rows)

    @property
    def kernels(self) -> int:
        return self.spec.out_channels * self.depth

    @property
    def weights_drawn(self) -> bool:
        """Whether single weights are large enough."""
        return max(self.size) <= GRID

    @cached_property
    def pitch(self) -> tuple[float, float]:
        """Cells from kernel to kernel, to the right and down."""
        name = self.head(self.filters[-1])
        wide = max(self.wide, _width(name) + 1 / 12)
        if not self.grouped:
            return wide + GAP, max(self.high, LINE - GAP) + GAP
        wide = max(wide, _width(f"channel {self.spec.in_channels - 1}") + 1 / 12)
        return wide + GAP, self.high + LINE + GAP

    @cached_property
    def margin(self) -> float:
        """Cells for the labels of the rows."""
        if self.grouped:
            return GAP + bool(self.more[1]) * (_width(_more(self.more[1])) + GAP)
        labels = [f"channel {self.depth - 1}", _more(self.more[1]) * bool(self.more[1])]
        return max(map(_width, labels)) + 0.75

    @cached_property
    def gap(self) -> tuple[float, float]:
        """Cells for what is left out, to the right and down."""
        right, down = self.more
        return (_width(_more(right)) + GAP) * bool(right), LINE * bool(down)

    @property
    def band(self) -> float:
        """Height of a band of filters."""
        return LINE + len(self.rows) * self.pitch[1] + self.gap[1] + GAP

    @cached_property
    def foot(self) -> list[str]:
        """Words below the table."""
        words = []
        if self.weight is not None and not self.weights_drawn:
            words.append("single weights are too small to draw")
        elif self.weight is not None:
            words.append(
                f"area: size of a weight, the largest {short(self.largest)}"
                if self.largest
                else "all weights are zero"
            )
        if any(self.more):
            words.append(f"{self.drawn:,} of {self.kernels:,} kernels are drawn")
        return words

    @cached_property
    def key(self) -> list[tuple[str, str]]:
        """Marks that are explained, each with its word."""
        if self.weight is None or not self.weights_drawn:
            return []
        key = [("filled", "positive"), ("hollow", "negative")]
        if not np.isfinite(self.weight).all():
            infinite = np.isinf(self.weight).any()
            key.append(("crossed", "nan or infinite" if infinite else "nan"))
        return key

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Cells of the picture, to the right and down."""
        bands = -(-len(self.filters) // self.per_band)
        table = self.margin + self.per_band * self.pitch[0] + self.gap[0]
        words = [*map(_width, self.foot), sum(LINE + _width(w) for _, w in self.key)]
        foot = (len(self.foot) + bool(self.key)) * LINE + GAP
        # Words are a little wider where letters are fitted to dots.
        return max(
            table, *(1.04 * wide for wide in words), 0
        ) + 2 * GAP, bands * self.band + foot

    def fits(self, most: tuple[float, float]) -> bool:
        weights = self.drawn * self.size[0] * self.size[1] * self.weights_drawn
        wide, tall = self.extent
        return weights <= MOST and wide <= most[0] and tall <= most[1]

    def head(self, number: int) -> str:
        """Name a filter in full where every column has the room."""
        longest = _width(f"filter {self.filters[-1]}")
        named = self.grouped or longest <= self.wide
        return f"filter {number}" if named else str(number)

    @cached_property
    def largest(self) -> float:
        """Size of the largest weight of the layer, drawn or not."""
        assert self.weight is not None  # noqa: S101 - asked for with weights only
        finite = self.weight[np.isfinite(self.weight)]
        if not finite.size:
            return 0.0
        return max(abs(float(finite.max())), abs(float(finite.min())))

    def places(self) -> list[Place]:
        """List the kernels that are drawn: filter, slice, channel and corner."""
        found = []
        for (n, f), (m, row) in product(enumerate(self.filters), enumerate(self.rows)):
            band, column = divmod(n, self.per_band)
            last = (f == self.filters[-1], row == self.rows[-1])
            x = self.margin + column * self.pitch[0] + self.gap[0] * last[0]
            x += (self.pitch[0] - GAP - self.wide) / 2
            y = (
                band * self.band
                + LINE
                + (m + 1) * self.pitch[1]
                + self.gap[1] * last[1]
            )
            channel = self.spec.channels_of(f).start + row
            found.append((f, row, channel, x, y - GAP - self.high))
        return found


def _draw_kernels(canvas: Canvas, table: _Table, places: list[Place]) -> None:
    """Draw all kernels of a channel at once, and lines where weights are large."""
    by_channel: dict[int, list[Box]] = {}
    for *_, channel, x, y in places:
        by_channel.setdefault(channel, []).append((x, y, table.wide, table.high))
    for channel, boxes in by_channel.items():
        canvas.faces(boxes, channel)
        if table.weights_drawn and table.unit >= UNITS[2]:
            for x, y, *_ in boxes:
                canvas.cells(x, y, table.size, unit=table.unit)


def _draw_weights(canvas: Canvas, table: _Table, places: list[Place]) -> None:
    """Draw a square for each weight, as large as the weight, and cross out NaN."""
    assert table.weight is not None  # noqa: S101 - the caller knows
    numbered, unit = table.unit == ROOMY, table.unit
    below = LINE * 2 / 3 if numbered else 0.0  # for the number
    most = 0.82 * (unit - below)  # so that neighbours stay apart
    filled: list[Box] = []
    crossed: list[Box] = []
    hollow: dict[int, list[Box]] = {}
    for f, row, channel, left, top in places:
        for (u, v), value in np.ndenumerate(table.weight[f, row]):
            size = float(value)
            held = np.isfinite(size)
            ratio = abs(size) / table.largest if held and size else 1.0
            # Whole half points: too little to see, and the file is half as large.
            side = max(1, round(most * ratio**0.5 * 2 * CELL)) / (2 * CELL)
            x, y = left + v * unit, top + u * unit
            high = unit - below
            box = (x + (unit - side) / 2, y + (high - side) / 2, side, side)
            if not held:
                crossed.append(box)
            elif size:
                (filled if size > 0 else hollow.setdefault(channel, [])).append(box)
            if numbered:
                at = (x + unit / 2, y + unit - below / 2)
                canvas.text(*at, short(value), size=LABEL, colour=ON_FILL)
    canvas.boxes(filled, fill=INK, edge=INK, width=0.7)
    for channel, boxes in hollow.items():
        canvas.boxes(boxes, fill=hue(channel), edge=INK, width=0.7)
    canvas.crosses(crossed)


def _draw_labels(canvas: Canvas, table: _Table, places: list[Place]) -> None:
    """Write numbers of filters on top, and of channels on the left or above."""
    first, last = table.rows[0], table.rows[-1]
    for f, row, channel, x, y in places:
        centre, new_band = (
            x + table.wide / 2,
            table.filters.index(f) % table.per_band == 0,
        )
        if row == first:
            head = (
                y
                - LINE * (0.5 + table.grouped)
                - (table.pitch[1] - GAP - table.high) * (not table.grouped)
            )
            canvas.text(centre, head, table.head(f), size=LABEL)
            if new_band and table.head(f).isdigit():
                at = (table.margin - 0.5, head)
                canvas.text(*at, "filter", size=LABEL, align="right")
        if table.grouped:
            canvas.text(centre, y - LINE / 2, f"channel {channel}", size=LABEL)
        elif new_band:
            at = (table.margin - 0.5, y + table.high / 2)
            canvas.text(*at, f"channel {channel}", size=LABEL, align="right")
        if row == last and table.more[1]:
            above = y - table.gap[1] / 2 - GAP / 2 - (table.pitch[1] - GAP - table.high)
            canvas.text(centre, above, "⋮", size=LABEL, colour=MUTED)
            if new_band:
                at = (table.margin - 0.5, above)
                canvas.text(
                    *at, _more(table.more[1]), align="right", size=LABEL, colour=MUTED
                )
        if f == table.filters[-1] and table.more[0]:
            before = x - (table.pitch[0] - table.wide) / 2 - table.gap[0] / 2
            canvas.text(before, y + table.high / 2, "…", size=LABEL, colour=MUTED)
            if row == first:
                canvas.text(
                    before, head, _more(table.more[0]), size=LABEL, colour=MUTED
                )


def _draw_foot(canvas: Canvas, table: _Table) -> None:
    """Explain the marks, and say what is left out."""
    x, y = GAP, table.extent[1] - GAP - LINE * (len(table.foot) + bool(table.key) - 0.5)
    for mark, word in table.key:
        box = (x, y - 0.2, 0.4, 0.4)
        if mark == "crossed":
            canvas.crosses([box])
        else:
            fill = INK if mark == "filled" else "none"
            canvas.boxes([box], fill=fill, edge=INK, width=0.7)
        canvas.text(x + 0.55, y, word, size=LABEL, align="left")
        x += LINE + _width(word) + 0.2
    y += LINE * bool(table.key)
    for n, words in enumerate(table.foot):
        canvas.text(GAP, y + n * LINE, words, size=LABEL, align="left", colour=MUTED)


def _described(table: _Table, places: list[Place]) -> Iterator[str]:
    """Say what the table shows."""
    size = "×".join(map(str, table.size))
    filters = counted(table.spec.out_channels, "filter")
    yield f"A table of kernels, {size} each: a column for each of {filters}."
    if table.grouped:
        yield (
            f"Each filter sees {counted(table.depth, 'channel')} of "
            f"{table.spec.in_channels:,}, those of its group; every kernel is labelled "
            f"with its channel."
        )
    else:
        yield f"A row for each of {counted(table.depth, 'input channel')}."
    if any(table.more):
        first = ", ".join(map(str, table.filters))
        rows = ", ".join(map(str, table.rows))
        yield (
            f"{table.drawn:,} of {table.kernels:,} kernels are drawn: filters {first}; "
            f"rows {rows}."
        )
    if table.weight is None:
        yield "The kernels are empty: the layer has no weights yet."
        return
    if table.kernels <= COMPARED:
        rows_of = (table.weight + 0).reshape(table.kernels, -1)  # -0.0 is 0.0
        different = len({kernel.tobytes() for kernel in rows_of})
        yield f"{different:,} of the {table.kernels:,} kernels differ from each other."
    missing = int((~np.isfinite(table.weight)).sum())
    if missing:
        are = "is" if missing == 1 else "are"
        yield f"{counted(missing, 'weight')} of the layer {are} not finite."
    if not table.weights_drawn:
        yield "Single weights are too small to be drawn."
        return
    yield (
        "Larger squares are larger weights; filled squares are positive, hollow ones "
        f"negative. The largest weight has size {short(table.largest)}."
    )
    if table.unit == ROOMY:
        for f, row, channel, *_ in places:
            numbers = rows_in_words(table.weight[f, row])
            yield f"Filter {f}, channel {channel}: {numbers}."
