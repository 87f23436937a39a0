"""MobileNet: depthwise layers with 1×1 layers behind; v2 turns blocks inside out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._integers import flag, integer
from convguide.zoo.blocks import CLASSIFIER
from convguide.zoo.choices import chosen
from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.joins import Add, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Norm

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers

# Filters and stride of each pair of depthwise and 1×1 layer. In the paper's Table 1 the
# last depthwise layer has stride 2, but its output is as large as its input.
V1 = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
SHALLOW = tuple(pair for pair in V1 if pair != (512, 1))
# Expansion, filters, blocks, stride of the first block.
V2 = (
    *((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2)),
    *((6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)),
)
WIDTHS, SIZES = (1.0, 0.75, 0.5, 0.25), (224, 192, 160, 128)


def mobilenet_v1(
    width: float = 1.0,
    size: int = 224,
    *,
    shallow: bool = False,
    separable: bool = True,
) -> Network:
    """Build a MobileNet of the first paper.

    Parameters
    ----------
    width : {1.0, 0.75, 0.5, 0.25}, default 1.0
        The width multiplier α: the share of the filters that each layer keeps.
    size : int, default 224
        Height and width of the images, in pixels. The paper has 224, 192, 160, 128.
    shallow : bool, default False
        Without the five layers of 512 filters at 14×14, as in the paper's Table 5.
    separable : bool, default True
        Depthwise and 1×1 layers; if not, each pair is one full 3×3 layer: the "Conv
        MobileNet" of the paper's Table 4.

    Returns
    -------
    Network
        The network, for images of this size.

    Raises
    ------
    TypeError, ValueError
        If there is no such width, the size is no positive integer, or a flag no bool.

    References
    ----------
    Howard and others, "MobileNets: Efficient Convolutional Neural Networks for Mobile
    Vision Applications", 2017, arXiv:1704.04861.

    Examples
    --------
    >>> network = mobilenet_v1(0.5, 160)
    >>> network.name, network.parameters, network.macs
    ('0.5 MobileNet-160', 1331592, 76524800)
    """
    width = chosen("width", width, WIDTHS)
    size = integer("size", size, least=1)
    shallow, separable = flag("shallow", shallow), flag("separable", separable)

    def pair(channels: int, stride: int) -> Layers:
        channels = int(channels * width)
        if not separable:
            return (_conv(channels, 3, stride),)
        return (_depthwise(stride), _conv(channels, name="pointwise"))

    pairs = tuple(pair(*numbers) for numbers in (SHALLOW if shallow else V1))
    layers = (_conv(int(32 * width), 3, 2), pairs, CLASSIFIER)
    base = f"{'Shallow ' * shallow}{'Conv ' * (not separable)}MobileNet"
    usual = (width, size) == (1.0, 224) and base != "MobileNet"
    name = base if usual else f"{width} {base}-{size}"
    return Network(name, layers, (3, size, size))


def mobilenet_v2(width: float = 1.0) -> Network:
    """Build a MobileNetV2: blocks that first widen, then filter, then narrow.

    Parameters
    ----------
    width : {1.0, 1.4}, default 1.0
        The width multiplier. Channels are rounded to multiples of 8, and the last
        layer of features never has fewer than 1,280.

    Returns
    -------
    Network
        For images of 224×224.

    Raises
    ------
    ValueError
        If there is no such width.

    References
    ----------
    Sandler and others, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018,
    arXiv:1801.04381, Tables 2 and 4.

    Examples
    --------
    >>> mobilenet_v2().parameters, mobilenet_v2(1.4).parameters
    (3504872, 6108776)
    """
    width = chosen("width", width, (1.0, 1.4))
    channels = _rounded(32 * width)
    layers: list[Layers] = [_conv(channels, 3, 2)]
    for expansion, filters, count, first in V2:
        for stride in (first, *(1,) * (count - 1)):
            widened = _conv(channels * expansion) if expansion > 1 else ()
            narrow = _conv(_rounded(filters * width))
            body = (widened, _depthwise(stride), narrow)
            same = stride == 1 and channels == _rounded(filters * width)
            block = Add(body, name="block") if same else Stack("block", body)
            layers.append((block,))
            channels = _rounded(filters * width)
    last = _conv(max(1280, _rounded(1280 * width)))
    name = "MobileNetV2" if width == 1 else f"MobileNetV2 ({width})"
    return Network(name, (*layers, last, CLASSIFIER), (3, 224, 224))


def _conv(channels: int, kernel: int = 1, stride: int = 1, name: str = "") -> Layers:
    """Pad as TensorFlow does, in which the paper's networks were trained."""
    return (Conv(channels, kernel, stride, "same", bias=False, name=name), Norm())


def _depthwise(stride: int) -> Layers:
    return (Depthwise(3, stride, "same", bias=False), Norm())


def _rounded(channels: float) -> int:
    """Round to a multiple of 8."""
    return int(channels + 4) // 8 * 8
