"""Convolutions that are not a spec: with a list of links, and transposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from convguide._errors import ShapeError
from convguide._integers import flag, integer
from convguide.counting.of_specs import conv_terms
from convguide.counting.products import Term, product_of
from convguide.spec import Conv2dSpec
from convguide.zoo.layers import Counted, Layer, channels_of

if TYPE_CHECKING:
    from convguide._typing import Padding, Pair
    from convguide.zoo.layers import Shape


@dataclass(frozen=True)
class Masked(Layer):
    """A convolution in which each filter sees a list of input channels.

    Parameters
    ----------
    links : tuple of tuple of int
        For each filter the channels that it sees, from 0.
    kernel : int or pair of int
        Height and width of a kernel, in pixels.

    Examples
    --------
    >>> counted = Masked(((0, 1), (1, 2), (0, 1, 2)), 5).count((3, 7, 7))
    >>> [term.product.text for term in counted.terms], counted.shape
    (['7 × (5·5)', '3'], (3, 3, 3))
    """

    links: tuple[tuple[int, ...], ...]
    kernel: Pair
    word: ClassVar[str] = "conv"

    def count(self, shape: Shape) -> Counted:
        """Count a kernel for each link instead of one for each pair of channels."""
        channels = channels_of(self, shape)
        for seen in self.links:
            _check_links(seen, channels)
        spec = Conv2dSpec(channels, len(self.links), self.kernel)
        height, width = spec.kernel_size
        weight = product_of(
            ("links", sum(map(len, self.links))),
            ("kernel height", height),
            ("kernel width", width),
        )
        size = spec.output_size(shape[1:])
        macs = product_of(
            ("output height", size[0]),
            ("output width", size[1]),
            ("weights", weight.count),
            outer=2,
        )
        bias = conv_terms(spec)[1]
        out_shape = (spec.out_channels, *size)
        return Counted(out_shape, "Conv2d", (Term("weight", weight), bias), (macs,))


@dataclass(frozen=True)
class ConvTranspose(Layer):
    """A transposed convolution: a convolution run from its output to its input.

    Parameters
    ----------
    out_channels, kernel, stride, padding, bias
        As in :class:`Conv`; `padding` is that of the layer that is run backwards.

    Examples
    --------
    >>> counted = ConvTranspose(4, 2, 2).count((5, 3, 7))
    >>> counted.shape, counted.products[0].text
    ((4, 6, 14), '3·7 × 80')
    """

    out_channels: int
    kernel: Pair
    stride: Pair = 1
    padding: Padding = 0
    bias: bool = True
    word: ClassVar[str] = "transposed"

    def count(self, shape: Shape) -> Counted:
        """Use each weight once at each position of the input."""
        channels = channels_of(self, shape)
        backwards = Conv2dSpec(
            self.out_channels,
            channels,
            self.kernel,
            stride=self.stride,
            padding=self.padding,
        )
        height, width = (
            axis.covered(steps) - axis.before - axis.after
            for axis, steps in zip(backwards.axes, shape[1:], strict=True)
        )
        if min(height, width) < 1:
            facts = f"padding leaves {height}×{width} of the output"
            raise ShapeError(facts, hint="use less padding")
        weight = product_of(
            ("in_channels", channels),
            ("out_channels", self.out_channels),
            ("kernel height", backwards.kernel_size[0]),
            ("kernel width", backwards.kernel_size[1]),
        )
        bias = Term("bias", product_of(("out_channels", self.out_channels)))
        macs = product_of(
            ("input height", shape[1]),
            ("input width", shape[2]),
            ("weights", weight.count),
            outer=2,
        )
        return Counted(
            (self.out_channels, height, width),
            "ConvTranspose2d",
            (Term("weight", weight), *(bias,) * flag("bias", self.bias)),
            (macs,),
        )


def _check_links(seen: tuple[int, ...], channels: int) -> None:
    """Let a filter see channels that there are, each once."""
    known = {integer("links", channel, least=0) for channel in seen}
    if len(known) < len(seen):
        msg = f"links must name a channel once for each filter, got {seen}"
        raise ValueError(msg)
    if max(known, default=0) >= channels:
        facts = f"links name channel {max(known)} but the input has {channels} channels"
        raise ShapeError(facts, hint="channels are counted from 0")
