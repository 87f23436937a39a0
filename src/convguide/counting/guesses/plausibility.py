"""How usual a layer is: the rule of thumb by which answers are put in order."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convguide.counting.guesses.guess import Guess

USUAL_KERNELS = ((3, 3), (5, 5), (7, 7))
IN_ORDER = (*USUAL_KERNELS, (1, 1))  # others by their area
FIRST_LAYERS = (1, 3)  # channels of grey and of colour pictures
FEW = 8  # powers of two are usual from here on
ROUND = (8, 10)  # multiples of these are less unusual than others
KINDS = {"Dense": 1, "LocallyConnected2D": 3}
LAST = 10**9  # after all kernels


def rank(guess: Guess) -> tuple[int, ...]:
    """Give what answers are sorted by: unusual points, then kernel and channels."""
    kernel = guess.kernel_size
    if kernel in IN_ORDER:
        place = IN_ORDER.index(kernel)
    else:
        place = len(IN_ORDER) + prod(kernel) if kernel else LAST
    return (
        points(guess),
        place,
        guess.in_channels + guess.out_channels,
        guess.groups,
        guess.in_channels,
        *(kernel or ()),
        not guess.bias,
    )


def points(guess: Guess) -> int:
    """Count what is unusual about a layer."""
    count = KINDS.get(guess.kind, 0) + _of_channels(guess.out_channels)
    if guess.in_channels not in FIRST_LAYERS:
        count += _of_channels(guess.in_channels)
    if guess.groups > 1:
        count += 1 if guess.groups == guess.in_channels == guess.out_channels else 3
    return count + _of_kernel(guess.kernel_size)


def _of_kernel(kernel: tuple[int, int] | None) -> int:
    """Tell usual kernels from odd squares and others; 1×1 fits nearly every number."""
    if kernel is None or kernel in USUAL_KERNELS:
        return 0
    return 1 if kernel[0] == kernel[1] and kernel[0] % 2 else 2


def _of_channels(count: int) -> int:
    """Tell usual numbers of channels from round ones and others."""
    if count >= FEW and count.bit_count() == 1:
        return 0
    return 1 if any(count % unit == 0 for unit in ROUND) else 2
