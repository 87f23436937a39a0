"""Which input channel feeds which output channel: a line or a cell for each kernel."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide.diagrams.abridged import chosen
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

LINES = 24  # kernels that are still told apart as lines
NODES = 12  # channels in a column of nodes
HUES = 6  # input channels in one picture: each pattern makes the file larger
CELLS = 24  # channels along a side of a table
MOST = 5  # channels or groups that are drawn otherwise; of more, a few and the last
STEP = 1.5  # cells, from one node to the next
APART = 0.7  # cells, between two groups
HEAD, LABEL = 1.4, 0.9  # cells, for lines of words
SPAN = 5.0  # cells, from the input nodes to the output nodes
UNIT = 0.8  # cells, for a cell of a table
EDGE = 0.3  # cells, around everything
SMALL = 9  # points, for words that explain

LENET_C3: Array = np.array(
    [[c in map(int, seen) for c in range(6)] for seen in (
        "012", "123", "234", "345", "045", "015", "0123", "1234",
        "2345", "0345", "0145", "0125", "0134", "1245", "0235", "012345",
    )]
)  # fmt: skip
"""Table I of LeCun et al., "Gradient-Based Learning Applied to Document Recognition",
1998: which of the 6 maps of S2 each of the 16 maps of C3 sees, (C_out, C_in)."""
LENET_C3.flags.writeable = False


class _Wiring(NamedTuple):
    """Which channels are connected: by a layer, or as a mask says."""

    size: tuple[int, int]  # as a mask, (C_out, C_in)
    kernels: int
    spec: Conv2dSpec | None = None
    mask: Array | None = None

    @property
    def possible(self) -> int:
        return self.size[0] * self.size[1]

    @property
    def groups(self) -> int:
        return 1 if self.spec is None else self.spec.groups

    @property
    def few(self) -> bool:
        """Whether every kernel can be a line."""
        return self.kernels <= LINES and self.size[0] <= NODES and self.size[1] <= HUES

    def seen(self, out_channel: int) -> list[int]:
        """Input channels for which an output channel has a kernel."""
        if self.mask is not None:
            return np.flatnonzero(self.mask[out_channel]).tolist()
        assert self.spec is not None  # noqa: S101 - one of them is given
        return [*range(self.size[1])[self.spec.channels_of(out_channel)]]


def connections(layer_or_mask: object, *, ax: Axes | None = None) -> Picture:
    """Draw which input channel feeds which output channel: there is a kernel for each.

    Few kernels are lines from channel to channel, more are cells of a table. Of a
    layer too large for that, some channels are drawn, and the rest is counted; of a
    large mask, the first rows and columns.

    Parameters
    ----------
    layer_or_mask : Conv2dSpec, array_like or torch.nn.Conv2d
        A layer; or booleans (C_out, C_in), true where an output channel sees an input
        channel, such as ``convguide.diagrams.LENET_C3``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        Input channels on the left and output channels on the right, or a table with
        a column for each input channel and a row for each output channel.

    Raises
    ------
    TypeError
        If `layer_or_mask` is nothing that can be read.
    ShapeError
        If booleans have not two axes, or there are none.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = connections(Conv2dSpec(4, 6, 3, groups=2))
    >>> drawing.title
    '4 input channels, 6 output channels, 12 of 24 possible kernels'
    >>> connections(LENET_C3).title
    '6 input channels, 16 output channels, 60 of 96 possible kernels'
    """
    wiring = _read(layer_or_mask)
    outputs, inputs = wiring.size
    table = not wiring.few and (wiring.spec is None or max(wiring.size) <= CELLS)
    sides = f"{counted(inputs, 'input channel')}, {counted(outputs, 'output channel')}"
    title = f"{sides}, {_share(wiring)}"
    return (_draw_table if table else _draw_lines)(wiring, title, ax)


def _read(layer_or_mask: object) -> _Wiring:
    """Read booleans as a mask, and anything else as a layer."""
    if isinstance(layer_or_mask, (np.ndarray, list, tuple)):
        array: Array = np.array(())
        with suppress(ValueError):  # lists that differ in length are no mask
            array = np.asarray(layer_or_mask)
        if array.dtype == np.bool_:
            return _of_mask(array)
        if array.ndim == len("OI"):
            msg = (
                f"a mask must hold True and False, got dtype {array.dtype}\n"
                "  hint: mask != 0 is a mask of booleans"
            )
            raise TypeError(msg)
    spec, _, _ = read_layer(layer_or_mask)
    size = (spec.out_channels, spec.in_channels)
    return _Wiring(size, spec.out_channels * spec.filter_shape[0], spec=spec)


def _of_mask(mask: Array) -> _Wiring:
    if mask.ndim != len("OI") or not mask.size:
        facts = f"mask has {mask.ndim} axes but must have 2, none of them empty"
        raise ShapeError(facts, {"mask": (mask.shape, "(C_out, C_in)")})
    return _Wiring((mask.shape[0], mask.shape[1]), int(mask.sum()), mask=mask)


def _share(wiring: _Wiring) -> str:
    """Say how many kernels there are, of how many possible."""
    if wiring.kernels == wiring.possible:
        all_of_them = counted(wiring.kernels, "kernel")
        return (
            f"{all_of_them}, all that are possible"
            if wiring.kernels > 1
            else all_of_them
        )
    return f"{wiring.kernels:,} of {counted(wiring.possible, 'possible kernel')}"


def _kind(wiring: _Wiring) -> str:
    """Name the rule by which channels are connected."""
    if wiring.groups == 1:
        if wiring.kernels == wiring.possible:
            return "each output channel sees every input channel"
        return "the mask says which inputs an output sees"
    outputs, inputs = (side // wiring.groups for side in wiring.size)
    if inputs == 1:
        own = "one output channel" if outputs == 1 else f"{outputs} output channels"
        return f"depthwise: each input channel feeds {own}"
    sees = f"{counted(inputs, 'input channel')} to {counted(outputs, 'output')} each"
    return f"{wiring.groups} groups, {sees}"


def _draw_lines(wiring: _Wiring, title: str, ax: Axes | None) -> Picture:
    """Draw channels as nodes, and a line for each kernel between them."""
    sides, between, tall = _nodes(wiring)
    inputs, outputs = (
        {item: y for y, item in side if isinstance(item, int)} for side in sides
    )
    lines = [(c, o) for o in outputs for c in wiring.seen(o) if c in inputs]
    feet = _feet(wiring, "line", len(lines))
    node = max(1.0, width_of(str(max(wiring.size) - 1)) + 0.3)
    heading = width_of("outputs", bold=True) / 2
    margins = [
        max(heading, *(_beside(item, node) for _, item in side)) for side in sides
    ]
    wide = max(sum(margins) + node + SPAN, _width(feet)) + 2 * EDGE
    centres = [(wide - sum(margins) - node - SPAN) / 2 + margins[0]]
    centres += [centres[0] + node + SPAN]
    canvas = Canvas(wide, tall + len(feet) * LABEL + EDGE, ax=ax)
    for c, o in lines:
        start = centres[0] + node / 2, inputs[c]
        canvas.line(start, (centres[1] - node / 2, outputs[o]))
    places = zip(centres, sides, ("inputs", "outputs"), strict=True)
    for centre, side, name in places:
        canvas.text(centre, LABEL / 2, name, bold=True)
        for y, item in side:
            if isinstance(item, str):
                align, edge = ("right", 1) if name == "inputs" else ("left", -1)
                at = centre + edge * node / 2
                canvas.text(at, y, item, size=SMALL, align=align, colour=MUTED)
                continue
            channel = item if name == "inputs" else None
            _node(canvas, (centre, y), item, (node, 1), channel)
    for y, words in between:
        canvas.text(wide / 2, y, words, size=SMALL, colour=MUTED)
    _write_feet(canvas, feet, wide, tall)
    names = "Inputs on the left, outputs on the right, "
    words = f"{names}and {_each(wiring, 'line')}."
    return canvas.finished(
        title, " ".join([words, *_described(wiring, [*outputs], feet)])
    )


def _nodes(
    wiring: _Wiring,
) -> tuple[
    tuple[list[tuple[float, int | str]], list[tuple[float, int | str]]],
    list[tuple[float, str]],
    float,
]:
    """Choose the channels to draw, and place them, the groups below each other."""
    sides: tuple[list[tuple[float, int | str]], list[tuple[float, int | str]]] = (
        [],
        [],
    )
    between, y = [], HEAD
    per_group = [side // wiring.groups for side in wiring.size]
    most = NODES if wiring.few else MOST
    groups = _some(range(wiring.groups), most, "group")
    if per_group[1] > 1 and not wiring.few:  # one group is enough to see the others
        groups = _some(range(wiring.groups), 1, "group")
    for group in groups:
        if isinstance(group, str):
            between.append((y - APART / 2 + LABEL / 2, group))
            y += LABEL
            continue
        outputs, inputs = (range(n * group, n * (group + 1)) for n in per_group)
        shown = [_some(channels, most) for channels in (inputs, outputs)]
        rows = max(map(len, shown))
        for side, items in zip(sides, shown, strict=True):
            first = y + (rows - len(items) + 1) * STEP / 2
            side += [(first + k * STEP, item) for k, item in enumerate(items)]
        y += rows * STEP + APART
    return sides, between, y


def _some(numbers: range, most: int, noun: str = "") -> list[int | str]:
    """List all numbers, or the first ones, how many more there are, and the last."""
    if len(numbers) <= most:
        return [*numbers]
    *first, last = (numbers[n] for n in chosen(len(numbers), max(most - 1, 1)))
    left_out = len(numbers) - len(first) - (most > 1)
    more = counted(left_out, f"more {noun}") if noun else f"{left_out:,} more"
    return [*first, f"and {more}", *[last] * (most > 1)]


def _beside(item: int | str, node: float) -> float:
    """Give the room that a node or words take on the outer side, from the centre."""
    return node / 2 if isinstance(item, int) else width_of(item, SMALL) - node / 2


def _node(
    canvas: Canvas,
    centre: tuple[float, float],
    number: int,
    size: tuple[float, float],
    channel: int | None,
) -> None:
    """Draw one channel with its number."""
    (x, y), (wide, high) = centre, size
    canvas.cells(x - wide / 2, y - high / 2, (1, 1), unit=size, channel=channel)
    canvas.text(x, y, str(number), size=SMALL if high < 1 else 10, room=wide - 0.1)


def _draw_table(wiring: _Wiring, title: str, ax: Axes | None) -> Picture:
    """Draw a row for each output channel and a column for each input channel."""
    rows, columns = (min(side, CELLS) for side in wiring.size)
    seen = [wiring.seen(o) for o in range(rows)]
    drawn = [(o, c) for o in range(rows) for c in seen[o] if c < columns]
    feet = _feet(wiring, "marked cell", len(drawn))
    hues = columns <= HUES
    counts = len({*map(len, seen)}) > 1  # otherwise the words below tell
    left = width_of("output", SMALL) + 0.4
    right = (width_of("kernels", SMALL) + 0.4) * counts
    middle = max(columns * UNIT, width_of("input", SMALL))
    wide = max(left + middle + right, _width(feet)) + 2 * EDGE
    x = (wide - left - middle - right) / 2 + left + (middle - columns * UNIT) / 2
    y = 2 * LABEL + UNIT / 2
    tall = y + rows * UNIT + APART
    canvas = Canvas(wide, tall + len(feet) * LABEL + EDGE, ax=ax)
    canvas.text(x + columns * UNIT / 2, LABEL / 2, "input", size=SMALL)
    head = LABEL + UNIT / 2
    canvas.text(x - 0.3, head, "output", size=SMALL, align="right")
    for c in range(columns):
        centre = x + (c + 0.5) * UNIT, head
        _node(canvas, centre, c, (UNIT, UNIT), c if hues else None)
        for start, stop in _runs([o for o, of in drawn if of == c and hues]):
            (near, top), (far, below) = (
                (x + (c + k) * UNIT, y + o * UNIT) for k, o in ((0, start), (1, stop))
            )
            canvas.face([(near, top), (far, top), (far, below), (near, below)], c)
    canvas.cells(x, y, (rows, columns), unit=UNIT)
    side = UNIT / 3  # a mark, which needs neither hue nor pattern
    canvas.boxes(
        [(x + c * UNIT + side, y + o * UNIT + side, side, side) for o, c in drawn],
        fill=INK, edge=INK,
    )  # fmt: skip
    end = x + columns * UNIT + right - 0.1
    for o in range(rows):
        at = y + (o + 0.5) * UNIT
        canvas.text(x - 0.3, at, str(o), size=SMALL, align="right")
        if counts:
            number = f"{len(seen[o]):,}"
            canvas.text(end, at, number, size=SMALL, align="right", colour=MUTED)
    if counts:
        canvas.text(end, head, "kernels", size=SMALL, align="right", colour=MUTED)
    _write_feet(canvas, feet, wide, tall)
    table = "A table with a row for each output and a column for each input"
    words = f"{table}; {_each(wiring, 'marked cell')}."
    return canvas.finished(
        title, " ".join([words, *_described(wiring, range(rows), feet)])
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Join numbers that follow each other: one face is enough for their cells."""
    starts = [n for n in numbers if n - 1 not in numbers]
    stops = [n + 1 for n in numbers if n + 1 not in numbers]
    return [*zip(starts, stops, strict=True)]


def _each(wiring: _Wiring, thing: str) -> str:
    """Say what a line or a cell stands for."""
    size = "" if wiring.spec is None else "×".join(map(str, wiring.spec.kernel_size))
    return f"each {thing} is a {size}{' ' * bool(size)}kernel"


def _feet(wiring: _Wiring, thing: str, drawn: int) -> list[str]:
    """Write what stands below the picture; the first line is the most important."""
    feet = [_share(wiring), _kind(wiring), _each(wiring, thing)]
    if drawn < wiring.kernels:
        feet.append(f"{drawn:,} of {counted(wiring.kernels, 'kernel')} are drawn")
    return feet


def _width(feet: Sequence[str]) -> float:
    first, *others = feet
    return max(width_of(first, bold=True), *(width_of(foot, SMALL) for foot in others))


def _write_feet(canvas: Canvas, feet: Sequence[str], wide: float, y: float) -> None:
    for n, foot in enumerate(feet):
        size, colour = (SMALL, MUTED) if n else (10, INK)
        at = y + (n + 0.5) * LABEL
        canvas.text(wide / 2, at, foot, size=size, colour=colour, bold=not n)


def _described(
    wiring: _Wiring, outputs: Sequence[int], feet: Sequence[str]
) -> list[str]:
    """Say which inputs each output sees, and what stands below the picture."""
    described = [
        f"Output {o} sees {_inputs(wiring.seen(o), wiring.size[1])}." for o in outputs
    ]
    summary, kind, _, *left_out = feet
    return [
        *described,
        *(f"{words[0].upper()}{words[1:]}." for words in (kind, *left_out, summary)),
    ]


def _inputs(seen: Sequence[int], of: int) -> str:
    """Name some of the input channels in words."""
    if len(seen) == of > 1:
        return f"all {of} inputs"
    if len(seen) <= 1:
        return f"input {seen[0]}" if seen else "no input"
    if seen[-1] - seen[0] == len(seen) - 1 > 1:
        return f"inputs {seen[0]} to {seen[-1]}"
    if len(seen) > CELLS:
        return f"{len(seen)} inputs"
    return f"inputs {', '.join(map(str, seen[:-1]))} and {seen[-1]}"
