"""Layers as blocks: numbers, frames and lines are the layer's own, nothing hidden."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import example, given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg
from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

Case = tuple[Conv2dSpec, tuple[int, int] | None]


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def cases(choose: Any) -> Case:
    """Draw layers of any geometry, each with an input that just fits or is larger."""
    sizes = st.one_of(st.integers(1, 6), st.integers(1, 512))
    groups = choose(st.integers(1, 4))
    kernel = choose(st.one_of(st.tuples(*[st.integers(1, 5)] * 2), st.just((3, 40))))
    small = st.tuples(st.integers(1, 3), st.integers(1, 3))
    spec = Conv2dSpec(
        groups * choose(sizes),
        groups * choose(sizes),
        kernel,
        stride=choose(small),
        padding=choose(st.tuples(*[st.integers(0, 6)] * 4)),
        dilation=choose(small),
        groups=groups,
        bias=choose(st.booleans()),
    )
    if choose(st.booleans()):
        return spec, None
    more = st.one_of(st.integers(0, 9), st.integers(0, 4_000))
    rows, columns = (
        max(1, axis.span - axis.before - axis.after) + choose(more)
        for axis in spec.axes
    )
    return spec, (rows, columns)


def frames(drawing: Any) -> list[tuple[float, float, float, float]]:
    """List the frames of a drawing: of the input, of the output, of filter 0."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    found = [p for p in drawing.axes[0].patches if isinstance(p, Rectangle)]
    return [(*frame.get_xy(), frame.get_width(), frame.get_height()) for frame in found]


def front(drawing: Any) -> Any:
    """Give the upper left corner of the front of the input, drawn before frames."""
    from matplotlib.patches import Polygon, Rectangle  # noqa: PLC0415

    patches = list(drawing.axes[0].patches)
    before = patches[: [isinstance(p, Rectangle) for p in patches].index(True)]
    faces = [p for p in before if p.get_facecolor()[3] and isinstance(p, Polygon)]
    return np.asarray(faces[-1].get_xy()).min(axis=0)


def joins(drawing: Any) -> Any:
    """Give the lines from filters to output slices, four corners each."""
    paths = [p for p in drawing.axes[0].patches if p.get_linewidth() == 0.9]
    return paths[-1].get_path().vertices.reshape(-1, 4, 2)


@settings(max_examples=15)
@given(case=cases())
@example(case=(Conv2dSpec(1, 1, 1), (1, 1)))
@example(case=(Conv2dSpec(512, 512, 7, stride=2, padding=3), (224, 225)))
@example(case=(Conv2dSpec(512, 1024, 3, groups=512), (5, 1_000_000)))
@example(case=(Conv2dSpec(1, 3, (1, 1000), padding=(0, 0, 999, 0)), (3, 1)))
def test_words_neither_overlap_nor_leave(draw: Any, case: Case) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    refuse_hidden_words(draw.volumes(*case))


@settings(max_examples=15)
@given(case=cases())
def test_words_are_the_layers_own(draw: Any, case: Case) -> None:
    """Shapes, channels seen and what is left out are those of the layer."""
    spec, given_size = case
    down, across = spec.stride
    size = given_size or (3 * down + spec.span[0], 4 * across + spec.span[1])
    drawing = draw.volumes(*case)
    shown, (rows, columns) = words(drawing), spec.output_size(size)
    filters, depth = spec.out_channels, spec.filter_shape[0]
    source = "×".join(map(str, (spec.in_channels, *size)))
    one = f"{filters:,} filter{'s' * (filters > 1)} of "
    one += "×".join(map(str, spec.filter_shape))
    output = f"{filters}×{rows}×{columns}"
    assert drawing.title == f"Input {source}, {one}, output {output}"
    assert shown.count(f"output {output}") == 1
    assert any(word.startswith(f"input {source}") for word in shown)
    few = range(filters) if filters <= 3 else (0, 1, filters - 1)
    names = [word for word in shown if word.startswith("filter ")]
    assert names == [f"filter {o}" for o in few]
    assert (f"and {filters - 3:,} more" in shown) == (filters > 3)
    for o in few:
        first, *others = range(spec.in_channels)[spec.channels_of(o)]
        seen = f"channels {first} to {others[-1]}" if others else f"channel {first}"
        assert f"Filter {o} sees {seen} and makes output channel {o}." in (
            drawing.description
        )
    for number, thing in ((spec.in_channels, "input channels"), (depth, "slices")):
        told = f"3 of {number:,} {thing}" in drawing.description
        assert told == (number > 4 and (thing != "slices" or spec.groups > 1))
    assert ("not drawn to scale" in drawing.description) != (
        "a cell is one number" in drawing.description
    )


@settings(max_examples=15)
@given(case=cases())
def test_frames_and_lines(draw: Any, case: Case) -> None:
    """Frames lie in their blocks, to scale where that is said; lines never cross."""
    from convguide.diagrams.layers.extents import read_extents  # noqa: PLC0415

    drawn, drawing = read_extents(*case), draw.volumes(*case)
    spec, (row, column) = drawn.spec, drawn.at
    window, cell, first = frames(drawing)
    top, bottom, left, right = spec.padding
    down, across = spec.stride
    starts = (
        row * down - top * (not drawn.padded),
        column * across - left * (not drawn.padded),
    )
    free = [
        start >= 0 and start + span <= size
        for start, span, size in zip(starts, spec.span, drawn.drawn, strict=True)
    ]
    assert all(free)
    inside = [
        any(
            before <= step * stride and step * stride + span <= before + size
            for step in range(steps)
        )
        for before, stride, span, size, steps in zip(
            (top, left), spec.stride, spec.span, drawn.size, drawn.output, strict=True
        )
    ]
    assert drawn.padded == (not all(inside))
    if drawn.padded:
        height, width = drawn.size
        assert drawn.drawn == (height + top + bottom, width + left + right)
    places = zip(
        starts, spec.span, drawn.drawn, (row, column), drawn.output, strict=True
    )
    for start, span, size, step, steps in places:
        for begin, number, whole in ((start, span, size), (step, 1, steps)):
            at, length = drawn.part(begin, number, whole)
            assert at >= 0 < length
            assert at + length <= drawn.side(whole) + 1e-9
            if drawn.to_scale:
                assert np.allclose(
                    (at, length), (begin * drawn.side(1), number * drawn.side(1))
                )
    expected = [
        drawn.part(start, span, size)[0]
        for start, span, size in zip(starts, spec.span, drawn.drawn, strict=True)
    ]
    x, y = front(drawing)
    assert np.allclose((window[1] - y, window[0] - x), expected)
    if drawn.to_scale:
        unit = drawn.side(1)
        sides = np.array([window[2:], cell[2:], first[2:]]) / unit
        assert np.allclose(sides, [spec.span[::-1], (1, 1), spec.kernel_size[::-1]])
    lines = joins(drawing)
    assert len(lines) == min(spec.out_channels, 3)
    for one, other in combinations(lines, 2):
        assert not any(
            meet(a, b, c, d) for a, b in pairwise(one) for c, d in pairwise(other)
        )


def meet(a: Any, b: Any, c: Any, d: Any) -> bool:
    """Tell whether two segments, each down or across, have a point in common."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    return bool(np.all(low <= np.maximum(c, d)) and np.all(np.minimum(c, d) <= high))


def test_small_layer_in_words(draw: Any) -> None:
    """All words of a small layer, and its frames in cells."""
    drawing = draw.volumes(np.ones((2, 3, 2, 3)), (6, 7))
    assert drawing.title == "Input 3×6×7, 2 filters of 3×2×3, output 2×5×5"
    assert drawing.description == (
        "A block of input: 3 channels of 6×7. 2 filters of 3×2×3. "
        "Filter 0 sees channels 0 to 2 and makes output channel 0. "
        "Filter 1 sees channels 0 to 2 and makes output channel 1. "
        "A block of output: 2 channels of 5×5. "
        "Framed: rows 0 to 1 and columns 4 to 6 of channels 0 to 2 of the input, "
        "filter 0, and the number at row 0, column 4 of output channel 0 that they "
        "give. Sizes: channels×height×width, a cell is one number."
    )
    block = ["0", "1", "2", "2", "3", "3"]
    assert words(drawing) == [
        *("→", "input 3×6×7", "0", "1", "2", "6", "7", "3 channels"),
        *("output 2×5×5", "0", "1", "5", "5", "2 channels"),
        *("filter 0", *block, "filter 1", *block),
        "2 filters of 3×2×3: each makes one output channel",
        "framed: the patch of 3×2×3, filter 0, the number they give",
        "sizes: channels×height×width, a cell is one number",
    ]


def test_what_blocks_do_not_show_is_said(draw: Any) -> None:
    """Stride, gaps, padding, groups and what is left out stand below the picture."""
    spec = Conv2dSpec(
        *(10, 40, (2, 3)),
        stride=(2, 1),
        dilation=(1, 2),
        padding=(1, 0, 2, 3),
        groups=2,
    )
    shown = words(draw.volumes(spec, (20, 30)))
    assert shown[-6:] == [
        "2 groups: each filter sees 5 of 10 input channels",
        "stride: 2 down, 1 across",
        "dilation: filters meet 2×3 of 2×5 in the window",
        "padding, not drawn: top 1, bottom 0, left 2, right 3",
        "drawn: 3 of 10 input channels, 3 of 5 slices of a filter, 3 of 40 filters",
        "sizes: channels×height×width, not drawn to scale",
    ]
    tight = draw.volumes(Conv2dSpec(1, 1, 5, padding=4), (2, 3))
    assert "input 1×2×3, padded to 10×11" in words(tight)
    assert "padding, around the inner box: 4 on every side" in words(tight)
    assert "rows −4 to 0 and columns 2 to 6 of channel 0" in tight.description


def test_only_channels_of_the_input_have_colours(draw: Any) -> None:
    """Three channels are three hues and patterns; the output has outlines only."""
    drawing = draw.volumes(Conv2dSpec(3, 5, (2, 3)), (6, 7))
    patches = drawing.axes[0].patches
    fills = {p.get_facecolor() for p in patches if p.get_facecolor()[3]}
    assert len(fills) == len({p.get_hatch() for p in patches} - {None}) == 3
    result = next(t for t in drawing.axes[0].texts if t.get_text() == "output 5×5×5")
    left = result.get_window_extent().x0
    names = next(t for t in drawing.axes[0].texts if t.get_text() == "filter 0")
    above = names.get_window_extent().y1
    for patch in patches:
        box = patch.get_window_extent()
        if patch.get_facecolor()[3] and box.y0 > above:
            assert box.x1 < left


@pytest.mark.parametrize("size", [1, 12, (224, 200)])
@pytest.mark.parametrize("channels", [(1, 1), (3, 64), (4, 4), (64, 128), (512, 500)])
def test_files_are_small(draw: Any, channels: tuple[int, int], size: Any) -> None:
    """Blocks of any size make a small file, also with as many groups as channels."""
    spec = Conv2dSpec(*channels, 12, padding=6)
    assert compressed(draw.volumes(spec, size)) < LIMIT
    filters = 2 * channels[0]
    apart = Conv2dSpec(channels[0], filters, 3, padding=1, groups=channels[0])
    drawing = draw.volumes(apart, size)
    assert compressed(drawing) < LIMIT
    assert drawing.svg == draw.volumes(apart, size).svg


def test_given_axes(draw: Any) -> None:
    """Axes that are given are drawn into, and have the same words."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    spec, ax = Conv2dSpec(2, 3, (1, 4)), Figure().subplots()
    assert draw.volumes(spec, 9, ax=ax) is ax
    assert draw.words_of(ax) == draw.words_of(draw.volumes(spec, (9, 9)))


def test_what_does_not_fit(draw: Any) -> None:
    """Sizes that the layer cannot take are refused as the layer refuses them."""
    spec = Conv2dSpec(3, 2, (4, 5), padding=(1, 0, 0, 0), dilation=2)
    with refusal(
        cg.ShapeError,
        "kernel_size spans 7×9 but the padded input is 6×8\n"
        "  hint: use a smaller kernel or more padding",
    ):
        draw.volumes(spec, (5, 8))
    with refusal(ValueError, "input_size must be at least 1, got 0"):
        draw.volumes(spec, (0, 30))
    with refusal(TypeError, "input_size must be an integer, got 8.0 (float)"):
        draw.volumes(spec, 8.0)
    with refusal(
        ValueError, "input_size must be an integer or 2 integers, got (3, 9, 9)"
    ):
        draw.volumes(spec, (3, 9, 9))
    message = (
        "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, got str"
    )
    with refusal(TypeError, message):
        draw.volumes("conv1")
