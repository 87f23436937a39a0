"""Counts of several designs, as areas on one scale."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.products import Product
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.counts.area_key import key_of
from convguide.diagrams.counts.area_layout import SEEN, unit_of
from convguide.diagrams.style import INK, hue
from convguide.diagrams.words import counted, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from convguide.diagrams.canvas import Picture

EDGE = 0.4  # cells, around everything
NAME, GAP = 0.9, 0.4  # cells, for a name, and from an area to the next name
BESIDE = 0.4  # cells, from a name to its product


def compare_areas(designs: Mapping[str, Product], *, ax: Axes | None = None) -> Picture:
    """Draw the numbers of weights of several designs as areas on one scale.

    Parameters
    ----------
    designs : mapping of str to convguide.Product
        The factors of each count, such as the ``product`` of a :class:`convguide.Term`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        For each design a rectangle, as high as the factors before the sign × and as
        wide as those after it, with the product written above.

    Raises
    ------
    TypeError
        If a count comes without its factors.
    ValueError
        If there is no design, or one of them has no weights.

    Examples
    --------
    >>> from convguide import Conv2dSpec, ledger
    >>> layers = {
    ...     "own kernels": Conv2dSpec(3, 32, 5),
    ...     "one kernel for all channels": Conv2dSpec(1, 32, 5),
    ...     "depthwise": Conv2dSpec(3, 3, 5, groups=3),
    ... }
    >>> rows = {name: ledger(layer).rows[0] for name, layer in layers.items()}
    >>> designs = {name: row.terms[0].product for name, row in rows.items()}
    >>> drawing = compare_areas(designs)
    >>> drawing.title
    '3 designs: 2,400, 800 and 75 weights'
    """
    _refuse(designs)
    sides = [_sides(product) for product in designs.values()]
    unit = unit_of(max(wide for wide, _ in sides), max(high for _, high in sides))
    names = [(width_of(n, bold=True), _words(p)) for n, p in designs.items()]
    words = max(name + BESIDE + width_of(product) for name, product in names)
    key, tall = key_of(unit), sum(high for _, high in sides) * unit[1]
    below = EDGE + tall + len(sides) * (NAME + GAP)
    longest = max(wide for wide, _ in sides) * unit[0]
    wide = max(words, longest, key.width) + 2 * EDGE
    canvas, y = Canvas(wide, below + NAME + EDGE, ax=ax), EDGE
    for (name, product), (width, text) in zip(designs.items(), names, strict=True):
        at = y + NAME / 2
        canvas.text(EDGE, at, name, align="left", bold=True)
        canvas.text(EDGE + width + BESIDE, at, text, align="left")
        _draw(canvas, product, (EDGE, y + NAME), unit)
        y += NAME + _sides(product)[1] * unit[1] + GAP
    key.draw(canvas, (EDGE + key.width / 2, below + NAME / 2))
    return canvas.finished(_title(designs), _description(designs))


def _refuse(designs: Mapping[str, Product]) -> None:
    """Check that there are counts, each with its factors."""
    if not designs:
        msg = "designs must hold at least one product"
        raise ValueError(msg)
    for name, product in designs.items():
        if not isinstance(product, Product):
            kind = type(product).__name__
            msg = f"designs must map names to Product, got {kind} for {name!r}"
            raise TypeError(msg)
        if product.count < 1:
            msg = f"designs must have weights, got {_words(product)} for {name!r}"
            raise ValueError(msg)


def _sides(product: Product) -> tuple[int, int]:
    """Give columns and rows."""
    wide, high = (
        prod(factor.value for factor in some) for some in (product.inner, product.outer)
    )
    return wide, high


def _words(product: Product) -> str:
    """Write the product and its result; one factor is its own result."""
    count = f"{product.count:,}"
    return count if product.text == count else f"{product.text} = {count}"


def _draw(
    canvas: Canvas,
    product: Product,
    corner: tuple[float, float],
    unit: tuple[float, float],
) -> None:
    """Draw one area, with lines between weights and bands that can be seen."""
    (x, y), (columns, rows) = corner, _sides(product)
    wide, high = columns * unit[0], rows * unit[1]
    canvas.boxes([(x, y, wide, high)], fill=hue(2), edge=INK)
    if min(unit) >= SEEN:
        levels = [y + n * unit[1] for n in range(1, rows)]
        lines = [[(x, level), (x + wide, level)] for level in levels]
        edges = [x + n * unit[0] for n in range(1, columns)]
        lines += [[(edge, y), (edge, y + high)] for edge in edges]
        canvas.lines(lines, width=0.4)
    bands = product.inner[0].value if product.inner else 1
    if wide / bands >= SEEN:
        edges = [x + n * wide / bands for n in range(1, bands)]
        canvas.lines(
            [[(edge, y), (edge, y + high)] for edge in edges], colour=INK, width=1
        )


def _title(designs: Mapping[str, Product]) -> str:
    """Give the counts."""
    *first, last = (f"{product.count:,}" for product in designs.values())
    numbers = " and ".join([*([", ".join(first)] if first else []), last])
    noun = "weight" if numbers == "1" else "weights"
    return f"{counted(len(designs), 'design')}: {numbers} {noun}"


def _description(designs: Mapping[str, Product]) -> str:
    """Read the picture out."""
    rows = "; ".join(f"{name}: {_words(p)}" for name, p in designs.items())
    return (
        "Numbers of weights as areas on one scale, as high as what stands before the "
        f"sign × and as wide as what stands after it. {rows}."
    )
