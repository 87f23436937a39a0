"""What a picture of trained filters says, and its scale of greys."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.words import counted, short

if TYPE_CHECKING:
    from convguide.diagrams.images.slice_table import SliceTable


def title_of(table: SliceTable) -> str:
    """Name the filters, and what has a scale of its own."""
    many = counted(len(table.filters), "filter")
    each = counted(table.weight.shape[1], "slice")
    scale = f"each {table.scale} on its own scale"
    if table.scale == "shared":
        scale = "on one scale"
    return f"{many} of {each}, {_size(table)}, {scale}"


def ends_of(table: SliceTable) -> tuple[str, str]:
    """Name the ends of the bar of greys."""
    if table.scale != "shared":
        return "−", "+"
    bound = float(table.bounds.max())
    return short(-bound) if bound else "0", short(bound)


def notes_of(table: SliceTable) -> list[str]:
    """Say which greys compare, and what is not drawn."""
    if table.scale == "shared":
        notes = ["one scale for all slices: greys compare everywhere"]
    else:
        notes = [
            f"a scale for each {table.scale}, ± the number at it",
            f"greys of two {table.scale}s do not compare",
        ]
    if any(table.more):
        drawn = len(table.columns) * len(table.rows)
        notes.append(f"{drawn:,} of {table.bounds.size:,} slices are drawn")
    if table.step > 1:
        block = f"{table.step}×{table.step}"
        notes.append(f"of each {block} weights, the first is drawn")
    missing = int((~np.isfinite(table.weight[table.filters])).sum())
    if missing:
        notes.append(f"crossed: not finite, {missing:,} in these filters")
    return notes


def description_of(table: SliceTable) -> str:
    """Read the picture out, with all bounds that it shows."""
    columns, rows = (", ".join(map(str, s)) for s in (table.columns, table.rows))
    told = [
        f"Slices of {_size(table)} weights as grey images.",
        f"Columns: filters {columns}. Rows: input channels {rows}.",
        "Black is most negative, middle grey is 0, white is most positive.",
    ]
    if table.scale == "shared":
        black, white = ends_of(table)
        told.append(f"The scale goes from {black} to {white}.")
    told += [f"{note[0].upper()}{note[1:]}." for note in notes_of(table)]
    if table.scale == "filter":
        bounds = (f"{f}: {table.bound_label(f, 0)}" for f in table.columns)
        told.append(f"Bounds of the filters: {', '.join(bounds)}.")
    if table.scale == "slice":
        places = product(table.columns, table.rows)
        bounds = (f"{f}, {c}: {table.bound_label(f, c)}" for f, c in places)
        listed = "; ".join(bounds)
        told.append(f"Bounds of the slices, by filter and channel: {listed}.")
    return " ".join(told)


def _size(table: SliceTable) -> str:
    return "×".join(map(str, table.weight.shape[2:]))
