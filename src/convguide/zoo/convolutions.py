"""Convolutions of a network: dense, grouped, depthwise, masked and transposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from convguide._errors import ShapeError
from convguide._integers import flag, integer
from convguide.counting.of_specs import conv_macs, conv_terms
from convguide.counting.products import Term, product_of
from convguide.spec import Conv2dSpec
from convguide.zoo.layers import Counted, Layer, channels_of

if TYPE_CHECKING:
    from convguide._typing import Padding, Pair
    from convguide.zoo.layers import Shape


@dataclass(frozen=True)
class Conv(Layer):
    """A 2D convolution, as in :class:`convguide.Conv2dSpec`.

    Parameters
    ----------
    out_channels : int
        Number of filters.
    kernel, stride : int or pair of int, default 1
        Height and width of a kernel, and its step, in pixels.
    padding : int, pair, four int, "valid" or "same", default 0
        Pixels around the input. "same" is TensorFlow's rule, with a stride, too.
    groups : int, default 1
        Number of groups into which the channels are split.
    bias : bool, default True
        Whether each filter adds one learned number.

    Examples
    --------
    >>> from convguide import ledger, zoo
    >>> print(ledger(zoo.Network("one layer", (zoo.Conv(32, 5, bias=False),),
    ...                          (3, 7, 7))).to_text().splitlines()[1])
    conv   Conv2d  32 × (3·5·5) = 2,400  32×3×3  21,600
    """

    out_channels: int
    kernel: Pair = 1
    stride: Pair = 1
    padding: Padding = 0
    groups: int = 1
    bias: bool = True
    word: ClassVar[str] = "conv"

    def count(self, shape: Shape) -> Counted:
        """Let a spec with these channels count."""
        spec = Conv2dSpec(
            channels_of(self, shape),
            self.out_channels,
            self.kernel,
            stride=self.stride,
            groups=self.groups,
            bias=self.bias,
        )
        return _convolved(padded(spec, self.padding, shape), shape)


@dataclass(frozen=True)
class Depthwise(Layer):
    """A convolution with a group for each channel, which sees that channel alone.

    Parameters
    ----------
    kernel, stride, padding, bias
        As in :class:`Conv`.
    multiplier : int, default 1
        Filters for each input channel.
    """

    kernel: Pair
    stride: Pair = 1
    padding: Padding = 0
    multiplier: int = 1
    bias: bool = True
    word: ClassVar[str] = "depthwise"

    def count(self, shape: Shape) -> Counted:
        """Let a spec with as many groups as channels count."""
        channels = channels_of(self, shape)
        multiplier = integer("multiplier", self.multiplier, least=1)
        conv = Conv(channels * multiplier, self.kernel, self.stride, self.padding)
        return replace(conv, groups=channels, bias=self.bias).count(shape)


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


def padded(spec: Conv2dSpec, padding: Padding, shape: Shape) -> Conv2dSpec:
    """Pad a layer; "same" depends on the size of the input."""
    if padding == "same":
        padding = spec.same_padding(shape[1:])
    return replace(spec, padding=padding)  # type: ignore[arg-type]  # as made


def _convolved(spec: Conv2dSpec, shape: Shape) -> Counted:
    size = spec.output_size(shape[1:])
    out_shape = (spec.out_channels, *size)
    return Counted(out_shape, "Conv2d", conv_terms(spec), (conv_macs(spec, size),))
