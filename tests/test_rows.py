"""The ledger: what layers learn and cost, with every factor."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from refusals import refusal

from convguide import Conv2dSpec, Ledger, Row, ShapeError, ledger

CHAIN = [Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)]


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
    row = Row(spec)
    assert row.formula == formula
    assert (row.kernels, row.weights, row.biases, row.parameters) == counts


@pytest.mark.parametrize(
    ("spec", "size", "output", "macs", "formula"),
    [
        (Conv2dSpec(5, 56, 4), (9, 9), (6, 6), 161_280, "6·6 × 4,480 = 161,280"),
        (Conv2dSpec(3, 5, (2, 3)), (7, 9), (6, 7), 3_780, "6·7 × 90 = 3,780"),
        (
            Conv2dSpec(3, 64, 7, stride=2, padding=3),
            (224, 224),
            (112, 112),
            118_013_952,
            "112·112 × 9,408 = 118,013,952",
        ),
        (
            Conv2dSpec(6, 9, (2, 4), groups=3, dilation=2, stride=(1, 2)),
            (7, 9),
            (5, 2),
            1_440,
            "5·2 × 144 = 1,440",
        ),
    ],
    ids=str,
)
def test_macs(
    spec: Conv2dSpec,
    size: tuple[int, int],
    output: tuple[int, int],
    macs: int,
    formula: str,
) -> None:
    """Every weight is used once at every output position; the bias costs nothing."""
    row = Row(spec, size)
    assert row.output_size == output
    assert row.macs == macs
    assert row.macs_formula == formula


def test_macs_without_a_size() -> None:
    """Without a size there is nothing to say, and nothing is guessed."""
    row = Row(Conv2dSpec(3, 5, 2))
    assert row.output_size is None
    assert row.macs is None
    assert row.macs_formula is None


def test_one_layer() -> None:
    """A spec alone is a ledger of one row."""
    book = ledger(Conv2dSpec(5, 56, 4), (9, 9))
    assert book == Ledger((Row(Conv2dSpec(5, 56, 4), (9, 9)),))
    assert (book.parameters, book.macs) == (4_536, 161_280)


def test_chain() -> None:
    """Each layer takes the output of the last."""
    book = ledger(CHAIN, (9, 10))
    assert [row.input_size for row in book.rows] == [(9, 10), (5, 6)]
    assert [row.output_size for row in book.rows] == [(5, 6), (3, 4)]
    assert [row.macs for row in book.rows] == [18_000, 3_456]
    assert (book.parameters, book.macs) == (896, 21_456)


def test_long_chain() -> None:
    """The size goes through all layers, one after the other."""
    book = ledger([Conv2dSpec(3, 3, 2, stride=2)] * 4, (40, 33))
    sizes = [row.output_size for row in book.rows]
    assert sizes == [(20, 16), (10, 8), (5, 4), (2, 2)]


def test_any_iterable() -> None:
    """A generator of specs is read once; a list as size will do."""
    assert ledger(iter(CHAIN), [9, 10]) == ledger(CHAIN, (9, 10))


def test_without_a_size() -> None:
    """Parameters do not depend on the size, multiply-accumulates do."""
    book = ledger(CHAIN)
    assert (book.parameters, book.macs) == (896, None)
    assert [row.input_size for row in book.rows] == [None, None]


def test_layers_that_are_no_chain() -> None:
    """Without a size the layers may belong to different networks."""
    book = ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(7, 4, 3)])
    assert book.parameters == 608 + 256


def test_nothing() -> None:
    """No layers learn nothing and cost nothing."""
    book = ledger([])
    assert (book.rows, book.parameters, book.macs) == ((), 0, 0)
    assert str(book) == "layer  filter  parameters\ntotal                   0"


def test_partly_sized() -> None:
    """If one size is missing the total of multiply-accumulates is unknown."""
    book = Ledger((Row(CHAIN[0], (9, 9)), Row(CHAIN[1])))
    assert book.macs is None
    assert str(book) == (
        """\
layer  filter             parameters
1      3×5×5   8 × (3·5·5) + 8 = 608
2      8×3×3       4 × (8·3·3) = 288
total                            896"""
    )


def test_table() -> None:
    """Text to the left, numbers to the right, the total below."""
    assert str(ledger(CHAIN, (9, 9))) == (
        """\
layer  filter             parameters  output    MACs
1      3×5×5   8 × (3·5·5) + 8 = 608   8×5×5  15,000
2      8×3×3       4 × (8·3·3) = 288   4×3×3   2,592
total                            896          17,592"""
    )


def test_table_of_ten_layers() -> None:
    """Layers are counted from 1, and the columns are as wide as they must be."""
    specs = [Conv2dSpec(3, 3, (2, 4), bias=False)] * 10
    lines = str(ledger(specs)).splitlines()
    assert len(lines) == 12
    assert lines[1] == "1      3×2×4   3 × (3·2·4) = 72"
    assert lines[10] == "10     3×2×4   3 × (3·2·4) = 72"
    assert lines[11] == "total                       720"


HTML = (
    "<table><thead>"
    '<tr><th scope="col">layer</th><th scope="col">filter</th>'
    '<th scope="col">parameters</th><th scope="col">output</th>'
    '<th scope="col">MACs</th></tr>'
    "</thead><tbody>"
    '<tr><th scope="row">1</th><td>3×5×5</td><td>8 × (3·5·5) + 8 = 608</td>'
    "<td>8×5×5</td><td>15,000</td></tr>"
    '<tr><th scope="row">2</th><td>8×3×3</td><td>4 × (8·3·3) = 288</td>'
    "<td>4×3×3</td><td>2,592</td></tr>"
    '<tr><th scope="row">total</th><td></td><td>896</td><td></td>'
    "<td>17,592</td></tr>"
    "</tbody></table>"
)


def test_html() -> None:
    """In a notebook the same table is HTML, with the scope of each heading."""
    assert ledger(CHAIN, (9, 9))._repr_html_() == HTML


@pytest.mark.parametrize(("size", "columns"), [((9, 9), 5), (None, 3)])
def test_html_is_well_formed(size: tuple[int, int] | None, columns: int) -> None:
    """It parses, every row is as long as the head, and every heading has a scope."""
    table = ET.fromstring(ledger(CHAIN, size)._repr_html_())  # noqa: S314
    rows = list(table.iter("tr"))
    assert [len(row) for row in rows] == [columns] * 4
    assert [cell.get("scope") for cell in rows[0]] == ["col"] * columns
    assert [row[0].get("scope") for row in rows[1:]] == ["row"] * 3
    assert len(list(table.iter("th"))) == columns + 3


def test_html_says_what_the_text_says() -> None:
    """Both tables hold the same cells."""
    book = ledger(CHAIN, (9, 9))
    table = ET.fromstring(book._repr_html_())  # noqa: S314
    cells = [cell.text or "" for row in table.iter("tr") for cell in row]
    assert "".join(cells).replace(" ", "") == "".join(str(book).split())


# Bad input


@pytest.mark.parametrize(
    ("specs", "got"),
    [
        (5, "int"),
        (None, "NoneType"),
        ("conv", "str"),
        ([Conv2dSpec(3, 8, 5), (8, 4, 3)], "tuple"),
        ([[Conv2dSpec(3, 8, 5)]], "list"),
    ],
    ids=str,
)
def test_not_specs(specs: Any, got: str) -> None:
    """A ledger is made of specs."""
    with refusal(TypeError, f"specs must hold Conv2dSpec, got {got}"):
        ledger(specs)


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
def test_wrong_size(size: Any, kind: type[Exception], message: str) -> None:
    """The size is height and width, in pixels, even where there are no layers."""
    with refusal(kind, message):
        ledger([], size)


def test_size_of_one_pixel() -> None:
    """One pixel is a size."""
    assert ledger(Conv2dSpec(3, 5, 1), (1, 1)).macs == 15


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


def test_is_frozen() -> None:
    """Rows and ledgers cannot be changed, and equal ones are equal."""
    row: Any = Row(CHAIN[0], (9, 9))
    with pytest.raises(FrozenInstanceError):
        row.input_size = None
    assert hash(row) == hash(Row(CHAIN[0], (9, 9)))
    assert hash(Ledger((row,))) == hash(Ledger((row,)))
