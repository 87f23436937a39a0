"""Quantized layers: their numbers are packed, and unknown to the meta device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional as F  # noqa: N812 - as everyone calls it

from convguide.counting.products import Term, product_of
from convguide.counting.pytorch.factors import conv_axes

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

HOUSE = "torch.ao.nn."
CONVS: dict[tuple[bool, int], Callable[..., Tensor]] = {
    (False, 1): F.conv1d,
    (False, 2): F.conv2d,
    (False, 3): F.conv3d,
    (True, 1): F.conv_transpose1d,
    (True, 2): F.conv_transpose2d,
    (True, 3): F.conv_transpose3d,
}
# It takes a byte, as quantized numbers do, and can be averaged; meta knows no other.
BYTE = torch.float8_e4m3fn
PASSING = {"Quantize": BYTE, "DeQuantize": torch.float32}


def is_quantized(module: nn.Module) -> bool:
    """Tell modules whose weight is packed, and no parameter."""
    kind = type(module)
    return kind.__module__.startswith(HOUSE) and callable(getattr(kind, "weight", None))


def quantized_terms(module: Any, prefix: str = "") -> list[Term]:
    """Give weight and bias of a quantized layer; training changes neither."""
    weight = module.weight()
    bias = module.bias() if callable(getattr(module, "bias", None)) else None
    names = _axes(module, weight.dim())
    product = product_of(*zip(names, weight.shape, strict=True))
    terms = [Term(f"{prefix}weight", product, trainable=False)]
    if bias is not None:
        name = "out_channels" if hasattr(module, "kernel_size") else names[0]
        pair = (name, bias.numel())
        terms.append(Term(f"{prefix}bias", product_of(pair), trainable=False))
    return terms


def stand_in(module: Any) -> Callable[..., Tensor] | None:
    """Give a function that has the shapes of a quantized module, or None.

    What a quantized layer computes is rounded; how much it computes is not.
    """
    kind = type(module)
    if kind.__module__.startswith(HOUSE) and kind.__name__ in PASSING:
        return lambda x: x.to(PASSING[kind.__name__])
    if not is_quantized(module):
        return None
    weight = torch.empty(module.weight().shape, device="meta")
    result = torch.float32 if ".dynamic." in kind.__module__ else BYTE
    if hasattr(module, "kernel_size"):
        conv = CONVS[getattr(module, "transposed", False), weight.dim() - 2]
        options = {
            name: getattr(module, name)
            for name in ("stride", "padding", "dilation", "groups")
        }
        if getattr(module, "transposed", False):
            options["output_padding"] = module.output_padding
        return lambda x: conv(x.float(), weight, None, **options).to(result)
    if hasattr(module, "in_features"):
        return lambda x: F.linear(x.float(), weight).to(result)
    return lambda x: F.embedding(x, weight)


def _axes(module: Any, rank: int) -> tuple[str, ...]:
    """Name the axes of the weight."""
    if hasattr(module, "kernel_size"):
        return conv_axes(module, rank - 2)
    if hasattr(module, "in_features"):
        return ("out_features", "in_features")
    return ("num_embeddings", "embedding_dim")
