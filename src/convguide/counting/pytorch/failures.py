"""Why a forward failed: the first layer that objects, with both shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd
from torch.nn.utils.parametrize import type_before_parametrizations

from convguide._errors import ModelError, ShapeError
from convguide.counting.pytorch.misfits import MisfitError
from convguide.counting.pytorch.walking import NumbersNeededError

if TYPE_CHECKING:
    from convguide.counting.pytorch.inputs import Arguments
    from convguide.counting.pytorch.walking import Walk

AXES = {1: "L", 2: "H, W", 3: "D, H, W"}
KERNELS = {1: "K", 2: "K_h, K_w", 3: "K_d, K_h, K_w"}
NO_NUMBERS = (
    *("meta tensor", "meta device type", "no data", "data-dependent"),
    *("data-independent", "Tensor.__format__", "but got 1D meta"),
)


def explained(
    error: BaseException, walk: Walk, model: nn.Module, given: Arguments
) -> Exception:
    """Turn what a forward raised into an error that says where and why.

    Parameters
    ----------
    error : BaseException
        What was raised.
    walk : Walk
        Where the walk was.
    model : torch.nn.Module
        The copy that was walked.
    given : Arguments
        Its input.

    Returns
    -------
    ShapeError or ModelError
        ShapeError if a layer does not fit its input.
    """
    if isinstance(error, MisfitError):
        error = error.told
    path, args = ("", given.args) if walk.failed is None else walk.failed[:2]
    module = model.get_submodule(path)
    kind = type_before_parametrizations(module).__name__
    where = f"{path} ({kind})" if path else kind
    if isinstance(error, NumbersNeededError) or _lacks_numbers(error):
        why = f" ({error})" if isinstance(error, NumbersNeededError) else ""
        return ModelError(
            f"{where} asks for the numbers of a tensor{why}; which way it takes then "
            "depends on the data, and no data is computed here",
            "count the parts of the model one by one",
        )
    if isinstance(error, ModelError):
        return ModelError(f"{where} {error.facts}", error.hint)
    x = args[0] if args and torch.is_tensor(args[0]) else None
    if x is not None and (facts := _misfit(module, x, where)) is not None:
        return facts
    if isinstance(error, ShapeError):
        return ShapeError(f"{where}: {error.facts}", error.shapes, error.hint)
    said = " ".join(str(error).split()) or "no message"
    return ModelError(
        f"{where} raised {type(error).__name__}: {said}",
        "is the input as the model wants it? inputs=... takes its arguments themselves",
    )


def _lacks_numbers(error: BaseException) -> bool:
    """Recognise the ways in which PyTorch says that a tensor has no numbers."""
    return any(words in str(error) for words in NO_NUMBERS)


def _misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | None:
    """Compare an input with what a layer takes."""
    shape = tuple(x.shape)
    if isinstance(module, _ConvNd):
        return _conv_misfit(module, shape, where)
    if isinstance(module, nn.Linear):
        return _linear_misfit(module, shape, where)
    if isinstance(module, _NormBase):
        return _norm_misfit(module, shape, where)
    return None


def _conv_misfit(module: Any, shape: tuple[int, ...], where: str) -> ShapeError | None:
    """Say whether the axes, the channels or the size are wrong."""
    rank = len(module.kernel_size)
    batch, one = f"(N, C_in, {AXES[rank]})", f"(C_in, {AXES[rank]})"
    axes = {rank + 2: batch, rank + 1: one}
    weight = (tuple(module.weight.shape), _weight_axes(module, rank))
    shapes = {
        "its input": (shape, axes.get(len(shape), "unknown")),
        "its weight": weight,
    }
    if len(shape) not in axes:
        facts = f"{where} takes {rank + 2} axes but its input has {len(shape)}"
        return ShapeError(facts, shapes, f"give {batch}, or {one}")
    channels, wanted = shape[-rank - 1], module.in_channels
    if channels != wanted:
        facts = f"{where} takes {wanted} channels but gets {channels}"
        last = "the input looks channels-last; PyTorch wants channels first"
        return ShapeError(facts, shapes, last * (shape[-1] == wanted))
    if module.transposed or _fits(module, shape[-rank:]):
        return None
    return ShapeError(f"the window of {where} does not fit its input", shapes)


def _fits(module: Any, size: tuple[int, ...]) -> bool:
    """Tell whether a window has a place; with padding "same" it always has."""
    padding = module.padding
    if isinstance(padding, str):
        padding = (0 if padding == "valid" else max(module.kernel_size),) * len(size)
    axes = zip(size, padding, module.dilation, module.kernel_size, strict=True)
    return all(n + 2 * p > d * (k - 1) for n, p, d, k in axes)


def _linear_misfit(
    module: nn.Linear, shape: tuple[int, ...], where: str
) -> ShapeError | None:
    """Say which number of features is wrong."""
    if shape[-1:] == (module.in_features,):
        return None
    got = shape[-1] if shape else "none"
    facts = f"{where} takes {module.in_features} features but gets {got}"
    shapes = {
        "its input": (shape, "(..., in_features)"),
        "its weight": (tuple(module.weight.shape), "(out_features, in_features)"),
    }
    hint = "after Flatten, the number of features depends on the input size"
    return ShapeError(facts, shapes, hint)


def _norm_misfit(
    module: Any,
    shape: tuple[int, ...],
    where: str,
) -> ShapeError | None:
    """Say which number of channels is wrong."""
    if len(shape) < len("NC") or shape[1] == module.num_features:
        return None
    facts = f"{where} takes {module.num_features} channels but gets {shape[1]}"
    weight = (module.num_features,)
    shapes = {"its input": (shape, "(N, C, ...)"), "its weight": (weight, "(C)")}
    return ShapeError(facts, shapes)


def _weight_axes(module: Any, rank: int) -> str:
    """Name the axes of a convolution's weight."""
    if module.transposed:
        return f"(C_in, C_out/groups, {KERNELS[rank]})"
    return f"(C_out, C_in/groups, {KERNELS[rank]})"
