"""Rows of the ledger: what one layer learns and costs, with every factor."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from convguide import Conv2dSpec, Product, Row, Term, ledger
from convguide.counting.products import product_of


def row_of(spec: Conv2dSpec, size: tuple[int, int] | None = None) -> Row:
    """Give the only row of a ledger of one layer."""
    (row,) = ledger(spec, size).rows
    return row


def arrays(*sizes: int, **options: Any) -> tuple[Term, ...]:
    """Make arrays of so many numbers, without names that matter."""
    return tuple(Term("weight", product_of(("numbers", n)), **options) for n in sizes)


@pytest.mark.parametrize(
    ("spec", "formula", "counts"),
    [
        (Conv2dSpec(5, 56, 4), "56 × (5·4·4) + 56 = 4,536", (280, 4480, 56, 4536)),
        (Conv2dSpec(3, 2, 3), "2 × (3·3·3) + 2 = 56", (6, 54, 2, 56)),
        (
            Conv2dSpec(3, 64, 7, bias=False),
            "64 × (3·7·7) = 9,408",
            (192, 9408, 0, 9408),
        ),
        (Conv2dSpec(3, 5, (2, 4)), "5 × (3·2·4) + 5 = 125", (15, 120, 5, 125)),
        (
            Conv2dSpec(6, 9, (2, 4), groups=3),
            "9 × (2·2·4) + 9 = 153",
            (18, 144, 9, 153),
        ),
        (
            Conv2dSpec(32, 64, 3, groups=32, bias=False),
            "64 × (1·3·3) = 576",
            (64, 576, 0, 576),
        ),
    ],
    ids=str,
)
def test_counts(spec: Conv2dSpec, formula: str, counts: tuple[int, ...]) -> None:
    """Kernels, weights, biases and their sum, with the factors in order."""
    row = row_of(spec)
    assert row.formula == formula
    assert (row.kernels, row.weights, row.biases, row.parameters) == counts
    assert (row.trainable, row.frozen, row.buffers) == (counts[-1], 0, 0)


@pytest.mark.parametrize(
    ("spec", "size", "output", "macs", "formula"),
    [
        (Conv2dSpec(5, 56, 4), (9, 9), (56, 6, 6), 161_280, "6·6 × 4,480 = 161,280"),
        (Conv2dSpec(3, 5, (2, 3)), (7, 9), (5, 6, 7), 3_780, "6·7 × 90 = 3,780"),
        (
            Conv2dSpec(3, 64, 7, stride=2, padding=3),
            (224, 224),
            (64, 112, 112),
            118_013_952,
            "112·112 × 9,408 = 118,013,952",
        ),
        (
            Conv2dSpec(6, 9, (2, 4), groups=3, dilation=2, stride=(1, 2)),
            (7, 9),
            (9, 5, 2),
            1_440,
            "5·2 × 144 = 1,440",
        ),
    ],
    ids=str,
)
def test_macs(
    spec: Conv2dSpec,
    size: tuple[int, int],
    output: tuple[int, int, int],
    macs: int,
    formula: str,
) -> None:
    """Every weight is used once at every output position; the bias costs nothing."""
    row = row_of(spec, size)
    assert row.output_shape == output
    assert row.macs == macs
    assert row.macs_formula == formula
    assert row.calls == 1


def test_memory_of_a_spec() -> None:
    """An output of 5×6×7 numbers takes 840 bytes in float32."""
    assert row_of(Conv2dSpec(3, 5, (2, 3)), (7, 9)).memory == 840


def test_macs_without_a_size() -> None:
    """Without a size there is nothing to say, and nothing is guessed."""
    row = row_of(Conv2dSpec(3, 5, 2))
    assert (row.output_shape, row.memory, row.calls) == (None, None, None)
    assert row.macs is None
    assert row.macs_formula is None


CONV = "out_channels × (in_channels · kernel height · kernel width)"


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        (Conv2dSpec(3, 5, 2), f"{CONV} + out_channels"),
        (Conv2dSpec(3, 5, 2, bias=False), CONV),
        (
            Conv2dSpec(4, 6, 3, groups=2, bias=False),
            CONV.replace("in_channels", "in_channels/groups"),
        ),
    ],
)
def test_named_formula(spec: Conv2dSpec, names: str) -> None:
    """Each number of the formula has its name, at the same place."""
    row = row_of(spec)
    assert row.named_formula == names
    signs = [sign for sign in names if sign in "×+("]
    assert [s for s in row.formula.split(" = ")[0] if s in "×+("] == signs


@pytest.mark.parametrize(
    ("factors", "kernels"),
    [
        ((("out_channels", 5), ("in_channels", 3), ("kernel width", 4)), 15),
        (
            (
                *(("out_channels", 5), ("in_channels", 3)),
                *(("kernel depth", 2), ("kernel height", 4), ("kernel width", 6)),
            ),
            15,
        ),
        (
            (
                *(("in_channels", 6), ("out_channels/groups", 2)),
                *(("kernel height", 3), ("kernel width", 5)),
            ),
            12,
        ),
        ((("out_features", 7), ("in_features", 2)), 0),
        ((("out_channels", 5), ("in_channels", 3), ("kernel width", 0)), 15),
    ],
    ids=["1D", "3D", "transposed", "dense", "empty kernels"],
)
def test_kernels(factors: tuple[tuple[str, int], ...], kernels: int) -> None:
    """One for each pair of channels that meet, however many axes they have."""
    terms = (Term("weight", product_of(*factors)), *arrays(7))
    assert Row("1", "layer", terms).kernels == kernels


def test_no_terms() -> None:
    """A layer that learns nothing has no formula."""
    row = Row("pool", "MaxPool2d", products=())
    assert (row.formula, row.named_formula, row.macs_formula) == ("", "", "")
    assert (row.parameters, row.kernels, row.macs) == (0, 0, 0)


def test_single_number() -> None:
    """Nothing is equated with itself."""
    scale = Row("scale", "Scale", (Term("scale", Product(())),))
    assert (scale.formula, scale.parameters) == ("1", 1)
    assert Row("1", "PReLU", arrays(1_024)).formula == "1,024"
    assert Row("1", "Scale", products=(product_of(("n", 7)),)).macs_formula == "7"


@pytest.mark.parametrize(
    ("count", "formula"),
    [
        (2, "1 + 2 = 3"),
        (6, "1 + 2 + 3 + 4 + 5 + 6 = 21"),
        (7, "1 + 2 + 3 + (3 more terms) + 7 = 28"),
        (100, "1 + 2 + 3 + (96 more terms) + 100 = 5,050"),
    ],
)
def test_many_terms(count: int, formula: str) -> None:
    """A long sum is cut in the middle; what it is stays right."""
    row = Row("1", "ParameterList", arrays(*range(1, count + 1)))
    assert row.formula == formula
    assert len(row.named_formula.split(" + ")) == min(count, 6 if count < 7 else 5)
    macs = tuple(term.product for term in row.terms)
    assert Row("1", "Attention", products=macs).macs_formula == formula


def test_shared_terms() -> None:
    """What is counted elsewhere is in no count and no formula, and is named."""
    weight = product_of(("out_channels", 5), ("in_channels", 3), ("kernel width", 2))
    terms = (
        Term("weight", weight, shared_with="stem"),
        Term("bias", product_of(("out_channels", 5))),
        Term("scale", product_of(("out_channels", 5)), shared_with=""),
        Term("again", weight, shared_with="stem"),
    )
    row = Row("head", "Conv1d", terms)
    assert (row.parameters, row.weights, row.biases, row.kernels) == (5, 0, 5, 0)
    assert (row.formula, row.named_formula) == ("5", "out_channels")
    assert row.shared_with == ("stem", "")


def test_shared_with_itself() -> None:
    """A layer does not share with itself."""
    assert Row("a", "Tied", (*arrays(3), *arrays(3, shared_with="a"))).shared_with == ()


def test_frozen_terms() -> None:
    """Frozen numbers are parameters that training leaves alone."""
    row = Row("1", "Norm", (*arrays(5), *arrays(7, trainable=False)))
    assert (row.parameters, row.trainable, row.frozen) == (12, 5, 7)


@pytest.mark.parametrize("name", ["bias", "bias_ih_l0", "in_proj_bias", "q.bias"])
def test_biases_by_name(name: str) -> None:
    """Recurrent and attention layers have several biases, with longer names."""
    row = Row("1", "LSTM", (Term(name, product_of(("n", 8))), *arrays(3)))
    assert (row.biases, row.weights) == (8, 3)


def test_row_of_several_layers() -> None:
    """A folded row says how many layers it adds up."""
    macs = (product_of(("n", 1_024)),)
    row = Row("body", "Block", arrays(608, 400), macs, layers=3)
    assert row.formula == "1,008 in 3 layers"
    assert row.macs_formula == "1,024 in 3 layers"


def test_beyond_64_bits() -> None:
    """Counts stay exact where 64 bits end."""
    row = Row("1", "Linear", arrays(2**63, 1), (product_of(("n", 2**64 + 1)),))
    assert row.formula == ("9,223,372,036,854,775,808 + 1 = 9,223,372,036,854,775,809")
    assert (row.parameters, row.macs) == (2**63 + 1, 2**64 + 1)


def test_is_frozen() -> None:
    """Rows cannot be changed, and equal ones are equal."""
    spec = Conv2dSpec(3, 8, 5)
    row: Any = row_of(spec, (9, 9))
    with pytest.raises(FrozenInstanceError):
        row.output_shape = None
    assert row == row_of(spec, (9, 9))
    assert hash(row) == hash(row_of(spec, (9, 9)))
    assert row != row_of(spec, (9, 10))
