"""What both pictures of connections have: channels, and the lines of words below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import SIZE, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.canvas import Canvas

LABEL = 0.9  # cells, for a line of words
EDGE = 0.3  # cells, around everything
SMALL = 9  # points, for words that explain


def draw_channel(
    canvas: Canvas,
    centre: tuple[float, float],
    number: int,
    size: tuple[float, float],
    channel: int | None = None,
) -> None:
    """Draw one channel with its number, an input channel in its hue and pattern."""
    (x, y), (wide, high) = centre, size
    canvas.cells(x - wide / 2, y - high / 2, (1, 1), unit=size, channel=channel)
    points = SMALL if high < 1 else SIZE
    canvas.text(x, y, str(number), size=points, room=wide - 0.1)


def width_below(lines: Sequence[str]) -> float:
    """Measure the lines below the picture; the first one is bold."""
    first, *others = lines
    return max(width_of(first, bold=True), *(width_of(line, SMALL) for line in others))


def write_below(canvas: Canvas, lines: Sequence[str], wide: float, y: float) -> None:
    """Write the lines below the picture."""
    for n, line in enumerate(lines):
        size, colour = (SMALL, MUTED) if n else (SIZE, INK)
        at = y + (n + 0.5) * LABEL
        canvas.text(wide / 2, at, line, size=size, colour=colour, bold=not n)
