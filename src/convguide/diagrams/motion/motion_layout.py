"""Where the parts of a sliding window stand, and how wide their cells are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.words import SIZE, short, width_of

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.canvas import Box
    from convguide.diagrams.motion.motion_words import Motion

HEAD, LABEL, GAP, LINE = 1.1, 0.9, 1.1, 0.9  # cells
BROAD = 2.6  # cells, for the longest numbers


class Planes(NamedTuple):
    """Planes of one kind, under each other in the middle of a column."""

    shape: tuple[int, int]
    unit: tuple[float, float]  # width and height of a cell
    size: float  # points, of numbers
    room: float
    x: float  # where the column begins

    @property
    def end(self) -> float:
        """Right side of the column."""
        return self.x + self.room

    def corner(self, middle: float) -> tuple[float, float]:
        """Upper left corner of the plane around some height."""
        wide = self.shape[1] * self.unit[0]
        return self.x + (self.room - wide) / 2, middle - self.shape[0] / 2

    def box(self, middle: float, i: int, j: int, size: tuple[int, int] = (1, 1)) -> Box:
        """Give the place of some rows and columns of a plane."""
        (x, y), (unit, _) = self.corner(middle), self.unit
        return x + j * unit, y + i, size[1] * unit, size[0]


class Layout(NamedTuple):
    """Inputs, their kernels, the sums and the output, from left to right."""

    inputs: Planes
    kernels: Planes
    output: Planes
    sum_x: float  # right side of the sums
    first: float  # height of the middle of the first channel
    row: float  # from one channel to the next
    foot: float  # below the channels
    total_y: float
    output_y: float
    board: tuple[float, float]

    @property
    def times_x(self) -> float:
        """Place of the sign between inputs and kernels."""
        return self.inputs.end + GAP / 2

    @property
    def equals_x(self) -> float:
        """Place of the sign between kernels and sums."""
        return self.kernels.end + 0.6


def layout_of(motion: Motion) -> Layout:
    """Give each part the room that its words and numbers need."""
    last, steps, bias = motion.channels[-1], motion.steps, motion.steps[0].bias
    inputs = _planes(motion.padded, f"input, channel {last}", 0.2)
    kernels = _planes(motion.filter, f"kernel {last}", inputs.end + GAP)
    partial = [short(n) for step in steps for n in step.partial_sums]
    below = [f"output {short(step.total)}" for step in steps] + [
        f"+ bias {short(bias)}"
    ]
    sum_x = kernels.end + max(
        1 + max(map(width_of, partial)),
        *(width_of(line, bold=True) for line in below),
    )
    output = _planes(motion.output, f"output {motion.out_channel}", sum_x + GAP)
    high = max(inputs.shape[0], kernels.shape[0])
    row = high + LABEL + 0.4
    foot = HEAD + len(motion.channels) * row
    total_y = foot + LINE * (bias is not None) + 0.5
    tall = max(total_y + 0.9, HEAD + LABEL + output.shape[0] + 0.3)
    longest = width_of(motion.heading(len(steps) - 1)) + 0.6
    return Layout(
        inputs,
        kernels,
        output,
        sum_x=sum_x,
        first=HEAD + LABEL + high / 2,
        row=row,
        foot=foot,
        total_y=total_y,
        output_y=(HEAD + LABEL + tall) / 2,
        board=(max(output.end + 0.3, longest), tall),
    )


def _planes(numbers: Array, name: str, x: float) -> Planes:
    """Find the width of cells for some numbers, and a size in which all fit."""
    shape: tuple[int, int] = (numbers.shape[-2], numbers.shape[-1])
    longest = max(map(width_of, {short(number) for number in numbers.flat}))
    unit = min(max(1.0, longest + 0.3), BROAD)
    size = SIZE * min(1.0, (unit - 0.15) / longest)
    return Planes(shape, (unit, 1.0), size, max(shape[1] * unit, width_of(name)), x)
