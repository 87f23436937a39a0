"""Published numbers beside ours."""

from __future__ import annotations

from fnmatch import fnmatchcase
from fractions import Fraction
from math import floor, prod
from typing import TYPE_CHECKING, NamedTuple

from convguide.zoo.catalogue import NETWORKS
from convguide.zoo.lenets import connections
from convguide.zoo.networks import Network
from convguide.zoo.printed import plain
from convguide.zoo.printed_first import first
from convguide.zoo.printed_later import later

if TYPE_CHECKING:
    from collections.abc import Callable

    from convguide.counting.rows import Row
    from convguide.zoo.printed import Published

PUBLISHED: tuple[Published, ...] = (*first(), *later())
"""Every published number of the zoo, paper by paper, table by table."""

MULTIPLIED = ("Conv2d", "ConvTranspose2d", "Dense")


class Comparison(NamedTuple):
    """A published number beside ours.

    Attributes
    ----------
    published : Published
        The number as printed, where, and a note if it does not add up.
    ours : int or float
        Our number for the same layers.
    agrees : {"exact", "rounded", "truncated", "no"}
        Whether ours is the printed number; or becomes it when it is rounded to the
        printed digits; or when further digits are left out.
    """

    published: Published
    ours: int | float
    agrees: str

    @property
    def quantity(self) -> str:
        """What is counted."""
        return self.published.quantity

    @property
    def printed(self) -> str:
        """The number as it is printed."""
        return self.published.text


def compare(network: Network | str) -> tuple[Comparison, ...]:
    """Hold all that was published about a network against our arithmetic.

    Parameters
    ----------
    network : Network or str
        A network, or the name of one in ``NETWORKS``. What was published is looked up
        by name.

    Returns
    -------
    tuple of Comparison
        One for each published number; none if nothing is known about the network.

    Raises
    ------
    TypeError
        If `network` is neither a network nor a name.
    ValueError
        If no network of the zoo has this name.

    Notes
    -----
    Every printed digit counts, also zeros at the end: 724 does not agree with 720.

    Examples
    --------
    >>> for row in compare("ResNet-34"):
    ...     print(row.quantity, row.printed, row.ours, row.agrees)
    MACs 3.6×10⁹ 3663761408 truncated
    MACs 3.664 3663761408 rounded
    """
    if not isinstance(network, (Network, str)):
        msg = f"network must be a Network or a name, got {type(network).__name__}"
        raise TypeError(msg)
    name = str(network)
    if name not in NETWORKS:
        msg = f"the zoo has no network {name!r}; NETWORKS lists the names"
        raise ValueError(msg)
    own = NETWORKS[name] if isinstance(network, str) else network
    return tuple(_compared(own, entry) for entry in PUBLISHED if entry.network == name)


def _compared(network: Network, published: Published) -> Comparison:
    """Count what a published number counts."""
    rows = [
        row for row in network._ledger_().rows if fnmatchcase(row.path, published.part)
    ]
    ours = QUANTITIES[published.quantity](rows, network)
    return Comparison(published, plain(ours), agreement(ours, published))


def agreement(ours: Fraction, published: Published) -> str:
    """Say whether a number, rounded or cut to its digits, is the printed one."""
    if ours == published.exact:
        return "exact"
    steps = published.exact / published.step
    if floor(ours / published.step + Fraction(1, 2)) == steps:
        return "rounded"
    return "truncated" if floor(ours / published.step) == steps else "no"


def _sum(attribute: str) -> Callable[[list[Row], Network], Fraction]:
    """Add up one number of all rows."""
    return lambda rows, _: Fraction(sum(getattr(row, attribute) for row in rows))


def _neurons(rows: list[Row], _: Network) -> Fraction:
    """Count the outputs of layers with weights."""
    layers = (row for row in rows if row.kind in MULTIPLIED)
    return Fraction(sum(prod(row.output_shape or ()) for row in layers))


def _connections(rows: list[Row], network: Network) -> Fraction:
    counts = connections(network)
    return Fraction(sum(counts[row.path] for row in rows))


def _memory(rows: list[Row], network: Network) -> Fraction:
    """Count the numbers of all outputs, and those of the image."""
    shapes = [network.input_shape, *(row.output_shape or () for row in rows)]
    return Fraction(sum(map(prod, shapes)))


def _height(rows: list[Row], _: Network) -> Fraction:
    """Take the height of the last output."""
    return Fraction((rows[-1].output_shape or ())[1])


def _both(rows: list[Row], _: Network) -> Fraction:
    return Fraction(sum(row.parameters + row.buffers for row in rows))


def _percent_of_macs(rows: list[Row], network: Network) -> Fraction:
    return Fraction(100 * sum(row.macs or 0 for row in rows), network.macs)


def _percent_of_weights(rows: list[Row], network: Network) -> Fraction:
    """Leave norms out, as MobileNet's table does, and biases."""
    all_rows = network._ledger_().rows
    total = sum(row.weights for row in all_rows if row.kind in MULTIPLIED)
    return Fraction(100 * sum(row.weights for row in rows), total)


QUANTITIES: dict[str, Callable[[list[Row], Network], Fraction]] = {
    "parameters": _sum("trainable"),
    "weights": _sum("weights"),
    "buffers": _sum("buffers"),
    "parameters and buffers": _both,
    "MACs": _sum("macs"),
    "connections": _connections,
    "neurons": _neurons,
    "numbers in memory": _memory,
    "output height": _height,
    "percent of MACs": _percent_of_macs,
    "percent of weights": _percent_of_weights,
}
"""What is counted in published numbers, and how."""
