"""The ledger: rows, totals, and the ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from convguide._integers import integer
from convguide.counting import records, tables
from convguide.counting.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.products import Term


@dataclass(frozen=True)
class Ledger:
    """Rows of a ledger and their totals; printed, it is a table of all rows.

    Attributes
    ----------
    rows : tuple of Row
        One row a layer.
    per : str or None
        What multiply-accumulates and memory are counted for: ``"one image"``; None if
        no input size is known.
    not_counted : tuple of str
        What costs something that is not in the table, a line each.
    kinds : tuple of tuple of str
        Path and kind of what contains layers, for :meth:`folded`.
    notes : tuple of str
        What else to say below the table, a line each: ``"As in evaluation."``
    """

    rows: tuple[Row, ...]
    per: str | None = None
    not_counted: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """Number of learned numbers of all layers, frozen ones included."""
        return sum(row.parameters for row in self.rows)

    @property
    def trainable(self) -> int:
        """Number of these that training changes."""
        return sum(row.trainable for row in self.rows)

    @property
    def frozen(self) -> int:
        """Number of these that training leaves as they are."""
        return self.parameters - self.trainable

    @property
    def buffers(self) -> int:
        """Numbers that are kept and not learned."""
        return sum(row.buffers for row in self.rows)

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates of all layers for one input, if sizes are known."""
        return _total([row.macs for row in self.rows])

    @property
    def flops(self) -> int | None:
        """Floating-point operations, two for each multiply-accumulate, if known."""
        return None if self.macs is None else 2 * self.macs

    @property
    def memory(self) -> int | None:
        """Bytes of the outputs of all layers together, if known."""
        return _total([row.memory for row in self.rows])

    def folded(self, depth: int) -> Ledger:
        """Add up the layers whose paths begin alike.

        Parameters
        ----------
        depth : int
            Parts of a path that are kept, at least 1.

        Returns
        -------
        Ledger
            The same totals in fewer rows, each where its first layer stood. Of several
            layers, neither output nor calls are known. Rows whose paths are not longer
            than `depth` stay as they are.

        Raises
        ------
        TypeError, ValueError
            If `depth` is no integer, or less than 1.

        Examples
        --------
        >>> book = Ledger((Row("stem", "Conv2d"), Row("body.0", "Conv2d"),
        ...                Row("body.1", "Conv2d")), kinds=(("body", "Sequential"),))
        >>> [(row.path, row.kind, row.layers) for row in book.folded(1).rows]
        [('stem', 'Conv2d', 1), ('body', 'Sequential', 2)]
        """
        depth = integer("depth", depth, least=1)
        kinds = {row.path: row.kind for row in self.rows} | dict(self.kinds)
        groups: dict[str, list[Row]] = {}
        for row in self.rows:
            groups.setdefault(_head(row.path, depth), []).append(row)
        rows = (
            _merged(path, kinds.get(path, ""), some, depth)
            for path, some in groups.items()
        )
        return replace(self, rows=tuple(rows))

    def to_text(self) -> str:
        """Write the table with aligned columns, and what it counts below."""
        return tables.text(self)

    def to_markdown(self) -> str:
        """Write a table in Markdown (GitHub's), and what it counts below."""
        return tables.markdown(self)

    def to_html(self) -> str:
        """Write a table in HTML, with a caption and the scope of each heading."""
        return tables.html(self)

    def to_csv(self) -> str:
        """Write a line a layer, comma-separated, numbers without separators."""
        return records.csv(self)

    def to_json(self) -> str:
        """Write :meth:`to_dict` as JSON."""
        return records.json(self)

    def to_dict(self) -> dict[str, object]:
        """Give rows, factors and totals as dicts, lists, strings and numbers."""
        return records.plain(self)

    def __str__(self) -> str:
        """Write the table with aligned columns."""
        return self.to_text()

    def _repr_html_(self) -> str:
        """Write the table for a notebook."""
        return self.to_html()


def _head(path: str, depth: int) -> str:
    """Keep the first parts of a path."""
    return ".".join(path.split(".")[:depth])


def _merged(path: str, kind: str, rows: Sequence[Row], depth: int) -> Row:
    """Make one row of those whose paths begin alike."""
    terms = tuple(_moved(term, depth) for row in rows for term in row.terms)
    if len(rows) == 1 and rows[0].path == path:
        return replace(rows[0], terms=terms)
    products = [row.products for row in rows]
    return Row(
        path,
        kind,
        terms,
        products=None
        if None in products
        else tuple(product for some in products for product in some or ()),
        buffers=sum(row.buffers for row in rows),
        memory=_total([row.memory for row in rows]),
        layers=sum(row.layers for row in rows),
    )


def _moved(term: Term, depth: int) -> Term:
    """Say in which folded row a shared array is counted."""
    if term.shared_with is None:
        return term
    return replace(term, shared_with=_head(term.shared_with, depth))


def _total(counts: Sequence[int | None]) -> int | None:
    """Add up counts, unless one of them is unknown."""
    return None if None in counts else sum(filter(None, counts))
