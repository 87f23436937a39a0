"""Convolutions of a network: all channels, groups of them, or each alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from convguide._integers import integer
from convguide.counting.of_specs import conv_macs, conv_terms
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
    conv   Conv2d  32 × (3·5·5) = 2,400  32×3×3  21,600  1.12 KiB
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


def padded(spec: Conv2dSpec, padding: Padding, shape: Shape) -> Conv2dSpec:
    """Pad a layer; "same" depends on the size of the input."""
    if padding == "same":
        padding = spec.same_padding(shape[1:])
    return replace(spec, padding=padding)  # type: ignore[arg-type]  # as made


def _convolved(spec: Conv2dSpec, shape: Shape) -> Counted:
    size = spec.output_size(shape[1:])
    out_shape = (spec.out_channels, *size)
    return Counted(out_shape, "Conv2d", conv_terms(spec), (conv_macs(spec, size),))
