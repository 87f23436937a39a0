"""The table of kernels, for any layer: counts, marks, what is left out."""

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


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


@st.composite
def specs(choose: Any) -> Conv2dSpec:
    """Draw layers from 1×1×1×1 up to 512 channels, with groups and any kernel."""
    sizes = st.one_of(st.integers(1, 8), st.integers(1, 512))
    groups = choose(st.one_of(st.just(1), st.integers(1, 9)))
    depth, filters = (choose(sizes) for _ in range(2))
    kernel = choose(st.tuples(st.integers(1, 9), st.integers(1, 30)))
    return Conv2dSpec(depth * groups, filters * groups, kernel, groups=groups)


def squares(drawing: Any) -> tuple[int, int]:
    """Count filled and hollow squares, the key's left out."""
    from matplotlib.colors import to_hex  # noqa: PLC0415

    filled = hollow = 0
    for patch in drawing.axes[0].patches:
        path = patch.get_path()
        ink = to_hex(patch.get_edgecolor()) == "#14181f"
        if ink and path.codes is not None and path.codes[-1] == path.CLOSEPOLY:
            count = int((path.codes == path.MOVETO).sum())
            if to_hex(patch.get_facecolor()) == "#14181f":
                filled += count
            else:
                hollow += count
    return filled - 1, hollow - 1


@settings(max_examples=15)
@given(spec=specs())
def test_geometries(draw: Any, spec: Conv2dSpec) -> None:
    """Empty kernels: no word hides another, and what is left out is counted."""
    drawing = draw.kernel_table(spec)
    refuse_hidden_words(drawing)
    filters, depth = spec.weight_shape[:2]
    shown = words(drawing)
    drawn = [w for w in shown if w.endswith("kernels are drawn")]
    more = sorted(int(w.split()[1].replace(",", "")) for w in shown if "more" in w)
    if not drawn:
        assert not more
        assert "drawn" not in drawing.description
        return
    number = int(drawn[0].split()[0].replace(",", ""))
    assert drawn == [f"{number:,} of {filters * depth:,} kernels are drawn"]
    assert drawn[0] in drawing.description
    columns = {filters - m for m in [0, *more]}
    rows = {depth - m for m in [0, *more]}
    assert any(c * r == number for c in columns for r in rows)


@settings(max_examples=15)
@given(
    shape=st.tuples(*[st.integers(1, n) for n in (12, 5, 4, 6)]),
    seed=st.integers(0, 99),
    whole=st.booleans(),
)
def test_weights(draw: Any, shape: tuple[int, ...], seed: int, *, whole: bool) -> None:
    """A filled square is a positive weight, a hollow one a negative; 0 is none."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(-2, 3, shape) if whole else rng.normal(size=shape)
    drawing = draw.kernel_table(weight)
    refuse_hidden_words(drawing)
    if "are drawn" not in drawing.description:
        assert squares(drawing) == ((weight > 0).sum(), (weight < 0).sum())


def test_a_small_table(draw: Any) -> None:
    """Two filters of three kernels, 1×2, with their numbers, read out."""
    weight = np.array(
        [[[[1, -2]], [[0, 3]], [[5, 5]]], [[[-4, 9]], [[6, 0]], [[5, 5]]]]
    )
    drawing = draw.kernel_table(weight)
    assert drawing.title == "6 kernels: 2 filters of 3 kernels"
    assert drawing.description == (
        "A table of kernels, 1×2 each: a column for each of 2 filters. A row for each "
        "of 3 input channels. 5 of the 6 kernels differ from each other. Larger "
        "squares are larger weights; filled squares are positive, hollow ones "
        "negative. The largest weight has size 9. Filter 0, channel 0: 1 −2. "
        "Filter 0, channel 1: 0 3. Filter 0, channel 2: 5 5. Filter 1, channel 0: "
        "−4 9. Filter 1, channel 1: 6 0. Filter 1, channel 2: 5 5."
    )
    assert squares(drawing) == (8, 2)
    assert words(drawing).count("5") == 4
    assert "area: size of a weight, the largest 9" in words(drawing)


def test_areas_are_sizes(draw: Any) -> None:
    """Four times the weight is a square of twice the side."""
    drawing = draw.kernel_table(np.array([[[[16.0, 4.0]]]]))
    paths = [patch.get_path() for patch in drawing.axes[0].patches]
    filled = next(p for p in paths if np.sum(p.codes == p.CLOSEPOLY) == 2)
    corners = filled.vertices.reshape(2, 5, 2)
    sides = np.ptp(corners[:, :4, 0], axis=1)
    assert sides[0] == pytest.approx(2 * sides[1], abs=1 / 48)


def test_groups_have_their_own_channels(draw: Any) -> None:
    """Each kernel has the number of the channel that it sees."""
    shown = words(draw.kernel_table(Conv2dSpec(6, 3, (2, 5), groups=3)))
    channels = [word for word in shown if word.startswith("channel")]
    assert channels == [f"channel {c}" for c in range(6)]


def test_what_is_left_out(draw: Any) -> None:
    """The first ones and the last are drawn, and the rest is counted."""
    shown = words(draw.kernel_table(Conv2dSpec(512, 300, 3)))
    assert {"channel 0", "channel 511", "filter", "0", "299"} <= set(shown)
    more = {word for word in shown if "more" in word}
    filters = sum(word.isdigit() for word in shown)
    channels = sum(word.startswith("channel ") for word in shown)
    assert more == {f"and {300 - filters} more", f"and {512 - channels} more"}


@pytest.mark.parametrize(
    "shape",
    [(512, 512, 3, 3), (56, 5, 4, 4), (20, 6, 3, 3), (3, 2, 18, 18), (40, 3, 3, 3)],
)
def test_files_are_small(draw: Any, shape: tuple[int, ...]) -> None:
    """The largest tables are files of some kilobytes, the same each time."""
    weight = np.random.default_rng(3).normal(size=shape)
    drawing = draw.kernel_table(weight)
    assert compressed(drawing) < LIMIT
    refuse_hidden_words(drawing)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, -0.0, 5e-324, -1e308])
def test_odd_weights_draw(draw: Any, value: float) -> None:
    """Constants draw; what is not finite is crossed, and named."""
    weight = np.full((2, 3, 1, 4), value)
    drawing = draw.kernel_table(weight)
    refuse_hidden_words(drawing)
    assert "1 of the 6 kernels differ" in drawing.description
    named = {"nan", "nan or infinite"} & set(words(drawing)) != set()
    assert named == (not np.isfinite(value))
    assert ("24 weights of the layer are not finite" in drawing.description) == named


def test_large_kernels_have_no_single_weights(draw: Any) -> None:
    """A kernel of 61×1 is a box, and the picture says so."""
    drawing = draw.kernel_table(np.ones((2, 3, 61, 1)))
    assert "single weights are too small to draw" in words(drawing)
    assert "Single weights are too small to be drawn." in drawing.description


def test_what_is_no_layer(draw: Any) -> None:
    """A single filter is refused with its shape."""
    with refusal(
        cg.ShapeError,
        "layer has 3 axes but must have 4, none of them empty\n"
        "  layer  (3, 2, 2)  axes (C_out, C_in, K_h, K_w)",
    ):
        draw.kernel_table(np.zeros((3, 2, 2)))
