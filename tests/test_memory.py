"""Memory: strides are those of NumPy, and the strip is the order of the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg

pytestmark = pytest.mark.diagrams

ORDERS = ("NCHW", "NHWC", "OIHW", "HWIO", "OHWI", "IOHW", "CHW", "HWC", "NCDHW", "C")


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def tensors(choose: Any, largest: int = 1024) -> tuple[tuple[int, ...], str]:
    """Draw shapes of images and weights, small ones more often."""
    order = choose(st.sampled_from(ORDERS))
    sizes = st.one_of(st.integers(1, 5), st.integers(1, largest))
    return tuple(choose(sizes) for _ in order), order


def of_axis(drawing: Any, axis: str) -> list[int]:
    """Read size and both strides of an axis off the table."""
    shown = words(drawing)
    table = shown[shown.index("stride, bytes") + 1 :]
    names = [n for n, word in enumerate(table) if word.split(",")[0] == axis]
    return [int(word.replace(",", "")) for word in table[names[0] + 1 : names[0] + 4]]


@settings(max_examples=15)
@given(tensor=tensors(), itemsize=st.sampled_from((1, 2, 4, 8)))
def test_words_neither_overlap_nor_leave(
    draw: Any, tensor: tuple[tuple[int, ...], str], itemsize: int
) -> None:
    """No word stands on another, and none is cut off, whatever the shape."""
    refuse_hidden_words(draw.memory_layout(*tensor, itemsize=itemsize))


@settings(max_examples=15)
@given(tensor=tensors(largest=12), dtype=st.sampled_from(("i1", "f2", "f4", "f8")))
def test_strides_are_those_of_numpy(
    draw: Any, tensor: tuple[tuple[int, ...], str], dtype: str
) -> None:
    """Size, stride in elements and stride in bytes, as of an array of this shape."""
    (shape, order), itemsize = tensor, np.dtype(dtype).itemsize
    drawing = draw.memory_layout(shape, order, itemsize=itemsize)
    strides = np.empty(shape, dtype).strides
    for axis, size, stride in zip(order, shape, strides, strict=True):
        assert of_axis(drawing, axis) == [size, stride // itemsize, stride]


@settings(max_examples=15)
@given(tensor=tensors(largest=40))
def test_cells_follow_memory(draw: Any, tensor: tuple[tuple[int, ...], str]) -> None:
    """Each cell has the index of the number at its place; all are there, or counted."""
    shape, order = tensor
    channels = order.index("C" if "C" in order else "I")
    named = [n for n, size in enumerate(shape) if size > 1 or n == channels]
    place, rows = 0, 0
    for text in draw.memory_layout(shape, order).axes[0].texts[2:]:
        word, align = text.get_text(), text.get_ha()
        if word == "axis":
            break
        if align == "left":
            assert word.startswith("and ")
            place += int(word.split()[1].replace(",", ""))
        elif align == "right":
            assert word == f"{place:,}"
            rows += 1
        else:
            index = np.unravel_index(place, shape)
            assert word == ",".join(str(index[n]) for n in named)
            place += 1
    assert place == np.prod(shape)
    assert rows <= 12


@settings(max_examples=15)
@given(tensor=tensors(largest=40))
def test_first_number_and_its_neighbours_are_framed(
    draw: Any, tensor: tuple[tuple[int, ...], str]
) -> None:
    """One frame for the first number, and one for its neighbour along each axis."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    shape, order = tensor
    axes = draw.memory_layout(shape, order).axes[0]
    frames = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    channels = order.index("C" if "C" in order else "I")
    named = [n for n, size in enumerate(shape) if size > 1 or n == channels]
    longer = [n for n, size in enumerate(shape) if size > 1]
    expected = {tuple(int(n == axis) for n in named) for axis in [*longer, None]}
    framed = set()
    for frame in frames:
        (x, y), width = frame.get_xy(), frame.get_width()
        framed |= {
            tuple(map(int, text.get_text().split(",")))
            for text in axes.texts
            if np.allclose(text.get_position(), (x + width / 2, y + 0.5))
        }
    assert len(frames) == len(expected) * bool(longer)
    assert framed == (expected if longer else set())


@pytest.mark.parametrize(
    ("shape", "order"),
    [
        ((1, 1, 1, 1), "OIHW"),
        ((144,), "C"),
        ((150, 1), "CH"),
        ((9, 1, 16), "HWC"),
        ((9, 5, 3, 16), "NCHW"),
        ((512, 512, 3, 3), "OIHW"),
        ((3, 3, 512, 512), "HWIO"),
        ((256, 224, 224, 512), "NHWC"),
    ],
)
def test_files_are_small(draw: Any, shape: tuple[int, ...], order: str) -> None:
    """From one number to billions of them, and with as many channels as cells."""
    assert compressed(draw.memory_layout(shape, order)) < LIMIT


def test_channels_of_images_in_both_orders(draw: Any) -> None:
    """Channels lie behind each other in NCHW, and side by side in NHWC."""
    planes = draw.memory_layout((1, 3, 2, 4))
    assert planes.title == (
        "NCHW 1×3×2×4 in memory: neighbours along W lie side by side"
    )
    assert planes.description == (
        "24 numbers of 4 bytes in the order of memory, with the index c,h,w. "
        "Places 0 to 7: 0,0,0 to 0,1,3. Places 8 to 15: 1,0,0 to 1,1,3. "
        "Places 16 to 23: 2,0,0 to 2,1,3. "
        "Axis N, size 1: a stride of 24 elements, 96 bytes. "
        "Axis C, size 3: a stride of 8 elements, 32 bytes. "
        "Axis H, size 2: a stride of 4 elements, 16 bytes. "
        "Axis W, size 4: a stride of 1 element, 4 bytes. "
        "A stride is the distance in memory to the neighbour along an axis. "
        "Framed: the first number and its neighbour along each axis."
    )
    mixed = draw.memory_layout((1, 2, 4, 3), "NHWC")
    assert of_axis(mixed, "C") == [3, 1, 4]
    for drawing, runs in ((planes, 3), (mixed, 24)):
        hatched = [patch for patch in drawing.axes[0].patches if patch.get_hatch()]
        assert len({patch.get_hatch() for patch in hatched}) == 3
        assert len(hatched) == runs


def test_large_tensors_say_what_is_left_out(draw: Any) -> None:
    """The rows with neighbours of the first number are drawn, and the last row."""
    drawing = draw.memory_layout((64, 3, 224, 225), itemsize=2)
    shown = words(drawing)
    assert {"0", "50,400", "151,200", "0,1,0,0", "63,2,223,224"} <= set(shown)
    assert "9,676,800 numbers of 2 bytes" in drawing.description
    assert of_axis(drawing, "C") == [3, 50_400, 100_800]


def test_every_channel_is_coloured(draw: Any) -> None:
    """36 channels have 36 looks; of more, it is said which ones look alike."""
    note = "Channels 36 apart look alike."
    drawing = draw.memory_layout((2, 36), "HC")
    assert note not in drawing.description
    patches = drawing.axes[0].patches
    looks = {(p.get_hatch(), p.get_edgecolor()) for p in patches if p.get_hatch()}
    assert len(looks) == 30  # and six hues without a pattern
    filled = [p.get_facecolor() for p in patches if p.get_facecolor()[3]]
    assert len(filled) == 72
    assert len({*filled}) == 6
    assert note in words(draw.memory_layout((2, 37), "HC"))


def test_one_number(draw: Any) -> None:
    """A single number has no neighbour and no frame."""
    drawing = draw.memory_layout([1, 1, 1, 1], "OHWI", itemsize=1)
    assert drawing.title == "OHWI 1×1×1×1 in memory: one number"
    assert "1 number of 1 byte" in drawing.description
    assert "Framed" not in drawing.description


def test_what_is_no_shape(draw: Any) -> None:
    """Orders without channels, shapes of another length, and sizes that are none."""
    with refusal(
        cg.ShapeError,
        "shape has 3 sizes but order 'NCHW' names 4\n"
        "  shape  (3, 2, 5)  axes (N, C, H, W)",
    ):
        draw.memory_layout((3, 2, 5))
    with refusal(ValueError, "order 'NHW' must name one axis of channels, C or I"):
        draw.memory_layout((3, 2, 5), "NHW")
    with refusal(ValueError, "order 'NCIW' must name one axis of channels, C or I"):
        draw.memory_layout((3, 2, 5, 4), "NCIW")
    with refusal(ValueError, "order 'NCWW' names an axis twice"):
        draw.memory_layout((3, 2, 5, 4), "NCWW")
    with refusal(TypeError, "order must be a string such as 'OIHW', got 7"):
        draw.memory_layout((3, 2, 5, 4), 7)
    with refusal(TypeError, "shape must be a sequence of integers, got 7"):
        draw.memory_layout(7, "C")
    with refusal(TypeError, "shape must be an integer, got 2.0 (float)"):
        draw.memory_layout((3, 2.0), "HC")
    with refusal(ValueError, "shape must be at least 1, got 0"):
        draw.memory_layout((3, 0), "HC")
    with refusal(ValueError, "itemsize must be at least 1, got 0"):
        draw.memory_layout((3, 2), "HC", itemsize=0)
