"""What to draw: a spec, a weight, a layer of PyTorch, or one image and its layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked, real_numbers
from convguide._integers import integer
from convguide._padding import pad
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array, Padding, Pair


SINGLE = 4  # bytes of a float32


class Layer(NamedTuple):
    """The geometry of a layer, and its numbers if they are known."""

    spec: Conv2dSpec
    weight: Array | None = None
    bias: Array | None = None


def read_layer(layer: object) -> Layer:
    """Read a layer off what users have of it.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        A geometry; or all filters, (C_out, C_in, K_h, K_w), of a layer without groups;
        or a layer of PyTorch, which is left as it is.

    Returns
    -------
    Layer
        The geometry, and weight and bias if `layer` has them.

    Raises
    ------
    TypeError
        If `layer` is something else.
    ShapeError
        If an array does not have four axes.
    """
    if isinstance(layer, Conv2dSpec):
        return Layer(layer)
    if type(layer).__module__.startswith("torch.nn.") and hasattr(layer, "weight"):
        return _of_torch(layer)
    if not isinstance(layer, (np.ndarray, list, tuple)):
        msg = (
            "layer must be a Conv2dSpec, an array of filters or a torch.nn.Conv2d, "
            f"got {type(layer).__name__}"
        )
        raise TypeError(msg)
    weight = real_numbers("layer", layer)
    if weight.ndim != len("OIHW") or 0 in weight.shape:
        facts = f"layer has {weight.ndim} axes but must have 4, none of them empty"
        axes = "(C_out, C_in, K_h, K_w)"
        raise ShapeError(facts, {"layer": (weight.shape, axes)})
    filters, depth, *kernel = weight.shape
    return Layer(Conv2dSpec(depth, filters, tuple(kernel), bias=False), weight)


def read_transposed(layer: object) -> tuple[Conv2dSpec, tuple[int, int] | None]:
    """Read the geometry of a transposed layer, and the output padding of its own.

    Only a ``torch.nn.ConvTranspose2d`` has one; all else is read as `read_layer` does.
    """
    kind = type(layer)
    if kind.__name__ == "ConvTranspose2d" and kind.__module__.startswith("torch.nn."):
        padding: tuple[int, int] = layer.output_padding  # type: ignore[attr-defined]
        return _of_torch(layer, kind.__name__).spec, padding
    return read_layer(layer).spec, None


def _of_torch(layer: Any, kind: str = "Conv2d") -> Layer:  # noqa: ANN401 - no import
    """Read a layer of PyTorch, whose weight may still be missing."""
    if type(layer).__name__ != kind:
        msg = f"layer must be a torch.nn.{kind}, got {type(layer).__name__}"
        raise TypeError(msg)
    spec = Conv2dSpec(
        layer.in_channels,
        layer.out_channels,
        layer.kernel_size,
        stride=layer.stride,
        padding=layer.padding,
        dilation=layer.dilation,
        groups=layer.groups,
        bias=layer.bias is not None,
        padding_mode=layer.padding_mode,
    )
    if layer.weight.is_meta:
        return Layer(spec)
    bias = None if layer.bias is None else _numbers(layer.bias)
    return Layer(spec, _numbers(layer.weight), bias)


def _numbers(tensor: Any) -> Array:  # noqa: ANN401
    """Copy a tensor; NumPy does not know every half precision, so that in single."""
    known = tensor.float() if tensor.element_size() < SINGLE else tensor
    array: Array = known.detach().cpu().numpy().copy()
    return array


class OneImage(NamedTuple):
    """One image and its layer, in the dtype that sums are computed in."""

    spec: Conv2dSpec
    x: Array  # (C_in, H, W)
    weight: Array
    bias: Array | None

    @property
    def output_size(self) -> tuple[int, int]:
        """Rows and columns of an output channel."""
        return self.spec.output_size(self.x.shape[1:])

    def padded(self, channels: slice = slice(None)) -> Array:
        """Give the image, or some of its channels, with padding around it."""
        return pad(self.x[channels], self.spec.axes, self.spec.padding_mode)

    @property
    def is_padding(self) -> Array:
        """Tell for each place of a padded channel whether it is padding."""
        inside = np.ones(self.x.shape[1:], bool)
        return ~pad(inside, self.spec.axes, "zeros")


def read_image(
    x: object,
    weight: object,
    bias: object,
    *,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
    verb: tuple[str, str] = ("draw", "drawn"),
) -> OneImage:
    """Check one image and its layer against each other.

    Parameters
    ----------
    x, weight, bias : array_like
        As in :func:`convguide.conv2d`.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    verb : tuple of str
        What is to be done with the image, and the participle, for the error.

    Returns
    -------
    OneImage
        The arrays and their geometry.

    Raises
    ------
    TypeError, ValueError, ShapeError, OverflowError
        As :func:`convguide.conv2d`; also ShapeError if `x` is a batch.
    """
    inputs = checked(2, x, weight, bias, stride, padding, dilation, groups, "zeros")
    if not inputs.one_image:
        facts, hint = f"x must be one image to be {verb[1]}", f"{verb[0]} x[0]"
        raise ShapeError(facts, {"x": (inputs.x.shape, "(N, C_in, H, W)")}, hint)
    return OneImage(inputs.geometry.spec, inputs.x[0], inputs.weight, inputs.bias)


def read_place(at: Sequence[int], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Check the place of one output number; negative numbers count from the end."""
    given = tuple(integer("at", n) for n in at)
    fits = len(given) == len(shape) and all(
        -size <= n < size for n, size in zip(given, shape, strict=True)
    )
    if not fits:
        msg = f"at is {given} but the output has shape {shape}"
        raise IndexError(msg)
    return tuple(n % size for n, size in zip(given, shape, strict=True))
