"""One output number, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convguide._errors import ShapeError
from convguide._inputs import checked, restored
from convguide._integers import integer, is_sequence
from convguide.conv import padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from convguide._typing import Array, Padding, Pair


@dataclass(frozen=True, eq=False)
class Trace:
    """The arithmetic of one output number; printed, it reads as a sum.

    Attributes
    ----------
    at : tuple of int
        Position in the output, (o, i, j) or (n, o, i, j).
    channels : range
        The input channels that the filter sees, all of them unless grouped.
    rows : range
        Rows of the input under the window, in pixels; a negative or too large number
        is padding.
    columns : range
        Columns of the input under the window, in the same way.
    patch : ndarray
        The input numbers under the window, (C_in / groups, K_h, K_w).
    filter : ndarray
        The filter, (C_in / groups, K_h, K_w).
    products : ndarray
        Their products, one by one, (C_in / groups, K_h, K_w).
    partial_sums : ndarray
        The sum of the products of each input channel, (C_in / groups,).
    bias : scalar or None
        What is added at the end.
    total : scalar
        The output number.
    """

    at: tuple[int, ...]
    channels: range
    rows: range
    columns: range
    patch: Array
    filter: Array
    products: Array
    partial_sums: Array
    bias: Any
    total: Any

    def __str__(self) -> str:
        """Write the sum down, a kernel row to a line."""
        lines: list[tuple[str, str, str]] = []
        for n, channel in enumerate(self.channels):
            kernel_rows = [
                " + ".join(
                    f"{_factor(p)}·{_factor(w)}" for p, w in zip(*pair, strict=True)
                )
                for pair in zip(self.patch[n], self.filter[n], strict=True)
            ]
            lines += [
                (f"channel {channel}" if row == 0 else "", text, "")
                for row, text in enumerate(kernel_rows)
            ]
            lines[-1] = (*lines[-1][:2], _text(self.partial_sums[n]))
        terms = [_text(self.partial_sums[0]), *map(_factor, self.partial_sums[1:])]
        if self.bias is not None:
            lines.append(("bias", "", _text(self.bias)))
            terms.append(_factor(self.bias))
        lines.append(("output", " + ".join(terms), _text(self.total)))
        wide, right = (max(len(line[k]) for line in lines) for k in (1, 2))
        label = max(len(line[0]) for line in lines)
        body = [
            f"{name:{label}}  {'  ' if name else '+ '}{text:{wide}}"
            + (f"  = {value:>{right}}" if value else "")
            for name, text, value in lines
        ]
        return "\n".join([self._headline(), *(line.rstrip() for line in body)])

    def _headline(self) -> str:
        position = ", ".join(map(str, self.at))
        rows, columns = (
            f"{name} {', '.join(map(str, window))}"
            for name, window in (("rows", self.rows), ("columns", self.columns))
        )
        return f"output ({position}): filter {self.at[-3]} over {rows} and {columns}"


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
) -> Trace:
    """Explain one output number of a convolution layer, term by term.

    Parameters
    ----------
    x, weight, bias : array_like
        As in :func:`convguide.conv2d`.
    at : sequence of int
        Index of the number in the output: (o, i, j) for one image, (n, o, i, j) for
        a batch. Negative numbers count from the end, as in NumPy.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.

    Returns
    -------
    Trace
        The patch, the filter, every product, the partial sum of each input channel,
        the bias and the total. ``print`` shows it as a sum.

    Raises
    ------
    IndexError
        If the output has no number at `at`.
    TypeError, ValueError, ShapeError, OverflowError
        As :func:`convguide.conv2d`.

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
    geometry = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    x, weight, bias, spec, dtype = checked(x, weight, bias, geometry)
    shape = (*x.shape[:-3], spec.out_channels, *spec.output_size(x.shape[-2:]))
    at = _index(at, shape)
    o, i, j = at[-3:]
    window, channels = spec.window(i, j), spec.channels_of(o)
    image = padded(x[at[0]] if len(at) > len("CHW") else x, spec)
    patch = image[channels, window[0], window[1]]
    products = patch * weight[o]
    partial_sums = products.sum(axis=(1, 2))
    total = partial_sums.sum() + (0 if bias is None else bias[o])
    return Trace(
        at=at,
        channels=range(spec.in_channels)[channels],
        rows=_input_range(window[0], spec.padding[0]),
        columns=_input_range(window[1], spec.padding[2]),
        patch=patch.astype(dtype),
        filter=weight[o].astype(dtype),
        products=products,
        partial_sums=partial_sums,
        bias=None if bias is None else bias[o],
        total=restored(np.asarray(total), dtype)[()],
    )


def _index(at: object, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Resolve an index into the output, as NumPy would."""
    axes = "(N, C_out, H_out, W_out)" if len(shape) > 3 else "(C_out, H_out, W_out)"  # noqa: PLR2004
    output = {"output": (shape, axes)}
    if not is_sequence(at):
        msg = f"at must be {len(shape)} integers, got {at!r}"
        raise TypeError(msg)
    if len(at) != len(shape):
        facts = f"at must be {len(shape)} integers, got {at!r}"
        raise ShapeError(facts, output)
    numbers = [integer("at", number) for number in at]
    for number, size in zip(numbers, shape, strict=True):
        if not -size <= number < size:
            msg = (
                f"at is {tuple(numbers)} but the output has shape {shape}, axes {axes}"
            )
            raise IndexError(msg)
    return tuple(n % size for n, size in zip(numbers, shape, strict=True))


def _input_range(window: slice, padding: int) -> range:
    """Pixels of the unpadded input under the window."""
    return range(window.start - padding, window.stop - padding, window.step)


def _text(number: Any) -> str:  # noqa: ANN401
    return f"{number:.6g}" if isinstance(number, np.floating) else str(number)


def _factor(number: Any) -> str:  # noqa: ANN401
    text = _text(number)
    return f"({text})" if text.startswith("-") else text
