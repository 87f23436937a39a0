"""What to draw of the window: the place that is looked at, on planes of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide._integers import integers
from convguide.diagrams.geometry.one_axis import THIN
from convguide.diagrams.geometry.places import sizes
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Pair
    from convguide.spec import Conv2dSpec

MOST, OUTPUT = 12, 8  # cells along a side that are drawn, of input and output
LARGE = 8  # cells along a side that are drawn in full size
SMALL = 0.75  # cells, for those of larger grids
OUTLINE = 10.0  # cells, for the longer side of a plane without cells
MARGIN, HEAD, GAP = 0.2, 2.0, 1.3  # cells


class Grid(NamedTuple):
    """The part of a plane that is drawn, and where: cells from `rows` and `columns`."""

    shape: tuple[int, int]
    rows: range
    columns: range
    unit: tuple[float, float]  # wide and high
    x: float = 0.0
    y: float = HEAD

    @property
    def wide(self) -> float:
        """Width of what is drawn."""
        return len(self.columns) * self.unit[0]

    @property
    def high(self) -> float:
        """Height of what is drawn."""
        return len(self.rows) * self.unit[1]

    @property
    def whole(self) -> bool:
        """Whether all of the plane is drawn."""
        return (len(self.rows), len(self.columns)) == self.shape

    def box(self, rows: slice, columns: slice) -> tuple[float, float, float, float]:
        """Place a box around cells."""
        wide, high = self.unit
        return (
            self.x + (columns.start - self.columns.start) * wide,
            self.y + (rows.start - self.rows.start) * high,
            max((columns.stop - columns.start) * wide, THIN),
            max((rows.stop - rows.start) * high, THIN),
        )

    def holds(self, rows: slice, columns: slice) -> bool:
        """Say whether all of these cells are drawn."""
        inside = (
            self.rows.start <= rows.start,
            rows.stop <= self.rows.stop,
            self.columns.start <= columns.start,
            columns.stop <= self.columns.stop,
        )
        return all(inside)


class Scene(NamedTuple):
    """The layer, the place that is looked at, and both planes."""

    spec: Conv2dSpec
    size: tuple[int, int]
    at: tuple[int, int]
    single: bool
    input: Grid
    output: Grid


def read_scene(spec: Conv2dSpec, input_size: Pair, at: Sequence[int] | None) -> Scene:
    """Choose what to draw."""
    size, places = sizes(spec, input_size)
    i, j = (0, 0) if at is None else integers("at", at, least=0, lengths=(2,))
    if i >= places[0] or j >= places[1]:
        msg = f"at is {(i, j)} but the output is {places[0]}×{places[1]}"
        raise IndexError(msg)
    rows, columns = (axis.padded(n) for axis, n in zip(spec.axes, size, strict=True))
    single = max(rows, columns) <= MOST or max(spec.span) < MOST
    left = MARGIN + 0.9 + max(width_of(str(n)) for n in spec.stride)
    if single:
        window = spec.window(i, j)
        grid = _crop((rows, columns), (window[0].start, window[1].start), MOST)
    else:
        unit = OUTLINE / max(rows, columns)
        units = (max(unit, 1 / columns), max(unit, 1 / rows))
        grid = Grid((rows, columns), range(rows), range(columns), units)
    grid = grid._replace(x=left)
    heading = width_of(_heading(spec, (rows, columns)), bold=True)
    right = left + GAP + max(grid.wide, heading)
    output = _crop(places, (i, j), OUTPUT)._replace(x=right)
    return Scene(spec, size, (i, j), single, grid, output)


def _crop(shape: tuple[int, int], start: tuple[int, int], most: int) -> Grid:
    """Choose the cells around a place, one of them before it."""
    rows, columns = (
        range(cells)
        if cells <= most
        else range(max(0, min(begin - 1, cells - most)), cells)[:most]
        for cells, begin in zip(shape, start, strict=True)
    )
    unit = 1.0 if max(len(rows), len(columns)) <= LARGE else SMALL
    return Grid(shape, rows, columns, (unit, unit))


def other_places(scene: Scene) -> dict[str, tuple[int, int]]:
    """Find the other places that have frames, by what they are."""
    (i, j), (rows, columns) = scene.at, scene.output.shape
    places = {"first": (0, 0), "next": (i, j + 1), "last": (rows - 1, columns - 1)}
    if j + 1 == columns:
        places["next"] = (i + 1, 0)
    if places["next"] == places["last"] or places["next"][0] == rows:
        del places["next"]
    return {
        name: place
        for name, place in places.items()
        if place != scene.at and scene.input.holds(*scene.spec.window(*place))
    }


def inside(scene: Scene) -> tuple[slice, slice]:
    """Find the input in its padding."""
    (height, width), (top, _, left, _) = scene.size, scene.spec.padding
    return slice(top, top + height), slice(left, left + width)


def headings(scene: Scene) -> tuple[str, str]:
    """Name both planes, with their sizes."""
    places = "×".join(map(str, scene.output.shape))
    return _heading(scene.spec, scene.input.shape), f"output {places}"


def _heading(spec: Conv2dSpec, shape: tuple[int, int]) -> str:
    return f"{'padded ' * any(spec.padding)}input {'×'.join(map(str, shape))}"
