"""PyTorch as the oracle: the same layer, computed by somebody else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rounding import real, rounding
from strategies import TILED, definition, layers, random_layer, takes

from convguide import VIEWS, ShapeError, conv2d

if TYPE_CHECKING:
    from strategies import Layer

    from convguide._typing import Array

pytestmark = pytest.mark.torch


def oracle(torch: Any, layer: Layer) -> Array:
    """Let PyTorch compute a layer; sides that it does not have are padded first."""
    functional = torch.nn.functional
    tensors = [None if a is None else torch.from_numpy(a) for a in layer.arrays]
    top, bottom, left, right = layer.sides
    padded = functional.pad(tensors[0], (left, right, top, bottom))
    y = functional.conv2d(padded, *tensors[1:], **layer.geometry | {"padding": 0})
    result: Array = y.numpy()
    return result


@pytest.mark.parametrize("view", VIEWS)
@given(data=st.data())
def test_integers_exactly(torch: Any, view: str, data: st.DataObject) -> None:
    """On int64 both compute the same integers."""
    layer = data.draw(layers(view))
    y = conv2d(*layer.arrays, **layer.geometry, view=view)
    assert np.array_equal(y, oracle(torch, layer))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@given(data=st.data())
def test_floats_within_rounding(
    torch: Any, view: str, dtype: str, data: st.DataObject
) -> None:
    """On floats both are within the rounding of what they add up."""
    layer = real(data.draw(layers(view)), dtype)
    y = conv2d(*layer.arrays, **layer.geometry, view=view)
    expected = oracle(torch, layer)
    assert y.dtype == expected.dtype
    assert y.shape == expected.shape
    assert (np.abs(y - expected) <= rounding(layer, view)).all()


# PyTorch remarks, once, that it pads such a layer beforehand.
REMARK = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")


@REMARK
@given(layer=layers(), padding=st.sampled_from(["same", "valid", 0, 2, (1, 3)]))
def test_padding_as_in_torch(torch: Any, layer: Layer, padding: Any) -> None:
    """The words and short forms of padding mean what they mean in PyTorch."""
    stride = 1 if padding == "same" else layer.geometry["stride"]
    geometry = layer.geometry | {"padding": padding, "stride": stride}
    x = np.concatenate([layer.x] * 10, axis=-2)
    x = np.concatenate([x] * 10, axis=-1)
    tensors = [
        None if array is None else torch.from_numpy(array)
        for array in (x, layer.weight, layer.bias)
    ]
    expected = torch.nn.functional.conv2d(*tensors, **geometry)
    y = conv2d(x, layer.weight, layer.bias, **geometry)
    assert np.array_equal(y, expected.numpy())


@REMARK
@pytest.mark.parametrize("kernel_size", [(2, 4), (4, 2), (2, 3), (3, 4), (6, 1)])
@pytest.mark.parametrize("dilation", [1, 2, (3, 1)])
def test_same_with_even_kernels(
    torch: Any, kernel_size: tuple[int, int], dilation: Any
) -> None:
    """An even kernel has its odd pixel at the bottom and on the right in both."""
    numbers = np.random.default_rng(7)
    x = numbers.integers(-9, 10, (2, 3, 7, 8))
    weight = numbers.integers(-9, 10, (5, 3, *kernel_size))
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(x), torch.from_numpy(weight), padding="same", dilation=dilation
    )
    y = conv2d(x, weight, padding="same", dilation=dilation)
    assert y.shape == (2, 5, 7, 8)
    assert np.array_equal(y, expected.numpy())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_infinite_weight_over_padding(torch: Any, dtype: str) -> None:
    """0·inf is NaN in both: padding is zeros, not absence."""
    x = np.ones((1, 1, 3, 4), dtype)
    weight = np.full((1, 1, 3, 3), np.inf, dtype)
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(x), torch.from_numpy(weight), padding=1
    ).numpy()
    with np.errstate(invalid="ignore"):
        y = conv2d(x, weight, padding=1)
    assert np.isnan(y[0, 0, 0, 0])
    assert y[0, 0, 1, 1] == np.inf
    assert np.array_equal(y, expected, equal_nan=True)


# Each trait must be met this often among the two thousand.
AT_LEAST = {
    "batch": 800,
    "empty batch": 200,
    "bias": 1000,
    "no bias": 400,
    "groups": 700,
    "depthwise": 300,
    "multiplier": 200,
    "stride": 800,
    "two strides": 300,
    "dilation": 800,
    "same": 200,
    "same, even kernel": 100,
    "valid": 200,
    "uneven padding": 300,
    "four sides": 20,
    "flat kernel": 1000,
    "1×1": 80,
    "refused by depthwise": 800,
    "refused by winograd": 1_400,
    "refused by winograd2": 1_400,
}


def test_two_thousand_configurations(torch: Any) -> None:
    """2,000 layers: exact on integers in every view, within rounding on floats.

    A view that cannot do a layer refuses it.
    """
    numbers = np.random.default_rng(2_000)

    def choose(least: int, most: int) -> int:
        return int(numbers.integers(least, most + 1))

    met: Counter[str] = Counter()
    geometries = set()
    for number in range(2_000):
        layer = random_layer(choose)
        geometries.add((layer.x.shape, layer.weight.shape, str(layer.geometry)))
        met.update(["layers", *layer.traits()])
        expected = definition(layer)
        assert np.array_equal(expected, oracle(torch, layer)), (number, layer)
        for view in VIEWS:
            if not takes(view, layer):
                with pytest.raises(ShapeError, match=view):
                    conv2d(*layer.arrays, **layer.geometry, view=view)
                met[f"refused by {view}"] += 1
                continue
            y = conv2d(*layer.arrays, **layer.geometry, view=view)
            assert y.dtype == np.int64, (number, view, layer)
            assert np.array_equal(y, expected), (number, view, layer)
        layer = real(layer, "float64")
        y = conv2d(*layer.arrays, **layer.geometry)
        error = np.abs(y - oracle(torch, layer))
        assert y.dtype == np.float64, (number, layer)
        assert (error <= rounding(layer)).all(), (number, layer)
    assert met["layers"] == 2_000
    assert len(geometries) > 1_900
    assert {
        trait: met[trait] for trait in AT_LEAST if met[trait] < AT_LEAST[trait]
    } == {}
    assert set(met) == {"layers", *AT_LEAST}


@pytest.mark.parametrize("view", TILED)
def test_three_hundred_tiled_configurations(torch: Any, view: str) -> None:
    """300 layers that tiles can do: exact on integers, within rounding on floats."""
    numbers = np.random.default_rng(300)

    def choose(least: int, most: int) -> int:
        return int(numbers.integers(least, most + 1))

    met: Counter[str] = Counter()
    overhangs = set()
    for number in range(300):
        layer = random_layer(choose, view)
        met.update(layer.traits())
        y = conv2d(*layer.arrays, **layer.geometry, view=view)
        overhangs.add((-y.shape[-2] % 4, -y.shape[-1] % 4))
        assert y.dtype == np.int64, (number, layer)
        assert np.array_equal(y, oracle(torch, layer)), (number, layer)
        layer = real(layer, "float32")
        y = conv2d(*layer.arrays, **layer.geometry, view=view)
        error = np.abs(y - oracle(torch, layer))
        assert y.dtype == np.float32, (number, layer)
        assert (error <= rounding(layer, view)).all(), (number, layer)
    assert len(overhangs) == 16
    traits = ("batch", "bias", "groups", "depthwise", "same", "uneven padding")
    assert min(met[trait] for trait in traits) >= 30
