"""The places of the window, and the padding under them: what several drawings ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._integers import pair
from convguide._padding import refuse_too_wide
from convguide.diagrams.geometry.one_axis import AXES

if TYPE_CHECKING:
    from convguide._typing import Pair
    from convguide.spec import Conv2dSpec


def sizes(
    spec: Conv2dSpec, input_size: Pair
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the sizes of input and output, once the layer fits the input."""
    size = pair("input_size", input_size, least=0)
    for name, axis, cells in zip(AXES, spec.axes, size, strict=True):
        refuse_too_wide(axis, cells, spec.padding_mode, name)
    return size, spec.output_size(size)


def padding_mark(spec: Conv2dSpec) -> str:
    """Give what stands in the cells of the padding: a zero, or p for what repeats."""
    return "0" if spec.padding_mode == "zeros" else "p"


def padding_words(spec: Conv2dSpec, *, single: bool) -> str:
    """Explain the mark of the padding, or the stroke where cells are not drawn."""
    mark = padding_mark(spec) if single else "struck out"
    return f"{mark}: padding, {spec.padding_mode}"
