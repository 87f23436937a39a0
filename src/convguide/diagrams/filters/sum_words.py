"""What the two pictures of one filter say, as kernels that add up and as a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words

if TYPE_CHECKING:
    from convguide.diagrams.filters.one_filter import Filter


def title_of_both(drawn: Filter) -> str:
    """Name the filter that is drawn twice."""
    add = " that add up" if drawn.depth > 1 else ""
    block = f"one block of {counted(drawn.weights, 'weight')}"
    return f"One filter, drawn twice: as {_kernels(drawn)}{add}, and as {block}"


def title_of_sum(drawn: Filter) -> str:
    """Name the kernels, and which channels they are for."""
    each = "one for each input channel" if drawn.depth > 1 else "for one input channel"
    return f"One filter as {_kernels(drawn)} of {_size(drawn)}, {each}"


def title_of_block(drawn: Filter) -> str:
    """Name the block."""
    return f"One filter as a block of {drawn.name} weights"


def terms_of(drawn: Filter) -> str:
    """Write the sum of the kernels' results."""
    terms = [f"sum {drawn.channels[n]}" for n in drawn.shown]
    if drawn.left_out:
        terms.insert(-1, "…")
    return " + ".join([*terms, *["bias"] * drawn.bias])


def products_of(drawn: Filter) -> str:
    """Write the sum of the block's products."""
    return f"{_products(drawn)}{' + bias' * drawn.bias}"


def slices_of(drawn: Filter) -> str:
    """Say how many slices of a block are drawn."""
    return f"{len(drawn.shown)} of {drawn.depth} slices are drawn"


def description_of_sum(drawn: Filter) -> str:
    """Read the kernels out, with their weights if these are written."""
    each = "one for each input channel" if drawn.depth > 1 else "for the one channel"
    told = [f"{_kernels(drawn)} of {_size(drawn)}, {each}."]
    for n in drawn.shown:
        if n == drawn.shown[-1] and drawn.left_out:
            told.append(f"{counted(drawn.left_out, 'kernel')} more, not drawn.")
        channel, numbers = drawn.channels[n], ""
        if drawn.numbers is not None:
            numbers = f", {rows_in_words(drawn.numbers[n])}"
        told.append(f"Channel {channel} meets kernel {channel}{numbers}.")
    with_bias = " with the bias" * drawn.bias
    return " ".join([*told, f"Added up{with_bias}, they are one output number."])


def description_of_block(drawn: Filter) -> str:
    """Say what is multiplied, and what it gives."""
    told = [
        f"Two blocks of {drawn.name} numbers, the patch of the input and the filter."
    ]
    if drawn.left_out:
        told.append(f"{slices_of(drawn)}.")
    with_bias = " with the bias" * drawn.bias
    told.append(f"{_products(drawn)}{with_bias}, are one output number.")
    return " ".join(told)


def _kernels(drawn: Filter) -> str:
    return counted(drawn.depth, "kernel")


def _products(drawn: Filter) -> str:
    return f"{counted(drawn.weights, 'product')}, added up"


def _size(drawn: Filter) -> str:
    return "×".join(map(str, drawn.size))
