"""A ledger as a table for readers: text, Markdown and HTML."""

from __future__ import annotations

import re
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

from convguide.counting import grids
from convguide.counting.captions import notes, title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convguide.counting.ledgers import Ledger
    from convguide.counting.rows import Row

WIDTH = 84  # of lines below the table, in characters
ROOT = "(model)"  # where paths begin, which has no name
UNKNOWN = "unknown"
KIB, UNITS = 1024, "KMGTPE"
# What Markdown reads as more than itself; an underscore inside a word is not.
MARKS = re.compile(r"[\\|`*~&<\[]|(?<![^\W_])_|_(?![^\W_])")


class Column(NamedTuple):
    """One column of the table: its heading, its cells, its total."""

    name: str
    cell: Callable[[Row], str]
    total: str = ""
    left: bool = False


def _columns(book: Ledger) -> list[Column]:
    """Choose the columns: those in which there is something to read."""
    rows = book.rows
    columns = [
        (True, Column("layer", lambda row: row.path or ROOT, "total", left=True)),
        (True, Column("kind", lambda row: row.kind, left=True)),
        (True, Column("parameters", _parameters, f"{book.parameters:,}")),
        (book.frozen, Column("frozen", lambda r: _some(r.frozen), _some(book.frozen))),
        (
            book.buffers,
            Column("buffers", lambda row: _some(row.buffers), _some(book.buffers)),
        ),
        (
            any(row.shared_with for row in rows),
            Column("shared with", _shared, left=True),
        ),
        (any(row.calls not in (None, 1) for row in rows), Column("calls", _calls)),
        (any(row.output_shape for row in rows), Column("output", _output)),
        (
            any(row.macs is not None for row in rows),
            Column("MACs", lambda row: _known(row.macs), _known(book.macs)),
        ),
        (
            any(row.memory is not None for row in rows),
            Column("memory", lambda row: _bytes(row.memory), _bytes(book.memory)),
        ),
    ]
    return [column for wanted, column in columns if wanted]


def _parameters(row: Row) -> str:
    return row.formula or "0"


def _some(count: int) -> str:
    return f"{count:,}" if count else ""


def _known(count: int | None) -> str:
    return UNKNOWN if count is None else f"{count:,}"


def _shared(row: Row) -> str:
    return ", ".join(path or ROOT for path in row.shared_with)


def _calls(row: Row) -> str:
    return "" if row.calls is None else f"{row.calls:,}"


def _output(row: Row) -> str:
    return "×".join(map(str, row.output_shape or ()))


def _bytes(count: int | None) -> str:
    """Write a size in bytes with three digits, in the largest unit that it fills."""
    if count is None or count < KIB:
        return UNKNOWN if count is None else f"{count} B"
    power = min((count.bit_length() - 1) // 10, len(UNITS))
    value = count / KIB**power
    decimals = max(0, 3 - len(f"{value:.0f}"))
    return f"{value:.{decimals}f} {UNITS[power - 1]}iB"


def _cells(columns: Sequence[Column], book: Ledger) -> list[list[str]]:
    """Heading, rows and total, as text; a name with a line break is one line."""
    return [
        [column.name for column in columns],
        *([" ".join(c.cell(row).split()) for c in columns] for row in book.rows),
        [column.total for column in columns],
    ]


def text(book: Ledger) -> str:
    """Align the columns with spaces; what they mean stands below."""
    columns = _columns(book)
    lines = grids.aligned(_cells(columns, book), [column.left for column in columns])
    below = [
        fill(note, WIDTH, subsequent_indent="  ", break_long_words=False)
        for note in notes(book)
    ]
    blank = [""] * bool(below)
    return "\n".join([*lines, *blank, *below])


def markdown(book: Ledger) -> str:
    """Write pipes between cells, and the alignment below the heading."""
    columns = _columns(book)
    heading, *others = (
        "| " + " | ".join(map(_plain, line)) + " |" for line in _cells(columns, book)
    )
    rule = "|" + "|".join(":--" if c.left else "--:" for c in columns) + "|"
    table = "\n".join([heading, rule, *others])
    return "\n\n".join([table, *map(_plain, notes(book))])


def _plain(words: str) -> str:
    """Keep Markdown from reading marks in names."""
    return MARKS.sub(r"\\\g<0>", words)


def html(book: Ledger) -> str:
    """Write a table for a notebook, with a caption that says what is counted."""
    columns = _columns(book)
    heading, *rows, total = _cells(columns, book)
    left = [column.left for column in columns]
    return grids.html(
        title(book), heading, rows, left=left, total=total, notes=notes(book)
    )
