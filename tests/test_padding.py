"""Padding in its four modes, and its adjoint."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, ShapeError, conv1d, conv2d
from convguide._axes import Axis
from convguide._padding import MODES, fold, pad, read_mode, refuse_too_wide, sources


@pytest.mark.parametrize(
    ("mode", "pixels"),
    [
        ("zeros", [-2, -1, 0, 1, 2, 3, 4, 5, 6]),
        ("reflect", [2, 1, 0, 1, 2, 3, 2, 1, 0]),
        ("replicate", [0, 0, 0, 1, 2, 3, 3, 3, 3]),
        ("circular", [2, 3, 0, 1, 2, 3, 0, 1, 2]),
    ],
)
def test_sources(mode: str, pixels: list[int]) -> None:
    """Four pixels with two before and three after: which pixel each one repeats."""
    assert list(sources(Axis(before=2, after=3), 4, mode)) == pixels


@pytest.mark.parametrize(
    ("mode", "numbers"),
    [
        ("zeros", [0, 0, 10, 20, 30, 0]),
        ("reflect", [30, 20, 10, 20, 30, 20]),
        ("replicate", [10, 10, 10, 20, 30, 30]),
        ("circular", [20, 30, 10, 20, 30, 10]),
    ],
)
def test_modes_in_numbers(mode: str, numbers: list[int]) -> None:
    """A kernel of one weight shows the padded input itself."""
    x, one = np.array([[10, 20, 30]]), np.ones((1, 1, 1), int)
    assert conv1d(x, one, padding=(2, 1), padding_mode=mode).tolist() == [numbers]
    both = conv2d(x[None], one[None], padding=(0, 0, 2, 1), padding_mode=mode)
    assert both.tolist() == [[numbers]]


boxes = st.tuples(st.integers(1, 4), st.integers(1, 5))
widths = st.tuples(*[st.integers(0, 3)] * 4)


@given(mode=st.sampled_from(sorted(MODES)), size=boxes, wide=widths)
def test_pad_takes_each_pixel_from_its_source(mode: str, size: Any, wide: Any) -> None:
    """Every padded pixel is the one that `sources` names, on both axes."""
    axes = _axes(mode, size, wide)
    x = np.arange(1, 2 * size[0] * size[1] + 1).reshape(2, *size)
    y = pad(x, axes, mode)
    rows, columns = (sources(a, n, mode) for a, n in zip(axes, size, strict=True))
    assert y.shape == (2, len(rows), len(columns))
    for (i, row), (j, column) in product(enumerate(rows), enumerate(columns)):
        inside = 0 <= row < size[0] and 0 <= column < size[1]
        assert (y[:, i, j] == (x[:, row, column] if inside else 0)).all()


@given(mode=st.sampled_from(sorted(MODES)), size=boxes, wide=widths)
def test_fold_is_the_adjoint_of_pad(mode: str, size: Any, wide: Any) -> None:
    """The inner product of pad(x) and y is that of x and fold(y)."""
    axes = _axes(mode, size, wide)
    numbers = np.random.default_rng(sum(wide))
    x = numbers.integers(-9, 10, (2, *size))
    padded = pad(x, axes, mode)
    y: Any = numbers.integers(-9, 10, padded.shape)
    folded = fold(y, axes, size, mode)
    assert folded.shape == x.shape
    assert (padded * y).sum() == (x * folded).sum()


def _axes(mode: str, size: tuple[int, int], wide: tuple[int, ...]) -> list[Axis]:
    """Keep the padding within what the mode can repeat."""
    most = {"reflect": -1, "circular": 0}.get(mode, 9)
    top, bottom, left, right = (
        min(w, n + most) for w, n in zip(wide, np.repeat(size, 2).tolist(), strict=True)
    )
    return [Axis(before=top, after=bottom), Axis(before=left, after=right)]


def test_nothing_to_pad() -> None:
    """Without padding the array itself goes on."""
    x = np.ones((1, 2, 3))
    assert pad(x, [Axis(), Axis()], "zeros") is x
    assert pad(x, [Axis(), Axis()], "reflect") is x


@pytest.mark.parametrize(
    ("size", "padding", "mode", "facts"),
    [
        ((3, 9), (3, 0), "reflect", "padding is 3 but H is 3"),
        ((9, 2), (0, 2), "reflect", "padding is 2 but W is 2"),
        ((3, 9), (0, 4, 0, 0), "circular", "padding is 4 but H is 3"),
        ((0, 9), (1, 0), "replicate", "padding is 1 but H is 0"),
        ((0, 9), (2, 0), "circular", "padding is 2 but H is 0"),
    ],
)
def test_too_few_pixels_to_repeat(
    size: Any, padding: Any, mode: Any, facts: str
) -> None:
    """A picture cannot be mirrored further than it is wide."""
    x, one = np.ones((1, *size)), np.ones((1, 1, 1, 1))
    with refusal(
        ShapeError,
        f"""\
{facts} and padding_mode is "{mode}"
  x       {(1, *size)}     axes (C_in, H, W)
  weight  (1, 1, 1, 1)  axes (C_out, C_in/groups, K_h, K_w)
  hint: "{mode}" repeats pixels of the image once; "zeros" has no bound""",
    ):
        conv2d(x, one, padding=padding, padding_mode=mode)


def test_widest_padding_that_can_be_repeated() -> None:
    """One pixel less than the size for reflect, the size itself for circular."""
    x, one = np.array([[1, 2, 3]]), np.ones((1, 1, 1), int)
    mirrored = conv1d(x, one, padding=2, padding_mode="reflect")
    assert mirrored.tolist() == [[3, 2, 1, 2, 3, 2, 1]]
    tiled = conv1d(x, one, padding=3, padding_mode="circular")
    assert tiled.tolist() == [[1, 2, 3] * 3]
    repeated = conv1d(x[:, :1], one, padding=4, padding_mode="replicate")
    assert repeated.tolist() == [[1] * 9]


def test_nothing_may_stay_nothing() -> None:
    """An image without pixels has none to repeat, and none are asked for."""
    axis = Axis()
    for mode in MODES:
        if mode != "reflect":
            refuse_too_wide(axis, 0, mode, "H")


def named(mode: Any) -> Conv2dSpec:
    """Give a spec the mode."""
    return Conv2dSpec(1, 1, 1, padding_mode=mode)


@pytest.mark.parametrize("call", [read_mode, named])
def test_unknown_mode(call: Any) -> None:
    """The names are PyTorch's, and others are refused with the list."""
    known = '"zeros", "reflect", "replicate", "circular"'
    with refusal(ValueError, f"padding_mode must be one of {known}; got 'edge'"):
        call("edge")
    with refusal(TypeError, "padding_mode must be a string, got 0 (int)"):
        call(0)
    with refusal(TypeError, "padding_mode must be a string, got ['zeros'] (list)"):
        call(["zeros"])
