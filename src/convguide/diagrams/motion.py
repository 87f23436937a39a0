"""A window that slides over a padded input and fills one output channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked
from convguide._integers import integer
from convguide._padding import pad
from convguide.diagrams.animation import Animation
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.drawing import Drawing
from convguide.diagrams.steps import arriving, moving
from convguide.diagrams.style import MUTED, ON_FILL
from convguide.diagrams.words import SIZE, counted, rows_in_words, short, width_of
from convguide.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from convguide._typing import Array, Padding, Pair
    from convguide.spec import Conv2dSpec
    from convguide.terms import Trace

STEPS = 200  # output numbers, beyond which nobody watches to the end
SIDE = 16  # cells along a padded input, beyond which it is wider than a page
TALL = 40  # cells under each other, beyond which no screen shows all channels
HEAD, LABEL, GAP, LINE = 1.1, 0.9, 1.1, 0.9  # cells
WORDS = 40  # steps that are read out one by one
BROAD = 2.6  # cells, for the longest numbers


class _Motion(NamedTuple):
    """One filter on its way over one image: what is drawn, before it is drawn."""

    spec: Conv2dSpec
    filter: Array
    image: Array
    steps: tuple[Trace, ...]
    size: tuple[int, int]

    @property
    def out_channel(self) -> int:
        return self.steps[0].at[0]

    @property
    def channels(self) -> range:
        return self.steps[0].channels

    def heading(self, step: int) -> str:
        _, i, j = self.steps[step].at
        return f"step {step + 1} of {len(self.steps)}: row {i}, column {j}"


def animate_window(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    out_channel: int = 0,
) -> Animation:
    """Let the window of one filter slide over an input, number by number.

    At each step the products of each channel add up to a partial sum, and the partial
    sums and the bias to one output number, which is written into the output.

    Parameters
    ----------
    x, weight, bias : ndarray
        One image (C_in, H, W) and its layer, as in :func:`convguide.conv2d`: at most
        200 output numbers a channel, 16×16 input numbers with padding, and as many
        channels under each other as a screen shows: six of 5×5, or two of 16×16.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    out_channel : int, default 0
        Which filter slides, from 0.

    Returns
    -------
    Animation
        The motion, with one frame for each output number of the filter.

    Raises
    ------
    ShapeError
        If the arrays do not fit together, or there is too much of them to be watched.
    IndexError
        If the layer has no such filter.

    See Also
    --------
    planes : One place of the window, and all filters.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(2 * 4 * 5).reshape(2, 4, 5) % 7
    >>> weight = np.array([[[[1, 0, -1], [2, 0, -2]], [[0, 1, 0], [1, 1, 1]]]])
    >>> drawing = animate_window(x, weight, np.array([3]))
    >>> drawing.title
    'A 2×3 window slides over 2 channels of 4×5 and gives 9 output numbers'
    >>> drawing.frames[4].title
    'Step 5 of 9: row 1, column 1'
    """
    inputs = checked(2, x, weight, bias, stride, padding, dilation, groups, "zeros")
    if not inputs.one_image:
        facts = "x must be one image to be animated"
        raise ShapeError(facts, {"x": (np.shape(x), "(N, C_in, H, W)")}, "animate x[0]")
    spec = inputs.geometry.spec
    o = integer("out_channel", out_channel, least=0)
    channels = spec.channels_of(o)
    size = spec.output_size(inputs.x.shape[2:])
    _refuse_too_much(spec, inputs.x.shape[1:], size)
    # Options as they are, because "same_upper" is a padding too.
    options = {
        "stride": stride, "padding": padding, "dilation": dilation, "groups": groups,
    }  # fmt: skip
    motion = _Motion(
        spec,
        inputs.weight[o],
        pad(inputs.x[0, channels], spec.axes, spec.padding_mode),
        tuple(
            trace(x, weight, bias, at=(o, i, j), **options)  # type: ignore[arg-type]
            for i, j in np.ndindex(*size)
        ),
        size,
    )
    stage = _Stage(motion)
    return Animation(stage.picture, len(motion.steps), _title(motion), _words(motion))


def _refuse_too_much(
    spec: Conv2dSpec, shape: tuple[int, ...], size: tuple[int, int]
) -> None:
    """Refuse what is too long to watch, or too large to read."""
    padded = [a.padded(n) for a, n in zip(spec.axes, shape[1:], strict=True)]
    given = {"x": (shape, "(C_in, H, W)")}
    hint = "animate a smaller crop, for instance x[:, :5, :5]"
    steps, depth = size[0] * size[1], spec.filter_shape[0]
    if steps > STEPS:
        facts = (
            f"{size[0]}×{size[1]} output numbers are {steps:,} steps, "
            f"more than {STEPS} to watch"
        )
        raise ShapeError(facts, given, hint)
    if max(padded) > SIDE:
        facts = (
            f"the padded input is {padded[0]}×{padded[1]}, "
            f"more than {SIDE}×{SIDE} to read"
        )
        raise ShapeError(facts, given, hint)
    rows = depth * (max(padded[0], spec.kernel_size[0]) + 1)
    if rows > TALL:
        facts = (
            f"{counted(depth, 'channel')} of {padded[0]}×{padded[1]} under each other "
            f"are {rows} rows with their labels, more than {TALL} to see at once"
        )
        raise ShapeError(facts, given, f"{hint}, or a filter of fewer channels")


class _Stage:
    """Where everything stands, and how it is drawn."""

    def __init__(self, motion: _Motion) -> None:
        self.motion = motion
        _, height, width = motion.image.shape
        _, k_h, k_w = motion.filter.shape
        totals = [step.total for step in motion.steps]
        fits = [_fit(n) for n in (motion.image, motion.filter, totals)]
        self.units, self.sizes = zip(*fits, strict=True)
        wide, kernel = width * self.units[0], k_w * self.units[1]
        last = motion.channels[-1]
        names = [f"input, channel {last}", f"kernel {last}"]
        columns = [
            max(own, width_of(name))
            for own, name in zip((wide, kernel), names, strict=True)
        ]
        self.high = max(height, k_h)
        self.row = self.high + LABEL + 0.4
        self.input_x = 0.2 + (columns[0] - wide) / 2
        self.times_x = 0.2 + columns[0] + GAP / 2
        kernels = self.times_x + GAP / 2
        self.kernel_x = kernels + (columns[1] - kernel) / 2
        numbers = max(map(width_of, self._sums))
        sums = max(width_of(line, bold=True) for line in self._lines)
        self.equals_x = kernels + columns[1] + 0.6
        self.sum_x = max(self.equals_x + 0.4 + numbers, kernels + columns[1] + sums)
        self.foot = HEAD + len(motion.channels) * self.row
        biased = motion.steps[0].bias is not None
        self.total_y = self.foot + LINE * biased + 0.5
        name = f"output {motion.out_channel}"
        wide, high = self.units[2] * motion.size[1], motion.size[0]
        column = max(wide, width_of(name))
        self.output_x = self.sum_x + GAP + (column - wide) / 2
        tall = max(self.total_y + 0.9, HEAD + LABEL + high + 0.3)
        self.output_y = (HEAD + LABEL + tall - high) / 2
        right = self.sum_x + GAP + column + 0.3
        longest = width_of(motion.heading(len(motion.steps) - 1)) + 0.6
        self.board = (max(right, longest), tall)

    @property
    def _sums(self) -> list[str]:
        """List all partial sums."""
        return [short(n) for step in self.motion.steps for n in step.partial_sums]

    @property
    def _lines(self) -> list[str]:
        """List what is written below the partial sums."""
        lines = [f"output {short(step.total)}" for step in self.motion.steps]
        return [*lines, f"+ bias {short(self.motion.steps[0].bias)}"]

    def picture(self, steps: Sequence[int]) -> Drawing:
        """Draw some steps over each other, and all output numbers up to the last."""
        canvas, motion = Canvas(*self.board), self.motion
        self._ground(canvas)
        unit = self.units[2]
        for step in range(steps[-1] + 1):
            with arriving(canvas.axes, step):
                _, i, j = motion.steps[step].at
                place = (self.output_x + (j + 0.5) * unit, self.output_y + i + 0.5)
                number = short(motion.steps[step].total)
                canvas.text(*place, number, size=self.sizes[2])
        for step in steps:
            with moving(canvas.axes, step):
                self._step(canvas, step)
        now = f"Step {motion.heading(steps[-1])[5:]}"
        picture = canvas.finished(now, _step_in_words(motion, steps[-1]))
        assert isinstance(picture, Drawing)  # noqa: S101 - no axes were given
        return picture

    def _ground(self, canvas: Canvas) -> None:
        """Draw what stays: the input, the kernels and the empty output."""
        _, height, width = self.motion.image.shape
        k_h = self.motion.filter.shape[1]
        top, bottom, left, right = self.motion.spec.padding

        def in_padding(i: int, j: int) -> bool:
            return not (top <= i < height - bottom and left <= j < width - right)

        for n, channel in enumerate(self.motion.channels):
            y = HEAD + n * self.row + LABEL
            input_y, kernel_y = (y + (self.high - own) / 2 for own in (height, k_h))
            places = (self.input_x, input_y), (self.kernel_x, kernel_y)
            arrays = self.motion.image[n], self.motion.filter[n]
            names = f"input, channel {channel}", f"kernel {channel}"
            for k, (x, at_y) in enumerate(places):
                numbers, unit = arrays[k], self.units[k]
                centre = x + numbers.shape[1] * unit / 2
                canvas.text(centre, at_y - 0.45, names[k])
                canvas.cells(x, at_y, numbers.shape, unit=(unit, 1.0), channel=channel)
                for (i, j), number in np.ndenumerate(numbers):
                    colour = MUTED if k == 0 and in_padding(i, j) else ON_FILL
                    place = (x + (j + 0.5) * unit, at_y + i + 0.5)
                    written = short(number)
                    canvas.text(*place, written, size=self.sizes[k], colour=colour)
            canvas.text(self.times_x, y + self.high / 2, "×")
            canvas.text(self.equals_x, y + self.high / 2, "=")
        bias = self.motion.steps[0].bias
        if bias is not None:
            words = f"+ bias {short(bias)}"
            canvas.text(self.sum_x, self.foot + 0.3, words, align="right")
        y = self.total_y - 0.35
        canvas.line((self.times_x, y), (self.sum_x, y))
        wide = self.units[2] * self.motion.size[1]
        name = f"output {self.motion.out_channel}"
        canvas.text(self.output_x + wide / 2, self.output_y - 0.45, name)
        cell = (self.units[2], 1.0)
        canvas.cells(self.output_x, self.output_y, self.motion.size, unit=cell)

    def _step(self, canvas: Canvas, step: int) -> None:
        """Draw what changes: the window, the sums and the place of the result."""
        now, height = self.motion.steps[step], self.motion.image.shape[1]
        canvas.text(
            0.3, 0.6, self.motion.heading(step), align="left", colour=MUTED, size=10
        )
        windows = []
        for n in range(len(self.motion.channels)):
            y = HEAD + n * self.row + LABEL
            windows += self._places(step, y + (self.high - height) / 2)
            canvas.text(
                self.sum_x, y + self.high / 2, short(now.partial_sums[n]), align="right"
            )
        total = f"output {short(now.total)}"
        canvas.text(self.sum_x, self.total_y + 0.2, total, align="right", bold=True)
        _, i, j = now.at
        unit = self.units[2]
        windows.append((self.output_x + j * unit, self.output_y + i, unit, 1.0))
        canvas.windows(windows)

    def _places(self, step: int, y: float) -> list[tuple[float, float, float, float]]:
        """Frame the window, or each number that it reads if there are gaps between."""
        spec, (_, i, j) = self.motion.spec, self.motion.steps[step].at
        rows, columns = spec.window(i, j)
        x, unit = self.input_x, self.units[0]
        if spec.span == spec.kernel_size:
            high, wide = spec.span
            return [(x + columns.start * unit, y + rows.start, wide * unit, high)]
        down, across = (range(s.start, s.stop, s.step) for s in (rows, columns))
        return [(x + v * unit, y + u, unit, 1.0) for u in down for v in across]


def _fit(numbers: ArrayLike) -> tuple[float, float]:
    """Find the width of a cell for some numbers, and a size in which all fit."""
    longest = max(width_of(short(number)) for number in np.asarray(numbers).flat)
    unit = min(max(1.0, longest + 0.3), BROAD)
    return unit, SIZE * min(1.0, (unit - 0.15) / longest)


def _title(motion: _Motion) -> str:
    top, bottom, left, right = motion.spec.padding
    _, height, width = motion.image.shape
    size = f"{height - top - bottom}×{width - left - right}"
    window = "×".join(map(str, motion.spec.span))
    article = "An" if window.startswith(("8", "11×")) else "A"
    over = counted(len(motion.channels), "channel")
    padded = " with padding" * any(motion.spec.padding)
    numbers = counted(len(motion.steps), "output number")
    return (
        f"{article} {window} window slides over {over} of {size}{padded} "
        f"and gives {numbers}"
    )


def _words(motion: _Motion) -> str:
    """Say the whole motion."""
    spec, o = motion.spec, motion.out_channel
    rows, columns = motion.image.shape[1:]
    words = [f"{_title(motion)} of filter {o}."]
    if any(spec.padding):
        words.append(f"With padding, a channel is {rows}×{columns}.")
    if spec.groups > 1:
        few, many = len(motion.channels), spec.in_channels
        words.append(f"Filter {o} sees {few} of {counted(many, 'channel')}.")
    for n, channel in enumerate(motion.channels):
        image, kernel = motion.image[n], motion.filter[n]
        words.append(f"Channel {channel}: {rows_in_words(image)}.")
        words.append(f"Kernel {channel}: {rows_in_words(kernel)}.")
    if spec.span != spec.kernel_size:
        reads = "×".join(map(str, spec.kernel_size))
        words.append(f"The window reads {reads} numbers a channel, with gaps between.")
    words += [_step_in_words(motion, step) for step in range(len(motion.steps))[:WORDS]]
    more = len(motion.steps) - WORDS
    if more > 0:
        words.append(f"{counted(more, 'step')} more in the same way.")
    totals = np.array([step.total for step in motion.steps]).reshape(motion.size)
    words.append(f"At the end, output {o} is {rows_in_words(totals)}.")
    return " ".join(words)


def _step_in_words(motion: _Motion, step: int) -> str:
    now = motion.steps[step]
    sums = " plus ".join(map(short, now.partial_sums))
    bias = "" if now.bias is None else f" plus bias {short(now.bias)}"
    one = len(now.partial_sums) == 1
    named = "partial sum" if one else "partial sums"
    makes = "is" if one and now.bias is None else "makes"
    heading = motion.heading(step).removeprefix("step ")
    return f"Step {heading}: {named} {sums}{bias} {makes} {short(now.total)}."
