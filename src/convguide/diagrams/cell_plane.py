"""One channel of an input, a filter or an output, as a plane of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas

GRID = 24  # cells along a side, beyond which single ones are too small to see


def draw_plane(
    canvas: Canvas,
    corner: tuple[float, float],
    size: tuple[int, int],
    unit: tuple[float, float],
    channel: int | None = None,
) -> None:
    """Draw a plane of rows and columns, with its cells if they can be seen."""
    if max(size) > GRID:
        size, unit = (1, 1), (size[1] * unit[0], size[0] * unit[1])
    canvas.cells(*corner, size, unit=unit, channel=channel)
