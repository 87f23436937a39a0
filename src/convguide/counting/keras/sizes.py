"""Shapes and bytes of arrays in nested lists, tuples and dicts, for Keras."""

from __future__ import annotations

import re
from math import prod
from typing import Any, NamedTuple

from convguide._errors import ModelError

BITS = 8  # of a byte


class Size(NamedTuple):
    """Shape of an array, and the bytes of one of its numbers."""

    shape: tuple[int, ...]
    itemsize: int

    @property
    def bytes(self) -> int:
        """Bytes of the whole array."""
        return self.itemsize * prod(self.shape)


def sizes(tree: object) -> list[Size]:
    """List all sizes in nested lists, tuples and dicts."""
    if isinstance(tree, Size):
        return [tree]
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [size for item in tree for size in sizes(item)]
    return []


def sized(tree: Any, computed: str = "") -> Any:  # noqa: ANN401 - of any layer
    """Put sizes in the place of arrays.

    Parameters
    ----------
    tree : object
        Arguments or results of a layer.
    computed : str, optional
        The type in which the layer computes, which is that of its real numbers: without
        numbers, the backend of PyTorch keeps those of the arrays that are learned.

    Returns
    -------
    object
        The same structure, in lists and dicts.

    Raises
    ------
    ModelError
        If a backend leaves a size open, since it depends on numbers.
    """
    if isinstance(tree, dict):
        return {key: sized(value, computed) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [sized(value, computed) for value in tree]
    if not (hasattr(tree, "shape") and hasattr(tree, "dtype")):
        return tree
    if None in tree.shape:
        facts = f"the shape {tuple(tree.shape)} depends on the data"
        raise ModelError(facts, "only shapes are computed, no numbers")
    dtype = str(tree.dtype)
    if "float" in dtype and "float" in computed:
        dtype = computed
    return Size(tuple(map(int, tree.shape)), _itemsize(dtype))


def _itemsize(dtype: str) -> int:
    """Read the bytes of a number off the name of its type; a bool has one."""
    bits = re.search(r"\d+", dtype)
    return max(int(bits[0]) // BITS, 1) if bits else 1
