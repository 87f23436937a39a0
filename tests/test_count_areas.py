"""The numbers of a layer, drawn as areas: each area is its count, on one scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, ShapeError, ledger

pytestmark = pytest.mark.diagrams


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def specs(choose: Any) -> Conv2dSpec:
    """Draw layers from 1×1 to thousands of channels, in groups or depthwise."""
    sizes = st.one_of(st.integers(1, 4), st.integers(1, 40), st.integers(1, 1200))
    groups = choose(st.one_of(st.just(1), sizes))
    depth = choose(st.one_of(st.just(1), sizes))
    filters = choose(sizes)
    kernel = choose(st.tuples(st.integers(1, 12), st.integers(1, 40)))
    bias = choose(st.booleans())
    return Conv2dSpec(
        depth * groups, filters * groups, kernel, groups=groups, bias=bias
    )


def filled(drawing: Any) -> list[np.ndarray]:
    """Find the polygons that are filled, without those of their patterns."""
    return [
        polygon
        for patch in drawing.axes[0].patches
        if patch.get_facecolor()[3] and not patch.get_hatch()
        for polygon in patch.get_path().to_polygons()
    ]


def area(corners: np.ndarray) -> float:
    """Measure a polygon, by the formula of Gauss."""
    x, y = np.asarray(corners)[:4].T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def outlines(drawing: Any) -> list[tuple[float, float]]:
    """Measure boxes with strong edges: groups, then biases if any, then the key."""
    boxes = []
    for patch in drawing.axes[0].patches:
        path = patch.get_path()
        strong = patch.get_edgecolor()[:3] == pytest.approx(
            (20 / 255, 24 / 255, 31 / 255)
        )
        if strong and not patch.get_facecolor()[3] and path.codes[-1] == 79:
            corners = path.vertices.reshape(-1, 5, 2)
            sides = corners.max(axis=1) - corners.min(axis=1)
            boxes += [(float(wide), float(high)) for wide, high in sides]
    return boxes


@settings(max_examples=60)
@given(spec=specs())
def test_areas_are_counts(draw: Any, spec: Conv2dSpec) -> None:
    """What is filled is as large as the key says; so are biases; no word is hidden."""
    drawing = draw.count_areas(spec)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    (row,) = ledger(spec).rows
    assert drawing.title == f"{row.formula} parameters"
    assert drawing.description.endswith(f"In all: {row.formula}.")
    *boxes, key = outlines(drawing)
    (said,) = (word for word in words(drawing) if word.startswith("= "))
    number = int(said.split()[1].replace(",", ""))
    one = key[0] * key[1] / number
    assert sum(map(area, filled(drawing))) == pytest.approx(row.weights * one)
    if spec.bias:
        wide, high = boxes.pop()
        assert wide * high == pytest.approx(row.biases * one)
        assert "bias" in words(drawing)
    assert all(
        w * h == pytest.approx(row.weights * one / spec.groups) for w, h in boxes
    )
    assert len(boxes) in {0, spec.groups}
    assert min(key) > 0.29


@settings(max_examples=25)
@given(spec=specs())
def test_what_is_not_there_is_said(draw: Any, spec: Conv2dSpec) -> None:
    """Blank parts are counted, and lines that are left out are named."""
    drawing = draw.count_areas(spec)
    possible = spec.in_channels * spec.out_channels
    kernels = possible // spec.groups
    blank = f"blank: {possible - kernels:,} of {possible:,} possible kernels"
    found = [word for word in words(drawing) if word.startswith("blank: ")]
    assert found == [f"{blank} do not exist"] * (spec.groups > 1)
    steps = outlines(drawing)[: -1 - spec.bias]
    slanted = "a slanted band" in drawing.description
    assert slanted == (spec.groups > 1 and not steps)
    framed = any(word.startswith("framed: filter 0, ") for word in words(drawing))
    assert framed != any("filters" in word for word in words(drawing) if "too" in word)


def test_by_hand(draw: Any) -> None:
    """The famous layer: 32 filters of 3·5·5 weights, three bands, and 32 biases."""
    drawing = draw.count_areas(Conv2dSpec(3, 32, 5))
    assert drawing.title == "32 × (3·5·5) + 32 = 2,432 parameters"
    assert words(drawing) == [
        "32 × (3·5·5) + 32 = 2,432",
        "out_channels × (in_channels · kernel height · kernel width) + out_channels",
        "32 filters",
        "channel",
        *"012",
        "bias",
        "= 4 weights",
        "framed: filter 0, 3·5·5 = 75 weights",
    ]
    assert drawing.description == (
        "The numbers that a layer learns as areas, all on one scale. 32 rows, one for "
        "each filter. A filter has 3 kernels of 5·5 = 25 weights, the table 2,400 "
        "weights. Beside them, one for each filter: 32 biases. "
        "In all: 32 × (3·5·5) + 32 = 2,432."
    )
    bands = filled(drawing)
    assert len(bands) == 3
    side = 13 / 75  # cells, for a weight
    for n, band in enumerate(bands):
        wide, high = np.ptp(band, axis=0)
        assert (wide, high) == pytest.approx((25 * side, 32 * side))
        assert band[0][0] == pytest.approx(bands[0][0][0] + 25 * side * n)
    weights, biases, key = outlines(drawing)
    assert weights == pytest.approx((75 * side, 32 * side))
    assert biases == pytest.approx((side, 32 * side))
    assert key == pytest.approx((2 * side, 2 * side))


def test_groups_are_blocks_on_the_diagonal(draw: Any) -> None:
    """Filters of the second half see channels of the second half only."""
    drawing = draw.count_areas(Conv2dSpec(4, 6, (2, 3), groups=2, bias=False))
    assert drawing.title == "6 × (2·2·3) = 72 parameters"
    bands = [(*band.min(axis=0), *np.ptp(band, axis=0)) for band in filled(drawing)]
    first = bands[0]
    unit = 13 / 24
    for n, band in enumerate(bands):
        lower = n >= 2
        assert band == pytest.approx(
            (first[0] + 6 * unit * n, first[1] + 3 * unit * lower, 6 * unit, 3 * unit)
        )
    assert "blank: 12 of 24 possible kernels do not exist" in words(drawing)
    assert drawing.description == (
        "The numbers that a layer learns as areas, all on one scale. 6 rows, one for "
        "each filter. A filter has 2 kernels of 2·3 = 6 weights, the table 72 weights. "
        "The 2 groups are blocks on the diagonal of the table of filters and input "
        "channels; the rest of it is blank, since 12 of 24 possible kernels do not "
        "exist. In all: 6 × (2·2·3) = 72."
    )
    assert [f"filter {n}" for n in range(6)] == words(drawing)[2:8]


def test_large_layers(draw: Any) -> None:
    """Lines that are too close are left out, and steps of a fine diagonal."""
    dense = draw.count_areas(Conv2dSpec(512, 512, 3))
    assert words(dense)[-3:] == [
        "= 20,000 weights",
        "each filter, 512·3·3 = 4,608 weights",
        "lines between filters and kernels are too close to be drawn",
    ]
    depthwise = draw.count_areas(Conv2dSpec(512, 512, 3, groups=512))
    assert words(depthwise)[-4:] == [
        "each filter, 1·3·3 = 9 weights",
        "blank: 261,632 of 262,144 possible kernels do not exist",
        "lines between filters and kernels are too close to be drawn",
        "blocks too fine to be seen: a slanted band of the same area",
    ]
    assert all(compressed(drawing) < LIMIT for drawing in (dense, depthwise))
    (band,) = filled(depthwise)
    assert area(band) == pytest.approx(13 * 2.4 / 512)
    assert np.ptp(band, axis=0) == pytest.approx((13, 2.4))


def test_one_weight(draw: Any) -> None:
    """The smallest layer is one weight and one bias of the same size."""
    drawing = draw.count_areas(Conv2dSpec(1, 1, 1))
    assert drawing.title == "1 × (1·1·1) + 1 = 2 parameters"
    assert outlines(drawing) == [pytest.approx((0.6, 0.6))] * 3
    assert "framed: filter 0, 1 weight" in words(drawing)
    assert drawing.description == (
        "The numbers that a layer learns as areas, all on one scale. 1 row, one for "
        "each filter. A filter has 1 kernel of 1·1 = 1 weight, the table 1 weight. "
        "Beside them, one for each filter: 1 bias. In all: 1 × (1·1·1) + 1 = 2."
    )


def test_filters_as_an_array(draw: Any) -> None:
    """An array of filters is a layer without bias; its numbers do not matter."""
    weight = np.full((5, 2, 3, 4), np.nan)
    drawing = draw.count_areas(weight)
    spec = Conv2dSpec(2, 5, (3, 4), bias=False)
    assert (
        drawing.title == draw.count_areas(spec).title == "5 × (2·3·4) = 120 parameters"
    )
    assert drawing.description == draw.count_areas(spec).description


@pytest.mark.torch
def test_a_layer_of_torch(draw: Any, torch: Any) -> None:
    """The geometry is read off the layer, groups and bias included."""
    layer = torch.nn.Conv2d(4, 6, (2, 3), groups=2)
    drawing = draw.count_areas(layer)
    assert drawing.title == "6 × (2·2·3) + 6 = 78 parameters"
    numbers = sum(parameter.numel() for parameter in layer.parameters())
    assert f"= {numbers} parameters" in drawing.title


def test_the_same_layer_gives_the_same_bytes(draw: Any) -> None:
    """Drawing leaves no trace in the next drawing."""
    spec = Conv2dSpec(6, 4, 3, groups=2)
    assert draw.count_areas(spec).svg == draw.count_areas(spec).svg


def test_it_refuses_what_is_no_layer(draw: Any) -> None:
    """What cannot be read is named, arrays with their shape."""
    message = (
        "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, got int"
    )
    with refusal(TypeError, message):
        draw.count_areas(2400)
    message = (
        "layer has 3 axes but must have 4, none of them empty\n"
        "  layer  (3, 2, 5)  axes (C_out, C_in, K_h, K_w)"
    )
    with refusal(ShapeError, message):
        draw.count_areas(np.zeros((3, 2, 5)))
