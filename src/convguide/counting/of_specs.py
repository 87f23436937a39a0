"""A ledger of specs: one layer, or a chain of them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._integers import integers
from convguide.counting.ledgers import Ledger
from convguide.counting.positions import uses
from convguide.counting.products import Term, product_of
from convguide.counting.rows import Row
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from convguide.counting.products import Product

SINGLE = 4  # bytes of a number, as frameworks compute by default
BYTES = f"A number takes {SINGLE} bytes, as in float32."


def ledger_of_specs(
    specs: Iterable[object], input_size: Sequence[int] | None
) -> Ledger:
    """Count a chain of specs, in which each layer takes the output of the last."""
    rows: list[Row] = []
    size: tuple[int, int] | None = None
    before: Conv2dSpec | None = None
    if input_size is not None:
        height, width = integers("input_size", input_size, least=1, lengths=(2,))
        size = (height, width)
    for number, spec in enumerate(specs, start=1):
        if not isinstance(spec, Conv2dSpec):
            msg = f"model must hold Conv2dSpec, got {type(spec).__name__}"
            raise TypeError(msg)
        if size and before and before.out_channels != spec.in_channels:
            facts = (
                f"layer {number} takes {spec.in_channels} channels "
                f"but layer {number - 1} gives {before.out_channels}"
            )
            raise ShapeError(facts, hint="count layers that are no chain one by one")
        try:
            size = size and spec.output_size(size)
        except ShapeError as error:
            facts = f"layer {number}: {error.facts}"
            raise ShapeError(facts, hint=error.hint) from None
        rows.append(row_of_spec(spec, str(number), size))
        before = spec
    if size is None:
        return Ledger(tuple(rows))
    return Ledger(tuple(rows), "one image", notes=(BYTES,) * bool(rows))


def row_of_spec(
    spec: Conv2dSpec, path: str, output_size: tuple[int, int] | None
) -> Row:
    """Make the row of one layer.

    Parameters
    ----------
    spec : Conv2dSpec
        The layer.
    path : str
        Its name.
    output_size : pair of int or None
        Height and width of its output, in pixels, if known.

    Returns
    -------
    Row
        For one image, the output in the order (C_out, H, W).
    """
    terms = conv_terms(spec)
    if output_size is None:
        return Row(path, "Conv2d", terms)
    shape = (spec.out_channels, *output_size)
    return Row(
        path,
        "Conv2d",
        terms,
        products=(conv_macs(spec, output_size),),
        output_shape=shape,
        memory=SINGLE * prod(shape),
        calls=1,
    )


def conv_terms(spec: Conv2dSpec) -> tuple[Term, ...]:
    """Give weight and bias of a layer with their factors."""
    depth, height, width = spec.filter_shape
    filters = ("out_channels", spec.out_channels)
    weight = product_of(
        filters,
        ("in_channels" if spec.groups == 1 else "in_channels/groups", depth),
        ("kernel height", height),
        ("kernel width", width),
    )
    bias = (Term("bias", product_of(filters)),) * spec.bias
    return (Term("weight", weight), *bias)


def conv_macs(spec: Conv2dSpec, output_size: tuple[int, int]) -> Product:
    """Use each weight once at each output position."""
    return uses(output_size, prod(spec.weight_shape))
