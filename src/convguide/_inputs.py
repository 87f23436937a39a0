"""Arrays at the door: types, ranks, channels and overflow are checked once, here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np

from convguide._errors import ShapeError
from convguide._shapes import fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from convguide._shapes import Geometry
    from convguide._typing import Array, Padding, Pair

# Integers are summed in 64 bits, so that the sum is exact before it is narrowed, and
# half precision in single.
INTEGER: np.dtype[Any] = np.dtype(np.int64)
SINGLE: np.dtype[Any] = np.dtype(np.float32)

SIMPLE = {int, str, type(None)}
BOOLS = {bool, np.bool_}
afresh = fitted.__wrapped__


class Inputs(NamedTuple):
    """Checked input of one call: a batch, in the dtype that it is computed in."""

    x: Array
    weight: Array
    bias: Array | None
    geometry: Geometry
    dtype: np.dtype[Any]
    one_image: bool


def checked(  # noqa: PLR0917 - in the callers' order, since keywords take time
    rank: int,
    x: object,
    weight: object,
    bias: object,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
    padding_mode: str,
    output_padding: Pair | None = None,
) -> Inputs:
    """Check arrays against each other and against the geometry.

    Parameters
    ----------
    rank : int
        Number of axes that the window slides over, 1 to 3.
    x, weight, bias : array_like
        As in :func:`convguide.conv2d`.
    stride, padding, dilation, groups, padding_mode
        As in :class:`convguide.Conv2dSpec`, with a number for each axis.
    output_padding : int or sequence of int, optional
        Given for a transposed layer only.

    Returns
    -------
    Inputs
        Arrays in the dtype to compute in, the geometry, and the dtype to return.
    """
    x, weight = real_numbers("x", x), real_numbers("weight", weight)
    if bias is not None:
        bias = real_numbers("bias", bias)
    dtype = x.dtype
    working = dtype if dtype.kind == "f" else INTEGER
    if working.itemsize < SINGLE.itemsize:
        working = SINGLE
    fit: Callable[..., Geometry] = fitted
    if not type(stride) is type(padding) is type(dilation) is type(groups) is int or (
        type(padding_mode) is not str or output_padding is not None
    ):
        options = (stride, padding, dilation, groups, padding_mode, output_padding)
        fit = fitted if all(map(_plain, options)) else afresh
    geometry = fit(
        rank, x.shape, weight.shape, None if bias is None else bias.shape, stride,
        padding, dilation, groups, padding_mode, output_padding, working.itemsize,
    )  # fmt: skip
    if not dtype == weight.dtype == (weight if bias is None else bias).dtype:
        refuse_mixture(x=x, weight=weight, bias=bias)
    if dtype.kind != "f":
        refuse_overflow(geometry.terms, x, weight, bias)
    if working is not dtype:
        x, weight = x.astype(working), weight.astype(working)
        bias = None if bias is None else bias.astype(working)
    one_image = x.ndim == rank + 1
    return Inputs(x[None] if one_image else x, weight, bias, geometry, dtype, one_image)


def restored(y: Array, dtype: np.dtype[Any]) -> Array:
    """Bring a result back to the dtype of the input, or refuse if it does not fit."""
    if y.dtype == dtype:
        return y if y.flags.c_contiguous else y.copy()
    if dtype.kind != "f" and y.size:
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        if y.min() < low or y.max() > high:
            msg = (
                f"the result spans {y.min()} to {y.max()}, which {dtype} cannot hold\n"
                "  hint: convert the arrays first, with .astype(np.int64)"
            )
            raise OverflowError(msg)
    return y.astype(dtype)


def rank_of(weight: object) -> int:
    """Tell from the weight over how many axes the window slides, 1 to 3."""
    return min(max(real_numbers("weight", weight).ndim - 2, 1), 3)


def refuse_words(**numbers: object) -> None:
    """Refuse words for the padding of a transposed layer, on which nobody agrees."""
    for name, value in numbers.items():
        if isinstance(value, str) or value is None:
            msg = f"{name} of a transposed layer must be integers, got {value!r}"
            raise TypeError(msg)


def real_numbers(name: str, value: object) -> Array:
    """Accept a NumPy array of real numbers, or nested lists of them."""
    array = value if type(value) is np.ndarray else _converted(name, value)
    if array.dtype.kind not in "iuf":
        msg = f"{name} must hold integers or real numbers, got dtype {array.dtype}"
        raise TypeError(msg)
    return array


def _converted(name: str, value: object) -> Array:
    """Make an array of what is meant as one."""
    if isinstance(value, np.ma.MaskedArray):
        msg = f"{name} is a masked array; a convolution has no rule for what is masked"
        raise TypeError(msg)
    if isinstance(value, np.ndarray):
        return np.asarray(value)  # not np.matrix, whose * is another
    if isinstance(value, (list, tuple)):
        return _from_lists(name, value)
    msg = f"{name} must be a NumPy array, got {type(value).__name__}"
    if hasattr(value, "detach"):
        msg += f"\n  hint: {name}.detach().cpu().numpy() converts a tensor"
    raise TypeError(msg)


def _from_lists(name: str, nested: Sequence[object]) -> Array:
    """Refuse what NumPy refuses, and a bool, which it takes for 0 or 1."""
    try:
        array = np.asarray(nested)
    except ValueError as error:
        msg = f"{name} is not rectangular: its nested lists differ in length"
        raise ShapeError(msg) from error
    kinds = set(map(type, np.asarray(nested, object).flat))
    if not kinds.isdisjoint(BOOLS):
        msg = f"{name} must hold integers or real numbers, but a bool is among them"
        raise TypeError(msg)
    return array


def _plain(option: object) -> bool:
    """Tell what may be looked up by its value from what may only seem equal.

    (1, 1) equals (True, 1.0), and an array has no hash.
    """
    if type(option) is tuple:
        return all(type(number) is int for number in option)
    return type(option) in SIMPLE


def refuse_mixture(**arrays: Array | None) -> NoReturn:
    """Refuse arrays that differ in dtype: NumPy would cast silently."""
    given = {name: array.dtype for name, array in arrays.items() if array is not None}
    dtypes = ", ".join(f"{name} is {dtype}" for name, dtype in given.items())
    common = np.result_type(*given.values())
    hint = f"convert them to one, for instance with .astype(np.{common.name})"
    msg = f"the arrays differ in dtype: {dtypes}\n  hint: {hint}"
    raise TypeError(msg)


def refuse_overflow(
    terms: int, x: Array, weight: Array, bias: Array | None = None
) -> None:
    """Refuse integers that may need more than 64 bits, themselves or their sums."""
    if not (x.size and weight.size):
        return
    pixel, factor = _largest(x), _largest(weight)
    total = pixel * factor * terms + (0 if bias is None else _largest(bias))
    peak = max(total, pixel, factor)
    if peak > np.iinfo(np.int64).max:
        msg = (
            f"sums of {terms} products may reach {peak:.1e}, "
            "more than 64-bit integers hold\n"
            "  hint: use smaller numbers, or floating point"
        )
        raise OverflowError(msg)


def _largest(array: Array) -> int:
    return max(abs(int(array.min())), abs(int(array.max())))
