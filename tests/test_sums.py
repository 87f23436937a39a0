"""Two true pictures of one filter, for any layer: labels, counts, nothing hidden."""

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

pytestmark = pytest.mark.diagrams

PICTURES = ("two_views", "kernels_then_add", "one_block")


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def specs(choose: Any) -> Conv2dSpec:
    """Draw layers from 1×1×1×1 up to 512 channels, with groups and any kernel."""
    sizes = st.one_of(st.integers(1, 8), st.integers(1, 512))
    groups = choose(st.integers(1, 4))
    depth, filters = (choose(sizes) for _ in range(2))
    kernel = choose(st.tuples(st.integers(1, 12), st.integers(1, 40)))
    bias = choose(st.booleans())
    return Conv2dSpec(
        depth * groups, filters * groups, kernel, groups=groups, bias=bias
    )


@pytest.mark.parametrize("picture", PICTURES)
@settings(max_examples=15)
@given(spec=specs(), data=st.data())
def test_words_neither_overlap_nor_leave(
    draw: Any, picture: str, spec: Conv2dSpec, data: Any
) -> None:
    """No word stands on another, and none is cut off, whatever the layer."""
    filters = st.integers(0, spec.out_channels - 1)
    refuse_hidden_words(getattr(draw, picture)(spec, out_channel=data.draw(filters)))


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("kernel", [(1, 1), (24, 24), (12, 40)])
def test_files_are_small(draw: Any, picture: str, kernel: tuple[int, int]) -> None:
    """The largest kernel that shows its cells makes the largest file."""
    assert compressed(getattr(draw, picture)(Conv2dSpec(512, 512, kernel))) < LIMIT


@settings(max_examples=15)
@given(spec=specs(), data=st.data())
def test_counts(draw: Any, spec: Conv2dSpec, data: Any) -> None:
    """Kernels, channels, weights and what is left out are the layer's own numbers."""
    out_channel = data.draw(st.integers(0, spec.out_channels - 1))
    drawing = draw.two_views(spec, out_channel=out_channel)
    shown = words(drawing)
    depth, weights = spec.filter_shape[0], int(np.prod(spec.filter_shape))
    channels = list(range(spec.in_channels)[spec.channels_of(out_channel)])
    few = channels if depth <= 5 else [*channels[:3], channels[-1]]
    for name in ("channel", "kernel"):
        numbers = [int(w.split()[1]) for w in shown if w.startswith(f"{name} ")]
        assert numbers == few
    assert (f"and {depth - 4} more" in shown) == (depth > 5)
    assert (f"4 of {depth} slices are drawn" in shown) == (depth > 5)
    size = "×".join(map(str, spec.filter_shape))
    assert {f"patch {size}", f"filter {size}"} <= set(shown)
    plural = "s" * (weights != 1)
    assert f"one block of {weights:,} weight{plural}" in shown
    bias = " + bias" * spec.bias
    assert f"{weights:,} product{plural}, added up{bias}" in shown
    others = [word for word in shown if word.endswith("of its own")]
    assert len(others) == 2 * (spec.out_channels > 1)
    assert f"{weights:,} weight" in drawing.title
    assert ("bias" in drawing.description) == spec.bias


def test_sums_in_words(draw: Any) -> None:
    """The whole picture of the thread's layer, read out."""
    drawing = draw.kernels_then_add(Conv2dSpec(3, 2, 3))
    assert drawing.title == "One filter as 3 kernels of 3×3, one for each input channel"
    assert drawing.description == (
        "3 kernels of 3×3, one for each input channel. Channel 0 meets kernel 0. "
        "Channel 1 meets kernel 1. Channel 2 meets kernel 2. "
        "Added up with the bias, they are one output number."
    )
    assert "sum 0 + sum 1 + sum 2 + bias" in words(drawing)
    assert "the other filter has 27 weights of its own" in words(drawing)
    many = draw.one_block(Conv2dSpec(512, 64, 7, bias=False))
    assert many.description == (
        "Two blocks of 512×7×7 numbers, the patch of the input and the filter. "
        "4 of 512 slices are drawn. 25,088 products, added up, are one output number."
    )


@pytest.mark.parametrize(
    ("layer", "as_kernels", "as_block"),
    [
        (Conv2dSpec(1, 2, 3), "1 kernel", "9 weights"),
        (Conv2dSpec(1, 2, 1), "1 kernel", "1 weight"),
        (Conv2dSpec(2, 1, 1), "2 kernels that add up", "2 weights"),
    ],
)
def test_titles(draw: Any, layer: Conv2dSpec, as_kernels: str, as_block: str) -> None:
    """One kernel has nothing to be added to."""
    title = f"One filter, drawn twice: as {as_kernels}, and as one block of {as_block}"
    assert draw.two_views(layer).title == title


def test_weights_are_those_of_the_filter(draw: Any) -> None:
    """Arrays show their numbers, each kernel its own, and say them."""
    weight = np.arange(2 * 3 * 1 * 2).reshape(2, 3, 1, 2) - 4
    drawing = draw.kernels_then_add(weight, out_channel=1)
    assert [word for word in words(drawing) if word.isdigit()] == list("234567")
    assert "kernel 2, 6 7." in drawing.description


@pytest.mark.parametrize("picture", PICTURES)
def test_patterns_tell_channels_apart(draw: Any, picture: str) -> None:
    """Each channel has a hue and a pattern, the same for its patch and its kernel."""
    drawing = getattr(draw, picture)(Conv2dSpec(3, 1, 2))
    patches = drawing.axes[0].patches
    fills = {p.get_facecolor() for p in patches if p.get_facecolor()[3]}
    hatches = {p.get_hatch() for p in patches} - {None}
    assert len(fills) == len(hatches) == 3


@pytest.mark.torch
def test_layers_of_torch(draw: Any) -> None:
    """A layer of PyTorch is drawn with its weights, and left as it is."""
    import torch  # noqa: PLC0415

    layer = torch.nn.Conv2d(4, 6, (2, 3), groups=2, bias=False)
    before = layer.weight.detach().clone()
    drawing = draw.two_views(layer, out_channel=5)
    assert torch.equal(layer.weight, before)
    assert {"channel 2", "channel 3", "filter 2×2×3"} <= set(words(drawing))
    number = f"{float(before[5, 1, 1, 2]):.3g}".replace("-", "\N{MINUS SIGN}")
    assert number in words(drawing)
    on_meta = torch.nn.Conv2d(3, 2, 3, device="meta", padding="same")
    assert draw.two_views(on_meta).title.startswith("One filter, drawn twice")
    with refusal(TypeError, "layer must be a torch.nn.Conv2d, got Linear"):
        draw.two_views(torch.nn.Linear(3, 2))


@pytest.mark.torch
@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("float64", "float64"), ("float32", "float32"), ("bfloat16", "float32")],
)
def test_precision_of_torch(draw: Any, theirs: str, ours: str) -> None:
    """Numbers are read as they are; NumPy has no bfloat16, and float32 holds it."""
    import torch  # noqa: PLC0415

    from convguide.diagrams.reading import read_layer  # noqa: PLC0415

    assert draw
    layer = torch.nn.Conv2d(3, 2, 1, dtype=getattr(torch, theirs))
    weight, bias = read_layer(layer)[1:]
    assert weight is not None
    assert bias is not None
    assert weight.dtype == bias.dtype == ours
    assert weight.tolist() == layer.weight.tolist()


def test_what_is_no_layer(draw: Any) -> None:
    """Anything else is refused by name."""
    message = (
        "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, got str"
    )
    with refusal(TypeError, message):
        draw.two_views("conv1")
    with refusal(
        cg.ShapeError,
        "layer has 3 axes but must have 4, none of them empty\n"
        "  layer  (3, 2, 2)  axes (C_out, C_in, K_h, K_w)",
    ):
        draw.two_views(np.ones((3, 2, 2)))
    with refusal(IndexError, "out_channel is 2 but out_channels is 2"):
        draw.two_views(Conv2dSpec(3, 2, 3), out_channel=2)
