"""Shapes at the door: the arrays of one call are held against the geometry, once."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide._axes import Axis, per_axis, read_axes
from convguide._errors import ShapeError
from convguide._hints import channel_hint, transposed_hint
from convguide._integers import integer
from convguide._padding import refuse_too_wide
from convguide._typing import KERNEL_AXES, SIZE_AXES
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from convguide._typing import Array, Padding, Pair, Shape

ALONE = {1: "signal (L)", 2: "grey picture (H, W)", 3: "volume (D, H, W)"}


class Geometry(NamedTuple):
    """A layer over depth, height and width, and the sizes on both of its sides.

    A 1D layer is one over a single row, a 2D layer one over a single plane. For a
    transposed layer, this is the geometry of the layer that it reverses: `size` is what
    the transposed layer gives, and `output_size` what it takes.
    """

    depth: Axis
    spec: Conv2dSpec
    size: Shape
    output_size: Shape
    terms: int

    @property
    def axes(self) -> tuple[Axis, Axis, Axis]:
        """Depth, height and width."""
        return (self.depth, *self.spec.axes)

    @staticmethod
    def lifted(array: Array) -> Array:
        """Give a batch, or a weight, the axes of depth and height that it lacks."""
        return array.reshape(
            *array.shape[:2], *(1,) * (5 - array.ndim), *array.shape[2:]
        )


@lru_cache
def fitted(  # noqa: PLR0917 - positional, since the cache takes keywords slowly
    rank: int,
    x: Shape,
    weight: Shape,
    bias: Shape | None,
    stride: Pair,
    padding: Padding,
    dilation: Pair,
    groups: int,
    padding_mode: str,
    output_padding: Pair | None,
    itemsize: int,
) -> Geometry:
    """Read a layer off the shapes of its arrays, or say what does not fit.

    Without `output_padding`, x and weight are (N, C_in, sizes) and (C_out, C_in / G,
    kernel); with it the layer is transposed, and weight is (C_in, C_out / G, kernel).
    """
    transposed = output_padding is not None
    shapes = described(rank, x, weight, transposed=transposed)
    _refuse_ranks(rank, x, weight, shapes, transposed=transposed)
    size = x[-rank:]
    try:
        axes = read_axes(weight[2:], stride, padding, dilation, size)
        first = "in_channels" if transposed else "out_channels"
        _refuse_groups(groups, first, weight[0])
        spec = _spec(axes, weight, groups, padding_mode, bias=bias is not None)
        _refuse_channels(rank, x, weight, spec, transposed=transposed)
        if output_padding is None:
            output_size = _steps(axes, size, padding_mode)
        else:
            output_size = unfolded(axes, size, output_padding)
    except ShapeError as error:
        raise ShapeError(error.facts, shapes, error.hint) from None
    filters = spec.in_channels if transposed else spec.out_channels
    if bias is not None and bias != (filters,):
        facts = f"bias must be one number per filter, shape ({filters},)"
        raise ShapeError(facts, {**shapes, "bias": (bias, "(C_out,)")})
    batch = x[: -rank - 1]
    refuse_too_large("output", (*batch, filters, *output_size), itemsize)
    if transposed:
        uncut = (*batch, filters, *map(Axis.padded, axes, output_size))
        refuse_too_large("output, before its padding is cut off,", uncut, itemsize)
    else:
        padded = (*x[:-rank], *map(Axis.padded, axes, size))
        refuse_too_large("padded input", padded, itemsize)
    one = (1,) * (3 - rank)
    sizes = (*one, *size), (*one, *output_size)
    depth = axes[0] if rank == len("DHW") else Axis()
    summed = weight[0] // spec.groups if transposed else weight[1]
    forwards = sizes[::-1] if transposed else sizes
    return Geometry(depth, spec, *forwards, summed * prod(weight[2:]))


def described(
    rank: int, x: Shape, weight: Shape, *, transposed: bool = False
) -> dict[str, tuple[Shape, str]]:
    """Name the axes of both arrays, for messages."""
    batch = "N, " * (len(x) == rank + 2)
    first = "C_in, C_out/groups" if transposed else "C_out, C_in/groups"
    return {
        "x": (x, f"({batch}C_in, {SIZE_AXES[rank]})"),
        "weight": (weight, f"({first}, {KERNEL_AXES[rank]})"),
    }


def refuse_too_large(name: str, shape: Shape, itemsize: int) -> None:
    """Refuse what no memory holds, before anything is allocated."""
    needed = prod(shape) * itemsize
    if needed > _memory():
        from decimal import Decimal  # noqa: PLC0415 - rarely needed, slow to load

        msg = f"the {name} would have shape {shape}, {Decimal(needed):.1e} bytes"
        raise MemoryError(msg)


def _memory() -> int:
    """Bytes of this machine's memory, or of its address space where it does not say."""
    with suppress(AttributeError, OSError, ValueError):  # Windows has no sysconf
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        if min(pages, size) > 0:  # -1 is a system that does not know
            return pages * size
    return int(np.iinfo(np.intp).max)


def _spec(
    axes: tuple[Axis, ...],
    weight: Shape,
    groups: int,
    padding_mode: str,
    *,
    bias: bool,
) -> Conv2dSpec:
    """Read the layer within one plane off the weight."""
    rows, columns = axes[-2:] if len(axes) > 1 else (Axis(), *axes)
    return Conv2dSpec(
        *(weight[1] * groups, weight[0], (rows.kernel, columns.kernel)),
        stride=(rows.stride, columns.stride),
        padding=(*rows[3:], *columns[3:]),
        dilation=(rows.dilation, columns.dilation),
        groups=groups,
        bias=bias,
        padding_mode=padding_mode,
    )


def _refuse_ranks(
    rank: int,
    x: Shape,
    weight: Shape,
    shapes: Mapping[str, tuple[Shape, str]],
    *,
    transposed: bool,
) -> None:
    if len(x) - rank not in {1, 2}:
        facts = f"x has {len(x)} axes but must have {rank + 1} or {rank + 2}"
        hint = f"a single {ALONE[rank]} is x[None]: one channel"
        raise ShapeError(facts, shapes, hint if len(x) == rank else "")
    if len(weight) != rank + 2:
        facts = f"weight has {len(weight)} axes but must have {rank + 2}"
        place = "[:, None]" if transposed else "[None]"
        hint = f"one filter (C_in, {KERNEL_AXES[rank]}) is weight{place}"
        raise ShapeError(facts, shapes, hint if len(weight) == rank + 1 else "")
    if 0 in weight:
        facts = "weight is empty: every axis must be at least 1"
        raise ShapeError(facts, shapes)


def _refuse_groups(groups: int, name: str, channels: int) -> None:
    """Refuse groups that do not divide the first axis of the weight."""
    if channels % integer("groups", groups, least=1):
        facts = f"groups is {groups} but {name} is {channels}"
        raise ShapeError(facts, hint="groups must divide both channel counts")


def _refuse_channels(
    rank: int, x: Shape, weight: Shape, spec: Conv2dSpec, *, transposed: bool
) -> None:
    channels = x[-rank - 1]
    expected = spec.out_channels if transposed else spec.in_channels
    if channels == expected:
        return
    facts = f"x has {channels} channels but in_channels is {expected}"
    if transposed:
        raise ShapeError(facts, hint=transposed_hint(rank, x, weight))
    if spec.groups > 1:
        facts += f" ({spec.groups} groups of {weight[1]})"
    raise ShapeError(facts, hint=channel_hint(rank, x, weight, spec.groups))


def _steps(axes: tuple[Axis, ...], size: Shape, mode: str) -> Shape:
    """Size of the output, once the window fits and the padding has its pixels."""
    for name, axis, pixels in zip(
        SIZE_AXES[len(axes)].split(", "), axes, size, strict=True
    ):
        refuse_too_wide(axis, pixels, mode, name)
    steps = tuple(map(Axis.steps, axes, size))
    if min(steps) < 1:
        spans = "×".join(str(axis.span) for axis in axes)
        padded = "×".join(map(str, map(Axis.padded, axes, size)))
        facts = f"kernel_size spans {spans} but the padded input is {padded}"
        raise ShapeError(facts, hint="use a smaller kernel or more padding")
    return steps


def unfolded(axes: tuple[Axis, ...], size: Shape, output_padding: Pair) -> Shape:
    """Size of the output of a transposed layer."""
    extra = per_axis("output_padding", output_padding, len(axes), least=0)
    for axis, more in zip(axes, extra, strict=True):
        if more >= max(axis.stride, axis.dilation):
            facts = (
                f"output_padding is {more} but must be less than stride or dilation, "
                f"which are {axis.stride} and {axis.dilation}"
            )
            hint = "it says which of the sizes is meant that a stride makes alike"
            raise ShapeError(facts, hint=hint)
    output_size = tuple(
        axis.covered(pixels) - axis.before - axis.after + more
        for axis, pixels, more in zip(axes, size, extra, strict=True)
    )
    if min(size) < 1:
        facts = f"x is empty, its size is {'×'.join(map(str, size))}"
        raise ShapeError(facts)
    if min(output_size) < 1:
        facts = f"the size of the output would be {'×'.join(map(str, output_size))}"
        raise ShapeError(
            facts, hint="a transposed layer cuts its padding off; use less"
        )
    return output_size
