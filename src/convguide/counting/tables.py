"""A ledger as text, HTML, Markdown, CSV, JSON and plain Python."""

from __future__ import annotations

import csv as comma_separated
import json as javascript
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from convguide.counting import grids

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convguide.counting.ledgers import Ledger
    from convguide.counting.rows import Row

CONVENTION = (
    "MACs, for {per}: multiply-accumulates of convolutions, dense layers and matrix "
    "products; biases, norms, activations and pooling add none. "
    "FLOPs = 2 · MACs = {flops:,}."
)


class Column(NamedTuple):
    """One column of the table: its heading, its cells, its total."""

    name: str
    cell: Callable[[Row], str]
    total: str = ""
    left: bool = False


def _columns(book: Ledger) -> list[Column]:
    """Choose the columns: those of which something is known."""
    columns = [
        Column("layer", lambda row: row.path, "total", left=True),
        Column("kind", lambda row: row.kind, left=True),
        Column("parameters", _parameters, f"{book.parameters:,}"),
    ]
    if book.frozen:
        columns.append(
            Column("frozen", lambda row: _some(row.frozen), f"{book.frozen:,}")
        )
    if book.buffers:
        columns.append(
            Column("buffers", lambda row: _some(row.buffers), f"{book.buffers:,}")
        )
    if book.rows and book.macs is not None:
        columns += [
            Column("output", _output),
            Column("MACs", lambda row: f"{row.macs:,}", f"{book.macs:,}"),
        ]
    return columns


def _parameters(row: Row) -> str:
    """Write the formula, or where the numbers are counted."""
    shared = ", ".join(row.shared_with)
    words = [row.formula] if row.formula else []
    words += [f"shared with {shared}"] if shared else []
    return "; ".join(words) or "0"


def _some(count: int) -> str:
    return f"{count:,}" if count else ""


def _output(row: Row) -> str:
    """Write a shape; a layer without one was not called."""
    return "×".join(map(str, row.output_shape or ())) or "not called" * (not row.calls)


def _cells(columns: Sequence[Column], book: Ledger) -> list[list[str]]:
    """Heading, rows and total, as text."""
    return [
        [column.name for column in columns],
        *([column.cell(row) for column in columns] for row in book.rows),
        [column.total for column in columns],
    ]


def notes(book: Ledger) -> list[str]:
    """Say what the numbers of a ledger mean, a line each."""
    formulas: dict[str, str] = {}
    for row in book.rows:
        if row.layers == 1:  # with a bias, if there is one with a bias
            longest = max(formulas.get(row.kind, ""), row.named_formula, key=len)
            formulas[row.kind] = longest
    lines = [f"{kind}: {words}" for kind, words in formulas.items() if words]
    if book.rows and book.flops is not None and book.per:
        lines.append(CONVENTION.format(per=book.per, flops=book.flops))
    return lines + [f"Not counted: {line}" for line in book.not_counted]


def text(book: Ledger) -> str:
    """Align the columns with spaces."""
    columns = _columns(book)
    lines = grids.aligned(_cells(columns, book), [column.left for column in columns])
    return "\n".join([*lines, *notes(book)])


def markdown(book: Ledger) -> str:
    """Write pipes between cells, and the alignment below the heading."""
    columns = _columns(book)
    heading, *others = (
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |"
        for line in _cells(columns, book)
    )
    rule = "|" + "|".join(":--" if c.left else "--:" for c in columns) + "|"
    table = "\n".join([heading, rule, *others])
    return "\n\n".join([table, *notes(book)])


def html(book: Ledger) -> str:
    """Write a table that a screen reader can read: headings have scopes."""
    heading, *rows, total = _cells(_columns(book), book)
    layers = f"{len(book.rows)} layer{'s' * (len(book.rows) != 1)}"
    caption = f"What {layers} learn" + "s" * (len(book.rows) == 1)
    return grids.html(caption, heading, rows, total=total, notes=notes(book))


def csv(book: Ledger) -> str:
    """Write what :func:`plain` has of each row, without the single factors."""
    rows = [_flat(row) for row in book.rows]
    file = StringIO()
    names = list(_flat_names())
    writer = comma_separated.DictWriter(file, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def json(book: Ledger) -> str:
    """Write :func:`plain` as JSON."""
    return javascript.dumps(plain(book), indent=2, ensure_ascii=False)


def plain(book: Ledger) -> dict[str, object]:
    """Give rows, factors and totals as dicts, lists, strings and numbers."""
    names = ("parameters", "trainable", "frozen", "buffers", "macs", "flops", "memory")
    return {
        "rows": [_row(row) for row in book.rows],
        "totals": {name: getattr(book, name) for name in names},
        "per": book.per,
        "not_counted": list(book.not_counted),
    }


def _row(row: Row) -> dict[str, object]:
    """Give one row with the names and numbers of its factors."""
    terms = [
        {
            "name": term.name,
            "factors": {
                "outer": [list(factor) for factor in term.product.outer],
                "inner": [list(factor) for factor in term.product.inner],
            },
            "trainable": term.trainable,
            "shared_with": term.shared_with,
        }
        for term in row.terms
    ]
    shape = None if row.output_shape is None else list(row.output_shape)
    facts = {name: getattr(row, name) for name in _flat_names()}
    facts |= {"output_shape": shape, "shared_with": list(row.shared_with)}
    return facts | {"terms": terms}


def _flat(row: Row) -> dict[str, object]:
    """Give what fits into the cells of one line."""
    facts = {name: getattr(row, name) for name in _flat_names()}
    facts["shared_with"] = ";".join(row.shared_with)
    facts["output_shape"] = "×".join(map(str, row.output_shape or ()))
    return facts


def _flat_names() -> tuple[str, ...]:
    return (
        *("path", "kind", "parameters", "trainable", "frozen", "shared_with"),
        *("buffers", "output_shape", "macs", "memory", "calls"),
        *("formula", "macs_formula"),
    )
