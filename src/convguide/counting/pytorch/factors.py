"""What the axes of a layer's arrays are called: the factors of its counts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from torch import nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvNd

from convguide.counting.products import product_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.products import Product

KERNEL = {
    1: ("kernel length",),
    2: ("kernel height", "kernel width"),
    3: ("kernel depth", "kernel height", "kernel width"),
}
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}

Pairs = list[tuple[str, int]]


def array_product(module: nn.Module, name: str, shape: Sequence[int]) -> Product:
    """Name the axes of an array that a layer learns.

    Parameters
    ----------
    module : torch.nn.Module
        The layer.
    name : str
        The array's name in the layer: ``"weight"``.
    shape : sequence of int
        Its shape.

    Returns
    -------
    Product
        One factor an axis; axes of size 1 are left out where their name says nothing.
    """
    for kind, read in _READERS:
        if isinstance(module, kind) and (pairs := read(module, name, tuple(shape))):
            return product_of(*pairs)
    return product_of(*_unknown(shape))


def _unknown(shape: Sequence[int]) -> Pairs:
    """Give axes longer than 1 their numbers; a single number is a factor, too."""
    axes = [(f"axis {n}", size) for n, size in enumerate(shape) if size != 1]
    return axes or [("numbers", prod(shape))]


def conv_axes(module: Any, rank: int) -> tuple[str, ...]:
    """Name the axes of the weight of a convolution over `rank` axes."""
    split = "/groups" * (module.groups > 1)
    if getattr(module, "transposed", False):
        return ("in_channels", f"out_channels{split}", *KERNEL[rank])
    return ("out_channels", f"in_channels{split}", *KERNEL[rank])


def _conv(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    rank = len(module.kernel_size)
    if shape == (module.out_channels,):
        return [("out_channels", shape[0])]
    if len(shape) != rank + 2:
        return []
    pairs = list(zip(conv_axes(module, rank), shape, strict=True))
    # Weight normalization keeps one length a filter: (64, 1, 1, 1).
    derived = name != "weight" and 1 in shape
    return [pair for pair in pairs if pair[1] > 1] if derived else pairs


def _linear(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    del name
    names = ("out_features", "in_features")
    sizes = (module.out_features, module.in_features)
    if len(shape) > len(sizes):
        return []
    return [
        pair
        for pair in zip(names, shape, strict=False)
        if pair[1] > 1 or shape == sizes
    ]


def _embedding(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    del module, name
    return list(zip(("num_embeddings", "embedding_dim"), shape, strict=True))


def _channels(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    del module, name
    return [("channels", shape[0])] if len(shape) == 1 else []


def _features(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    del module, name
    return [("features", size) for size in shape]


def _recurrent(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    kind = type(module).__name__.removesuffix("Cell")
    gates, size = GATES.get(kind, 1), module.hidden_size
    if not shape or shape[0] != gates * size:
        return []
    first = [("gates", gates)] * (gates > 1) + [("hidden_size", size)]
    if len(shape) == 1:
        return first
    inner = "hidden_size" if "_hh" in name else "input_size"
    return [*first, (inner, shape[1])]


def _attention(module: Any, name: str, shape: tuple[int, ...]) -> Pairs:
    size = module.embed_dim
    if name.startswith("in_proj") and shape[0] == 3 * size:
        return [("query, key and value", 3), *(("embed_dim", size) for _ in shape)]
    return [("embed_dim", n) for n in shape] if set(shape) == {size} else []


_READERS = (
    (_ConvNd, _conv),
    (nn.Linear, _linear),
    (nn.Embedding, _embedding),
    (nn.EmbeddingBag, _embedding),
    (nn.LayerNorm, _features),
    ((_NormBase, nn.GroupNorm, nn.PReLU), _channels),
    ((nn.RNNBase, nn.RNNCellBase), _recurrent),
    (nn.MultiheadAttention, _attention),
)
