"""Ledgers: totals, folding, equality."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, Ledger, Row, Term, ledger
from convguide.counting.products import product_of

TOTALS = ("parameters", "trainable", "frozen", "buffers", "macs", "flops", "memory")


def layer(path: str, *sizes: int, macs: int | None = 0, **facts: Any) -> Row:
    """Make a row of arrays of so many numbers."""
    terms = tuple(Term("weight", product_of(("numbers", size))) for size in sizes)
    products = None if macs is None else (product_of(("steps", macs)),)
    return Row(path, "Layer", terms, products, **facts)


def totals(book: Ledger) -> list[int | None]:
    """Give all totals of a ledger."""
    return [getattr(book, name) for name in TOTALS]


def test_totals() -> None:
    """Totals add up what the rows have."""
    frozen = Term("weight", product_of(("numbers", 11)), trainable=False)
    book = Ledger(
        (
            layer("1", 2, 3, macs=5, buffers=7, memory=100),
            layer("2", 13, macs=17, memory=1_000),
            Row("3", "Layer", (frozen,), (), buffers=19, memory=0),
        )
    )
    assert totals(book) == [29, 18, 11, 26, 22, 44, 1_100]


def test_totals_of_nothing() -> None:
    """No layers learn nothing and cost nothing."""
    assert totals(Ledger(())) == [0] * 7


@pytest.mark.parametrize("place", [0, 1, 2])
def test_unknown_totals(place: int) -> None:
    """If one size is missing the totals that need it are unknown, wherever it is."""
    rows = [layer("1", 2, macs=5, memory=7)] * 3
    rows[place] = layer("1", 3, macs=None)
    assert totals(Ledger(tuple(rows))) == [7, 7, 0, 0, None, None, None]


def test_beyond_64_bits() -> None:
    """A hundred layers of 2⁶³ numbers are counted to the last one."""
    book = Ledger((layer("a.b", 2**63 + 1, macs=2**64 + 1, memory=2**66),) * 100)
    assert book.parameters == 922_337_203_685_477_580_900
    assert book.flops == 3_689_348_814_741_910_323_400
    assert totals(book.folded(1)) == totals(book)


def test_is_frozen() -> None:
    """Ledgers cannot be changed, and equal ones are equal."""
    book: Any = ledger(Conv2dSpec(3, 8, 5), (9, 9))
    with pytest.raises(FrozenInstanceError):
        book.rows = ()
    assert book == ledger([Conv2dSpec(3, 8, 5)], (9, 9))
    assert hash(book) == hash(ledger(Conv2dSpec(3, 8, 5), [9, 9]))
    assert book != ledger(Conv2dSpec(3, 8, 5), (9, 10))
    assert book != Ledger(book.rows, "a batch of 5")


# Folding

BOOK = Ledger(
    (
        layer("stem", 2, macs=3, output_shape=(4, 5), calls=1, memory=80),
        layer("body.0.conv", 5, macs=7, output_shape=(4, 6), calls=2, memory=96),
        layer("body.0.norm", 11, 13, macs=0, buffers=8, memory=96),
        layer("body.1", 17, macs=19, output_shape=(4, 7), calls=1, memory=112),
        layer("head.fc", 23, macs=29, output_shape=(9,), calls=1, memory=36),
    ),
    "one image",
    ("pooling",),
    (("body", "Sequential"), ("body.0", "Block"), ("head", "Head")),
    ("As in evaluation.",),
)


def test_folded() -> None:
    """Rows with equal beginnings are one, where the first of them stood."""
    folded = BOOK.folded(1)
    assert [(row.path, row.kind, row.layers) for row in folded.rows] == [
        ("stem", "Layer", 1),
        ("body", "Sequential", 3),
        ("head", "Head", 1),
    ]
    assert [row.formula for row in folded.rows] == ["2", "46 in 3 layers", "23"]
    assert [row.macs_formula for row in folded.rows] == ["3", "26 in 3 layers", "29"]
    assert [row.memory for row in folded.rows] == [80, 304, 36]
    assert [row.buffers for row in folded.rows] == [0, 8, 0]
    assert (folded.per, folded.not_counted) == (BOOK.per, BOOK.not_counted)
    assert (folded.kinds, folded.notes) == (BOOK.kinds, BOOK.notes)
    assert totals(folded) == totals(BOOK) == [71, 71, 0, 8, 58, 116, 420]


def test_folded_halfway() -> None:
    """Rows that are short enough stay as they are."""
    folded = BOOK.folded(2)
    paths = ["stem", "body.0", "body.1", "head.fc"]
    assert [row.path for row in folded.rows] == paths
    assert folded.rows[0] == BOOK.rows[0]
    assert folded.rows[2:] == BOOK.rows[3:]
    assert folded.rows[1].kind == "Block"


def test_what_folding_does_not_know() -> None:
    """The output of a block need not be that of its last layer, so nothing is said."""
    stem, body, head = BOOK.folded(1).rows
    assert (stem.output_shape, stem.calls) == ((4, 5), 1)
    assert (body.output_shape, body.calls) == (None, None)
    assert (head.output_shape, head.calls) == (None, None)


@pytest.mark.parametrize("depth", [3, 4, 10**9])
def test_deep_folding_changes_nothing(depth: int) -> None:
    """A depth larger than any path leaves all rows."""
    assert BOOK.folded(depth) == BOOK


def test_paths_of_one_part() -> None:
    """A chain of specs has nothing to fold."""
    book = ledger([Conv2dSpec(3, 3, 2)] * 3, (9, 8))
    assert book.folded(1) == book


def test_folding_unknown_kinds() -> None:
    """Without a known kind nothing is said; a layer that has children has its own."""
    rows = (layer("a.x"), layer("a.y"), layer("b"), layer("b.x"))
    folded = Ledger(rows).folded(1).rows
    assert [(row.path, row.kind) for row in folded] == [("a", ""), ("b", "Layer")]


def test_folding_keeps_what_is_apart_together() -> None:
    """Layers of a block that are called in turns with others are still one row."""
    book = Ledger((layer("a.x", 2), layer("b", 3), layer("a.y", 5)))
    rows = book.folded(1).rows
    assert [(row.path, row.parameters) for row in rows] == [("a", 7), ("b", 3)]


def test_folding_unknown_sizes() -> None:
    """If one layer of a row is unknown, so is the row; others stay known."""
    rows = (layer("a.x", macs=None), layer("a.y", macs=3), layer("b", macs=5))
    a, b = Ledger(rows).folded(1).rows
    assert (a.macs, a.macs_formula, a.memory) == (None, None, None)
    assert b.macs == 5


def test_folding_shared_arrays() -> None:
    """Inside one row nothing is shared with others; between rows it still is."""
    table = product_of(("words", 7), ("channels", 3))
    rows = (
        Row("encoder.words", "Embedding", (Term("weight", table),)),
        Row("encoder.out", "Linear", (Term("w", table, shared_with="encoder.words"),)),
        Row("head", "Linear", (Term("weight", table, shared_with="encoder.words"),)),
    )
    folded = Ledger(rows).folded(1)
    assert [row.parameters for row in folded.rows] == [21, 0]
    assert [row.shared_with for row in folded.rows] == [(), ("encoder",)]
    assert [row.kernels for row in folded.rows] == [0, 0]


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Draw rows with paths that meet often, in any order, some of unknown cost."""
    parts = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)
    paths = draw(st.lists(parts.map(".".join), max_size=9))
    sizes = st.integers(0, 2**65)
    rows = [
        layer(
            path,
            *draw(st.lists(sizes, max_size=2)),
            macs=draw(st.none() | sizes),
            buffers=draw(sizes),
            memory=draw(st.none() | sizes),
        )
        for path in paths
    ]
    return Ledger(tuple(rows))


@given(ledgers(), st.integers(1, 4), st.integers(1, 4))
def test_folding_keeps_totals_and_order(book: Ledger, depth: int, other: int) -> None:
    """Totals do not change, no row is met twice, and a fold can be folded again."""
    folded = book.folded(depth)
    assert totals(folded) == totals(book)
    heads = [".".join(row.path.split(".")[:depth]) for row in book.rows]
    assert [row.path for row in folded.rows] == list(dict.fromkeys(heads))
    assert sum(row.layers for row in folded.rows) == len(book.rows)
    again, once = folded.folded(other), book.folded(min(depth, other))
    assert [counts(row) for row in again.rows] == [counts(row) for row in once.rows]


def counts(row: Row) -> tuple[object, ...]:
    """Give what a fold of a fold must agree about."""
    return (row.path, row.layers, row.parameters, row.macs, row.memory, row.buffers)


@pytest.mark.parametrize(
    ("depth", "kind", "message"),
    [
        (0, ValueError, "depth must be at least 1, got 0"),
        (1.0, TypeError, "depth must be an integer, got 1.0 (float)"),
        (True, TypeError, "depth must be an integer, got True (bool)"),
        (None, TypeError, "depth must be an integer, got None (NoneType)"),
    ],
)
def test_wrong_depth(depth: Any, kind: type[Exception], message: str) -> None:
    """A path has at least one part."""
    with refusal(kind, message):
        BOOK.folded(depth)
