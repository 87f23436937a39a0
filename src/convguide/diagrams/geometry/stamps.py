"""A transposed layer along one axis: stamps of the kernel, which add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._integers import pair
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.geometry.one_axis import (
    LINE,
    SMALL,
    axis_of,
    draw_cells,
    draw_place,
    more,
    widest,
)
from convguide.diagrams.geometry.stamp_scene import MARGIN, name, read_stamps
from convguide.diagrams.geometry.stamp_words import in_words, lines_below
from convguide.diagrams.reading import read_transposed
from convguide.diagrams.style import ON_FILL, hue
from convguide.diagrams.words import width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.geometry.one_axis import OneAxis
    from convguide.diagrams.geometry.stamp_scene import Scene

HEADING = "each input number × kernel, added up"
STAMP, ROW = 0.8, 1.0  # cells, for the stamp of one input number
HEAD, OUTPUT = 1.4, 0.6  # cells
PILE, LAYER = 5, 0.3  # stamps in a pile at full height, and cells for one


def transposed(
    layer: object,
    input_size: Pair,
    *,
    axis: str = "width",
    output_padding: Pair = 0,
    ax: Axes | None = None,
) -> Picture:
    """Draw a transposed layer along one axis: each input number stamps the kernel.

    A stamp is the kernel times the input number. Where stamps overlap they are added,
    and padding is cut off. Below each output cell its stamps are counted.

    Parameters
    ----------
    layer : torch.nn.ConvTranspose2d, Conv2dSpec, array_like or torch.nn.Conv2d
        The transposed layer. A Conv2dSpec has its `in_channels`, `out_channels` and
        options, as :class:`torch.nn.ConvTranspose2d` calls them, and so has a
        ``torch.nn.Conv2d``; of an array only the size of its kernels is used.
    input_size : int or pair of int
        Height and width of the input of the transposed layer; one number for both.
    axis : {"height", "width"}, default "width"
        Which axis to draw.
    output_padding : int or pair of int, default 0
        Rows and columns that are kept after the output; less than stride or dilation.
        A ``torch.nn.ConvTranspose2d`` has its own.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        A new figure, or `ax` if it was given.

    Raises
    ------
    ShapeError
        If padding cuts off the whole output, or `output_padding` is too large.
    TypeError
        If `layer` is nothing that can be read, or `input_size` is no size.
    ValueError
        If `axis` is another word, the input is empty, `padding_mode` is not "zeros",
        or `output_padding` is given beside that of a layer.

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
    spec, own = read_transposed(layer)
    extra = pair("output_padding", output_padding, least=0)
    if own is not None and any(extra):
        msg = f"output_padding is {extra} but the layer has its own, {own}"
        raise ValueError(msg)
    scene = read_stamps(spec, input_size, own or extra, number)
    line, below = scene.line, lines_below(scene)
    wide = max(line.left + line.width, MARGIN + widest([words for words, _ in below]))
    wide = max(wide, MARGIN + width_of(HEADING, bold=True)) + MARGIN
    rows = ROW * len(line.shown) + LINE * (line.left_out > 0)
    piles = min(scene.most, PILE) * LAYER + 1.2 if line.single else 0
    tall = HEAD + rows + OUTPUT + 1 + piles + LINE * len(below) + 0.6
    canvas = Canvas(wide, tall, ax=ax)
    canvas.text(MARGIN, LINE / 2 + 0.1, HEADING, align="left", bold=True)
    y = _stamps(canvas, line, HEAD) + OUTPUT
    _output(canvas, scene, y)
    y += 1 + piles
    if line.single:
        _piles(canvas, scene, y)
    for n, (words, colour) in enumerate(below):
        canvas.text(MARGIN, y + (n + 0.8) * LINE, words, align="left", colour=colour)
    return canvas.finished(*in_words(scene, axis))


def _stamps(canvas: Canvas, line: OneAxis, y: float) -> float:
    """Draw a row for each input number: its multiple of the kernel, where it lands."""
    for place in line.shown:
        if place == line.shown[-1] and line.left_out:
            more(canvas, line, y + LINE / 2 - 0.1)
            y += LINE
        start = place * line.axis.stride
        canvas.text(line.x(start) - 0.2, y + STAMP / 2, name(place), align="right")
        draw_place(canvas, line, place, y, STAMP)
        if line.single:
            for n, tap in enumerate(line.taps):
                x = line.x(start + tap) + 0.5
                canvas.text(x, y + STAMP / 2, f"w{n}", colour=ON_FILL, size=SMALL)
        y += ROW
    return y


def _output(canvas: Canvas, scene: Scene, y: float) -> None:
    """Draw the cells of the output, numbered; what is cut off is struck out."""
    line, kept = scene.line, scene.kept
    canvas.line((line.left, y - 0.4), (line.left + line.width, y - 0.4))
    canvas.text(line.left - 0.2, y + 0.5, "output", align="right")
    draw_cells(canvas, line, y, kept)
    if line.single:
        for cell in scene.cells:
            x, number = line.x(cell) + 0.5, str(cell - kept.start)
            canvas.text(x, y + 0.5, number, room=0.9)


def _piles(canvas: Canvas, scene: Scene, y: float) -> None:
    """Pile up under each output cell as many layers as stamps meet in it."""
    line = scene.line
    high = LAYER * min(1, PILE / max(scene.most, 1))
    layers = [
        (line.x(cell) + 0.2, y - 0.9 - (n + 1) * high, 0.6, high)
        for cell in scene.cells
        for n in range(line.hits(cell))
    ]
    canvas.boxes(layers, fill=hue(0))
    canvas.text(line.left - 0.2, y - 0.5, "stamps", align="right")
    for cell in scene.cells:
        canvas.text(line.x(cell) + 0.5, y - 0.5, str(line.hits(cell)), room=0.9)
