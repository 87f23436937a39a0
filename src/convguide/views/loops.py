"""The definition: six nested loops, one multiplication at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Add up weight times input, for every output number on its own."""
    depth, k_h, k_w = spec.filter_shape
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    height, width = spec.output_size(x.shape[1:])
    y = np.zeros((spec.out_channels, height, width), x.dtype)
    for o in range(spec.out_channels):
        first = spec.channels_of(o).start
        for i in range(height):
            for j in range(width):
                for c in range(depth):
                    for u in range(k_h):
                        for v in range(k_w):
                            pixel = x[first + c, i * s_h + u * d_h, j * s_w + v * d_w]
                            y[o, i, j] += weight[o, c, u, v] * pixel
    return y
