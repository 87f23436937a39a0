"""Connections, drawn: lines and cells are the kernels, for any layer and any mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from refusals import refusal

import convguide as cg
from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def specs(choose: Any) -> Conv2dSpec:
    """Draw layers from 1×1 to thousands of channels, in groups or depthwise."""
    sizes = st.one_of(st.integers(1, 4), st.integers(1, 600))
    groups = choose(st.one_of(st.just(1), sizes))
    depth = choose(st.one_of(st.just(1), sizes))
    filters = choose(sizes)
    kernel = choose(st.tuples(st.integers(1, 12), st.integers(1, 40)))
    return Conv2dSpec(depth * groups, filters * groups, kernel, groups=groups)


MASKS = st.one_of(
    arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=8)),
    arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=40)),
)


def lines(drawing: Any) -> list[Any]:
    """Find the lines of kernels: each is a path of two points."""
    paths = [patch.get_path() for patch in drawing.axes[0].patches]
    return [path for path in paths if len(path.vertices) in (2, 3)]


def marks(drawing: Any) -> int:
    """Count the marks in a table, five corners each, in the last patch."""
    return len(drawing.axes[0].patches[-1].get_path().vertices) // 5


def feeds(spec: Conv2dSpec) -> Any:
    """Write down who sees whom, from the definition of groups."""
    outputs, inputs = spec.out_channels, spec.in_channels
    o, c = np.ogrid[:outputs, :inputs]
    return o * spec.groups // outputs == c * spec.groups // inputs


@settings(max_examples=15)
@given(spec=specs())
def test_layers(draw: Any, spec: Conv2dSpec) -> None:
    """Counts are the layer's, nothing is hidden, and what is drawn is all or said."""
    drawing = draw.connections(spec)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    kernels = spec.out_channels * spec.in_channels // spec.groups
    possible = spec.out_channels * spec.in_channels
    assert f" {kernels:,} " in drawing.title
    assert (f" of {possible:,} possible" in drawing.title) == (spec.groups > 1)
    table = drawing.description.startswith("A table")
    drawn = marks(drawing) if table else len(lines(drawing))
    said = f"{drawn:,} of {kernels:,} kernel{'s' * (kernels != 1)} are drawn"
    assert drawn == kernels or said in words(drawing)
    assert 0 < drawn <= kernels


@settings(max_examples=15)
@given(mask=MASKS)
def test_masks(draw: Any, mask: Any) -> None:
    """Any choice of channels is drawn, even none; large ones in part."""
    drawing = draw.connections(mask)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    kernels, part = int(mask.sum()), int(mask[:24, :24].sum())
    if drawing.description.startswith("A table"):
        assert (marks(drawing) if part else 0) == part
        assert any(" are drawn" in word for word in words(drawing)) == (part < kernels)
    else:
        assert len(lines(drawing)) == kernels <= 24
    if kernels < mask.size:
        assert f" {kernels:,} of {mask.size:,} possible" in drawing.title


@settings(max_examples=15)
@given(spec=specs().filter(lambda spec: max(spec.in_channels, spec.out_channels) <= 12))
def test_lines_join_the_channels(draw: Any, spec: Conv2dSpec) -> None:
    """Each line runs from the node of an input to the node of an output it feeds."""
    drawing = draw.connections(spec)
    if drawing.description.startswith("A table"):
        assert feeds(spec).sum() > 24
        return
    numbers = [t for t in drawing.axes[0].texts if t.get_text().isdigit()]
    place = {}
    for side, count in ((0, spec.in_channels), (1, spec.out_channels)):
        for number, text in enumerate(numbers[:count]):
            assert text.get_text() == str(number)
            place[side, text.get_position()[1]] = number
        del numbers[:count]
    joined = [
        (place[1, path.vertices[1][1]], place[0, path.vertices[0][1]])
        for path in lines(drawing)
    ]
    assert sorted(joined) == [tuple(pair) for pair in np.argwhere(feeds(spec)).tolist()]


def test_lenet(draw: Any) -> None:
    """Table I of 1998: 60 kernels, and the 1,516 parameters that the paper counts."""
    mask = draw.LENET_C3
    assert mask.shape == (16, 6)
    assert mask.dtype == bool
    assert mask.sum() * 25 + 16 == 1516
    assert mask.sum(axis=0).tolist() == [10] * 6
    assert mask.sum(axis=1).tolist() == [3] * 6 + [4] * 9 + [6]
    rotated = np.roll(np.arange(6) < 3, 1)
    assert (mask[1] == rotated).all()
    assert len({row.tobytes() for row in mask}) == 16
    with pytest.raises(ValueError, match="read-only"):
        mask[0, 0] = False
    drawing = draw.connections(mask)
    assert compressed(drawing) < LIMIT
    assert "Output 14 sees inputs 0, 2, 3 and 5." in drawing.description
    assert "Output 15 sees all 6 inputs." in drawing.description


@pytest.mark.parametrize("inputs", [12, 24])
def test_every_input_has_a_hue_and_a_pattern(draw: Any, inputs: int) -> None:
    """In lines and in the largest table no two channels look alike, in a small file."""
    one_to_one = draw.connections(np.eye(inputs, dtype=bool))
    every = draw.connections(np.ones((24, inputs), bool))
    for drawing in (one_to_one, every):
        assert compressed(drawing) < LIMIT / 2
        patches = drawing.axes[0].patches
        hatched = {(p.get_hatch(), p.get_edgecolor()) for p in patches if p.get_hatch()}
        assert len(hatched) == inputs * 5 // 6  # a sixth of the patterns is empty
        assert len({p.get_facecolor() for p in patches if p.get_facecolor()[3]}) >= 6


def test_by_hand(draw: Any) -> None:
    """Two groups, and depthwise with two filters for each channel, read out."""
    drawing = draw.connections(Conv2dSpec(4, 2, (1, 3), groups=2))
    assert drawing.title == (
        "4 input channels, 2 output channels, 4 of 8 possible kernels"
    )
    assert drawing.description == (
        "Inputs on the left, outputs on the right, and each line is a 1×3 kernel. "
        "Output 0 sees inputs 0 and 1. Output 1 sees inputs 2 and 3. "
        "2 groups, 2 input channels to 1 output each. 4 of 8 possible kernels."
    )
    depthwise = draw.connections(Conv2dSpec(3, 6, 3, groups=3))
    assert "depthwise: each input channel feeds 2 output channels" in words(depthwise)
    huge = draw.connections(Conv2dSpec(512, 512, 3, groups=64))
    assert "and 63 more groups" in words(huge)
    assert "16 of 4,096 kernels are drawn" in words(huge)
    hueless = draw.connections(np.eye(3, dtype=bool))
    assert len({p.get_hatch() for p in hueless.axes[0].patches} - {None}) == 3


def test_what_is_no_mask(draw: Any) -> None:
    """Numbers are not booleans, and a mask has two axes."""
    with refusal(
        TypeError,
        "a mask must hold True and False, got dtype int64\n"
        "  hint: mask != 0 is a mask of booleans",
    ):
        draw.connections(np.ones((2, 3), np.int64))
    with refusal(
        cg.ShapeError,
        "mask has 3 axes but must have 2, none of them empty\n"
        "  mask  (1, 2, 3)  axes (C_out, C_in)",
    ):
        draw.connections(np.ones((1, 2, 3), bool))
    with refusal(
        cg.ShapeError, "layer is not rectangular: its nested lists differ in length"
    ):
        draw.connections([[True], [True, False]])
