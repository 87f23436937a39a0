"""The ledger: rows, totals, and the ways to write them down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from convguide._integers import integer
from convguide.counting import tables
from convguide.counting.rows import Row


@dataclass(frozen=True)
class Ledger:
    """Rows of a ledger and their totals; printed, it is a table.

    Attributes
    ----------
    rows : tuple of Row
        One row a layer.
    per : str or None
        What multiply-accumulates and memory are counted for: ``"one image"``; None if
        no input size is known.
    not_counted : tuple of str
        What costs something that is not in the table, a line each.
    kinds : tuple of (str, str)
        Path and kind of what contains layers, for :meth:`folded`.
    """

    rows: tuple[Row, ...]
    per: str | None = None
    not_counted: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()

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
        counts = [row.macs for row in self.rows]
        return None if None in counts else sum(filter(None, counts))

    @property
    def flops(self) -> int | None:
        """Floating-point operations, two for each multiply-accumulate, if known."""
        return None if self.macs is None else 2 * self.macs

    @property
    def memory(self) -> int | None:
        """Bytes of the outputs of all layers together, if known."""
        counts = [row.memory for row in self.rows]
        return None if None in counts else sum(filter(None, counts))

    def folded(self, depth: int) -> Ledger:
        """Add up rows whose paths begin alike.

        Parameters
        ----------
        depth : int
            Parts of a path that are kept, at least 1.

        Returns
        -------
        Ledger
            The same totals in fewer rows.

        Examples
        --------
        >>> book = Ledger((Row("stem", "Conv2d"), Row("body.0", "Conv2d"),
        ...                Row("body.1", "Conv2d")))
        >>> [(row.path, row.layers) for row in book.folded(1).rows]
        [('stem', 1), ('body', 2)]
        """
        depth = integer("depth", depth, least=1)
        kinds = dict(self.kinds)

        def head(row: Row) -> str:
            return ".".join(row.path.split(".")[:depth])

        groups = groupby(self.rows, head)
        rows = tuple(_added(path, kinds, tuple(some)) for path, some in groups)
        return replace(self, rows=rows)

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
        return tables.csv(self)

    def to_json(self) -> str:
        """Write :meth:`to_dict` as JSON."""
        return tables.json(self)

    def to_dict(self) -> dict[str, object]:
        """Give rows, factors and totals as dicts, lists, strings and numbers."""
        return tables.plain(self)

    def __str__(self) -> str:
        """Write the table with aligned columns."""
        return self.to_text()

    def _repr_html_(self) -> str:
        """Write the table for a notebook."""
        return self.to_html()


def _added(path: str, kinds: dict[str, str], rows: tuple[Row, ...]) -> Row:
    """Make one row of several; a single one stays as it is."""
    if len(rows) == 1:
        return rows[0]
    known = not any(row.products is None for row in rows)
    memory = [row.memory for row in rows]
    shapes = [row.output_shape for row in rows if row.output_shape]
    return Row(
        path,
        kinds.get(path, ""),
        terms=tuple(term for row in rows for term in row.terms),
        products=tuple(p for row in rows for p in row.products or ())
        if known
        else None,
        buffers=sum(row.buffers for row in rows),
        output_shape=shapes[-1] if shapes else None,
        memory=None if None in memory else sum(filter(None, memory)),
        calls=None,
        layers=sum(row.layers for row in rows),
    )
