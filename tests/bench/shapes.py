"""The table of layers that are timed, from three networks and from teaching."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from convguide import Conv2dSpec

TILE = 4  # outputs on a side of a Winograd tile
WIDE = 32  # channels from which Winograd's transforms pay, and tiles likewise


@dataclass(frozen=True)
class Layer:
    """One layer, with the size of its input: a batch of one, (1, C_in, H, W).

    It has no bias and no dilation, so the other libraries here need neither.
    """

    model: str
    spec: Conv2dSpec
    size: tuple[int, int]

    @property
    def name(self) -> str:
        """Name the layer in the table, so that no two share it."""
        stride = f"/{self.spec.stride[0]}" if self.spec.stride[0] > 1 else ""
        kernel = "×".join(map(str, self.spec.kernel_size)) + stride
        channels = f"{self.spec.in_channels}→{self.spec.out_channels}"
        if not self.dense:
            channels = f"depthwise {self.spec.in_channels}"
        height, width = self.size
        pixels = f"{height}²" if height == width else f"{height}×{width}"
        return f"{self.model} {kernel} {channels} {pixels}"

    @property
    def dense(self) -> bool:
        """Whether each filter sees every input channel."""
        return self.spec.groups == 1

    @property
    def kind(self) -> str:
        """Which goal the layer counts for."""
        return "dense" if self.dense else "depthwise"

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """Shape of the input, (1, C_in, H, W)."""
        return (1, self.spec.in_channels, *self.size)

    @property
    def output_shape(self) -> tuple[int, int, int, int]:
        """Shape of the output, (1, C_out, H_out, W_out)."""
        return (1, self.spec.out_channels, *self.spec.output_size(self.size))

    @property
    def numbers(self) -> int:
        """Count the numbers of input and output together, the unit of memory."""
        return prod(self.input_shape) + prod(self.output_shape)

    @property
    def macs(self) -> int:
        """Count the multiplications of the definition."""
        return prod(self.output_shape) * prod(self.spec.filter_shape)

    @property
    def suits_winograd(self) -> bool:
        """Whether Winograd's F(4×4, 3×3) has enough channels and tiles to pay."""
        spec = self.spec
        tiles = prod(-(-side // TILE) for side in self.output_shape[2:])
        fits = (spec.kernel_size, spec.stride, spec.groups) == ((3, 3), (1, 1), 1)
        return fits and min(spec.in_channels, spec.out_channels, tiles) >= WIDE


def _layer(
    model: str,
    channels: tuple[int, int],
    kernel: int,
    size: int,
    *,
    stride: int = 1,
    padding: int = 0,
    groups: int = 1,
) -> Layer:
    spec = Conv2dSpec(
        *channels,
        kernel,
        stride=stride,
        padding=padding,
        groups=groups,
        bias=False,
    )
    return Layer(model, spec, (size, size))


def _depthwise(channels: int, size: int, stride: int = 1) -> Layer:
    return _layer(
        "MobileNet",
        (channels, channels),
        3,
        size,
        stride=stride,
        padding=1,
        groups=channels,
    )


# The smallest call that a page makes: its time is the checks, not the arithmetic.
TINY = _layer("teaching", (2, 3), 2, 3)

LAYERS = (
    _layer("ResNet-50", (3, 64), 7, 224, stride=2, padding=3),
    _layer("ResNet-50", (64, 64), 3, 56, padding=1),
    _layer("ResNet-50", (128, 128), 3, 28, padding=1),
    _layer("ResNet-50", (256, 256), 3, 14, padding=1),
    _layer("ResNet-50", (512, 512), 3, 7, padding=1),
    _layer("ResNet-50", (128, 128), 3, 56, stride=2, padding=1),
    _layer("ResNet-50", (64, 256), 1, 56),
    _layer("ResNet-50", (256, 64), 1, 56),
    _layer("ResNet-50", (1024, 256), 1, 14),
    _layer("ResNet-50", (512, 2048), 1, 7),
    _layer("ResNet-50", (256, 512), 1, 56, stride=2),
    _layer("VGG-16", (3, 64), 3, 224, padding=1),
    _layer("VGG-16", (64, 64), 3, 224, padding=1),
    _layer("VGG-16", (128, 128), 3, 112, padding=1),
    _layer("VGG-16", (256, 256), 3, 56, padding=1),
    _layer("VGG-16", (512, 512), 3, 28, padding=1),
    _layer("VGG-16", (512, 512), 3, 14, padding=1),
    _layer("MobileNet", (3, 32), 3, 224, stride=2, padding=1),
    _layer("MobileNet", (32, 64), 1, 112),
    _layer("MobileNet", (128, 128), 1, 56),
    _layer("MobileNet", (512, 512), 1, 14),
    _depthwise(32, 112),
    _depthwise(64, 112, stride=2),
    _depthwise(128, 56),
    _depthwise(128, 56, stride=2),
    _depthwise(256, 28),
    _depthwise(512, 14),
    _depthwise(1024, 7),
    TINY,
    _layer("teaching", (3, 2), 3, 5, stride=2, padding=1),
    _layer("teaching", (5, 56), 4, 9),
    _layer("teaching", (3, 32), 5, 28),
)

# Small, but large enough that the arithmetic of a call outweighs its overhead.
PROBES = (
    _layer("probe", (16, 16), 3, 16, padding=1),
    _layer("probe", (64, 64), 1, 8),
    _depthwise(256, 16),
)

BY_NAME = {layer.name: layer for layer in LAYERS}

# A few of each kind, none of them slow.
QUICK = tuple(
    BY_NAME[name]
    for name in (
        "ResNet-50 3×3 64→64 56²",
        "ResNet-50 3×3 256→256 14²",
        "ResNet-50 1×1 64→256 56²",
        "ResNet-50 1×1 1024→256 14²",
        "MobileNet 3×3 depthwise 128 56²",
        "MobileNet 3×3 depthwise 512 14²",
        TINY.name,
        "teaching 4×4 5→56 9²",
        "teaching 5×5 3→32 28²",
    )
)


def chosen(patterns: list[str], layers: tuple[Layer, ...] = LAYERS) -> list[Layer]:
    """Choose layers by parts of their names, in which x stands for × and -> for →.

    Raises
    ------
    ValueError
        If a pattern is in no name.
    """
    found = []
    for pattern in patterns:
        part = pattern.lower().replace("->", "→").replace("x", "×")
        hits = [y for y in layers if part in y.name.lower().replace("x", "×")]
        if not hits:
            msg = f"no shape has {pattern!r} in its name; there are:\n  "
            raise ValueError(msg + "\n  ".join(layer.name for layer in layers))
        found += hits
    return [layer for layer in layers if layer in found]
