"""Counts as products of named factors: what a ledger is made of."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import NamedTuple

from convguide._integers import integer


class Factor(NamedTuple):
    """One factor of a count.

    Attributes
    ----------
    name : str
        What it is, in the field's words: ``"out_channels"``, ``"kernel height"``.
    value : int
        How many.

    Examples
    --------
    >>> Factor("out_channels", 32)
    Factor(name='out_channels', value=32)
    """

    name: str
    value: int


@dataclass(frozen=True)
class Product:
    """A count with its factors, in two parts: so many × (what each of them has).

    Attributes
    ----------
    outer : tuple of Factor
        The factors before the sign ×.
    inner : tuple of Factor
        Those after it. Each part may be empty; without any factor the count is 1, that
        of a single number.

    Raises
    ------
    TypeError, ValueError
        If a value is no integer, or negative.

    Examples
    --------
    >>> outer = (Factor("out_channels", 32),)
    >>> inner = (Factor("in_channels", 3), Factor("kernel area", 25))
    >>> weights = Product(outer, inner)
    >>> weights.text, weights.count
    ('32 × (3·25)', 2400)
    >>> weights.names
    'out_channels × (in_channels · kernel area)'
    """

    outer: tuple[Factor, ...]
    inner: tuple[Factor, ...] = ()

    def __post_init__(self) -> None:
        """Make integers of Python of all values, which are exact at any size."""
        for part in ("outer", "inner"):
            factors = tuple(map(_checked, getattr(self, part)))
            object.__setattr__(self, part, factors)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, in the order in which they are written."""
        return (*self.outer, *self.inner)

    @property
    def count(self) -> int:
        """The product of all factors."""
        return prod(factor.value for factor in self.factors)

    def part(self, name: str) -> int:
        """Multiply those factors whose names hold a word."""
        return prod(factor.value for factor in self.factors if name in factor.name)

    @property
    def text(self) -> str:
        """The product in numbers."""
        return self._written([f"{factor.value:,}" for factor in self.factors], "·")

    @property
    def names(self) -> str:
        """The product in words."""
        return self._written([factor.name for factor in self.factors], " · ")

    def times(self, name: str, value: int) -> Product:
        """Put one more factor in front, unless it is 1."""
        if value == 1:
            return self
        return Product((Factor(name, value), *self.outer), self.inner)

    def _written(self, words: list[str], sign: str) -> str:
        """Join the words of all factors; what stands after × is in brackets."""
        cut = len(self.outer)
        outer, inner = sign.join(words[:cut]), sign.join(words[cut:])
        if not (outer and inner):
            return outer or inner or "1"
        return f"{outer} × {f'({inner})' if len(self.inner) > 1 else inner}"


def _checked(factor: Factor) -> Factor:
    """Check a factor; what needs no change, as with all readers, is quick."""
    name, value = factor
    if type(factor) is Factor and type(value) is int and value >= 0:
        return factor
    return Factor(name, integer(name, value, least=0))


@dataclass(frozen=True)
class Term:
    """One array of learned numbers, as a term of its layer's sum.

    Attributes
    ----------
    name : str
        Its name in the layer: ``"weight"``, ``"bias"``.
    product : Product
        How many numbers it holds, with every factor.
    trainable : bool
        Whether training changes it; if not, it is frozen.
    shared_with : str or None
        Where the same array was met before, if it was: its path, or that of its layer.
        There it is counted.

    Examples
    --------
    >>> filters = Product((Factor("out_channels", 32),))
    >>> Term("bias", filters).count
    32
    >>> Term("bias", filters, shared_with="stem").count
    0
    """

    name: str
    product: Product
    trainable: bool = True
    shared_with: str | None = None

    @property
    def count(self) -> int:
        """Learned numbers that are counted here, none if they are counted elsewhere."""
        return self.product.count if self.shared_with is None else 0


def product_of(*factors: tuple[str, int], outer: int = 1) -> Product:
    """Build a product of (name, value) pairs, the first `outer` of them before ×."""
    named = tuple(Factor(*factor) for factor in factors)
    return Product(named[:outer], named[outer:])
