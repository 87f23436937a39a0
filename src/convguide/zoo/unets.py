"""U-Net: down to few pixels and up again, with long connections across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.convolutions import Conv
from convguide.zoo.joins import CropConcat, Stack
from convguide.zoo.networks import Network
from convguide.zoo.special_convolutions import ConvTranspose
from convguide.zoo.units import Pool

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers


def unet() -> Network:
    """Build the U-Net of the paper, without padding.

    Returns
    -------
    Network
        For one-channel images of 572×572; it gives two maps of 388×388.

    References
    ----------
    Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image
    Segmentation", 2015, arXiv:1505.04597, Figure 1.

    Examples
    --------
    >>> from convguide import ledger
    >>> network = unet()
    >>> network.parameters, ledger(network).rows[-1].output_shape
    (31030658, (2, 388, 388))
    """
    layers: Layers = (Stack("bottom", _twice(1024)),)
    for channels in (512, 256, 128, 64):
        down, up = Stack("down", _twice(channels)), Stack("up", _twice(channels))
        across = CropConcat(
            (Pool(2), layers, ConvTranspose(channels, 2, 2, name="up-conv"))
        )
        layers = (down, across, up)
    return Network("U-Net", (layers, Conv(2, name="output")), (1, 572, 572))


def _twice(channels: int) -> Layers:
    return (Conv(channels, 3), Conv(channels, 3))
