"""How far apart two ways to add up the same products may be, in floating point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide import VIEWS, Conv2dSpec, conv2d
from convguide.views import winograd

if TYPE_CHECKING:
    from strategies import Layer

    from convguide._typing import Array

# Views that sum other products than those of pixels and weights.
TILES = {"winograd": winograd.LARGE, "winograd2": winograd.SMALL}
ROUNDING = ("fft", *TILES)
EXACT = tuple(view for view in VIEWS if view not in ROUNDING)


def rounding(layer: Layer, view: str = "loops") -> Array:
    """Bound how far a view and a plain sum are apart, for each output number.

    A sum of n products, added up in any order, is off by at most n·u / (1 - n·u) times
    the sum of their sizes (Higham, Accuracy and Stability of Numerical Algorithms,
    2002, section 3.1), where u is half of eps. Two such results differ by at most twice
    that, so n·eps; one more term for the bias, and one for the bound's own rounding.
    """
    x, weight = np.abs(layer.x), np.abs(layer.weight)
    bias = None if layer.bias is None else np.abs(layer.bias)
    sizes = conv2d(x, weight, bias, **layer.geometry)
    bound: Array = sizes * (weight[0].size + 2) * np.finfo(x.dtype).eps
    if view in ROUNDING:
        top, bottom, left, right = layer.sides
        images = layer.x if layer.x.ndim == 4 else layer.x[None]
        images = np.pad(images, [(0, 0), (0, 0), (top, bottom), (left, right)])
        own = _own_of_fft if view == "fft" else _own_of_tiles
        for n, image in enumerate(images):
            bound.reshape(-1, *bound.shape[-3:])[n] += own(layer, image, view)
    return bound


def _own_of_fft(layer: Layer, image: Array, _view: str) -> Array:
    """Bound what transforms round: (21·t + 3 + depth)·u for each channel, see fft.py.

    It is the same everywhere in a channel of the output. The one rounding of a result
    in float64 to float32 is in the bound for two plain sums, of which there is one.
    """
    working = np.result_type(image, np.float64)
    stages = sum(int(np.ceil(np.log2(pixels))) for pixels in image.shape[1:])
    out_channels, depth = layer.weight.shape[:2]
    norms = np.linalg.norm(image.astype(np.float64).reshape(len(image), -1), axis=1)
    sums = np.abs(layer.weight).sum(axis=(2, 3))
    seen = norms.reshape(-1, 1, depth).repeat(out_channels // (len(image) // depth), 1)
    sizes = (seen.reshape(out_channels, depth) * sums).sum(axis=1)
    bound = (21 * stages + 3 + depth) * np.finfo(working).eps * sizes
    result: Array = bound[:, None, None]
    return result


def _own_of_tiles(layer: Layer, image: Array, view: str) -> Array:
    """Bound what tiles round: the same sums, of sizes, times the longest way to them.

    A pixel and a weight are multiplied with numbers of the matrices, and added to
    others, and each of these steps rounds once; adding zero does not. An output is the
    sum of all such ways, each with at most n errors of u in it: n·eps is twice that.
    """
    tile = TILES[view]
    pixels, weights, outputs = (np.abs(matrix) for matrix in tile[:3])
    sizes = winograd.by_tiles(
        np.abs(image),
        np.abs(layer.weight),
        unpadded(layer),
        tile._replace(pixels=pixels, weights=weights, outputs=outputs),
    )
    terms = [np.count_nonzero(matrix, axis=1).max() for matrix in tile[:3]]
    rounded = sum(terms) + layer.weight.shape[1] + 3
    result: Array = sizes * rounded * np.finfo(image.dtype).eps
    return result


def taken(view: str, dtype: str) -> str:
    """Take float64 for longdouble where NumPy is too old to transform the latter."""
    if view == "fft" and np.fft.rfft2(np.ones((1, 1), dtype)).real.dtype < dtype:
        return "float64"
    return dtype


def unpadded(layer: Layer) -> Conv2dSpec:
    """Give the spec with which a view sees a layer."""
    groups = layer.geometry["groups"]
    out_channels, depth, *kernel_size = layer.weight.shape
    geometry = layer.geometry | {"padding": 0}
    return Conv2dSpec(depth * groups, out_channels, kernel_size, **geometry)


def real(layer: Layer, dtype: str) -> Layer:
    """Replace a layer's integers by numbers that must be rounded."""
    numbers = np.random.default_rng(int(np.abs(layer.weight).sum()))

    def like(array: Array) -> Array:
        return np.asarray(numbers.normal(size=array.shape), dtype)

    bias = None if layer.bias is None else like(layer.bias)
    return layer._replace(x=like(layer.x), weight=like(layer.weight), bias=bias)
