"""Where a model's parameters and multiply-accumulates sit, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.counting.ledgers import Ledger
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.counts.share_rows import percent, shares_of
from convguide.diagrams.counts.share_words import (
    description_of,
    notes_of,
    shown,
    title_of,
)
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.counts.share_rows import Shares, Side

LONGEST = 5.0  # cells, for the largest share
ROW, BAR = 1.0, 0.6  # cells, for a line of the picture and the bars in it
HEAD, LINE = 2.1, 0.85  # cells, for the totals above and for a line of words
EDGE = 0.3  # cells, around everything
BESIDE = 0.25  # cells, from a bar to words
SMALL = 9  # points
FILLS = {"parameters": 2, "MACs": 3}  # hue and pattern


def model_counts(ledger: Ledger, *, ax: Axes | None = None) -> Picture:
    """Draw where a model's parameters and multiply-accumulates (MACs) sit.

    Parameters
    ----------
    ledger : convguide.Ledger
        The counts of a model, as :func:`convguide.ledger` gives them. Without MACs,
        only parameters are drawn. To draw blocks instead of layers, fold it first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A line for each layer, in order, with two bars: its share of all parameters to
        the left, of all MACs to the right, on one linear scale, with counts. Layers
        that add nothing are left out; of more than 24, those with the smallest shares
        are added up in the last line. Both is said below.

    Raises
    ------
    TypeError
        If `ledger` is not a ledger.
    ValueError
        If it has neither parameters nor MACs.

    Examples
    --------
    >>> from convguide import Conv2dSpec, ledger
    >>> conv1 = Conv2dSpec(3, 8, 5, stride=2, padding=2)
    >>> conv2 = Conv2dSpec(8, 16, 3, padding=1)
    >>> dense = Conv2dSpec(16, 40, 14)  # a dense layer is as large as its input
    >>> book = ledger([conv1, conv2, dense, Conv2dSpec(40, 10, 1)], (28, 28))
    >>> drawing = model_counts(book)
    >>> drawing.title
    '127,666 parameters and 469,232 MACs, layer by layer'
    """
    if not isinstance(ledger, Ledger):
        msg = f"ledger must be a convguide.Ledger, got {type(ledger).__name__}"
        raise TypeError(msg)
    shares = shares_of(ledger)
    board = _lay_out(shares)
    notes = notes_of(shares)
    below = HEAD + len(shares.names) * ROW + EDGE
    canvas = Canvas(board.wide, below + len(notes) * LINE + EDGE, ax=ax)
    _write_names(canvas, board, shares)
    for side, axis, sign in zip(shares.sides, board.axes, board.signs, strict=True):
        _draw_side(canvas, side, axis, sign, board.scale)
    for n, note in enumerate(notes):
        at = (board.wide / 2, below + (n + 0.5) * LINE)
        canvas.text(*at, note, size=SMALL, colour=MUTED)
    return canvas.finished(title_of(shares), description_of(shares))


class _Board(NamedTuple):
    """Where bars begin on each side of the names, and how long all of it is."""

    wide: float
    axes: tuple[float, ...]
    signs: tuple[int, ...]  # of their directions
    scale: float  # cells, for a share of 1

    @property
    def names(self) -> float:
        """Where names stand: between the sides, or right before the only one."""
        return sum(self.axes) / 2 if len(self.axes) > 1 else self.axes[0] - BESIDE


def _lay_out(shares: Shares) -> _Board:
    """Make room for names, for bars with their numbers, and for notes."""
    lines = range(len(shares.names))
    scale = LONGEST / max(side.share(n) for side in shares.sides for n in lines)
    names = max(width_of(shown(name), SMALL) for name in shares.names) + 2 * BESIDE
    reach = [_reach(side, scale) for side in shares.sides]
    notes = max(width_of(note, SMALL) for note in notes_of(shares))
    own = names + sum(reach)
    wide = max(own, notes) + 2 * EDGE
    left = (wide - own) / 2
    if len(reach) == 1:
        return _Board(wide, (left + names,), (1,), scale)
    axes = (left + reach[0], left + reach[0] + names)
    return _Board(wide, axes, (-1, 1), scale)


def _reach(side: Side, scale: float) -> float:
    """Measure one side from its axis: the totals, and bars with their numbers."""
    numbers = (
        side.share(n) * scale + BESIDE + width_of(_number(side, n, 1), SMALL)
        for n in range(len(side.counts))
    )
    return max(*numbers, *(width_of(word, bold=True) for word in _head(side)))


def _head(side: Side) -> tuple[str, str]:
    """Name a side and its total."""
    return side.name, f"{side.total:,}"


def _number(side: Side, line: int, sign: int) -> str:
    """Write a share and a count behind a bar, the share next to it."""
    count = side.counts[line]
    words = (percent(count, side.total), f"{count:,}")
    return "  ".join(words[::sign]) if count else "0"


def _write_names(canvas: Canvas, board: _Board, shares: Shares) -> None:
    """Write the names of layers between their bars, or before them."""
    align = "center" if len(board.axes) > 1 else "right"
    for n, name in enumerate(shares.names):
        colour = MUTED if shares.summed and n == len(shares.names) - 1 else INK
        at = (board.names, HEAD + (n + 0.5) * ROW)
        canvas.text(*at, shown(name), size=SMALL, align=align, colour=colour)


def _draw_side(
    canvas: Canvas, side: Side, axis: float, sign: int, scale: float
) -> None:
    """Draw the bars of one quantity, each with its number behind it."""
    align = "left" if sign > 0 else "right"
    for n, word in enumerate(_head(side)):
        canvas.text(axis, 0.6 + n * LINE, word, align=align, bold=True)
    boxes = []
    for n in range(len(side.counts)):
        y, length = HEAD + (n + 0.5) * ROW, side.share(n) * scale
        if length:
            left = axis - length * (sign < 0)
            boxes.append((left, y - BAR / 2, length, BAR))
        at = (axis + sign * (length + BESIDE), y)
        canvas.text(*at, _number(side, n, sign), size=SMALL, align=align)
    canvas.faces(boxes, FILLS[side.name])
    canvas.lines([[(axis, HEAD), (axis, HEAD + len(side.counts) * ROW)]], colour=INK)
