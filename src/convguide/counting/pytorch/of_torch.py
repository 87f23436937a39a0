"""A ledger of a model of PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn.utils.parametrize import ParametrizationList

from convguide._errors import ModelError
from convguide.counting.ledgers import Ledger
from convguide.counting.pytorch.copying import meta_copy
from convguide.counting.pytorch.failures import explained
from convguide.counting.pytorch.inputs import arguments
from convguide.counting.pytorch.parameters import layers_of, parameter_counts, unwrapped
from convguide.counting.pytorch.quantized import stand_in
from convguide.counting.pytorch.walking import Walk
from convguide.counting.rows import Row

if TYPE_CHECKING:
    from torch import nn

    from convguide.counting.pytorch.inputs import Arguments
    from convguide.counting.pytorch.parameters import Layer
    from convguide.counting.pytorch.walking import Calls

MODE = "As in evaluation: dropout does nothing, norms use their running statistics."


def ledger_of_torch(model: Any, input_size: Any, inputs: Any) -> Ledger:
    """Count a model of PyTorch; what users call is :func:`convguide.ledger`."""
    model = unwrapped(model)
    layers = list(layers_of(model))
    given = arguments(model, input_size, inputs)
    kinds = tuple((layer.path, layer.kind) for layer in layers)
    if given is None:
        rows = tuple(_row(layer, None) for layer in layers if _is_row(layer, None))
        return Ledger(rows, kinds=kinds)
    walk = walked(model, given)
    rows = tuple(
        _row(layer, walk.calls[layer.path])
        for layer in layers
        if _is_row(layer, walk.calls[layer.path])
    )
    return Ledger(rows, given.words, tuple(_not_counted(walk)), kinds, (MODE,))


def macs_of_torch(model: Any, input_size: Any, inputs: Any) -> int | None:
    """Count the products of a model, and no more; None if no input is given."""
    model = unwrapped(model)
    parameter_counts(model)  # which refuses lazy layers
    given = arguments(model, input_size, inputs)
    if given is None:
        return None
    calls = walked(model, given).calls.values()
    return sum(p.count * n for call in calls for p, n in call.products.items())


def walked(model: nn.Module, given: Arguments, *, quick: bool = True) -> Walk:
    """Call a copy of a model that has no numbers, and note what happens."""
    if isinstance(model, torch.jit.ScriptModule):
        facts = f"{type(model).__name__} is compiled: its code cannot be walked"
        raise ModelError(facts, "count the model that it was made of")
    copied, walk = meta_copy(model), Walk(quick=quick)
    for path, module in copied.named_modules():
        forward = stand_in(_at(model, path)) or module.forward
        if isinstance(module, ParametrizationList):
            module.__dict__["forward"] = walk.watch_derived(path, forward)
        elif not _inside_parametrization(path):
            walk.watch(path, module, forward)
        hooks = module._forward_pre_hooks
        for key, hook in hooks.items():
            hooks[key] = walk.watch_derived(path, hook)
    with torch.no_grad(), walk:
        try:
            copied(*given.args, **given.kwargs)
        except Exception as error:
            raise explained(error, walk, copied, given) from error
        finally:
            walk.progress.finish()
    return walk


def _at(model: nn.Module, path: str) -> nn.Module:
    return model.get_submodule(path)


def _inside_parametrization(path: str) -> bool:
    return "parametrizations" in path.split(".")[:-1]


def _is_row(layer: Layer, calls: Calls | None) -> bool:
    """Take what learns, what multiplies, and what contains nothing."""
    leaf = not any(True for _ in layer.module.children())
    return bool(layer.terms or layer.buffers or (calls and calls.products) or leaf)


def _row(layer: Layer, calls: Calls | None) -> Row:
    """Make the row of one layer."""
    row = Row(layer.path or "(model)", layer.kind, layer.terms, buffers=layer.buffers)
    if calls is None:
        return row
    products = (p.times("times", n) for p, n in calls.products.items())
    return Row(
        *(row.path, row.kind, row.terms),
        products=tuple(products),
        buffers=row.buffers,
        output_shape=calls.shape,
        memory=calls.memory,
        calls=calls.count,
    )


def _not_counted(walk: Walk) -> list[str]:
    """Say what costs something that the rows do not hold."""
    lines = [
        f"{name} in {path or 'the model'}{f', {count} times' * (count > 1)}: "
        "no rule is known for its products"
        for (path, name), count in walk.unknown.items()
    ]
    return lines + [
        f"what {path} multiplies to derive weights from what is learned"
        for path in walk.derived
    ]
