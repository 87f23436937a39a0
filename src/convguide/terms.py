"""The terms of one output number, as a sum to read and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide._typing import Array

WINDOW_AXES = {
    1: ("positions",),
    2: ("rows", "columns"),
    3: ("planes", "rows", "columns"),
}


@dataclass(frozen=True, eq=False)
class Trace:
    """The arithmetic of one output number; printed, it reads as a sum.

    Attributes
    ----------
    at : tuple of int
        Position in the output, (o, i, j) or (n, o, i, j) for a 2D layer.
    channels : range
        The input channels that the filter sees, all of them unless grouped.
    window : tuple of tuple of int
        For each axis, the pixels of the input that take part: rows and columns in 2D. A
        negative or too large number is padding.
    taps : tuple of tuple of int
        For each axis, the kernel entries that meet these pixels: all of them, unless
        the layer is transposed.
    patch : ndarray
        The input numbers that take part, (C_in / groups, K_h, K_w).
    filter : ndarray
        The weights that meet them, (C_in / groups, K_h, K_w).
    products : ndarray
        Their products, one by one, (C_in / groups, K_h, K_w).
    partial_sums : ndarray
        The sum of the products of each input channel, (C_in / groups,).
    bias : scalar or None
        What is added at the end.
    total : scalar
        The output number.
    """

    at: tuple[int, ...]
    channels: range
    window: tuple[tuple[int, ...], ...]
    taps: tuple[tuple[int, ...], ...]
    patch: Array
    filter: Array
    products: Array
    partial_sums: Array
    bias: Any
    total: Any

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows of the input that take part; a 1D layer has none."""
        return self.window[-2] if len(self.window) > 1 else ()

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns of the input that take part, or positions of a 1D layer."""
        return self.window[-1]

    def __str__(self) -> str:
        """Write the sum down, a kernel row to a line."""
        lines = list(self._lines())
        label, wide, right = (max(len(line[k]) for line in lines) for k in range(3))
        body = [
            f"{name:{label}}  {'  ' if name else '+ '}{text:{wide}}"
            + (f"  = {value:>{right}}" if value else "")
            for name, text, value in lines
        ]
        return "\n".join([self._headline(), *(line.rstrip() for line in body)])

    def _repr_html_(self) -> str:
        """Show the sum as a table in a notebook."""
        rows = "".join(
            f'<tr><th scope="row">{name}</th><td>{escape(text)}</td>'
            f"<td>{escape(value)}</td></tr>"
            for name, text, value in self._lines()
        )
        heads = "".join(
            f'<th scope="col">{head}</th>' for head in ("part", "sum", "value")
        )
        return (
            f"<table><caption>{escape(self._headline())}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _lines(self) -> Iterator[tuple[str, str, str]]:
        """Give each line of the sum: its name, its terms and what they add up to."""
        for n, channel in enumerate(self.channels):
            pairs = zip(self.patch[n].flat, self.filter[n].flat, strict=True)
            factors = [f"{_factor(p)}·{_factor(w)}" for p, w in pairs]
            wide = max(len(self.window[-1]), 1)
            rows = [
                " + ".join(factors[first : first + wide])
                for first in range(0, len(factors), wide)
            ] or ["no input number"]
            for number, row in enumerate(rows, 1):
                name = f"channel {channel}" if number == 1 else ""
                last = number == len(rows)
                yield name, row, _text(self.partial_sums[n]) if last else ""
        terms = [_text(self.partial_sums[0]), *map(_factor, self.partial_sums[1:])]
        if self.bias is not None:
            yield "bias", "", _text(self.bias)
            terms.append(_factor(self.bias))
        yield "output", " + ".join(terms), _text(self.total)

    def _headline(self) -> str:
        position = ", ".join(map(str, self.at))
        windows = [
            f"{name} {', '.join(map(str, pixels)) or 'none'}"
            for name, pixels in zip(
                WINDOW_AXES[len(self.window)], self.window, strict=True
            )
        ]
        o = self.at[-1 - len(self.window)]
        over = ", ".join(windows[:-1]) + " and " * (len(windows) > 1) + windows[-1]
        return f"output ({position}): filter {o} over {over}"


def _text(number: Any) -> str:  # noqa: ANN401
    return f"{number:.6g}" if isinstance(number, np.floating) else str(number)


def _factor(number: Any) -> str:  # noqa: ANN401
    text = _text(number)
    return f"({text})" if text.startswith("-") else text
