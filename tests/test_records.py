"""A ledger as data: plain Python, JSON and CSV, each read by somebody else."""

from __future__ import annotations

import csv
import json
from io import StringIO
from math import prod
from typing import Any

import pytest

from convguide import Conv2dSpec, Ledger, Product, Row, Term, ledger
from convguide.counting.products import product_of

SPECS = ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)], (9, 10))
MODEL = Ledger(
    (
        Row(
            "words",
            "Embedding",
            (
                Term("weight", product_of(("words", 2**40), ("channels", 2**30))),
                Term("scale", Product(()), trainable=False),
            ),
            (),
            output_shape=(7, 2**30),
            memory=28 * 2**30,
            calls=1,
        ),
        Row("body.a, b", 'Say "x"', buffers=5, products=(), calls=0),
        Row(
            "body.head",
            "Linear",
            (
                Term("weight", product_of(("words", 9)), shared_with="words"),
                Term("again", product_of(("words", 9)), shared_with="body.a, b"),
            ),
            (product_of(("positions", 7), ("weights", 2**70)),),
            output_shape=(7, 2**40),
            memory=28 * 2**40,
            calls=3,
        ),
    ),
    "one sentence",
    ("softmax",),
    notes=("As in evaluation.",),
)
BOOKS = [SPECS, MODEL, MODEL.folded(1), ledger(Conv2dSpec(3, 5, 2)), ledger([])]
pytestmark = pytest.mark.parametrize("book", BOOKS, ids=range(len(BOOKS)))
NAMES = [
    *("path", "kind", "layers", "parameters", "trainable", "frozen", "shared_with"),
    *("buffers", "output_shape", "macs", "memory", "calls", "formula", "macs_formula"),
]


def count(factors: dict[str, list[tuple[str, int]]]) -> int:
    """Multiply the factors of a term."""
    return prod(value for part in ("outer", "inner") for _, value in factors[part])


def test_json_is_the_dict(book: Ledger) -> None:
    """What is written is what is read: no tuples, no keys that are not text."""
    assert json.loads(book.to_json()) == book.to_dict()
    assert book.to_json().isprintable() is False  # indented, so that people can read it
    assert "\\u" not in book.to_json()


def test_json_has_the_totals(book: Ledger) -> None:
    """Totals are exact at any size, and unknown where they are unknown."""
    read = json.loads(book.to_json())
    assert list(read) == ["rows", "totals", "per", "not_counted", "notes"]
    assert read["totals"] == {
        "parameters": book.parameters,
        "trainable": book.trainable,
        "frozen": book.frozen,
        "buffers": book.buffers,
        "macs": book.macs,
        "flops": book.flops,
        "memory": book.memory,
    }
    assert read["per"] == book.per
    assert read["not_counted"] == list(book.not_counted)
    assert read["notes"] == list(book.notes)


def test_factors_multiply_to_the_totals(book: Ledger) -> None:
    """Whoever has only the factors comes to the same totals."""
    rows = json.loads(book.to_json())["rows"]
    own = [t for row in rows for t in row["terms"] if t["shared_with"] is None]
    assert sum(count(term["factors"]) for term in own) == book.parameters
    learned = [term for term in own if term["trainable"]]
    assert sum(count(term["factors"]) for term in learned) == book.trainable
    if book.macs is not None:
        steps = [factors for row in rows for factors in row["macs_factors"]]
        assert sum(map(count, steps)) == book.macs
    else:
        assert [row["macs_factors"] for row in rows] == [None]


def test_rows_say_what_they_are(book: Ledger) -> None:
    """Each row has its facts under the names of its attributes."""
    read = json.loads(book.to_json())["rows"]
    assert len(read) == len(book.rows)
    for facts, row in zip(read, book.rows, strict=True):
        assert list(facts) == [*NAMES, "terms", "macs_factors"]
        for name in set(NAMES) - {"output_shape", "shared_with"}:
            assert facts[name] == getattr(row, name)
        shape = facts["output_shape"]
        assert (shape and tuple(shape)) == row.output_shape
        assert tuple(facts["shared_with"]) == row.shared_with
        assert [term["name"] for term in facts["terms"]] == [t.name for t in row.terms]


def test_csv(book: Ledger) -> None:
    """One line a layer, and no total that would be added up with the rest."""
    lines = list(csv.reader(StringIO(book.to_csv())))
    assert lines[0] == NAMES
    assert len(lines) == 1 + len(book.rows)
    for line, row in zip(lines[1:], book.rows, strict=True):
        facts: dict[str, Any] = dict(zip(NAMES, line, strict=True))
        for name in ("layers", "parameters", "trainable", "frozen", "buffers"):
            assert int(facts[name]) == getattr(row, name)
        for name in ("macs", "memory", "calls"):
            known = getattr(row, name)
            assert facts[name] == ("" if known is None else str(known))
        for name in ("path", "kind", "formula"):
            assert facts[name] == getattr(row, name)
        assert facts["macs_formula"] == (row.macs_formula or "")
        assert facts["shared_with"] == ";".join(row.shared_with)
        shape = facts["output_shape"].split("×") if facts["output_shape"] else []
        assert tuple(map(int, shape)) == (row.output_shape or ())


def test_dict_is_a_copy(book: Ledger) -> None:
    """Whoever changes the dict does not change the ledger."""
    given: Any = book.to_dict()
    given["totals"].clear()
    given["rows"].append(None)
    assert given != book.to_dict()
    assert book.to_dict() == book.to_dict()
