"""What a model of PyTorch learns: each array once, at the layer that has it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from torch import nn
from torch.nn.parameter import is_lazy
from torch.nn.utils.parametrize import type_before_parametrizations

from convguide._errors import ModelError
from convguide.counting.products import Term
from convguide.counting.pytorch.factors import array_product
from convguide.counting.pytorch.quantized import is_quantized, quantized_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


class Layer(NamedTuple):
    """One module that is a row of the ledger."""

    path: str
    module: nn.Module
    kind: str
    terms: tuple[Term, ...]
    buffers: int


def parameter_counts(model: Any) -> tuple[int, int]:
    """Count all parameters, and those that are trained.

    Parameters
    ----------
    model : torch.nn.Module
        Any model.

    Returns
    -------
    tuple of int
        The total, and the trainable ones; each array once.

    Raises
    ------
    ModelError
        If a layer is lazy, so that its sizes are not known.
    """
    total = trainable = 0
    modules: dict[nn.Module, None] = {unwrapped(model): None}
    arrays: set[nn.Parameter] = set()
    waiting = list(modules)
    while waiting:  # nn.Module.parameters does the same and builds every name
        module = waiting.pop()
        for array in module._parameters.values():
            if array is None or array in arrays:
                continue
            if is_lazy(array):
                _refuse_lazy(model)
            arrays.add(array)
            total += array.numel()
            trainable += array.numel() * array.requires_grad
        if is_quantized(module):
            total += sum(term.count for term in quantized_terms(module))
        for child in module._modules.values():
            if child is not None and child not in modules:
                modules[child] = None
                waiting.append(child)
    return total, trainable


def layers_of(model: nn.Module) -> Iterator[Layer]:
    """Give each module of a model once, with the terms that are its own.

    Parameters
    ----------
    model : torch.nn.Module
        Any model.

    Yields
    ------
    Layer
        In the order of :meth:`torch.nn.Module.named_modules`; arrays of
        parametrizations stand with the layer whose weight is made of them.

    Raises
    ------
    ModelError
        If a layer is lazy, so that its sizes are not known.
    """
    _refuse_lazy(model)
    met: dict[int, str] = {}  # path of each array, by its identity
    inner: set[nn.Module] = set()
    for path, module in model.named_modules():
        if module in inner:
            continue
        parts = {"": module, **dict(_parts(module))}
        inner.update(part for part in parts.values() if part is not module)
        terms, buffers = [], 0
        for prefix, part in parts.items():
            for name, array in part._parameters.items():
                if array is not None:
                    terms.append(_term(module, prefix + name, array, met, path))
            buffers += _buffers(part, met, path)
            if is_quantized(part):
                terms += quantized_terms(part, prefix)
        kind = type_before_parametrizations(module).__name__
        kind = f"quantized {kind}" if is_quantized(module) else kind
        yield Layer(path, module, kind, tuple(terms), buffers)


def unwrapped(model: nn.Module) -> nn.Module:
    """Look through the wrapper of :func:`torch.compile`."""
    return getattr(model, "_orig_mod", model)


def _parts(module: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Give the modules inside a module that are no layers of their own."""
    for name, child in module.named_children():
        own = (
            isinstance(module, nn.MultiheadAttention)
            or is_quantized(module)
            or (isinstance(child, nn.ModuleDict) and name == "parametrizations")
        )
        if own:
            for path, part in child.named_modules(prefix=name):
                yield path + ".", part


def _term(
    module: nn.Module, name: str, array: Tensor, met: dict[int, str], path: str
) -> Term:
    """Describe one array; the second time it is shared."""
    first = met.setdefault(id(array), f"{path}.{name}".lstrip("."))
    here = first == f"{path}.{name}".lstrip(".")
    return Term(
        name,
        array_product(module, name, array.shape),
        trainable=array.requires_grad,
        shared_with=None if here else first,
    )


def _buffers(part: nn.Module, met: dict[int, str], path: str) -> int:
    """Count the numbers that a module keeps, each array once."""
    count = 0
    for name, array in part._buffers.items():
        if array is not None and id(array) not in met:
            met[id(array)] = f"{path}.{name}"
            count += array.numel()
    return count


def _refuse_lazy(model: nn.Module) -> None:
    """Name the first layer whose sizes are not known."""
    for path, module in model.named_modules():
        for name, array in [*module._parameters.items(), *module._buffers.items()]:
            if array is not None and is_lazy(array):
                kind = type(module).__name__
                where = f"{path} ({kind})" if path else kind
                msg = f"{where} is lazy: the size of its {name} is not known yet"
                raise ModelError(
                    msg,
                    "run the model once on an input, which fixes it: model(x)",
                )
