"""Which rows of a ledger are drawn, and how large each is beside the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.ledgers import Ledger
    from convguide.counting.rows import Row

MOST = 24  # rows are drawn one by one, not more than so many


class Side(NamedTuple):
    """One quantity of a model: its name, its total, and what rows have of it."""

    name: str
    total: int
    counts: tuple[int, ...]

    def share(self, line: int) -> float:
        """Part of the total that is in one line."""
        return self.counts[line] / self.total

    @property
    def largest(self) -> int:
        """Line that has most of it."""
        return self.counts.index(max(self.counts))


class Shares(NamedTuple):
    """The lines of the picture: rows in order, then the sum of those left out."""

    names: tuple[str, ...]  # whole, for the description
    sides: tuple[Side, ...]  # parameters, MACs, or both
    book: Ledger
    empty: int  # layers that add nothing, and are left out
    summed: int  # layers in the last line if it stands for several rows, or 0


def shares_of(book: Ledger) -> Shares:
    """Choose the rows with the largest shares; the others are one line together."""
    with_macs = book.macs is not None
    rows = [row for row in book.rows if row.parameters or (with_macs and row.macs)]
    if not rows:
        held = counted(len(book.rows), "row")
        msg = f"ledger has nothing to draw: {held}, neither parameters nor MACs"
        raise ValueError(msg)
    counts = {"parameters": [row.parameters for row in rows]}
    if with_macs:
        counts["MACs"] = [row.macs or 0 for row in rows]
    counts = {name: column for name, column in counts.items() if any(column)}
    kept = _largest([*counts.values()])
    rest = [n for n in range(len(rows)) if n not in kept]
    summed = sum(rows[n].layers for n in rest)
    names = [name_of(rows[n]) for n in kept]
    names += [f"{counted(summed, 'other layer')} together"] * bool(rest)
    sides = [
        Side(name, sum(column), _lines(column, kept, rest))
        for name, column in counts.items()
    ]
    empty = sum(row.layers for row in book.rows) - sum(row.layers for row in rows)
    return Shares(tuple(names), tuple(sides), book, empty, summed)


def _largest(columns: Sequence[Sequence[int]]) -> list[int]:
    """Find the rows that have the largest share of anything, in order."""
    totals = [sum(column) for column in columns]
    shares = [
        max(count / total for count, total in zip(counts, totals, strict=True))
        for counts in zip(*columns, strict=True)
    ]
    order = sorted(range(len(shares)), key=lambda n: -shares[n])
    return sorted(order if len(order) <= MOST else order[: MOST - 1])


def _lines(
    column: Sequence[int], kept: Sequence[int], rest: Sequence[int]
) -> tuple[int, ...]:
    """Give the counts of the lines: rows, then all others together."""
    others = (sum(column[n] for n in rest),) if rest else ()
    return (*(column[n] for n in kept), *others)


def name_of(row: Row) -> str:
    """Name a row by path and kind; a folded one says for how many layers it stands."""
    words = [row.path, row.kind]
    if row.layers > 1:
        words.append(f"({counted(row.layers, 'layer')})")
    return " ".join(word for word in words if word) or "layer"


def percent(count: int, total: int) -> str:
    """Write a share; only all is 100%, and what is something is not 0."""
    if count == total:
        return "100%"
    tenths = round(1000 * count / total)
    if tenths in {0, 1000}:
        return ">99.9%" if tenths else "<0.1%"
    return f"{tenths / 10:.1f}%"
