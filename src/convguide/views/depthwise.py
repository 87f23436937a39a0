"""One kernel for each channel: products down the kernel, then shifted sums across."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec

# Numbers, not bytes, in the copied lines of a block: they should stay in cache.
CACHE = 5 << 16


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Apply the kernel columns to lines of pixels, then shift and add the results."""
    if spec.groups != spec.in_channels:
        facts = f"groups is {spec.groups} but in_channels is {spec.in_channels}"
        raise ShapeError(facts, hint="depthwise gives each channel a group of its own")
    height, width = spec.output_size(x.shape[1:])
    (k_h, k_w), s_w, d_w = spec.kernel_size, spec.stride[1], spec.dilation[1]
    # The kernel column `home` stands on the pixel itself, as far as padding allows.
    home = min(spec.padding[2] // d_w, k_w - 1)
    margin = spec.padding[2] - home * d_w
    last = (width - 1) * s_w + 1
    grid = max(margin + x.shape[2], last)
    rows = _part(height, k_h * grid)
    block = _part(len(x), k_h * grid * rows)
    lines = np.zeros((block, k_h, rows, grid), x.dtype)
    y = np.empty((len(x), len(weight) // len(x), height, width), x.dtype)
    kernels = weight.reshape(*y.shape[:2], k_h, k_w)
    for c in range(0, len(x), block):
        for top in range(0, height, rows):
            part = y[c : c + block, :, top : top + rows]
            seen = lines[: len(part), :, : part.shape[2]]
            _fill(seen[..., margin:], x[c : c + block], top, spec)
            part[...] = _sums(kernels[c : c + block], seen, home, d_w)[..., :last:s_w]
    return y.reshape(-1, height, width)


def _part(total: int, numbers: int) -> int:
    """Share things of so many numbers each evenly among blocks that fit the cache."""
    blocks = -(-total * numbers // CACHE)
    return -(-total // blocks)


def _fill(lines: Array, x: Array, top: int, spec: Conv2dSpec) -> None:
    """Copy, for each kernel row, the lines that it sees from output row `top` on."""
    s_h = spec.stride[0]
    for u in range(lines.shape[1]):
        start = top * s_h + u * spec.dilation[0] - spec.padding[0]
        skip = min(max(0, -(start // s_h)), lines.shape[2])
        seen = x[:, start + skip * s_h :: s_h][:, : lines.shape[2] - skip]
        lines[:, u, skip : skip + seen.shape[1], : x.shape[2]] = seen
        lines[:, u, :skip] = lines[:, u, skip + seen.shape[1] :] = 0


def _sums(kernels: Array, lines: Array, home: int, dilation: int) -> Array:
    """Multiply lines with kernel columns; shift the products onto those of `home`."""
    channels, multiplier, k_h, k_w = kernels.shape
    columns = kernels.swapaxes(2, 3).reshape(channels, -1, k_h)
    products: Array = columns @ lines.reshape(channels, k_h, -1)
    products = products.reshape(channels, multiplier, k_w, -1)
    planes = products.reshape(*products.shape[:3], *lines.shape[2:])
    # What a column adds where it stands on padding: 0, or NaN if it is not finite.
    with np.errstate(invalid="ignore"):
        nothing = (columns * 0).sum(axis=2).reshape(channels, multiplier, k_w, 1)
    for v in range(k_w):
        shift = (v - home) * dilation
        into, edge = products[:, :, home], nothing[:, :, v]
        # Lines follow each other in memory: what would spill into the next is padding.
        if shift < 0:
            planes[:, :, v, :, shift:] = edge[..., None]
            into[..., -shift:] += products[:, :, v, :shift]
            into[..., :-shift] += edge
        elif shift > 0:
            planes[:, :, v, :, :shift] = edge[..., None]
            into[..., :-shift] += products[:, :, v, shift:]
            into[..., -shift:] += edge
    return planes[:, :, home]
