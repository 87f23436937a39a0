"""The words around the window: lines below the planes, and the text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.geometry.places import padding_words
from convguide.diagrams.geometry.window_scene import other_places
from convguide.diagrams.style import INK, MUTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convguide.diagrams.geometry.window_scene import Grid, Scene
    from convguide.spec import Conv2dSpec

FEW = 5  # cells that are named one by one
SIDES = ("top", "bottom", "left", "right")


def lines_below(scene: Scene) -> list[tuple[str, str]]:
    """Give the lines below the planes, with their colours."""
    spec, (i, j) = scene.spec, scene.at
    span, kernel = ("×".join(map(str, s)) for s in (spec.span, spec.kernel_size))
    of_kernel = f", kernel {kernel}" * (span != kernel)
    lines = [(f"window {span}{of_kernel} → output ({i}, {j})", INK)]
    if spec.span != spec.kernel_size:
        gaps = "filled cells are read, the rest skipped"
        if not scene.single:
            gaps = "gaps are not drawn"
        lines.append((f"{_dilated(spec)}: {gaps}", INK))
    lines.append((_strides(spec), INK))
    if any(spec.padding):
        sides = zip(SIDES, spec.padding, strict=True)
        each = ", ".join(f"{side} {number}" for side, number in sides)
        mark = padding_words(spec, single=scene.single)
        lines.append((f"{mark}: {each}", MUTED))
    framed = other_places(scene)
    if framed:
        lines.append((f"thin frames: {_listed(framed)} place", MUTED))
    for name, grid in (("input", scene.input), ("output", scene.output)):
        if not grid.whole:
            lines.append((f"drawn of the {name}: {_part(grid)}", MUTED))
    if not scene.single:
        lines.append(("an outline: single cells are not drawn", MUTED))
    if spec.in_channels > 1:
        lines.append((f"the same on all {spec.in_channels} input channels", MUTED))
    return lines


def _dilated(spec: Conv2dSpec) -> str:
    down, across = spec.dilation
    return f"dilation {down}" if down == across else f"dilation {down}, {across}"


def _strides(spec: Conv2dSpec) -> str:
    down, across = spec.stride
    return f"stride {down} down, {across} across"


def _part(grid: Grid) -> str:
    """Name the part of a plane that is drawn."""
    (top, bottom), (left, right) = (
        (cells[0], cells[-1]) for cells in (grid.rows, grid.columns)
    )
    return f"rows {top} to {bottom}, columns {left} to {right}"


def _listed(names: Iterable[str]) -> str:
    """Join words: a, b and c."""
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last


def in_words(scene: Scene) -> tuple[str, str]:
    """Give the title and the description."""
    spec, (i, j) = scene.spec, scene.at
    size, padded, places, span = (
        "×".join(map(str, shape))
        for shape in (scene.size, scene.input.shape, scene.output.shape, spec.span)
    )
    to = f", padded to {padded}" if any(spec.padding) else ""
    title = (
        f"A window of {span} at ({i}, {j}) of {places} places on an input of {size}{to}"
    )
    described = [f"On the left one plane of the input, a grid of {padded}."]
    if any(spec.padding):
        sides = zip(SIDES, spec.padding, strict=True)
        each = _listed([f"{number} at the {side}" for side, number in sides])
        described.append(f"Of them padding, {spec.padding_mode}: {each}.")
    rows, columns = spec.window(i, j)
    reads = f"{_read_out('row', rows)} and {_read_out('column', columns)}"
    described.append(
        f"The framed window reads {reads} and makes the output number at ({i}, {j}), "
        f"framed on the right on a grid of {places}."
    )
    described.append(f"The window moves with {_strides(spec)}.")
    framed = other_places(scene)
    if framed:
        named = [f"{name} ({a}, {b})" for name, (a, b) in framed.items()]
        described.append(f"Thin frames: {_listed(named)}.")
    for name, grid in (("input", scene.input), ("output", scene.output)):
        if not grid.whole:
            described.append(f"Drawn of the {name}: {_part(grid)}.")
    if not scene.single:
        described.append("The input is an outline, its cells are too many to draw.")
    if spec.in_channels > 1:
        described.append(f"It is the same on all {spec.in_channels:,} input channels.")
    return title, " ".join(described)


def _read_out(noun: str, cells: slice) -> str:
    """Name the rows or columns that the window reads."""
    read = range(cells.start, cells.stop, cells.step)
    if len(read) == 1:
        return f"{noun} {read[0]}"
    if len(read) <= FEW:
        return f"{noun}s {_listed(map(str, read))}"
    every = f", every {read.step} {noun}s" if read.step > 1 else ""
    return f"{noun}s {read[0]} to {read[-1]}{every}"
