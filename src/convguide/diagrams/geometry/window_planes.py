"""Both planes of the window: the padded input under it, and the output."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from convguide.diagrams.geometry.one_axis import strike
from convguide.diagrams.geometry.places import padding_mark
from convguide.diagrams.geometry.window_scene import inside, other_places
from convguide.diagrams.style import INK, MUTED, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide.diagrams.canvas import Canvas
    from convguide.diagrams.geometry.window_scene import Grid, Scene

BARB = 0.16  # cells, for the head of an arrow


def draw_input(canvas: Canvas, scene: Scene) -> None:
    """Draw the padded input, and on it the window at its places."""
    grid, spec = scene.input, scene.spec
    rows, columns = spec.window(*scene.at)
    filled = [(rows, columns)]
    if scene.single:
        filled = [*product(_runs(rows), _runs(columns))]
    elif spec.span != spec.kernel_size:
        filled = []  # gaps that are too narrow to be seen
    for box in (grid.box(*cells) for cells in filled):
        x, y, wide, high = box
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        canvas.face(corners, 0)
    if scene.single:
        shape = (len(grid.rows), len(grid.columns))
        canvas.cells(grid.x, grid.y, shape, unit=grid.unit)
        _marks(canvas, scene)
    else:
        _strips(canvas, scene)
    _frames(canvas, grid, [spec.window(*at) for at in other_places(scene).values()])
    canvas.window(*grid.box(rows, columns))
    _arrows(canvas, scene)


def _runs(cells: slice) -> list[slice]:
    """Join cells without gaps between them."""
    if cells.step == 1:
        return [cells]
    return [slice(n, n + 1) for n in range(cells.start, cells.stop, cells.step)]


def _marks(canvas: Canvas, scene: Scene) -> None:
    """Mark the cells of the padding."""
    (down, across), grid = inside(scene), scene.input
    for i, j in product(grid.rows, grid.columns):
        if not (down.start <= i < down.stop and across.start <= j < across.stop):
            x, y, wide, high = grid.box(slice(i, i + 1), slice(j, j + 1))
            mark = padding_mark(scene.spec)
            canvas.text(x + wide / 2, y + high / 2, mark, colour=MUTED, size=8.5)


def _strips(canvas: Canvas, scene: Scene) -> None:
    """Draw the outlines of the padded input and of the input in it."""
    (down, across), (rows, columns) = inside(scene), scene.input.shape
    strips = [
        (slice(0, down.start), slice(0, columns)),
        (slice(down.stop, rows), slice(0, columns)),
        (down, slice(0, across.start)),
        (down, slice(across.stop, columns)),
    ]
    some = [strip for strip in strips if all(s.start < s.stop for s in strip)]
    strike(canvas, [scene.input.box(*strip) for strip in some])
    canvas.boxes([scene.input.box(slice(0, rows), slice(0, columns))], fill="none")


def _frames(canvas: Canvas, grid: Grid, cells: list[tuple[slice, slice]]) -> None:
    """Frame places lightly."""
    frames = []
    for x, y, wide, high in (grid.box(*place) for place in cells):
        right, below = x + wide, y + high
        frames.append([(x, y), (right, y), (right, below), (x, below), (x, y)])
    canvas.lines(frames, colour=WINDOW, width=1.2)


def _arrows(canvas: Canvas, scene: Scene) -> None:
    """Draw the strides beside the input, from the framed place to the next."""
    grid = scene.input
    for down, begin, end in _steps(scene):
        middle, number = (begin + end) / 2, str(scene.spec.stride[not down])
        line = [(begin, 0.0), (end, 0.0)]
        barbs = [(end - BARB, -BARB), (end, 0.0), (end - BARB, BARB)]
        if down:
            x = grid.x - 0.35
            strokes = [[(x + b, a) for a, b in part] for part in (line, barbs)]
            canvas.text(x - 0.3, middle, number, align="right")
        else:
            y = grid.y - 0.35
            strokes = [[(a, y + b) for a, b in part] for part in (line, barbs)]
            canvas.text(middle, y - 0.4, number)
        canvas.lines(strokes, colour=INK, width=0.9)


def _steps(scene: Scene) -> Iterator[tuple[bool, float, float]]:
    """Find where arrows begin and end, down and across; at the end, the last step."""
    grid = scene.input
    ways = ((True, grid.rows, grid.y), (False, grid.columns, grid.x))
    for axis, (down, shown, edge) in enumerate(ways):
        place, places = scene.at[axis], scene.output.shape[axis]
        if places == 1:
            continue
        first = place - (place + 1 == places)
        window = scene.spec.axes[axis].window
        cells = (window(first).start, window(first + 1).start)
        begin, end = (edge + (n - shown.start) * grid.unit[down] for n in cells)
        if all(n in shown for n in cells) and end - begin > 2 * BARB:
            yield down, begin, end


def draw_output(canvas: Canvas, scene: Scene) -> None:
    """Draw the output, the cell of the framed window lit."""
    grid, (i, j) = scene.output, scene.at
    canvas.cells(grid.x, grid.y, (len(grid.rows), len(grid.columns)), unit=grid.unit)
    others = [_cell(*place) for place in other_places(scene).values()]
    _frames(canvas, grid, [cell for cell in others if grid.holds(*cell)])
    canvas.window(*grid.box(*_cell(i, j)))


def _cell(i: int, j: int) -> tuple[slice, slice]:
    return slice(i, i + 1), slice(j, j + 1)


def draw_dots(canvas: Canvas, grid: Grid) -> None:
    """Show on which sides a plane goes on."""
    left, top = grid.x, grid.y
    right, bottom = left + grid.wide, top + grid.high
    (rows, columns), shape = (grid.rows, grid.columns), grid.shape
    for goes_on, x, y, dots in (
        (columns.start > 0, left - 0.35, bottom - 0.2, "…"),
        (columns.stop < shape[1], right + 0.4, bottom - 0.2, "…"),
        (rows.start > 0, right - 0.2, top - 0.35, "⋮"),
        (rows.stop < shape[0], right - 0.2, bottom + 0.4, "⋮"),
    ):
        if goes_on:
            canvas.text(x, y, dots, colour=MUTED)
