"""Networks whose counts are timed: published ones, in plain PyTorch.

Each is a function of ``torch.nn``. PyTorch must not load before the number of threads
is fixed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (1, 3, 224, 224)
RESNET_WIDTHS = (64, 128, 256, 512)
EXPANSION = 4  # a block gives so many times the channels of its 3×3 convolution
VGG_16 = ((2, 64), (2, 128), (3, 256), (3, 512), (3, 512))  # layers, channels


class Network(NamedTuple):
    """A network, and what a counter must find in it."""

    build: Callable[[Any], Any]
    parameters: int
    macs: int


def resnet(nn: Any, *depths: int) -> Any:
    """Build a residual network of bottlenecks, strides in their 3×3 convolutions."""

    class Block(nn.Module):  # type: ignore[misc]
        """Narrow, filter, widen; then add what came in."""

        def __init__(self, channels: int, width: int, stride: int) -> None:
            super().__init__()
            wide = EXPANSION * width
            self.body = nn.Sequential(
                *_conv(nn, channels, width, 1),
                nn.ReLU(inplace=True),
                *_conv(nn, width, width, 3, stride),
                nn.ReLU(inplace=True),
                *_conv(nn, width, wide, 1),
            )
            same = stride == 1 and channels == wide
            shortcut = () if same else _conv(nn, channels, wide, 1, stride)
            self.shortcut = nn.Sequential(*shortcut)
            self.relu = nn.ReLU(inplace=True)

        def forward(self, x: Any) -> Any:
            return self.relu(self.body(x) + self.shortcut(x))

    layers = [*_conv(nn, 3, 64, 7, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for number, (depth, width) in enumerate(zip(depths, RESNET_WIDTHS, strict=True)):
        for place in range(depth):
            stride = 2 if number and not place else 1
            layers.append(Block(channels, width, stride))
            channels = EXPANSION * width
    head = (nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))
    return nn.Sequential(*layers, *head)


def vgg(nn: Any) -> Any:
    """Build VGG-16: 3×3 convolutions with biases, and three dense layers."""
    layers, channels = [], 3
    for depth, width in VGG_16:
        for _ in range(depth):
            conv = nn.Conv2d(channels, width, 3, padding=1)
            layers += [conv, nn.ReLU(inplace=True)]
            channels = width
        layers.append(nn.MaxPool2d(2))
    sizes = (channels * 7 * 7, 4096, 4096)
    dense = [
        layer
        for features, width in pairwise(sizes)
        for layer in (nn.Linear(features, width), nn.ReLU(inplace=True), nn.Dropout())
    ]
    return nn.Sequential(*layers, nn.Flatten(), *dense, nn.Linear(4096, 1000))


def _conv(nn: Any, channels: int, width: int, kernel: int, stride: int = 1) -> Any:
    """Convolve without bias, and norm."""
    options = {"stride": stride, "padding": kernel // 2, "bias": False}
    return nn.Conv2d(channels, width, kernel, **options), nn.BatchNorm2d(width)


NETWORKS = {
    "VGG-16": Network(vgg, 138_357_544, 15_470_264_320),
    "ResNet-50": Network(lambda nn: resnet(nn, 3, 4, 6, 3), 25_557_032, 4_089_184_256),
    "ResNet-152": Network(
        lambda nn: resnet(nn, 3, 8, 36, 3), 60_192_808, 11_513_626_624
    ),
}
