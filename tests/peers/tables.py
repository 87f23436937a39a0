"""The tables of what counters say: written with aligned columns, and read again."""

from __future__ import annotations

import re
from pathlib import Path

Table = dict[str, dict[str, str]]  # what each counter says of each case

ROOT = Path(__file__).parents[2]
#: A part of the book, which shows it.
EXPECTED = ROOT / "docs" / "counting" / "counters.txt"
HEADS = {
    "parameters": "Parameters as a multiple of the truth, or the error",
    "macs": "Multiply-accumulates as a multiple of the truth, or the error",
    "states": "What is different in a model after its MACs were counted",
}


def text(table: Table) -> str:
    """Align a table, a line a case; all columns but that of the names to the right."""
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    rows = [[row.get(name, "") for name in columns] for row in table.values()]
    first = max(map(len, table))
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]

    def line(label: str, cells: list[str]) -> str:
        fitted = [f"{cell:>{w}}" for cell, w in zip(cells, widths, strict=True)]
        return "  ".join([f"{label:{first}}", *fitted])

    lines = [line(*row) for row in zip(table, rows, strict=True)]
    return "\n".join([line("", columns), *lines])


def expected() -> dict[str, Table]:
    """Read what counters said when the file was written."""
    blocks = EXPECTED.read_text(encoding="utf-8").rstrip().split("\n\n")
    names = {head: name for name, head in HEADS.items()}
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return {names[head]: read(body) for head, body in pairs}


def read(body: str) -> Table:
    """Read an aligned table, whose cells are two spaces apart."""
    head, *lines = (re.split(r" {2,}", line.strip()) for line in body.splitlines())
    return {row: dict(zip(head, cells, strict=True)) for row, *cells in lines}
