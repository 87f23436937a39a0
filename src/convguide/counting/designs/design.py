"""Other designs of one layer, side by side: what each learns and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convguide.counting import grids
from convguide.counting.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convguide.counting.products import Product, Term
    from convguide.spec import Conv2dSpec


@dataclass(frozen=True)
class Design:
    """One way in which a layer could share its weights, and what it would cost.

    Attributes
    ----------
    name : str
        What the design is called.
    meaning : str
        What it does, in a line.
    terms : tuple of Term
        The arrays that it would learn, each with the factors of its size.
    products : tuple of Product or None
        Its multiply-accumulates, each with its factors; None if no input size is known.
    why_not : str
        Why there are no counts: the design is impossible for these channels, or depends
        on an input size that is not known. Empty if there are.
    """

    name: str
    meaning: str
    terms: tuple[Term, ...] = ()
    products: tuple[Product, ...] | None = None
    why_not: str = ""

    @property
    def parameters(self) -> int | None:
        """Number of learned numbers; None if there is a reason why not."""
        return None if self.why_not else self._row.parameters

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates for one image, if known; what is alike counts once."""
        return self._row.macs

    @property
    def formula(self) -> str:
        """The number of parameters with its factors, or why there is none."""
        return self.why_not or self._row.formula

    @property
    def named_formula(self) -> str:
        """The names of the factors, in the same order."""
        return self._row.named_formula

    @property
    def macs_formula(self) -> str | None:
        """The number of multiply-accumulates with its factors, if known."""
        return self._row.macs_formula

    @property
    def _row(self) -> Row:
        return Row(self.name, "", self.terms, self.products)


@dataclass(frozen=True)
class Designs:
    """Designs of one layer; printed, they are a table. Iterating gives each of them.

    Attributes
    ----------
    spec : Conv2dSpec
        The layer as it is, which is the first design.
    input_size : tuple of int or None
        Height and width of its input, in pixels, if known.
    rows : tuple of Design
        The designs.
    """

    spec: Conv2dSpec
    input_size: tuple[int, int] | None
    rows: tuple[Design, ...]

    def __iter__(self) -> Iterator[Design]:
        """Give each design."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the designs."""
        return len(self.rows)

    def named(self, name: str) -> Design:
        """Find a design by its name, as the table writes it."""
        for row in self.rows:
            if row.name == name:
                return row
        known = ", ".join(row.name for row in self.rows)
        msg = f"no design is called {name!r}\n  hint: there are {known}"
        raise ValueError(msg)

    def __str__(self) -> str:
        """Align the columns, and say below what each name means."""
        heading, *cells = self._cells()
        left = [True, *(False for _ in heading[1:])]
        meanings = (f"{row.name}: {row.meaning}" for row in self.rows)
        return "\n".join([*grids.aligned([heading, *cells], left), *meanings])

    def _repr_html_(self) -> str:
        """Write a table for a notebook, in which the meaning is the last column."""
        heading, *cells = self._cells()
        pairs = zip(cells, self.rows, strict=True)
        rows = [[*line, row.meaning] for line, row in pairs]
        caption = f"{len(self.rows)} designs of one layer"
        return grids.html(caption, [*heading, "meaning"], rows)

    def _cells(self) -> Iterator[list[str]]:
        """Give heading and rows as text; MACs only if they are known."""
        sized = self.input_size is not None
        yield ["design", "parameters", *["MACs"] * sized]
        for row in self.rows:
            macs = "" if row.macs is None else f"{row.macs:,}"
            yield [row.name, row.formula, *[macs] * sized]
