"""EfficientNet-B0: MobileNetV2's blocks, each with squeeze-and-excitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.blocks import CLASSIFIER
from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.joins import Add, Multiply, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Dense, GlobalPool, Norm

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers

# Expansion, kernel, filters, blocks, stride of the first block.
B0 = (
    *((1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2), (6, 3, 80, 3, 2)),
    *((6, 5, 112, 3, 1), (6, 5, 192, 4, 2), (6, 3, 320, 1, 1)),
)


def efficientnet_b0() -> Network:
    """Build EfficientNet-B0.

    Returns
    -------
    Network
        For images of 224×224.

    References
    ----------
    Tan, Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
    Networks", 2019, arXiv:1905.11946.

    Examples
    --------
    >>> efficientnet_b0().parameters
    5288548
    """
    channels = 32
    stages: list[Stack] = []
    for expansion, kernel, filters, count, first in B0:
        blocks: list[Add | Stack] = []
        for stride in (first, *(1,) * (count - 1)):
            body = _body(channels, expansion, kernel, stride, filters)
            same = stride == 1 and channels == filters
            blocks.append(Add(body, name="block") if same else Stack("block", body))
            channels = filters
        stages.append(Stack("stage", tuple(blocks)))
    layers = (_conv(32, 3, 2), tuple(stages), _conv(1280), CLASSIFIER)
    return Network("EfficientNet-B0", layers, (3, 224, 224))


def _body(
    channels: int, expansion: int, kernel: int, stride: int, filters: int
) -> Layers:
    """Widen, filter each channel, weigh the channels, narrow."""
    wide = channels * expansion
    depthwise = (Depthwise(kernel, stride, "same", bias=False), Norm())
    # What is squeezed is a quarter of what enters the block, not of what is widened.
    gate = (GlobalPool(), Dense(channels // 4, name="fc"), Dense(wide, name="fc"))
    excited = Multiply(gate, name="se")
    return (_conv(wide) if expansion > 1 else (), depthwise, excited, _conv(filters))


def _conv(channels: int, kernel: int = 1, stride: int = 1) -> Layers:
    return (Conv(channels, kernel, stride, "same", bias=False), Norm())
