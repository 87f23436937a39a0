"""ResNet with both kinds of blocks, and ResNeXt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from convguide._errors import ShapeError
from convguide._integers import integer
from convguide.zoo.blocks import CLASSIFIER, conv_norm
from convguide.zoo.choices import chosen
from convguide.zoo.joins import Add, Stack
from convguide.zoo.layers import Counted, Layer
from convguide.zoo.networks import Network
from convguide.zoo.units import Pool

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers
    from convguide.zoo.layers import Shape

BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
BOTTLENECKS = (50, 101, 152)
FIRST, MIDDLE = "first 1×1", "3×3"


@dataclass(frozen=True)
class ZeroChannels(Layer):
    """Option A of the ResNet paper: pixels left out, channels of zeros put behind.

    Parameters
    ----------
    out_channels : int
        Number of channels with those of zeros.
    stride : int
        Every so many pixels one is kept.
    """

    out_channels: int
    stride: int
    word: ClassVar[str] = "zeros"

    def count(self, shape: Shape) -> Counted:
        """Nothing is learned, and nothing multiplied."""
        channels, *size = Pool(1, self.stride).count(shape).shape
        if channels > integer("out_channels", self.out_channels, least=1):
            facts = f"out_channels is {self.out_channels} but there are {channels}"
            raise ShapeError(facts)
        return Counted((self.out_channels, *size), "ZeroChannels")


def resnet(
    depth: int,
    *,
    stride_in: str = FIRST,
    shortcuts: str = "B",
    cardinality: int = 1,
    base_width: int = 64,
) -> Network:
    """Build a residual network for ImageNet.

    Parameters
    ----------
    depth : {18, 34, 50, 101, 152}
        Number of layers with weights on the longest path. From 50 on, blocks are
        bottlenecks: 1×1, 3×3, 1×1.
    stride_in : {"first 1×1", "3×3"}, default "first 1×1"
        Which layer of a bottleneck halves height and width. The paper's is the first;
        torchvision's, and "v1.5", is the 3×3. Parameters are the same, MACs are not.
    shortcuts : {"A", "B"}, default "B"
        What a shortcut does where shapes change: zeros in the new channels, or a 1×1
        layer that learns.
    cardinality, base_width : int, default 1 and 64
        Groups of the 3×3 layer of a bottleneck, and filters in each group in the first
        stage. (32, 4) is ResNeXt-50 32×4d.

    Returns
    -------
    Network
        For images of 224×224.

    Raises
    ------
    TypeError
        If `cardinality` or `base_width` is no integer.
    ValueError
        If there is no such depth, layer or option, or groups are wanted of blocks that
        have no bottleneck.

    References
    ----------
    He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015,
    arXiv:1512.03385, Table 1. Xie and others, "Aggregated Residual Transformations for
    Deep Neural Networks", 2016, arXiv:1611.05431, Table 1.

    Examples
    --------
    >>> paper, later = resnet(50), resnet(50, stride_in="3×3")
    >>> paper.parameters == later.parameters, later.macs - paper.macs
    (True, 231211008)
    """
    cardinality = integer("cardinality", cardinality, least=1)
    base_width = integer("base_width", base_width, least=1)
    counts = BLOCKS[chosen("depth", depth, tuple(BLOCKS))]
    early = chosen("stride_in", stride_in, (FIRST, MIDDLE)) == FIRST
    zeros = chosen("shortcuts", shortcuts, ("A", "B")) == "A"

    groups = f"{cardinality}×{base_width}d"
    plain = groups == "1×64d"
    if depth not in BOTTLENECKS and not plain:
        msg = f"cardinality and base_width are for bottlenecks, which {depth} lacks"
        raise ValueError(msg)

    def block(stage: int, stride: int, *, first: bool) -> Add:
        channels = 64 * 2**stage
        if depth in BOTTLENECKS:
            strides = (stride, 1) if early else (1, stride)
            width = channels * base_width // 64 * cardinality
            body: Layers = (
                conv_norm(width, 1, strides[0]),
                conv_norm(width, 3, strides[1], cardinality),
                conv_norm(channels * 4),
            )
            channels *= 4
        else:
            body = (conv_norm(channels, 3, stride), conv_norm(channels, 3))
        if not first or channels == 64:  # noqa: PLR2004 - what the stem gives
            return Add(body, name="block")
        learned = Stack("shortcut", conv_norm(channels, 1, stride))
        shortcut = ZeroChannels(channels, stride) if zeros else learned
        return Add(body, (shortcut,), name="block")

    stages = tuple(
        Stack(
            f"conv{stage + 2}_x",
            (
                block(stage, 2 if stage else 1, first=True),
                *(block(stage, 1, first=False),) * (count - 1),
            ),
        )
        for stage, count in enumerate(counts)
    )
    stem = Stack("conv1", conv_norm(64, 7, 2))
    layers = (stem, Pool(3, 2, 1), stages, CLASSIFIER)
    name = f"ResNet-{depth}" if plain else f"ResNeXt-{depth} ({groups})"
    # Whoever says ResNeXt means the 3×3 layer, and whoever says ResNet the first.
    if depth in BOTTLENECKS and early != plain:
        name += f" (stride in {stride_in})"
    name += " (option A)" * zeros
    return Network(name, layers, (3, 224, 224))
