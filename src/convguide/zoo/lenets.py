"""LeNet-5, as published in 1998, and as it is built today."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convguide._errors import ModelError
from convguide._integers import flag, integer, pair
from convguide.counting.products import Term, product_of
from convguide.zoo.convolutions import Conv
from convguide.zoo.layers import Counted, Layer
from convguide.zoo.networks import Network
from convguide.zoo.special_convolutions import Masked
from convguide.zoo.units import Dense, Flatten, Pool
from convguide.zoo.walking import listed

if TYPE_CHECKING:
    from convguide.counting.rows import Row
    from convguide.zoo.layers import Shape

C3 = tuple(
    tuple(map(int, seen))
    for seen in (
        *("012", "123", "234", "345", "045", "015", "0123", "1234"),
        *("2345", "0345", "0145", "0125", "0134", "1245", "0235", "012345"),
    )
)
"""Which maps of S2 each map of C3 sees: Table I of LeCun et al., 1998."""


@dataclass(frozen=True)
class Subsampling(Layer):
    """Each window of a map added up, times a coefficient, plus a bias: two a map.

    Parameters
    ----------
    kernel : int
        Height and width of a window, and its step, in pixels.
    """

    kernel: int
    word: ClassVar[str] = "subsampling"

    def count(self, shape: Shape) -> Counted:
        """Count a coefficient and a bias for each map."""
        pooled = Pool(self.kernel).count(shape).shape
        maps = product_of(("maps", shape[0]))
        return Counted(
            pooled, "Subsampling", (Term("coefficient", maps), Term("bias", maps))
        )


@dataclass(frozen=True)
class RBF(Layer):
    """Squared distances to patterns that were drawn by hand and are not learned.

    Parameters
    ----------
    classes : int
        Number of patterns.
    """

    classes: int
    word: ClassVar[str] = "rbf"

    def count(self, shape: Shape) -> Counted:
        """Square and add one difference for each number of each pattern."""
        classes = integer("classes", self.classes, least=1)
        pattern = product_of(("classes", classes), ("in_features", prod(shape)))
        return Counted((classes,), "RBF", (), (pattern,), buffers=pattern.count)


CONNECTED = (Conv, Masked, Subsampling, Pool, Dense, RBF)


def lenet5(*, modern: bool = False) -> Network:
    """Build LeNet-5 for digits of 32×32 pixels.

    Parameters
    ----------
    modern : bool, default False
        False is the network of the paper: C3 sees some of the maps of S2, subsampling
        learns, and the output is distances to fixed patterns. True is what is mostly
        taught today: C3 sees all maps, pooling learns nothing, the output is dense.

    Returns
    -------
    Network
        60,000 parameters as published, 61,706 in its modern form.

    Raises
    ------
    TypeError
        If `modern` is not a bool.

    References
    ----------
    LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document
    Recognition", Proceedings of the IEEE 86(11), 1998, section II.B and Table I.

    Examples
    --------
    >>> lenet5().parameters, lenet5(modern=True).parameters
    (60000, 61706)
    """
    if flag("modern", modern):
        c3: Layer = Conv(16, 5, name="C3")
        s2: Layer = Pool(2, name="S2")
        s4: Layer = Pool(2, name="S4")
        output: Layer = Dense(10, name="output")
    else:
        c3 = Masked(C3, 5, name="C3")
        s2, s4 = Subsampling(2, name="S2"), Subsampling(2, name="S4")
        output = RBF(10, name="output")
    layers = (
        *(Conv(6, 5, name="C1"), s2, c3, s4, Conv(120, 5, name="C5")),
        *(Flatten(), Dense(84, name="F6"), output),
    )
    return Network("LeNet-5 (modern)" if modern else "LeNet-5", layers, (1, 32, 32))


def connections(network: Network) -> dict[str, int]:
    """Count the connections of LeNet-5's layers as its paper does.

    Each unit has one for each number that it takes, and one for its bias, however many
    units share a weight: those of a 2×2 window, times one coefficient, make four.

    Parameters
    ----------
    network : Network
        What :func:`lenet5` gives.

    Returns
    -------
    dict of str to int
        For each layer by its name.

    Raises
    ------
    ModelError
        If the network has other layers than LeNet-5 has in its two forms.

    Examples
    --------
    >>> counts = connections(lenet5())
    >>> counts["C1"], counts["S2"], counts["C3"], sum(counts.values())
    (122304, 5880, 151600, 340908)
    """
    layers = [
        layer for layer in listed(network.layers) if not isinstance(layer, Flatten)
    ]
    for layer in layers:
        if not isinstance(layer, CONNECTED):
            kind = type(layer).__name__
            msg = f"connections are those of LeNet-5's layers; {network} has {kind}"
            raise ModelError(msg)
    rows = network._ledger_().rows
    return {
        row.path: _connections(layer, row)
        for layer, row in zip(layers, rows, strict=True)
    }


def _connections(layer: object, row: Row) -> int:
    """Count the inputs and the bias of all units of a layer."""
    units = prod(row.output_shape or ())
    if isinstance(layer, (Pool, Subsampling)):
        window = prod(pair("kernel", layer.kernel))
        return units * (window + isinstance(layer, Subsampling))
    return (row.macs or 0) + units * (row.biases > 0)
