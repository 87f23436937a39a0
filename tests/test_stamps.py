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
def backwards(choose: Any) -> tuple[Conv2dSpec, tuple[int, int], tuple[int, int]]:
    """Draw a transposed layer along its width, its input's size and output padding."""
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
    extra = choose(st.integers(0, max(stride, spec.dilation[1]) - 1))
    assume(spec.axes[1].covered(size) + extra > left + right)
    return spec, (1, size), (0, extra)


@SOME
@given(case=backwards())
def test_words_neither_overlap_nor_leave(draw: Any, case: Any) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    spec, size, extra = case
    refuse_hidden_words(draw.transposed(spec, size, output_padding=extra))


@SOME
@given(case=backwards())
def test_stamps_are_those_of_the_layer(draw: Any, case: Any) -> None:
    """A layer of ones counts its stamps; the drawing shows the same counts."""
    spec, size, extra = case
    ones = np.ones((1, *size), dtype=int)
    kernel = np.ones((1, 1, *spec.kernel_size), dtype=int)
    output = cg.conv_transpose2d(
        ones,
        kernel,
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
        output_padding=extra,
    )[0, 0]
    drawing = draw.transposed(spec, size, output_padding=extra)
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
        uncut = max(spec.axes[1].covered(size[1]), spec.padding[2] + len(output))
        all_cells = uncut <= 20
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


def test_output_padding(draw: Any) -> None:
    """It keeps what padding would cut off, and cells that no stamp reaches."""
    spec = Conv2dSpec(1, 1, 2, stride=3, padding=1)
    drawing = draw.transposed(spec, (2, 3), output_padding=(0, 2))
    assert drawing.title.endswith("make 8 output cells")
    assert {
        "struck out: padding, 1 + 0 cells cut off",
        "output padding: 2 more cells at the end, 1 of them after the last stamp",
        "output size = (3 − 1)·3 + 1·(2 − 1) + 1 − 1 − 1 + 2 = 8",
    } <= set(words(drawing))
    assert (
        "Of 9 cells, 1 before and 0 after are cut off as padding. "
        "Output padding: 2 more cells at the end, 1 of them after the last stamp. "
        "Stamps on the output cells, 0: 1, 1: 0, 2: 1, 3: 1, 4: 0, 5: 1, 6: 1, 7: 0."
    ) in drawing.description
    refuse_hidden_words(drawing)
    high = draw.transposed(spec, (2, 3), axis="height", output_padding=(1, 0))
    assert "output padding: 1 more cell at the end" in words(high)
    uncut = draw.transposed(Conv2dSpec(1, 1, 1, stride=3), 2, output_padding=2)
    bare = "output padding: 2 more cells at the end, after the last stamp"
    assert bare in words(uncut)
    assert not any("struck out" in word for word in words(uncut))
    with refusal(
        cg.ShapeError,
        "output_padding is 3 but must be less than stride or dilation, "
        "which are 3 and 1\n"
        "  hint: it says which of the sizes is meant that a stride makes alike",
    ):
        draw.transposed(spec, (2, 3), output_padding=3)


@pytest.mark.torch
@pytest.mark.parametrize("extra", [0, (1, 0), (0, 2)])
def test_layers_of_torch(draw: Any, torch: Any, extra: Any) -> None:
    """A ConvTranspose2d is drawn with all its options, as large as its output."""
    options: Any = {
        "stride": (2, 3),
        "padding": (1, 2),
        "dilation": (2, 1),
        "groups": 2,
    }
    layer = torch.nn.ConvTranspose2d(4, 6, (3, 5), output_padding=extra, **options)
    spec = Conv2dSpec(4, 6, (3, 5), **options)
    size = layer(torch.zeros(4, 5, 6)).shape[1:]
    for axis, cells in zip(("height", "width"), size, strict=True):
        drawing = draw.transposed(layer, (5, 6), axis=axis)
        assert drawing.title.endswith(f" {cells} output cells")
        same = draw.transposed(spec, (5, 6), axis=axis, output_padding=extra)
        assert drawing.svg == same.svg
    on_meta = torch.nn.ConvTranspose2d(3, 2, 3, device="meta")
    assert draw.transposed(on_meta, 4).title.endswith("make 6 output cells")
    forwards = draw.transposed(torch.nn.Conv2d(4, 6, 3, stride=2), 4)
    assert forwards.title.endswith("make 9 output cells")
    with refusal(
        ValueError, f"output_padding is (1, 1) but the layer has its own, {own(extra)}"
    ):
        draw.transposed(layer, (5, 6), output_padding=1)


def own(extra: Any) -> str:
    """Write output padding as a layer of PyTorch holds it."""
    return str(extra if isinstance(extra, tuple) else (extra, extra))


@pytest.mark.torch
@pytest.mark.parametrize(
    "name",
    [
        "connections",
        "kernel_table",
        "kernels_then_add",
        "one_block",
        "sharing",
        "shifted_ones",
        "size_ruler",
        "toeplitz_matrix",
        "two_views",
        "volumes",
        "windows",
    ],
)
def test_other_pictures_refuse_transposed_layers(
    draw: Any, torch: Any, name: str
) -> None:
    """Only this picture has a transposed layer the right way round."""
    sized = name in {"size_ruler", "toeplitz_matrix", "windows"}
    with refusal(TypeError, "layer must be a torch.nn.Conv2d, got ConvTranspose2d"):
        getattr(draw, name)(torch.nn.ConvTranspose2d(3, 2, 3), *[(8, 9)] * sized)


def test_one_number_for_both_sides(draw: Any) -> None:
    """An input of 4 is one of 4×4."""
    spec = Conv2dSpec(1, 1, 3, stride=2)
    assert draw.transposed(spec, 4).svg == draw.transposed(spec, (4, 4)).svg
    message = "input_size must be an integer or 2 integers, got (3, 9, 9)"
    with refusal(ValueError, message):
        draw.transposed(spec, (3, 9, 9))


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
