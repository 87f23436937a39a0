"""Multiply-accumulates of what PyTorch computes with: ATen's products."""

from __future__ import annotations

from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any

import torch

from convguide.counting.positions import rows_of_weights, uses
from convguide.counting.products import Product, product_of
from convguide.counting.pytorch.conventions import FREE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

aten = torch.ops.aten

Products = tuple[Product, ...]


def conv_product(
    x: Sequence[int], weight: Sequence[int], out: Sequence[int]
) -> Product:
    """Use each weight once at each output position."""
    return _at_places("output", x, weight, out)


def transposed_product(x: Sequence[int], weight: Sequence[int]) -> Product:
    """Use each weight once at each input position."""
    return _at_places("input", x, weight, x)


def _at_places(
    way: str, x: Sequence[int], weight: Sequence[int], places: Sequence[int]
) -> Product:
    """Multiply the places of a convolution, and the images, with its weights."""
    rank = len(weight) - 2
    batch = x[0] if len(x) == rank + 2 else 1
    return uses(tuple(places[-rank:]), prod(weight), batch, way)


def linear_product(x: Sequence[int], weight: Sequence[int]) -> Product:
    """Use each weight once for each vector that a dense layer takes."""
    name = "batch" if len(x) == len("NC") else "vectors"
    return rows_of_weights(prod(x[:-1]), prod(weight), name)


def attention_products(
    query: Sequence[int], key: Sequence[int], value: Sequence[int]
) -> Products:
    """Compare each query with each key, then mix the values."""
    heads, places = prod(query[:-2]), (("queries", query[-2]), ("keys", key[-2]))
    return tuple(
        product_of(("heads", heads), *places, (name, size), outer=3)
        for name, size in (("key size", query[-1]), ("value size", value[-1]))
    )


def _matrix(rows: int, inner: int, columns: int, batch: int = 1) -> Products:
    """Multiply two matrices, (rows, inner) and (inner, columns), or many such pairs."""
    pairs = (("rows", rows), ("columns", columns), ("terms each", inner))
    return (product_of(*pairs, outer=2).times("batch", batch),)


def _convolution(out: Tensor, x: Tensor, weight: Tensor, *options: Any) -> Products:
    if options[4]:
        return (transposed_product(x.shape, weight.shape),)
    return (conv_product(x.shape, weight.shape, out.shape),)


def _mm(_: Tensor, a: Tensor, b: Tensor, *__: Any) -> Products:
    rows, inner = a.shape
    return _matrix(rows, inner, b.shape[1])


def _bmm(_: Tensor, a: Tensor, b: Tensor, *__: Any) -> Products:
    batch, rows, inner = a.shape
    return _matrix(rows, inner, b.shape[2], batch)


def _mv(_: Tensor, a: Tensor, __: Tensor) -> Products:
    rows, inner = a.shape
    return _matrix(rows, inner, 1)


def _dot(_: Tensor, a: Tensor, __: Tensor) -> Products:
    return _matrix(1, a.shape[0], 1)


def _bilinear(_: Tensor, x: Tensor, weight: Tensor, y: Tensor, *__: Any) -> Products:
    """Multiply the weights with one input, then what comes out with the other."""
    vectors, weights = prod(x.shape[:-1]), prod(weight.shape)
    left = product_of(("vectors", vectors), ("weights", weights))
    names = ("out_features", "in2_features")
    pairs = zip(names, (weight.shape[0], y.shape[-1]), strict=True)
    return left, product_of(("vectors", vectors), *pairs)


def _weighted_bag(_: Any, table: Tensor, indices: Tensor, *options: Any) -> Products:
    """Sum vectors of a table; they are multiplied only if each has a weight."""
    if len(options) < 5 or options[4] is None:  # noqa: PLR2004 - per_sample_weights
        return ()
    pairs = (("indices", indices.numel()), ("embedding_dim", table.shape[1]))
    return (product_of(*pairs),)


def _places(out: Tensor, theta: Tensor, *_: Any) -> Products:
    """Multiply each place of a grid, and a 1, with a matrix."""
    rows, columns = prod(out.shape[1:-1]), theta.shape[1]
    return _matrix(rows, theta.shape[2], columns, theta.shape[0])


def _after_sum(rule: Callable[..., Products]) -> Callable[..., Products]:
    """Drop the array that is added to the product."""
    return lambda out, _, *args: rule(out, *args)


def _attention(_: Any, query: Tensor, key: Tensor, value: Tensor, *__: Any) -> Products:
    return attention_products(query.shape, key.shape, value.shape)


# By name: not every version of PyTorch has them all. What works in place has the same
# name and an underscore.
RULES: dict[str, Callable[..., Products]] = {
    "convolution": _convolution,
    "_convolution": _convolution,
    "convolution_overrideable": _convolution,
    "mm": _mm,
    "_int_mm": _mm,
    "addmm": _after_sum(_mm),
    "_addmm_activation": _after_sum(_mm),
    "bmm": _bmm,
    "baddbmm": _after_sum(_bmm),
    "addbmm": _after_sum(_bmm),
    "mv": _mv,
    "addmv": _after_sum(_mv),
    "dot": _dot,
    "vdot": _dot,
    "_scaled_mm": _mm,
    "_trilinear": _bilinear,
    "_embedding_bag": _weighted_bag,
    "_embedding_bag_forward_only": _weighted_bag,
    "affine_grid_generator": _places,
    "_scaled_dot_product_flash_attention": _attention,
    "_scaled_dot_product_flash_attention_for_cpu": _attention,
    "_scaled_dot_product_efficient_attention": _attention,
    "_scaled_dot_product_cudnn_attention": _attention,
    "_scaled_dot_product_fused_attention_overrideable": _attention,
}


def products_of(op: Any, out: Any, args: tuple[Any, ...]) -> Products | None:
    """Count what one operation of ATen costs.

    Parameters
    ----------
    op : torch._ops.OpOverload
        The operation.
    out, args
        Its result and its arguments, of which only shapes are read.

    Returns
    -------
    tuple of Product or None
        Nothing for what is free by convention; None if no rule is known.
    """
    name = op.overloadpacket.__name__.rstrip("_")
    if op.namespace == "aten" and name in RULES:
        return RULES[name](out, *args)
    return () if is_free(op) else None


@cache
def is_free(op: Any) -> bool:
    """Tell operations that cost nothing by convention."""
    name = op.overloadpacket.__name__.rstrip("_")
    if op.is_view or torch.Tag.pointwise in op.tags or op.namespace == "profiler":
        return True
    if op.namespace not in {"aten", "prim", "prims"}:
        return False
    return name in FREE or (hasattr(aten, name) and _is_simple(getattr(aten, name)))


def _is_simple(packet: Any) -> bool:
    """Look at the twins of what works in place, which PyTorch does not mark itself."""
    overloads = [getattr(packet, name) for name in packet.overloads()]
    return any(o.is_view or torch.Tag.pointwise in o.tags for o in overloads)
