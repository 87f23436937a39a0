"""Which filters and patches are drawn, how large, and where."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.abridged import DOTS, chosen, row_of
from convguide.diagrams.matrices.crossing import SMALL, Crossing, name_width
from convguide.diagrams.words import SIZE, short, width_of
from convguide.views.im2col import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array
    from convguide.diagrams.reading import OneImage
    from convguide.spec import Conv2dSpec

PAGE = 24.0  # cells, for the whole picture
TERMS = 17.0  # cells, for a row of weights with their numbers
CELLS = 27  # weights of a filter that are drawn; of more, each channel is one
LARGE = 12  # weights of a filter that are drawn in cells of full size
LEAST = 0.62  # cells, for the side of an entry among many
LONGEST = 2.2  # cells, for a number that is still written
MOST = 5  # channels that are all drawn: each pattern adds to the file
CHANNELS, FILTERS, PLACES = 4, 6, 3  # drawn of many; of places, at least
STRIP, THIN = 2.0, 1.2  # cells, for a channel whose weights are not drawn one by one


def crossing_of(image: OneImage, at: tuple[int, ...]) -> Crossing:
    """Choose rows and columns, multiply those, and find out how many have room."""
    spec, (o, i, j) = image.spec, at
    (high, wide), area = image.output_size, prod(spec.kernel_size)
    number, lit = high * wide, i * wide + j
    channels, as_strips = _channels(spec)
    rows = chosen(spec.out_channels, FILTERS, o)
    # How many columns fit is known when their numbers are, so there are too many first.
    places = chosen(number, int(PAGE / LEAST), lit)
    filters = image.weight.reshape(spec.out_channels, -1)[rows]
    patches = _patches(image.padded(), image, places)
    with np.errstate(over="ignore", invalid="ignore"):
        output = filters @ patches
    drawn = [c * area + k for c in channels for k in range(area) if not as_strips]
    sides = _fitting(filters[:, drawn], patches[drawn], output)
    terms = row_of(channels, STRIP if as_strips else sides.wide * area)
    levels = row_of(channels, THIN if as_strips else sides.high * area)
    down = row_of(rows, sides.high)
    name = width_of(f"{high - 1},{wide - 1}", SMALL) + 0.25
    column = max(sides.column, name)
    room = PAGE - name_width(down) - terms.length - 1
    fewer = chosen(number, max(PLACES, int((room - DOTS * 2) / column)), lit)
    kept = [places.index(place) for place in fewer]
    is_padding = _patches(image.is_padding[None], image, fewer)
    weights = spec.in_channels * area
    return Crossing(
        filters=filters,
        patches=patches[:, kept],
        padding=np.tile(is_padding, (spec.in_channels, 1)),
        output=output[:, kept],
        terms=terms,
        levels=levels,
        rows=down,
        places=row_of(fewer, column),
        area=area,
        as_strips=as_strips,
        size=sides.size,
        sizes=(
            f"{spec.out_channels:,} × {weights:,}",
            f"{weights:,} × {number:,}",
            f"{spec.out_channels:,} × {number:,}",
        ),
        names=tuple("{},{}".format(*divmod(place, wide)) for place in fewer),
        lit=(o, lit),
    )


def _channels(spec: Conv2dSpec) -> tuple[list[int], bool]:
    """Choose channels, and whether each is one strip instead of its weights."""
    depth, area = spec.in_channels, prod(spec.kernel_size)
    few = depth <= MOST and depth * area <= CELLS
    channels = [*range(depth)] if few else chosen(depth, CHANNELS)
    return channels, len(channels) * area > CELLS


class _Sides(NamedTuple):
    """Size of numbers, in points, and sides of entries, in cells."""

    size: float
    high: float
    wide: float  # of an entry of filters
    column: float  # of patches and of the output


def _fitting(filters: Array, patches: Array, output: Array) -> _Sides:
    """Choose sizes in which all numbers fit.

    All rows are of one height. If numbers would be too long, their size is 0: they are
    not written.
    """
    cells = filters.shape[1]
    high = 1.0 if cells <= LARGE else LEAST
    for size in (SIZE, SMALL)[cells > LARGE :]:
        wide = _entry(filters, size, high)
        column = max(_entry(patches, size, high), _entry(output, size, high))
        if column <= LONGEST and wide * cells <= TERMS:
            return _Sides(size, high, wide, column)
    return _Sides(0, high, high, high)


def _entry(numbers: Array, size: float, least: float) -> float:
    """Room for the widest number of a matrix, in cells."""
    texts = {short(number) for number in numbers.flat}
    pad = 0.25 if size == SIZE else 0.12
    return max([least, *(width_of(text, size) + pad for text in texts)])


def _patches(padded: Array, image: OneImage, places: Sequence[int]) -> Array:
    """Copy some patches into columns, each from the block of image under its window."""
    spec, wide = image.spec, image.output_size[1]
    copies = []
    for place in places:
        rows, across = spec.window(*divmod(place, wide))
        block = padded[:, rows.start : rows.stop, across.start : across.stop]
        copies.append(columns(block, spec)[:, 0])
    return np.stack(copies, axis=1)
