"""The window on a plane: where it is, what it reads, what of large planes is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal
from slides import slides

from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

SOME = settings(max_examples=15)


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def positions(choose: Any) -> tuple[Conv2dSpec, tuple[int, int], tuple[int, int]]:
    """Draw a layer, an input and a position of its output, often the last."""
    spec, size = choose(slides())
    rows, columns = spec.output_size(size)
    i, j = (
        choose(st.one_of(st.just(n - 1), st.integers(0, n - 1)))
        for n in (rows, columns)
    )
    return spec, size, (i, j)


@SOME
@given(case=positions())
def test_words_neither_overlap_nor_leave(draw: Any, case: Any) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    spec, size, at = case
    drawing = draw.windows(spec, size, at=at)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT


@SOME
@given(case=positions())
def test_frames_are_where_the_window_is(draw: Any, case: Any) -> None:
    """The scene holds the window, and cells are as the layer's arithmetic says."""
    from convguide.diagrams.geometry.window_scene import (  # noqa: PLC0415
        MOST,
        OUTPUT,
        inside,
        other_places,
        read_scene,
    )

    spec, size, (i, j) = case
    scene = read_scene(spec, size, (i, j))
    assert scene.output.shape == spec.output_size(size)
    assert scene.input.holds(*spec.window(i, j))
    assert i in scene.output.rows
    assert j in scene.output.columns
    assert max(map(len, (scene.output.rows, scene.output.columns))) <= OUTPUT
    if scene.single:
        assert max(map(len, (scene.input.rows, scene.input.columns))) <= MOST
    top, bottom, left, right = spec.padding
    down, across = inside(scene)
    rows, columns = scene.input.shape
    assert (down.start, rows - down.stop) == (top, bottom)
    assert (across.start, columns - across.stop) == (left, right)
    others = other_places(scene)
    assert (i, j) not in others.values()
    assert len({*others.values()}) == len(others)
    drawing = draw.windows(spec, size, at=(i, j))
    for name, place in others.items():
        assert scene.input.holds(*spec.window(*place))
        assert f"{name} {place}" in drawing.description
    thick = [
        side
        for patch in drawing.axes[0].patches
        if patch.get_linewidth() == pytest.approx(2.4)
        for side in patch.get_bbox().bounds
    ]
    one = (slice(i, i + 1), slice(j, j + 1))
    boxes = (scene.input.box(*spec.window(i, j)), scene.output.box(*one))
    assert thick == pytest.approx([side for box in boxes for side in box])


@SOME
@given(case=positions())
def test_padding_is_marked(draw: Any, case: Any) -> None:
    """As many marks as cells of padding that are drawn, and the mode by its name."""
    from convguide.diagrams.geometry.window_scene import inside, read_scene  # noqa: PLC0415

    spec, size, at = case
    scene = read_scene(spec, size, at)
    shown = words(draw.windows(spec, size, at=at))
    down, across = inside(scene)
    cells = len(scene.input.rows) * len(scene.input.columns)
    within = [
        len(range(max(drawn.start, cut.start), min(drawn.stop, cut.stop)))
        for drawn, cut in (
            (scene.input.rows, down),
            (scene.input.columns, across),
        )
    ]
    mark = "0" if spec.padding_mode == "zeros" else "p"
    marks = (cells - within[0] * within[1]) * scene.single
    assert shown.count(mark) == marks
    named = [word for word in shown if f"padding, {spec.padding_mode}: top" in word]
    assert len(named) == any(spec.padding)


def test_in_words(draw: Any) -> None:
    """A small layer with padding on three sides, each another."""
    spec = Conv2dSpec(3, 2, (2, 3), stride=(2, 1), padding=(1, 0, 3, 2))
    drawing = draw.windows(spec, (5, 4), at=(1, 2))
    assert drawing.svg == draw.windows(spec, (5, 4), at=(1, 2)).svg
    assert drawing.title == (
        "A window of 2×3 at (1, 2) of 3×7 places on an input of 5×4, padded to 6×9"
    )
    assert drawing.description == (
        "On the left one plane of the input, a grid of 6×9. Of them padding, zeros: "
        "1 at the top, 0 at the bottom, 3 at the left and 2 at the right. "
        "The framed window reads rows 2 and 3 and columns 2, 3 and 4 and makes the "
        "output number at (1, 2), framed on the right on a grid of 3×7. "
        "The window moves with stride 2 down, 1 across. "
        "Thin frames: first (0, 0), next (1, 3) and last (2, 6). "
        "It is the same on all 3 input channels."
    )
    shown = words(drawing)
    assert shown.count("0") == 9 + 5 * 5
    assert {"padded input 6×9", "output 3×7", "1", "2"} <= {*shown}
    last = draw.windows(Conv2dSpec(1, 1, 2), (2, 3))
    assert "Thin frames: last (0, 1)." in last.description
    dilated = draw.windows(Conv2dSpec(1, 1, 3, dilation=2, stride=2), (7, 9))
    assert "reads rows 0, 2 and 4 and columns 0, 2 and 4" in dilated.description
    assert "dilation 2: filled cells are read, the rest skipped" in words(dilated)


def test_large_planes(draw: Any) -> None:
    """Of large planes a part is drawn, and a large window as an outline."""
    spec = Conv2dSpec(64, 128, 3, padding=1)
    drawing = draw.windows(spec, (56, 58), at=(55, 30))
    assert "drawn of the input: rows 46 to 57, columns 29 to 40" in words(drawing)
    assert "drawn of the output: rows 48 to 55, columns 29 to 36" in words(drawing)
    outline = draw.windows(Conv2dSpec(512, 512, (1, 41), stride=3), (64, 224))
    assert "The input is an outline" in outline.description
    dilated = draw.windows(Conv2dSpec(1, 1, 9, dilation=5), (64, 224))
    assert "dilation 5: gaps are not drawn" in words(dilated)
    assert not any(patch.get_hatch() for patch in dilated.axes[0].patches)


def test_what_is_refused(draw: Any) -> None:
    """Positions that the output does not have."""
    with refusal(IndexError, "at is (0, 5) but the output is 3×5"):
        draw.windows(Conv2dSpec(1, 1, 3), (5, 7), at=(0, 5))
    with refusal(ValueError, "at must be at least 0, got -1"):
        draw.windows(Conv2dSpec(1, 1, 3), (5, 7), at=(0, -1))


def test_one_number_for_both_sides(draw: Any) -> None:
    """An input of 5 is one of 5×5."""
    spec = Conv2dSpec(1, 2, (2, 3), padding=1)
    assert draw.windows(spec, 5).svg == draw.windows(spec, (5, 5)).svg
    message = "input_size must be an integer or 2 integers, got (3, 9, 9)"
    with refusal(ValueError, message):
        draw.windows(spec, (3, 9, 9))
