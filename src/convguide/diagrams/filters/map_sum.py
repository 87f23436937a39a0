"""One filter at work on one image: the partial maps of its kernels, and their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.conv import conv2d
from convguide.diagrams.words import short

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.reading import OneImage

MOST = 5  # maps that are drawn; of more, the first ones, and the others as one sum


class MapSum(NamedTuple):
    """Terms that add up to one output channel."""

    out_channel: int
    channels: tuple[int, ...]  # that are drawn
    left_out: int
    image: Array  # of the drawn channels, padded
    is_padding: Array  # on any channel
    kernels: Array
    maps: Array  # of the drawn channels, and of the others together if there are any
    bias: Array | None
    total: Array

    @property
    def others(self) -> str:
        """Name the maps that are drawn as one."""
        return f"{self.left_out} more maps"

    @property
    def bias_name(self) -> str:
        """Name the bias by its number."""
        return f"bias {short(self.bias)}"

    @property
    def name(self) -> str:
        """Name the result."""
        return f"output channel {self.out_channel}"


def sum_of(image: OneImage, out_channel: int, *, largest: float) -> MapSum:
    """Slide each kernel over its own channel, and add the maps up.

    Maps with a side beyond `largest` are not computed: nobody reads their numbers.
    """
    spec, seen = image.spec, image.spec.channels_of(out_channel)
    channels, kernels = range(spec.in_channels)[seen], image.weight[out_channel]
    few = len(channels) if len(channels) <= MOST else MOST - 1
    if max(image.output_size) <= largest:
        maps = _maps(image, image.x[seen], kernels, few)
    else:
        parts = few + (few < len(channels))
        maps = np.broadcast_to(image.x.dtype.type(0), (parts, *image.output_size))
    total = maps.sum(axis=0, dtype=maps.dtype)
    bias = None if image.bias is None else image.bias[out_channel]
    return MapSum(
        out_channel,
        (*channels[:few],),
        len(channels) - few,
        image.padded(slice(channels.start, channels.start + few)),
        image.is_padding,
        kernels[:few],
        maps,
        bias,
        total if bias is None else total + bias,
    )


def _maps(image: OneImage, x: Array, kernels: Array, few: int) -> Array:
    """Compute the first maps one by one, and the sum of the others, if any, as one."""
    spec = image.spec
    parts = [slice(n, n + 1) for n in range(few)]
    # Of many channels the others are one layer: quick, and still the same sum.
    parts += [slice(few, None)] * (few < len(x))
    maps = [
        conv2d(
            x[part],
            kernels[None, part],
            stride=spec.stride,
            padding=spec.padding,
            dilation=spec.dilation,
        )
        for part in parts
    ]
    return np.concatenate(maps)
