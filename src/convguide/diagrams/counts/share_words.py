"""What the picture of a model's counts says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.counts.share_rows import percent
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.diagrams.counts.share_rows import Shares, Side

LONG = 28  # characters of a name, not more than so many


def title_of(shares: Shares) -> str:
    """Give the totals."""
    totals = " and ".join(_total(side) for side in shares.sides)
    folded = any(row.layers > 1 for row in shares.book.rows)
    return f"{totals}, {'block by block' if folded else 'layer by layer'}"


def notes_of(shares: Shares) -> list[str]:
    """Say what lengths mean and what is missing, a line each."""
    totals = "both totals, on one scale" if len(shares.sides) > 1 else "the total"
    notes = [f"lengths: shares of {totals}"]
    if shares.summed:
        notes.append("last line: the layers with the smallest shares, added up")
    unknown = shares.book.macs is None
    if shares.empty:
        nothing = "no parameters" if unknown else "neither parameters nor MACs"
        verb = "adds" if shares.empty == 1 else "add"
        layers = counted(shares.empty, "layer")
        notes.append(f"not drawn: {layers} that {verb} {nothing}")
    if unknown:
        notes.append("MACs are unknown without an input size")
    elif len(shares.sides) == 1:
        other = "MACs" if shares.sides[0].name == "parameters" else "parameters"
        notes.append(f"no layer has {other}")
    if shares.book.not_counted:
        costs = counted(len(shares.book.not_counted), "cost")
        notes.append(f"not counted: {costs} named in ledger.not_counted")
    return notes


def description_of(shares: Shares) -> str:
    """Read the picture out, the largest first and then line by line."""
    _, *other = shares.sides
    bars = "Two bars" if other else "A bar"
    where = "to the left " * bool(other)
    what = " and to the right ".join(
        f"the share of {_total(side)}{_per(side, shares)}" for side in shares.sides
    )
    lines = f"each of {len(shares.names)} lines" if shares.names[1:] else "one line"
    largest = " ".join(
        f"Most {side.name}: {shares.names[side.largest]}, "
        f"{percent(max(side.counts), side.total)}."
        for side in shares.sides
    )
    read = "; ".join(_line(shares, n) for n in range(len(shares.names)))
    notes = " ".join(f"{note[0].upper()}{note[1:]}." for note in notes_of(shares))
    return f"{bars} for {lines}: {where}{what}. {largest} {read}. {notes}"


def shown(name: str) -> str:
    """Cut the beginning of a long name: its end tells layers apart."""
    return name if len(name) <= LONG else "…" + name[1 - LONG :]


def _total(side: Side) -> str:
    return f"{side.total:,} {_noun(side, side.total)}"


def _per(side: Side, shares: Shares) -> str:
    """Say what MACs are counted for, as far as the ledger does."""
    per = shares.book.per
    return f" for {per}" if per and side.name == "MACs" else ""


def _line(shares: Shares, n: int) -> str:
    """Read out one line."""
    counts = (_count(side, side.counts[n]) for side in shares.sides)
    return f"{shares.names[n]}: {', '.join(counts)}"


def _count(side: Side, count: int) -> str:
    """Read out a count and its share."""
    if not count:
        return f"no {side.name}"
    return f"{count:,} {_noun(side, count)} ({percent(count, side.total)})"


def _noun(side: Side, count: int) -> str:
    """Name one or several."""
    return side.name.removesuffix("s") if count == 1 else side.name
