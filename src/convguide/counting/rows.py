"""A row of the ledger: what one layer learns and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convguide.counting.products import Product, Term

MANY = 6  # terms are written out, not more than so many


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
        """Number of biases: learned numbers that are added, and multiply nothing."""
        return sum(term.count for term in self.terms if "bias" in term.name)

    @property
    def kernels(self) -> int:
        """Number of kernels, C_out × C_in / groups; 0 if it is no convolution."""
        return sum(
            term.product.count // term.product.part("kernel")
            for term in self.terms
            if any("kernel" in factor.name for factor in term.product.factors)
        )

    @property
    def shared_with(self) -> tuple[str, ...]:
        """Paths of the layers at which arrays of this one are counted."""
        paths = (term.shared_with for term in self.terms)
        return tuple(dict.fromkeys(path for path in paths if path))

    @property
    def formula(self) -> str:
        """The number of parameters with its factors, as arithmetic."""
        if self.layers > 1:
            return f"{self.parameters:,} in {self.layers} layers"
        own = [term.product.text for term in self.terms if not term.shared_with]
        return f"{_sum(own)} = {self.parameters:,}" if own else ""

    @property
    def named_formula(self) -> str:
        """The names of the factors, in the same order."""
        return _sum(term.product.names for term in self.terms if not term.shared_with)

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
        if self.products is None:
            return None
        text = _sum(product.text for product in self.products)
        return f"{text} = {self.macs:,}" if text else ""


def _sum(terms: Iterable[str]) -> str:
    """Write a sum; of many terms, those in the middle are left out."""
    written = list(terms)
    if len(written) > MANY:
        left_out = f"({len(written) - MANY} more terms)"
        written = [*written[: MANY - 1], left_out, written[-1]]
    return " + ".join(written)
