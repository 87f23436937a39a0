"""What the big matrix of a layer holds, counted along each axis without building it."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide._axes import Axis
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


class Counts(NamedTuple):
    """Sizes of the matrix, its entries, and how often each weight is one."""

    rows: int
    columns: int
    stored: int
    weights: int
    unused: int
    fewest: int
    most: int

    @property
    def size(self) -> str:
        """Rows and columns."""
        return f"{self.rows:,} × {self.columns:,}"

    @property
    def sentences(self) -> tuple[str, str]:
        """Say how many entries are stored, and how often each weight is one."""
        entries = self.rows * self.columns
        stored = f"{self.stored:,} of {counted(entries, 'entry', 'entries')} stored"
        if not self.weights:
            return stored, "every window meets padding only"
        times = f"{self.fewest:,}"
        if self.most > self.fewest:
            times += f" to {self.most:,}"
        times += " time" if self.most == 1 else " times"
        each = "each stands" if self.weights > 1 else "which stands"
        shared = f"{counted(self.weights, 'distinct weight')}, {each} {times}"
        return stored, shared


def headings(spec: Conv2dSpec, counts: Counts) -> tuple[str, str]:
    """Name what columns and rows are."""
    across, down = counts.columns // spec.in_channels, counts.rows // spec.out_channels
    return (
        f"{counted(counts.columns, 'column')}: {across:,} for each input channel",
        f"{counted(counts.rows, 'row')}: {down:,} for each output channel",
    )


def counts_of(
    spec: Conv2dSpec, size: tuple[int, int], steps: tuple[int, int]
) -> Counts:
    """Count entries: a weight stands wherever it meets the input and not padding."""
    meetings = np.multiply.outer(*map(_met, spec.axes, size, steps))
    pairs = spec.out_channels * spec.filter_shape[0]
    used = meetings[meetings > 0]
    return Counts(
        rows=spec.out_channels * prod(steps),
        columns=spec.in_channels * prod(size),
        stored=pairs * meetings.sum(),
        weights=pairs * used.size,
        unused=pairs * (meetings.size - used.size),
        fewest=min(used, default=0),
        most=meetings.max(),
    )


def _met(axis: Axis, size: int, steps: int) -> Array:
    """Count for each row (or column) of a kernel how often it meets the input."""
    starts = (axis.before - tap * axis.dilation for tap in range(axis.kernel))
    # Steps at which a tap stands at 0 or later, and of these the ones before the end.
    met = [
        min(steps, -(-(start + size) // axis.stride)) - max(0, -(-start // axis.stride))
        for start in starts
    ]
    return np.array([max(0, times) for times in met], object)  # they may be huge
