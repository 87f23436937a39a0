"""What the picture of one layer's counts says in words."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.of_specs import row_of_spec
from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from convguide.counting.rows import Row
    from convguide.diagrams.counts.area_layout import Areas
    from convguide.spec import Conv2dSpec


def row_of(spec: Conv2dSpec) -> Row:
    """Count the layer; the row knows the factors."""
    return row_of_spec(spec, "", None)


def title_of(spec: Conv2dSpec) -> str:
    """Give the sum with its result."""
    return f"{row_of(spec).formula} parameters"


def notes_of(areas: Areas) -> list[str]:
    """Explain the frame, what is blank, and which lines are left out."""
    spec = areas.spec
    size = f"{_product(spec.filter_shape)} = {prod(spec.filter_shape):,} weights"
    if prod(spec.filter_shape) == 1:
        size = "1 weight"
    notes = [f"{'framed: filter 0' if areas.has_rows else 'each filter'}, {size}"]
    if spec.groups > 1:
        notes.append(f"blank: {_missing(spec)} of {_possible(spec)} do not exist")
    seen = {"filters": areas.has_rows, "kernels": areas.has_bands}
    if not all(seen.values()):
        close = " and ".join(name for name in seen if not seen[name])
        notes.append(f"lines between {close} are too close to be drawn")
    if areas.slanted:
        notes.append("blocks too fine to be seen: a slanted band of the same area")
    return notes


def description_of(areas: Areas) -> str:
    """Read the picture out."""
    spec = areas.spec
    depth, *kernel = spec.filter_shape
    own = f"{_product(kernel)} = {counted(prod(kernel), 'weight')}"
    weights = counted(prod(spec.weight_shape), "weight")
    sentences = [
        "The numbers that a layer learns as areas, all on one scale.",
        f"{counted(spec.out_channels, 'row')}, one for each filter.",
        f"A filter has {counted(depth, 'kernel')} of {own}, the table {weights}.",
    ]
    if spec.groups > 1:
        sentences.append(
            f"The {spec.groups:,} groups are blocks on the diagonal of the table of "
            f"filters and input channels; the rest of it is blank, since "
            f"{_missing(spec)} of {_possible(spec)} do not exist."
        )
    if spec.bias:
        biases = counted(spec.out_channels, "bias", "biases")
        sentences.append(f"Beside them, one for each filter: {biases}.")
    lines = notes_of(areas)[1 + (spec.groups > 1) :]
    sentences += [f"{note[0].upper()}{note[1:]}." for note in lines]
    return " ".join([*sentences, f"In all: {row_of(spec).formula}."])


def _product(numbers: tuple[int, ...] | list[int]) -> str:
    return "·".join(f"{n:,}" for n in numbers)


def _possible(spec: Conv2dSpec) -> str:
    """Count the kernels of the same layer without groups."""
    return counted(spec.in_channels * spec.out_channels, "possible kernel")


def _missing(spec: Conv2dSpec) -> str:
    """Count those that are not there, since a filter sees its own group only."""
    depth, *_ = spec.filter_shape
    return f"{(spec.in_channels - depth) * spec.out_channels:,}"
