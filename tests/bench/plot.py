"""A result as a picture: a line for each layer, a mark for each way to compute it."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, cast

from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from bench.results import PICTURE
from bench.shapes import BY_NAME
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import INK, MUTED, WINDOW

if TYPE_CHECKING:
    from bench.results import Cell, Result
    from convguide.diagrams.drawing import Drawing

# Marks differ in shape and filling, so that no colour is needed to tell them apart.
MARKS = {
    "auto": ("o", WINDOW, True),
    "winograd": ("D", WINDOW, False),
    "ONNX Runtime": ("+", INK, False),
    "JAX": ("x", INK, False),
    "strided im2col": ("s", INK, False),
    "windows einsum": ("^", INK, False),
    "SciPy overlap add": ("v", MUTED, True),
}
NAMES, SCALE, ROW = 10.5, 15.0, 0.7  # cells: width of names and scale, height of a row
PER_LINE = 4  # columns in a line of the legend
MARK = 0.34  # cells
TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def plot(result: Result) -> Drawing:
    """Draw the ratios of one thread and float32, of which there must be some."""
    cells = result.cells("float32", 1)
    found = {column: _places(cells, column) for column in MARKS}
    found = {column: places for column, places in found.items() if places}
    ratios = [ratio for places in found.values() for ratio, _ in places]
    low = max(tick for tick in TICKS if tick <= min(*ratios, 0.5))
    high = min(tick for tick in TICKS if tick >= max(*ratios, 2))
    top = ceil(len(found) / PER_LINE) * 0.8 + 0.8

    def across(ratio: float) -> float:
        return NAMES + 0.4 + SCALE * log10(ratio / low) / log10(high / low)

    def down(row: float) -> float:
        return top + (row + 0.5) * ROW

    bottom = down(len(cells))
    canvas = Canvas(NAMES + SCALE + 1.2, bottom + 1.8)
    for tick in TICKS:
        if low <= tick <= high:
            ends = [(across(tick), top), (across(tick), bottom)]
            wide = 1.2 if tick == 1 else 0.3
            canvas._path([ends], edgecolor=INK if tick == 1 else MUTED, linewidth=wide)
            canvas.text(across(tick), bottom + 0.4, f"{tick:g}", size=9)
    canvas.text(across(1), bottom + 1.2, "torch takes 1; less is better", size=9)
    for n, name in enumerate(cells):
        canvas.text(NAMES, down(n), name, size=8, align="right")
        line = [(NAMES + 0.4, down(n)), (NAMES + 0.4 + SCALE, down(n))]
        canvas._path([line], edgecolor=MUTED, linewidth=0.3)
    for n, (column, places) in enumerate(found.items()):
        x, y = 1 + n % PER_LINE * 6.2, 0.6 + floor(n / PER_LINE) * 0.8
        canvas.text(x + 0.6, y, column, size=9, align="left")
        spots = [(across(ratio), down(row)) for ratio, row in places]
        _mark(canvas, column, [(x, y), *spots])
    return cast("Drawing", canvas.finished(PICTURE, _describe(cells)))


def _places(cells: dict[str, dict[str, Cell]], column: str) -> list[tuple[float, int]]:
    """Find the ratio and the row of each mark; what is slower leaves the picture."""
    return [
        (row[column].ratio or 1, n)
        for n, row in enumerate(cells.values())
        if column in row and TICKS[0] <= (row[column].ratio or 0) <= TICKS[-1]
    ]


def _mark(canvas: Canvas, column: str, spots: list[tuple[float, float]]) -> None:
    """Draw the marks of a column as one path: a drawing keeps no shared symbols."""
    kind, colour, filled = MARKS[column]
    style = MarkerStyle(kind)
    mark = style.get_path().transformed(style.get_transform())
    # The axis of a canvas points down.
    placed = [Affine2D().scale(MARK, -MARK).translate(x, y) for x, y in spots]
    path = Path.make_compound_path(*(mark.transformed(place) for place in placed))
    face = colour if filled else "none"
    canvas._add(PathPatch(path, facecolor=face, edgecolor=colour, linewidth=1.2))


def _describe(cells: dict[str, dict[str, Cell]]) -> str:
    """Put the picture into words: what auto takes on every layer."""
    numbers = [
        f"{name}: {row['auto'].ratio:.2f}"
        for name, row in cells.items()
        if row["auto"].ratio is not None
    ]
    models = ", ".join(dict.fromkeys(BY_NAME[name].model for name in cells))
    return (
        f"Layers of {models} on one thread in float32, on a logarithmic axis. "
        f"Of torch's time auto takes, {'; '.join(numbers)}."
    )
