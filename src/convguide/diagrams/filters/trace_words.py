"""What the picture of one output number says, as kernels and as one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.filters.trace_plane import Plane
    from convguide.diagrams.filters.trace_terms import Terms

NO_NUMBERS = "Single numbers are not drawn."


def title_of_rows(terms: Terms) -> str:
    """Count the kernels and their sums."""
    kernels, sums = counted(terms.depth, "kernel"), counted(terms.depth, "partial sum")
    return f"{kernels}, {sums}, one output number"


def title_of_block(terms: Terms) -> str:
    """Count the weights."""
    return (
        f"One block of {counted(terms.trace.filter.size, 'weight')}, one output number"
    )


def others_of(terms: Terms) -> str:
    """Count the channels that are not drawn."""
    return f"{terms.left_out:,} more channels"


def slices_of(terms: Terms) -> str:
    """Say how many slices of a block are drawn."""
    return f"{len(terms.shown)} of {terms.depth} slices are drawn"


def products_of(terms: Terms) -> str:
    """Say what all products add up to."""
    number = terms.trace.filter.size
    verb = "sum to" if number > 1 else "is"
    return f"{counted(number, 'product')} {verb} {short(terms.products)}"


def bias_of(terms: Terms) -> str:
    """Write the bias as the last term, or nothing if there is none."""
    bias = terms.trace.bias
    return "" if bias is None else f"+ bias {short(bias)}"


def total_of(terms: Terms) -> str:
    """Write the output number."""
    return f"output {short(terms.trace.total)}"


def description_of_rows(terms: Terms, plane: Plane) -> str:
    """Read each channel out that is drawn, and the sum."""
    told = [_row_in_words(terms, plane, n) for n in range(len(terms.shown))]
    if terms.left_out:
        rest = f"{others_of(terms)}, not drawn, sum to {short(terms.others)}."
        told.insert(-1, rest)
    if not plane.size:
        told.append(NO_NUMBERS)
    return " ".join([*told, *_end_in_words(terms)])


def description_of_block(terms: Terms, plane: Plane) -> str:
    """Read the sum out, and the slices that are drawn."""
    told = [f"Two blocks of {terms.block} numbers, patch and filter."]
    if terms.left_out:
        told.append(f"{slices_of(terms)}.")
    if not plane.size:
        told.append(NO_NUMBERS)
    told += [f"{products_of(terms)}.", *_end_in_words(terms)]
    if plane.size:
        told += [
            f"Slices of the {name}, {_slices_in_words(terms, numbers)}."
            for name, numbers in (("patch", terms.patch), ("filter", terms.filter))
        ]
    return " ".join(told)


def _row_in_words(terms: Terms, plane: Plane, n: int) -> str:
    patch = kernel = f"of {terms.kernel}"
    if plane.size:
        patch, kernel = (rows_in_words(p[n]) for p in (terms.patch, terms.filter))
    return (
        f"Channel {terms.channels[n]}: patch {patch}, times its own kernel {kernel}, "
        f"sums to {short(terms.partial_sums[n])}."
    )


def _slices_in_words(terms: Terms, slices: Array) -> str:
    pairs = zip(terms.channels, slices, strict=True)
    return ". ".join(f"channel {c}: {rows_in_words(numbers)}" for c, numbers in pairs)


def _end_in_words(terms: Terms) -> list[str]:
    bias, total = terms.trace.bias, terms.trace.total
    told = [] if bias is None else [f"The bias adds {short(bias)}."]
    return [*told, f"The output number is {short(total)}."]
