"""How others compute a layer with NumPy or SciPy, in our own words.

Each peer is a function of a batch (1, C_in, H, W), the weight and the spec. It
returns a call that takes nothing and computes the layer, so that whatever a library
prepares once stays outside the time. Padding is part of the call, as in `conv2d`.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from convguide import Conv2dSpec
    from convguide._typing import Array

    Peer: TypeAlias = Callable[[Array, Array, Conv2dSpec], Callable[[], Any]]
    Pairwise: TypeAlias = Callable[[Array, Array], Array]


def strided_im2col(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Copy patches through strides, and multiply once: as courses teach it."""

    def call() -> Array:
        image = _padded(x, spec)
        (k_h, k_w), (s_h, s_w) = spec.kernel_size, spec.stride
        height, width = _output_size(image, spec)
        depth = spec.filter_shape[0]
        channel, row, column = image.strides
        y = np.empty((spec.out_channels, height, width), x.dtype)
        per_group = spec.out_channels // spec.groups
        for group in range(spec.groups):
            patches = as_strided(
                image[group * depth :],
                (depth, k_h, k_w, height, width),
                (channel, row, column, row * s_h, column * s_w),
            )
            columns = np.ascontiguousarray(patches).reshape(depth * k_h * k_w, -1)
            filters = slice(group * per_group, (group + 1) * per_group)
            rows = weight[filters].reshape(per_group, -1)
            y[filters] = (rows @ columns).reshape(-1, height, width)
        return y[None]

    return call


def windows_einsum(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Take windows as a view, and let einsum contract them."""

    def call() -> Array:
        windows = _windows(_padded(x, spec), spec)
        if spec.groups == 1:  # a group axis of one would keep einsum from BLAS
            y = np.einsum("chwij,ocij->ohw", windows, weight, optimize=True)
            return np.ascontiguousarray(y)[None]
        grouped = windows.reshape(spec.groups, -1, *windows.shape[1:])
        filters = weight.reshape(spec.groups, -1, *weight.shape[1:])
        y = np.einsum("gchwij,gocij->gohw", grouped, filters, optimize=True)
        return np.ascontiguousarray(y).reshape(1, -1, *y.shape[2:])

    return call


def windows_tensordot(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Take windows as a view, and let tensordot contract them, group by group."""

    def call() -> Array:
        windows = _windows(_padded(x, spec), spec)
        per_group = spec.out_channels // spec.groups
        y = np.empty((spec.out_channels, *windows.shape[1:3]), x.dtype)
        for first in range(0, spec.out_channels, per_group):
            filters = weight[first : first + per_group]
            group = windows[spec.channels_of(first)]
            y[first : first + per_group] = np.tensordot(
                filters, group, ((1, 2, 3), (0, 3, 4))
            )
        return y[None]

    return call


def scipy_overlap_add(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Multiply spectra, one filter at a time; SciPy picks the size of the blocks."""
    convolve = import_module("scipy.signal").oaconvolve

    def call() -> Array:
        image = _padded(x, spec)
        flipped = weight[:, :, ::-1, ::-1]
        s_h, s_w = spec.stride
        maps = [
            convolve(image[spec.channels_of(o)], one, mode="valid", axes=(1, 2)).sum(0)
            for o, one in enumerate(flipped)
        ]
        return np.stack([y[::s_h, ::s_w] for y in maps])[None]

    return call


def scipy_correlate2d(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Correlate each pair of channels directly, and sum."""
    correlate = import_module("scipy.signal").correlate2d
    return partial(_by_pairs, partial(correlate, mode="valid"), x, weight, spec)


def scipy_ndimage(x: Array, weight: Array, spec: Conv2dSpec) -> Callable[[], Any]:
    """Correlate each pair of channels as an image filter, and sum."""
    correlate = import_module("scipy.ndimage").correlate

    def valid(channel: Array, kernel: Array) -> Array:
        # The filter keeps the size of the image; only its middle is fully covered.
        y: Array = correlate(channel, kernel, mode="constant")
        (k_h, k_w), (height, width) = kernel.shape, channel.shape
        y = y[k_h // 2 :, k_w // 2 :]
        return y[: height - k_h + 1, : width - k_w + 1]

    return partial(_by_pairs, valid, x, weight, spec)


def _by_pairs(slide: Pairwise, x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Slide each kernel over its channel, and sum what belongs to one filter."""
    image = _padded(x, spec)
    s_h, s_w = spec.stride
    y = np.zeros((spec.out_channels, *_output_size(image, spec)), x.dtype)
    for o, one_filter in enumerate(weight):
        for channel, kernel in zip(image[spec.channels_of(o)], one_filter, strict=True):
            y[o] += slide(channel, kernel)[::s_h, ::s_w]
    return y[None]


def _padded(x: Array, spec: Conv2dSpec) -> Array:
    """Pad the one image of the batch, (C_in, H, W)."""
    top, bottom, left, right = spec.padding
    if not any(spec.padding):
        image: Array = x[0]
        return image
    return np.pad(x[0], ((0, 0), (top, bottom), (left, right)))


def _output_size(image: Array, spec: Conv2dSpec) -> tuple[int, int]:
    """Height and width of the output of an image that is already padded."""
    sizes = zip(image.shape[1:], spec.kernel_size, spec.stride, strict=True)
    height, width = ((size - kernel) // step + 1 for size, kernel, step in sizes)
    return height, width


def _windows(image: Array, spec: Conv2dSpec) -> Array:
    """View an image as windows, (C_in, H_out, W_out, K_h, K_w)."""
    s_h, s_w = spec.stride
    return sliding_window_view(image, spec.kernel_size, axis=(1, 2))[:, ::s_h, ::s_w]


NUMPY_PEERS: dict[str, Peer] = {
    "strided im2col": strided_im2col,
    "windows einsum": windows_einsum,
    "windows tensordot": windows_tensordot,
}
SCIPY_PEERS: dict[str, Peer] = {
    "SciPy overlap add": scipy_overlap_add,
    "SciPy correlate2d": scipy_correlate2d,
    "SciPy ndimage": scipy_ndimage,
}
