"""The correlation theorem: products of spectra instead of a sliding window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide._finite import finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array
    from convguide.spec import Conv2dSpec


def compute(x: Array, weight: Array, spec: Conv2dSpec) -> Array:
    """Transform, multiply each pair of channels, sum over the input, transform back.

    The window slides over the whole image at every pixel; a stride picks some of the
    results. Where it would leave the image it comes in again on the other side, and
    those results are cut off.
    """
    height, width = spec.output_size(x.shape[1:])
    (s_h, s_w), (d_h, d_w) = spec.stride, spec.dilation
    image = x.astype(np.result_type(x, np.float64))
    filters = np.zeros((*weight.shape[:2], *spec.span), image.dtype)
    filters[..., ::d_h, ::d_w] = weight
    size = [1 << (pixels - 1).bit_length() for pixels in x.shape[1:]]
    with np.errstate(over="ignore", invalid="ignore"):
        spectra = np.fft.rfft2(image, size)
    if spectra.real.dtype != image.dtype:
        msg = (
            f'view "fft" cannot keep {x.dtype}: this NumPy transforms in float64\n'
            '  hint: use NumPy 2, or view="auto"'
        )
        raise TypeError(msg)
    whole = x.dtype.kind == "i"
    if whole:
        _refuse_doubtful(largest_error(image, filters, size))
    y = np.empty((spec.out_channels, height, width), image.dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused
        for o, one_filter in enumerate(filters):
            spectrum = np.fft.rfft2(one_filter, size).conj()
            products = spectra[spec.channels_of(o)] * spectrum
            everywhere = np.fft.irfft2(products.sum(axis=0), size)
            y[o] = everywhere[: height * s_h : s_h, : width * s_w : s_w]
        y = (np.rint(y) if whole else y).astype(x.dtype)
    return finite("fft", y)


def largest_error(image: Array, filters: Array, size: Sequence[int]) -> float:
    """Bound the rounding error of every output number.

    A transform of length 2^t is off by 7·t·u in the 2-norm, where u is eps / 2 (Higham,
    Accuracy and Stability of Numerical Algorithms, 2002, theorem 24.2). Two transforms
    there, one back, a complex product and the sum over the channels make
    (21·t + 3 + depth)·u. This is relative to the 2-norm of a channel times the sum of
    the sizes in a kernel, by the inequalities of Cauchy and Schwarz and of Young, and
    once for each channel. The other half of eps is for what grows with u².
    """
    depth, stages = filters.shape[1], sum(n.bit_length() - 1 for n in size)
    pixels = np.sqrt((image**2).sum(axis=(1, 2))).max()
    weights = np.abs(filters).sum(axis=(2, 3)).max()
    eps = np.finfo(image.dtype).eps
    return float((21 * stages + 3 + depth) * eps * depth * pixels * weights)


def _refuse_doubtful(error: float) -> None:
    """Refuse integers whose result may be rounded to a wrong one."""
    if error >= 1 / 2:
        msg = (
            f'view "fft" may be off by {error:.1e}, too much to round to integers\n'
            '  hint: smaller numbers, or view="auto", which is exact'
        )
        raise OverflowError(msg)
