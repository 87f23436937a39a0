"""The quick views, cut into more and smaller blocks than any small layer needs."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import definition, layers

from convguide import Conv2dSpec, conv2d
from convguide._inputs import checked
from convguide._padding import pad
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
    few, many = Conv2dSpec(1, 1, (2, 8)), Conv2dSpec(1, 1, 3)
    assert blocked._table(few, (1, 9, 15)) is not None  # 16·64 numbers
    assert blocked._table(few, (1, 9, 16)) is None
    assert blocked._table(many, (1, 32, 32)) is None
    assert blocked._table(Conv2dSpec(2, 2, 1, groups=2), (2, 1, 1)) is None


def test_what_is_remembered_cannot_be_changed() -> None:
    """The places serve every later call."""
    table = blocked._table(Conv2dSpec(1, 1, 1), (1, 2, 2))
    assert table is not None
    with pytest.raises(ValueError, match="read-only"):
        table[0][0] = 1


@given(layer=layers(), data=st.data())
def test_strip(layer: Layer, data: Any) -> None:
    """A strip holds the padded rows under the windows of its rows, and no other."""
    options: Any = (*layer.geometry.values(), "zeros")
    inputs = checked(2, *layer.arrays, *options)
    spec = inputs.geometry.spec
    image = inputs.x[0] if len(inputs.x) else np.ones(inputs.x.shape[1:])
    height = spec.output_size(image.shape[1:])[0]
    top = data.draw(st.integers(0, height - 1))
    bottom = data.draw(st.integers(top + 1, height))
    first, last = spec.axes[0].window(top), spec.axes[0].window(bottom - 1)
    strip = blocked._strip(image, top, bottom, spec)
    padded = pad(image, spec.axes, "zeros")
    assert np.array_equal(strip, padded[:, first.start : last.stop])


@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    layer=st.tuples(st.integers(1, 600), st.integers(1, 600), st.integers(1, 49)),
    most=st.integers(1, 10**7),
)
def test_blocks_fit_the_cache(
    size: tuple[int, int], layer: tuple[int, int, int], most: int
) -> None:
    """Patches and products fit, unless a single row or channel does not."""
    (height, width), (products, depth, area) = size, layer
    rows, deep = blocked._block(size, layer, most)
    assert 1 <= rows <= height
    assert 1 <= deep <= depth
    numbers = rows * width * (deep * area + products)
    assert numbers <= min(most, blocked.CACHE) or deep == 1
    assert rows * width <= blocked.MANY or rows == 1
    # Even parts are at least half of what would have been possible.
    assert rows == height or 2 * rows >= blocked.FEW // width


@given(total=st.integers(1, 1000), most=st.integers(-5, 1200))
def test_parts_are_even(total: int, most: int) -> None:
    """As few parts as possible, of which none exceeds the others by much."""
    part = blocked._even(total, most)
    parts = -(-total // part)
    assert part <= max(most, 1)
    assert parts == -(-total // max(1, most))
    assert part * parts - total < parts


@pytest.mark.parametrize("size", [(112, 112), (14, 896), (1568, 8)])
def test_memory_stays_small(size: tuple[int, int]) -> None:
    """Where im2col holds nine copies of the picture, the blocks hold a few rows."""
    import tracemalloc  # noqa: PLC0415

    x = np.ones((32, *size), np.float32)
    weight = np.ones((32, 32, 3, 3), np.float32)
    peaks = {}
    for view in ("im2col", "blocked"):
        tracemalloc.start()
        conv2d(x, weight, padding=1, view=view)
        peaks[view] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peaks["im2col"] > 9 * x.nbytes
    assert peaks["blocked"] < 3 * x.nbytes
