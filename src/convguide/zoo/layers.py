"""What a layer of a network is: data, and its input inferred from what is before.

A layer says what it makes of an input of some shape, (C, H, W) for maps or (C,) once
they are flat. All arithmetic on sizes is that of :class:`convguide.Conv2dSpec`.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

from convguide._errors import ShapeError

if TYPE_CHECKING:
    from convguide.counting.products import Product, Term

Shape: TypeAlias = tuple[int, ...]
FORMS = {1: "(C,)", 3: "(C, H, W)"}  # what the axes of a shape are


class Counted(NamedTuple):
    """What a layer makes, learns and costs; without a kind it is not worth a row."""

    shape: Shape
    kind: str = ""
    terms: tuple[Term, ...] = ()
    products: tuple[Product, ...] = ()
    buffers: int = 0


@dataclass(frozen=True)
class Layer:
    """A layer of a :class:`Network`; the others derive from it.

    Parameters
    ----------
    name : str, optional
        Its part of the path; by default the word for its kind. Where a name occurs
        more than once, numbers are added.
    """

    _: KW_ONLY
    name: str = ""
    word: ClassVar[str] = "layer"

    def count(self, shape: Shape) -> Counted:
        """Say what comes of an input of this shape, and what it costs."""
        raise NotImplementedError


def channels_of(layer: Layer, shape: Shape) -> int:
    """Take the channels of maps; a flat input has none."""
    if len(shape) == len(("C", "H", "W")):
        return shape[0]
    facts = f"{type(layer).__name__} takes maps"
    raise ShapeError(facts, {"input": (shape, FORMS[len(shape)])})
