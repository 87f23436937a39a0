"""Finding the terms of one output number, of any layer."""

from __future__ import annotations

from operator import mod
from typing import TYPE_CHECKING

import numpy as np

from convguide._axes import per_axis
from convguide._errors import ShapeError
from convguide._inputs import checked, rank_of, refuse_words, restored
from convguide._integers import flag, integer, is_sequence
from convguide._padding import sources
from convguide._typing import SIZE_AXES
from convguide.terms import Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from convguide._axes import Axis
    from convguide._typing import Array, Padding, Pair, Shape
    from convguide.spec import Conv2dSpec


def trace(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    at: Sequence[int],
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
    transposed: bool = False,
    output_padding: Pair = 0,
) -> Trace:
    """Explain one output number of a convolution layer, term by term.

    Parameters
    ----------
    x, weight, bias : array_like
        As in the function that computes the layer: :func:`convguide.conv2d`, or
        another one if `weight` has 3 axes (1D) or 5 (3D).
    at : sequence of int
        Index of the number in the output: (o, i, j) for one image, (n, o, i, j) for
        a batch, and so on. Negative numbers count from the end, as in NumPy.
    stride, padding, dilation, groups, padding_mode
        Geometry in pixels, as in the function that computes the layer.
    transposed : bool, default False
        Whether the layer is :func:`convguide.conv_transpose2d` or one of its kind.
    output_padding : int or sequence of int, default 0
        As in :func:`convguide.conv_transpose2d`, and only there.

    Returns
    -------
    Trace
        The patch, the filter, every product, the partial sum of each input channel,
        the bias and the total. ``print`` shows it as a sum, a notebook as a table.

    Raises
    ------
    IndexError
        If the output has no number at `at`.
    ShapeError
        If ranks, channels, groups or sizes do not fit together. What else is refused,
        and by which error, is listed at :func:`convguide.conv2d`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    >>> weight = np.array([[[[1, 0], [0, -1]], [[2, 1], [0, 0]]]])
    >>> print(trace(x, weight, np.array([10]), at=(0, 0, 0)))
    output (0, 0, 0): filter 0 over rows 0, 1 and columns 0, 1
    channel 0    1·1 + 2·0
               + 3·0 + 4·(-1)  = -3
    channel 1    5·2 + 6·1
               + 7·0 + 8·0     = 16
    bias                       = 10
    output       -3 + 16 + 10  = 23
    """
    rank = rank_of(weight)
    if flag("transposed", transposed):
        refuse_words(padding=padding, output_padding=output_padding)
        if padding_mode != "zeros":
            msg = f"padding_mode is {padding_mode!r} but transposed is True"
            raise ValueError(msg)
    elif any(per_axis("output_padding", output_padding, rank, least=0)):
        msg = f"output_padding is {output_padding} but transposed is False"
        raise ValueError(msg)
    options = (stride, padding, dilation, groups, padding_mode)
    x, weight, bias, geometry, dtype, one_image = checked(
        *(rank, x, weight, bias, *options),
        output_padding=output_padding if transposed else None,
    )
    filters = geometry.spec.in_channels if transposed else len(weight)
    size = (geometry.size if transposed else geometry.output_size)[3 - rank :]
    at = _index(at, (*x.shape[: 1 - one_image], filters, *size), rank)
    o, position, axes = at[-rank - 1], at[-rank:], geometry.axes[3 - rank :]
    if transposed:
        channels, bank = _reverse_filter(weight, o, geometry.spec)
        met = [*map(_reached, axes, position, x.shape[2:])]
    else:
        channels = range(x.shape[1])[geometry.spec.channels_of(o)]
        bank = weight[o]
        mode = geometry.spec.padding_mode
        met = [
            (tuple(sources(axis, n, mode)[axis.window(i)]), tuple(range(axis.kernel)))
            for axis, n, i in zip(axes, x.shape[2:], position, strict=True)
        ]
    window, taps = zip(*met, strict=True)
    image = x[0 if one_image else at[0], channels.start : channels.stop]
    patch, bank = _picked(image, window), _picked(bank, taps)
    products = patch * bank
    partial_sums = products.sum(axis=tuple(range(1, rank + 1)))
    total = partial_sums.sum() + (0 if bias is None else bias[o])
    return Trace(
        at=at,
        channels=channels,
        window=window,
        taps=taps,
        patch=patch.astype(dtype),
        filter=bank.astype(dtype),
        products=products,
        partial_sums=partial_sums,
        bias=None if bias is None else bias[o],
        total=restored(np.asarray(total), dtype)[()],
    )


def _reverse_filter(weight: Array, o: int, spec: Conv2dSpec) -> tuple[range, Array]:
    """Find what leads to one output channel of a transposed layer."""
    depth, filters = weight.shape[1], len(weight) // spec.groups
    first = o // depth * filters
    return range(first, first + filters), weight[first : first + filters, o % depth]


def _reached(axis: Axis, position: int, size: int) -> tuple[Shape, Shape]:
    """Find the pixels that a transposed layer puts here, and the kernel entries."""
    pairs = []
    for tap in range(axis.kernel):
        pixel, rest = divmod(position + axis.before - tap * axis.dilation, axis.stride)
        if not rest and 0 <= pixel < size:
            pairs.append((pixel, tap))
    return tuple(pixel for pixel, _ in pairs), tuple(tap for _, tap in pairs)


def _picked(image: Array, window: Sequence[Shape]) -> Array:
    """Take a window out of all channels; what lies outside the image is zero."""
    patch = np.zeros((len(image), *map(len, window)), image.dtype)
    inside = [
        [(place, pixel) for place, pixel in enumerate(pixels) if 0 <= pixel < size]
        for pixels, size in zip(window, image.shape[1:], strict=True)
    ]
    to, taken = (
        np.ix_(range(len(image)), *([pair[k] for pair in pairs] for pairs in inside))
        for k in (0, 1)
    )
    patch[to] = image[taken]
    return patch


def _index(at: object, shape: Shape, rank: int) -> Shape:
    """Resolve an index into the output, as NumPy would."""
    sizes = ", ".join(f"{name}_out" for name in SIZE_AXES[rank].split(", "))
    axes = f"({'N, ' * (len(shape) == rank + 2)}C_out, {sizes})"
    if not is_sequence(at):
        msg = f"at must be {len(shape)} integers, got {at!r}"
        raise TypeError(msg)
    if len(at) != len(shape):
        facts = f"at must be {len(shape)} integers, got {at!r}"
        raise ShapeError(facts, {"output": (shape, axes)})
    numbers = [integer("at", number) for number in at]
    for number, size in zip(numbers, shape, strict=True):
        if not -size <= number < size:
            msg = (
                f"at is {tuple(numbers)} but the output has shape {shape}, axes {axes}"
            )
            raise IndexError(msg)
    return tuple(map(mod, numbers, shape))
