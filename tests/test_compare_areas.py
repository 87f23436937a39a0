"""Counts of several designs, as areas on one scale."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from drawings import LIMIT, compressed, refuse_hidden_words, words
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

from convguide.counting.products import product_of

if TYPE_CHECKING:
    from convguide.counting.products import Product

pytestmark = pytest.mark.diagrams

NAMES = st.text("abcimwMW 0123456789,×-", min_size=1, max_size=40).filter(str.strip)
SIZES = st.one_of(st.integers(1, 9), st.integers(1, 5000))


@st.composite
def products(choose: Any) -> Product:
    """Draw products of up to six factors, some without a sign ×."""
    values = choose(st.lists(SIZES, min_size=1, max_size=6))
    outer = choose(st.integers(1, len(values)))
    return product_of(*((f"f{n}", v) for n, v in enumerate(values)), outer=outer)


@pytest.fixture(scope="module")
def draw() -> Any:
    """Give the room under test, which needs Matplotlib."""
    import convguide.diagrams  # noqa: PLC0415

    return convguide.diagrams


def boxes(drawing: Any) -> list[tuple[float, float, float, float]]:
    """Measure the filled boxes, as (x, y, width, height), then the key."""
    paths = [p.get_path() for p in drawing.axes[0].patches if p.get_facecolor()[3]]
    paths.append(drawing.axes[0].patches[-1].get_path())
    return [path.get_extents().bounds for path in paths]


@settings(max_examples=40)
@given(designs=st.dictionaries(NAMES, products(), min_size=1, max_size=6))
def test_areas_are_counts(draw: Any, designs: dict[str, Product]) -> None:
    """Sides are products of factors, on one scale; no word is hidden."""
    drawing = draw.compare_areas(designs)
    refuse_hidden_words(drawing)
    assert compressed(drawing) < LIMIT
    *areas, key = boxes(drawing)
    (said,) = (word for word in words(drawing)[-1:] if word.startswith("= "))
    one = key[2] * key[3] / int(said.split()[1].replace(",", ""))
    columns = [prod(f.value for f in product.inner) for product in designs.values()]
    assert len(areas) == len(designs)
    for (x, _, wide, high), product in zip(areas, designs.values(), strict=True):
        assert x == pytest.approx(0.4)
        assert wide * high == pytest.approx(product.count * one)
    unit = areas[0][2] / columns[0]
    assert [area[2] for area in areas] == pytest.approx(np.multiply(columns, unit))
    levels = [y for _, y, *_ in areas]
    assert levels == sorted(levels)


def test_by_hand(draw: Any) -> None:
    """Three designs of the layer with 2,400 weights."""
    area = ("kernel area", 25)
    designs = {
        "own": product_of(("out_channels", 32), ("in_channels", 3), area),
        "shared": product_of(("out_channels", 32), area),
        "biases": product_of(("out_channels", 32)),
    }
    drawing = draw.compare_areas(designs)
    assert drawing.title == "3 designs: 2,400, 800 and 32 weights"
    assert words(drawing) == [
        "own",
        "32 × (3·25) = 2,400",
        "shared",
        "32 × 25 = 800",
        "biases",
        "32",
        "= 4 weights",
    ]
    assert drawing.description == (
        "Numbers of weights as areas on one scale, as high as what stands before the "
        "sign × and as wide as what stands after it. own: 32 × (3·25) = 2,400; "
        "shared: 32 × 25 = 800; biases: 32."
    )
    side = 13 / 75
    sizes = [area[2:] for area in boxes(drawing)]
    expected = [(75, 32), (25, 32), (1, 32), (2, 2)]
    assert np.array(sizes) == pytest.approx(np.multiply(expected, side))


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ([1], "1 design: 1 weight"),
        ([2400], "1 design: 2,400 weights"),
        ([1, 1], "2 designs: 1 and 1 weights"),
    ],
)
def test_titles(draw: Any, values: list[int], title: str) -> None:
    """One design and one weight are singular."""
    designs = {f"{n}": product_of(("n", value)) for n, value in enumerate(values)}
    assert draw.compare_areas(designs).title == title


def test_the_same_designs_give_the_same_bytes(draw: Any) -> None:
    """Drawing leaves no trace in the next drawing."""
    designs = {"a": product_of(("out_channels", 4), ("in_channels", 3))}
    assert draw.compare_areas(designs).svg == draw.compare_areas(designs).svg


def test_it_refuses_what_has_no_area(draw: Any) -> None:
    """A number has no factors, and nothing has no area."""
    with refusal(ValueError, "designs must hold at least one product"):
        draw.compare_areas({})
    message = "designs must map names to Product, got int for 'own'"
    with refusal(TypeError, message):
        draw.compare_areas({"own": 2400})
    message = "designs must have weights, got 3 × 0 = 0 for 'none'"
    with refusal(ValueError, message):
        draw.compare_areas({"none": product_of(("a", 3), ("b", 0))})
