"""The words of the sum of shifts: lines below it, and the text alternative."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words

if TYPE_CHECKING:
    from convguide.diagrams.matrices.shift_scene import Shifts


def lines_below(shifts: Shifts) -> list[str]:
    """Say below the picture what is added, and what is left out."""
    spec, places = shifts.spec, prod(shifts.spec.kernel_size)
    bias = " + bias" * spec.bias
    lines = [
        f"{counted(places, 'result')}, added up{bias} = output"
        if places > 1
        else f"one result{bias} = output",
        "each matrix: a 1×1 layer on the image, read so far down and right",
    ]
    drawn = len(shifts.down.starts) * len(shifts.across.starts)
    if drawn < places:
        lines.append(f"{drawn} of {counted(places, 'place')} are drawn")
    if spec.groups > 1:
        lines.append(f"drawn: group 0 of {spec.groups}; each has matrices of its own")
    return lines


def in_words(shifts: Shifts) -> tuple[str, str]:
    """Give the title and the description, with weights if they are written."""
    spec, places = shifts.spec, prod(shifts.spec.kernel_size)
    size = "×".join(map(str, spec.kernel_size))
    each = "each on a shifted image" if places > 1 else "on the image itself"
    title = f"One {size} layer as {counted(places, 'layer')} of 1×1, {each}"
    matrices = "matrices" if places > 1 else "matrix"
    first = f"{places:,} {matrices} of {shifts.name}, one for each place of the kernel"
    words = [f"{first}: a row for each filter, a column for each input channel."]
    whole = not any(row.gaps for row in (shifts.filters, shifts.channels))
    for u in shifts.down.starts:
        for v in shifts.across.starts:
            down, right = shifts.shift(u, v)
            said = f"Down {down}, right {right}"
            if whole and shifts.size and shifts.weight is not None:
                numbers = shifts.weight[: shifts.matrix[0], :, u, v]
                said += f": {rows_in_words(numbers)}"
            words.append(f"{said}.")
    if not whole:
        few = counted(len(shifts.filters.starts), "filter")
        columns = counted(len(shifts.channels.starts), "input channel")
        words.append(f"Of each matrix, {few} and {columns} are drawn.")
    lines = lines_below(shifts)[2:]
    words += [f"{line[0].upper()}{line[1:]}." for line in lines]
    with_bias = " with the bias" * spec.bias
    words.append(
        "Each is applied as a 1×1 layer to the image shifted by its place; "
        f"the results, added up{with_bias}, are the output."
    )
    return title, " ".join(words)
