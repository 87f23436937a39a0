"""A transposed layer along one axis: stamps, and how many meet in each cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from refusals import refusal
from slides import few_or_many

import convguide as cg
from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

SOME = settings(max_examples=15)


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def backwards(choose: Any) -> tuple[Conv2dSpec, tuple[int, int]]:
    """Draw a transposed layer along its width, and the size of its input."""
    kernel, stride = choose(few_or_many(1, 4, 40)), choose(few_or_many(1, 3, 40))
    left, right = choose(st.tuples(*[few_or_many(0, 2, 20)] * 2))
    spec = Conv2dSpec(
        choose(few_or_many(1, 4, 512)),
        2,
        (1, kernel),
        stride=(1, stride),
        padding=(0, 0, left, right),
        dilation=(1, choose(few_or_many(1, 3, 9))),
    )
    size = choose(few_or_many(1, 6, 300))
    assume(spec.axes[1].covered(size) > left + right)
    return spec, (1, size)


@SOME
@given(case=backwards())
def test_words_neither_overlap_nor_leave(draw: Any, case: Any) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    refuse_hidden_words(draw.transposed(*case))


@SOME
@given(case=backwards())
def test_stamps_are_those_of_the_layer(draw: Any, case: Any) -> None:
    """A layer of ones counts its stamps; the drawing shows the same counts."""
    spec, size = case
    ones = np.ones((1, *size), dtype=int)
    kernel = np.ones((1, 1, *spec.kernel_size), dtype=int)
    output = cg.conv_transpose2d(
        ones, kernel, stride=spec.stride, padding=spec.padding, dilation=spec.dilation
    )[0, 0]
    drawing = draw.transposed(spec, size)
    assert drawing.title.endswith(
        f"{len(output):,} output cell{'s' * (len(output) > 1)}"
    )
    _, told, counted = drawing.description.partition("Stamps on the output cells, ")
    if told and not counted.startswith("none"):
        pairs = [p.split(": ") for p in counted.partition(".")[0].split(", ")]
        for cell, count in pairs:
            assert output[int(cell)] == int(count)
        shown = words(drawing)
        assert [int(word) for word in shown if word.isdigit()] == [
            int(pair[side]) for side in (0, 1) for pair in pairs
        ]
        all_cells = spec.axes[1].covered(size[1]) <= 20
        assert not all_cells or len(pairs) == len(output)


@settings(max_examples=15)
@given(few_or_many(1, 4, 30), few_or_many(1, 4, 30), st.integers(1, 5))
def test_even_or_not(draw: Any, kernel: int, stride: int, dilation: int) -> None:
    """Away from the ends of a long output, the words hold for every cell."""
    weight, ones = np.ones((1, 1, kernel), dtype=int), np.ones((1, 200), dtype=int)
    long = cg.conv_transpose1d(ones, weight, stride=stride, dilation=dilation)[0]
    span = dilation * (kernel - 1) + 1
    inside = long[span : len(long) - span]
    assume(len(inside) >= stride)
    least, most = int(inside.min()), int(inside.max())
    spec = Conv2dSpec(1, 1, (1, kernel), stride=stride, dilation=dilation)
    told = next(w for w in words(draw.transposed(spec, (1, 3))) if "inside" in w)
    if least == most:
        each = f"{most} stamp{'s' * (most > 1)} each, even"
    else:
        each = f"{least} {'or' if most == least + 1 else 'to'} {most} stamps each"
        each += ", uneven:"
    assert told == f"inside a long output: {each}"


@pytest.mark.parametrize("kernel", [1, 16, 64, 201])
def test_files_are_small(draw: Any, kernel: int) -> None:
    """Whatever the kernel, the file is small."""
    for size in (1, 16, 224):
        spec = Conv2dSpec(512, 512, kernel, dilation=3)
        assert compressed(draw.transposed(spec, (size, size))) < LIMIT


def test_in_words(draw: Any) -> None:
    """A small layer, counted by hand."""
    spec = Conv2dSpec(2, 5, (4, 3), stride=(1, 2), padding=(0, 0, 1, 0))
    drawing = draw.transposed(spec, (2, 3))
    assert drawing.svg == draw.transposed(spec, (2, 3)).svg
    assert drawing.title == (
        "Transposed along the width: 3 stamps of kernel 3, stride 2, "
        "make 6 output cells"
    )
    assert drawing.description == (
        "Each input number puts down one stamp: the 3 weights of the kernel times that "
        "number, 2 cells after the stamp before. "
        "Of 7 cells, 1 before and 0 after are cut off as padding. "
        "Stamps on the output cells, 0: 1, 1: 2, 2: 1, 3: 2, 4: 1, 5: 1. "
        "Inside a long output: 1 or 2 stamps each, uneven: "
        "if so on both axes, a checkerboard. "
        "Output size = (3 − 1)·2 + 1·(3 − 1) + 1 − 1 − 0 = 6."
    )
    assert words(drawing).count("w2") == 3
    assert draw.transposed(spec, (2, 3), axis="height").title == (
        "Transposed along the height: 2 stamps of kernel 4, stride 1, "
        "make 5 output cells"
    )


def test_what_is_refused(draw: Any) -> None:
    """Nothing left, nothing there, and padding that is no cutting off."""
    spec = Conv2dSpec(1, 1, 2, padding=2)
    with refusal(
        cg.ShapeError,
        "the size of the output would be -1×0\n"
        "  hint: a transposed layer cuts its padding off; use less",
    ):
        draw.transposed(spec, (2, 3))
    with refusal(ValueError, "input_size must be at least 1, got 0"):
        draw.transposed(spec, (0, 3))
    reflect = Conv2dSpec(1, 1, 2, padding_mode="reflect")
    with refusal(
        ValueError, 'padding_mode must be "zeros" to transpose, got "reflect"'
    ):
        draw.transposed(reflect, (2, 3))
