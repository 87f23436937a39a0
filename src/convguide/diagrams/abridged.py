"""What to draw of many things: the first ones, those that are needed, and the last."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.canvas import Canvas

DOTS = 1.0  # cells, for what is left out


class Piece(NamedTuple):
    """Neighbouring rows or columns of a matrix, and where they are drawn."""

    start: float
    side: float
    lines: range
    channel: int | None = None
    as_one: bool = False

    @property
    def drawn(self) -> int:
        """Count the cells along the piece; one may stand for all."""
        return 1 if self.as_one else len(self.lines)


class Row(NamedTuple):
    """Where things stand that are drawn in a row, some of them left out."""

    starts: dict[int, float]
    gaps: tuple[float, ...]
    length: float
    side: float

    def centre(self, number: int) -> float:
        """Middle of one thing."""
        return self.starts[number] + self.side / 2

    def line(self, number: int) -> int:
        """Place of one thing among those that are drawn."""
        return [*self.starts].index(number)

    @property
    def middle(self) -> float:
        """Middle of the longest piece that is drawn without a gap."""
        longest = max(self.pieces, key=lambda piece: len(piece.lines))
        return longest.start + len(longest.lines) * self.side / 2

    @property
    def pieces(self) -> list[Piece]:
        """List neighbours that are drawn without a gap."""
        pieces: list[Piece] = []
        for n, (number, start) in enumerate(self.starts.items()):
            if pieces and number - 1 in self.starts:
                pieces[-1] = pieces[-1]._replace(
                    lines=range(pieces[-1].lines[0], n + 1)
                )
            else:
                pieces.append(Piece(start, self.side, range(n, n + 1)))
        return pieces


def chosen(number: int, most: int, needed: int = 0) -> list[int]:
    """Choose at most so many of 0, 1, … (three or more), one of them and the last."""
    if number <= most:
        return [*range(number)]
    first = [*range(most - 1 if needed < most - 1 else most - 2)]
    return sorted({*first, needed, number - 1})


def row_of(numbers: Sequence[int], side: float, dots: float = DOTS) -> Row:
    """Stand things of one side next to each other, with room for what is left out."""
    starts, gaps, at = {}, [], 0.0
    for before, number in pairwise((-1, *numbers)):
        if number > before + 1:
            gaps.append(at + dots / 2)
            at += dots
        starts[number] = at
        at += side
    return Row(starts, tuple(gaps), at, side)


def write_dots(
    canvas: Canvas, corner: tuple[float, float], matrix: tuple[Row, Row]
) -> None:
    """Write three dots for each part of a matrix, down and across, that is left out."""
    (x, y), (down, across) = corner, matrix
    for gap in down.gaps:
        canvas.text(x + across.middle, y + gap, "\N{VERTICAL ELLIPSIS}")
    for gap in across.gaps:
        canvas.text(x + gap, y + down.middle, "\N{HORIZONTAL ELLIPSIS}")
