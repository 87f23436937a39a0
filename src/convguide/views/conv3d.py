"""A 3D convolution over one volume, with filters exactly as deep as the volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def slide(volume: Array, one_filter: Array, spec: Conv2dSpec) -> Array:
    """Slide one 3D filter over (D, H, W) in depth too: (D - K_d + 1, H_out, W_out)."""
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    window = (len(one_filter), *spec.span)
    blocks = sliding_window_view(volume, window)[:, ::s_h, ::s_w, :, ::d_h, ::d_w]
    y: Array = (blocks * one_filter).sum(axis=(3, 4, 5))
    return y


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Slide every filter over its volume; there is one place in depth to stand."""
    planes = [
        slide(x[spec.channels_of(o)], one_filter, spec)
        for o, one_filter in enumerate(weight)
    ]
    return np.concatenate(planes)
