"""DenseNet-121: each layer takes what all layers before it in its block have made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.blocks import CLASSIFIER, conv_norm
from convguide.zoo.convolutions import Conv
from convguide.zoo.joins import Concat, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Norm, Pool

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers

GROWTH = 32  # channels that each layer adds
COUNTS = (6, 12, 24, 16)


def densenet121() -> Network:
    """Build DenseNet-121.

    Returns
    -------
    Network
        For images of 224×224.

    References
    ----------
    Huang, Liu, van der Maaten, Weinberger, "Densely Connected Convolutional Networks",
    2016, arXiv:1608.06993.

    Examples
    --------
    >>> densenet121().parameters
    7978856
    """
    body: Layers = (
        *(Norm(), Conv(4 * GROWTH, bias=False)),
        *(Norm(), Conv(GROWTH, 3, padding=1, bias=False)),
    )
    layer = Concat(((), body), name="layer")
    channels = 64
    layers: list[Layers] = [(*conv_norm(channels, 7, 2), Pool(3, 2, 1))]
    for number, count in enumerate(COUNTS):
        if number:
            channels //= 2
            halved = (Norm(), Conv(channels, bias=False), Pool(2))
            layers.append((Stack("transition", halved),))
        layers.append((Stack("block", (layer,) * count),))
        channels += GROWTH * count
    return Network("DenseNet-121", (*layers, Norm(), CLASSIFIER), (3, 224, 224))
