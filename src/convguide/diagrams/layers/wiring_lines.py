"""Connections as lines from channel to channel, one for each kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.layers.wiring_parts import (
    EDGE,
    LABEL,
    SMALL,
    draw_channel,
    width_below,
    write_below,
)
from convguide.diagrams.layers.wiring_words import each, in_words, lines_below
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.layers.wires import Wiring

    Item: TypeAlias = int | str  # a channel, or how many are left out

LINES = 24  # kernels that are still told apart as lines
NODES = 12  # channels in a column of nodes
MOST = 5  # channels or groups that are drawn of more
STEP = 1.5  # cells, from one node to the next
APART = 0.7  # cells, between two groups
HEAD = 1.4  # cells, for the names of the columns
SPAN = 5.0  # cells, from the input nodes to the output nodes


class _Nodes(NamedTuple):
    """Channels and the heights at which they stand, the groups below each other."""

    inputs: list[tuple[float, Item]]
    outputs: list[tuple[float, Item]]
    between: list[tuple[float, str]]  # groups that are left out
    bottom: float


def few(wiring: Wiring) -> bool:
    """Tell whether every kernel can be a line."""
    return wiring.kernels <= LINES and max(wiring.size) <= NODES


def draw_lines(wiring: Wiring, title: str, ax: Axes | None) -> Picture:
    """Draw channels as nodes, and a line for each kernel between them."""
    nodes = _placed(wiring)
    sides = (nodes.inputs, nodes.outputs)
    inputs, outputs = (
        {item: y for y, item in side if isinstance(item, int)} for side in sides
    )
    lines = [(c, o) for o in outputs for c in wiring.seen(o) if c in inputs]
    below = lines_below(wiring, "line", len(lines))
    node = max(1.0, width_of(str(max(wiring.size) - 1)) + 0.3)
    heading = width_of("outputs", bold=True) / 2
    margins = [
        max(heading, *(_beside(item, node) for _, item in side)) for side in sides
    ]
    across = sum(margins) + node + SPAN
    wide = max(across, width_below(below)) + 2 * EDGE
    left = (wide - across) / 2 + margins[0]
    right = left + node + SPAN
    canvas = Canvas(wide, nodes.bottom + len(below) * LABEL + EDGE, ax=ax)
    for c, o in lines:
        start = left + node / 2, inputs[c]
        canvas.line(start, (right - node / 2, outputs[o]))
    canvas.text(left, LABEL / 2, "inputs", bold=True)
    for y, item in nodes.inputs:
        if isinstance(item, int):
            draw_channel(canvas, (left, y), item, (node, 1), item)
        else:
            at = left + node / 2
            canvas.text(at, y, item, size=SMALL, align="right", colour=MUTED)
    canvas.text(right, LABEL / 2, "outputs", bold=True)
    for y, item in nodes.outputs:
        if isinstance(item, int):
            draw_channel(canvas, (right, y), item, (node, 1))
        else:
            at = right - node / 2
            canvas.text(at, y, item, size=SMALL, align="left", colour=MUTED)
    for y, words in nodes.between:
        canvas.text(wide / 2, y, words, size=SMALL, colour=MUTED)
    write_below(canvas, below, wide, nodes.bottom)
    names = f"Inputs on the left, outputs on the right, and {each(wiring, 'line')}"
    return canvas.finished(title, in_words(wiring, names, [*outputs], below))


def _placed(wiring: Wiring) -> _Nodes:
    """Choose the channels to draw, and place them."""
    nodes = _Nodes([], [], [], HEAD)
    most = NODES if few(wiring) else MOST
    groups = _some(range(wiring.groups), most, "group")
    if wiring.per_group[1] > 1 and not few(wiring):  # one is enough to see the others
        groups = _some(range(wiring.groups), 1, "group")
    y = HEAD
    for group in groups:
        if isinstance(group, str):
            nodes.between.append((y - APART / 2 + LABEL / 2, group))
            y += LABEL
            continue
        outputs, inputs = (
            _some(range(n * group, n * (group + 1)), most) for n in wiring.per_group
        )
        rows = max(len(inputs), len(outputs))
        for side, items in ((nodes.inputs, inputs), (nodes.outputs, outputs)):
            first = y + (rows - len(items) + 1) * STEP / 2
            side += [(first + k * STEP, item) for k, item in enumerate(items)]
        y += rows * STEP + APART
    return nodes._replace(bottom=y)


def _some(numbers: range, most: int, noun: str = "") -> list[Item]:
    """List all numbers, or the first ones, how many more there are, and the last."""
    if len(numbers) <= most:
        return [*numbers]
    *first, last = (numbers[n] for n in chosen(len(numbers), max(most - 1, 1)))
    left_out = len(numbers) - len(first) - (most > 1)
    more = counted(left_out, f"more {noun}") if noun else f"{left_out:,} more"
    return [*first, f"and {more}", *[last] * (most > 1)]


def _beside(item: Item, node: float) -> float:
    """Give the room that a node or words take on the outer side, from the centre."""
    return node / 2 if isinstance(item, int) else width_of(item, SMALL) - node / 2
