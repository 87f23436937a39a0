"""The arguments of a forward: shapes, or what the user has, without numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.utils._pytree import tree_leaves, tree_map

from convguide._integers import integers, is_sequence
from convguide.counting.pytorch.copying import empty_as

if TYPE_CHECKING:
    from torch import nn

RANKS = tuple(range(2, 9))


class Arguments(NamedTuple):
    """What a model is called with, on the meta device."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    @property
    def words(self) -> str:
        """What counts are for: ``"an input of 1×3×224×224"``."""
        leaves = tree_leaves([self.args, self.kwargs])
        shapes = ["×".join(map(str, x.shape)) for x in leaves if hasattr(x, "shape")]
        if len(shapes) == 1:
            return f"an input of {shapes[0] or 'one number'}"
        return f"inputs of {' and '.join(shapes)}" if shapes else "one call"


def arguments(model: nn.Module, input_size: Any, inputs: Any) -> Arguments | None:
    """Read the input of a model.

    Parameters
    ----------
    model : torch.nn.Module
        The model; its first floating-point parameter gives the dtype of inputs.
    input_size : sequence of int, or of such sequences, or mapping, optional
        The shape of the input, or one for each input.
    inputs : tensor, tuple or mapping, optional
        The arguments themselves.

    Returns
    -------
    Arguments or None
        None if neither is given.

    Raises
    ------
    TypeError
        If both are given, or a size is not made of integers.
    ValueError
        If a size is less than 1.
    """
    if inputs is not None:
        if input_size is not None:
            msg = "give input_size or inputs, not both"
            raise TypeError(msg)
        empty = tree_map(lambda x: empty_as(x) if torch.is_tensor(x) else x, inputs)
        if isinstance(empty, Mapping):
            return Arguments((), dict(empty))
        return Arguments(empty if isinstance(empty, tuple) else (empty,), {})
    if input_size is None:
        return None
    dtype = _dtype(model)
    if isinstance(input_size, Mapping):
        named = {name: _tensor(size, dtype) for name, size in input_size.items()}
        return Arguments((), named)
    several = is_sequence(input_size) and any(map(is_sequence, input_size))
    sizes = tuple(input_size) if several else (input_size,)
    return Arguments(tuple(_tensor(size, dtype) for size in sizes), {})


def _tensor(size: Any, dtype: torch.dtype) -> torch.Tensor:
    """Make an input without numbers."""
    if is_sequence(size) and len(size) == 1:
        size = size[0]
    ranks = (1, *RANKS) if not is_sequence(size) else RANKS
    shape = integers("input_size", size, least=1, lengths=ranks)
    return torch.empty(shape, dtype=dtype, device="meta")


def _dtype(model: nn.Module) -> torch.dtype:
    """Give inputs the dtype of the first parameter that has a fraction."""
    dtypes = (array.dtype for array in model.parameters() if array.is_floating_point())
    return next(dtypes, torch.get_default_dtype())
