"""One axis of a layer, and how the short forms of its geometry are read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide._axes import Axis, per_axis, read_axes, same_sides


def places(axis: Axis, size: int) -> list[list[int]]:
    """Write down, place by place, which padded pixels the window covers."""
    windows: list[list[int]] = []
    start = 0
    while True:
        pixels = [start + axis.dilation * n for n in range(axis.kernel)]
        if pixels[-1] >= axis.before + size + axis.after:
            return windows
        windows.append(pixels)
        start += axis.stride


axes = st.builds(
    Axis,
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
)


@given(axis=axes, size=st.integers(0, 12))
def test_arithmetic_is_counting(axis: Axis, size: int) -> None:
    """Every formula gives what sliding the window by hand gives."""
    windows = places(axis, size)
    assert max(axis.steps(size), 0) == len(windows)
    assert axis.padded(size) == axis.before + size + axis.after
    for step, pixels in enumerate(windows):
        window = axis.window(step)
        assert list(range(window.start, window.stop, window.step)) == pixels
        assert axis.span == pixels[-1] - pixels[0] + 1
        assert axis.covered(step + 1) == pixels[-1] + 1


@pytest.mark.parametrize("size", [0, 1, 7])
def test_an_axis_does_nothing_by_itself(size: int) -> None:
    """Its defaults are a kernel of 1 with stride 1: the identity."""
    axis = Axis()
    assert axis == (1, 1, 1, 0, 0)
    assert axis.steps(size) == axis.padded(size) == size


@given(axis=axes, size=st.integers(1, 40))
def test_same_sides(axis: Axis, size: int) -> None:
    """The output has ceil(size / stride) pixels, and the sides differ by at most 1."""
    before, after = same_sides(axis, size)
    padded = axis._replace(before=before, after=after)
    assert padded.steps(size) == (size + axis.stride - 1) // axis.stride
    assert 0 <= after - before <= 1
    assert same_sides(axis, size, lower=True) == (after, before)
    if before + after:
        less = axis._replace(before=before, after=after - 1)
        assert less.steps(size) < padded.steps(size)


@pytest.mark.parametrize(
    ("rank", "padding", "sides"),
    [
        (1, 2, [(2, 2)]),
        (1, (2,), [(2, 2)]),
        (1, (1, 2), [(1, 2)]),
        (2, 2, [(2, 2), (2, 2)]),
        (2, (1, 2), [(1, 1), (2, 2)]),
        (2, (1, 2, 3, 4), [(1, 2), (3, 4)]),
        (3, (1, 2, 3), [(1, 1), (2, 2), (3, 3)]),
        (3, (1, 2, 3, 4, 5, 6), [(1, 2), (3, 4), (5, 6)]),
        (3, "valid", [(0, 0)] * 3),
        (2, "same", [(2, 2), (1, 2)]),
        (2, "same_upper", [(2, 2), (1, 2)]),
        (2, "same_lower", [(2, 2), (2, 1)]),
    ],
)
def test_forms_of_padding(rank: int, padding: Any, sides: Any) -> None:
    """One number, one an axis, one a side, or a word."""
    kernel, dilation = (3, 4, 5)[:rank], (2, 1, 1)[:rank]
    found = read_axes(kernel, 1, padding, dilation, (9, 8, 7)[:rank])
    assert [(axis.before, axis.after) for axis in found] == sides
    assert [axis.kernel for axis in found] == list(kernel)
    assert [axis.dilation for axis in found] == list(dilation)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [("same_upper", [(0, 1), (1, 1)]), ("same_lower", [(1, 0), (1, 1)])],
)
def test_same_with_strides(padding: Any, sides: Any) -> None:
    """With a stride of 2, "same" adds one pixel to 224, and two to 7."""
    found = read_axes((3, 3), 2, padding, 1, (224, 7))
    assert [(axis.before, axis.after) for axis in found] == sides
    assert [axis.steps(n) for axis, n in zip(found, (224, 7), strict=True)] == [112, 4]


def test_words_need_a_size() -> None:
    """Without a size the padding cannot be known, and the way out is named."""
    message = (
        'padding is "same_upper", which depends on the size of the input\n'
        "  hint: spec.same_padding(input_size) gives the four numbers"
    )
    with refusal(ValueError, message):
        read_axes((3, 3), 2, "same_upper", 1)


@pytest.mark.parametrize(("rank", "stride"), [(1, "2"), (2, "(2, 2)")])
def test_same_with_a_stride(rank: int, stride: str) -> None:
    """The message shows the stride as the rank of the layer has it."""
    message = (
        f'padding is "same" but stride is {stride}\n'
        "  hint: with a stride, frameworks disagree on the sides; "
        '"same_upper" pads as TensorFlow does, or give each side as a number'
    )
    with refusal(ValueError, message):
        read_axes((3,) * rank, 2, "same", 1, (9,) * rank)


@pytest.mark.parametrize(
    ("rank", "value", "message"),
    [
        (1, (1, 2), "stride must be an integer, got (1, 2)"),
        (2, (1,), "stride must be an integer or 2 integers, got (1,)"),
        (3, (1, 2), "stride must be an integer or 3 integers, got (1, 2)"),
    ],
)
def test_wrong_number_of_numbers(rank: int, value: Any, message: str) -> None:
    """The message says how many numbers a layer of this rank takes."""
    with refusal(ValueError, message):
        per_axis("stride", value, rank)


@pytest.mark.parametrize(
    ("rank", "padding", "message"),
    [
        (1, (1, 2, 3), "padding must be an integer or 2 integers, got (1, 2, 3)"),
        (2, (1, 2, 3), "padding must be an integer or 2 or 4 integers, got (1, 2, 3)"),
        (3, (1, 2), "padding must be an integer or 3 or 6 integers, got (1, 2)"),
    ],
)
def test_wrong_padding(rank: int, padding: Any, message: str) -> None:
    """A number for each axis, or one for each side."""
    with refusal(ValueError, message):
        read_axes((3,) * rank, 1, padding, 1)


@pytest.mark.parametrize("value", [3, (3,), [3]])
def test_one_axis_takes_one_number(value: Any) -> None:
    """On one axis a number and a sequence of one mean the same."""
    assert per_axis("stride", value, 1) == (3,)
