"""The key to areas: the box of a round number of weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.style import INK
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from convguide.diagrams.canvas import Canvas

LEAST = 0.3  # cells, for a side of the box
BESIDE = 0.25  # cells, from the box to its words
SMALL = 9  # points


class Key(NamedTuple):
    """A box of so many columns and rows, and what it stands for."""

    columns: int
    rows: int
    unit: tuple[float, float]  # width and height of one weight, in cells
    noun: str = "weight"

    @property
    def box(self) -> tuple[float, float]:
        """Width and height."""
        return self.columns * self.unit[0], self.rows * self.unit[1]

    @property
    def words(self) -> str:
        """Say for how many weights the box stands."""
        return f"= {counted(self.columns * self.rows, self.noun)}"

    @property
    def width(self) -> float:
        """Measure box and words."""
        return self.box[0] + BESIDE + width_of(self.words, SMALL)

    def draw(self, canvas: Canvas, centre: tuple[float, float]) -> None:
        """Draw the box, and say what it stands for."""
        (x, y), (wide, high) = centre, self.box
        x -= self.width / 2
        canvas.boxes([(x, y - high / 2, wide, high)], edge=INK, width=1)
        canvas.text(x + wide + BESIDE, y, self.words, size=SMALL, align="left")


def key_of(unit: tuple[float, float]) -> Key:
    """Choose round numbers of columns and of rows that are large enough to be seen."""
    wide, high = map(_enough, unit)
    return Key(wide, high, unit)


def _enough(side: float) -> int:
    """Find the first of 1, 2, 5, 10, 20, … weights that is long enough."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * side >= LEAST:
                return digit * power
        power *= 10
