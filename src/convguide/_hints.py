"""Guesses at why channels do not match: the mistakes that people really make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._typing import KERNEL_AXES

if TYPE_CHECKING:
    from convguide._typing import Shape


def channel_hint(rank: int, x: Shape, weight: Shape, groups: int) -> str:
    """Guess which array is laid out otherwise, or which groups are meant."""
    channels, (filters, depth) = x[-rank - 1], weight[:2]
    if x[-1] == depth * groups:
        return _channels_last(rank, x)
    several = channels // depth
    divides = several > 0 and filters % several == 0
    if groups == 1 and several * depth == channels and divides:
        return f"each filter is {depth} deep; groups={several} would fit"
    if weight[-2] == channels:
        return _as_in_keras(rank)
    if groups == 1 and filters == channels:
        order = (1, 0, *range(2, rank + 2))
        return f"weight axes 0 and 1 look swapped; try weight.transpose{order}"
    return "weight axis 1 must be the channels of x, divided by groups"


def transposed_hint(rank: int, x: Shape, weight: Shape) -> str:
    """Guess the same for a transposed layer, whose weight begins with its input."""
    if x[-1] == weight[0]:
        return _channels_last(rank, x)
    if x[-rank - 1] == weight[1]:
        order = (1, 0, *range(2, rank + 2))
        return (
            "the weight of a transposed layer has its input channels first; "
            f"try weight.transpose{order}"
        )
    return "weight axis 0 must be the channels of x"


def _channels_last(rank: int, x: Shape) -> str:
    batch = range(len(x) - rank - 1)
    order = (*batch, len(x) - 1, *range(len(batch), len(x) - 1))
    return f"x looks channels-last; try x.transpose{order}"


def _as_in_keras(rank: int) -> str:
    order = (rank + 1, rank, *range(rank))
    mend = {2: 'convguide.convert_layout(weight, "HWIO", "OIHW")'}
    return (
        f"weight looks like ({KERNEL_AXES[rank]}, C_in, C_out), as in Keras; "
        f"try {mend.get(rank, f'weight.transpose{order}')}"
    )
