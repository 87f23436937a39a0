"""What many networks are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.convolutions import Conv
from convguide.zoo.units import Dense, GlobalPool, Norm

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers

CLASSIFIER = (GlobalPool(), Dense(1000, name="fc"))


def conv_norm(
    out_channels: int, kernel: int = 1, stride: int = 1, groups: int = 1
) -> Layers:
    """Pad by half a kernel, and put a norm behind, which makes a bias useless."""
    conv = Conv(out_channels, kernel, stride, kernel // 2, groups, bias=False)
    return (conv, Norm())
