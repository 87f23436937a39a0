"""The ledger: one row for each layer, with every factor of its counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import prod
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._integers import integers
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Row:
    """What one layer learns and what it costs.

    Attributes
    ----------
    spec : Conv2dSpec
        The layer.
    input_size : tuple of int or None
        Height and width of its input, in pixels, if known.

    Examples
    --------
    >>> row = Row(Conv2dSpec(5, 56, 4), (9, 9))
    >>> row.formula
    '56 × (5·4·4) + 56 = 4,536'
    >>> row.kernels, row.macs
    (280, 161280)
    """

    spec: Conv2dSpec
    input_size: tuple[int, int] | None = None

    @property
    def kernels(self) -> int:
        """Number of 2D kernels, C_out × C_in / groups."""
        return prod(self.spec.weight_shape[:2])

    @property
    def weights(self) -> int:
        """Number of weights, C_out × (C_in / groups · K_h · K_w)."""
        return prod(self.spec.weight_shape)

    @property
    def biases(self) -> int:
        """Number of biases, one for each filter or none."""
        return self.spec.out_channels if self.spec.bias else 0

    @property
    def parameters(self) -> int:
        """Number of learned numbers, weights and biases together."""
        return self.weights + self.biases

    @property
    def formula(self) -> str:
        """The number of parameters with its factors, as arithmetic."""
        factors = "·".join(map(str, self.spec.filter_shape))
        biases = f" + {self.biases}" if self.biases else ""
        return f"{self.spec.out_channels} × ({factors}){biases} = {self.parameters:,}"

    @property
    def output_size(self) -> tuple[int, int] | None:
        """Height and width of the output in pixels, if the input's are known."""
        return (
            None if self.input_size is None else self.spec.output_size(self.input_size)
        )

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates for one image, if the input size is known.

        A product with a zero of the padding counts; adding the bias does not.
        """
        return (
            None if self.output_size is None else self.weights * prod(self.output_size)
        )

    @property
    def macs_formula(self) -> str | None:
        """The number of multiply-accumulates with its factors, as arithmetic."""
        if self.output_size is None:
            return None
        height, width = self.output_size
        return f"{height}·{width} × {self.weights:,} = {self.macs:,}"


@dataclass(frozen=True)
class Ledger:
    """Rows of a ledger and their totals; printed, it is a table.

    Attributes
    ----------
    rows : tuple of Row
        One row a layer.
    """

    rows: tuple[Row, ...]

    @property
    def parameters(self) -> int:
        """Number of learned numbers of all layers."""
        return sum(row.parameters for row in self.rows)

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates of all layers for one image, if sizes are known."""
        counts = [row.macs for row in self.rows]
        return None if None in counts else sum(filter(None, counts))

    def _table(self) -> list[tuple[str, ...]]:
        """Heading, rows and total, as text."""
        sized = bool(self.rows) and self.macs is not None
        columns = (
            "layer",
            "filter",
            "parameters",
            *(("output", "MACs") if sized else ()),
        )
        table = [columns]
        for number, row in enumerate(self.rows, start=1):
            cells = [
                str(number),
                "×".join(map(str, row.spec.filter_shape)),
                row.formula,
            ]
            if row.output_size and sized:
                size = (row.spec.out_channels, *row.output_size)
                cells += ["×".join(map(str, size)), f"{row.macs:,}"]
            table.append(tuple(cells))
        total = ["total", "", f"{self.parameters:,}"]
        table.append((*total, "", f"{self.macs:,}") if sized else tuple(total))
        return table

    def __str__(self) -> str:
        """Write the table with aligned columns."""
        table = self._table()
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return "\n".join(
            "  ".join(
                f"{cell:{'<' if n < len(('layer', 'filter')) else '>'}{width}}"
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in table
        )

    def _repr_html_(self) -> str:
        """Write the table for a notebook."""
        heading, *rows = self._table()

        def line(cells: Sequence[str], tag: str) -> str:
            first, *others = (escape(cell) for cell in cells)
            scope = "col" if tag == "th" else "row"
            cells_html = "".join(f"<{tag}>{cell}</{tag}>" for cell in others)
            return f'<tr><th scope="{scope}">{first}</th>{cells_html}</tr>'

        head = line(heading, "th").replace("<th>", '<th scope="col">')
        body = "".join(line(row, "td") for row in rows)
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def ledger(
    specs: Conv2dSpec | Iterable[Conv2dSpec],
    input_size: Sequence[int] | None = None,
) -> Ledger:
    """Count what layers learn, and what they cost, with every factor.

    Parameters
    ----------
    specs : Conv2dSpec or iterable of Conv2dSpec
        One layer, or a chain in which each layer takes the output of the last.
    input_size : pair of int, optional
        Height and width of the first input, in pixels. Without it only parameters
        are counted, since they do not depend on it.

    Returns
    -------
    Ledger
        Rows and totals, in parameters and multiply-accumulates (MACs).

    Raises
    ------
    TypeError
        If `specs` holds anything but specs.
    ShapeError
        If a size is given and a layer does not fit the output of the one before.

    Examples
    --------
    >>> print(ledger([Conv2dSpec(3, 8, 5), Conv2dSpec(8, 4, 3, bias=False)], (9, 9)))
    layer  filter             parameters  output    MACs
    1      3×5×5   8 × (3·5·5) + 8 = 608   8×5×5  15,000
    2      8×3×3       4 × (8·3·3) = 288   4×3×3   2,592
    total                            896          17,592
    """
    chain: tuple[object, ...]
    chain = tuple(specs) if isinstance(specs, Iterable) else (specs,)
    rows: list[Row] = []
    size: tuple[int, int] | None = None
    if input_size is not None:
        height, width = integers("input_size", input_size, least=1, lengths=(2,))
        size = (height, width)
    for number, spec in enumerate(chain, start=1):
        if not isinstance(spec, Conv2dSpec):
            msg = f"specs must hold Conv2dSpec, got {type(spec).__name__}"
            raise TypeError(msg)
        if size and rows and rows[-1].spec.out_channels != spec.in_channels:
            facts = (
                f"layer {number} takes {spec.in_channels} channels "
                f"but layer {number - 1} gives {rows[-1].spec.out_channels}"
            )
            raise ShapeError(facts, hint="count layers that are no chain one by one")
        rows.append(Row(spec, size))
        try:
            size = rows[-1].output_size
        except ShapeError as error:
            facts = f"layer {number}: {error.facts}"
            raise ShapeError(facts, hint=error.hint) from None
    return Ledger(tuple(rows))
