"""A transposed layer along one axis: stamps of the kernel, which add up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from convguide._axes import Axis
from convguide._errors import ShapeError
from convguide._integers import integers
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.one_axis import (
    LINE,
    SMALL,
    axis_of,
    draw_cells,
    draw_place,
    lay_out,
    more,
    outlined,
    widest,
)
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import INK, MUTED, ON_FILL, hue
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.one_axis import OneAxis
    from convguide.spec import Conv2dSpec

STAMP, ROW = 0.8, 1.0  # cells, for the stamp of one input number
HEAD, OUTPUT, MARGIN = 1.4, 0.6, 0.2  # cells
PILE, LAYER = 5, 0.3  # stamps in a pile at full height, and cells for one


def transposed(
    layer: object,
    input_size: Sequence[int],
    *,
    axis: str = "width",
    ax: Axes | None = None,
) -> Picture:
    """Draw a transposed layer along one axis: each input number stamps the kernel.

    A stamp is the kernel times the input number. Where stamps overlap they are added,
    and padding is cut off. Below each output cell its stamps are counted.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        Geometry of the transposed layer, with `in_channels`, `out_channels` and all
        options as :class:`torch.nn.ConvTranspose2d` has them, without
        `output_padding`. Of an array only the size of its kernels is used.
    input_size : pair of int
        Height and width of the input of the transposed layer.
    axis : {"height", "width"}, default "width"
        Which axis to draw.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    ShapeError
        If padding cuts off the whole output.
    TypeError
        If `layer` is nothing that can be read.
    ValueError
        If `axis` is another word, the input is empty, or `padding_mode` is not
        "zeros".

    See Also
    --------
    convguide.conv_transpose2d : The same with numbers.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = transposed(Conv2dSpec(2, 5, 3, stride=2, padding=1), (3, 4))
    >>> drawing.title
    'Transposed along the width: 4 stamps of kernel 3, stride 2, make 7 output cells'
    """
    number = axis_of(axis)
    line, kept = _read(read_layer(layer).spec, input_size, number)
    outline = [(words, MUTED) for words in outlined(line)]
    below = [*outline, *_counts(line), *_cut(line, kept)]
    heading = "each input number × kernel, added up"
    wide = max(line.left + line.width, MARGIN + widest([words for words, _ in below]))
    wide = max(wide, MARGIN + width_of(heading, bold=True)) + MARGIN
    rows = ROW * len(line.shown) + LINE * (line.left_out > 0)
    piles = _highest(line, kept) * LAYER + 1.2 if line.single else 0
    tall = HEAD + rows + OUTPUT + 1 + piles + LINE * len(below) + 0.6
    canvas = Canvas(wide, tall, ax=ax)
    canvas.text(MARGIN, LINE / 2 + 0.1, heading, align="left", bold=True)
    y = _stamps(canvas, line, HEAD) + OUTPUT
    _output(canvas, line, y, kept)
    if line.single:
        _piles(canvas, line, y + 1 + piles, kept)
    y += 1 + piles
    for n, (words, colour) in enumerate(below):
        canvas.text(MARGIN, y + (n + 0.8) * LINE, words, align="left", colour=colour)
    return canvas.finished(*_in_words(line, axis, kept))


def _read(
    spec: Conv2dSpec, input_size: Sequence[int], number: int
) -> tuple[OneAxis, range]:
    """Lay the uncut output out, and say which cells of it are kept."""
    if spec.padding_mode != "zeros":
        msg = f'padding_mode must be "zeros" to transpose, got "{spec.padding_mode}"'
        raise ValueError(msg)
    inputs = integers("input_size", input_size, least=1, lengths=(2,))
    covered = [*map(Axis.covered, spec.axes, inputs)]
    kept = [
        range(axis.before, cells - axis.after)
        for axis, cells in zip(spec.axes, covered, strict=True)
    ]
    if not all(kept):
        size = "×".join(str(cells.stop - cells.start) for cells in kept)
        facts = f"the size of the output would be {size}"
        raise ShapeError(
            facts, hint="a transposed layer cuts its padding off; use less"
        )
    line = lay_out(spec.axes[number], inputs[number], covered[number])
    left = (
        MARGIN + 0.2 + max(widest([_name(k) for k in line.shown]), width_of("output"))
    )
    return line._replace(left=left), kept[number]


def _name(place: int) -> str:
    return f"input {place} ×"


def _stamps(canvas: Canvas, line: OneAxis, y: float) -> float:
    """Draw a row for each input number: its multiple of the kernel, where it lands."""
    for place in line.shown:
        if place == line.shown[-1] and line.left_out:
            more(canvas, line, y + LINE / 2 - 0.1)
            y += LINE
        start = place * line.axis.stride
        canvas.text(line.x(start) - 0.2, y + STAMP / 2, _name(place), align="right")
        draw_place(canvas, line, place, y, STAMP)
        if line.single:
            for n, tap in enumerate(line.taps):
                x = line.x(start + tap) + 0.5
                name = f"w{n}"
                canvas.text(x, y + STAMP / 2, name, colour=ON_FILL, size=SMALL)
        y += ROW
    return y


def _output(canvas: Canvas, line: OneAxis, y: float, kept: range) -> None:
    """Draw the cells of the output, numbered; what is cut off is struck out."""
    canvas.line((line.left, y - 0.4), (line.left + line.width, y - 0.4))
    canvas.text(line.left - 0.2, y + 0.5, "output", align="right")
    draw_cells(canvas, line, y, kept)
    if line.single:
        for cell in line.drawn():
            if cell in kept:
                x, number = line.x(cell) + 0.5, str(cell - kept.start)
                canvas.text(x, y + 0.5, number, room=0.9)


def _highest(line: OneAxis, kept: range) -> int:
    """Count the stamps on the cell that gets most of them; drawn piles end there."""
    return min(max(map(line.hits, _kept(line, kept)), default=0), PILE)


def _kept(line: OneAxis, kept: range) -> list[int]:
    return [cell for cell in line.drawn() if cell in kept]


def _piles(canvas: Canvas, line: OneAxis, y: float, kept: range) -> None:
    """Pile up under each output cell as many layers as stamps meet in it."""
    cells = _kept(line, kept)
    most = max(map(line.hits, cells), default=0)
    high = LAYER * min(1, PILE / max(most, 1))
    layers = [
        (line.x(cell) + 0.2, y - 0.9 - (n + 1) * high, 0.6, high)
        for cell in cells
        for n in range(line.hits(cell))
    ]
    canvas.boxes(layers, fill=hue(0))
    canvas.text(line.left - 0.2, y - 0.5, "stamps", align="right")
    for cell in cells:
        canvas.text(line.x(cell) + 0.5, y - 0.5, str(line.hits(cell)), room=0.9)


def _counts(line: OneAxis) -> list[tuple[str, str]]:
    """Say how many stamps meet in a cell, where no border is near."""
    stride = line.axis.stride
    met = Counter(tap % stride for tap in line.taps)
    least, most = min(met.values()) if len(met) == stride else 0, max(met.values())
    if least == most:
        return [(f"inside a long output: {counted(most, 'stamp')} each, even", INK)]
    some = f"{least} {'or' if most - least == 1 else 'to'} {most} stamps"
    return [
        (f"inside a long output: {some} each, uneven:", INK),
        ("if so on both axes, a checkerboard", INK),
    ]


def _cut(line: OneAxis, kept: range) -> list[tuple[str, str]]:
    """Say what padding cuts off, and how the size follows."""
    kernel, stride, dilation, before, after = line.axis
    lines = []
    if before + after:
        off = f"struck out: padding, {before} + {after} cells cut off"
        lines.append((off, MUTED))
    numbers = f"({line.places} − 1)·{stride} + {dilation}·({kernel} − 1) + 1"
    size = f"output size = {numbers} − {before} − {after} = {len(kept)}"
    return [*lines, (size, INK)]


def _in_words(line: OneAxis, axis: str, kept: range) -> tuple[str, str]:
    """Give the title and the description."""
    kernel, stride, dilation, before, after = line.axis
    spread = f", dilation {dilation}" if dilation > 1 else ""
    stamps, cells = counted(line.places, "stamp"), counted(len(kept), "output cell")
    make = "makes" if line.places == 1 else "make"
    title = (
        f"Transposed along the {axis}: {stamps} of kernel {kernel}, stride {stride}"
        f"{spread}, {make} {cells}"
    )
    stamp = (
        f"Each input number puts down one stamp: the {counted(kernel, 'weight')} of "
        f"the kernel times that number, {counted(stride, 'cell')} after the stamp "
        f"before."
    )
    described = [stamp]
    described += [f"{words.capitalize()}." for words in outlined(line)]
    if line.left_out:
        numbers = ", ".join(map(str, line.shown))
        described.append(
            f"Drawn are the stamps of inputs {numbers}; {line.left_out:,} more are not."
        )
    if before + after:
        described.append(
            f"Of {counted(line.cells, 'cell')}, {before} before and {after} after are "
            f"cut off as padding."
        )
    if line.single:
        shown = _kept(line, kept)
        numbers = ", ".join(f"{cell - kept.start}: {line.hits(cell)}" for cell in shown)
        described.append(f"Stamps on the output cells, {numbers or 'none drawn'}.")
    evenly = " ".join(words for words, _ in _counts(line))
    described.append(f"{evenly[0].upper()}{evenly[1:]}.")
    size = _cut(line, kept)[-1][0]
    described.append(f"{size[0].upper()}{size[1:]}.")
    return title, " ".join(described)
