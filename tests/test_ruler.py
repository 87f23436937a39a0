"""One axis as a ruler: places, what they read, what is left over."""

from __future__ import annotations

from typing import Any

import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal
from slides import slides

import convguide as cg
from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

SOME = settings(max_examples=15)
AXES = ("height", "width")


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@SOME
@given(slide=slides(), axis=st.sampled_from(AXES))
def test_words_neither_overlap_nor_leave(draw: Any, slide: Any, axis: str) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    refuse_hidden_words(draw.size_ruler(*slide, axis=axis))


@SOME
@given(slide=slides(), axis=st.sampled_from(AXES))
def test_counts(draw: Any, slide: Any, axis: str) -> None:
    """Places, cells never read and the size are those of the definition."""
    spec, size = slide
    number = AXES.index(axis)
    along, places = spec.axes[number], spec.output_size(size)[number]
    drawing = draw.size_ruler(spec, size, axis=axis)
    shown = words(drawing)
    outputs = [int(w.split()[-1]) for w in shown if w.startswith("→ output")]
    left_out = places - len(outputs)
    assert outputs == sorted({*outputs, 0, places - 1})
    more = [word for word in shown if word.startswith("and ")]
    assert more == [f"and {left_out:,} more"] * (left_out > 0)
    cells = set(range(along.padded(size[number])))
    end = max(cells)
    for place in range(places):
        window = along.window(place)
        cells -= set(range(window.start, window.stop, window.step))
    never = [word for word in shown if "never read" in word]
    assert [int(w.removeprefix("× ").split()[0]) for w in never] == [len(cells)] * (
        len(cells) > 0
    )
    rest = end - along.window(places - 1).stop + 1
    assert ("left over" in drawing.description) == (rest > 0)
    sides = f"{along.before} + {along.after}"
    span = f"{along.dilation}·({along.kernel} − 1)"
    formula = f"floor(({size[number]} + {sides} − {span} − 1) / {along.stride}) + 1"
    assert f"= {formula} = {places}" in shown


@SOME
@given(slide=slides(), axis=st.sampled_from(AXES))
@pytest.mark.usefixtures("draw")
def test_cells_that_are_never_read_are_crossed(slide: Any, axis: str) -> None:
    """Each cell by itself: read as often as places of the window hold it."""
    from convguide.diagrams.geometry.one_axis import lay_out  # noqa: PLC0415

    spec, size = slide
    number = AXES.index(axis)
    along, places = spec.axes[number], spec.output_size(size)[number]
    line = lay_out(along, places, along.padded(size[number]))
    hits = [0] * line.cells
    for place in range(places):
        for cell in range(line.cells)[along.window(place)]:
            hits[cell] += 1
    assert [line.hits(cell) for cell in range(line.cells)] == hits
    assert line.untouched() == hits.count(0)
    drawn = [*line.drawn()]
    edges = [line.x(cell) for cell in drawn]
    assert drawn == sorted({*drawn})
    assert edges == sorted({*edges})
    assert edges[-1] + line.unit == pytest.approx(line.width)
    if line.single:
        for place in line.shown:
            window = along.window(place)
            assert {*range(window.start, window.stop)} <= {*drawn}


@pytest.mark.usefixtures("draw")
def test_ends_do_not_overlap() -> None:
    """Ends are drawn of long axes only, and leave a gap between them."""
    from convguide.diagrams.geometry.one_axis import lay_out  # noqa: PLC0415

    axis = Conv2dSpec(1, 1, 3, stride=3, dilation=2).axes[0]
    assert lay_out(axis, 5, 17).parts == (range(17),)
    assert lay_out(axis, 6, 20).parts == (range(20),)
    assert lay_out(axis, 6, 21).parts == (range(14), range(15, 21))
    assert lay_out(axis, 50, 152).parts == (range(14), range(147, 152))


@pytest.mark.parametrize("kernel", [1, 16, 64, 65, 201])
def test_files_are_small(draw: Any, kernel: int) -> None:
    """Whatever the kernel, the file is small."""
    spec = Conv2dSpec(512, 512, kernel, dilation=3, padding=400)
    assert compressed(draw.size_ruler(spec, (224, 224))) < LIMIT


def test_in_words(draw: Any) -> None:
    """A small ruler, counted by hand."""
    spec = Conv2dSpec(1, 1, (2, 3), stride=(1, 2), padding=1, dilation=(1, 2))
    drawing = draw.size_ruler(spec, (7, 8))
    assert drawing.svg == draw.size_ruler(spec, (7, 8)).svg
    assert drawing.title == (
        "Width 8 with padding 1 + 1, kernel 3, stride 2, dilation 2: output width 3"
    )
    assert drawing.description == (
        "A ruler of 10 cells, numbered from 0: 1 of padding, 8 of input, 1 of padding. "
        "Place 0 reads cells 0, 2 and 4. Place 1 reads cells 2, 4 and 6. "
        "Place 2 reads cells 4, 6 and 8. "
        "5 cells never read, 1 of them left over at the end. "
        "Output width = floor((8 + 1 + 1 − 2·(3 − 1) − 1) / 2) + 1 = 3."
    )
    assert words(drawing).count("0") == 3  # the first number, and both zeros
    assert {"padded width: 1 + 8 + 1 = 10 cells", "0: padding, zeros"} <= {
        *words(drawing)
    }
    other = draw.size_ruler(spec, (7, 8), axis="height")
    assert other.title.endswith("output height 8")
    large = draw.size_ruler(Conv2dSpec(3, 64, 7, stride=2, padding=3), (224, 224))
    assert "Drawn are cells 0 to 10 and 222 to 229." in large.description
    assert "1 cell left over at the end, never read." in large.description


def test_gaps_that_are_too_narrow(draw: Any) -> None:
    """A bar is filled only where its cells are read, or it says that it is not."""

    def filled(dilation: int) -> float:
        drawing = draw.size_ruler(Conv2dSpec(1, 1, 5, dilation=dilation), (1007, 1007))
        narrow = "an outline: single cells and gaps of dilation are not drawn"
        assert (narrow in words(drawing)) == (dilation == 7)
        faces = [p for p in drawing.axes[0].patches if p.get_facecolor()[3]]
        return sum(float(p.get_extents().width > 0) for p in faces)

    assert [filled(1), filled(7), filled(90)] == [6, 0, 6 * 5]


def test_what_is_refused(draw: Any) -> None:
    """Axes, sizes and padding that do not exist."""
    spec = Conv2dSpec(1, 1, 3, padding=2, padding_mode="reflect")
    with refusal(ValueError, 'axis must be "height" or "width", got \'depth\''):
        draw.size_ruler(spec, (4, 5), axis="depth")
    with refusal(
        cg.ShapeError,
        'padding is 2 but width is 2 and padding_mode is "reflect"\n'
        '  hint: "reflect" repeats pixels of the image once; "zeros" has no bound',
    ):
        draw.size_ruler(spec, (4, 2))
    with refusal(
        cg.ShapeError,
        "kernel_size spans 3×3 but the padded input is 2×5\n"
        "  hint: use a smaller kernel or more padding",
    ):
        draw.size_ruler(Conv2dSpec(1, 1, 3), (2, 5))


def test_one_number_for_both_sides(draw: Any) -> None:
    """An input of 5 is one of 5×5."""
    spec = Conv2dSpec(1, 2, (2, 3), padding=1)
    assert draw.size_ruler(spec, 5).svg == draw.size_ruler(spec, (5, 5)).svg
    message = "input_size must be an integer or 2 integers, got (3, 9, 9)"
    with refusal(ValueError, message):
        draw.size_ruler(spec, (3, 9, 9))
