"""Xception: separable layers with shortcuts around every few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.blocks import CLASSIFIER
from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.joins import Add, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Norm, Pool

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers


def xception() -> Network:
    """Build Xception.

    Returns
    -------
    Network
        For images of 299×299.

    References
    ----------
    Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2016,
    arXiv:1610.02357.

    Examples
    --------
    >>> xception().parameters
    22855952
    """
    middle = Add(tuple(_separable(728) for _ in range(3)), name="block")
    layers = (
        Stack(
            "entry", (_conv(32, 3, 2), _conv(64, 3), *map(_halving, (128, 256, 728)))
        ),
        Stack("middle", (middle,) * 8),
        Stack("exit", (_halving(728, 1024), _separable(1536), _separable(2048))),
        CLASSIFIER,
    )
    return Network("Xception", layers, (3, 299, 299))


def _halving(first: int, second: int | None = None) -> Add:
    """Halve height and width, in the body by pooling, in the shortcut by a stride."""
    channels = second or first
    body = (_separable(first), _separable(channels), Pool(3, 2, "same"))
    return Add(body, (Stack("shortcut", _conv(channels, 1, 2)),), name="block")


def _separable(channels: int) -> Layers:
    """Put 1×1 behind a depthwise layer, and one norm behind both."""
    return (
        Depthwise(3, padding="same", bias=False),
        Conv(channels, bias=False),
        Norm(),
    )


def _conv(channels: int, kernel: int, stride: int = 1) -> Layers:
    return (Conv(channels, kernel, stride, bias=False), Norm())
