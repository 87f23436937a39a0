"""Arrays at the door: types, ranks, channels and overflow are checked once, here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from convguide._errors import ShapeError
from convguide._integers import integer
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from convguide._typing import Array

IMAGE_AXES = {3: "(C_in, H, W)", 4: "(N, C_in, H, W)"}
WEIGHT_AXES = "(C_out, C_in/groups, K_h, K_w)"
# Integers are summed in 64 bits, so that the sum is exact before it is narrowed.
WORKING = {"i": np.int64, "u": np.int64}


class Inputs(NamedTuple):
    """Checked input of one convolution, in the dtype that it is computed in."""

    x: Array
    weight: Array
    bias: Array | None
    spec: Conv2dSpec
    dtype: np.dtype[Any]


def checked(
    x: object, weight: object, bias: object, geometry: Mapping[str, Any]
) -> Inputs:
    """Check arrays against each other and against the geometry.

    Parameters
    ----------
    x, weight, bias : array_like
        As in :func:`convguide.conv2d`.
    geometry : mapping
        Keywords of `Conv2dSpec`: stride, padding, dilation, groups.

    Returns
    -------
    Inputs
        Arrays in the dtype to compute in, the spec, and the dtype to return.
    """
    x, weight = _array("x", x), _array("weight", weight)
    shapes = {
        "x": (x.shape, IMAGE_AXES.get(x.ndim, IMAGE_AXES[3])),
        "weight": (weight.shape, WEIGHT_AXES),
    }
    if x.ndim not in IMAGE_AXES:
        facts = f"x has {x.ndim} axes but must have 3 or 4"
        hint = "a single grey picture (H, W) is x[None]: one channel"
        raise ShapeError(facts, shapes, hint if x.ndim == 2 else "")  # noqa: PLR2004
    if weight.ndim != 4:  # noqa: PLR2004
        facts = f"weight has {weight.ndim} axes but must have 4"
        hint = "one filter (C_in, K_h, K_w) is weight[None]"
        raise ShapeError(facts, shapes, hint if weight.ndim == 3 else "")  # noqa: PLR2004
    if 0 in weight.shape:
        facts = "weight is empty: every axis must be at least 1"
        raise ShapeError(facts, shapes)
    try:
        spec = _fitting_spec(x, weight, geometry, bias=bias is not None)
    except ShapeError as error:
        raise ShapeError(error.facts, shapes, error.hint) from None
    arrays = {"x": x, "weight": weight}
    if bias is not None:
        arrays["bias"] = bias = _array("bias", bias)
        if bias.shape != (spec.out_channels,):
            facts = f"bias must be one number per filter, shape ({spec.out_channels},)"
            raise ShapeError(facts, {**shapes, "bias": (bias.shape, "(C_out,)")})
    _same_dtype(arrays)
    _refuse_overflow(x, weight, bias)
    working = np.dtype(WORKING.get(x.dtype.kind, x.dtype))
    if working.itemsize == np.float16().itemsize:
        working = np.dtype(np.float32)
    cast = {name: array.astype(working, copy=False) for name, array in arrays.items()}
    return Inputs(cast["x"], cast["weight"], cast.get("bias"), spec, x.dtype)


def restored(y: Array, dtype: np.dtype[Any]) -> Array:
    """Bring a result back to the dtype of the input, or refuse if it does not fit."""
    if y.dtype == dtype:
        return y
    if dtype.kind in "iu" and y.size:
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        if y.min() < low or y.max() > high:
            msg = (
                f"the result spans {y.min()} to {y.max()}, which {dtype} cannot hold\n"
                "  hint: convert x, weight and bias first, with .astype(np.int64)"
            )
            raise OverflowError(msg)
    return y.astype(dtype)


def _array(name: str, value: object) -> Array:
    """Accept a NumPy array of real numbers, or nested lists of them."""
    if not isinstance(value, (np.ndarray, list, tuple)):
        msg = f"{name} must be a NumPy array, got {type(value).__name__}"
        if hasattr(value, "detach"):
            msg += f"\n  hint: {name}.detach().cpu().numpy() converts a tensor"
        raise TypeError(msg)
    if isinstance(value, np.ma.MaskedArray):
        msg = f"{name} is a masked array; a convolution has no rule for what is masked"
        raise TypeError(msg)
    try:
        array = np.asarray(value)
    except ValueError as error:
        msg = f"{name} is not rectangular: its nested lists differ in length"
        raise ShapeError(msg) from error
    if not isinstance(value, np.ndarray) and _holds_bool(value):
        msg = f"{name} must hold integers or real numbers, but a bool is among them"
        raise TypeError(msg)
    if array.dtype.kind not in "iuf":
        msg = f"{name} must hold integers or real numbers, got dtype {array.dtype}"
        raise TypeError(msg)
    return array


def _holds_bool(nested: Sequence[object]) -> bool:
    """Look for a bool, which NumPy would turn into 0 or 1 beside other numbers."""
    return any(isinstance(n, (bool, np.bool_)) for n in np.asarray(nested, object).flat)


def _fitting_spec(
    x: Array, weight: Array, geometry: Mapping[str, Any], *, bias: bool
) -> Conv2dSpec:
    """Read the spec off the weight, and hold the channels of x against it."""
    out_channels, depth, *kernel_size = weight.shape
    groups = integer("groups", geometry.get("groups", 1), least=1)
    spec = Conv2dSpec(depth * groups, out_channels, kernel_size, bias=bias, **geometry)
    channels = x.shape[-3]
    if channels != spec.in_channels:
        facts = f"x has {channels} channels but in_channels is {spec.in_channels}"
        if groups > 1:
            facts += f" ({groups} groups of {depth})"
        raise ShapeError(facts, hint=_channel_hint(x, weight, spec))
    spec.output_size(x.shape[-2:])
    return spec


def _channel_hint(x: Array, weight: Array, spec: Conv2dSpec) -> str:
    """Guess why the channels do not match: the mistakes that people really make."""
    channels, depth = x.shape[-3], weight.shape[1]
    if x.shape[-1] == spec.in_channels:
        order = (2, 0, 1) if x.ndim == len("CHW") else (0, 3, 1, 2)
        return f"x looks channels-last; try x.transpose{order}"
    if weight.shape[2] == channels:
        return (
            "weight looks like (K_h, K_w, C_in, C_out), as in Keras; "
            'try convguide.convert_layout(weight, "HWIO", "OIHW")'
        )
    groups = channels // depth
    if spec.groups == 1 and groups * depth == channels and _divides(groups, weight):
        return f"each filter is {depth} deep; groups={groups} would fit"
    if spec.groups == 1 and len(weight) == channels:
        return "weight axes 0 and 1 look swapped; try weight.transpose(1, 0, 2, 3)"
    return "weight axis 1 must be the channels of x, divided by groups"


def _divides(groups: int, weight: Array) -> bool:
    return groups > 0 and len(weight) % groups == 0


def _same_dtype(arrays: Mapping[str, Array]) -> None:
    """Refuse a mixture: NumPy would cast silently."""
    if len({array.dtype for array in arrays.values()}) > 1:
        dtypes = ", ".join(f"{name} is {a.dtype}" for name, a in arrays.items())
        common = np.result_type(*(array.dtype for array in arrays.values()))
        hint = f"convert them to one, for instance with .astype(np.{common.name})"
        msg = f"the arrays differ in dtype: {dtypes}\n  hint: {hint}"
        raise TypeError(msg)


def _refuse_overflow(x: Array, weight: Array, bias: Array | None) -> None:
    """Refuse integers that may need more than 64 bits, themselves or their sums."""
    if x.dtype.kind == "f" or not x.size:
        return
    peak = _largest(x) * _largest(weight) * weight[0].size
    if bias is not None:
        peak += _largest(bias)
    peak = max(peak, _largest(x), _largest(weight))
    if peak > np.iinfo(np.int64).max:
        msg = (
            f"sums of {weight[0].size} products may reach {peak:.1e}, "
            "more than 64-bit integers hold\n"
            "  hint: use smaller numbers, or floating point"
        )
        raise OverflowError(msg)


def _largest(array: Array) -> int:
    return max(abs(int(array.min())), abs(int(array.max())))
