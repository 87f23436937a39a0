"""A layer at work, drawn: what is written is true, and what is left out is counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal
from strategies import definition, layers

import convguide as cg

if TYPE_CHECKING:
    from strategies import Layer

    from convguide.diagrams.drawing import Drawing

pytestmark = pytest.mark.diagrams

HALF = 0.45  # cells, from the middle of a label to the plane below it


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def images(choose: Any) -> tuple[Layer, tuple[int, int, int], cg.Conv2dSpec]:
    """Draw a layer that looks at one image, one of its output numbers, and its spec."""
    layer = choose(layers().filter(lambda layer: len(layer.x)))
    layer = layer._replace(x=layer.x[0]) if layer.x.ndim == 4 else layer
    groups, (filters, depth, *kernel) = layer.geometry["groups"], layer.weight.shape
    spec = cg.Conv2dSpec(depth * groups, filters, kernel, **layer.geometry)
    sizes = (filters, *spec.output_size(layer.x.shape[1:]))
    o, i, j = (choose(st.integers(0, size - 1)) for size in sizes)
    return layer, (o, i, j), spec


def read(numbers: str) -> Any:
    """Read an array of integers back from words."""
    numbers = numbers.replace("\N{MINUS SIGN}", "-")
    return np.array([[int(n) for n in row.split()] for row in numbers.split(";")])


def place(drawing: Drawing, label: str) -> tuple[float, float]:
    """Find the middle of a label, of which there is one."""
    (found,) = (t for t in drawing.axes[0].texts if t.get_text() == label)
    x, y = found.get_position()
    return float(x), float(y)


def plane(drawing: Drawing, label: str) -> Any:
    """Find the box of the cells below a label."""
    from matplotlib.patches import PathPatch  # noqa: PLC0415

    x, y = place(drawing, label)
    patches = (p for p in drawing.axes[0].patches if isinstance(p, PathPatch))
    boxes = (patch.get_path().get_extents() for patch in patches)
    (found,) = (
        box
        for box in boxes
        if np.allclose([(box.x0 + box.x1) / 2, box.y0], [x, y + HALF])
    )
    return found


def frames(drawing: Drawing) -> Any:
    """List all frames: left, top, width and height."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    found = (p for p in drawing.axes[0].patches if isinstance(p, Rectangle))
    return np.array(sorted(frame.get_bbox().bounds for frame in found))


def drawn(drawing: Drawing, pattern: str) -> list[tuple[int, ...]]:
    """Read the numbers in all labels of a kind."""
    found = (re.fullmatch(pattern, word) for word in words(drawing))
    return [tuple(map(int, match.groups())) for match in found if match]


def counted(drawing: Drawing, x: float) -> int:
    """Add up what is left out according to the words in one column."""
    texts = (t for t in drawing.axes[0].texts if np.isclose(t.get_position()[0], x))
    found = (re.fullmatch(r"and ([\d,]+) more", text.get_text()) for text in texts)
    return sum(int(match[1].replace(",", "")) for match in found if match)


def check_places(
    drawing: Drawing,
    at: tuple[int, int, int],
    spec: cg.Conv2dSpec,
    size: tuple[int, ...],
) -> None:
    """Kernels stand beside their channels; frames stand where the window is."""
    (o, i, j), expected = at, []
    padded = [axis.padded(side) for axis, side in zip(spec.axes, size, strict=True)]
    windows = spec.window(i, j)
    for f, n in drawn(drawing, r"W(\d+)\[(\d+)\]"):
        c = range(spec.in_channels)[spec.channels_of(f)][n]
        kernel = plane(drawing, f"W{f}[{n}]")
        image = plane(drawing, f"input, channel {c}")
        assert kernel.y0 == pytest.approx(image.y0)
        if f == o:
            wide, high = image.width / padded[1], image.height / padded[0]
            (top, left), span = (window.start for window in windows), spec.span
            inside = (image.x0 + left * wide, image.y0 + top * high)
            expected += [kernel.bounds, (*inside, span[1] * wide, span[0] * high)]
    output, sizes = plane(drawing, f"output {o}"), spec.output_size(size)
    wide, high = output.width / sizes[1], output.height / sizes[0]
    expected.append((output.x0 + j * wide, output.y0 + i * high, wide, high))
    np.testing.assert_allclose(frames(drawing), sorted(expected))


def check_counts(drawing: Drawing, o: int, spec: cg.Conv2dSpec) -> None:
    """Add what is drawn to what is said to be left out: all there is."""
    channels = [c for (c,) in drawn(drawing, r"input, channel (\d+)")]
    outputs = [f for (f,) in drawn(drawing, r"output (\d+)")]
    kernels = drawn(drawing, r"W(\d+)\[(\d+)\]")
    x, _ = place(drawing, "input, channel 0")
    assert len(channels) + counted(drawing, x) == spec.in_channels
    x, _ = place(drawing, "output 0")
    assert len(outputs) + counted(drawing, x) == spec.out_channels
    assert [*dict.fromkeys(f for f, _ in kernels)] == outputs
    assert {0, spec.in_channels - 1} <= {*channels}
    assert {0, o, spec.out_channels - 1} <= {*outputs}
    for f in outputs:
        seen = range(spec.in_channels)[spec.channels_of(f)]
        of_this = [seen[n] for filter_, n in kernels if filter_ == f]
        assert of_this == [c for c in channels if c in seen]
        x, _ = place(drawing, f"W{f}[{seen.index(of_this[0])}]")
        assert len(of_this) + counted(drawing, x) == len(seen)


@settings(max_examples=15)
@given(case=images())
def test_small_layers(
    draw: Any, case: tuple[Layer, tuple[int, int, int], cg.Conv2dSpec]
) -> None:
    """All numbers that are read out are those of the layer; frames are in place."""
    layer, at, spec = case
    drawing = draw.planes(*layer.arrays, at=at, **layer.geometry)
    refuse_hidden_words(drawing)
    check_places(drawing, at, spec, layer.x.shape[1:])
    check_counts(drawing, at[0], spec)
    y, told = definition(layer), drawing.description
    minus = f"{y[at]}".replace("-", "\N{MINUS SIGN}")
    assert f"output number {minus} at row {at[1]}, column {at[2]}" in told
    for f, numbers in re.findall(r"Output (\d+): ([^.,]*)\.", told):
        np.testing.assert_array_equal(read(numbers), y[int(f)])
    filters = re.findall(r"Filter (\d+), (.*?)\. (?:Its|Output|\d+ more)", told)
    for f, slices in filters:
        for n, numbers in re.findall(r"slice (\d+): ([^.]*)", slices):
            kernel = layer.weight[int(f), int(n)]
            np.testing.assert_array_equal(read(numbers), kernel)
    padded = np.pad(layer.x, [(0, 0), layer.sides[:2], layer.sides[2:]])
    for c, numbers in re.findall(r"Channel (\d+): ([^.]*)\.", told):
        np.testing.assert_array_equal(read(numbers), padded[int(c)])
    if layer.bias is not None:
        shown = (f"b{f} = {layer.bias[f]}" for (f,) in drawn(drawing, r"output (\d+)"))
        assert {b.replace("-", "\N{MINUS SIGN}") for b in shown} <= {*words(drawing)}


@settings(max_examples=15)
@given(data=st.data())
def test_layers_of_any_size(draw: Any, data: Any) -> None:
    """Of many channels and filters some are drawn, and the others counted."""
    groups = data.draw(st.sampled_from([1, 1, 2, 5, 64]))
    depth, per_group = (data.draw(st.integers(1, 64 // groups + 2)) for _ in "io")
    size = tuple(data.draw(st.sampled_from([1, 2, 5, 10, 11, 56])) for _ in "hw")
    kernel = tuple(data.draw(st.integers(1, min(side, 7))) for side in size)
    stride, padding = data.draw(st.integers(1, 6)), data.draw(st.integers(0, 2))
    spec = cg.Conv2dSpec(
        groups * depth, groups * per_group, kernel, stride=stride, padding=padding,
        groups=groups,
    )  # fmt: skip
    sizes = (spec.out_channels, *spec.output_size(size))
    at = tuple(data.draw(st.integers(0, side - 1)) for side in sizes)
    dtype = data.draw(st.sampled_from(["int8", "int64", "float16", "float64"]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))

    def numbers(*shape: int) -> Any:
        most = 10 ** data.draw(st.integers(0, 1 if dtype == "int8" else 8))
        if dtype.startswith("int"):
            return rng.integers(-most, most + 1, shape).astype(dtype)
        found = rng.standard_normal(shape) / most
        found.flat[0] = data.draw(st.sampled_from([1, np.nan, np.inf, -np.inf]))
        return found.astype(dtype)

    bias = numbers(spec.out_channels) if data.draw(st.booleans()) else None
    with np.errstate(all="ignore"):
        drawing = draw.planes(
            numbers(spec.in_channels, *size), numbers(*spec.weight_shape), bias,
            at=at, stride=stride, padding=padding, groups=groups,
        )  # fmt: skip
    refuse_hidden_words(drawing)
    check_places(drawing, at, spec, size)
    check_counts(drawing, at[0], spec)
    assert compressed(drawing) < LIMIT


@settings(max_examples=30)
@given(case=images())
def test_one_number_from_its_window(
    case: tuple[Layer, tuple[int, int, int], cg.Conv2dSpec],
) -> None:
    """The framed number of a large layer is that of the layer, padding and all."""
    from convguide.diagrams.layers.layer_scene import (  # noqa: PLC0415
        _output_number,
    )
    from convguide.diagrams.reading import OneImage  # noqa: PLC0415

    layer, at, spec = case
    number = _output_number(OneImage(spec, *layer.arrays), at)
    assert number == definition(layer)[at]


def test_the_largest(draw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """512 channels of 224×224 draw, and one number of them all is computed."""
    from convguide.diagrams.layers import layer_scene  # noqa: PLC0415

    monkeypatch.setattr(layer_scene, "conv2d", None)
    x, weight = np.zeros((512, 224, 224), "f"), np.zeros((512, 512, 3, 3), "f")
    x[:, 99, 7], weight[300, :, 0, 1], at = 2, 0.25, (300, 100, 7)
    drawing = draw.planes(x, weight, np.ones(512, "f"), at=at, padding=1)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    spec = cg.Conv2dSpec(512, 512, 3, padding=1)
    check_places(drawing, at, spec, (224, 224))
    check_counts(drawing, 300, spec)
    assert {"226×226, padded", "224×224", "224×224; framed: 257"} <= set(words(drawing))
    assert drawing.title == ("512 input channels, 512 filters, 512 output channels")
    assert drawing.description.startswith(
        "Input of 512 channels, 226×226 with padding. Drawn without numbers: "
        "channels 0 to 3 and 511. 507 more channels are not drawn. Filter 0, slice 0: "
    )
    assert drawing.description.endswith(
        "Output 511: 224×224, without numbers. 508 more filters are not drawn, nor "
        "their outputs. Framed: the window on every channel, filter 300, and the "
        "output number 257 at row 100, column 7 that they give."
    )


def test_by_hand(draw: Any) -> None:
    """Two groups of one channel, all numbers worked out on paper."""
    x = np.array([[[1, 2, 3], [4, 5, 6]], [[1, 0, 2], [0, 3, 0]]])
    weight = np.array([[[[1, -1]]], [[[2, 10]]]])
    drawing = draw.planes(x, weight, np.array([0, 7]), at=(1, 0, 1), groups=2)
    assert drawing.title == "2 input channels, 2 filters, 2 output channels"
    assert drawing.description.replace("\N{MINUS SIGN}", "-") == (
        "Input of 2 channels, 2×3 with padding. "
        "Channel 0: 1 2 3; 4 5 6. Channel 1: 1 0 2; 0 3 0. "
        "Filter 0, slice 0: 1 -1. Its bias: 0. Output 0: -1 -1; -1 -1. "
        "Filter 1, slice 0: 2 10. Its bias: 7. Output 1: 9 27; 37 13. "
        "Framed: the window on channel 1, filter 1, and the output number 27 at row 0, "
        "column 1 that they give."
    )
    labels = [word for word in words(drawing) if re.search(r"[a-zW]", word)]
    assert labels == [
        *("input, channel 0", "input, channel 1", "W0[0]", "W1[0]"),
        *("b0 = 0", "b1 = 7", "output 0", "output 1"),
    ]


def test_large_kernels_and_their_counts(draw: Any) -> None:
    """Kernels without room for numbers say their size, the description too."""
    x, weight = np.ones((4, 12, 12), int), np.ones((8, 2, 11, 11), int)
    drawing = draw.planes(x, weight, groups=2, at=(7, 1, 1))
    assert words(drawing).count("11×11") == 2 * len(drawn(drawing, r"output (\d+)"))
    assert "Filter 7, slices 0 and 1 of 11×11, without numbers." in drawing.description
    assert "on channels 2 and 3, filter 7" in drawing.description


def test_long_numbers_widen_their_cells(draw: Any) -> None:
    """No number is wider than its cell."""
    x = np.arange(18).reshape(1, 3, 6) * -1000.5
    drawing = draw.planes(x, np.full((1, 1, 2, 3), 0.125))
    to_cells = drawing.axes[0].transData.inverted()
    texts = drawing.axes[0].texts
    assert len(texts) == 3 + 18 + 6 + 8
    for label, columns in (("input, channel 0", 6), ("W0[0]", 3), ("output 0", 4)):
        box = plane(drawing, label)
        for text in texts:
            if box.contains(*text.get_position()):
                extent = text.get_window_extent().transformed(to_cells)
                assert extent.width < box.width / columns, text.get_text()


def test_what_is_no_layer(draw: Any) -> None:
    """Batches get a hint; places count from the end, and others are refused."""
    x, weight = np.ones((3, 4, 5)), np.ones((2, 3, 1, 2))
    with refusal(
        cg.ShapeError,
        "x must be one image to be drawn\n"
        "  x  (1, 3, 4, 5)  axes (N, C_in, H, W)\n"
        "  hint: draw x[0]",
    ):
        draw.planes(x[None], weight)
    last = draw.planes(x, weight, at=(-1, -1, -1)).description
    assert "filter 1, and the output number 6 at row 3, column 3 that" in last
    with refusal(IndexError, "at is (0, 0) but the output has shape (2, 4, 4)"):
        draw.planes(x, weight, at=(0, 0))
