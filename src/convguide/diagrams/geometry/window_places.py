"""The window on one plane of the padded input, and the output cell that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.geometry.one_axis import LINE, widest
from convguide.diagrams.geometry.window_planes import draw_dots, draw_input, draw_output
from convguide.diagrams.geometry.window_scene import HEAD, MARGIN, headings, read_scene
from convguide.diagrams.geometry.window_words import in_words, lines_below
from convguide.diagrams.reading import read_layer
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Pair
    from convguide.diagrams.canvas import Picture


def windows(
    layer: object,
    input_size: Pair,
    *,
    at: Sequence[int] | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Draw the window on the padded input, and beside it the output cell that it makes.

    One place of the window has a thick frame, and the cells that it reads are filled;
    dilation leaves cells out. The first, the next and the last place have thin frames.
    Arrows are as long as the stride.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. Of an array (C_out, C_in, K_h, K_w) only the shape is used.
    input_size : int or pair of int
        Height and width of the input, without padding; one number for both.
    at : pair of int, optional
        The output position whose window is framed, (i, j); by default the first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given. Of large planes the part around the
        window is drawn, and where the window itself is large, an outline.

    Raises
    ------
    IndexError
        If the output has no such position.
    ShapeError
        If the window does not fit into the padded input, or the input is too small
        for its `padding_mode`.
    TypeError
        If `layer` is nothing that can be read, or `input_size` is no size.
    ValueError
        If `at` is not two numbers from 0, or a size is negative.

    See Also
    --------
    size_ruler : All places along one axis.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> layer = Conv2dSpec(3, 2, (2, 3), stride=(2, 1), padding=(1, 0, 1, 2))
    >>> drawing = windows(layer, (5, 4), at=(1, 2))
    >>> drawing.title
    'A window of 2×3 at (1, 2) of 3×5 places on an input of 5×4, padded to 6×7'
    """
    scene = read_scene(read_layer(layer).spec, input_size, at)
    left, right = scene.input, scene.output
    lines = lines_below(scene)
    names = headings(scene)
    ends = [
        grid.x + max(grid.wide + 0.7 * (not grid.whole), width_of(words, bold=True))
        for grid, words in zip((left, right), names, strict=True)
    ]
    wide = max(*ends, MARGIN + widest([words for words, _ in lines])) + MARGIN
    bottom = HEAD + max(left.high, right.high) + 0.3
    bottom += 0.7 * (not (left.whole and right.whole))
    canvas = Canvas(wide, bottom + LINE * len(lines) + 0.3, ax=ax)
    for grid, words in zip((left, right), names, strict=True):
        canvas.text(grid.x, LINE / 2 + 0.1, words, align="left", bold=True)
        draw_dots(canvas, grid)
    draw_input(canvas, scene)
    draw_output(canvas, scene)
    for n, (words, colour) in enumerate(lines):
        y = bottom + (n + 0.5) * LINE
        canvas.text(MARGIN, y, words, align="left", colour=colour)
    return canvas.finished(*in_words(scene))
