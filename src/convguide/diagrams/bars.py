"""Counts as bars."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.style import hue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

WIDTH, ROW = 12.0, 1.75  # cells
END = 3.2  # cells for the number behind the longest bar
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
    low = floor(log10(min(counts.values())))
    orders = max(log10(max(counts.values())) - low, 1)
    scale = WIDTH / orders
    below = len(counts) * ROW + 0.4
    canvas = Canvas(WIDTH + END, below + 0.6, ax=ax)
    words = []
    for n, (name, count) in enumerate(counts.items()):
        y = n * ROW + 0.5
        length = max((log10(count) - low) * scale, 0.1)
        fits = count == marked
        canvas.text(0.1, y, name, align="left", bold=fits)
        canvas.boxes([(0.1, y + 0.4, length, 0.6)], fill=hue(2))
        number = f"{count:,} fits" if fits else f"{count:,}"
        canvas.text(length + 0.4, y + 0.7, number, align="left", bold=fits)
        if fits:
            canvas.window(0.1, y + 0.4, length, 0.6)
        words.append(f"{name}: {count:,}{', which fits' if fits else ''}")
    for power in range(0, floor(orders) + 1, ceil((orders + 1) / TICKS)):
        name = "10" + str(low + power).translate(RAISED)
        canvas.text(0.1 + power * scale, below, name, align="left")
    title = f"{len(counts)} counts of {unit}"
    description = (
        f"Bars on a logarithmic axis, each cell to the right times "
        f"{10 ** (1 / scale):.2g}. {'; '.join(words)}. Observed: {marked:,} {unit}."
    )
    return canvas.finished(title, description)
