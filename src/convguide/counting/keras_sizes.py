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


def sized(tree: Any) -> Any:  # noqa: ANN401 - arguments of any layer
    """Put sizes in the place of arrays."""
    if isinstance(tree, dict):
        return {key: sized(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [sized(value) for value in tree]
    if hasattr(tree, "shape") and hasattr(tree, "dtype"):
        if None in tree.shape:
            facts = f"the shape {tuple(tree.shape)} depends on the data"
            raise ModelError(facts, "only shapes are computed, no numbers")
        return Size(tuple(map(int, tree.shape)), _itemsize(str(tree.dtype)))
    return tree


def _itemsize(dtype: str) -> int:
    """Read the bytes of a number off the name of its type; a bool has one."""
    bits = re.search(r"\d+", dtype)
    return max(int(bits[0]) // BITS, 1) if bits else 1
