"""A dense layer over the channels at every kernel offset: shifted 1×1s, summed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Apply the (C_out, C_in) matrix of each offset to the image shifted by it."""
    depth, k_h, k_w = spec.filter_shape
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    height, width = spec.output_size(x.shape[1:])
    matrices = weight.reshape(spec.groups, -1, depth, k_h, k_w)
    y = np.zeros((*matrices.shape[:2], height * width), x.dtype)
    for u in range(k_h):
        for v in range(k_w):
            shifted = x[:, u * d_h :: s_h, v * d_w :: s_w][:, :height, :width]
            y += matrices[..., u, v] @ shifted.reshape(spec.groups, depth, -1)
    return y.reshape(spec.out_channels, height, width)
