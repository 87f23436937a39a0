"""The big matrix of a layer: counted without building it, and drawn as it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

import convguide as cg
from convguide import Conv2dSpec
from convguide.views import toeplitz

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def layers(choose: Any, most: int = 3) -> tuple[Conv2dSpec, tuple[int, int]]:
    """Draw a geometry and the size of an input that fits it."""
    few = st.integers(1, 3)
    groups, depth, filters = choose(few), *(choose(st.integers(1, most)) for _ in "ab")
    kernel, dilation = (choose(st.tuples(few, few)) for _ in range(2))
    spare = choose(st.tuples(st.integers(0, 3), st.integers(0, 4)))
    spec = Conv2dSpec(
        depth * groups,
        filters * groups,
        kernel,
        stride=choose(st.tuples(few, few)),
        padding=choose(st.tuples(*[st.integers(0, 2)] * 4)),
        dilation=dilation,
        groups=groups,
    )
    sides = zip(spec.axes, spare, strict=True)
    high, wide = (max(1, axis.span - axis.before - axis.after + n) for axis, n in sides)
    return spec, (high, wide)


def dense(spec: Conv2dSpec, size: tuple[int, int]) -> Any:
    """Build the matrix, zeros included."""
    entries: Any = toeplitz.matrix(spec, size)
    return entries if isinstance(entries, np.ndarray) else entries.toarray()


@settings(max_examples=15)
@given(layer=layers(60))
def test_words_neither_overlap_nor_leave(draw: Any, layer: Any) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    drawing = draw.toeplitz_matrix(*layer)
    refuse_hidden_words(drawing)
    assert min(text.get_size() for text in drawing.axes[0].texts) >= 8


@settings(max_examples=15)
@given(layer=layers())
def test_counts_are_those_of_the_matrix(draw: Any, layer: Any) -> None:
    """What is counted along each axis is what the matrix of the view holds."""
    spec, size = layer
    entries = dense(spec, size)
    stored = int((entries > 0).sum())
    times = np.unique(entries[entries > 0], return_counts=True)[1]
    drawing = draw.toeplitz_matrix(spec, size)
    rows, columns = entries.shape
    plural = "entry" if entries.size == 1 else "entries"
    shown = words(drawing)
    assert drawing.description.startswith(f"A matrix of {rows:,} × {columns:,}. ")
    assert f"{stored:,} of {entries.size:,} {plural} stored" in shown
    weights = f"{len(times):,} distinct weight{'s' * (len(times) != 1)}"
    assert drawing.title.endswith(weights)
    assert ("every window meets padding only" in shown) == (not stored)
    if not stored:
        return
    often = f"{times.min()} to {times.max()}" if len({*times}) > 1 else f"{times[0]}"
    said = next(word for word in shown if word.startswith(weights))
    assert f" {often} time" in said
    never = int(np.prod(spec.weight_shape)) - len(times)
    lines = [word for word in shown if word.endswith(" never met")]
    assert len(lines) == (never > 0)
    assert all(line.startswith(f"{never:,} weight") for line in lines)


@settings(max_examples=15)
@given(layer=layers(2))
def test_one_weight_is_framed_wherever_it_stands(draw: Any, layer: Any) -> None:
    """All frames are on entries that are one weight, and on all of them."""
    from convguide.diagrams.style import WINDOW  # noqa: PLC0415

    spec, size = layer
    entries = dense(spec, size)
    drawing = draw.toeplitz_matrix(spec, size)
    from matplotlib.colors import to_hex  # noqa: PLC0415

    patches = drawing.axes[0].patches
    frames = [p.get_bbox() for p in patches if to_hex(p.get_edgecolor()) == WINDOW]
    if max(entries.shape) > 60 or spec.in_channels > 36 or not entries.any():
        assert not frames
        return
    unit = min(1.0, 18 / max(entries.shape))
    there = {
        (round((f.y0 - frames[0].y0) / unit), round((f.x0 - frames[0].x0) / unit))
        for f in frames
    }
    weights = [w for w in range(1, entries.max() + 1) if (entries == w).any()]
    places = [np.argwhere(entries == w) for w in weights]
    assert any({*map(tuple, (p - p[0]).tolist())} == there for p in places)
    assert len(there) == max(map(len, places))


def test_a_small_matrix(draw: Any) -> None:
    """Three weights slide over five numbers, written where they stand."""
    drawing = draw.toeplitz_matrix([[[[7, -8, 9]]]], (1, 5))
    assert drawing.title == (
        "One matrix of 3 × 5: 9 of 15 entries stored, 3 distinct weights"
    )
    assert drawing.description == (
        "A matrix of 3 × 5. 5 columns: 5 for each input channel. "
        "3 rows: 3 for each output channel. 9 of 15 entries stored. "
        "3 distinct weights, each stands 3 times. Framed: the weight (0, 0, 0, 0), "
        "filter, channel, row and column of the kernel, which stands 3 times, "
        "at (0, 0), (1, 1), (2, 2)."
    )
    numbers = ["7", "\N{MINUS SIGN}8", "9"]
    assert [word for word in words(drawing) if word in numbers] == numbers * 3
    numbered = words(draw.toeplitz_matrix(Conv2dSpec(1, 1, (1, 3)), (1, 5)))
    assert "numbers: which weight it is, from 0" in numbered
    assert [word for word in numbered if word.isdigit()] == list("012" * 3)


def test_large_layers_are_counted_not_built(draw: Any) -> None:
    """A matrix that no memory holds is drawn in blocks, with its counts."""
    spec = Conv2dSpec(64, 128, 3, padding=1)
    drawing = draw.toeplitz_matrix(spec, (224, 200))
    shown = words(drawing)
    assert "2,867,200 columns: 44,800 for each input channel" in shown
    assert "5,734,400 rows: 44,800 for each output channel" in shown
    stored = 128 * 64 * (3 * 224 - 2) * (3 * 200 - 2)
    assert f"{stored:,} of {2867200 * 5734400:,} entries stored" in shown
    assert "a row holds 576 weights at most; not to scale" in shown
    assert {"output 127", "channel 63"} <= set(shown)


@pytest.mark.parametrize(
    ("spec", "size"),
    [
        (Conv2dSpec(512, 512, 7, padding=3), (224, 224)),
        (Conv2dSpec(5, 3, 2), (3, 4)),
        (Conv2dSpec(1, 1, 3, padding=1), (6, 10)),
        (Conv2dSpec(36, 60, 1), (1, 1)),
        (Conv2dSpec(60, 60, 1, groups=60), (1, 1)),
    ],
)
def test_files_are_small(draw: Any, spec: Any, size: Any) -> None:
    """Large layers, and those with most entries, make small files."""
    assert compressed(draw.toeplitz_matrix(spec, size)) < LIMIT


def test_what_has_no_matrix(draw: Any) -> None:
    """Inputs that are too small, and padding that repeats them, are refused."""
    with refusal(
        cg.ShapeError,
        "kernel_size spans 4×4 but the padded input is 3×9\n"
        "  hint: use a smaller kernel or more padding",
    ):
        draw.toeplitz_matrix(Conv2dSpec(1, 1, 4), (3, 9))
    with refusal(ValueError, "input_size must be at least 1, got 0"):
        draw.toeplitz_matrix(Conv2dSpec(1, 1, 1, padding=1), (0, 9))
    message = (
        "padding_mode must be \"zeros\" for a matrix, got 'circular'\n"
        "  hint: take padding=0 and the size of the padded input"
    )
    spec = Conv2dSpec(1, 1, 3, padding=1, padding_mode="circular")
    for size in ((4, 5), (224, 224)):
        with refusal(ValueError, message):
            draw.toeplitz_matrix(spec, size)


def test_entries_of_many_channels(draw: Any) -> None:
    """As many channels as look unlike are drawn entry by entry, in that order."""
    from matplotlib.colors import to_hex  # noqa: PLC0415

    from convguide.diagrams.style import hue  # noqa: PLC0415

    drawing = draw.toeplitz_matrix(Conv2dSpec(36, 2, 1), (1, 1))
    patches = drawing.axes[0].patches
    fills = [to_hex(p.get_facecolor()) for p in patches if p.get_facecolor()[3]]
    assert fills == [hue(channel) for channel in range(36)]
    assert "drawn" not in drawing.description
    blocks = draw.toeplitz_matrix(Conv2dSpec(37, 2, 1), (1, 1))
    assert "Drawn are blocks of 2 output channels and 4 input" in blocks.description


def test_blocks_without_weights_are_empty(draw: Any) -> None:
    """Where every window meets padding only, and between groups, no band is drawn."""
    far = Conv2dSpec(37, 2, 1, padding=1, stride=9)
    drawing = draw.toeplitz_matrix(far, (1, 1))
    assert "every window meets padding only" in words(drawing)
    assert not [p for p in drawing.axes[0].patches if p.get_facecolor()[3]]
    groups = draw.toeplitz_matrix(Conv2dSpec(6, 2, 1, groups=2), (7, 8))
    bands = [p for p in groups.axes[0].patches if p.get_facecolor()[3]]
    assert len(bands) == 3 + 1  # channels 0, 1, 2 of output 0, channel 5 of output 1


def test_one_number_for_both_sides(draw: Any) -> None:
    """An input of 5 is one of 5×5."""
    spec = Conv2dSpec(1, 2, (2, 3), padding=1)
    assert draw.toeplitz_matrix(spec, 5).svg == draw.toeplitz_matrix(spec, (5, 5)).svg
    message = "input_size must be an integer or 2 integers, got (3, 9, 9)"
    with refusal(ValueError, message):
        draw.toeplitz_matrix(spec, (3, 9, 9))


def test_no_input_is_too_large_to_count(draw: Any) -> None:
    """Counts follow from the sizes, exactly, however large they are."""
    side = 10**12
    title = draw.toeplitz_matrix(Conv2dSpec(1, 1, 3, padding=1), (side, side)).title
    assert f"{(3 * side - 2) ** 2:,} of {side**4:,} entries stored" in title
