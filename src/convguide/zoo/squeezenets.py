"""SqueezeNet: few channels squeezed by 1×1 layers, then spread by 1×1 and 3×3."""

from __future__ import annotations

from convguide.zoo.choices import chosen
from convguide.zoo.convolutions import Conv
from convguide.zoo.joins import Concat, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import GlobalPool, Pool

# First layer, then fire modules (by what they squeeze to) and where pooling stands.
FORMS = {
    "1.0": (Conv(96, 7, 2), ("pool", 16, 16, 32, "pool", 32, 48, 48, 64, "pool", 64)),
    "1.1": (Conv(64, 3, 2), ("pool", 16, 16, "pool", 32, 32, "pool", 48, 48, 64, 64)),
}


def squeezenet(version: str = "1.0") -> Network:
    """Build SqueezeNet.

    Parameters
    ----------
    version : {"1.0", "1.1"}, default "1.0"
        "1.0" is the paper's; "1.1" pools earlier, which saves more than half of the
        MACs.

    Returns
    -------
    Network
        For images of 224×224, as the paper's Table 1 says; its first output of 111×111
        comes from 227×227.

    Raises
    ------
    ValueError
        If there is no such version.

    References
    ----------
    Iandola and others, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters
    and <0.5MB model size", 2016, arXiv:1602.07360, Table 1.

    Examples
    --------
    >>> squeezenet("1.0").parameters, squeezenet("1.1").parameters
    (1248424, 1235496)
    """
    first, parts = FORMS[chosen("version", version, tuple(FORMS))]
    body = tuple(
        _fire(part) if isinstance(part, int) else Pool(3, 2, ceil=True)
        for part in parts
    )
    name = "SqueezeNet" if version == "1.0" else f"SqueezeNet {version}"
    return Network(name, (first, body, Conv(1000), GlobalPool()), (3, 224, 224))


def _fire(squeezed: int) -> Stack:
    """Squeeze, then spread to eight times as many channels."""
    spread = Concat(
        (
            (Conv(4 * squeezed, name="expand1×1"),),
            (Conv(4 * squeezed, 3, padding=1, name="expand3×3"),),
        )
    )
    return Stack("fire", (Conv(squeezed, name="squeeze"), spread))
