"""One 2D kernel for each pair of channels; their maps are summed over the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def partial_maps(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Slide every kernel over its own channel: (C_out, C_in / groups, H_out, W_out)."""
    height, width = spec.output_size(x.shape[1:])
    maps = np.zeros((*weight.shape[:2], height, width), x.dtype)
    for o in range(spec.out_channels):
        for c, channel in enumerate(x[spec.channels_of(o)]):
            for i in range(height):
                for j in range(width):
                    maps[o, c, i, j] = (weight[o, c] * channel[spec.window(i, j)]).sum()
    return maps


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Sum the partial maps of each filter over its input channels."""
    y: Array = partial_maps(x, weight, spec).sum(axis=1)
    return y
