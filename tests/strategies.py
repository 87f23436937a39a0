"""Random layers and the definition that they are held against.

One function, `random_layer`, describes a layer by a row of choices. Hypothesis makes
the choices in property tests, and shrinks them; a seeded generator makes them where
the number of layers is counted.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from convguide import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convguide._typing import Array

    Choose = Callable[[int, int], int]

# Small enough that every sum of products is exact in float64 and in int64 alike.
PEAK = 9
# Views that do 3×3 kernels only, with stride 1 and dilation 1, tile by tile.
TILED = ("winograd", "winograd2")
# Views that cannot do every layer, and those that can.
RESTRICTED = ("depthwise", *TILED)
ANY_LAYER = tuple(view for view in VIEWS if view not in RESTRICTED)


class Layer(NamedTuple):
    """Arrays of small integers and the geometry that fits them."""

    x: Array
    weight: Array
    bias: Array | None
    geometry: dict[str, Any]
    sides: tuple[int, int, int, int]

    @property
    def arrays(self) -> tuple[Array, Array, Array | None]:
        """The positional arguments of `conv2d` and `trace`."""
        return self.x, self.weight, self.bias

    def astype(self, dtype: Any) -> Layer:
        """Return the same layer with its arrays in another dtype."""
        bias = None if self.bias is None else self.bias.astype(dtype)
        x, weight = self.x.astype(dtype), self.weight.astype(dtype)
        return self._replace(x=x, weight=weight, bias=bias)

    def traits(self) -> Iterator[str]:
        """Name what is special about the layer, so that coverage can be counted."""
        stride, padding, dilation, groups = self.geometry.values()
        top, bottom, left, right = self.sides
        out_channels, depth, k_h, k_w = self.weight.shape
        special = {
            "batch": self.x.ndim == 4,
            "empty batch": self.x.shape[0] == 0,
            "no bias": self.bias is None,
            "bias": self.bias is not None,
            "groups": groups > 1,
            "depthwise": groups > 1 and depth == 1,
            "multiplier": depth == 1 < groups < out_channels,
            "stride": stride not in ((1, 1), 1),
            "two strides": stride not in (1, 2, 3) and stride[0] != stride[1],
            "dilation": dilation not in ((1, 1), 1),
            "same": padding == "same",
            "same, even kernel": padding == "same" and 0 in (k_h % 2, k_w % 2),
            "valid": padding == "valid",
            "uneven padding": top != bottom or left != right,
            "four sides": len({top, bottom, left, right}) == 4,
            "flat kernel": k_h != k_w,
            "1×1": k_h == k_w == 1,
        }
        return (trait for trait, found in special.items() if found)


def takes(view: str, layer: Layer) -> bool:
    """Tell whether a view can do a layer; without an image there is nothing to do."""
    if len(layer.x) == 0:
        return True
    if view in TILED:
        return (
            layer.weight.shape[2:] == (3, 3)
            and _both(layer.geometry["stride"]) == (1, 1)
            and _both(layer.geometry["dilation"]) == (1, 1)
        )
    return view != "depthwise" or layer.weight.shape[1] == 1


def random_layer(choose: Choose, view: str = "loops") -> Layer:
    """Describe a layer by choices, each an integer between two bounds.

    Parameters
    ----------
    choose : callable
        Takes the least and the largest choice, and returns one between them.
    view : str, default "loops"
        A view that can do the layer.

    Returns
    -------
    Layer
        Integers of at most `PEAK` in size, as int64.
    """
    groups, depth = (choose(1, 5), 1) if view == "depthwise" else _groups(choose)
    out_channels = groups * choose(1, 3)
    tiled = view in TILED
    kernel = (3, 3) if tiled else (choose(1, 3), choose(1, 4))
    dilation = 1 if tiled else _pair(choose, 2)
    stride = 1 if tiled else _pair(choose, 3)
    spans = [d * (k - 1) for d, k in zip(_both(dilation), kernel, strict=True)]
    padding, sides, stride = _padding(choose, spans, stride)
    size = [
        # Tiles of four need room, to hang over in all ways and to have neighbours.
        max(1, span + 1 - sum(pads)) + choose(0, 7 if tiled else 4)
        for span, pads in zip(spans, (sides[:2], sides[2:]), strict=True)
    ]
    batch = [(), (), (1,), (2,), (2,), (0,)][choose(0, 5)]
    numbers = np.random.default_rng(choose(0, 2**32 - 1))

    def integers(*shape: int) -> Array:
        return numbers.integers(-PEAK, PEAK + 1, shape)

    return Layer(
        x=integers(*batch, groups * depth, *size),
        weight=integers(out_channels, depth, *kernel),
        bias=integers(out_channels) if choose(0, 2) else None,
        geometry={
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        },
        sides=sides,
    )


def _groups(choose: Choose) -> tuple[int, int]:
    """One group, a few groups, or depthwise: as many groups as channels."""
    kind = choose(0, 3)
    if kind <= 1:
        return 1, choose(1, 4)
    return choose(2, 3), choose(2, 3) if kind == 2 else 1


def _pair(choose: Choose, most: int) -> Any:
    """Either a number for both axes, or a number for each."""
    return choose(1, most) if choose(0, 1) else (choose(1, most), choose(1, most))


def _both(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else value


def _padding(
    choose: Choose, spans: list[int], stride: Any
) -> tuple[Any, tuple[int, int, int, int], Any]:
    """Every form that padding has, the four sides it means, and a stride it allows."""
    form = choose(0, 5)
    a, b, c, d = (choose(0, 3) for _ in range(4))
    if form == 0:
        return 0, (0, 0, 0, 0), stride
    if form == 1:
        return a, (a, a, a, a), stride
    if form == 2:
        return (a, b), (a, a, b, b), stride
    if form == 3:
        return (a, b, c, d), (a, b, c, d), stride
    if form == 4:
        return "valid", (0, 0, 0, 0), stride
    sides = tuple(n for span in spans for n in (span // 2, span - span // 2))
    return "same", (sides[0], sides[1], sides[2], sides[3]), 1


@st.composite
def layers(draw: st.DrawFn, view: str = "loops") -> Layer:
    """Draw a layer that a view can do, with integers that fit it."""
    return random_layer(lambda least, most: draw(st.integers(least, most)), view)


def example(view: str) -> Layer:
    """Give the one layer of the tests that need no others, to any view."""
    kernel = (3, 3) if view in TILED else (2, 3)
    groups = 3 if view == "depthwise" else 1
    shape = (6, 3 // groups, *kernel)
    return Layer(
        x=np.arange(3 * 7 * 8).reshape(3, 7, 8) % 11 - 5,
        weight=np.arange(prod(shape)).reshape(shape) % 7 - 3,
        bias=np.array([10, 20, 30, 40, 50, 60]),
        geometry={"stride": 1, "padding": 1, "dilation": 1, "groups": groups},
        sides=(1, 1, 1, 1),
    )


def definition(layer: Layer) -> Array:
    """Write the definition down: seven loops, and a test for padding.

    Written from the textbook and not from the package, in Python's integers, which
    never overflow.
    """
    (s_h, s_w), (d_h, d_w) = (
        _both(layer.geometry[name]) for name in ("stride", "dilation")
    )
    top, bottom, left, right = layer.sides
    batch = layer.x if layer.x.ndim == 4 else layer.x[None]
    images, weight = batch.tolist(), layer.weight.tolist()
    height, width = batch.shape[2:]
    out_channels, depth, k_h, k_w = layer.weight.shape
    per_group = out_channels // layer.geometry["groups"]
    out_h = (height + top + bottom - d_h * (k_h - 1) - 1) // s_h + 1
    out_w = (width + left + right - d_w * (k_w - 1) - 1) // s_w + 1
    y = np.zeros((len(images), out_channels, out_h, out_w), layer.x.dtype)
    for n, o, i, j in product(*map(range, y.shape)):
        total = 0 if layer.bias is None else layer.bias.tolist()[o]
        for c in range(depth):
            for u in range(k_h):
                for v in range(k_w):
                    row, column = i * s_h + u * d_h - top, j * s_w + v * d_w - left
                    if 0 <= row < height and 0 <= column < width:
                        channel = images[n][o // per_group * depth + c]
                        total += weight[o][c][u][v] * channel[row][column]
        y[n, o, i, j] = total
    return y if layer.x.ndim == 4 else y[0]
