"""One output number, drawn: kernels that add up, or one solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.filters.trace_block import draw_blocks
from convguide.diagrams.filters.trace_plane import plane_of
from convguide.diagrams.filters.trace_rows import draw_rows
from convguide.diagrams.filters.trace_terms import terms_of
from convguide.diagrams.filters.trace_words import (
    description_of_block,
    description_of_rows,
    title_of_block,
    title_of_rows,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.terms import Trace


def output_number(
    trace: Trace, *, block: bool = False, ax: Axes | None = None
) -> Picture:
    """Draw how one output number is made, with all of its numbers if there is room.

    Parameters
    ----------
    trace : convguide.Trace
        The arithmetic of one output number, from :func:`convguide.trace`. Kernels that
        are too large for their numbers are drawn without them.
    block : bool, default False
        Whether to draw the filter as one block, as deep as the block of input under
        it. By default each kernel stands beside the patch of its own channel.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        One row for each input channel, patch, kernel and partial sum, or two blocks
        and the sum of their products. Of more than six channels, the first four and
        the last are drawn, and the others are one line: their number, and in rows
        their sum.

    Raises
    ------
    ShapeError
        If no input number reaches the output number.

    Examples
    --------
    >>> import numpy as np
    >>> from convguide import trace
    >>> rng = np.random.default_rng(7)
    >>> x, weight = rng.integers(0, 4, (3, 4, 5)), rng.integers(-2, 3, (2, 3, 2, 3))
    >>> drawing = output_number(trace(x, weight, at=(1, 2, 0)))
    >>> drawing.title
    '3 kernels, 3 partial sums, one output number'
    """
    terms = terms_of(trace)
    plane = plane_of(terms, block=block)
    if block:
        canvas = draw_blocks(terms, plane, ax)
        title, description = title_of_block(terms), description_of_block(terms, plane)
    else:
        canvas = draw_rows(terms, plane, ax)
        title, description = title_of_rows(terms), description_of_rows(terms, plane)
    return canvas.finished(title, description)
