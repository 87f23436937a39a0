"""Multiply-accumulates of what PyTorch computes with: ATen's products."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import torch

from convguide.counting.products import Product, product_of
from convguide.counting.pytorch.factors import OUTPUT

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
    side: str, x: Sequence[int], weight: Sequence[int], places: Sequence[int]
) -> Product:
    """Multiply the places of a convolution, and the images, with its weights."""
    rank = len(weight) - 2
    names = [f"{side} {axis}" for axis in OUTPUT[rank]]
    pairs = list(zip(names, places[-rank:], strict=True))
    product = product_of(*pairs, ("weights", prod(weight)), outer=rank)
    return product.times("batch", x[0]) if len(x) == rank + 2 else product


def linear_product(x: Sequence[int], weight: Sequence[int]) -> Product:
    """Use each weight once for each vector that a dense layer takes."""
    vectors, weights = prod(x[:-1]), ("weights", prod(weight))
    if vectors == 1:
        return product_of(weights)
    return product_of(("batch" if len(x) == len("NC") else "vectors", vectors), weights)


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
    *_, transposed, _, groups = options
    taken = weight.shape[0] if transposed else weight.shape[1] * groups
    if x.shape[1 - weight.dim()] != taken:  # the meta device lets it pass
        msg = f"the weight takes {taken} channels"
        raise ValueError(msg)
    if transposed:
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


def _after_sum(rule: Callable[..., Products]) -> Callable[..., Products]:
    """Drop the array that is added to the product."""
    return lambda out, _, *args: rule(out, *args)


def _attention(_: Any, query: Tensor, key: Tensor, value: Tensor, *__: Any) -> Products:
    return attention_products(query.shape, key.shape, value.shape)


# By name: not every version of PyTorch has them all.
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
    "_scaled_dot_product_flash_attention": _attention,
    "_scaled_dot_product_flash_attention_for_cpu": _attention,
    "_scaled_dot_product_efficient_attention": _attention,
    "_scaled_dot_product_cudnn_attention": _attention,
    "_scaled_dot_product_fused_attention_overrideable": _attention,
}

# Products, but not of this kind, or none at all: by convention they are not counted.
FREE = frozenset(
    """
    _adaptive_avg_pool2d _adaptive_avg_pool3d _batch_norm_no_update
    _batch_norm_with_update _fused_rms_norm _log_softmax _native_batch_norm_legit
    _native_batch_norm_legit_no_training _safe_softmax _softmax _to_copy
    _unsafe_index _unsafe_view _upsample_nearest_exact1d _upsample_nearest_exact2d
    _upsample_nearest_exact3d adaptive_avg_pool1d adaptive_max_pool2d
    adaptive_max_pool3d alias all amax amin aminmax any arange argmax argmin argsort
    as_strided avg_pool1d avg_pool2d avg_pool3d bernoulli cat channel_shuffle clone
    constant_pad_nd contiguous copy_ cumprod cumsum detach diag_embed dropout
    embedding empty empty_like empty_permuted empty_strided eye fill_ flip full
    full_like gather glu index index_add index_copy index_put index_put_
    index_select is_same_size isinf isnan lift lift_fresh lift_fresh_copy
    linalg_vector_norm linspace log_softmax logsumexp masked_fill max
    max_pool2d_with_indices max_pool3d_with_indices max_unpool2d max_unpool3d mean
    median min mode multinomial native_batch_norm native_dropout native_group_norm
    native_layer_norm native_norm new_empty new_empty_strided new_full new_ones
    new_zeros norm normal_ one_hot ones ones_like pad pixel_shuffle pixel_unshuffle
    prod rand rand_like randint randn randn_like randperm reflection_pad1d
    reflection_pad2d reflection_pad3d repeat replication_pad1d replication_pad2d
    replication_pad3d resize_ rms_norm roll scalar_tensor scatter scatter_add
    select_scatter slice_scatter softmax sort split split_with_sizes_copy stack std
    sum sym_size topk tril tril_indices triu triu_indices uniform_ unsafe_split
    unsafe_split_with_sizes upsample_nearest1d upsample_nearest2d upsample_nearest3d
    var var_mean zero_ zeros zeros_like
    """.split()  # noqa: SIM905 - a list would have a line for each name
)

# What cannot be known without numbers.
DATA = frozenset(
    {
        *("_local_scalar_dense", "equal", "is_nonzero", "item", "masked_select"),
        *("nonzero", "unique_consecutive", "_unique2", "unique_dim"),
    }
)


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
    name = op.overloadpacket.__name__
    if op.namespace == "aten" and name in RULES:
        return RULES[name](out, *args)
    if op.is_view or torch.Tag.pointwise in op.tags:
        return ()
    known = op.namespace in {"aten", "prim", "prims"} and name.rstrip("_") in {
        free.rstrip("_") for free in FREE
    }
    return () if known else None
