"""The words of a strip of memory: what is in its cells, and the text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.style import UNLIKE
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.diagrams.matrices.memory_strip import Strip
    from convguide.diagrams.matrices.strides import Dense

STRIDE = "A stride is the distance in memory to the neighbour along an axis."
FRAMED = "Framed: the first number and its neighbour along each axis."
ALIKE = f"Channels {UNLIKE} apart look alike."


def notes_on(layout: Dense) -> list[str]:
    """Explain what is drawn."""
    notes = [STRIDE]
    if layout.neighbours:
        notes.append(FRAMED)
    if layout.shape[layout.channels] > UNLIKE:
        notes.append(ALIKE)
    return notes


def key(layout: Dense) -> str:
    """Say what is written in the cells, and beside them."""
    names = ",".join(layout.order[n].lower() for n in layout.named)
    return (
        f"in each cell its index {names}; colours are channels; left: places in memory"
    )


def described(strip: Strip) -> str:
    """Read the strip and the strides out."""
    layout = strip.layout
    names = ",".join(layout.order[n].lower() for n in layout.named)
    numbers, width = counted(layout.total, "number"), counted(layout.itemsize, "byte")
    words = [f"{numbers} of {width} in the order of memory, with the index {names}."]
    for row, skipped in zip(strip.rows, strip.skipped, strict=True):
        if skipped:
            words.append(f"{counted(skipped, 'number')} more, not drawn.")
        places = strip.places(row)
        first, last = places[0], places[-1]
        words.append(
            f"Places {first:,} to {last:,}: {layout.label(first)} to "
            f"{layout.label(last)}."
            if len(places) > 1
            else f"Place {first:,}: {layout.label(first)}."
        )
    for axis, size, stride, step in zip(
        *layout[:2], layout.strides, layout.steps, strict=True
    ):
        words.append(
            f"Axis {axis}, size {size:,}: a stride of {counted(stride, 'element')}, "
            f"{counted(step, 'byte')}."
        )
    return " ".join(words)
