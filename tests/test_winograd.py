"""Tiles: what they refuse, where integers end, and how floats round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from refusals import refusal

from convguide import ShapeError, conv2d
from convguide.views.winograd import LARGE, SMALL

if TYPE_CHECKING:
    from convguide.views.winograd import Tile

TILES = {"winograd": LARGE, "winograd2": SMALL}


@pytest.mark.parametrize("view", TILES)
@pytest.mark.parametrize(
    ("name", "needed", "given", "kernel"),
    [
        ("kernel_size", (3, 3), (2, 3), (2, 3)),
        ("kernel_size", (3, 3), (3, 1), (3, 1)),
        ("stride", (1, 1), (2, 2), (3, 3)),
        ("stride", (1, 1), (1, 2), (3, 3)),
        ("dilation", (1, 1), (2, 1), (3, 3)),
    ],
)
def test_other_geometry_is_refused(
    view: str, name: str, needed: object, given: object, kernel: tuple[int, int]
) -> None:
    """The message names the argument, and the view that takes it."""
    geometry: Any = {} if name == "kernel_size" else {name: given}
    message = (
        f'view "{view}" needs {name} {needed}, but {name} is {given}\n'
        f'  hint: view="auto" takes any {name}'
    )
    with refusal(ShapeError, message):
        conv2d(np.ones((1, 9, 9)), np.ones((1, 1, *kernel)), **geometry, view=view)


@pytest.mark.parametrize("view", TILES)
@pytest.mark.parametrize("sign", [-1, 1])
def test_integers_are_exact_up_to_where_they_are_refused(view: str, sign: int) -> None:
    """18 products, 4 or 576 times as large on the way, must stay below 2^63."""
    most = (2**63 - 1) // (18 * TILES[view].scale * 2)
    weight = np.full((1, 2, 3, 3), 2)
    x = np.full((2, 5, 6), sign * most)
    assert (conv2d(x, weight, view=view) == 36 * sign * most).all()
    with pytest.raises(OverflowError):
        conv2d(x + sign, weight, view=view)


def test_overflowing_integers_are_refused() -> None:
    """The message says how large they may grow."""
    message = (
        'view "winograd" may need integers up to 2.3e+19 on the way, '
        'more than 64 bits hold\n  hint: smaller numbers, or view="auto"'
    )
    with refusal(OverflowError, message):
        conv2d(np.full((1, 3, 3), 2**52), np.ones((1, 1, 3, 3), int), view="winograd")


@pytest.mark.parametrize("name", ["x", "weight"])
def test_least_integer(name: str) -> None:
    """The one integer whose size does not fit into its dtype is refused as well."""
    arrays = {"x": np.zeros((1, 3, 3), int), "weight": np.zeros((1, 1, 3, 3), int)}
    arrays[name].flat[0] = -(2**63)
    other = arrays["weight" if name == "x" else "x"]
    other.flat[1] = 1
    with pytest.raises(OverflowError):
        conv2d(arrays["x"], arrays["weight"], view="winograd")


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("view", TILES)
def test_blocks_of_tiles_and_filters(view: str, groups: int) -> None:
    """A layer with several blocks of both, the last ones smaller than the others."""
    numbers = np.random.default_rng(groups)
    x = numbers.integers(-9, 10, (2 * groups, 91, 95))
    weight = numbers.integers(-9, 10, (70 * groups, 2, 3, 3))
    y = conv2d(x, weight, groups=groups, view=view)
    assert np.array_equal(y, conv2d(x, weight, groups=groups))


def test_more_tiles_in_a_row_than_in_a_block() -> None:
    """A wide image has blocks of one row of tiles."""
    x = np.arange(2 * 11 * 1000).reshape(2, 11, 1000) % 19 - 9
    weight = np.arange(54).reshape(3, 2, 3, 3) % 7 - 3
    assert np.array_equal(conv2d(x, weight, view="winograd"), conv2d(x, weight))


@pytest.mark.parametrize(
    ("tile", "side", "largest"), [(LARGE, 4, 48**2), (SMALL, 2, 8**2)]
)
def test_largest_sum(tile: Tile, side: int, largest: int) -> None:
    """The worst case in the docstrings: all pixels and weights as large as they may."""
    pixels, weights, outputs = (np.abs(matrix) for matrix in tile[:3])
    assert outputs.shape == (side**2, (side + 2) ** 2)
    sums = outputs @ (pixels.sum(axis=1) * weights.sum(axis=1)) / tile.scale
    assert sums.max() == largest


@pytest.mark.parametrize("channels", [16, 64])
def test_errors_are_as_large_as_the_docstrings_say(channels: int) -> None:
    """In float32: at most 2e-5 of the largest output, and for small tiles much less."""
    numbers = np.random.default_rng(channels)
    x = numbers.normal(size=(channels, 30, 30))
    weight = numbers.normal(size=(16, channels, 3, 3))
    x, weight = (a.astype(np.float32).astype(np.float64) for a in (x, weight))
    exact = conv2d(x, weight)
    arrays: Any = x.astype(np.float32), weight.astype(np.float32)
    plain, large, small = (
        np.abs(conv2d(*arrays, view=view) - exact).max() / np.abs(exact).max()
        for view in ("im2col", "winograd", "winograd2")
    )
    assert 5 * plain < large < 2e-5
    assert small < 3 * plain
