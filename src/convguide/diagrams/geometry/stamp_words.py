"""The words around the stamps: lines below the output, and the text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.geometry.one_axis import outlined
from convguide.diagrams.style import INK, MUTED
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.diagrams.geometry.stamp_scene import Scene


def lines_below(scene: Scene) -> list[tuple[str, str]]:
    """Give the lines below the output, with their colours."""
    lines = [(words, MUTED) for words in outlined(scene.line)]
    lines += [(words, INK) for words in _evenly(scene)]
    if any(scene.struck):
        before, after = scene.struck
        off = f"struck out: padding, {before} + {after} cells cut off"
        lines.append((off, MUTED))
    if scene.extra:
        lines.append((_extra(scene), MUTED))
    return [*lines, (_size(scene), INK)]


def _evenly(scene: Scene) -> list[str]:
    """Say how many stamps meet in a cell, where no border is near."""
    least, most = scene.inside
    if least == most:
        return [f"inside a long output: {counted(most, 'stamp')} each, even"]
    some = f"{least} {'or' if most - least == 1 else 'to'} {most} stamps"
    return [
        f"inside a long output: {some} each, uneven:",
        "if so on both axes, a checkerboard",
    ]


def _extra(scene: Scene) -> str:
    """Say what output padding adds, and how much of it no stamp reaches."""
    words = f"output padding: {counted(scene.extra, 'more cell')} at the end"
    if not scene.bare:
        return words
    some = "" if scene.bare == scene.extra else f"{scene.bare} of them "
    return f"{words}, {some}after the last stamp"


def _size(scene: Scene) -> str:
    """Say how the size of the output follows."""
    kernel, stride, dilation, before, after = scene.line.axis
    numbers = f"({scene.line.places} − 1)·{stride} + {dilation}·({kernel} − 1) + 1"
    numbers += f" − {before} − {after}"
    if scene.extra:
        numbers += f" + {scene.extra}"
    return f"output size = {numbers} = {len(scene.kept)}"


def in_words(scene: Scene, axis: str) -> tuple[str, str]:
    """Give the title and the description."""
    line = scene.line
    kernel, stride, dilation, *_ = line.axis
    spread = f", dilation {dilation}" if dilation > 1 else ""
    stamps = counted(line.places, "stamp")
    cells = counted(len(scene.kept), "output cell")
    make = "makes" if line.places == 1 else "make"
    title = (
        f"Transposed along the {axis}: {stamps} of kernel {kernel}, stride {stride}"
        f"{spread}, {make} {cells}"
    )
    stamp = (
        f"Each input number puts down one stamp: the {counted(kernel, 'weight')} of "
        f"the kernel times that number, {counted(stride, 'cell')} after the stamp "
        f"before"
    )
    described = [stamp, *outlined(line)]
    if line.left_out:
        numbers = ", ".join(map(str, line.shown))
        described.append(
            f"drawn are the stamps of inputs {numbers}; {line.left_out:,} more are not"
        )
    if any(scene.struck):
        before, after = scene.struck
        described.append(
            f"of {counted(line.cells, 'cell')}, {before} before and {after} after are "
            f"cut off as padding"
        )
    if scene.extra:
        described.append(_extra(scene))
    if line.single:
        hits = [f"{n - scene.kept.start}: {line.hits(n)}" for n in scene.cells]
        numbers = ", ".join(hits) or "none drawn"
        described.append(f"stamps on the output cells, {numbers}")
    described += [" ".join(_evenly(scene)), _size(scene)]
    return title, " ".join(f"{words[0].upper()}{words[1:]}." for words in described)
