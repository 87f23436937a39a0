"""A ledger as data: plain Python, JSON and CSV."""

from __future__ import annotations

import csv as comma_separated
import json as javascript
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convguide.counting.ledgers import Ledger
    from convguide.counting.products import Product
    from convguide.counting.rows import Row

TOTALS = ("parameters", "trainable", "frozen", "buffers", "macs", "flops", "memory")
FACTS = (
    *("path", "kind", "layers", "parameters", "trainable", "frozen", "shared_with"),
    *("buffers", "output_shape", "macs", "memory", "calls"),
    *("formula", "macs_formula"),
)


def plain(book: Ledger) -> dict[str, object]:
    """Give rows, factors and totals as dicts, lists, strings and numbers."""
    return {
        "rows": [_row(row) for row in book.rows],
        "totals": {name: getattr(book, name) for name in TOTALS},
        "per": book.per,
        "not_counted": list(book.not_counted),
        "notes": list(book.notes),
    }


def json(book: Ledger) -> str:
    """Write :func:`plain` as JSON."""
    return javascript.dumps(plain(book), indent=2, ensure_ascii=False)


def csv(book: Ledger) -> str:
    """Write a line a layer: what :func:`plain` has, without the single factors."""
    file = StringIO()
    writer = comma_separated.DictWriter(file, FACTS, lineterminator="\n")
    writer.writeheader()
    for row in book.rows:
        shape = "×".join(map(str, row.output_shape or ()))
        shared = ";".join(row.shared_with)
        writer.writerow(_facts(row) | {"output_shape": shape, "shared_with": shared})
    return file.getvalue()


def _row(row: Row) -> dict[str, object]:
    """Give one row with the names and numbers of its factors."""
    shape, products = row.output_shape, row.products
    return _facts(row) | {
        "output_shape": None if shape is None else list(shape),
        "shared_with": list(row.shared_with),
        "terms": [
            {
                "name": term.name,
                "factors": _factors(term.product),
                "trainable": term.trainable,
                "shared_with": term.shared_with,
            }
            for term in row.terms
        ],
        "macs_factors": None if products is None else [*map(_factors, products)],
    }


def _facts(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in FACTS}


def _factors(product: Product) -> dict[str, list[list[str | int]]]:
    """Give names and numbers of the factors before and after the sign ×."""
    return {
        "outer": [list(factor) for factor in product.outer],
        "inner": [list(factor) for factor in product.inner],
    }
