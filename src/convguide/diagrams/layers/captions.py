"""What a picture of a layer's blocks says, below it and to those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.layers.extents import times
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.layers.extents import Extents
    from convguide.spec import Conv2dSpec


def title_of(drawn: Extents) -> str:
    """Name all shapes."""
    source = times((drawn.spec.in_channels, *drawn.size))
    result = times((drawn.spec.out_channels, *drawn.output))
    return f"Input {source}, {filters_of(drawn.spec)}, output {result}"


def filters_of(spec: Conv2dSpec) -> str:
    """Name the filters."""
    return f"{counted(spec.out_channels, 'filter')} of {times(spec.filter_shape)}"


def caption_of(spec: Conv2dSpec) -> str:
    """Say what the lines from filters to slices mean."""
    each = "each makes one" if spec.out_channels > 1 else "it makes the one"
    return f"{filters_of(spec)}: {each} output channel"


def more_of(drawn: Extents) -> str:
    """Say how many filters are left out."""
    left_out = drawn.spec.out_channels - len(drawn.result.shown)
    return f"and {left_out:,} more" if left_out else ""


def notes_of(drawn: Extents) -> list[str]:
    """Say what is framed, what else the layer does, and what is not drawn."""
    spec, depth = drawn.spec, drawn.spec.filter_shape[0]
    patch = times(spec.filter_shape)
    lines = [f"framed: the patch of {patch}, filter 0, the number they give"]
    if spec.groups > 1:
        sees = f"{depth:,} of {spec.in_channels:,} input channels"
        lines.append(f"{spec.groups:,} groups: each filter sees {sees}")
    lines += _geometry(drawn)
    slices = depth if spec.groups > 1 else 0  # else as many as channels
    parts = (
        (len(drawn.source.shown), spec.in_channels, "input channels"),
        (len(drawn.filters[0].shown), slices, "slices of a filter"),
        (len(drawn.filters), spec.out_channels, "filters"),
    )
    some = [f"{few} of {all_:,} {things}" for few, all_, things in parts if few < all_]
    if some:
        lines.append(f"drawn: {', '.join(some)}")
    scale = "a cell is one number" if drawn.to_scale else "not drawn to scale"
    return [*lines, f"sizes: channels×height×width, {scale}"]


def _geometry(drawn: Extents) -> list[str]:
    """Name what of the layer's geometry the blocks do not show by themselves."""
    spec, lines = drawn.spec, []
    if spec.stride != (1, 1):
        lines.append("stride: {:,} down, {:,} across".format(*spec.stride))
    if spec.span != spec.kernel_size:
        numbers = f"{times(spec.kernel_size)} of {times(spec.span)}"
        lines.append(f"dilation: filters meet {numbers} in the window")
    if any(spec.padding):
        where = "around the inner box" if drawn.padded else "not drawn"
        top, *others = spec.padding
        sides = "top {:,}, bottom {:,}, left {:,}, right {:,}".format(*spec.padding)
        how = f"{top:,} on every side" if {*others} == {top} else sides
        lines.append(f"padding, {where}: {how}")
    return lines


def description_of(drawn: Extents) -> str:
    """Read the picture out."""
    spec, result = drawn.spec, drawn.result
    source = f"{counted(spec.in_channels, 'channel')} of {times(drawn.size)}"
    if drawn.padded:
        source += f", padded to {times(drawn.drawn)}"
    told = [f"A block of input: {source}.", f"{filters_of(spec)}."]
    for solid, number in zip(drawn.filters, result.shown, strict=True):
        if number == result.shown[-1] and result.left_out:
            left_out = spec.out_channels - len(result.shown)
            told.append(f"{counted(left_out, 'more filter')}, not drawn.")
        sees = _channels(solid.channels)
        told.append(f"Filter {number} sees {sees} and makes output channel {number}.")
    made = f"{counted(spec.out_channels, 'channel')} of {times(drawn.output)}"
    told.append(f"A block of output: {made}.")
    row, column = drawn.at
    rows, columns = spec.window(row, column)
    top, _, left, _ = spec.padding
    down = _run("row", rows.start - top, rows.stop - top - 1)
    across = _run("column", columns.start - left, columns.stop - left - 1)
    told.append(
        f"Framed: {down} and {across} of {_channels(drawn.filters[0].channels)} of the "
        f"input, filter 0, and the number at row {row}, column {column} of output "
        f"channel 0 that they give."
    )
    if drawn.padded:
        told.append("Rows and columns outside of the input are padding.")
    notes = [f"{note[0].upper()}{note[1:]}." for note in notes_of(drawn)[1:]]
    return " ".join([*told, *notes])


def _channels(channels: Sequence[int]) -> str:
    return _run("channel", channels[0], channels[-1])


def _run(noun: str, first: int, last: int) -> str:
    """Name the first and the last of some; before the input they are negative."""
    words = f"{noun}s {first} to {last}" if first < last else f"{noun} {first}"
    return words.replace("-", "\N{MINUS SIGN}")
