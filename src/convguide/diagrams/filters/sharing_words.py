"""What a picture of shared weights says of both of its halves."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words

if TYPE_CHECKING:
    from convguide.diagrams.filters.shared_weights import Shared


def title_of(shared: Shared) -> str:
    """Count the weights of the filter, and those for each channel."""
    shape = shared.spec.filter_shape
    name, weights = "×".join(map(str, shape)), prod(shape)
    each = f", {weights // shared.depth:,} for each channel" * (shared.depth > 1)
    same = f"the same {counted(weights, 'weight')} at every position"
    return f"One filter of {name}: {same}{each}"


def heads_of(shared: Shared) -> tuple[str, str]:
    """Name the two halves."""
    own = "for each channel: its own weights"
    if shared.depth == 1:
        own = "one channel: one kernel"
    return "over positions: the same weights", own


def notes_above(shared: Shared) -> list[str]:
    """Say what changes from position to position, and what does not."""
    notes = ["same filter, other patch, other output number"]
    if shared.depth > 1:
        together = "both" if shared.depth == len("ab") else f"all {shared.depth:,}"
        notes.append(f"{together} kernels of the filter move together")
    return notes


def notes_below(shared: Shared) -> list[str]:
    """Count the kernels that are not drawn and all weights, and name equal kernels."""
    notes, left_out = [], shared.depth - shared.shown
    if left_out:
        own = "its" if left_out == 1 else "their"
        more = counted(left_out, "more kernel")
        notes.append(f"and {more} with weights of {own} own")
    weights = prod(shared.spec.kernel_size)
    factors = f"{shared.depth:,} × {weights:,} = " * (shared.depth > 1)
    total = counted(shared.depth * weights, "weight")
    notes.append(f"{factors}{total} in a filter")
    if shared.repeats:
        notes.append("some kernels hold equal numbers, each its own")
    return notes


def description_of(shared: Shared) -> str:
    """Read both halves out."""
    return f"Above: {_positions(shared)} Below: {_channels(shared)}"


def _positions(shared: Shared) -> str:
    hidden = shared.dilated and not shared.gaps_drawn
    gaps = ", gaps of the dilation not drawn" * hidden
    return (
        f"kernel 0 lies on channel 0 of the input at two positions, "
        f"{counted(shared.apart, 'column')} apart, with the same weights{gaps}, "
        f"for two numbers of one output channel."
    )


def _channels(shared: Shared) -> str:
    each = "each channel has a kernel of its own"
    if shared.depth == 1:
        each = "the one channel has one kernel"
    size = "×".join(map(str, shared.spec.kernel_size))
    kernels = [f"kernel {c}" for c in range(shared.shown)]
    if shared.labels is not None:
        pairs = zip(kernels, shared.labels, strict=True)
        kernels = [f"{kernel}, {rows_in_words(labels)}" for kernel, labels in pairs]
    notes = "; ".join(notes_below(shared))
    return f"{each}, {size}: {'. '.join(kernels)}. {notes[0].upper()}{notes[1:]}."
