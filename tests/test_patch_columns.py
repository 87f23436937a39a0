"""The matrix product of im2col: its numbers are the layer's, and nothing is hidden."""

from __future__ import annotations

import re
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


def integers(*shape: int, modulus: int = 7) -> Any:
    """Fill an array with small integers of both signs."""
    return np.arange(np.prod(shape)).reshape(shape) % modulus - 2


@st.composite
def calls(choose: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Draw arrays and geometry, from one number up to hundreds of filters."""
    few = st.integers(1, 4)
    depth, filters = (choose(st.one_of(few, st.integers(1, 130))) for _ in range(2))
    kernel = choose(st.tuples(few, st.integers(1, 5)))
    dilation = choose(st.tuples(*[st.integers(1, 2)] * 2))
    spare = choose(st.tuples(st.integers(0, 4), st.integers(0, 21)))
    size = [
        d * (k - 1) + 1 + n for d, k, n in zip(dilation, kernel, spare, strict=True)
    ]
    x, weight = integers(depth, *size), integers(filters, depth, *kernel, modulus=5)
    kind = choose(st.sampled_from(["integers", "long", "floats", "nan"]))
    if kind == "long":
        x = x * 12345
    elif kind == "floats":
        x, weight = x / 3, weight * 1.1e-7
    elif kind == "nan":
        x, weight = np.full(x.shape, np.nan), weight + 0.0
    geometry = {
        "stride": choose(st.tuples(*[st.integers(1, 3)] * 2)),
        "padding": choose(st.tuples(*[st.integers(0, 2)] * 4)),
        "dilation": dilation,
    }
    return x, weight, geometry


def some_number(data: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Choose one number of an array."""
    return tuple(data.draw(st.integers(0, size - 1)) for size in shape)


@settings(max_examples=15)
@given(call=calls(), data=st.data())
def test_words_neither_overlap_nor_leave(draw: Any, call: Any, data: Any) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    x, weight, geometry = call
    at = some_number(data, cg.conv2d(x, weight, **geometry).shape)
    drawing = draw.patch_matrix(x, weight, at=at, **geometry)
    refuse_hidden_words(drawing)
    assert drawing.get_size_inches()[0] * 3 <= 28
    assert min(text.get_size() for text in drawing.axes[0].texts) >= 8


@settings(max_examples=15)
@given(call=calls(), data=st.data())
def test_numbers_are_those_of_the_layer(draw: Any, call: Any, data: Any) -> None:
    """Sizes are the layer's, and the framed number is the layer's output."""
    x, weight, geometry = call
    y = cg.conv2d(x, weight, **geometry)
    at = some_number(data, y.shape)
    drawing = draw.patch_matrix(x, weight, at=at, **geometry)
    rows, terms, places = len(weight), weight[0].size, y[0].size
    shown = words(drawing)
    assert f"filters: {rows:,} × {terms:,}" in shown
    assert f"patches: {terms:,} × {places:,}" in shown
    assert f"output: {rows:,} × {places:,}" in shown
    assert f"row of filter {at[0]} × column of place {at[1]},{at[2]}" in shown
    said = next(word for word in shown if word.startswith("= output number "))
    number = said.split()[-1].replace("\N{MINUS SIGN}", "-")
    close = np.isclose(float(number), y[at], rtol=6e-3, atol=1e-12, equal_nan=True)
    assert close


@settings(max_examples=15)
@given(call=calls(), data=st.data())
def test_frames_cross(draw: Any, call: Any, data: Any) -> None:
    """The framed number stands below its column and to the right of its row."""
    from convguide.diagrams.style import WINDOW  # noqa: PLC0415

    x, weight, geometry = call
    at = some_number(data, cg.conv2d(x, weight, **geometry).shape)
    drawing = draw.patch_matrix(x, weight, at=at, **geometry)
    from matplotlib.colors import to_hex  # noqa: PLC0415

    frames = [p for p in drawing.axes[0].patches if to_hex(p.get_edgecolor()) == WINDOW]
    row, column, number = (frame.get_bbox() for frame in frames)
    assert (row.y0, row.y1) == (number.y0, number.y1)
    assert (column.x0, column.x1) == (number.x0, number.x1)
    assert row.x1 < number.x0
    assert column.y1 < number.y0
    names = {text.get_text(): text for text in drawing.axes[0].texts}
    assert row.y0 < names[f"filter {at[0]}"].get_position()[1] < row.y1
    assert column.x0 < names[f"{at[1]},{at[2]}"].get_position()[0] < column.x1


def test_a_small_product_in_words(draw: Any) -> None:
    """One row of two channels meets four patches, all numbers written and said."""
    x = np.array([[[1, 2, 3]], [[4, 5, 6]]])
    weight = np.array([[[[1, 0]], [[-1, 2]]]])
    drawing = draw.patch_matrix(x, weight, padding=(0, 0, 1, 0), at=(0, 0, 2))
    assert (
        drawing.title
        == "One matrix product: 1 filter in one row × 3 patches in columns"
    )
    assert drawing.description == (
        "Three matrices, rows × columns. Filters, one in each row: 1 × 4. "
        "Patches, one in each column: 4 × 3. Their product, the output: 1 × 3. "
        "Rows of filters and columns of patches go channel by channel, 2 numbers each. "
        "Filters: 1 0 −1 2. Patches: 0 1 2; 1 2 3; 0 4 5; 4 5 6. Output: 8 7 9. "
        "Framed: the row of filter 0 and the column of the place 0,2, row and column "
        "of the output, and the output number 9 that they give."
    )
    written = [
        word for word in words(drawing) if word.lstrip("\N{MINUS SIGN}").isdigit()
    ]
    channels, minus = ["0", "1"], "\N{MINUS SIGN}"
    # in the order of matrices: a row of weights, four rows of patches, the output
    entries = f"1 0 {minus}1 2 0 1 2 1 2 3 0 4 5 4 5 6 8 7 9"
    assert written == entries.split() + channels


def test_padding_is_greyed(draw: Any) -> None:
    """Zeros of the padding are paler than zeros of the image."""
    from convguide.diagrams.style import MUTED  # noqa: PLC0415

    drawing = draw.patch_matrix([[[0]]], [[[[1, 1]]]], padding=(0, 0, 1, 0))
    colours = {t.get_color() for t in drawing.axes[0].texts if t.get_text() == "0"}
    grey = [t for t in drawing.axes[0].texts if t.get_color() == MUTED]
    assert [t.get_text() for t in grey] == ["0", "place"]
    assert len(colours) > 1


def test_large_layers_say_what_is_left_out(draw: Any) -> None:
    """Some rows and columns of a large product, the framed ones among them."""
    x, weight = integers(64, 20, 30), integers(128, 64, 3, 3)
    drawing = draw.patch_matrix(x, weight, padding=1, at=(70, 7, 11))
    places = [word for word in words(drawing) if re.fullmatch(r"\d+,\d+", word)]
    drawn = f"Drawn are 6 filters, 4 channels and {len(places)} places."
    assert drawn in drawing.description
    assert "each strip stands for 9 numbers of a channel" in words(drawing)
    assert {"filter 70", "filter 127", "channel 63", "19,29"} <= set(words(drawing))


@pytest.mark.parametrize(
    ("image", "weight"),
    [
        ((512, 14, 15), (512, 512, 3, 3)),
        ((3, 224, 224), (64, 3, 7, 7)),
        ((3, 9, 9), (6, 3, 3, 3)),
        ((8, 2, 50), (6, 8, 1, 1)),
    ],
)
def test_files_are_small(draw: Any, image: Any, weight: Any) -> None:
    """Large layers and those with most numbers make small files."""
    x, filters = integers(*image), integers(*weight)
    assert compressed(draw.patch_matrix(x, filters)) < LIMIT


def test_what_cannot_be_drawn(draw: Any) -> None:
    """A batch, groups, and places outside of the output are refused by name."""
    x, weight = integers(4, 5, 6), integers(6, 4, 2, 3)
    with refusal(
        cg.ShapeError,
        "x must be one image to be drawn\n"
        "  x  (1, 4, 5, 6)  axes (N, C_in, H, W)\n"
        "  hint: draw x[0]",
    ):
        draw.patch_matrix(x[None], weight)
    with refusal(
        cg.ShapeError,
        "groups is 2, but each group is a matrix product of its own\n"
        "  x       (4, 5, 6)     axes (C_in, H, W)\n"
        "  weight  (6, 2, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)\n"
        "  hint: draw one group, for instance x[:2] with weight[:3]",
    ):
        draw.patch_matrix(x, weight[:, :2], groups=2)
    for at in ((6, 0, 0), (0, 0), (0, -5, 0)):
        with refusal(IndexError, f"at is {at} but the output has shape (6, 4, 4)"):
            draw.patch_matrix(x, weight, at=at)
    with refusal(TypeError, "at must be an integer, got 1.5 (float)"):
        draw.patch_matrix(x, weight, at=(0, 0, 1.5))
    last = draw.patch_matrix(x, weight, at=(-1, -1, -1))
    assert "row of filter 5 × column of place 3,3" in words(last)
