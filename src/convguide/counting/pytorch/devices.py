"""Everything stays on the meta device, whatever a forward asks for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_map

from convguide.counting.pytorch.copying import empty_as

FACTORIES = frozenset(
    getattr(torch, name)
    for name in (
        "arange", "as_tensor", "asarray", "bartlett_window", "blackman_window", "empty",
        "empty_permuted", "empty_strided", "eye", "full", "hamming_window",
        "hann_window", "kaiser_window", "linspace", "logspace", "ones",
        "rand", "randint", "randn", "randperm", "range", "scalar_tensor", "tensor",
        "tril_indices", "triu_indices", "zeros",
    )
)  # fmt: skip
STAY = frozenset({Tensor.cpu, Tensor.cuda, Tensor.pin_memory})

Call = tuple[tuple[Any, ...], dict[str, Any]]


def on_meta(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
    """Take the arguments of a function of PyTorch to the meta device."""
    if func in FACTORIES or kwargs.get("device") is not None:
        kwargs = kwargs | {"device": "meta"}
    if func is Tensor.to:
        args, kwargs = _without_device(args, kwargs)
    call: Call = tree_map(numberless, (args, kwargs))
    return call


def numberless(value: Any) -> Any:
    """Replace an array with numbers, which a model keeps where no copy finds it.

    Without that it would be read, or written to.
    """
    if isinstance(value, Tensor) and not value.is_meta:
        return empty_as(value)
    return value


def _without_device(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Call:
    """Let Tensor.to change the dtype, and nothing else."""
    first, *others = args
    others += [kwargs.get("other"), kwargs.get("dtype")]
    dtypes = [other.dtype if isinstance(other, Tensor) else other for other in others]
    dtype = next((d for d in dtypes if isinstance(d, torch.dtype)), first.dtype)
    options = {name: kwargs[name] for name in ("memory_format",) if name in kwargs}
    return (first, dtype), options


def channels_last_as(out: Tensor, *arrays: Tensor) -> Tensor:
    """Give the output of a convolution the strides that it has on a real device.

    They decide whether the array can be viewed with another shape.
    """
    last = {4: torch.channels_last, 5: torch.channels_last_3d}.get(out.dim())
    if last is None or not any(
        x.is_contiguous(memory_format=last) and not x.is_contiguous() for x in arrays
    ):
        return out
    empty = torch.empty(out.size(), dtype=out.dtype, device="meta")
    return empty.to(memory_format=last)
