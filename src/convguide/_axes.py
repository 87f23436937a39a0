"""A layer along one axis, and how strides, padding and dilation are read for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide._integers import integers, is_sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Padding, Pair

WORDS = ("valid", "same", "same_upper", "same_lower")


class Axis(NamedTuple):
    """Five numbers, in pixels, from which all arithmetic along one axis follows."""

    kernel: int = 1
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """Extent of the window, gaps of dilation included."""
        return self.dilation * (self.kernel - 1) + 1

    def padded(self, size: int) -> int:
        """Extent of the padded input."""
        return size + self.before + self.after

    def steps(self, size: int) -> int:
        """Count the places of the window, which is the size of the output."""
        padded = size + self.before + self.after
        return (padded - self.dilation * (self.kernel - 1) - 1) // self.stride + 1

    def covered(self, steps: int) -> int:
        """Extent of the padded input that so many places of the window cover."""
        return (steps - 1) * self.stride + self.span

    def window(self, step: int) -> slice:
        """Pixels of the padded input under one place of the window."""
        start = step * self.stride
        return slice(start, start + self.span, self.dilation)


def read_axes(
    kernel_size: Sequence[int],
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    input_size: Sequence[int] | None = None,
) -> tuple[Axis, ...]:
    """Read a layer's geometry, one axis for each number of `kernel_size`.

    The short forms are those of :class:`convguide.Conv2dSpec`. With "same_upper" and
    "same_lower" the padding depends on `input_size`.
    """
    strides = per_axis("stride", stride, len(kernel_size))
    dilations = per_axis("dilation", dilation, len(kernel_size))
    axes = tuple(map(Axis, kernel_size, strides, dilations))
    if isinstance(padding, str):
        sides = _sides_in_words(padding, axes, input_size)
    else:
        sides = _sides(padding, len(axes))
    pairs = zip(sides[::2], sides[1::2], strict=True)
    return tuple(Axis(*axis[:3], *pair) for axis, pair in zip(axes, pairs, strict=True))


def per_axis(name: str, value: Pair, rank: int, *, least: int = 1) -> tuple[int, ...]:
    """Check one integer for each axis; one integer stands for all."""
    numbers = integers(name, _bare(value, rank), least=least, lengths=(1, rank))
    return numbers * rank if len(numbers) == 1 else numbers


def same_sides(axis: Axis, size: int, *, lower: bool = False) -> tuple[int, int]:
    """Pad one axis so that the output has ceil(size / stride) pixels.

    An odd pixel goes after the input, or before it if `lower`.
    """
    total = max(axis.covered(-(-size // axis.stride)) - size, 0)
    less, more = total // 2, total - total // 2
    return (more, less) if lower else (less, more)


def _bare(value: Pair, rank: int) -> Pair:
    """Take the number out of (number,), which is how a pair reads on one axis."""
    if rank == 1 and is_sequence(value) and len(value) == 1:
        return value[0]  # type: ignore[return-value]
    return value


def _sides(padding: Pair, rank: int) -> tuple[int, ...]:
    """Bring integers to (before, after) for every axis in turn."""
    lengths = tuple(sorted({1, rank, 2 * rank}))
    numbers = integers("padding", _bare(padding, rank), least=0, lengths=lengths)
    if len(numbers) == 2 * rank:
        return numbers
    if len(numbers) == 1:
        return numbers * (2 * rank)
    return tuple(side for number in numbers for side in (number, number))


def _sides_in_words(
    word: str, axes: Sequence[Axis], input_size: Sequence[int] | None
) -> tuple[int, ...]:
    """Bring a word to (before, after) for every axis in turn."""
    if word not in WORDS:
        words = WORDS if input_size is not None else ("valid", "same")
        known = ", ".join(f'"{known}"' for known in words)
        msg = f"padding must be {known} or integers, got {word!r}"
        raise ValueError(msg)
    if word == "valid":
        return (0, 0) * len(axes)
    if word == "same":
        strides = tuple(axis.stride for axis in axes)
        if set(strides) != {1}:
            stride = strides if len(strides) > 1 else strides[0]
            msg = (
                f'padding is "same" but stride is {stride}\n'
                "  hint: with a stride, frameworks disagree on the sides; "
                '"same_upper" pads as TensorFlow does, or give each side as a number'
            )
            raise ValueError(msg)
        input_size = [axis.span for axis in axes]  # any size gives the same sides
    if input_size is None:
        msg = (
            f'padding is "{word}", which depends on the size of the input\n'
            "  hint: spec.same_padding(input_size) gives the four numbers"
        )
        raise ValueError(msg)
    lower = word == "same_lower"
    sizes = zip(axes, input_size, strict=True)
    return tuple(n for axis, size in sizes for n in same_sides(axis, size, lower=lower))
