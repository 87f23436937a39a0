"""A copy of a model without its numbers, so that the model is never touched."""

from __future__ import annotations

import copy
import copyreg
from collections import OrderedDict
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from convguide._errors import ModelError
from convguide.counting.pytorch.closures import rebound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Values that never change are shared with the original without harm.
FIXED = {int, float, complex, bool, str, bytes, type(None), torch.dtype, torch.device}
EMPTY = {dict, OrderedDict, set, list}
SEQUENCES, MAPPINGS = {list, tuple, set}, {dict, OrderedDict}
HOOKS = {name for name in vars(nn.Module()) if "_hooks" in name}
# What PyTorch would take another way for: a compiled one, or one that needs numbers.
DETOURS = {"_compiled_call_impl": None, "use_nested_tensor": False}


def meta_copy(model: nn.Module) -> nn.Module:
    """Copy a model onto the meta device, in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        Any model; it is only read.

    Returns
    -------
    torch.nn.Module
        The same modules, sharing what they share, with arrays that have a shape and no
        numbers. Hooks are left out, but for PyTorch's own, which make weights.

    Notes
    -----
    :func:`copy.deepcopy` alone would copy the numbers, run into arrays that cannot be
    copied, and take the user's hooks along.
    """
    modules = list(model.modules())
    memo: dict[int, Any] = {id(old): object.__new__(type(old)) for old in modules}
    for module in modules:
        for array in (*module._parameters.values(), *module._buffers.values()):
            if array is not None:
                without_numbers(array, memo)
    with _WithoutNumbers(memo):
        for old in modules:
            new = memo[id(old)]
            for name, value in old.__dict__.items():
                new.__dict__[name] = _copied(name, value, memo)
            for name in _slots(type(old)):
                if hasattr(old, name):
                    object.__setattr__(new, name, _one(getattr(old, name), memo))
            new.__dict__["training"] = False
    copied: nn.Module = memo[id(model)]
    return copied


def _slots(kind: type) -> list[str]:
    """Name the attributes that a class keeps in slots; few modules have any."""
    names: list[str] = copyreg._slotnames(kind)  # type: ignore[attr-defined]
    return names


def _copied(name: str, value: Any, memo: dict[int, Any]) -> Any:
    """Copy one attribute of a module."""
    kind = type(value)
    if name in DETOURS:
        return DETOURS[name]
    if kind in FIXED or (kind is tuple and FIXED.issuperset(map(type, value))):
        return value
    if kind in EMPTY and not value:
        return kind()
    if name in {"_parameters", "_buffers", "_modules"}:
        return {key: _one(item, memo) for key, item in value.items()}
    if name in HOOKS:
        return type(value)(
            (key, _one(hook, memo))
            for key, hook in (value.items() if isinstance(value, dict) else ())
            if type(hook).__module__.startswith("torch.nn.utils.")
        )
    return _one(value, memo)


def _one(value: Any, memo: dict[int, Any]) -> Any:
    """Copy one object; what cannot be copied is shared."""
    if id(value) in memo:
        return memo[id(value)]
    if isinstance(value, torch.Tensor):
        return without_numbers(value, memo)
    if isinstance(value, FunctionType):
        return rebound(value, memo)
    if isinstance(value, torch.Generator):  # its state is a tensor, which has no copy
        return memo.setdefault(id(value), torch.Generator(value.device))
    try:
        return copy.deepcopy(value, memo)
    except ModelError:
        raise
    except Exception:  # noqa: BLE001 - locks, files, handles: each has its own error
        return _piecewise(value, memo)


def _piecewise(value: Any, memo: dict[int, Any]) -> Any:
    """Copy what is around something that cannot be copied."""
    if type(value) in SEQUENCES:
        return type(value)(_one(item, memo) for item in value)
    if type(value) in MAPPINGS:
        return type(value)((key, _one(item, memo)) for key, item in value.items())
    return value


def without_numbers(tensor: torch.Tensor, memo: dict[int, Any]) -> torch.Tensor:
    """Give a tensor of the same shape and dtype on the meta device, once for each."""
    if id(tensor) not in memo:
        memo[id(tensor)] = empty_as(tensor)
    empty: torch.Tensor = memo[id(tensor)]
    return empty


def empty_as(tensor: torch.Tensor) -> torch.Tensor:
    """Give a new tensor of the same shape and dtype on the meta device."""
    if tensor.is_nested or "sparse" in str(tensor.layout):
        kind = "nested" if tensor.is_nested else "sparse"
        facts = f"an array is {kind}: how much it multiplies depends on what it holds"
        raise ModelError(facts, "count the model with a dense array in its place")
    if tensor.layout is torch.strided and not tensor.is_quantized:
        size, stride = tensor.size(), tensor.stride()
        empty = torch.empty_strided(size, stride, dtype=tensor.dtype, device="meta")
    else:
        dtype = torch.float8_e4m3fn if tensor.is_quantized else tensor.dtype
        empty = torch.empty(tensor.size(), dtype=dtype, device="meta")
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(empty, requires_grad=tensor.requires_grad)
    return empty


class _WithoutNumbers(TorchFunctionMode):
    """Inside, a deep copy of a tensor has no numbers, wherever the tensor hides."""

    def __init__(self, memo: dict[int, Any]) -> None:
        super().__init__()
        self.memo = memo

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        del types
        if func is torch.Tensor.__deepcopy__:
            return without_numbers(args[0], self.memo)
        if func is torch.Tensor.clone:  # of a parameter that is in no module
            return empty_as(args[0])
        return func(*args, **(kwargs or {}))
