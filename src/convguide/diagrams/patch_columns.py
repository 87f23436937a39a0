"""The matrix product of im2col: a filter in each row, a patch in each column."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked
from convguide._integers import integer
from convguide._padding import pad
from convguide.diagrams.abridged import DOTS, chosen, row_of
from convguide.diagrams.crossing import SMALL, Crossing, draw_crossing, name_width
from convguide.diagrams.words import SIZE, counted, rows_in_words, short, width_of
from convguide.views.im2col import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

WEIGHT_AXES = "(C_out, C_in/groups, K_h, K_w)"
PAGE = 24.0  # cells, for the whole picture
TERMS = 17.0  # cells, for a row of weights with their numbers
CELLS = (
    27  # weights of a filter that are drawn one by one; of more, each channel is one
)
LARGE = 12  # weights of a filter that are drawn in cells of full size
LEAST = 0.62  # cells, for the side of an entry among many
LONGEST = 2.2  # cells, for a number that is still written
MOST = 5  # channels that are all drawn: each pattern adds to the file
CHANNELS, FILTERS, PLACES = 4, 6, 3  # drawn of many; of places, at least
STRIP, THIN = 2.0, 1.2  # cells, for a channel whose weights are not drawn one by one


def patch_matrix(
    x: Array,
    weight: Array,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    at: Sequence[int] | None = None,
    ax: Axes | None = None,
) -> Picture:
    """Draw a layer as one matrix product: filters in rows, patches in columns.

    This is the view ``"im2col"``. A filter and a patch are both written channel by
    channel, so one row meets one column in one output number.

    Parameters
    ----------
    x : array_like
        One image, (C_in, H, W).
    weight : array_like
        All filters, (C_out, C_in, K_h, K_w).
    stride, padding, dilation
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    groups : int, default 1
        Must be 1: with groups, each group is a product of its own.
    at : sequence of int, optional
        The output number to frame, (o, i, j) from 0; by default the first. It does
        not contain the bias, which is added to each row of the product.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The filters on the left, the patches above, and where they meet the output.
        Of a large layer some rows and columns, with the sizes of all.

    Raises
    ------
    ShapeError
        If the arrays do not fit together, `x` is a batch, or `groups` is not 1.
    IndexError
        If the output has no number at `at`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(24).reshape(2, 3, 4) % 7
    >>> weight = np.arange(24).reshape(3, 2, 2, 2) % 5 - 2
    >>> drawing = patch_matrix(x, weight, at=(1, 0, 2))
    >>> drawing.title
    'One matrix product: 3 filters in rows × 6 patches in columns'
    """
    inputs = checked(2, x, weight, None, stride, padding, dilation, groups, "zeros")
    spec, shape = inputs.geometry.spec, np.shape(x)
    if not inputs.one_image:
        facts = "x must be one image to be drawn"
        raise ShapeError(facts, {"x": (shape, "(N, C_in, H, W)")}, "draw x[0]")
    if spec.groups > 1:
        _refuse_groups(spec, shape, np.shape(weight))
    steps = spec.output_size(shape[1:])
    crossing = _crossing(inputs.x[0], inputs.weight, spec, _index(at, spec, steps))
    canvas = draw_crossing(crossing, ax)
    filters = counted(spec.out_channels, "filter")
    patches = counted(prod(steps), "patch", "patches")
    title = (
        f"One matrix product: {filters} in {_lines(spec.out_channels, 'row')} × "
        f"{patches} in {_lines(prod(steps), 'column')}"
    )
    return canvas.finished(title, _description(crossing))


def _lines(number: int, noun: str) -> str:
    return f"one {noun}" if number == 1 else f"{noun}s"


def _refuse_groups(
    spec: Conv2dSpec, x: tuple[int, ...], weight: tuple[int, ...]
) -> None:
    channels, filters = spec.filter_shape[0], spec.out_channels // spec.groups
    facts = f"groups is {spec.groups}, but each group is a matrix product of its own"
    shapes = {"x": (x, "(C_in, H, W)"), "weight": (weight, WEIGHT_AXES)}
    hint = f"draw one group, for instance x[:{channels}] with weight[:{filters}]"
    raise ShapeError(facts, shapes, hint)


def _index(
    at: Sequence[int] | None, spec: Conv2dSpec, steps: tuple[int, int]
) -> tuple[int, int, int]:
    """Check the place of one output number; negative numbers count from the end."""
    shape = (spec.out_channels, *steps)
    given = (0, 0, 0) if at is None else tuple(integer("at", n) for n in at)
    fits = len(given) == len(shape) and all(
        -size <= n < size for n, size in zip(given, shape, strict=True)
    )
    if not fits:
        msg = f"at is {given} but the output has shape {shape}"
        raise IndexError(msg)
    o, i, j = (n % size for n, size in zip(given, shape, strict=True))
    return o, i, j


def _crossing(
    x: Array, weight: Array, spec: Conv2dSpec, at: tuple[int, int, int]
) -> Crossing:
    """Choose rows and columns, copy those, and multiply them."""
    steps, area = spec.output_size(x.shape[1:]), prod(spec.kernel_size)
    lit, number = at[1] * steps[1] + at[2], prod(steps)
    few = len(x) <= MOST and len(x) * area <= CELLS
    channels = [*range(len(x))] if few else chosen(len(x), CHANNELS)
    rows = chosen(len(weight), FILTERS, at[0])
    # How many columns fit is known when their numbers are, so there are too many first.
    places = chosen(number, int(PAGE / LEAST), lit)
    filters = weight.reshape(len(weight), -1)[rows]
    patches = _patches(x, spec, steps, places)
    with np.errstate(over="ignore", invalid="ignore"):
        output = filters @ patches
    cells = len(channels) * area
    as_strips = cells > CELLS
    drawn = [c * area + k for c in channels for k in range(area) if not as_strips]
    size, high, wide, column = _fitting(filters[:, drawn], patches[drawn], output)
    terms = row_of(channels, STRIP if as_strips else wide * area)
    levels = row_of(channels, THIN if as_strips else high * area)
    down = row_of(rows, high)
    name = width_of(f"{steps[0] - 1},{steps[1] - 1}", SMALL) + 0.25
    column = max(column, name)
    room = PAGE - name_width(down) - terms.length - 1
    fewer = chosen(number, max(PLACES, int((room - DOTS * 2) / column)), lit)
    kept = [places.index(place) for place in fewer]
    inside = _patches(np.ones((1, *x.shape[1:]), bool), spec, steps, fewer)
    o, d, p = len(weight), filters.shape[1], number
    return Crossing(
        filters=filters,
        patches=patches[:, kept],
        padding=np.tile(~inside, (len(x), 1)),
        output=output[:, kept],
        terms=terms,
        levels=levels,
        rows=down,
        places=row_of(fewer, column),
        area=area,
        as_strips=as_strips,
        size=size,
        sizes=(f"{o:,} × {d:,}", f"{d:,} × {p:,}", f"{o:,} × {p:,}"),
        names=tuple("{},{}".format(*divmod(place, steps[1])) for place in fewer),
        lit=(at[0], lit),
    )


def _fitting(
    filters: Array, patches: Array, output: Array
) -> tuple[float, float, float, float]:
    """Choose the size of numbers, in points, and sides of entries, in cells.

    All rows are of one height; the columns of filters and of patches have their own
    widths. If numbers would be too long, their size is 0: they are not written.
    """
    cells = filters.shape[1]
    high = 1.0 if cells <= LARGE else LEAST
    for size in (SIZE, SMALL)[cells > LARGE :]:
        wide = _entry(filters, size, high)
        column = max(_entry(patches, size, high), _entry(output, size, high))
        if column <= LONGEST and wide * cells <= TERMS:
            return size, high, wide, column
    return 0, high, high, high


def _entry(numbers: Array, size: float, least: float) -> float:
    """Room for the widest number of a matrix, in cells."""
    texts = {short(number) for number in numbers.flat}
    pad = 0.25 if size == SIZE else 0.12
    return max([least, *(width_of(text, size) + pad for text in texts)])


def _patches(
    x: Array, spec: Conv2dSpec, steps: tuple[int, int], places: Sequence[int]
) -> Array:
    """Copy some patches into columns, each from the block of image under its window."""
    image, copies = pad(x, spec.axes, "zeros"), []
    for place in places:
        rows, across = spec.window(*divmod(place, steps[1]))
        block = image[:, rows.start : rows.stop, across.start : across.stop]
        copies.append(columns(block, spec)[:, 0])
    return np.stack(copies, axis=1)


def _description(crossing: Crossing) -> str:
    """Read the matrices out, or their sizes if they are drawn in part."""
    filters, patches, output = crossing.sizes
    each = counted(crossing.area, "number")
    words = [
        f"Three matrices, rows × columns. Filters, one in each row: {filters}.",
        f"Patches, one in each column: {patches}. Their product, the output: {output}.",
        f"Rows of filters and columns of patches go channel by channel, {each} each.",
    ]
    whole = not (crossing.terms.gaps or crossing.rows.gaps or crossing.places.gaps)
    if crossing.as_strips:
        words.append("The numbers of a channel are drawn as one strip.")
    if not whole:
        drawn = (
            counted(len(crossing.rows.starts), "filter"),
            counted(len(crossing.terms.starts), "channel"),
            counted(len(crossing.places.starts), "place"),
        )
        words.append("Drawn are {}, {} and {}.".format(*drawn))
        if crossing.size and not (crossing.as_strips or crossing.terms.gaps):
            row = crossing.rows.line(crossing.lit[0])
            column = crossing.places.line(crossing.lit[1])
            numbers = rows_in_words(crossing.filters[row : row + 1])
            words.append(f"Row of filter {crossing.lit[0]}: {numbers}.")
            numbers = rows_in_words(crossing.patches.T[column : column + 1])
            words.append(f"Column of place {crossing.lit_place}: {numbers}.")
    elif crossing.size and not crossing.as_strips:
        words.append(f"Filters: {rows_in_words(crossing.filters)}.")
        words.append(f"Patches: {rows_in_words(crossing.patches)}.")
        words.append(f"Output: {rows_in_words(crossing.output)}.")
    words.append(
        f"Framed: the row of filter {crossing.lit[0]} and the column of the place "
        f"{crossing.lit_place}, row and column of the output, and the output number "
        f"{short(crossing.value)} that they give."
    )
    return " ".join(words)
