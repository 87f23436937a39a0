"""Partial maps, drawn: they add up exactly, and what is left out is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from refusals import refusal
from strategies import definition, layers

import convguide as cg

if TYPE_CHECKING:
    from strategies import Layer

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def images(choose: Any) -> tuple[Layer, int]:
    """Draw a layer that looks at one image, and one of its filters."""
    layer = choose(layers().filter(lambda layer: len(layer.x)))
    layer = layer._replace(x=layer.x[0]) if layer.x.ndim == 4 else layer
    return layer, choose(st.integers(0, len(layer.weight) - 1))


def read(numbers: str) -> Any:
    """Read an array of integers back from words."""
    numbers = numbers.replace("\N{MINUS SIGN}", "-")
    return np.array([[int(n) for n in row.split()] for row in numbers.split(";")])


@settings(max_examples=15)
@given(case=images())
def test_maps_add_up(draw: Any, case: tuple[Layer, int]) -> None:
    """The maps in the picture, and the bias, are exactly the layer's output channel."""
    layer, o = case
    drawing = draw.partial_maps(*layer.arrays, out_channel=o, **layer.geometry)
    refuse_hidden_words(drawing)
    groups, expected = layer.geometry["groups"], definition(layer)[o]
    group = o // (len(layer.weight) // groups)
    depth = layer.weight.shape[1]
    seen = [group * depth + n for n in range(depth)]
    found = re.findall(r"makes partial map (\d+), ([^.]*)\.", drawing.description)
    assert [int(channel) for channel, _ in found] == seen
    shown = words(drawing)
    for name in ("channel", "kernel"):
        assert [w for w in shown if w.startswith(name)] == [f"{name} {c}" for c in seen]
    assert f"= output channel {o}" in shown
    if "of" in found[0][1]:
        assert max(expected.shape) > 4
        return
    total = sum(read(numbers) for _, numbers in found)
    for n, (channel, numbers) in enumerate(found):
        alone = layer._replace(
            x=layer.x[[int(channel)]],
            weight=layer.weight[[o]][:, [n]],
            bias=None,
            geometry={**layer.geometry, "groups": 1},
        )
        np.testing.assert_array_equal(read(numbers), definition(alone)[0])
    result = drawing.description.split(f"The sum is output channel {o}, ")[1]
    bias = 0 if layer.bias is None else int(layer.bias[o])
    np.testing.assert_array_equal(read(result.removesuffix(".")), expected)
    np.testing.assert_array_equal(total + bias, expected)
    assert (f"+ bias {bias}".replace("-", "\N{MINUS SIGN}") in shown) == (
        layer.bias is not None
    )


@settings(max_examples=15)
@given(
    depth=st.integers(1, 9),
    size=st.tuples(st.integers(1, 12), st.integers(1, 30)),
    data=st.data(),
)
def test_words_neither_overlap_nor_leave(
    draw: Any, depth: int, size: tuple[int, int], data: Any
) -> None:
    """Any numbers, NaN too, in planes of any size."""
    dtype = data.draw(st.sampled_from([np.float16, np.float32, np.int8]))
    anything = st.floats(width=16) if dtype != np.int8 else None
    kernel = tuple(data.draw(st.integers(1, side)) for side in size)
    x = data.draw(arrays(dtype, (depth, *size), elements=anything))
    with np.errstate(all="ignore"):
        weight = data.draw(arrays(dtype, (2, depth, *kernel), elements=anything))
        bias = data.draw(st.none() | arrays(dtype, 2, elements=anything))
        drawing = draw.partial_maps(x, weight, bias, out_channel=1)
    refuse_hidden_words(drawing)


def test_by_hand(draw: Any) -> None:
    """Two channels of 2×3 under kernels of 1×2, all numbers worked out on paper."""
    x = np.array([[[1, 2, 3], [4, 5, 6]], [[1, 0, 2], [0, 3, 0]]])
    weight = np.array([[[[9, 9]], [[9, 9]]], [[[1, -1]], [[2, 10]]]])
    drawing = draw.partial_maps(x, weight, np.array([0, 7]), out_channel=1)
    assert drawing.title == (
        "Output channel 1: 2 partial maps of 2×2 and a bias, added up"
    )
    assert drawing.description.replace("\N{MINUS SIGN}", "-") == (
        "Kernel 0, 1 -1, slides over channel 0, 1 2 3; 4 5 6, and makes "
        "partial map 0, -1 -1; -1 -1. "
        "Kernel 1, 2 10, slides over channel 1, 1 0 2; 0 3 0, and makes "
        "partial map 1, 2 20; 30 6. "
        "The bias 7 is added at every position. "
        "The sum is output channel 1, 8 26; 36 12."
    )
    alone = draw.partial_maps(x[:1], weight[:1, :1])
    assert alone.title == "Output channel 0: 1 partial map of 2×2"


def test_more_channels_are_one_sum(draw: Any) -> None:
    """Of seven maps four are drawn, and the other three as one, so that all adds up."""
    x = np.arange(7 * 2 * 3).reshape(7, 2, 3)
    drawing = draw.partial_maps(x, np.ones((1, 7, 1, 1), int))
    assert {"+ 3 more maps", "3 more channels"} <= set(words(drawing))
    assert (
        "3 more channels make 3 more maps, drawn as their sum, 90 93 96; 99 102 105."
    ) in drawing.description
    assert drawing.description.endswith(
        "The sum is output channel 0, 126 133 140; 147 154 161."
    )


def test_large_and_narrow(draw: Any) -> None:
    """Maps without room for numbers say their size; terms may leave the dtype."""
    x = np.zeros((512, 224, 224), np.float32)
    drawing = draw.partial_maps(x, np.zeros((2, 512, 1, 7), np.float32), padding=3)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    assert {"230×230, padded", "230×224", "+ 508 more maps"} <= set(words(drawing))
    narrow = np.full((2, 1, 1), 100, np.int8)
    weight = np.array([[[[2]], [[-2]]]], np.int8)
    assert "200" in words(draw.partial_maps(narrow, weight))


def test_what_is_no_image(draw: Any) -> None:
    """Batches, filters that are not there and layers that do not fit are refused."""
    x, weight = np.ones((3, 4, 5)), np.ones((2, 3, 1, 2))
    with refusal(
        cg.ShapeError,
        "x must be one image to be drawn\n"
        "  x  (1, 3, 4, 5)  axes (N, C_in, H, W)\n"
        "  hint: draw x[0]",
    ):
        draw.partial_maps(x[None], weight)
    with refusal(IndexError, "out_channel is 2 but out_channels is 2"):
        draw.partial_maps(x, weight, out_channel=2)
    with refusal(
        cg.ShapeError,
        "kernel_size spans 1×2 but the padded input is 4×1\n"
        "  x       (3, 4, 1)     axes (C_in, H, W)\n"
        "  weight  (2, 3, 1, 2)  axes (C_out, C_in/groups, K_h, K_w)\n"
        "  hint: use a smaller kernel or more padding",
    ):
        draw.partial_maps(x[..., :1], weight)
