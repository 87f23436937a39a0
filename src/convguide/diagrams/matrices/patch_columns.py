"""The matrix product of im2col: a filter in each row, a patch in each column."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide.diagrams.matrices.crossing import draw_crossing
from convguide.diagrams.matrices.patch_layout import crossing_of
from convguide.diagrams.reading import read_image, read_place
from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.canvas import Picture
    from convguide.diagrams.matrices.crossing import Crossing
    from convguide.diagrams.reading import OneImage

WEIGHT_AXES = "(C_out, C_in/groups, K_h, K_w)"


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
    image = read_image(
        x, weight, None, stride=stride, padding=padding, dilation=dilation,
        groups=groups,
    )  # fmt: skip
    spec, steps = image.spec, image.output_size
    if spec.groups > 1:
        _refuse_groups(image)
    place = read_place((0, 0, 0) if at is None else at, (spec.out_channels, *steps))
    crossing = crossing_of(image, place)
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


def _refuse_groups(image: OneImage) -> None:
    spec = image.spec
    channels, filters = spec.filter_shape[0], spec.out_channels // spec.groups
    facts = f"groups is {spec.groups}, but each group is a matrix product of its own"
    shapes = {
        "x": (image.x.shape, "(C_in, H, W)"),
        "weight": (image.weight.shape, WEIGHT_AXES),
    }
    hint = f"draw one group, for instance x[:{channels}] with weight[:{filters}]"
    raise ShapeError(facts, shapes, hint)


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
