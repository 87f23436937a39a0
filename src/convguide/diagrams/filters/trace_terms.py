"""The terms of one output number, and which of its channels are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide.diagrams.abridged import chosen

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.terms import Trace

MOST, FEW = 6, 5  # channels that are all drawn, and how many of more


class Terms(NamedTuple):
    """One output number, of whose channels some may be left out."""

    trace: Trace
    shown: list[int]  # places of the channels that are drawn

    @property
    def depth(self) -> int:
        """Count the channels."""
        return len(self.trace.channels)

    @property
    def left_out(self) -> int:
        """Count the channels that are not drawn."""
        return self.depth - len(self.shown)

    @property
    def channels(self) -> list[int]:
        """Input channels that are drawn."""
        return [self.trace.channels[n] for n in self.shown]

    @property
    def patch(self) -> Array:
        """Input numbers that are drawn, rows and columns for each channel."""
        return self._planes(self.trace.patch)

    @property
    def filter(self) -> Array:
        """Weights that are drawn, rows and columns for each channel."""
        return self._planes(self.trace.filter)

    @property
    def partial_sums(self) -> Array:
        """Sum of the products of each channel that is drawn."""
        return self.trace.partial_sums[self.shown]

    @property
    def others(self) -> Any:  # noqa: ANN401 - a number of any kind
        """Add up the partial sums that are not drawn, as the trace adds all."""
        return _sum(np.delete(self.trace.partial_sums, self.shown))

    @property
    def products(self) -> Any:  # noqa: ANN401 - a number of any kind
        """Add up all products, without the bias."""
        return _sum(self.trace.products)

    @property
    def kernel(self) -> str:
        """Size of a kernel; a row of 1D is one row, and 3D has planes as well."""
        size = self.trace.filter.shape[1:]
        return "×".join(map(str, size if len(size) > 1 else (1, *size)))

    @property
    def block(self) -> str:
        """Size of all kernels as one block."""
        return f"{self.depth}×{self.kernel}"

    def _planes(self, numbers: Array) -> Array:
        """Lay some channels out as rows and columns, the planes of 3D one by one."""
        return numbers[self.shown].reshape(len(self.shown), -1, numbers.shape[-1])


def terms_of(trace: Trace) -> Terms:
    """Choose what is drawn of one output number."""
    if not trace.filter.size:
        facts = "trace has nothing to draw: no input number reaches this output"
        raise ShapeError(facts, {"filter": (trace.filter.shape, "(C_in/groups, ...)")})
    depth = len(trace.channels)
    return Terms(trace, chosen(depth, MOST if depth <= MOST else FEW))


def _sum(numbers: Array) -> Any:  # noqa: ANN401
    with np.errstate(all="ignore"):  # the trace has warned of infinities and NaN
        return numbers.sum(dtype=numbers.dtype)
