"""The transform: exact on integers or refused, and never in too few bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal
from rounding import real, taken
from strategies import layers

from convguide import Conv2dSpec, conv2d
from convguide.views import fft

if TYPE_CHECKING:
    from strategies import Layer


def whole(numbers: np.random.Generator, peak: int, *shape: int) -> Any:
    """Draw integers of about one size, which is where sums are largest."""
    return numbers.choice([-peak, peak - 1, peak], size=shape)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (16, 16), (17, 33)])
def test_integers_are_exact_up_to_where_they_are_refused(
    seed: int, size: tuple[int, int]
) -> None:
    """Just below the bound all integers are right; just above it they are refused."""
    numbers = np.random.default_rng(seed)
    spec = Conv2dSpec(6, 3, (min(size[0], 3), min(size[1], 3)), groups=3)
    weight = whole(numbers, 1000, *spec.weight_shape)
    x = whole(numbers, 1000, 6, *size)
    factor = int(0.49 / error(x, weight))
    assert factor > 100
    y = fft.compute(x * factor, weight, spec)
    assert y.dtype == np.int64
    assert np.array_equal(y, conv2d(x * factor, weight, groups=3))
    with pytest.raises(OverflowError, match='view "fft" may be off by 5'):
        fft.compute(x * int(0.55 / error(x, weight)), weight, spec)


def error(x: Any, weight: Any) -> float:
    """Ask the view for its bound."""
    size = [2 ** int(np.ceil(np.log2(pixels))) for pixels in x.shape[1:]]
    return fft.largest_error(x.astype(float), weight.astype(float), size)


def test_error_in_numbers() -> None:
    """Four stages, two channels, pixels with the norm 5 and weights that sum to 7.

    The pixels of this norm are in one channel, in different rows and columns.
    """
    x = np.zeros((2, 2, 7))
    x[1, 1, 1] = -3
    x[1, 0, 2] = 4
    x[0, 1, 1] = 2
    weight = np.zeros((1, 2, 3, 1))
    weight[0, 0] = [[1], [-2], [4]]
    weight[0, 1] = 2
    bound = (21 * (1 + 3) + 3 + 2) * 2.0**-52 * 2 * 5 * 7
    assert error(x, weight) == pytest.approx(bound, rel=1e-12, abs=0)


def test_doubtful_integers_are_refused() -> None:
    """2^53 + 1 does not exist as a float64, so no transform in it can be trusted."""
    x = np.array([[[2**53 + 1]]])
    message = (
        'view "fft" may be off by 8.0e+00, too much to round to integers\n'
        '  hint: smaller numbers, or view="auto", which is exact'
    )
    with refusal(OverflowError, message):
        conv2d(x, np.ones((1, 1, 1, 1), int), view="fft")


def test_an_error_of_one_half_is_refused() -> None:
    """Without a stage and with one channel the bound is 2^-50 times the product."""
    one = np.ones((1, 1, 1, 1), int)
    assert conv2d(np.array([[[2**49 - 1]]]), one, view="fft").item() == 2**49 - 1
    with pytest.raises(OverflowError, match=r"may be off by 5\.0e-01"):
        conv2d(np.array([[[2**49]]]), one, view="fft")


def test_least_integer() -> None:
    """The one integer whose size does not fit into its dtype is refused as well."""
    x = np.array([[[-(2**63), 0]]])
    with pytest.raises(OverflowError, match="too much to round"):
        fft.compute(x, np.ones((1, 1, 1, 2), int), Conv2dSpec(1, 1, (1, 2)))


@given(layer=layers(), exponent=st.integers(-30, 30))
def test_large_beside_small(layer: Layer, exponent: int) -> None:
    """The bound holds for the whole image, so also where it is small beside others."""
    layer = real(layer, "float64")._replace(bias=None)
    layer.x[..., 0] *= 10.0**exponent
    y = conv2d(*layer.arrays, **layer.geometry, view="fft")
    plain = conv2d(*layer.arrays, **layer.geometry)
    for image, one, other in zip(*map(as_batch, (layer.x, y, plain)), strict=True):
        image = np.pad(image, [(0, 0), layer.sides[:2], layer.sides[2:]])  # noqa: PLW2901
        assert (np.abs(one - other) <= 2 * error(image, layer.weight)).all()


def as_batch(array: Any) -> Any:
    """Put a single image into a batch."""
    return array if array.ndim == 4 else array[None]


def test_longdouble_keeps_its_bits() -> None:
    """One third in longdouble is not one third in float64, there and back again."""
    dtype = taken("fft", "longdouble")
    x = np.full((1, 2, 2), np.longdouble(1) / 3).astype(dtype)
    y = fft.compute(x, np.ones((1, 1, 1, 1), dtype), Conv2dSpec(1, 1, 1))
    assert y.dtype == dtype
    assert (np.abs(y - x) <= 4 * np.finfo(dtype).eps).all()


def test_longdouble_is_not_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy 1 transforms in float64 only, which would pass for longdouble."""
    transform = np.fft.rfft2
    monkeypatch.setattr(
        np.fft, "rfft2", lambda *args: transform(*args).astype(np.complex128)
    )
    ones = np.ones((1, 1, 2, 2), np.longdouble)
    message = (
        f'view "fft" cannot keep {ones.dtype}: this NumPy transforms in float64\n'
        '  hint: use NumPy 2, or view="auto"'
    )
    with refusal(TypeError, message):
        conv2d(ones, ones, view="fft")
    assert conv2d(ones.astype(float), ones.astype(float), view="fft") == 4
