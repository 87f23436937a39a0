"""Patches copied into columns, then one matrix product does the whole layer."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from numpy.lib.stride_tricks import sliding_window_view

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def columns(x: Array, spec: Conv2dSpec) -> Array:
    """Write each patch as one column: (C_in * K_h * K_w, H_out * W_out)."""
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    patches = sliding_window_view(x, spec.span, axis=(1, 2))
    patches = patches[:, ::s_h, ::s_w, ::d_h, ::d_w].transpose(0, 3, 4, 1, 2)
    return patches.reshape(prod(patches.shape[:3]), -1)


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Multiply the filters, one to a row, with the patches, one to a column."""
    height, width = spec.output_size(x.shape[1:])
    depth, k_h, k_w = spec.filter_shape
    patches = columns(x, spec).reshape(spec.groups, depth * k_h * k_w, -1)
    rows = weight.reshape(spec.groups, -1, depth * k_h * k_w)
    y: Array = rows @ patches
    return y.reshape(spec.out_channels, height, width)
