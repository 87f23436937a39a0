"""Functions whose shapes are known without running them, even on the meta device.

To run them there costs most of a walk's time. Each function here answers for the usual
case, and for any other with None: then PyTorch itself is asked, which also
finds the words for what does not fit.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - as everyone calls it

from convguide.counting.pytorch.products import (
    conv_product,
    linear_product,
    transposed_product,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from convguide.counting.products import Product

    Answer = tuple[Any, tuple[Product, ...]] | None


def _alike(x: Tensor) -> Answer:
    """Give a new tensor like another; torch.empty_like is Python on the meta device.

    Which strides it has is left to PyTorch, unless they are the usual ones.
    """
    if not x.is_contiguous():
        return None
    return torch.empty(x.size(), dtype=x.dtype, device="meta"), ()


def _complex_conv(
    function: Callable[..., Tensor],
    input: Tensor,  # noqa: A002 - PyTorch's name
    weight: Tensor,
    bias: Tensor | None = None,
    *args: Any,
    **options: Any,
) -> Answer:
    """Count complex products one by one; PyTorch makes three real layers of them."""
    if not (input.is_complex() and weight.dtype == input.dtype):
        return None
    real = (torch.empty(x.shape, device="meta") for x in (input, weight))
    added = bias if bias is None else torch.empty(bias.shape, device="meta")
    shape = function(*real, added, *args, **options).shape
    transposed = "transpose" in function.__name__
    product = (
        transposed_product(input.shape, weight.shape)
        if transposed
        else conv_product(input.shape, weight.shape, shape)
    )
    return torch.empty(shape, dtype=input.dtype, device="meta"), (product,)


def _conv(  # noqa: PLR0917 - the arguments of PyTorch, in its order
    rank: int,
    input: Tensor,  # noqa: A002 - PyTorch's name
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int, ...] = 1,
    padding: str | int | tuple[int, ...] = 0,
    dilation: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> Answer:
    """Give the output of a convolution by the arithmetic of its shapes."""
    if input.is_complex():
        function = getattr(F, f"conv{rank}d")
        geometry = (stride, padding, dilation, groups)
        return _complex_conv(function, input, weight, bias, *geometry)
    x, w = input.shape, weight.shape
    batch, size = x[: -rank - 1], x[-rank:]
    plain = (
        len(w) == rank + 2
        and len(x) in {rank + 1, rank + 2}
        and x[-rank - 1] == w[1] * groups
        and w[0] % groups == 0
        and input.dtype == weight.dtype
        and (bias is None or (bias.dtype == input.dtype and bias.shape == w[:1]))
        and input.is_contiguous()
        and weight.is_contiguous()  # the output has the memory format of both
    )
    same = padding == "same"
    if not plain or (isinstance(padding, str) and not same):
        return None
    steps, sides, gaps = (
        (n,) * rank if isinstance(n, int) else n
        for n in (stride, 0 if isinstance(padding, str) else padding, dilation)
    )
    if same and set(steps) == {1}:
        out = torch.empty((*batch, w[0], *size), dtype=input.dtype, device="meta")
        return out, (conv_product(x, w, out.shape),)
    known = not same and len(steps) == len(sides) == len(gaps) == rank
    if not known or min(steps) < 1 or min(sides) < 0 or min(gaps) < 1:
        return None
    size = tuple(
        (size[n] + 2 * sides[n] - gaps[n] * (w[2 + n] - 1) - 1) // steps[n] + 1
        for n in range(rank)
    )
    if min(size) < 1:
        return None
    out = torch.empty((*batch, w[0], *size), dtype=input.dtype, device="meta")
    return out, (conv_product(x, w, out.shape),)


def _linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Answer:  # noqa: A002
    """Give the output of a dense layer."""
    x, w = input.shape, weight.shape
    plain = len(w) == 2 and x and x[-1] == w[1] and input.dtype == weight.dtype  # noqa: PLR2004
    if not plain:
        return None
    if bias is not None and (bias.shape != w[:1] or bias.dtype != input.dtype):
        return None
    out = torch.empty((*x[:-1], w[0]), dtype=input.dtype, device="meta")
    return out, (linear_product(x, w),)


def _batch_norm(  # noqa: PLR0917 - as PyTorch has them
    input: Tensor,  # noqa: A002
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,  # noqa: FBT001, FBT002
    *others: Any,
    **options: Any,
) -> Answer:
    """Give the shape of what a norm with kept statistics takes."""
    del others, options
    arrays = (running_mean, running_var, weight, bias)
    fits = input.dim() > 1 and input.is_floating_point() and running_mean is not None
    if (
        training
        or not fits
        or any(
            array is not None and array.shape != input.shape[1:2] for array in arrays
        )
    ):
        return None
    return _alike(input)


def _unary(input: Tensor, *args: Any, inplace: bool = False, **options: Any) -> Answer:  # noqa: A002
    """Give the shape of what an activation takes."""
    given = (*args, options.get("out"))
    if not input.is_floating_point() or any(isinstance(arg, Tensor) for arg in given):
        return None
    if inplace or (args and args[-1] is True):
        return input, ()
    return _alike(input)


def _unary_inplace(input: Tensor) -> Answer:  # noqa: A002
    return (input, ()) if input.is_floating_point() else None


def _add(
    input: Tensor,  # noqa: A002
    other: Tensor | float,
    *,
    inplace: bool = False,
    **options: Any,
) -> Answer:
    """Give the sum of two arrays that are alike; broadcasting is left to PyTorch."""
    if not isinstance(other, Tensor) or options.keys() - {"alpha"}:
        return None
    if input.shape != other.shape or input.dtype != other.dtype:
        return None
    if inplace:
        return input, ()
    return _alike(input)  # whose strides come before those of the other


def _dropout(
    input: Tensor,  # noqa: A002
    p: float = 0.5,
    training: bool = True,  # noqa: FBT001, FBT002
    inplace: bool = False,  # noqa: FBT001, FBT002
) -> Answer:
    """Drop nothing in evaluation."""
    del p, inplace
    return None if training else (input, ())


QUICK: dict[Any, Callable[..., Answer]] = {
    F.conv1d: partial(_conv, 1),
    F.conv2d: partial(_conv, 2),
    F.conv3d: partial(_conv, 3),
    torch.conv1d: partial(_conv, 1),
    torch.conv2d: partial(_conv, 2),
    torch.conv3d: partial(_conv, 3),
    F.conv_transpose1d: partial(_complex_conv, F.conv_transpose1d),
    F.conv_transpose2d: partial(_complex_conv, F.conv_transpose2d),
    F.conv_transpose3d: partial(_complex_conv, F.conv_transpose3d),
    F.linear: _linear,
    F.batch_norm: _batch_norm,
    F.dropout: _dropout,
    **dict.fromkeys(
        (F.relu, F.relu6, F.silu, F.gelu, F.hardswish, F.hardsigmoid, F.leaky_relu),
        _unary,
    ),
    **dict.fromkeys(
        (torch.relu, torch.sigmoid, torch.tanh, Tensor.relu, Tensor.sigmoid), _unary
    ),
    **dict.fromkeys((torch.relu_, Tensor.relu_), _unary_inplace),
    **dict.fromkeys((torch.add, Tensor.add, Tensor.__add__), _add),
    **dict.fromkeys((Tensor.add_, Tensor.__iadd__), partial(_add, inplace=True)),
}
