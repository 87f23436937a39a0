"""im2col block by block: the patches stay in cache and cost little memory."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array, Shape
    from convguide.spec import Conv2dSpec

# Limits count numbers, not bytes. For so few patches their places are remembered,
TINY = 1 << 10
# and no larger than this they need no blocks.
SMALL = 1 << 16
# Patches and products of one block should stay in the cache of one core.
CACHE = 3 << 17
# A matrix product needs many columns to be fast; more than many do not help.
FEW, MANY = 448, 1024


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Multiply the filters, one to a row, with one block of patches after another."""
    if x.size <= TINY and (table := _table(spec, x.shape)) is not None:
        places, shape = table
        if any(spec.padding):
            x, image = np.zeros(x.size + 1, x.dtype), x
            x[:-1] = image.ravel()
        y: Array = weight.reshape(shape[0], -1).dot(x.take(places)).reshape(shape)
        return y
    height, width = spec.output_size(x.shape[1:])
    out_channels, depth, k_h, k_w = weight.shape
    groups, products, area = spec.groups, out_channels // spec.groups, k_h * k_w
    filters = weight.reshape(groups, products, depth * area)
    if len(x) * area * height * width <= max(SMALL, x.size):
        # With a 1×1 kernel and stride 1 the patches are x itself, not a copy.
        padded = any(spec.padding)
        image = _strip(x, 0, height, spec) if padded else np.ascontiguousarray(x)
        patches = _patches(image, height, width, spec)
        y = filters @ patches.reshape(groups, depth * area, height * width)
        return y.reshape(out_channels, height, width)
    y = np.empty((groups, products, height * width), x.dtype)
    down, deep = _block((height, width), (products, depth, area), x.size + y.size)
    for group, image in enumerate(np.split(x, groups)):
        for top in range(0, height, down):
            bottom = min(top + down, height)
            out = y[group, :, top * width : bottom * width]
            for c in range(0, depth, deep):
                strip = _strip(image[c : c + deep], top, bottom, spec)
                part = filters[group, :, c * area : (c + deep) * area]
                patches = _patches(strip, bottom - top, width, spec)
                if c == 0:
                    out[...] = part @ patches.reshape(part.shape[1], -1)
                else:
                    out += part @ patches.reshape(part.shape[1], -1)
    return y.reshape(out_channels, height, width)


@lru_cache
def _table(spec: Conv2dSpec, shape: Shape) -> tuple[Array, Shape] | None:
    """Give the places of the pixels in each patch of a tiny image, if they are few.

    Padding has the place behind the last pixel.
    """
    height, width = spec.output_size(shape[1:])
    area = spec.kernel_size[0] * spec.kernel_size[1]
    if shape[0] * area * height * width > TINY or spec.groups > 1:
        return None
    places = np.arange(prod(shape)).reshape(shape) - prod(shape)
    patches = _patches(_strip(places, 0, height, spec), height, width, spec)
    columns = patches.reshape(-1, height * width) + prod(shape)
    columns.flags.writeable = False  # it is remembered
    return columns, (spec.out_channels, height, width)


def _block(
    size: tuple[int, int], layer: tuple[int, int, int], most: int
) -> tuple[int, int]:
    """Choose output rows and input channels of a block of at most `most` numbers."""
    (height, width), (products, depth, area) = size, layer
    most = min(most, CACHE)
    columns = min(MANY, max(FEW, most // (depth * area + products)))
    rows = _even(height, columns // width)
    return rows, _even(depth, (most // (rows * width) - products) // area)


def _even(total: int, most: int) -> int:
    """Cut a total into even parts, none larger than `most` unless that is below 1."""
    parts = -(-total // max(1, most))
    return -(-total // parts)


def _strip(x: Array, top: int, bottom: int, spec: Conv2dSpec) -> Array:
    """Copy the padded rows of the image that output rows `top` to `bottom` see."""
    above, _, left, right = spec.padding
    start = top * spec.stride[0] - above
    stop = (bottom - 1) * spec.stride[0] - above + spec.span[0]
    strip = np.zeros((len(x), stop - start, left + x.shape[2] + right), x.dtype)
    first = max(start, 0)
    last = max(first, min(stop, x.shape[1]))
    inner = slice(left, left + x.shape[2])
    strip[:, first - start : last - start, inner] = x[:, first:last]
    return strip


def _patches(x: Array, height: int, width: int, spec: Conv2dSpec) -> Array:
    """View a contiguous image as its patches, (C_in, K_h, K_w, H_out, W_out)."""
    (s_h, s_w), (d_h, d_w), (channel, row, pixel) = (
        spec.stride,
        spec.dilation,
        x.strides,
    )
    # No step leaves the image, though a single place allows a stride of any size.
    s_h, s_w = min(s_h, x.shape[1]), min(s_w, x.shape[2])
    d_h, d_w = min(d_h, x.shape[1]), min(d_w, x.shape[2])
    strides = (channel, d_h * row, d_w * pixel, s_h * row, s_w * pixel)
    # What `as_strided` does, with less work around it.
    shape = (len(x), *spec.kernel_size, height, width)
    return np.ndarray(shape, x.dtype, x, 0, strides)
