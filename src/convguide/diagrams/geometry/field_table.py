"""Receptive fields of deep stacks: a table with a bar for each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.geometry.growth import amount, geometry, growth
from convguide.diagrams.style import MUTED, hue
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._axes import Axis
    from convguide.diagrams.canvas import Picture

BARS, ROW = 6.0, 0.75  # cells for the longest bar, and for a line of the table
LINES = 50  # layers that are listed; of more, the first ones and the last
SIZE, SMALL = 9, 8  # points
HEAD = 2.4  # cells above the first line
NAMES = ("layer", "kernel", "stride", "dilation", "jump", "field")
PADDING = "Padding does not change the size; at a border, the field can reach into it."
RULE = (
    "Each layer adds (span − 1) · jump so far, then multiplies the jump by its stride."
)
NOTES = (RULE, PADDING)


def seen(size: int, noun: str) -> str:
    """Say how much of the input a number sees: rows or columns."""
    return f"{amount(size)} {noun}{'s' * (size > 1)} of the input"


def field_title(layers: int, size: int, noun: str) -> str:
    """Name a picture of a stack of layers."""
    return f"Receptive field of {counted(layers, 'layer')}: {seen(size, noun)}"


def field_table(axes: Sequence[Axis], noun: str, ax: Axes | None) -> Picture:
    """Draw a line for each layer: its geometry, the jump and the field after it."""
    fields = growth(axes)[1:]
    few = range(len(axes))
    listed = [*few] if len(axes) <= LINES else [*few[: LINES - 1], few[-1]]
    cells = [
        [amount(number) for number in (n, *axes[n][:3], fields[n].jump, fields[n].size)]
        for n in listed
    ]
    title = field_title(len(axes), fields[-1].size, noun)
    heading = f"One output number sees {seen(fields[-1].size, noun)}"
    columns = [
        max(width_of(word, SIZE) for word in column) + 0.6
        for column in zip(NAMES, *cells, strict=True)
    ]
    ends = [sum(columns[: n + 1]) for n in range(len(columns) - 1)]
    bars = ends[-1] + 0.6
    words = width_of(heading, bold=True)
    words = max(words, *(width_of(note, SMALL) for note in NOTES)) + 0.6
    left_out = len(axes) - len(listed)
    below = HEAD + ROW * (len(listed) + bool(left_out))
    canvas = Canvas(max(bars + BARS + columns[-1] + 0.1, words), below + 1.4, ax=ax)
    canvas.text(0.3, 0.6, heading, bold=True, align="left")
    for x, name in zip(ends, NAMES, strict=False):
        canvas.text(x, HEAD - ROW, name, size=SIZE, colour=MUTED, align="right")
    canvas.text(bars, HEAD - ROW, NAMES[-1], size=SIZE, colour=MUTED, align="left")
    boxes = []
    for line, (n, row) in enumerate(zip(listed, cells, strict=True)):
        y = HEAD + ROW * (line + (bool(left_out) and n == listed[-1]))
        for x, word in zip(ends, row, strict=False):
            canvas.text(x, y, word, size=SIZE, align="right")
        length = max(0.05, BARS * (fields[n].size / fields[-1].size))
        boxes.append((bars, y - 0.3, length, 0.5))
        canvas.text(bars + length + 0.2, y, row[-1], size=SIZE, align="left")
    canvas.boxes(boxes, fill=hue(2))
    if left_out:
        y = HEAD + ROW * (len(listed) - 1)
        more = f"and {counted(left_out, 'layer')} more"
        canvas.text(0.3, y, more, size=SIZE, colour=MUTED, align="left")
    for k, note in enumerate(NOTES):
        y = below + 0.2 + k * 0.64
        canvas.text(0.3, y, note, size=SMALL, colour=MUTED, align="left")
    described = [
        f"Layer {n}: {geometry(axes[n])}; "
        f"field {amount(fields[n].size)}, jump {amount(fields[n].jump)}."
        for n in listed
    ]
    if left_out:
        described.insert(-1, f"{counted(left_out, 'layer')} more, not listed.")
    description = (
        f"A table of {counted(len(axes), 'layer')}, with a bar for each receptive "
        f"field. {' '.join(described)} {heading}. {' '.join(NOTES)}"
    )
    return canvas.finished(title, description)
