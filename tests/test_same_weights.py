"""The same weights over positions, others for each channel, for any layer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def specs(choose: Any) -> Conv2dSpec:
    """Draw layers with any kernel, stride and dilation, up to 512 channels."""
    depth = choose(st.one_of(st.integers(1, 4), st.integers(1, 512)))
    groups = choose(st.integers(1, 3))
    small = st.integers(1, 4)
    kernel = choose(
        st.one_of(st.tuples(small, small), st.tuples(*[st.integers(1, 40)] * 2))
    )
    stride, dilation = (choose(st.tuples(*[st.integers(1, n)] * 2)) for n in (60, 3))
    if choose(st.booleans()):
        stride = dilation = (1, 1)
    return Conv2dSpec(
        depth * groups, groups, kernel, groups=groups, stride=stride, dilation=dilation
    )


def framed(drawing: Any) -> list[Any]:
    """Find the windows, which are the rectangles of a drawing."""
    rectangles = [p for p in drawing.axes[0].patches if hasattr(p, "get_bbox")]
    return [rectangle.get_bbox() for rectangle in rectangles]


@settings(max_examples=15)
@given(spec=specs())
def test_layers(draw: Any, spec: Conv2dSpec) -> None:
    """Counts are the layer's, nothing is hidden, and the windows do not overlap."""
    drawing = draw.sharing(spec)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    depth, height, width = spec.filter_shape
    weights = height * width
    shown = words(drawing)
    kernels = [f"kernel {c}" for c in range(min(depth, 3))]
    assert [word for word in shown if word in kernels] == kernels
    own = "its" if depth == 4 else "their"
    more = f"and {depth - 3} more kernel{'s' * (depth > 4)} with weights of {own} own"
    assert (more in shown) == (depth > 3)
    total = f"{depth * weights:,} weight{'s' * (depth * weights != 1)} in a filter"
    assert any(word.endswith(total) for word in shown)
    assert f"{depth}×{height}×{width}" in drawing.title
    symbols = [word for word in shown if word[0] in "abc" and word[1:].isdigit()]
    if symbols:
        assert len(symbols) == (2 + min(depth, 3)) * weights
        assert all(symbols.count(f"a{n}") == 3 for n in range(weights))
    first, second = framed(drawing)
    assert first.x1 < second.x0
    np.testing.assert_allclose(
        (first.width, first.height), (second.width, second.height)
    )
    apart = (second.x0 - first.x0) / (first.width / spec.span[1])
    columns = drawing.description.split(" positions, ")[1].split(" column")[0]
    assert round(apart) == int(columns.replace(",", ""))
    assert round(apart) % spec.stride[1] == 0


@settings(max_examples=15)
@given(
    shape=st.tuples(*[st.integers(1, 4)] * 4),
    seed=st.integers(0, 99),
    dtype=st.sampled_from([np.int64, np.float32]),
)
def test_weights(draw: Any, shape: Any, seed: int, dtype: Any) -> None:
    """Weights that are known stand in the picture, and so do equal ones."""
    weight = (np.random.default_rng(seed).standard_normal(shape) * 2).astype(dtype)
    drawing = draw.sharing(weight)
    refuse_hidden_words(drawing)
    kernels = weight[0, :3]
    equal = [np.array_equal(*pair) for pair in pairwise(kernels)]
    signs = [word for word in words(drawing) if word in "=≠"]
    assert signs == ["=" if same else "≠" for same in equal]


def test_by_hand(draw: Any) -> None:
    """Two channels that hold equal kernels, and a third, all read out."""
    drawing = draw.sharing([[[[1, -2]], [[1, -2]], [[0, 3]], [[5, 5]]]])
    assert drawing.title == (
        "One filter of 4×1×2: the same 8 weights at every position, 2 for each channel"
    )
    assert drawing.description.replace("\N{MINUS SIGN}", "-") == (
        "Above: kernel 0 lies on channel 0 of the input at two positions, 3 columns "
        "apart, with the same weights, for two numbers of one output channel. "
        "Below: each channel has a kernel of its own, 1×2: "
        "kernel 0, 1 -2. kernel 1, 1 -2. kernel 2, 0 3. "
        "And 1 more kernel with weights of its own; 4 × 2 = 8 weights in a filter; "
        "some kernels hold equal numbers, each its own."
    )
    nan = draw.sharing(np.full((1, 2, 1, 1), np.nan))
    assert "nan" in words(nan)
    assert "=" in words(nan)


@pytest.mark.parametrize(("stride", "written"), [(1, True), (9, False)])
def test_weights_are_written_if_there_is_room(
    draw: Any, stride: int, *, written: bool
) -> None:
    """Symbols such as a13 need wider cells, which an input of 16 columns has not."""
    shown = words(draw.sharing(Conv2dSpec(1, 1, (2, 7), stride=stride)))
    assert shown.count("a13") == 3 * written


def test_what_is_no_layer(draw: Any) -> None:
    """Anything else is refused by name."""
    message = (
        "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, got int"
    )
    with refusal(TypeError, message):
        draw.sharing(3)
