"""Which channels and filters of a layer are drawn, and how many are left out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from convguide.diagrams.abridged import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.spec import Conv2dSpec


def choose(
    spec: Conv2dSpec, lit: int, most: tuple[int, int]
) -> tuple[list[int], list[int]]:
    """Choose at most so many channels and filters, each three or more.

    The lit filter is among them, and each filter has a kernel on a chosen channel.
    """
    channels, filters = most
    if spec.groups > 1 and channels < spec.in_channels:
        filters = min(filters, channels)
    drawn = chosen(spec.out_channels, filters, lit)
    wished = [seen_by(spec, f)[0] for f in drawn[:-1]]
    wished += [spec.in_channels - 1, *seen_by(spec, lit), *range(spec.in_channels)]
    return sorted([*dict.fromkeys(wished)][:channels]), drawn


def seen_by(spec: Conv2dSpec, out_channel: int) -> range:
    """List the input channels that a filter sees."""
    return range(spec.in_channels)[spec.channels_of(out_channel)]


def left_out(numbers: Sequence[int], among: range | None = None) -> list[int]:
    """Count, for each gap between numbers, those in it, or some of them."""
    gaps = [range(a + 1, b) for a, b in pairwise(numbers) if b > a + 1]
    if among is None:
        return [len(gap) for gap in gaps]
    return [
        len(range(max(gap.start, among.start), min(gap.stop, among.stop)))
        for gap in gaps
    ]
