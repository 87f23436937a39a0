"""What to draw of a transposed layer along one axis: its stamps, and what is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from convguide._integers import pair
from convguide._shapes import unfolded
from convguide.diagrams.geometry.one_axis import lay_out, widest
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from convguide._typing import Pair
    from convguide.diagrams.geometry.one_axis import OneAxis
    from convguide.spec import Conv2dSpec

MARGIN = 0.2  # cells


class Scene(NamedTuple):
    """The uncut output with the stamps on it, and the cells of it that are kept."""

    line: OneAxis
    kept: range
    extra: int  # cells of output padding, the last ones of those that are kept

    @property
    def struck(self) -> tuple[int, int]:
        """Count the cells that padding cuts off, before and after what is kept."""
        return self.kept.start, self.line.cells - self.kept.stop

    @property
    def bare(self) -> int:
        """Count the cells after the last stamp, which only output padding can give."""
        return self.line.cells - self.line.axis.covered(self.line.places)

    @property
    def cells(self) -> list[int]:
        """List the cells that are kept and drawn one by one."""
        return [cell for cell in self.line.drawn() if cell in self.kept]

    @property
    def most(self) -> int:
        """Count the stamps on the drawn cell that gets most of them."""
        return max(map(self.line.hits, self.cells), default=0)

    @property
    def inside(self) -> tuple[int, int]:
        """Count the stamps that meet in a cell where no border is near: least, most."""
        stride = self.line.axis.stride
        met = Counter(tap % stride for tap in self.line.taps).values()
        return (min(met) if len(met) == stride else 0), max(met)


def read_stamps(
    spec: Conv2dSpec, input_size: Pair, output_padding: Pair, number: int
) -> Scene:
    """Lay the uncut output out along an axis, and say which cells of it are kept."""
    if spec.padding_mode != "zeros":
        msg = f'padding_mode must be "zeros" to transpose, got "{spec.padding_mode}"'
        raise ValueError(msg)
    inputs = pair("input_size", input_size)
    outputs = unfolded(spec.axes, inputs, output_padding)
    axis, places = spec.axes[number], inputs[number]
    kept = range(axis.before, axis.before + outputs[number])
    covered = axis.covered(places)
    line = lay_out(axis, places, max(covered, kept.stop))
    words = max(widest([name(k) for k in line.shown]), width_of("output"))
    line = line._replace(left=MARGIN + 0.2 + words)
    return Scene(line, kept, kept.stop + axis.after - covered)


def name(place: int) -> str:
    """Name the stamp of an input number."""
    return f"input {place} ×"
