"""A layer as 1×1 layers on shifted images: shifts, matrices, and nothing hidden."""

from __future__ import annotations

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
    """Draw layers from 1×1×1×1 up to 512 channels, with groups and any kernel."""
    sizes = st.one_of(st.integers(1, 8), st.integers(1, 512))
    groups, depth, filters = choose(st.integers(1, 3)), choose(sizes), choose(sizes)
    return Conv2dSpec(
        depth * groups,
        filters * groups,
        choose(st.tuples(st.integers(1, 6), st.integers(1, 12))),
        stride=choose(st.integers(1, 3)),
        dilation=choose(st.tuples(st.integers(1, 3), st.integers(1, 40))),
        groups=groups,
        bias=choose(st.booleans()),
    )


@settings(max_examples=15)
@given(spec=specs())
def test_words_neither_overlap_nor_leave(draw: Any, spec: Conv2dSpec) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    drawing = draw.shifted_ones(spec)
    refuse_hidden_words(drawing)
    assert min(text.get_size() for text in drawing.axes[0].texts) >= 8


@settings(max_examples=15)
@given(
    shape=st.tuples(*[st.integers(1, 7)] * 2, *[st.integers(1, 4)] * 2),
    scale=st.sampled_from([1, 1 / 3, 12345, 1e-9, float("nan")]),
)
def test_numbers_neither_overlap_nor_leave(draw: Any, shape: Any, scale: float) -> None:
    """Weights that are written fit their cells, in the order of the array."""
    weight = (np.arange(np.prod(shape)).reshape(shape) % 17 - 8) * scale
    refuse_hidden_words(draw.shifted_ones(weight))


@settings(max_examples=15)
@given(spec=specs())
def test_shifts_are_those_of_the_window(draw: Any, spec: Conv2dSpec) -> None:
    """Each place is as far down and right as the window takes its number."""
    drawing = draw.shifted_ones(spec)
    rows, columns = ([*range(s.start, s.stop, s.step)] for s in spec.window(0, 0))
    few = [[*n[:4], n[-1]] if len(n) > 5 else n for n in (rows, columns)]
    shown = words(drawing)
    places = [word for word in shown if word.startswith("down ")]
    assert places == [f"down {i}, right {j}" for i in few[0] for j in few[1]]
    total = len(rows) * len(columns)
    assert shown.count("+") == len(places) - 1
    assert (f"{len(places)} of {total} places are drawn" in shown) == (
        len(places) < total
    )
    filters, depth = spec.out_channels // spec.groups, spec.filter_shape[0]
    heading = f"{filters:,} × {depth:,}: filters in rows, input channels in columns"
    assert heading in shown
    others = f"drawn: group 0 of {spec.groups}; each has matrices of its own"
    assert (others in shown) == (spec.groups > 1)
    assert ("bias" in drawing.description) == spec.bias
    count = f"{total} layer{'s' * (total > 1)} of 1×1"
    assert count in drawing.title


def test_a_small_sum_in_words(draw: Any) -> None:
    """Two places of two filters over three channels, all numbers written and said."""
    weight = np.arange(12).reshape(2, 3, 1, 2)
    drawing = draw.shifted_ones(weight)
    assert drawing.title == "One 1×2 layer as 2 layers of 1×1, each on a shifted image"
    assert drawing.description == (
        "2 matrices of 2 × 3, one for each place of the kernel: a row for each filter, "
        "a column for each input channel. Down 0, right 0: 0 2 4; 6 8 10. "
        "Down 0, right 1: 1 3 5; 7 9 11. Each is applied as a 1×1 layer to the image "
        "shifted by its place; the results, added up, are the output."
    )
    assert "2 results, added up = output" in words(drawing)
    written = [word for word in words(drawing) if word.isdigit()]
    # under the names of the columns, column after column
    assert written == [*"012", *"0628", "4", "10", *"012", *"1739", "5", "11"]


def test_channels_are_columns(draw: Any) -> None:
    """Each column has the hue of its channel, at every place."""
    from matplotlib.colors import to_hex  # noqa: PLC0415

    from convguide.diagrams.style import hue  # noqa: PLC0415

    drawing = draw.shifted_ones(Conv2dSpec(3, 2, (1, 2)))
    faces = [
        to_hex(p.get_facecolor())
        for p in drawing.axes[0].patches
        if p.get_facecolor()[3]
    ]
    assert faces == [hue(0), hue(1), hue(2)] * 2


def test_large_matrices_say_what_is_left_out(draw: Any) -> None:
    """The first filters and channels are drawn, and the last."""
    drawing = draw.shifted_ones(Conv2dSpec(64, 128, 1))
    few = "Of each matrix, 4 filters and 3 input channels are drawn."
    assert few in drawing.description
    assert {"filter 127", "63", "\N{VERTICAL ELLIPSIS}"} <= set(words(drawing))


@pytest.mark.parametrize("kernel", [(1, 1), (5, 5), (11, 13)])
@pytest.mark.parametrize("channels", [5, 512])
def test_files_are_small(draw: Any, channels: int, kernel: Any) -> None:
    """Large layers, and those with most cells, make small files."""
    assert compressed(draw.shifted_ones(Conv2dSpec(channels, 512, kernel))) < LIMIT


def test_what_is_no_layer(draw: Any) -> None:
    """Anything else is refused by name."""
    message = (
        "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, got str"
    )
    with refusal(TypeError, message):
        draw.shifted_ones("conv1")
