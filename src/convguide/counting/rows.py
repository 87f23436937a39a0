"""A row of the ledger: what one layer learns and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.products import Product, Term

MANY = 6  # terms are written out; of more, the first three and the last


@dataclass(frozen=True)
class Row:
    """What one layer learns and what it costs; :func:`convguide.ledger` makes it.

    Attributes
    ----------
    path : str
        Where the layer is: ``"layer1.0.conv1"`` in a model, its number in a list.
    kind : str
        What it is: ``"Conv2d"``.
    terms : tuple of Term
        The arrays that it learns, each with the factors of its size.
    products : tuple of Product or None
        Its multiply-accumulates, each with its factors; None if they are unknown,
        since no input size was given.
    buffers : int
        Numbers that it keeps and does not learn, such as running means.
    output_shape : tuple of int or None
        Shape of its output, in the order of axes of its framework, if known.
    memory : int or None
        Bytes of its output, those of all calls together, if known.
    calls : int or None
        How often it is called for one input, if known; 0 if it is not used.
    layers : int
        How many layers the row stands for: more than one in a folded ledger.

    Examples
    --------
    >>> from convguide import Conv2dSpec, ledger
    >>> row, = ledger(Conv2dSpec(5, 56, 4), (9, 9)).rows
    >>> row.formula
    '56 × (5·4·4) + 56 = 4,536'
    >>> row.named_formula
    'out_channels × (in_channels · kernel height · kernel width) + out_channels'
    >>> row.macs_formula
    '6·6 × 4,480 = 161,280'
    >>> row.kernels, row.macs
    (280, 161280)
    """

    path: str
    kind: str
    terms: tuple[Term, ...] = ()
    products: tuple[Product, ...] | None = None
    buffers: int = 0
    output_shape: tuple[int, ...] | None = None
    memory: int | None = None
    calls: int | None = None
    layers: int = 1

    @property
    def parameters(self) -> int:
        """Number of learned numbers that are counted here, frozen ones included."""
        return sum(term.count for term in self.terms)

    @property
    def trainable(self) -> int:
        """Number of these that training changes."""
        return sum(term.count for term in self.terms if term.trainable)

    @property
    def frozen(self) -> int:
        """Number of these that training leaves as they are."""
        return self.parameters - self.trainable

    @property
    def weights(self) -> int:
        """Number of learned numbers without the biases."""
        return self.parameters - self.biases

    @property
    def biases(self) -> int:
        """Number of biases, which are added and multiply nothing.

        They are known by their name, in which there is the word bias.
        """
        return sum(term.count for term in self.terms if "bias" in term.name)

    @property
    def kernels(self) -> int:
        """Number of kernels, C_out × C_in / groups; 0 if it is no convolution.

        As with all counts, what is shared is counted at the first layer that has it.
        """
        factors = (t.product.factors for t in self.terms if t.shared_with is None)
        return sum(
            prod(factor.value for factor in some if "kernel" not in factor.name)
            for some in factors
            if any("kernel" in factor.name for factor in some)
        )

    @property
    def shared_with(self) -> tuple[str, ...]:
        """Other places at which arrays of this layer are counted, each once."""
        paths = dict.fromkeys(term.shared_with for term in self.terms)
        return tuple(p for p in paths if p is not None and p != self.path)

    @property
    def formula(self) -> str:
        """The number of parameters with its factors, as arithmetic."""
        if self.layers > 1:
            return f"{self.parameters:,} in {self.layers} layers"
        return _equation([product.text for product in self._own], self.parameters)

    @property
    def named_formula(self) -> str:
        """The names of the factors, in the same order."""
        return _sum([product.names for product in self._own])

    @property
    def macs(self) -> int | None:
        """Multiply-accumulates for one input, if its size is known.

        A product with a zero of the padding counts; adding the bias does not.
        """
        if self.products is None:
            return None
        return sum(product.count for product in self.products)

    @property
    def macs_formula(self) -> str | None:
        """The number of multiply-accumulates with its factors, as arithmetic."""
        if self.products is None or self.macs is None:
            return None
        if self.layers > 1:
            return f"{self.macs:,} in {self.layers} layers"
        return _equation([product.text for product in self.products], self.macs)

    @property
    def _own(self) -> list[Product]:
        """The sizes of the arrays that are counted here."""
        return [term.product for term in self.terms if term.shared_with is None]


def _equation(terms: Sequence[str], total: int) -> str:
    """Write a sum and what it is, unless there is nothing to add or to multiply."""
    left, right = _sum(terms), f"{total:,}"
    return f"{left} = {right}" if left not in ("", right) else left


def _sum(terms: Sequence[str]) -> str:
    """Write a sum; of many terms, those in the middle are left out."""
    if len(terms) > MANY:
        terms = [*terms[:3], f"({len(terms) - 4} more terms)", terms[-1]]
    return " + ".join(terms)
