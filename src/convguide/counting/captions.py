"""What stands around the table of a ledger: its title, and what its numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convguide.counting.ledgers import Ledger
    from convguide.counting.rows import Row

MACS = (
    "MACs, for {}: multiply-accumulates of convolutions, dense layers and matrix "
    "products. Pooling adds none, nor does what works number by number: biases, "
    "norms, activations."
)
FLOPS = "FLOPs = 2 · MACs = {:,}."
MEMORY = "Memory: the outputs of all layers together, as if each were kept."
SHARED = "What several layers share is counted once, at the first of them."
BUFFERS = "Buffers are kept, but not learned; they are no parameters."


def title(book: Ledger) -> str:
    """Say in a line what is counted, of how many layers, for what input."""
    counts = ["Parameters"]
    counts += ["MACs"] * any(row.macs is not None for row in book.rows)
    counts += ["memory"] * any(row.memory is not None for row in book.rows)
    *most, last = counts
    what = f"{', '.join(most)} and {last}" if most else last
    layers = sum(row.layers for row in book.rows)
    per = f", for {book.per}" if book.per and most else ""
    return f"{what} of {layers:,} layer{'s' * (layers != 1)}{per}"


def notes(book: Ledger) -> list[str]:
    """Say what the numbers of a ledger mean, a line each."""
    lines = [*_formulas(book)]
    lines += [SHARED] * any(row.shared_with for row in book.rows)
    lines += [BUFFERS] * (book.buffers > 0)
    if any(row.macs is not None for row in book.rows):
        words = [MACS.format(book.per or "one input")]
        words += [] if book.flops is None else [FLOPS.format(book.flops)]
        lines.append(" ".join(words))
    lines += [MEMORY] * any(row.memory is not None for row in book.rows)
    lines += [*book.notes, *(f"Not counted: {what}" for what in book.not_counted)]
    return [" ".join(line.split()) for line in lines]


def _formulas(book: Ledger) -> Iterator[str]:
    """Name the factors in the formulas of each kind.

    Layers of one kind may have formulas of several forms, with groups and without. A
    form that goes on where others end stands for them, too.
    """
    forms: dict[str, dict[tuple[str, ...], Row]] = {}
    for row in book.rows:
        own = [term for term in row.terms if term.shared_with is None]
        if own and row.layers == 1:
            names = tuple(term.product.names for term in own)
            forms.setdefault(row.kind, {}).setdefault(names, row)
    for kind, rows in forms.items():
        for names, row in rows.items():
            longer = [other for other in rows if len(other) > len(names)]
            if any(other[: len(names)] == names for other in longer):
                continue
            shorter = [len(other) for other in rows if len(other) < len(names)]
            ends = [n for n in shorter if names[:n] in rows]
            yield f"{kind or row.path}: {row.named_formula}{_without(row, ends)}"


def _without(row: Row, ends: Iterable[int]) -> str:
    """Name the terms that other layers of the kind do not have."""
    terms = [term.name for term in row.terms if term.shared_with is None]
    return "".join(f", or without {' and '.join(terms[end:])}" for end in ends)
