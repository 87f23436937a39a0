"""conv1d and conv3d: a row, a sum over depth, and how their errors read."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations import each, operations
from refusals import refusal
from rounding import EXACT

import convguide
from convguide import ShapeError, conv1d, conv2d, conv3d
from convguide._axes import Axis
from convguide._padding import sources


def definition(operation: Any) -> Any:
    """Write the definition down for any rank, one weight at a time."""
    rank, geometry = operation.rank, operation.geometry
    batch = operation.x if operation.x.ndim == rank + 2 else operation.x[None]
    strides, dilations = (each(geometry[n], rank) for n in ("stride", "dilation"))
    filters, depth, *kernel = operation.weight.shape
    size = batch.shape[2:]
    numbers = zip(size, operation.sides, kernel, strides, dilations, strict=True)
    steps = [
        (n + before + after - d * (k - 1) - 1) // s + 1
        for n, (before, after), k, s, d in numbers
    ]
    pixels = [
        sources(Axis(before=before, after=after), n, geometry["padding_mode"])
        for n, (before, after) in zip(size, operation.sides, strict=True)
    ]
    y = np.zeros((len(batch), filters, *steps), batch.dtype)
    for n, o, *place in product(*map(range, y.shape)):
        total = 0 if operation.bias is None else int(operation.bias[o])
        group = o // (filters // geometry["groups"])
        for c, *tap in product(range(depth), *map(range, kernel)):
            at = tuple(
                found[i * s + u * d]
                for found, i, s, u, d in zip(
                    pixels, place, strides, tap, dilations, strict=True
                )
            )
            if all(0 <= pixel < most for pixel, most in zip(at, size, strict=True)):
                pixel = batch[(n, group * depth + c, *at)]
                total += int(operation.weight[(o, c, *tap)]) * int(pixel)
        y[(n, o, *place)] = total
    return y if operation.x.ndim == rank + 2 else y[0]


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_equals_the_definition(rank: int, data: st.DataObject) -> None:
    """Any geometry in any dimension gives the numbers of the loops, exactly."""
    operation = data.draw(operations(rank))
    conv = getattr(convguide, f"conv{rank}d")
    y = conv(*operation.arrays, **operation.geometry)
    assert y.dtype == np.int64
    assert np.array_equal(y, definition(operation))


@pytest.mark.parametrize("view", EXACT)
def test_every_view(view: str) -> None:
    """The planes of a volume may be computed by any view."""
    x = np.arange(2 * 4 * 5 * 6).reshape(2, 4, 5, 6) % 11
    weight = np.arange(2 * 3 * 2 * 3).reshape(2, 1, 3, 2, 3) % 7
    groups: Any = {"groups": 2}
    expected = conv3d(x, weight, view="loops", **groups)
    assert np.array_equal(conv3d(x, weight, view=view, **groups), expected)
    row = conv1d(x[:, 0, 0], weight[:, :, 0, 0], view="loops", **groups)
    found = conv1d(x[:, 0, 0], weight[:, :, 0, 0], view=view, **groups)
    assert np.array_equal(found, row)


def test_one_row() -> None:
    """A 1D layer is a 2D layer of height 1."""
    x, weight = np.arange(12).reshape(2, 6), np.arange(12).reshape(2, 2, 3)
    y = conv2d(x[:, None], weight[:, :, None])
    assert np.array_equal(conv1d(x, weight), y[:, 0])


def test_sum_over_depth() -> None:
    """A 3D kernel of two slices is two 2D layers on neighbouring planes, added."""
    x = np.arange(3 * 4 * 5).reshape(1, 3, 4, 5)
    weight = np.arange(2 * 2 * 3).reshape(1, 1, 2, 2, 3)
    y = conv3d(x, weight)
    assert y.shape == (1, 2, 3, 3)
    for t in range(2):
        planes = [conv2d(x[:, t + d], weight[:, :, d]) for d in (0, 1)]
        assert np.array_equal(y[:, t], planes[0] + planes[1])


def test_channels_are_summed_and_depth_slides() -> None:
    """Two channels give one plane, two planes of one channel give two."""
    ones = np.ones((2, 1, 4, 4), int)
    one_plane = conv3d(ones, np.ones((1, 2, 1, 3, 3), int))
    two_planes = conv3d(ones.swapaxes(0, 1), np.ones((1, 1, 1, 3, 3), int))
    assert (one_plane.shape, two_planes.shape) == ((1, 1, 2, 2), (1, 2, 2, 2))


def test_half_precision_is_rounded_once() -> None:
    """The planes of a volume are added before the one rounding."""
    x = np.array([2048, 1, 1], np.float16).reshape(1, 3, 1, 1)
    y = conv3d(x, np.ones((1, 1, 3, 1, 1), np.float16))
    assert y.ravel().tolist() == [2050]


@pytest.mark.parametrize(
    ("conv", "x", "weight", "message"),
    [
        (
            conv1d,
            (3, 7, 8, 9),
            (5, 3, 2),
            """\
x has 4 axes but must have 2 or 3
  x       (3, 7, 8, 9)  axes (C_in, L)
  weight  (5, 3, 2)     axes (C_out, C_in/groups, K)""",
        ),
        (
            conv1d,
            (8,),
            (5, 3, 2),
            """\
x has 1 axes but must have 2 or 3
  x       (8,)       axes (C_in, L)
  weight  (5, 3, 2)  axes (C_out, C_in/groups, K)
  hint: a single signal (L) is x[None]: one channel""",
        ),
        (
            conv1d,
            (3, 8),
            (5, 3, 2, 1),
            """\
weight has 4 axes but must have 3
  x       (3, 8)        axes (C_in, L)
  weight  (5, 3, 2, 1)  axes (C_out, C_in/groups, K)""",
        ),
        (
            conv1d,
            (2, 8, 3),
            (5, 3, 2),
            """\
x has 8 channels but in_channels is 3
  x       (2, 8, 3)  axes (N, C_in, L)
  weight  (5, 3, 2)  axes (C_out, C_in/groups, K)
  hint: x looks channels-last; try x.transpose(0, 2, 1)""",
        ),
        (
            conv1d,
            (4, 4),
            (3, 4, 5),
            """\
kernel_size spans 5 but the padded input is 4
  x       (4, 4)     axes (C_in, L)
  weight  (3, 4, 5)  axes (C_out, C_in/groups, K)
  hint: use a smaller kernel or more padding""",
        ),
        (
            conv1d,
            (4, 9),
            (3, 5, 4),
            """\
x has 4 channels but in_channels is 5
  x       (4, 9)     axes (C_in, L)
  weight  (3, 5, 4)  axes (C_out, C_in/groups, K)
  hint: weight axis 1 must be the channels of x, divided by groups""",
        ),
        (
            conv3d,
            (7, 8, 9),
            (5, 3, 2, 2, 2),
            """\
x has 3 axes but must have 4 or 5
  x       (7, 8, 9)        axes (C_in, D, H, W)
  weight  (5, 3, 2, 2, 2)  axes (C_out, C_in/groups, K_d, K_h, K_w)
  hint: a single volume (D, H, W) is x[None]: one channel""",
        ),
        (
            conv3d,
            (2, 7, 8, 9, 3),
            (5, 3, 2, 2, 2),
            """\
x has 7 channels but in_channels is 3
  x       (2, 7, 8, 9, 3)  axes (N, C_in, D, H, W)
  weight  (5, 3, 2, 2, 2)  axes (C_out, C_in/groups, K_d, K_h, K_w)
  hint: x looks channels-last; try x.transpose(0, 4, 1, 2, 3)""",
        ),
        (
            conv3d,
            (4, 7, 8, 9),
            (2, 3, 3, 4, 5),
            """\
x has 4 channels but in_channels is 3
  x       (4, 7, 8, 9)     axes (C_in, D, H, W)
  weight  (2, 3, 3, 4, 5)  axes (C_out, C_in/groups, K_d, K_h, K_w)
  hint: weight looks like (K_d, K_h, K_w, C_in, C_out), as in Keras; \
try weight.transpose(4, 3, 0, 1, 2)""",
        ),
        (
            conv3d,
            (5, 7, 8, 9),
            (5, 3, 2, 2, 2),
            """\
x has 5 channels but in_channels is 3
  x       (5, 7, 8, 9)     axes (C_in, D, H, W)
  weight  (5, 3, 2, 2, 2)  axes (C_out, C_in/groups, K_d, K_h, K_w)
  hint: weight axes 0 and 1 look swapped; try weight.transpose(1, 0, 2, 3, 4)""",
        ),
        (
            conv3d,
            (3, 1, 8, 9),
            (5, 3, 2, 2, 2),
            """\
kernel_size spans 2×2×2 but the padded input is 1×8×9
  x       (3, 1, 8, 9)     axes (C_in, D, H, W)
  weight  (5, 3, 2, 2, 2)  axes (C_out, C_in/groups, K_d, K_h, K_w)
  hint: use a smaller kernel or more padding""",
        ),
    ],
)
def test_errors_speak_of_the_right_axes(
    conv: Any, x: Any, weight: Any, message: str
) -> None:
    """A 1D layer's message names L and K, a 3D layer's names D and K_d."""
    with refusal(ShapeError, message):
        conv(np.ones(x), np.ones(weight))
