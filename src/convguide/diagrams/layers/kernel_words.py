"""What a table of kernels says, below it and to those who cannot see it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide.diagrams.layers.kernel_facts import Kernels

COMPARED = 4_096  # kernels at most that are compared with each other


def title_of(kernels: Kernels) -> str:
    """Count the kernels of the layer."""
    each = counted(kernels.depth, "kernel")
    many = counted(kernels.spec.out_channels, "filter")
    return f"{counted(kernels.number, 'kernel')}: {many} of {each}"


def more_of(number: int) -> str:
    """Say how many are left out."""
    return f"and {number:,} more"


def notes_of(kernels: Kernels) -> list[str]:
    """Say what areas mean, and what is not drawn."""
    notes = []
    if kernels.weight is not None and not kernels.cells:
        notes.append("single weights are too small to draw")
    elif kernels.weight is not None:
        largest = short(kernels.largest)
        notes.append(
            f"area: size of a weight, the largest {largest}"
            if kernels.largest
            else "all weights are zero"
        )
    if any(kernels.more):
        notes.append(f"{kernels.drawn:,} of {kernels.number:,} kernels are drawn")
    return notes


def key_of(kernels: Kernels) -> list[tuple[str, str]]:
    """Explain the marks, each with its word."""
    if kernels.weight is None or not kernels.cells:
        return []
    key = [("filled", "positive"), ("hollow", "negative")]
    if kernels.missing:
        infinite = np.isinf(kernels.weight).any()
        key.append(("crossed", "nan or infinite" if infinite else "nan"))
    return key


def description_of(kernels: Kernels) -> str:
    """Read the table out, weight by weight if it shows their numbers."""
    return " ".join((*_layer(kernels), *_weights(kernels)))


def _layer(kernels: Kernels) -> Iterator[str]:
    """Say which kernels there are, and which are drawn."""
    spec = kernels.spec
    size = "×".join(map(str, spec.kernel_size))
    filters = counted(spec.out_channels, "filter")
    yield f"A table of kernels, {size} each: a column for each of {filters}."
    if kernels.grouped:
        yield (
            f"Each filter sees {counted(kernels.depth, 'channel')} of "
            f"{spec.in_channels:,}, those of its group; every kernel is labelled "
            f"with its channel."
        )
    else:
        yield f"A row for each of {counted(kernels.depth, 'input channel')}."
    if any(kernels.more):
        first = ", ".join(map(str, kernels.filters))
        rows = ", ".join(map(str, kernels.rows))
        yield (
            f"{kernels.drawn:,} of {kernels.number:,} kernels are drawn: filters "
            f"{first}; rows {rows}."
        )


def _weights(kernels: Kernels) -> Iterator[str]:
    """Say what is known of the weights."""
    weight = kernels.weight
    if weight is None:
        yield "The kernels are empty: the layer has no weights yet."
        return
    if kernels.number <= COMPARED:
        flat = (weight + 0).reshape(kernels.number, -1)  # -0.0 is 0.0
        different = len({kernel.tobytes() for kernel in flat})
        yield f"{different:,} of the {kernels.number:,} kernels differ from each other."
    if kernels.missing:
        are = "is" if kernels.missing == 1 else "are"
        missing = counted(kernels.missing, "weight")
        yield f"{missing} of the layer {are} not finite."
    if not kernels.cells:
        yield "Single weights are too small to be drawn."
        return
    yield (
        "Larger squares are larger weights; filled squares are positive, hollow ones "
        f"negative. The largest weight has size {short(kernels.largest)}."
    )
    if kernels.numbered:
        for f, row in product(kernels.filters, kernels.rows):
            numbers = rows_in_words(weight[f, row])
            yield f"Filter {f}, channel {kernels.channel(f, row)}: {numbers}."
