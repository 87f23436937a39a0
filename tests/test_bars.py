"""Counts, drawn as bars: their lengths are logarithms, and no word is hidden."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.diagrams

LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SOME = "abcimwMW 0123456789,×-"
NAMES = st.one_of(
    st.text(SOME, min_size=1, max_size=9).filter(str.strip),
    st.text(SOME, min_size=40, max_size=60).filter(str.strip),
)
COUNTS = st.one_of(
    st.integers(1, 10**15),
    st.integers(1, 99),
    st.builds(lambda power, less: 10**power - less, st.integers(1, 15), st.booleans()),
)


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


def ticks(drawing: Any) -> dict[int, float]:
    """Read the powers of ten below the bars, and where they stand."""
    found = {}
    for text in drawing.axes[0].texts:
        if set(text.get_text()) & set("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            power = text.get_text().removeprefix("10").translate(LOWERED)
            found[int(power)] = text.get_position()[0]
    return found


@settings(max_examples=15)
@given(counts=st.dictionaries(NAMES, COUNTS, min_size=1, max_size=12), data=st.data())
def test_bars(draw: Any, counts: dict[str, int], data: Any) -> None:
    """Each bar ends at its logarithm on the axis; those that fit are framed."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    marked = data.draw(st.sampled_from([*counts.values(), 10**16]))
    drawing = draw.count_bars(counts, marked=marked, unit="weights")
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    numbers = [f"{n:,}{' fits' if n == marked else ''}" for n in counts.values()]
    shown = words(drawing)[: 2 * len(counts)]
    assert shown == [
        word for pair in zip(counts, numbers, strict=True) for word in pair
    ]
    behind = [t.get_position()[0] for t in drawing.axes[0].texts[1 : len(shown) : 2]]
    patches = drawing.axes[0].patches
    frames = [p.get_bbox().bounds for p in patches if isinstance(p, Rectangle)]
    bars = [
        patch.get_path().get_extents().bounds
        for patch in patches
        if not isinstance(patch, Rectangle)
    ]
    below = ticks(drawing)
    first, *_, last = below
    assert 10**first <= min(counts.values()) < 10 ** (first + 1)
    assert 2 <= len(below) <= 6
    scale = (below[last] - below[first]) / (last - first)
    for bar, count in zip(bars, counts.values(), strict=True):
        logarithm = float(Decimal(count).log10() - first)
        assert bar[0] == pytest.approx(0.1)
        assert bar[2] == pytest.approx(max(logarithm * scale, 0.1))
    np.testing.assert_allclose(behind, [x + wide + 0.3 for x, _, wide, _ in bars])
    lit = [bar for bar, n in zip(bars, counts.values(), strict=True) if n == marked]
    np.testing.assert_allclose(np.reshape(frames, (-1, 4)), np.reshape(lit, (-1, 4)))


def test_by_hand(draw: Any) -> None:
    """1000 times more is three decades longer; the fitting bar is framed."""
    drawing = draw.count_bars({"a": 10, "b": 10_000}, marked=10_000, unit="weights")
    *_, long, frame = drawing.axes[0].patches
    assert long.get_path().get_extents().width == pytest.approx(12)
    assert frame.get_width() == pytest.approx(12)
    assert "10,000 fits" in words(drawing)
    assert drawing.title == "2 counts of weights"
    assert drawing.description == (
        "Bars on a logarithmic axis, each cell to the right times 1.8. "
        "a: 10; b: 10,000, which fits. Observed number of weights: 10,000."
    )
    assert draw.count_bars({"a": 1}, marked=1, unit="x").title == "1 count of x"


@pytest.mark.parametrize(
    ("counts", "powers"),
    [
        ((10, 10_000), [1, 2, 3, 4]),
        ((4480, 161_280, 816_480), [3, 4, 5]),
        ((5,), [0, 1]),
        ((1, 10**15), [0, 3, 6, 9, 12, 15]),
        ((10**15 - 1,), [14, 15]),  # its logarithm is 15 in double precision
    ],
)
def test_bars_stand_over_powers_of_ten(
    draw: Any, counts: tuple[int, ...], powers: list[int]
) -> None:
    """The axis says that it is logarithmic, each label where its bar would end."""
    named = dict(zip("abc", counts, strict=False))
    below = ticks(draw.count_bars(named, marked=1, unit="x"))
    assert [*below] == powers
    decade = 12 / max(np.log10(max(counts)) - len(str(min(counts))) + 1, 1)
    assert np.allclose(np.diff([*below.values()]), np.diff(powers) * decade)


@pytest.mark.parametrize("counts", [{}, {"a": 0}, {"a": 3, "b": -1}])
def test_bars_refuse_what_has_no_logarithm(draw: Any, counts: dict[str, int]) -> None:
    """Nothing, zero and negative counts are no bars."""
    with pytest.raises(ValueError, match="counts must be positive numbers"):
        draw.count_bars(counts, marked=1, unit="weights")
