"""What a layer really is, computed more exactly than anything that is timed."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from convguide import conv2d

if TYPE_CHECKING:
    from bench.shapes import Layer
    from convguide._typing import Array

AFFORDABLE = 5_000_000  # multiplications in longdouble, which no BLAS computes
SAMPLES = 32  # outputs that are held against the definition, one by one
# Of the largest output; Winograd and Fourier lose digits, but not these.
TOLERANCE = {"float32": 1e-4, "float64": 1e-11}


def reference(x: Array, weight: Array, layer: Layer) -> tuple[Array, bool]:
    """Compute the layer in a wider type, and say whether it is exact enough.

    A sample of it is held against the definition, so that the reference may itself be
    a view. Where a wider type is missing or takes too long, float64 stands in for it:
    enough to refuse wrong numbers, not to count rounding errors.
    """
    wide: Any = np.float64
    exact = x.dtype == np.float32
    longer = np.finfo(np.longdouble).eps < np.finfo(np.float64).eps
    if not exact and longer and layer.macs <= AFFORDABLE:
        wide, exact = np.longdouble, True
    spec = layer.spec
    y = conv2d(
        x.astype(wide),
        weight.astype(wide),
        stride=spec.stride,
        padding=spec.padding,
        groups=spec.groups,
        view="dense",
    )
    _hold_against_definition(y, x, weight, layer)
    return y, exact


def _hold_against_definition(y: Array, x: Array, weight: Array, layer: Layer) -> None:
    """Write a few outputs out as the sum that they are."""
    spec = layer.spec
    top, bottom, left, right = spec.padding
    image = np.pad(x[0].astype(np.float64), ((0, 0), (top, bottom), (left, right)))
    numbers = np.random.default_rng(1)
    for place in numbers.choice(prod(y.shape), min(SAMPLES, y.size), replace=False):
        _, o, i, j = np.unravel_index(place, y.shape)
        window = spec.window(int(i), int(j))
        products = image[(spec.channels_of(int(o)), *window)] * weight[o]
        # Each product is off by half an eps at most, and so is each partial sum.
        bound = np.abs(products).sum() * products.size * np.finfo(np.float64).eps
        if abs(products.sum() - y[0, o, i, j]) > bound:
            msg = (
                f"the reference of {layer.name} is wrong at {(int(o), int(i), int(j))}"
            )
            raise ArithmeticError(msg)


def refuse_wrong(column: str, y: Array, truth: Array, dtype: str) -> None:
    """Time nothing that computes something else.

    Raises
    ------
    ArithmeticError
        If the shape, the dtype or a number is wrong.
    """
    if (y.shape, y.dtype.name) != (truth.shape, dtype):
        msg = f"{column} gives {y.dtype} {y.shape}, not {dtype} {truth.shape}"
        raise ArithmeticError(msg)
    error = largest_error(y, truth)
    if not error <= TOLERANCE[dtype] * np.abs(truth).max():  # NaN is wrong too
        msg = f"{column} is off by {error:.3g}; it is not timed"
        raise ArithmeticError(msg)


def largest_error(y: Array, truth: Array) -> float:
    """Find the largest absolute error."""
    return float(np.abs(y - truth).max())


def error_unit(torch_error: float, truth: Array, dtype: np.dtype[Any]) -> float:
    """Find what errors are counted in: torch's own, or that of rounding once.

    On a small layer torch may happen to be exact, and then nothing could be compared
    with it.
    """
    once = float(np.abs(truth).max()) * float(np.finfo(dtype).eps) / 2
    return max(torch_error, once)
