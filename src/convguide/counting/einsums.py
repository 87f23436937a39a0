"""The products of an equation in Einstein's notation."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.products import product_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.products import Product


def einsum_product(equation: str, shapes: Sequence[tuple[int, ...]]) -> Product:
    """Multiply the sizes of all letters of an equation.

    Parameters
    ----------
    equation : str
        As in :func:`numpy.einsum`: ``"btd,dhk->bthk"``; "..." stands for the axes that
        have no letter.
    shapes : sequence of tuple
        One shape for each array before the arrow.

    Returns
    -------
    Product
        One factor a letter, in the order in which they are met; those of 1 are left
        out. With more than two arrays it is the count of the sum as it is written,
        every product of all arrays at once.

    Examples
    --------
    >>> product = einsum_product("btd,dhk->bthk", [(2, 7, 5), (5, 3, 4)])
    >>> product.text, product.names, product.count
    ('2 × (7·5·3·4)', 'axis b × (axis t · axis d · axis h · axis k)', 840)
    """
    operands = equation.replace(" ", "").partition("->")[0].split(",")
    found: dict[str, int] = {}
    for letters, shape in zip(operands, shapes, strict=True):
        before, dots, after = letters.partition("...")
        kept = len(shape) - len(after)
        named = list(zip(before, shape, strict=False))
        if dots:
            named += [("…", prod(shape[len(before) : kept]))]
            named += list(zip(after, shape[kept:], strict=True))
        for letter, size in named:
            found[letter] = max(found.get(letter, 1), size)
    axes = [(f"axis {letter}", size) for letter, size in found.items() if size != 1]
    return product_of(*(axes or [("numbers", 1)]))
