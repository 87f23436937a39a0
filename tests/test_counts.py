"""The entry points: what can be counted, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from refusals import refusal

from convguide import (
    Conv2dSpec,
    Ledger,
    ModelError,
    Row,
    ShapeError,
    Term,
    count_macs,
    count_parameters,
    ledger,
)
from convguide.counting.products import product_of

CHAIN = [Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)]


def test_one_layer() -> None:
    """A spec alone is a ledger of one row."""
    book = ledger(Conv2dSpec(5, 56, 4), (9, 9))
    assert book == ledger([Conv2dSpec(5, 56, 4)], (9, 9))
    assert [(row.path, row.kind) for row in book.rows] == [("1", "Conv2d")]
    assert (book.parameters, book.macs, book.per) == (4_536, 161_280, "one image")


def test_chain() -> None:
    """Each layer takes the output of the last."""
    book = ledger(CHAIN, (9, 10))
    assert [row.path for row in book.rows] == ["1", "2"]
    assert [row.output_shape for row in book.rows] == [(8, 5, 6), (4, 3, 4)]
    assert [row.macs for row in book.rows] == [18_000, 3_456]
    assert (book.parameters, book.macs, book.flops) == (896, 21_456, 42_912)
    assert [row.memory for row in book.rows] == [960, 192]


def test_long_chain() -> None:
    """The size goes through all layers, one after the other."""
    book = ledger([Conv2dSpec(3, 3, 2, stride=2)] * 4, (40, 33))
    shapes = [row.output_shape for row in book.rows]
    assert shapes == [(3, 20, 16), (3, 10, 8), (3, 5, 4), (3, 2, 2)]


def test_any_iterable() -> None:
    """A generator of specs is read once; a size may be a list or an array."""
    assert ledger(iter(CHAIN), [9, 10]) == ledger(CHAIN, (9, 10))
    size: Any = np.array([9, 10])
    assert ledger(tuple(CHAIN), size) == ledger(CHAIN, (9, 10))


def test_without_a_size() -> None:
    """Parameters do not depend on the size, multiply-accumulates do."""
    book = ledger(CHAIN)
    assert (book.parameters, book.macs, book.per) == (896, None, None)
    assert [row.output_shape for row in book.rows] == [None, None]


def test_layers_that_are_no_chain() -> None:
    """Without a size the layers may belong to different networks."""
    book = ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(7, 4, 3)])
    assert book.parameters == 608 + 256


def test_nothing() -> None:
    """No layers learn nothing and cost nothing."""
    book = ledger([])
    assert (book.rows, book.parameters, book.macs) == ((), 0, 0)


def test_size_of_one_pixel() -> None:
    """One pixel is a size."""
    assert ledger(Conv2dSpec(3, 5, 1), (1, 1)).macs == 15


def test_a_stack_of_many_billions() -> None:
    """Counts stay exact where 64 bits end."""
    book = ledger([Conv2dSpec(2**31, 2**31, 1, bias=False)] * 3, (2**20, 2**20))
    assert book.parameters == 3 * 2**62
    assert book.macs == 3 * 2**102
    assert book.rows[0].memory == 2**73


class Countable:
    """What has a ledger of its own, as the networks of the zoo do."""

    def __init__(self, *, macs: bool = True) -> None:
        products = (product_of(("steps", 7)),) if macs else None
        terms = tuple(
            Term("weight", product_of(("numbers", n)), trainable=n > 4) for n in (3, 5)
        )
        self.rows = (Row("stem", "Own", terms, products),)
        self.asked: list[Any] = []

    def _ledger_(self, size: Any) -> Ledger:
        self.asked.append(size)
        return Ledger(self.rows, None if size is None else "one thing")


def test_ledgers_of_their_own() -> None:
    """Anything may know how to be counted."""
    model = Countable()
    assert ledger(model) == Ledger(model.rows)
    assert ledger(model, (5, 6)) == Ledger(model.rows, "one thing")
    assert model.asked == [None, (5, 6)]
    assert count_parameters(model) == (8, 5)
    assert count_macs(model, (5, 6)) == 7


def test_count_parameters() -> None:
    """The total and what training changes, by name."""
    counted = count_parameters(CHAIN)
    assert (counted.total, counted.trainable) == (896, 896)


def test_count_macs() -> None:
    """One number, for one image."""
    assert count_macs(CHAIN, (9, 10)) == 21_456
    assert count_macs([], (9, 10)) == 0


# Bad input


WHAT = (
    "model must be a Conv2dSpec, a list of them, a model of PyTorch or Keras, or ONNX, "
)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (5, f"{WHAT}got int"),
        (None, f"{WHAT}got NoneType"),
        (Conv2dSpec, f"{WHAT}got type"),
        (Countable, f"{WHAT}got type"),
        ([Conv2dSpec(3, 8, 5), (8, 4, 3)], "model must hold Conv2dSpec, got tuple"),
        ([[Conv2dSpec(3, 8, 5)]], "model must hold Conv2dSpec, got list"),
        ({"stem": Conv2dSpec(3, 8, 5)}, "model must hold Conv2dSpec, got str"),
        (np.zeros(3), "model must hold Conv2dSpec, got float64"),
    ],
    ids=str,
)
@pytest.mark.parametrize("count", [ledger, count_parameters, count_macs])
def test_not_a_model(count: Any, model: Any, message: str) -> None:
    """What cannot be counted is named, by every entry point."""
    with refusal(TypeError, message):
        count(model)


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        (9, TypeError, "input_size must be 2 integers, got 9"),
        ((9, 9.5), TypeError, "input_size must be an integer, got 9.5 (float)"),
        ((3, 9, 9), ValueError, "input_size must be 2 integers, got (3, 9, 9)"),
        ((0, 9), ValueError, "input_size must be at least 1, got 0"),
        ((9, 0), ValueError, "input_size must be at least 1, got 0"),
    ],
)
@pytest.mark.parametrize("count", [ledger, count_macs])
def test_wrong_size(count: Any, size: Any, kind: type[Exception], message: str) -> None:
    """The size is height and width, in pixels, even where there are no layers."""
    with refusal(kind, message):
        count([], size)


def test_channels_of_a_chain() -> None:
    """With a size the layers are a chain, and its channels must meet."""
    with refusal(
        ShapeError,
        "layer 2 takes 7 channels but layer 1 gives 8\n"
        "  hint: count layers that are no chain one by one",
    ):
        ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(7, 4, 3)], (9, 9))
    with refusal(
        ShapeError,
        "layer 3 takes 7 channels but layer 2 gives 4\n"
        "  hint: count layers that are no chain one by one",
    ):
        ledger([*CHAIN, Conv2dSpec(7, 2, 1)], (9, 9))


def test_size_of_a_chain() -> None:
    """The layer that does not fit is named."""
    with refusal(
        ShapeError,
        "layer 2: kernel_size spans 3×3 but the padded input is 2×5\n"
        "  hint: use a smaller kernel or more padding",
    ):
        ledger(CHAIN, (6, 9))


@pytest.mark.parametrize(
    "model", [Conv2dSpec(3, 8, 5), CHAIN, Countable()], ids=["spec", "list", "own"]
)
@pytest.mark.parametrize("count", [ledger, count_macs])
def test_inputs_are_of_pytorch(count: Any, model: Any) -> None:
    """Specs have a size and no tensors."""
    message = "inputs is for models of PyTorch; give input_size instead"
    with refusal(TypeError, message):
        count(model, inputs=(np.zeros((1, 3, 9, 9)),))


def test_macs_need_a_size() -> None:
    """Without a size there is no number, and none is made up."""
    message = "count_macs needs input_size: how often a weight is used depends on it"
    with refusal(TypeError, message):
        count_macs(CHAIN)


def test_macs_that_are_unknown() -> None:
    """With a size, the layer that cannot be counted is named."""
    with refusal(
        ModelError,
        "stem cannot be counted: its MACs are unknown\n"
        "  hint: ledger(...) counts the other layers",
    ):
        count_macs(Countable(macs=False), (5, 6))
