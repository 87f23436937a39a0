"""What a layer takes, compared with what it gets: words for a user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd

from convguide._errors import ModelError, ShapeError

AXES = {1: "L", 2: "H, W", 3: "D, H, W"}
KERNELS = {1: "K", 2: "K_h, K_w", 3: "K_d, K_h, K_w"}
GATES = "(gates · hidden_size, input_size)"
# What says how many features a layer takes, its array, and the axes of that.
FEATURES = (
    (nn.Linear, "in_features", "weight", "(out_features, in_features)"),
    (nn.RNNBase, "input_size", "weight_ih_l0", GATES),
    (nn.RNNCellBase, "input_size", "weight_ih", GATES),
    (
        nn.MultiheadAttention,
        "embed_dim",
        "in_proj_weight",
        "(3 · embed_dim, embed_dim)",
    ),
)
FLATTEN = "after Flatten, the number of features depends on the input size"


def misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | ModelError | None:
    """Compare an input with what a layer takes.

    Parameters
    ----------
    module : torch.nn.Module
        The layer that raised.
    x : torch.Tensor
        Its first input.
    where : str
        Path and kind of the layer.

    Returns
    -------
    ShapeError, ModelError or None
        None if the shape of the input is not what the layer objects to.
    """
    for kinds, compare in _COMPARISONS:
        if isinstance(module, kinds):
            return compare(module, x, where)
    return None


def _conv_misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | None:
    """Say whether the axes, the channels or the size are wrong."""
    rank, shape = len(module.kernel_size), tuple(x.shape)
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


def _features_misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | None:
    """Say which number of features is wrong."""
    shape = tuple(x.shape)
    for kind, name, array, axes in FEATURES:
        wanted = getattr(module, name, None)
        if not isinstance(module, kind) or shape[-1:] == (wanted,):
            continue
        got = shape[-1] if shape else "none"
        shapes = {"its input": (shape, f"(..., {name})")}
        if (weight := getattr(module, array)) is not None:
            shapes["its weight"] = (tuple(weight.shape), axes)
        hint = FLATTEN if kind is nn.Linear else ""
        facts = f"{where} takes {wanted} features but gets {got}"
        return ShapeError(facts, shapes, hint)
    return None


def _norm_misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | None:
    """Say which number of channels is wrong."""
    shape = tuple(x.shape)
    wanted = getattr(module, "num_features", getattr(module, "num_channels", None))
    if len(shape) < len("NC") or shape[1] == wanted:
        return None
    facts = f"{where} takes {wanted} channels but gets {shape[1]}"
    shapes = {"its input": (shape, "(N, C, ...)"), "its weight": ((wanted,), "(C)")}
    return ShapeError(facts, shapes)


def _last_axes_misfit(module: Any, x: torch.Tensor, where: str) -> ShapeError | None:
    """Say over which axes a norm is taken."""
    wanted, shape = tuple(module.normalized_shape), tuple(x.shape)
    if shape[-len(wanted) :] == wanted:
        return None
    facts = f"the last axes of the input of {where} are not {wanted}"
    return ShapeError(facts, {"its input": (shape, "(..., normalized_shape)")})


def _embedding_misfit(_: Any, x: torch.Tensor, where: str) -> ModelError | None:
    """Say that an embedding takes no fractions."""
    if not x.is_floating_point():
        return None
    dtype = str(x.dtype).removeprefix("torch.")
    facts = f"{where} takes integers, the indices of its vectors, but gets {dtype}"
    example = f"torch.zeros({tuple(x.shape)}, dtype=torch.long)"
    return ModelError(facts, f"give the model its arguments: inputs={example}")


def _weight_axes(module: Any, rank: int) -> str:
    """Name the axes of a convolution's weight."""
    if module.transposed:
        return f"(C_in, C_out/groups, {KERNELS[rank]})"
    return f"(C_out, C_in/groups, {KERNELS[rank]})"


Comparison = Callable[[Any, torch.Tensor, str], ShapeError | ModelError | None]
_COMPARISONS: tuple[tuple[Any, Comparison], ...] = (
    (_ConvNd, _conv_misfit),
    (tuple(kind for kind, *_ in FEATURES), _features_misfit),
    ((_NormBase, nn.GroupNorm), _norm_misfit),
    ((nn.LayerNorm, nn.RMSNorm), _last_axes_misfit),
    ((nn.Embedding, nn.EmbeddingBag), _embedding_misfit),
)
