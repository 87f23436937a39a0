"""Where the kernels of a table stand, and how much room its labels take."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.layers.kernel_words import key_of, more_of, notes_of
from convguide.diagrams.words import CELL, width_of

if TYPE_CHECKING:
    from convguide.diagrams.layers.kernel_facts import Kernels

LEAST = 1 / 3  # cells, for the shorter side of any kernel
LABEL = 9  # points
LINE, GAP = 0.75, 0.25  # cells, for a line of words and between kernels
APART = 1 / 12  # cells, at least, between labels beside each other, besides GAP
BESIDE = 0.5  # cells, from the words on the left to the kernels


class Column(NamedTuple):
    """A filter in the table."""

    filter: int
    x: float  # left of its kernels
    top: float  # of its band
    first: bool  # in its band


class Place(NamedTuple):
    """A kernel in the table: which one, and its upper left corner."""

    filter: int
    row: int
    channel: int
    x: float
    y: float


class Grid(NamedTuple):
    """Slots of one size in columns and bands, a kernel at the bottom of each."""

    kernels: Kernels
    named: bool  # whether every column has room for "filter"
    wide: float  # cells, of a kernel
    high: float
    slot: tuple[float, float]  # to the right and down, with room for its labels
    margin: float  # cells, left of the slots
    gap: tuple[float, float]  # cells, for what is left out, to the right and down
    per_band: int  # filters

    @property
    def band(self) -> float:
        """Height of a band of filters, their names on top."""
        rows = len(self.kernels.rows) * (self.slot[1] + GAP)
        return LINE + rows + self.gap[1] + GAP

    @property
    def columns(self) -> list[Column]:
        """Filters from left to right, band by band; the last stands after the gap."""
        columns = []
        for n, f in enumerate(self.kernels.filters):
            band, place = divmod(n, self.per_band)
            x = self.margin + place * (self.slot[0] + GAP)
            if f == self.kernels.filters[-1]:
                x += self.gap[0]
            x += (self.slot[0] - self.wide) / 2
            columns.append(Column(f, x, band * self.band, first=not place))
        return columns

    @property
    def levels(self) -> list[float]:
        """Tops of the kernels in a band, below its top; the last is below the gap."""
        rows = range(1, len(self.kernels.rows) + 1)
        bottoms = [LINE + m * (self.slot[1] + GAP) - GAP for m in rows]
        bottoms[-1] += self.gap[1]
        return [bottom - self.high for bottom in bottoms]

    @property
    def left_out(self) -> tuple[float, float]:
        """Middle of the gap before the last column, and of that above the last row.

        The second one is measured from the top of a band.
        """
        left = self.columns[-1].x - (self.slot[0] - self.wide) / 2
        top = self.levels[-1] - (self.slot[1] - self.high)
        return left - (GAP + self.gap[0]) / 2, top - (GAP + self.gap[1]) / 2

    @property
    def places(self) -> list[Place]:
        """List the kernels that are drawn, filter by filter."""
        levels = zip(self.kernels.rows, self.levels, strict=True)
        return [
            Place(f, row, self.kernels.channel(f, row), x, top + level)
            for (f, x, top, _), (row, level) in product(self.columns, levels)
        ]

    @property
    def foot(self) -> float:
        """Height of the words below the table."""
        key, notes = key_of(self.kernels), notes_of(self.kernels)
        return (len(notes) + bool(key)) * LINE + GAP

    @property
    def extent(self) -> tuple[float, float]:
        """Cells of the picture, to the right and down."""
        key, notes = key_of(self.kernels), notes_of(self.kernels)
        table = self.margin + self.per_band * (self.slot[0] + GAP) + self.gap[0]
        words = [sum(LINE + label_width(word) for _, word in key)]
        words += map(label_width, notes)
        # Words are a little wider where letters are fitted to dots.
        wide = max(table, *(1.04 * width for width in words)) + 2 * GAP
        bands = ceil(len(self.kernels.filters) / self.per_band)
        return wide, bands * self.band + self.foot


def grid_of(kernels: Kernels, most: float = 1e9) -> Grid:
    """Stand kernels in bands that are at most so many cells wide."""
    height, width = kernels.spec.kernel_size
    wide, high = (max(side * kernels.unit, LEAST) for side in (width, height))
    last = kernels.filters[-1]
    named = kernels.grouped or label_width(f"filter {last}") <= wide
    labels = [f"filter {last}" if named else str(last)]
    right, down = (label_width(more_of(n)) if n else 0 for n in kernels.more)
    if kernels.grouped:  # each kernel has its channel above it
        labels.append(f"channel {kernels.spec.in_channels - 1}")
        slot_high = high + LINE
        margin = GAP + (down + GAP) * bool(down)
    else:
        slot_high = max(high, LINE - GAP)
        row = label_width(f"channel {kernels.depth - 1}")
        margin = GAP + max(row, down) + BESIDE
    slot_wide = max(wide, *(label_width(label) + APART for label in labels))
    gap = ((right + GAP) * bool(right), LINE * bool(down))
    per_band = max(1, int((most - margin - GAP) / (slot_wide + GAP)))
    per_band = min(len(kernels.filters), per_band)
    slot = (slot_wide, slot_high)
    return Grid(kernels, named, wide, high, slot, margin, gap, per_band)


@lru_cache(maxsize=512)
def label_width(words: str) -> float:
    """Measure a label, in whole points: round places make a small file."""
    return ceil(width_of(words, LABEL) * CELL) / CELL
