"""ConvNeXt-T: 7×7 depthwise layers, and norms over the channels."""

from __future__ import annotations

from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.joins import Add, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Dense, GlobalPool, Norm, Scale

STAGES = ((96, 3), (192, 3), (384, 9), (768, 3))


def convnext_t() -> Network:
    """Build ConvNeXt-T.

    Returns
    -------
    Network
        For images of 224×224.

    References
    ----------
    Liu and others, "A ConvNet for the 2020s", 2022, arXiv:2201.03545.

    Examples
    --------
    >>> convnext_t().parameters
    28589128
    """
    norm = Norm("layer")
    stages = tuple(
        (
            (Conv(channels, 4, 4), norm)
            if number == 0
            else Stack("downsample", (norm, Conv(channels, 2, 2))),
            Stack("stage", (_block(channels),) * count),
        )
        for number, (channels, count) in enumerate(STAGES)
    )
    head = (GlobalPool(), norm, Dense(1000, name="fc"))
    return Network("ConvNeXt-T", (stages, head), (3, 224, 224))


def _block(channels: int) -> Add:
    wide = Conv(4 * channels)
    body = (Depthwise(7, padding=3), Norm("layer"), wide, Conv(channels), Scale())
    return Add(body, name="block")
