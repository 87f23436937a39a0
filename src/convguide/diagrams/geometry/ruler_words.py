"""The words around the ruler: lines below it, and the text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.geometry.one_axis import outlined
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.diagrams.geometry.one_axis import OneAxis

FEW = 5  # cells that are named one by one
FORMULA = (
    "output size = floor((size + before + after",
    "− dilation·(kernel − 1) − 1) / stride) + 1",
)


def heading(line: OneAxis, axis: str, size: int) -> str:
    """Add up the cells of the padded input."""
    along, cells = line.axis, counted(line.cells, "cell")
    if not along.before + along.after:
        return f"input {axis}: {cells}"
    return f"padded {axis}: {along.before} + {size} + {along.after} = {cells}"


def lines_below(line: OneAxis, size: int, padding: str) -> list[tuple[str, str]]:
    """Give the lines below the bars, with their colours."""
    lines = [(words, MUTED) for words in (padding, *outlined(line)) if words]
    return [
        *lines,
        (_unread(line), INK if line.untouched() else MUTED),
        *((words, MUTED) for words in FORMULA),
        (_formula(line, size), INK),
    ]


def _formula(line: OneAxis, size: int) -> str:
    """Write the size of the output with the numbers of the layer."""
    kernel, stride, dilation, before, after = line.axis
    padded = f"{size} + {before} + {after}"
    reach = f"{dilation}·({kernel} − 1)"
    return f"= floor(({padded} − {reach} − 1) / {stride}) + 1 = {line.places}"


def _unread(line: OneAxis) -> str:
    """Say which cells no place of the window reads."""
    never, rest = line.untouched(), line.cells - line.axis.covered(line.places)
    if not never:
        return "every cell is read"
    cross = "× " * line.single
    if never == rest:
        return f"{cross}{counted(never, 'cell')} left over at the end, never read"
    at_end = f", {rest:,} of them left over at the end" if rest else ""
    return f"{cross}{counted(never, 'cell')} never read{at_end}"


def in_words(line: OneAxis, axis: str, size: int, padding: str) -> tuple[str, str]:
    """Give the title and the description."""
    kernel, stride, dilation, before, after = line.axis
    padded = f" with padding {before} + {after}" if padding else ""
    spread = f", dilation {dilation}" if dilation > 1 else ""
    title = (
        f"{axis.capitalize()} {size}{padded}, kernel {kernel}, stride {stride}"
        f"{spread}: output {axis} {line.places}"
    )
    described = [f"A ruler of {counted(line.cells, 'cell')}, numbered from 0:"]
    if padding:
        described.append(f"{before} of padding, {size} of input, {after} of padding.")
    else:
        described.append("the input without padding.")
    described += [f"{words.capitalize()}." for words in outlined(line)]
    if len(line.parts) > 1:
        head, tail = line.parts
        described.append(
            f"Drawn are cells 0 to {head[-1]} and {tail[0]} to {tail[-1]}."
        )
    described += [f"Place {place} reads {_cells(line, place)}." for place in line.shown]
    if line.left_out:
        described.append(
            f"{counted(line.left_out, 'more place')}, not drawn, before the last."
        )
    unread = _unread(line).removeprefix("× ")
    described.append(f"{unread[0].upper()}{unread[1:]}.")
    described.append(f"Output {axis} {_formula(line, size)}.")
    return title, " ".join(described)


def _cells(line: OneAxis, place: int) -> str:
    """Name the cells that one place reads."""
    window = line.axis.window(place)
    cells = range(window.start, window.stop, window.step)
    if len(cells) == 1:
        return f"cell {cells[0]}"
    if len(cells) <= FEW:
        return f"cells {', '.join(map(str, cells[:-1]))} and {cells[-1]}"
    every = "" if cells.step == 1 else f", every {cells.step} cells"
    return f"cells {cells[0]} to {cells[-1]}{every}"
