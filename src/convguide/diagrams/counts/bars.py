"""Counts as bars."""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import hue
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

WIDTH, ROW = 12.0, 1.75  # cells
END = 3.2  # cells at least, for the number behind the longest bar
EDGE = 0.1  # cells, to the left of bars and words, and length of a bar at least
BEHIND = 0.4  # cells, from the length of a bar to its number
TICKS = 6  # powers of ten are written below the bars, not more than so many
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def count_bars(
    counts: Mapping[str, int], *, marked: int, unit: str, ax: Axes | None = None
) -> Picture:
    """Draw counts as bars on a logarithmic axis, and mark those that fit.

    Parameters
    ----------
    counts : mapping of str to int
        A positive count for each name.
    marked : int
        The count that was observed; bars of this length are framed.
    unit : str
        What is counted, in the plural.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        One bar a name, with its count behind it.

    Raises
    ------
    ValueError
        If there is nothing to draw, or a count is not positive.

    Examples
    --------
    >>> designs = {"own kernels": 2400, "shared kernels": 800, "depthwise": 75}
    >>> drawing = count_bars(designs, marked=2400, unit="weights")
    >>> drawing.title
    '3 counts of weights'
    """
    if not counts or min(counts.values()) <= 0:
        msg = f"counts must be positive numbers, got {dict(counts)}"
        raise ValueError(msg)
    low, high = (_power(end(counts.values())) for end in (min, max))
    orders = max(log10(max(counts.values())) - low, 1)
    scale = WIDTH / orders
    lengths = [max((log10(count) - low) * scale, EDGE) for count in counts.values()]
    numbers = [f"{n:,}{' fits' * (n == marked)}" for n in counts.values()]
    names = max(width_of(name, bold=True) for name in counts) + 2 * EDGE
    ends = (
        length + BEHIND + width_of(number, bold=True) + EDGE
        for length, number in zip(lengths, numbers, strict=True)
    )
    below = len(counts) * ROW + 0.4
    canvas = Canvas(max(WIDTH + END, names, *ends), below + 0.6, ax=ax)
    words = []
    rows = zip(counts.items(), lengths, numbers, strict=True)
    for n, ((name, count), length, number) in enumerate(rows):
        y, fits = n * ROW + 0.5, count == marked
        canvas.text(EDGE, y, name, align="left", bold=fits)
        canvas.boxes([(EDGE, y + 0.4, length, 0.6)], fill=hue(2))
        canvas.text(length + BEHIND, y + 0.7, number, align="left", bold=fits)
        if fits:
            canvas.window(EDGE, y + 0.4, length, 0.6)
        words.append(f"{name}: {count:,}{', which fits' if fits else ''}")
    last = max(high - low, 1)
    for power in range(0, last + 1, ceil((last + 1) / TICKS)):
        name = "10" + str(low + power).translate(RAISED)
        canvas.text(EDGE + power * scale, below, name, align="left")
    title = f"{counted(len(counts), 'count')} of {unit}"
    description = (
        f"Bars on a logarithmic axis, each cell to the right times "
        f"{10 ** (1 / scale):.2g}. {'; '.join(words)}. "
        f"Observed number of {unit}: {marked:,}."
    )
    return canvas.finished(title, description)


def _power(count: int) -> int:
    """Find the power of ten that a count reaches; its logarithm is rounded, up too."""
    return len(str(int(count))) - 1
