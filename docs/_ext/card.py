"""The picture that a link to the book brings along: the question, and one sum."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

import numpy as np

import convguide as cg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.canvas import Canvas

NAME = "preview.png"
WIDTH, HEIGHT = 1200, 630  # pixels
DPI = 100
CELL = 48  # pixels, for the unit of all lengths below
LINE = 26  # characters of the question in a line
# Points in the canvas's own measure, in which a number in a cell usually has 10.
HUGE, BIG, NORMAL, SMALL = 32, 21, 15, 12
SIDE = 1.3  # of a cell of a kernel
LEFT, TOP, STEP = 1.3, 6.45, 5.3  # where kernels stand
BIAS, EQUALS, OUTPUT = 17.6, 19.1, 21.7  # the middle of what follows them
ALT = (
    "Three different kernels of 3 by 3 weights, one for each input channel; their "
    "partial sums and the bias add up to one output number."
)


def one_number() -> cg.Trace:
    """Compute the sum of the book's first page.

    Returns
    -------
    convguide.Trace
        One output number of a filter with three kernels.
    """
    rng = np.random.default_rng(2018)
    x = rng.integers(0, 4, size=(3, 4, 5))
    weight = rng.integers(-3, 4, size=(2, 3, 3, 3))
    return cg.trace(x, weight, np.array([1, -1]), at=(0, 0, 1))


def draw(question: str) -> bytes:
    """Draw the card.

    Parameters
    ----------
    question : str
        What to write above the sum.

    Returns
    -------
    bytes
        A PNG, the same each time: it holds no date and no version.
    """
    # Imported here because most of what imports this module draws nothing.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    from convguide.diagrams.canvas import Canvas  # noqa: PLC0415

    content = io.BytesIO()
    with mpl.rc_context({"hatch.linewidth": 2, "font.sans-serif": ["DejaVu Sans"]}):
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="w")
        axes = figure.add_axes((0, 0, 1, 1))
        canvas = Canvas(WIDTH / CELL, HEIGHT / CELL, ax=axes)
        _write(canvas, textwrap.wrap(question, LINE))
        _add_up(canvas, one_number())
        figure.savefig(content, format="png", dpi=DPI, metadata={"Software": None})
    return content.getvalue()


def _write(canvas: Canvas, lines: Sequence[str]) -> None:
    """Write the question."""
    for number, line in enumerate(lines):
        y = 1.2 + 1.6 * number
        canvas.text(LEFT, y, line, size=HUGE, align="left", bold=True, room=22.4)


def _add_up(canvas: Canvas, trace: cg.Trace) -> None:
    """Draw each kernel above its partial sum, and the number that they add up to."""
    from convguide.diagrams.number_cells import draw_numbers  # noqa: PLC0415
    from convguide.diagrams.words import short  # noqa: PLC0415

    wide = 3 * SIDE
    names, sums = TOP - 0.45, TOP + wide + 1.1
    for channel, kernel in enumerate(trace.filter):
        x = LEFT + STEP * channel
        corner, unit, number = (x, TOP), (SIDE, SIDE), trace.partial_sums[channel]
        canvas.text(x + wide / 2, names, f"kernel {channel}", size=SMALL)
        draw_numbers(canvas, corner, kernel, unit=unit, size=NORMAL, channel=channel)
        term = f"({short(number)})" if channel and number < 0 else short(number)
        canvas.text(x + wide / 2, sums, term, size=BIG)
        canvas.text(x + (wide + STEP) / 2, sums, "+", size=BIG)
    canvas.text(BIAS, sums - 1.9, "bias", size=SMALL)
    canvas.text(BIAS, sums, short(trace.bias), size=BIG)
    canvas.text(EQUALS, sums, "=", size=BIG)
    canvas.text(OUTPUT, sums - 1.9, "one output number", size=SMALL)
    canvas.text(OUTPUT, sums, short(trace.total), size=HUGE, bold=True)
    canvas.window(OUTPUT - 1.6, sums - 1.2, 3.2, 2.4)
