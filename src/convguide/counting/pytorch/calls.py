"""What happens at one layer while a model is walked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from torch import Tensor
from torch.utils._pytree import tree_leaves

if TYPE_CHECKING:
    from convguide.counting.products import Product


class Calls:
    """What happened at one layer.

    Attributes
    ----------
    count : int
        How often it was called.
    products : collections.Counter of Product
        What it multiplied, and how often.
    shape : tuple of int or None
        Shape of its output, that of the last call; of several outputs the first.
    memory : int
        Bytes of all its outputs.
    """

    def __init__(self) -> None:
        self.count = 0
        self.products: Counter[Product] = Counter()
        self.shape: tuple[int, ...] | None = None
        self.memory = 0

    def returned(self, result: object) -> None:
        """Note what one call gave."""
        tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor)]
        self.count += 1
        self.memory += sum(t.numel() * t.element_size() for t in tensors)
        self.shape = tuple(tensors[0].shape) if tensors else self.shape
