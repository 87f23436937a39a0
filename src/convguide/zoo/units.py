"""Layers that are no convolutions: dense, pooling, norms, scales."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, ClassVar

from convguide._errors import ShapeError
from convguide._integers import flag, integer
from convguide.counting.products import Term, product_of
from convguide.spec import Conv2dSpec
from convguide.zoo.convolutions import padded
from convguide.zoo.layers import FORMS, Counted, Layer, channels_of

if TYPE_CHECKING:
    from convguide._typing import Padding, Pair
    from convguide.zoo.layers import Shape

KEPT = {"batch": ("BatchNorm", 2), "layer": ("LayerNorm", 0)}
"""Kind of a norm, and the numbers that it keeps for each channel."""


@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer; its input is flat.

    Parameters
    ----------
    out_features : int
        Number of outputs.
    bias : bool, default True
        Whether each output adds one learned number.
    """

    out_features: int
    bias: bool = True
    word: ClassVar[str] = "dense"

    def count(self, shape: Shape) -> Counted:
        """Connect each output with each input."""
        if len(shape) != 1:
            facts = "a dense layer takes flat input"
            hint = "put Flatten() or GlobalPool() before it"
            raise ShapeError(facts, {"input": (shape, FORMS[len(shape)])}, hint)
        outputs = integer("out_features", self.out_features, least=1)
        rows = ("out_features", outputs)
        weight = product_of(rows, ("in_features", shape[0]))
        bias = (Term("bias", product_of(rows)),) * flag("bias", self.bias)
        return Counted((outputs,), "Dense", (Term("weight", weight), *bias), (weight,))


@dataclass(frozen=True)
class Pool(Layer):
    """Pooling, of maxima or averages: it learns nothing.

    Parameters
    ----------
    kernel : int or pair of int
        Height and width of the window, in pixels.
    stride : int or pair of int, optional
        Its step; by default the window itself, so that windows do not overlap.
    padding : int, pair, four int, "valid" or "same", default 0
        As in :class:`Conv`.
    ceil : bool, default False
        Whether a window may reach beyond the bottom and the right, as long as it
        begins inside.

    Examples
    --------
    >>> Pool(3, 2).count((64, 112, 112)).shape
    (64, 55, 55)
    >>> Pool(3, 2, ceil=True).count((64, 112, 112)).shape
    (64, 56, 56)
    """

    kernel: Pair
    stride: Pair | None = None
    padding: Padding = 0
    ceil: bool = False
    word: ClassVar[str] = "pool"

    def count(self, shape: Shape) -> Counted:
        """Let a spec count the places of the window."""
        channels = channels_of(self, shape)
        stride = self.kernel if self.stride is None else self.stride
        spec = Conv2dSpec(channels, channels, self.kernel, stride=stride)
        spec = padded(spec, self.padding, shape)
        size = spec.output_size(shape[1:])
        if flag("ceil", self.ceil):
            size = _ceiled(spec, shape, size)
        return Counted((channels, *size), "Pool")


def _ceiled(spec: Conv2dSpec, shape: Shape, size: tuple[int, int]) -> tuple[int, int]:
    """Add a place on each axis where pixels are left over on which it can begin."""
    rows, columns = (
        steps + (axis.covered(steps) < axis.padded(extent) and begins)
        for axis, steps, extent in zip(spec.axes, size, shape[1:], strict=True)
        for begins in [steps * axis.stride < extent + axis.before]
    )
    return (rows, columns)


@dataclass(frozen=True)
class GlobalPool(Layer):
    """One number for each channel: the average of its map. The output is flat."""

    word: ClassVar[str] = "pool"

    def count(self, shape: Shape) -> Counted:
        """Keep the channels alone."""
        return Counted((channels_of(self, shape),), "GlobalPool")


@dataclass(frozen=True)
class Flatten(Layer):
    """Write maps one after the other; it makes no new numbers, and gets no row."""

    word: ClassVar[str] = "flatten"

    def count(self, shape: Shape) -> Counted:
        """Make one axis of all."""
        return Counted((prod(shape),))


@dataclass(frozen=True)
class Norm(Layer):
    """A norm that learns a factor and a bias for each channel.

    Parameters
    ----------
    over : {"batch", "layer"}, default "batch"
        What is normalised together. A norm over the batch also keeps a running mean
        and a running variance for each channel, which are not learned.
    """

    over: str = "batch"
    word: ClassVar[str] = "norm"

    def count(self, shape: Shape) -> Counted:
        """Count two numbers for each channel."""
        if self.over not in KEPT:
            msg = f'over must be "batch" or "layer", got {self.over!r}'
            raise ValueError(msg)
        kind, kept = KEPT[self.over]
        channels = product_of(("channels", shape[0]))
        terms = (Term("weight", channels), Term("bias", channels))
        return Counted(shape, kind, terms, buffers=kept * shape[0])


@dataclass(frozen=True)
class Scale(Layer):
    """A learned factor for each channel, such as ConvNeXt's layer scale."""

    word: ClassVar[str] = "scale"

    def count(self, shape: Shape) -> Counted:
        """Count one number for each channel."""
        return Counted(
            shape, "Scale", (Term("weight", product_of(("channels", shape[0]))),)
        )
