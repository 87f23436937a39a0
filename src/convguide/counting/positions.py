"""Weights that are used once at each position: what convolutions have in common."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.products import product_of

if TYPE_CHECKING:
    from convguide._typing import Shape
    from convguide.counting.products import Product

#: What the axes that a window slides over are called, for 1D, 2D and 3D layers.
SIZES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def uses(
    positions: Shape, weights: int, batch: int = 1, way: str = "output"
) -> Product:
    """Use each weight once at each position of each sample.

    Parameters
    ----------
    positions : tuple of int
        Sizes of the axes that the window slides over, in the output; for transposed
        layers, in the input.
    weights : int
        How many weights there are.
    batch : int, default 1
        Samples.
    way : str, default "output"
        On which side the positions are: ``"output"`` or ``"input"``.

    Returns
    -------
    Product
        Multiply-accumulates.

    Examples
    --------
    >>> product = uses((14, 12), 600, batch=2)
    >>> product.text, product.names
    ('2·14·12 × 600', 'batch · output height · output width × weights')
    """
    names = [f"{way} {axis}" for axis in SIZES.get(len(positions), ())]
    if not names and positions:
        names, positions = [f"{way} positions"], (prod(positions),)
    pairs = list(zip(names, positions, strict=True))
    outer = max(len(pairs), 1)
    return product_of(*pairs, ("weights", weights), outer=outer).times("batch", batch)


def rows_of_weights(rows: int, weights: int, name: str = "rows") -> Product:
    """Use each weight of a matrix once for each row of what comes in."""
    if rows == 1:
        return product_of(("weights", weights))
    return product_of((name, rows), ("weights", weights))


def contracted(numbers: int, summed: int) -> Product:
    """Sum so many products for each number that comes out."""
    return product_of(("output numbers", numbers), ("summed products", summed))
