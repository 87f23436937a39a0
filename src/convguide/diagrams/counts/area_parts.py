"""The parts of an area of weights: kernels, filters, single weights and biases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.style import INK, MUTED, hue

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Box, Canvas
    from convguide.diagrams.counts.area_layout import Areas

LARGE = 0.3  # cells, for a block that bears a strong edge
PLAIN = 2  # hue of weights whose channels are not told apart


def draw_weights(canvas: Canvas, areas: Areas) -> None:
    """Draw all weights and biases, with the lines that can be seen."""
    spec, (wide, high) = areas.spec, areas.sides
    if areas.has_bands:
        for channel in range(spec.in_channels):
            canvas.faces([areas.channel(channel)], channel, edge=False)
        blocks = areas.blocks()
        _draw_lines(canvas, areas, blocks)
    else:
        blocks = _draw_plain(canvas, areas)
    canvas.boxes([(areas.x, areas.y, wide, high)], edge=MUTED)
    canvas.boxes(blocks, edge=INK, width=1 if min(areas.block) >= LARGE else 0.5)
    if spec.bias:
        _draw_biases(canvas, areas)
    if areas.has_rows:
        canvas.window(areas.x, areas.y, wide / spec.groups, areas.unit[1])


def _draw_plain(canvas: Canvas, areas: Areas) -> list[Box]:
    """Draw weights whose channels are not told apart; give the boxes around them."""
    if not areas.slanted:
        blocks = areas.blocks()
        canvas.boxes(blocks, fill=hue(PLAIN))
        _draw_lines(canvas, areas, blocks)
        return blocks
    # Steps too fine to be seen: the slanted band has the area of all blocks together.
    (x, y), (wide, high), step = (areas.x, areas.y), areas.sides, areas.block[0]
    end = x + wide
    corners = [(x, y), (x + step, y), (end, y + high), (end - step, y + high)]
    canvas.face(corners, PLAIN + 1, edge=True)
    return []


def _draw_lines(canvas: Canvas, areas: Areas, blocks: list[Box]) -> None:
    """Draw lines between weights, filters and kernels, as far as they can be seen."""
    spec = areas.spec
    rows, depth = spec.out_channels // spec.groups, spec.filter_shape[0]
    thin: list[list[tuple[float, float]]] = []
    thick: list[list[tuple[float, float]]] = []
    for x, y, wide, high in blocks:
        if areas.has_rows:
            levels = (y + n * areas.unit[1] for n in range(1, rows))
            thin += [[(x, level), (x + wide, level)] for level in levels]
        if areas.has_bands:
            edges = (x + n * areas.band for n in range(1, depth))
            thick += [[(edge, y), (edge, y + high)] for edge in edges]
        if areas.has_weights:
            edges = (x + n * areas.unit[0] for n in range(1, depth * areas.kernel))
            thin += [[(edge, y), (edge, y + high)] for edge in edges]
    canvas.lines(thin, width=0.4)
    canvas.lines(thick, colour=INK, width=1)


def _draw_biases(canvas: Canvas, areas: Areas) -> None:
    """Draw the biases as a column, one below the other."""
    x, y, wide, high = areas.biases
    canvas.boxes([(x, y, wide, high)], edge=INK, width=1)
    if areas.has_rows:
        levels = (y + n * areas.unit[1] for n in range(1, areas.spec.out_channels))
        canvas.lines([[(x, level), (x + wide, level)] for level in levels], width=0.4)
