"""Counts as products of named factors."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Factor, Product, Term
from convguide.counting.products import product_of

FACTORS = (("out_channels", 32), ("in_channels", 3), ("kernel area", 25))


def test_factors() -> None:
    """The factors come in the order in which they are written."""
    product = product_of(*FACTORS)
    assert product.outer == (Factor("out_channels", 32),)
    assert product.inner == (Factor("in_channels", 3), Factor("kernel area", 25))
    assert product.factors == FACTORS
    assert product.count == 2400


@pytest.mark.parametrize(
    ("outer", "text", "names"),
    [
        (0, "32·3·25", "out_channels · in_channels · kernel area"),
        (1, "32 × (3·25)", "out_channels × (in_channels · kernel area)"),
        (2, "32·3 × 25", "out_channels · in_channels × kernel area"),
        (3, "32·3·25", "out_channels · in_channels · kernel area"),
    ],
)
def test_written(outer: int, text: str, names: str) -> None:
    """What stands after × is in brackets, unless it is one factor; × stands between."""
    product = product_of(*FACTORS, outer=outer)
    assert (product.text, product.names) == (text, names)
    assert product.count == 2400


def test_single_number() -> None:
    """A number without axes is one number."""
    assert (Product(()).text, Product(()).names, Product(()).count) == ("1", "1", 1)


def test_thousands() -> None:
    """Large factors are readable."""
    assert product_of(("in_features", 25_088)).text == "25,088"


def test_part() -> None:
    """Factors are found by a word in their names; of none, the product is 1."""
    product = product_of(("filters", 7), ("kernel height", 2), ("kernel width", 3))
    assert product.part("kernel") == 6
    assert product.part("width") == 3
    assert product.part("groups") == 1


def test_times() -> None:
    """One more factor comes in front, and what was there does not change."""
    product = product_of(("weights", 90))
    assert product.times("batch", 4).text == "4·90"
    assert product.times("batch", 4).count == 360
    assert product.times("batch", 1) is product
    assert product.times("batch", 0).count == 0
    assert product.text == "90"


@given(st.lists(st.integers(0, 2**70), max_size=6), st.integers(0, 6))
def test_exact(values: list[int], outer: int) -> None:
    """Python's integers have no largest one, and the text says what was multiplied."""
    product = product_of(*((f"f{n}", v) for n, v in enumerate(values)), outer=outer)
    assert product.count == prod(values)
    written = product.text.replace("×", "*").replace("·", "*").replace(",", "")
    assert eval(written) == prod(values)  # noqa: S307 - arithmetic that we wrote


def test_beyond_64_bits() -> None:
    """Integers of NumPy would overflow; here they become Python's."""
    large: Any = np.int64(2**62)
    product = product_of(("rows", large), ("columns", large))
    assert product.count == 2**124
    assert product.text == "4,611,686,018,427,387,904 × 4,611,686,018,427,387,904"
    assert [type(factor.value) for factor in product.factors] == [int, int]


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (2.0, TypeError, "filters must be an integer, got 2.0 (float)"),
        (True, TypeError, "filters must be an integer, got True (bool)"),
        ("2", TypeError, "filters must be an integer, got '2' (str)"),
        (-1, ValueError, "filters must be at least 0, got -1"),
    ],
)
def test_no_count(value: Any, kind: type[Exception], message: str) -> None:
    """A factor counts something, before × and after it."""
    with refusal(kind, message):
        product_of(("filters", value))
    with refusal(kind, message):
        Product((), (Factor("filters", value),))


def test_lists_will_do() -> None:
    """Equal products are equal, however they were given."""
    given_in_lists: Any = [["out_channels", 32]]
    product = Product(given_in_lists)
    assert product == product_of(("out_channels", 32))
    assert hash(product) == hash(product_of(("out_channels", 32)))


def test_is_frozen() -> None:
    """Products and terms cannot be changed."""
    product: Any = product_of(*FACTORS)
    with pytest.raises(FrozenInstanceError):
        product.outer = ()
    term: Any = Term("weight", product)
    with pytest.raises(FrozenInstanceError):
        term.trainable = False


@pytest.mark.parametrize(("shared_with", "count"), [(None, 2400), ("stem", 0), ("", 0)])
def test_shared_terms_are_counted_elsewhere(
    shared_with: str | None, count: int
) -> None:
    """The root of a model has an empty path, and is a place like any other."""
    term = Term("weight", product_of(*FACTORS), shared_with=shared_with)
    assert term.count == count
