"""A network: its name, its layers, and the input that it is made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._integers import integers
from convguide.counting.ledgers import Ledger
from convguide.counting.of_specs import BYTES
from convguide.zoo.joins import Join, Stack
from convguide.zoo.layers import Layer
from convguide.zoo.walking import Scope, Walk, listed, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.counting.rows import Row
    from convguide.zoo.joins import Layers


@dataclass(frozen=True)
class Network:
    """A network as data: layers whose input is what the layers before make.

    :func:`convguide.ledger` counts it, for the size of image that it is made for, or
    for another height and width.

    Parameters
    ----------
    name : str
        Its name.
    layers : tuple of Layer
        Layers, stacks and joins, or tuples of them.
    input_shape : tuple of int
        Channels, height and width of the images that it takes.

    Raises
    ------
    TypeError, ValueError
        If `layers` holds anything but layers, or `input_shape` is not three positive
        integers.
    ShapeError
        When it is counted: if a layer does not fit what comes before it, or branches
        do not fit each other; the path is named.

    Examples
    --------
    >>> from convguide import ledger, zoo
    >>> block = zoo.Add((zoo.Conv(4, 3, padding=1), zoo.Norm()), name="block")
    >>> network = zoo.Network("two blocks", (zoo.Conv(4), block, block), (3, 8, 9))
    >>> [row.path for row in ledger(network).rows][:4]
    ['conv', 'block1.conv', 'block1.norm', 'block1.add']
    >>> network.parameters, network.macs
    (328, 21600)
    """

    name: str
    layers: Layers
    input_shape: tuple[int, int, int]

    def __post_init__(self) -> None:
        """Check the shape of the input."""
        shape = integers("input_shape", self.input_shape, least=1, lengths=(3,))
        object.__setattr__(self, "input_shape", shape)
        _check(self.layers)

    def __str__(self) -> str:
        """Name the network."""
        return self.name

    @property
    def parameters(self) -> int:
        """Number of parameters that it learns."""
        return self._own.trainable

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image of the size that it is made for."""
        return self._own.macs or 0

    @cached_property
    def _own(self) -> Ledger:
        """The ledger for the size that it is made for."""
        return self._counted(self.input_shape)

    def _counted(self, shape: tuple[int, ...]) -> Ledger:
        walk = Walk()
        walk.through(self.layers, shape, Scope(words_of(self.layers)))
        kinds = tuple(walk.kinds)
        return Ledger(tuple(walk.rows), "one image", (), kinds, (BYTES,))

    def _ledger_(self, input_size: Sequence[int] | None = None) -> Ledger:
        """Count all layers, for :func:`convguide.ledger`."""
        if input_size is None:
            return self._own
        size = integers("input_size", input_size, least=1, lengths=(2,))
        book = self._counted((self.input_shape[0], *size))
        for ours, theirs in zip(self._own.rows, book.rows, strict=True):
            if ours.terms != theirs.terms:
                raise _other_weights(self, ours, theirs, size)
        return book


def _check(layers: object) -> None:
    """Look for what is no layer, however deep it lies."""
    for item in listed(layers):  # type: ignore[arg-type]  # anything may be given
        if isinstance(item, tuple):
            _check(item)
        elif isinstance(item, Join):
            _check(item.branches)
        elif isinstance(item, Stack):
            _check(item.layers)
        elif not isinstance(item, Layer):
            msg = (
                "layers must be layers of convguide.zoo, or tuples of them, "
                f"got {type(item).__name__}"
            )
            raise TypeError(msg)


def _other_weights(
    network: Network, ours: Row, theirs: Row, size: Sequence[int]
) -> ShapeError:
    """Say which layer would be another one for images of this size."""
    own, other = ("×".join(map(str, pair)) for pair in (network.input_shape[1:], size))
    facts = (
        f"{theirs.path} would learn {theirs.formula} for images of {other} "
        f"but learns {ours.formula} for {own}"
    )
    return ShapeError(facts, hint=f"{network.name} takes images of {own}")
