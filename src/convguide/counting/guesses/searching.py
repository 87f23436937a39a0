"""The search for layers with a given number of parameters, over divisors."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from convguide._errors import ShapeError
from convguide.counting.guesses.guess import NORMS, Guess
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from convguide._typing import Padding

KERNELS = (*((k, k) for k in range(1, 12)), (1, 3), (3, 1), (1, 7), (7, 1))
GROUPS = (1, 2, 4, 8, 32)
MULTIPLIERS = (1, 2)  # filters for each channel of a depthwise layer
MOST_CHANNELS = 4096
MOST_FEATURES = 65_536
PADDINGS: tuple[Padding, ...] = ("valid", "same")


class Known(NamedTuple):
    """What is known of the layer; None is unknown."""

    in_channels: int | None
    out_channels: int | None
    kernel_size: tuple[int, int] | None
    bias: bool | None
    groups: int | None
    input_size: tuple[int, int] | None


def layers(number: int, known: Known) -> Iterator[Guess]:
    """Give the layers of all kinds that fit the number and what is known."""
    yield from _convolutions(number, known)
    if known.groups is None:
        yield from _locally_connected(number, known)
        if known.kernel_size is None:
            yield from _dense(number, known)
            yield from _norms(number, known)


def _convolutions(number: int, known: Known) -> Iterator[Guess]:
    """Share the number out to filters, take off the bias, divide by the kernel."""
    kernels = [known.kernel_size] if known.kernel_size else KERNELS
    outs = _divisors(number, known.out_channels, MOST_CHANNELS)
    for out, bias, kernel in product(outs, _biases(known), kernels):
        depth, rest = divmod(number // out - bias, prod(kernel))
        if rest or not depth:
            continue
        for groups in _groups(depth, out, known):
            yield Guess("Conv2d", depth * groups, out, kernel, groups, bias)


def _groups(depth: int, out: int, known: Known) -> Iterable[int]:
    """Give the numbers of groups that are possible for filters of this depth."""
    tried = {known.groups} if known.groups else {*GROUPS}
    if depth == 1 and not known.groups:
        tried |= {out // few for few in MULTIPLIERS if not out % few}
    for groups in tried:
        if not out % groups and _fits(depth * groups, known, MOST_CHANNELS):
            yield groups


def _fits(channels: int, known: Known, most: int) -> bool:
    """Hold input channels against those that are known, or tried at most."""
    if known.in_channels is None:
        return channels <= most
    return channels == known.in_channels


def _locally_connected(number: int, known: Known) -> Iterator[Guess]:
    """Share the number out to the positions of the output, then to filters there."""
    if not known.input_size:
        return
    kernels = [known.kernel_size] if known.kernel_size else KERNELS
    for kernel, padding in product(kernels, PADDINGS):
        if padding == "same" and kernel == (1, 1):
            continue  # nothing is padded
        with suppress(ShapeError):  # the window does not fit
            spec = Conv2dSpec(1, 1, kernel, padding=padding)
            size = spec.output_size(known.input_size)
            filters, rest = divmod(number, prod(size))
            if not rest and size != (1, 1):  # at one position it is a convolution
                here = known._replace(kernel_size=kernel, groups=1)
                for guess in _convolutions(filters, here):
                    yield Guess(
                        *("LocallyConnected2D", guess.in_channels, guess.out_channels),
                        kernel,
                        bias=guess.bias,
                        output_size=size,
                    )


def _dense(number: int, known: Known) -> Iterator[Guess]:
    """Share the number out to output features, and take off the bias."""
    pixels, most = 1, MOST_FEATURES
    if known.input_size:
        pixels, most = prod(known.input_size), MOST_CHANNELS
    outs = _divisors(number, known.out_channels, MOST_FEATURES)
    for out, bias in product(outs, _biases(known)):
        features, rest = divmod(number // out - bias, pixels)
        if features and not rest and _fits(features, known, most):
            size = known.input_size
            yield Guess("Dense", features, out, bias=bias, input_size=size)


def _norms(number: int, known: Known) -> Iterator[Guess]:
    """Share the number out to the channels of a normalisation."""
    if known.bias is not None:
        return
    for kind, each in NORMS.items():
        channels, rest = divmod(number, each)
        given = {known.in_channels, known.out_channels} - {None}
        fits = given == {channels} if given else channels <= MOST_CHANNELS
        if channels and fits and not rest:
            yield Guess(kind, channels, channels)


def _divisors(number: int, known: int | None, most: int) -> list[int]:
    """Find the divisors of a number that are possible as a number of channels."""
    tried = range(1, min(number, most) + 1) if known is None else (known,)
    return [out for out in tried if not number % out]


def _biases(known: Known) -> tuple[bool, ...]:
    return (True, False) if known.bias is None else (known.bias,)
