"""Every network of the zoo by its name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from convguide.zoo.alexnets import NAMES as ALEXNETS
from convguide.zoo.alexnets import alexnet
from convguide.zoo.convnexts import convnext_t
from convguide.zoo.densenets import densenet121
from convguide.zoo.efficientnets import efficientnet_b0
from convguide.zoo.googlenets import NAMES as GOOGLENETS
from convguide.zoo.googlenets import googlenet
from convguide.zoo.lenets import lenet5
from convguide.zoo.mobilenets import SIZES, WIDTHS, mobilenet_v1, mobilenet_v2
from convguide.zoo.resnets import BLOCKS, BOTTLENECKS, MIDDLE, resnet
from convguide.zoo.squeezenets import squeezenet
from convguide.zoo.unets import unet
from convguide.zoo.vggs import STAGES, vgg
from convguide.zoo.xceptions import xception

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from convguide.zoo.networks import Network


def _all() -> Iterator[Network]:
    """Build each of them; nothing is counted yet."""
    yield from (lenet5(), lenet5(modern=True))
    yield from map(alexnet, ALEXNETS)
    yield from map(vgg, STAGES)
    yield from map(googlenet, GOOGLENETS)
    yield from map(resnet, BLOCKS)
    yield from (resnet(depth, stride_in=MIDDLE) for depth in BOTTLENECKS)
    yield from (resnet(depth, shortcuts="A") for depth in (18, 34))
    yield resnet(50, stride_in=MIDDLE, cardinality=32, base_width=4)
    yield from (unet(), squeezenet("1.0"), squeezenet("1.1"), densenet121(), xception())
    yield from (mobilenet_v1(width, size) for width in WIDTHS for size in SIZES)
    yield from (mobilenet_v1(shallow=True), mobilenet_v1(separable=False))
    yield from (mobilenet_v2(), mobilenet_v2(1.4), efficientnet_b0(), convnext_t())


NETWORKS: Mapping[str, Network] = MappingProxyType({net.name: net for net in _all()})
"""Every network by its name, from LeNet-5 to ConvNeXt."""
