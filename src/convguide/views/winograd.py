"""Winograd's tiles: 3×3 kernels with a quarter, or less than half, of the products."""

from __future__ import annotations

from functools import cache
from math import isqrt, prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convguide._errors import ShapeError
from convguide._finite import finite

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


class Tile(NamedTuple):
    """Matrices that make m × m outputs of (m + 2)² products, not of 9·m².

    ``outputs @ ((weights @ kernel) * (pixels @ patch)) / scale`` slides a kernel of
    3×3 weights, written as a vector, over a patch of (m + 2)² pixels, as another.
    """

    pixels: Array
    weights: Array
    outputs: Array
    scale: int


def both_axes(scale: int, *one_axis: list[list[int]]) -> Tile:
    """Make matrices for tiles of matrices for rows, with the Kronecker product.

    The matrices for rows are those of Lavin and Gray (2015, arXiv:1509.09308); `scale`
    clears the fractions in the one for weights.
    """
    pixels, weights, outputs = (np.kron(matrix, matrix) for matrix in one_axis)
    return Tile(pixels, weights, outputs, scale**2)


SMALL = both_axes(
    2,
    [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    [[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]],
    [[1, 1, 1, 0], [0, 1, -1, -1]],
)
LARGE = both_axes(
    24,
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    [[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]],
    [
        [1, 1, 1, 1, 1, 0],
        [0, 1, -1, 2, -2, 0],
        [0, 1, 1, 4, 4, 0],
        [0, 1, -1, 8, -8, 1],
    ],
)
# So many at a time keep matrix products busy and stay in the cache.
TILES = 160
FILTERS = 32


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Make 4×4 outputs of 36 products for each pair of channels, instead of 144.

    The factors are large: at worst an output sums 48² times the largest pixel times
    the largest weight, and rounds accordingly; a plain sum takes 9 times.
    """
    _refuse("winograd", x, weight, spec, LARGE.scale)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused
        y = by_tiles(x, weight, spec, LARGE)
    return finite("winograd", y)


def compute_2x2(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Make 2×2 outputs of 16 products for each pair of channels, instead of 36.

    At worst an output sums 8² times the largest pixel times the largest weight.
    """
    _refuse("winograd2", x, weight, spec, SMALL.scale)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused
        y = by_tiles(x, weight, spec, SMALL)
    return finite("winograd2", y)


def by_tiles(x: Array, weight: Array, spec: Conv2dSpec, tile: Tile) -> Array:
    """Turn tiles and kernels into factors, and sums of their products into outputs."""
    for_pixels, for_weights, for_outputs = (m.astype(x.dtype) for m in tile[:3])
    whole = x.dtype.kind == "i"
    if not whole:
        for_weights /= tile.scale
    size, area = isqrt(len(for_outputs)), len(for_pixels)
    height, width = spec.output_size(x.shape[1:])
    rows, columns = -(-height // size), -(-width // size)
    overhang = [(0, 0), (0, rows * size - height), (0, columns * size - width)]
    if np.any(overhang):
        x = np.pad(x, overhang)
    tiles = sliding_window_view(x, (size + 2, size + 2), axis=(1, 2))
    tiles = tiles[:, ::size, ::size].transpose(3, 4, 0, 1, 2)
    groups, depth = spec.groups, weight.shape[1]
    kernels = weight.reshape(groups, -1, depth, 9)

    @cache  # made when first needed, and kept for the next tiles
    def filters(first: int) -> Array:
        some = kernels[:, first : first + FILTERS].reshape(-1, 9)
        return (for_weights @ some.T).reshape(area, groups, -1, depth)

    y = np.empty((groups, kernels.shape[1], rows, size, columns, size), x.dtype)
    lines = -(-rows // max(1, rows * columns // TILES))
    for top in range(0, rows, lines):
        pixels = for_pixels @ tiles[:, :, :, top : top + lines].reshape(area, -1)
        pixels = pixels.reshape(area, groups, depth, -1)
        for first in range(0, kernels.shape[1], FILTERS):
            products = filters(first) @ pixels
            block = y[:, first : first + FILTERS, top : top + lines]
            outputs = for_outputs @ products.reshape(area, -1)
            outputs = outputs.reshape(size, size, *block.shape[:3], columns)
            block[...] = outputs.transpose(2, 3, 4, 0, 5, 1)
    if whole:
        y //= tile.scale
    whole_tiles = y.reshape(spec.out_channels, rows * size, columns * size)
    return whole_tiles[:, :height, :width]


def _refuse(view: str, x: Array, weight: Array, spec: Conv2dSpec, scale: int) -> None:
    """Refuse other geometry, and integers that 64 bits may not hold on the way."""
    needs = {"kernel_size": (3, 3), "stride": (1, 1), "dilation": (1, 1)}
    for name, needed in needs.items():
        given = getattr(spec, name)
        if given != needed:
            facts = f'view "{view}" needs {name} {needed}, but {name} is {given}'
            raise ShapeError(facts, hint=f'view="auto" takes any {name}')
    if x.dtype.kind == "i":
        largest = [max(int(a.max()), -int(a.min())) for a in (x, weight)]
        peak = prod(largest) * weight[0].size * scale
        if peak >= 2**63:
            msg = (
                f'view "{view}" may need integers up to {peak:.1e} on the way, '
                'more than 64 bits hold\n  hint: smaller numbers, or view="auto"'
            )
            raise OverflowError(msg)
