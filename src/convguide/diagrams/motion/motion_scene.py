"""A sliding window, drawn: what stays, and what each step changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.canvas import Canvas
from convguide.diagrams.drawing import Drawing
from convguide.diagrams.motion.motion_layout import LABEL
from convguide.diagrams.motion.motion_words import step_in_words
from convguide.diagrams.motion.steps import arriving, moving
from convguide.diagrams.number_cells import draw_numbers
from convguide.diagrams.style import MUTED
from convguide.diagrams.words import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array
    from convguide.diagrams.canvas import Box
    from convguide.diagrams.motion.motion_layout import Layout, Planes
    from convguide.diagrams.motion.motion_words import Motion


def draw_steps(motion: Motion, layout: Layout, steps: Sequence[int]) -> Drawing:
    """Draw some steps over each other, and all output numbers up to the last."""
    canvas = Canvas(*layout.board)
    _draw_ground(canvas, motion, layout)
    for step in range(steps[-1] + 1):
        with arriving(canvas.axes, step):
            _draw_result(canvas, motion, layout, step)
    for step in steps:
        with moving(canvas.axes, step):
            _draw_step(canvas, motion, layout, step)
    title = motion.heading(steps[-1]).capitalize()
    picture = canvas.finished(title, step_in_words(motion, steps[-1]))
    assert isinstance(picture, Drawing)  # noqa: S101 - no axes were given
    return picture


def _draw_ground(canvas: Canvas, motion: Motion, layout: Layout) -> None:
    """Draw what stays: the input, the kernels and the empty output."""
    is_padding, images, kernels = motion.image.is_padding, motion.padded, motion.filter
    for n, c in enumerate(motion.channels):
        middle = layout.first + n * layout.row
        _plane(
            canvas, layout.inputs, middle, f"input, channel {c}", images[n],
            channel=c, faint=is_padding,
        )  # fmt: skip
        _plane(canvas, layout.kernels, middle, f"kernel {c}", kernels[n], channel=c)
        canvas.text(layout.times_x, middle, "×")
        canvas.text(layout.equals_x, middle, "=")
    bias = motion.steps[0].bias
    if bias is not None:
        words = f"+ bias {short(bias)}"
        canvas.text(layout.sum_x, layout.foot + 0.3, words, align="right")
    y = layout.total_y - 0.35
    canvas.line((layout.times_x, y), (layout.sum_x, y))
    output, name = layout.output, f"output {motion.out_channel}"
    x, y = output.corner(layout.output_y)
    canvas.text(output.x + output.room / 2, y - LABEL / 2, name)
    canvas.cells(x, y, output.shape, unit=output.unit)


def _plane(
    canvas: Canvas,
    planes: Planes,
    middle: float,
    name: str,
    numbers: Array,
    *,
    channel: int,
    faint: Array | None = None,
) -> None:
    """Draw one plane of numbers below its name."""
    x, y = planes.corner(middle)
    canvas.text(planes.x + planes.room / 2, y - LABEL / 2, name)
    draw_numbers(
        canvas, (x, y), numbers, unit=planes.unit, size=planes.size, channel=channel,
        faint=faint,
    )  # fmt: skip


def _draw_result(canvas: Canvas, motion: Motion, layout: Layout, step: int) -> None:
    """Write one number into the output."""
    _, i, j = motion.steps[step].at
    x, y, wide, high = layout.output.box(layout.output_y, i, j)
    number = short(motion.steps[step].total)
    canvas.text(x + wide / 2, y + high / 2, number, size=layout.output.size)


def _draw_step(canvas: Canvas, motion: Motion, layout: Layout, step: int) -> None:
    """Draw what changes: the window, the sums and the place of the result."""
    now = motion.steps[step]
    heading = motion.heading(step)
    canvas.text(0.3, 0.6, heading, align="left", colour=MUTED, size=10)
    windows: list[Box] = []
    for n, partial in enumerate(now.partial_sums):
        middle = layout.first + n * layout.row
        windows += _windows(motion, layout.inputs, middle, step)
        canvas.text(layout.sum_x, middle, short(partial), align="right")
    total, y = f"output {short(now.total)}", layout.total_y + 0.2
    canvas.text(layout.sum_x, y, total, align="right", bold=True)
    _, i, j = now.at
    canvas.windows([*windows, layout.output.box(layout.output_y, i, j)])


def _windows(motion: Motion, inputs: Planes, middle: float, step: int) -> list[Box]:
    """Frame the window, or each number that it reads if there are gaps between."""
    spec, (_, i, j) = motion.image.spec, motion.steps[step].at
    rows, columns = spec.window(i, j)
    if spec.span == spec.kernel_size:
        return [inputs.box(middle, rows.start, columns.start, spec.span)]
    down, across = (range(s.start, s.stop, s.step) for s in (rows, columns))
    return [inputs.box(middle, u, v) for u in down for v in across]
