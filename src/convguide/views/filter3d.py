"""One 3D filter for each output channel: a block that slides down and right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Multiply each filter with the block of input under it, and sum the products."""
    height, width = spec.output_size(x.shape[1:])
    y = np.empty((spec.out_channels, height, width), x.dtype)
    for o, one_filter in enumerate(weight):
        for i in range(height):
            for j in range(width):
                block = x[(spec.channels_of(o), *spec.window(i, j))]
                y[o, i, j] = (one_filter * block).sum()
    return y
