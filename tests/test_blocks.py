"""The quick views, cut into more and smaller blocks than any small layer needs."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import definition, layers

from convguide import Conv2dSpec, conv2d
from convguide.views import VIEWS, blocked, depthwise

if TYPE_CHECKING:
    from strategies import Layer

# A limit is set for the whole test, and not for each example.
ONCE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=[(1, 1, 1), (40, 1, 3), (200, 4, 9), (10**6, 10**6, 10**6)])
def small_blocks(request: pytest.FixtureRequest, monkeypatch: Any) -> None:
    """Force blocks: of a row and a channel, of a few, and one block for all."""
    cache, few, many = request.param
    for name, value in {"TINY": 0, "SMALL": 0, "CACHE": cache, "FEW": few}.items():
        monkeypatch.setattr(blocked, name, value)
    monkeypatch.setattr(blocked, "MANY", many)
    monkeypatch.setattr(depthwise, "CACHE", cache)


@pytest.mark.usefixtures("small_blocks")
@ONCE
@given(layer=layers())
def test_blocked(layer: Layer) -> None:
    """However a layer is cut, the sums are those of the definition."""
    y = conv2d(*layer.arrays, **layer.geometry, view="blocked")
    assert np.array_equal(y, definition(layer))


@pytest.mark.usefixtures("small_blocks")
@ONCE
@given(layer=layers("depthwise"))
def test_depthwise(layer: Layer) -> None:
    """Blocks of channels and of rows, padded by the view itself."""
    y = conv2d(*layer.arrays, **layer.geometry, view="depthwise")
    assert np.array_equal(y, definition(layer))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("view", ["blocked", "depthwise"])
def test_many_rows_and_channels(view: str) -> None:
    """A layer of several blocks in each direction, on uneven padding."""
    x = np.arange(7 * 13 * 5).reshape(7, 13, 5) % 17 - 8
    groups = 1 if view == "blocked" else 7
    weight = np.arange(14 * 7 // groups * 6).reshape(14, -1, 3, 2) % 7 - 3
    for stride, sides in product([1, (2, 1), (1, 3)], [0, (2, 0, 1, 3), (0, 3, 2, 0)]):
        geometry: Any = {"stride": stride, "padding": sides, "groups": groups}
        expected = conv2d(x, weight, view="im2col", **geometry)
        assert np.array_equal(conv2d(x, weight, view=view, **geometry), expected)


@pytest.mark.parametrize("size", [(1, 1), (5, 4), (11, 9), (12, 7)])
@pytest.mark.parametrize("padding", [0, (1, 0, 2, 1)])
def test_tiny_images_are_remembered(size: tuple[int, int], padding: Any) -> None:
    """The second call, by remembered places, gives what the first one gave."""
    spec = Conv2dSpec(2, 3, (1, 1), padding=padding)
    x = np.arange(2 * size[0] * size[1]).reshape(2, *size)
    weight = np.arange(3 * 2).reshape(3, 2, 1, 1) - 2
    expected = conv2d(x, weight, padding=padding, view="im2col")
    for image in (x, x.copy(order="F"), x):
        assert np.array_equal(VIEWS["blocked"](image, weight, spec), expected)


def test_few_patches_are_remembered_and_many_are_not() -> None:
    """The bound counts the numbers in the patches, and groups go another way."""
    few, many = Conv2dSpec(1, 1, 4), Conv2dSpec(1, 1, 3)
    assert blocked._table(few, (1, 11, 11)) is not None  # 16·64 numbers
    assert blocked._table(few, (1, 11, 12)) is None
    assert blocked._table(many, (1, 32, 32)) is None
    assert blocked._table(Conv2dSpec(2, 2, 1, groups=2), (2, 1, 1)) is None


def test_memory_stays_small() -> None:
    """Where im2col holds nine copies of the picture, the blocks hold a few rows."""
    import tracemalloc  # noqa: PLC0415

    x = np.ones((32, 112, 112), np.float32)
    weight = np.ones((32, 32, 3, 3), np.float32)
    peaks = {}
    for view in ("im2col", "blocked"):
        tracemalloc.start()
        conv2d(x, weight, padding=1, view=view)
        peaks[view] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peaks["im2col"] > 9 * x.nbytes
    assert peaks["blocked"] < 3 * x.nbytes
