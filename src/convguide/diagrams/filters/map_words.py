"""What a picture of partial maps says to those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.filters.map_columns import Column, Columns
    from convguide.diagrams.filters.map_sum import MapSum


def title_of(added: MapSum, columns: Columns) -> str:
    """Name the sum."""
    depth, biased = len(added.channels) + added.left_out, added.bias is not None
    ending = " and a bias" * biased + ", added up" * (depth + biased > 1)
    maps = f"{counted(depth, 'partial map')} of {columns.result.in_words}"
    return f"Output channel {added.out_channel}: {maps}{ending}"


def description_of(added: MapSum, columns: Columns) -> str:
    """Read all terms and the sum out, or their sizes where no numbers are drawn."""
    image, kernel, result = columns
    padded = "padded " * bool(added.is_padding.any())
    told = [
        f"Kernel {channel},{_read_out(kernel, added.kernels[n])}, slides over "
        f"{padded}channel {channel},{_read_out(image, added.image[n])}, and makes "
        f"partial map {channel},{_read_out(result, added.maps[n])}."
        for n, channel in enumerate(added.channels)
    ]
    if added.left_out:
        told.append(
            f"{added.left_out} more channels make {added.others}, drawn as their sum,"
            f"{_read_out(result, added.maps[-1])}."
        )
    if added.bias is not None:
        told.append(f"The {added.bias_name} is added at every position.")
    told.append(f"The sum is {added.name},{_read_out(result, added.total)}.")
    return " ".join(told)


def _read_out(column: Column, numbers: Array) -> str:
    return f" {rows_in_words(numbers)}" if column.numbers else f" of {column.in_words}"
