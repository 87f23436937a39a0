"""Random layers over one, two or three axes, and PyTorch's answer to each.

The arrays hold small integers, so that float64 is exact and equality is too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from convguide._typing import Array

    Choose = Callable[[int, int], int]

PEAK = 9
MODES = ("zeros", "zeros", "reflect", "replicate", "circular")


@dataclass(frozen=True)
class Operation:
    """Arrays, geometry, and the padding in numbers, (before, after) for each axis."""

    x: Array
    weight: Array
    bias: Array | None
    geometry: dict[str, Any]
    sides: tuple[tuple[int, int], ...]

    @property
    def rank(self) -> int:
        """Number of axes that the window slides over."""
        return len(self.sides)

    @property
    def arrays(self) -> tuple[Array, Array, Array | None]:
        """The positional arguments of the operation."""
        return self.x, self.weight, self.bias

    def traits(self) -> Iterator[str]:
        """Name what is special, so that coverage can be counted."""
        geometry = self.geometry
        kernel = self.weight.shape[2:]
        special = {
            "batch": self.x.ndim == self.rank + 2,
            "empty batch": self.x.shape[0] == 0,
            "bias": self.bias is not None,
            "groups": geometry["groups"] > 1,
            "depthwise": geometry["groups"] > 1 and self.weight.shape[1] == 1,
            "stride": geometry["stride"] not in (1, (1,) * self.rank),
            "dilation": geometry["dilation"] not in (1, (1,) * self.rank),
            "one number a axis": isinstance(geometry["stride"], tuple),
            "a word": isinstance(geometry["padding"], str),
            "uneven padding": any(before != after for before, after in self.sides),
            "other padding mode": geometry.get("padding_mode", "zeros") != "zeros",
            "output padding": geometry.get("output_padding", 0) not in (0, (0, 0)),
            "kernel of 1": set(kernel) == {1},
        }
        return (trait for trait, found in special.items() if found)


def random_operation(choose: Choose, rank: int, *, transposed: bool) -> Operation:
    """Describe a layer by choices, each an integer between two bounds."""
    groups, depth = (1, choose(1, 3)) if choose(0, 1) else (choose(2, 3), choose(1, 2))
    many = groups * choose(1, 2)
    most = 4 if rank < 3 else 2

    def numbers(high: int) -> Any:
        one = choose(1, high)
        if choose(0, 1):
            return one
        return tuple(choose(1, high) for _ in range(rank))

    kernel = tuple(choose(1, 3) for _ in range(rank))
    stride, dilation = numbers(3), numbers(2)
    strides, dilations = each(stride, rank), each(dilation, rank)
    spans = [d * (k - 1) + 1 for d, k in zip(dilations, kernel, strict=True)]
    geometry: dict[str, Any] = {"dilation": dilation, "groups": groups}
    size = tuple(choose(1, most) + 2 * choose(0, 1) for _ in range(rank))
    if transposed:
        room = [
            (n - 1) * s + span for n, s, span in zip(size, strides, spans, strict=True)
        ]
        padding, sides = _numbers(choose, [min(2, (n - 1) // 2) for n in room])
        least = [max(s, d) - 1 for s, d in zip(strides, dilations, strict=True)]
        extra = tuple(choose(0, n) for n in least)
        geometry["output_padding"] = extra[0] if len(set(extra)) == 1 else extra
    else:
        mode = MODES[choose(0, len(MODES) - 1)]
        word = ("", "", "", "valid", "same", "same_upper", "same_lower")[choose(0, 6)]
        if word == "same":
            stride, strides = 1, (1,) * rank
        bound = {"reflect": -1, "circular": 0}.get(mode, 2)
        if word in ("", "valid"):
            padding, sides = _numbers(choose, [max(0, min(2, n + bound)) for n in size])
            if word:
                padding, sides = word, ((0, 0),) * rank
        else:
            padding, sides = word, _in_words(word, size, spans, strides)
            widest = [max(pair) for pair in sides]
            if any(wide > n + bound for wide, n in zip(widest, size, strict=True)):
                mode = "zeros"
        size = tuple(
            max(n, span - sum(pair))
            for n, span, pair in zip(size, spans, sides, strict=True)
        )
        if word.startswith("same_"):
            sides = _in_words(word, size, spans, strides)
        geometry["padding_mode"] = mode
    geometry |= {"stride": stride, "padding": padding}
    batch = ((), (1,), (2,), (2,), (0,))[choose(0, 4)]
    seeded = np.random.default_rng(choose(0, 2**32 - 1))

    def integers(*shape: int) -> Array:
        return seeded.integers(-PEAK, PEAK + 1, shape)

    inputs, filters = (many, groups * depth) if transposed else (groups * depth, many)
    return Operation(
        x=integers(*batch, inputs, *size),
        weight=integers(many, depth, *kernel),
        bias=integers(filters) if choose(0, 1) else None,
        geometry=geometry,
        sides=sides,
    )


def each(value: Any, rank: int) -> tuple[int, ...]:
    """Bring a number or a sequence to one number for each axis."""
    return (value,) * rank if isinstance(value, int) else tuple(value)


def _numbers(choose: Choose, most: list[int]) -> tuple[Any, Any]:
    """Choose one number, one for each axis, or one for each side."""
    form = choose(0, 2)
    if form == 0:
        one = choose(0, min(most))
        return one, ((one, one),) * len(most)
    if form == 1:
        numbers = tuple(choose(0, n) for n in most)
        short = numbers[0] if len(most) == 1 else numbers
        return short, tuple((n, n) for n in numbers)
    sides = tuple((choose(0, n), choose(0, n)) for n in most)
    return tuple(n for pair in sides for n in pair), sides


def _in_words(
    word: str, size: tuple[int, ...], spans: list[int], strides: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    """Pad as the words say: ceil(size / stride) outputs, the odd pixel at one end."""
    sides = []
    for n, span, stride in zip(size, spans, strides, strict=True):
        total = max(0, ((n + stride - 1) // stride - 1) * stride + span - n)
        pair = (total // 2, total - total // 2)
        sides.append(pair[::-1] if word == "same_lower" else pair)
    return tuple(sides)


def forwards(torch: Any, operation: Operation) -> tuple[Any, list[Any]]:
    """Let PyTorch compute a layer; padding is done first, with all its modes."""
    functional = torch.nn.functional
    tensors = [
        torch.from_numpy(a.astype(np.float64)).requires_grad_()
        for a in operation.arrays
        if a is not None
    ]
    geometry = operation.geometry | {"padding": 0}
    mode = geometry.pop("padding_mode")
    batched = operation.x.ndim == operation.rank + 2
    x = tensors[0] if batched else tensors[0][None]
    sides = [n for pair in reversed(operation.sides) for n in pair]
    if mode == "zeros":
        x = functional.pad(x, sides)
    elif any(sides):
        x = functional.pad(x, sides, mode=mode)
    conv = getattr(functional, f"conv{operation.rank}d")
    y = conv(x, *tensors[1:], **geometry)
    return (y if batched else y[0]), tensors


def backwards(torch: Any, operation: Operation) -> Any:
    """Let PyTorch compute a transposed layer; the padding is cut off afterwards."""
    arrays = [a for a in operation.arrays if a is not None]
    tensors = [torch.from_numpy(a.astype(np.float64)) for a in arrays]
    conv = getattr(torch.nn.functional, f"conv_transpose{operation.rank}d")
    y = conv(*tensors, **operation.geometry | {"padding": 0})
    for axis, (before, after) in enumerate(operation.sides, y.ndim - operation.rank):
        y = y.narrow(axis, before, y.shape[axis] - before - after)
    return y


@st.composite
def operations(draw: st.DrawFn, rank: int, *, transposed: bool = False) -> Operation:
    """Draw a layer over so many axes."""
    return random_operation(
        lambda least, most: draw(st.integers(least, most)), rank, transposed=transposed
    )
