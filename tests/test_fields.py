"""Receptive fields: the recurrence, and a picture of it for any stack of layers."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg
from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

DEEPER = [Conv2dSpec(3, 3, 3, stride=1 + (n % 10 == 0)) for n in range(50)]
DEEPEST = [Conv2dSpec(2, 2, 5, stride=2, dilation=3)] * 5_000


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def stacks(choose: Any, deepest: int = 12, largest: int = 9) -> list[Conv2dSpec]:
    """Draw stacks whose channels chain, of any geometry on both axes."""
    depth = choose(st.integers(1, deepest))
    channels = [choose(st.integers(1, 512)) for _ in range(depth + 1)]
    numbers = st.tuples(*[st.integers(1, largest)] * 2)
    steps = st.tuples(*[st.integers(1, 4)] * 2)
    return [
        Conv2dSpec(
            *ends,
            choose(numbers),
            stride=choose(steps),
            dilation=choose(steps),
            padding=choose(st.integers(0, 3)),
        )
        for ends in pairwise(channels)
    ]


def influences(specs: list[Conv2dSpec], side: int) -> list[set[int]]:
    """Follow the definition forwards: which inputs each of two outputs depends on."""
    sizes = [2]  # the last layer's first two outputs, and what they need
    for spec in reversed(specs):
        kernel, stride, dilation = (
            pair[side] for pair in (spec.kernel_size, spec.stride, spec.dilation)
        )
        sizes.append((sizes[-1] - 1) * stride + (kernel - 1) * dilation + 1)
    seen = [{n} for n in range(sizes[-1])]
    for spec in specs:
        kernel, stride, dilation = (
            pair[side] for pair in (spec.kernel_size, spec.stride, spec.dilation)
        )
        steps = (len(seen) - (kernel - 1) * dilation - 1) // stride + 1
        seen = [
            reduce(set.union, (seen[i * stride + u * dilation] for u in range(kernel)))
            for i in range(steps)
        ]
    return seen


@settings(max_examples=15)
@given(specs=stacks(deepest=3, largest=4), side=st.sampled_from((0, 1)))
def test_growth_is_what_the_layers_do(
    draw: Any, specs: list[Conv2dSpec], side: int
) -> None:
    """Size, jump and the numbers reached, against sets carried through the layers."""
    assert draw
    from convguide.diagrams.geometry.growth import growth, reached  # noqa: PLC0415

    axes = [spec.axes[side] for spec in specs]
    first, second = influences(specs, side)
    field = growth(axes)[-1]
    assert field.size == max(first) - min(first) + 1
    assert field.jump == min(second) - min(first)
    assert reached(axes)[0] == sorted(first)
    assert len(reached(axes)) == len(growth(axes)) == len(specs) + 1


def test_a_one_in_the_input_moves_the_outputs_that_see_it(draw: Any) -> None:
    """The same, from `conv2d`: ones where the first output number looks."""
    assert draw
    from convguide.diagrams.geometry.growth import reached  # noqa: PLC0415

    specs = [Conv2dSpec(1, 1, (1, 3), dilation=2), Conv2dSpec(1, 1, (1, 2), stride=3)]
    moved = []
    for n in range(9):
        x = np.zeros((1, 1, 9), int)
        x[0, 0, n] = 1
        for spec in specs:
            weight = np.ones(spec.weight_shape, int)
            x = cg.conv2d(x, weight, stride=spec.stride, dilation=spec.dilation)
        moved += [n] * bool(x[0, 0, 0])
    assert moved == reached([spec.axes[1] for spec in specs])[0] == [0, 1, 2, 3, 4, 5]


@settings(max_examples=15)
@given(specs=stacks(), axis=st.sampled_from(("height", "width")))
def test_words_neither_overlap_nor_leave(
    draw: Any, specs: list[Conv2dSpec], axis: str
) -> None:
    """No word stands on another, and none is cut off, whatever the stack."""
    refuse_hidden_words(draw.receptive_field(specs, axis=axis))


@pytest.mark.parametrize(
    "specs",
    [
        [Conv2dSpec(1, 1, 1, stride=10**12)],
        [Conv2dSpec(1, 1, 10**30)],
        [Conv2dSpec(1, 1, 224)] * 2,
        DEEPER,
        DEEPEST,
    ],
)
def test_stacks_of_any_depth_are_drawn(draw: Any, specs: list[Conv2dSpec]) -> None:
    """What cannot be drawn number by number is a table, with all words in place."""
    drawing = draw.receptive_field(specs)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT


def test_files_are_small(draw: Any) -> None:
    """The widest rows that are drawn number by number."""
    drawing = draw.receptive_field([Conv2dSpec(3, 512, 18), Conv2dSpec(512, 64, 19)])
    assert "36 in the input, 19 after layer 0" in drawing.description
    assert compressed(drawing) < LIMIT


@settings(max_examples=15)
@given(specs=stacks(deepest=4, largest=4), axis=st.sampled_from(("height", "width")))
def test_pictures_say_the_recurrence(
    draw: Any, specs: list[Conv2dSpec], axis: str
) -> None:
    """Each layer's numbers are in the picture, and the field is the last one's."""
    drawing = draw.receptive_field(specs, axis=axis)
    side = ("height", "width").index(axis)
    size, jump = 1, 1
    shown = words(drawing)
    rows = "input: field 1, jump 1" in shown
    for n, spec in enumerate(specs):
        kernel, stride, dilation = (
            pair[side] for pair in (spec.kernel_size, spec.stride, spec.dilation)
        )
        span = spec.span[side]
        grown, further = size + (span - 1) * jump, jump * stride
        if rows:
            span_too = f", span {span}" * (dilation > 1)
            start = shown.index(f"layer {n}")
            assert shown[start + 1 : start + 4] == [
                f"kernel {kernel}, stride {stride}, dilation {dilation}{span_too}",
                f"field {size} + ({span} − 1)·{jump} = {grown}",
                f"jump {jump}·{stride} = {further}",
            ]
        else:
            numbers = (n, kernel, stride, dilation, further, grown)
            start = 7 + 6 * n
            assert shown[start : start + 6] == [f"{number:,}" for number in numbers]
        size, jump = grown, further
    assert rows == (size <= 36)
    noun = f"{('row', 'column')[side]}{'s' * (size > 1)}"
    assert drawing.title.endswith(f": {size:,} {noun} of the input")


@settings(max_examples=15)
@given(specs=stacks(deepest=3, largest=4))
def test_numbers_stand_over_what_they_see(draw: Any, specs: list[Conv2dSpec]) -> None:
    """One filled cell for each number that is used, one line for each connection."""
    drawing = draw.receptive_field(specs)
    if "Rows of" not in drawing.description:
        return
    from convguide.diagrams.geometry.growth import reached  # noqa: PLC0415

    lines, *cells, _, _ = drawing.axes[0].patches
    used = reached([spec.axes[1] for spec in specs])
    moves = int((lines.get_path().codes == 1).sum())
    assert moves == sum(
        len(row) * spec.kernel_size[1]
        for row, spec in zip(used[1:], specs, strict=True)
    )
    filled = [patch.get_path() for patch in cells if patch.get_facecolor()[3]]
    assert [int((path.codes == 1).sum()) for path in filled] == list(map(len, used))
    hollow = any(row != list(range(len(row))) for row in used)
    assert ("Hollow numbers" in drawing.description) == hollow
    first, last = (path.get_extents() for path in (filled[0], filled[-1]))
    assert first.x0 + first.x1 == pytest.approx(last.x0 + last.x1)


@pytest.mark.parametrize(("kernel", "lines"), [(5, 5), (6, 2), (36, 2)])
def test_long_kernels_have_their_outer_lines(
    draw: Any, kernel: int, lines: int
) -> None:
    """More lines than five from one number are a blot, and it is said."""
    drawing = draw.receptive_field([Conv2dSpec(1, 1, kernel)])
    path = drawing.axes[0].patches[0].get_path()
    assert int((path.codes == 1).sum()) == lines
    assert {0.5, kernel - 0.5} <= {
        round((x - 0.3) * kernel / min(kernel, 12), 6) for x, _ in path.vertices
    }
    note = "Of kernels longer than 5, only the two outer lines are drawn."
    assert (note in words(drawing)) == (note in drawing.description) == (lines == 2)


def test_three_layers_in_words(draw: Any) -> None:
    """Convolution, pooling, convolution: the whole picture, read out."""
    pooling = Conv2dSpec(8, 8, 2, stride=2, groups=8)
    drawing = draw.receptive_field(
        [np.zeros((8, 3, 2, 3)), pooling, Conv2dSpec(8, 5, (4, 3), padding=1)]
    )
    assert drawing.title == "Receptive field of 3 layers: 8 columns of the input"
    assert drawing.description == (
        "Rows of numbers, from the input on top to one output number below, with lines "
        "from each to those that it is made from: 8 in the input, 6 after layer 0, "
        "3 after layer 1, 1 after layer 2. "
        "Layer 0: kernel 3, stride 1, dilation 1; field 1 + (3 − 1)·1 = 3; "
        "jump 1·1 = 1. "
        "Layer 1: kernel 2, stride 2, dilation 1; field 3 + (2 − 1)·1 = 4; "
        "jump 1·2 = 2. "
        "Layer 2: kernel 3, stride 1, dilation 1; field 4 + (3 − 1)·2 = 8; "
        "jump 2·1 = 2. "
        "One output number sees 8 columns of the input, which are framed. "
        "Padding does not change the size; at a border, the field can reach into it."
    )


def test_deep_stacks_leave_layers_out(draw: Any) -> None:
    """All of 50 layers are listed; of more, the first 49 and the last one."""
    drawing = draw.receptive_field(DEEPER)
    assert drawing.title == "Receptive field of 50 layers: 1,179 columns of the input"
    assert "49" in words(drawing)
    assert not [word for word in words(drawing) if "more" in word]
    many = draw.receptive_field([Conv2dSpec(1, 1, 3)] * 60)
    shown = words(many)
    assert "and 10 layers more" in shown
    assert {"48", "59", "99", "121"} <= set(shown)
    assert not {"50", "58", "119"} & set(shown)
    assert "10 layers more, not listed. Layer 59: kernel 3" in many.description
    *_, bars = many.axes[0].patches
    assert int((bars.get_path().codes == 1).sum()) == 50


def test_large_numbers_are_rounded(draw: Any) -> None:
    """Jumps of many strides are said to be about so much."""
    drawing = draw.receptive_field([Conv2dSpec(1, 1, 1, stride=2)] * 100)
    assert "about 1.3×10³⁰" in words(drawing)
    assert "sees 1 column of the input" in drawing.description


@pytest.mark.torch
def test_layers_of_torch(draw: Any) -> None:
    """Layers of PyTorch give their geometry."""
    import torch  # noqa: PLC0415

    layers = [torch.nn.Conv2d(3, 4, (5, 3), stride=(3, 1)), torch.nn.Conv2d(4, 2, 2)]
    drawing = draw.receptive_field(layers, axis="height")
    assert drawing.title == "Receptive field of 2 layers: 8 rows of the input"
    assert "Layer 0: kernel 5, stride 3" in drawing.description


def test_what_is_no_stack(draw: Any) -> None:
    """Channels that do not chain are refused with both layers, and what is no list."""
    with refusal(
        cg.ShapeError,
        "layer 2 takes 5 channels but layer 1 gives 6\n"
        "  layer 1  (6, 1, 2, 2)  axes (C_out, C_in/groups, K_h, K_w)\n"
        "  layer 2  (7, 5, 1, 1)  axes (C_out, C_in/groups, K_h, K_w)\n"
        "  hint: in_channels must be out_channels of the layer before",
    ):
        draw.receptive_field(
            [Conv2dSpec(4, 6, 3), Conv2dSpec(6, 6, 2, groups=6), Conv2dSpec(5, 7, 1)]
        )
    message = "layers must be a list or tuple of layers, got Conv2dSpec"
    with refusal(TypeError, message):
        draw.receptive_field(Conv2dSpec(3, 2, 3))
    with refusal(ValueError, "layers must hold at least one layer"):
        draw.receptive_field([])
    with refusal(ValueError, 'axis must be "height" or "width", got \'depth\''):
        draw.receptive_field([Conv2dSpec(3, 2, 3)], axis="depth")
