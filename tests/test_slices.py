"""Filters as grey images: greys, bounds, what is chosen and what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


def images(drawing: Any) -> list[np.ndarray]:
    """List the greys of the slices, without the bar of the key."""
    return [image.get_array() for image in drawing.axes[0].images[:-1]]


@settings(max_examples=15)
@given(
    shape=st.tuples(
        st.integers(1, 20), st.integers(1, 20), st.integers(1, 9), st.integers(1, 99)
    ),
    scale=st.sampled_from(["shared", "filter", "slice"]),
    size=st.sampled_from([1e-30, 0.123456, 1.0, 98765.0]),
)
def test_any_weight_draws(
    draw: Any, shape: tuple[int, ...], scale: str, size: float
) -> None:
    """No word hides another; what is left out is counted."""
    weight = np.random.default_rng(1).normal(size=shape) * size
    drawing = draw.filter_slices(weight, scale=scale)
    refuse_hidden_words(drawing)
    number = len(images(drawing))
    said = f"{number} of {shape[0] * shape[1]} slices are drawn"
    left_out = number < shape[0] * shape[1]
    assert (said in words(drawing)) == left_out
    assert (said in drawing.description) == left_out


def test_greys_are_values(draw: Any) -> None:
    """Black is minus the bound, white is the bound, and zero is one middle grey."""
    weight = np.array([[[[-8, 0, 8]], [[4, 2, 0]]], [[[0, 0, 0]], [[1, -1, 0]]]])
    drawing = draw.filter_slices(weight)
    greys = [image[0, :, 0].tolist() for image in images(drawing)]
    assert greys == [[0, 119, 255], [185, 151, 119], [119, 119, 119], [135, 103, 119]]
    assert {"−8", "0", "8"} <= set(words(drawing))
    assert drawing.title == "2 filters of 2 slices, 1×3, on one scale"
    assert drawing.description == (
        "Slices of 1×3 weights as grey images. Columns: filters 0, 1. Rows: input "
        "channels 0, 1. Black is most negative, middle grey is 0, white is most "
        "positive. The scale goes from −8 to 8. One scale for all slices: greys "
        "compare everywhere."
    )


def test_scales_of_their_own(draw: Any) -> None:
    """Each filter, or each slice, reaches black or white, and says its bound."""
    weight = np.array([[[[-8, 0, 8]], [[4, 2, 0]]], [[[0, 0, 0]], [[1, -1, 0]]]])
    by_filter = draw.filter_slices(weight, scale="filter")
    assert [w for w in words(by_filter) if "±" in w][:2] == ["±8", "±1"]
    by_slice = draw.filter_slices(weight, scale="slice")
    assert [w for w in words(by_slice) if w[0] == "±"] == ["±8", "±4", "±0", "±1"]
    assert images(by_slice)[1][0, 0, 0] == 255
    assert images(by_filter)[1][0, 0, 0] == 185
    assert "0, 1: ±4;" in by_slice.description
    assert "0: ±8, 1: ±1." in by_filter.description


def test_chosen_filters(draw: Any) -> None:
    """Only these are drawn, in this order, on the scale of these alone."""
    weight = np.arange(5 * 2 * 3).reshape(5, 2, 3, 1)
    drawing = draw.filter_slices(weight, filters=[3, 1])
    names = [word for word in words(drawing) if word.startswith("filter")]
    assert names == ["filter 3", "filter 1"]
    assert "23" in words(drawing)


def test_large_slices_are_thinned(draw: Any) -> None:
    """Of a slice of 90×50 weights, each third row and column is drawn, as is said."""
    weight = np.linspace(-1, 1, 90 * 50).reshape(1, 1, 90, 50)
    drawing = draw.filter_slices(weight)
    assert images(drawing)[0].shape == (30, 17, 4)
    assert "of each 3×3 weights, the first is drawn" in words(drawing)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 7.5, 1e308])
def test_odd_weights_draw(draw: Any, value: float) -> None:
    """Constants draw; what is not finite is a hole, and is counted."""
    weight = np.full((2, 3, 1, 4), value)
    drawing = draw.filter_slices(weight)
    refuse_hidden_words(drawing)
    crossed = "crossed: not finite, 24 in these filters" in words(drawing)
    assert crossed == (not np.isfinite(value))
    assert (images(drawing)[0][0, 0, 3] == 0) == crossed


@pytest.mark.parametrize("shape", [(512, 512, 3, 3), (6, 5, 64, 64)])
def test_files_are_small(draw: Any, shape: tuple[int, ...]) -> None:
    """The same bytes each time, not many of them."""
    weight = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    drawing = draw.filter_slices(weight)
    assert compressed(drawing) < LIMIT
    assert drawing.svg == drawing.svg == draw.filter_slices(weight).svg


def test_what_cannot_be_drawn(draw: Any) -> None:
    """Wrong axes, filters and scales are refused by name."""
    weight = np.ones((3, 2, 1, 4))
    with refusal(
        cg.ShapeError,
        "weight has 3 axes but must have 4, none of them empty\n"
        "  weight  (2, 1, 4)  axes (C_out, C_in, K_h, K_w)",
    ):
        draw.filter_slices(weight[0])
    with refusal(IndexError, "filters has 3 but weight has 3 filters"):
        draw.filter_slices(weight, filters=[0, 3])
    with refusal(ValueError, "filters must name at least one filter"):
        draw.filter_slices(weight, filters=[])
    known = '"shared", "filter", "slice"'
    with refusal(ValueError, f"scale must be one of {known}; got 'channel'"):
        draw.filter_slices(weight, scale="channel")
