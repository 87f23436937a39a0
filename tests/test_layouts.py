"""convert_layout: the same numbers with their axes in another order."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import ShapeError, convert_layout

# O=5, I=3, H=2, W=4
WEIGHT = np.arange(5 * 3 * 2 * 4).reshape(5, 3, 2, 4)


@pytest.mark.parametrize(
    ("target", "shape"),
    [
        ("OIHW", (5, 3, 2, 4)),
        ("HWIO", (2, 4, 3, 5)),
        ("OHWI", (5, 2, 4, 3)),
        ("IOHW", (3, 5, 2, 4)),
    ],
)
def test_layouts_of_weights(target: str, shape: tuple[int, ...]) -> None:
    """The layouts of PyTorch, Keras, TFLite and transposed convolutions."""
    converted = convert_layout(WEIGHT, "OIHW", target)
    assert converted.shape == shape
    letters = dict(zip("OIHW", (4, 2, 1, 3), strict=True))
    assert converted[tuple(letters[axis] for axis in target)] == WEIGHT[4, 2, 1, 3]


def test_from_torch_to_keras_is_the_default() -> None:
    """Without names of layouts it is OIHW to HWIO."""
    converted = convert_layout(WEIGHT)
    assert converted.shape == (2, 4, 3, 5)
    assert np.array_equal(converted, WEIGHT.transpose(2, 3, 1, 0))


def test_from_keras_to_torch() -> None:
    """A kernel of Keras, read back."""
    converted = convert_layout(np.arange(120).reshape(2, 4, 3, 5), "HWIO", "OIHW")
    assert converted.shape == (5, 3, 2, 4)
    assert converted[4, 0, 1, 2] == (1 * 4 + 2) * 15 + 0 * 5 + 4


@pytest.mark.parametrize(
    ("source", "target", "shape"),
    [("NCHW", "NHWC", (5, 2, 4, 3)), ("NHWC", "NCHW", (5, 4, 3, 2))],
)
def test_layouts_of_images(source: str, target: str, shape: tuple[int, ...]) -> None:
    """Batches of images have names for their axes too."""
    assert convert_layout(WEIGHT, source, target).shape == shape


def test_any_number_of_axes() -> None:
    """One image, a 3D weight: as many letters as axes."""
    assert convert_layout(WEIGHT[0], "CHW", "HWC").shape == (2, 4, 3)
    assert convert_layout(WEIGHT[None], "OIDHW", "DHWIO").shape == (3, 2, 4, 5, 1)


@pytest.mark.parametrize("target", ["".join(order) for order in permutations("OIHW")])
def test_there_and_back(target: str) -> None:
    """Every order leads back to where it came from."""
    there = convert_layout(WEIGHT, "OIHW", target)
    assert np.array_equal(convert_layout(there, target, "OIHW"), WEIGHT)


@given(orders=st.tuples(*[st.permutations("OIHW").map("".join)] * 3))
def test_by_way_of_another(orders: tuple[str, str, str]) -> None:
    """Two steps are one."""
    first, second, third = orders
    detour = convert_layout(convert_layout(WEIGHT, first, second), second, third)
    assert np.array_equal(detour, convert_layout(WEIGHT, first, third))


def test_numbers_are_not_copied() -> None:
    """The result is a view of the same memory: writing there is writing here."""
    weight = WEIGHT.copy()
    converted = convert_layout(weight)
    assert np.shares_memory(converted, weight)
    converted[1, 3, 2, 4] = -1
    assert weight[4, 2, 1, 3] == -1


@pytest.mark.parametrize("dtype", ["bool", "complex64", "float16", "uint8"])
def test_any_dtype(dtype: str) -> None:
    """Only the axes matter here, not what the array holds."""
    assert convert_layout(np.zeros((5, 3, 2, 4), dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("weight", "got"), [([[1]], "list"), (None, "NoneType"), ("OIHW", "str")]
)
def test_not_an_array(weight: Any, got: str) -> None:
    """A list has no axes to reorder without a copy."""
    with refusal(TypeError, f"weight must be a NumPy array, got {got}"):
        convert_layout(weight)


@pytest.mark.parametrize("name", ["source", "target"])
@pytest.mark.parametrize("layout", [None, 4, (0, 1, 2, 3)])
def test_layout_is_a_string(name: str, layout: Any) -> None:
    """A layout is written as letters."""
    with refusal(TypeError, f"{name} must be a string such as 'OIHW', got {layout!r}"):
        convert_layout(WEIGHT, **{name: layout})


@pytest.mark.parametrize("name", ["source", "target"])
def test_letters_are_not_repeated(name: str) -> None:
    """Each axis has its own letter."""
    layouts = {"source": "OIHW", "target": "HWIO"} | {name: "OIHH"}
    with refusal(ValueError, f"{name} 'OIHH' names an axis twice"):
        convert_layout(WEIGHT, **layouts)


@pytest.mark.parametrize(
    ("source", "target"),
    [("OIHW", "NHWC"), ("OIHW", "OIH"), ("OIH", "OIHW"), ("OIHW", "oihw")],
)
def test_letters_are_the_same(source: str, target: str) -> None:
    """An order of other axes is no order of these."""
    with refusal(
        ValueError, f"source {source!r} and target {target!r} must name the same axes"
    ):
        convert_layout(WEIGHT, source, target)


def test_number_of_axes() -> None:
    """The shape is shown beside the names that it lacks."""
    with refusal(
        ShapeError,
        """\
weight has 3 axes but source 'OIHW' names 4
  weight  (3, 2, 4)  axes (O, I, H, W)""",
    ):
        convert_layout(WEIGHT[0])
