"""Transposed layers: stamps of the kernel, the adjoint, sizes and refusals."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations import each, operations
from refusals import refusal

import convguide
from convguide import ShapeError, conv2d, conv_transpose1d, conv_transpose2d, gradients
from convguide.transposed import conv_transpose3d

X = np.arange(3 * 4 * 5).reshape(3, 4, 5) % 11 - 5
WEIGHT = np.arange(3 * 5 * 2 * 3).reshape(3, 5, 2, 3) % 7 - 3


def stamped(operation: Any) -> Any:
    """Write the definition down: every input number stamps the kernel, times itself."""
    rank, geometry, weight = operation.rank, operation.geometry, operation.weight
    batch = operation.x if operation.x.ndim == rank + 2 else operation.x[None]
    strides, dilations, extra = (
        each(geometry[name], rank) for name in ("stride", "dilation", "output_padding")
    )
    channels, per_group, *kernel = weight.shape
    groups = geometry["groups"]
    size = [
        (n - 1) * s + d * (k - 1) + 1 + more
        for n, s, d, k, more in zip(
            batch.shape[2:], strides, dilations, kernel, extra, strict=True
        )
    ]
    y = np.zeros((len(batch), groups * per_group, *size), int)
    for n, c, *place in product(*map(range, batch.shape)):
        first = c // (channels // groups) * per_group
        for o, *tap in product(range(per_group), *map(range, kernel)):
            at = (
                i * s + u * d
                for i, s, u, d in zip(place, strides, tap, dilations, strict=True)
            )
            y[(n, first + o, *at)] += batch[(n, c, *place)] * weight[(c, o, *tap)]
    cut = (
        slice(before, n - after)
        for n, (before, after) in zip(size, operation.sides, strict=True)
    )
    inside: Any = (..., *cut)
    y = y[inside]
    if operation.bias is not None:
        y += operation.bias.reshape(-1, *(1,) * rank)
    return y if operation.x.ndim == rank + 2 else y[0]


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_equals_the_definition(rank: int, data: st.DataObject) -> None:
    """Any geometry in any dimension gives the stamps, added up, exactly."""
    operation = data.draw(operations(rank, transposed=True))
    conv = getattr(convguide, f"conv_transpose{rank}d")
    y = conv(*operation.arrays, **operation.geometry)
    assert y.dtype == np.int64
    assert np.array_equal(y, stamped(operation))


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_adjoint(rank: int, data: st.DataObject) -> None:
    """The inner product of conv(x) and y is that of x and conv_transpose(y)."""
    operation = data.draw(operations(rank))
    x, weight = operation.x, operation.weight
    sides = tuple(n for pair in operation.sides for n in pair)
    geometry = operation.geometry | {"padding_mode": "zeros", "padding": sides}
    y = getattr(convguide, f"conv{rank}d")(x, weight, **geometry)
    grad = np.random.default_rng(y.size).integers(-9, 10, y.shape)
    found = gradients(x, weight, grad, **geometry)
    del geometry["padding_mode"]
    geometry["output_padding"] = _left_over(operation)
    back = getattr(convguide, f"conv_transpose{rank}d")(grad, weight, **geometry)
    assert back.shape == x.shape
    assert (y * grad).sum() == (x * back).sum()
    assert np.array_equal(found.x, back)


def _left_over(operation: Any) -> tuple[int, ...]:
    """Count the pixels at the end that a stride steps over."""
    rank, geometry = operation.rank, operation.geometry
    numbers = zip(
        operation.x.shape[-rank:],
        operation.sides,
        operation.weight.shape[2:],
        each(geometry["stride"], rank),
        each(geometry["dilation"], rank),
        strict=True,
    )
    return tuple((n + sum(pads) - d * (k - 1) - 1) % s for n, pads, k, s, d in numbers)


@pytest.mark.parametrize(
    ("geometry", "row"),
    [
        ({}, [1, 12, 23, 30]),
        ({"stride": 2}, [1, 2, 13, 20, 30]),
        ({"stride": 3}, [1, 2, 3, 10, 20, 30]),
        ({"stride": 4}, [1, 2, 3, 0, 10, 20, 30]),
        ({"stride": 2, "output_padding": 1}, [1, 2, 13, 20, 30, 0]),
        ({"dilation": 2}, [1, 10, 2, 20, 3, 30]),
        ({"padding": 1}, [12, 23]),
        ({"padding": (1, 0)}, [12, 23, 30]),
        ({"padding": (0, 2), "stride": 2}, [1, 2, 13]),
        ({"padding": 1, "stride": 2, "output_padding": 1}, [2, 13, 20, 30]),
    ],
    ids=str,
)
def test_geometry_in_numbers(geometry: Any, row: list[int]) -> None:
    """A kernel 1 2 3 stamped by 1 and by 10: each stamp can be read off."""
    x, weight = np.array([[1, 10]]), np.array([[[1, 2, 3]]])
    assert conv_transpose1d(x, weight, **geometry).tolist() == [row]
    two: Any = {
        k: (0, v) if isinstance(v, int) else (0, 0, *v) for k, v in geometry.items()
    }
    two |= {k: (1, two[k][1]) for k in ("stride", "dilation") if k in two}
    assert conv_transpose2d(x[:, None], weight[:, :, None], **two).tolist() == [[row]]


def test_weight_axes_are_swapped() -> None:
    """C_in comes first: three input channels, five output channels."""
    assert conv_transpose2d(X, WEIGHT).shape == (5, 5, 7)
    back = conv2d(conv_transpose2d(X, WEIGHT), WEIGHT)
    assert back.shape == X.shape


def test_it_is_no_inverse() -> None:
    """Shapes come back, numbers do not."""
    assert not np.array_equal(conv2d(conv_transpose2d(X, WEIGHT), WEIGHT), X)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int16", "uint8"])
def test_dtype_goes_through(dtype: str) -> None:
    """What comes in goes out, and half precision is rounded once."""
    y = conv_transpose2d(np.ones((2, 3, 3), dtype), np.ones((2, 1, 2, 2), dtype))
    assert y.dtype == np.dtype(dtype)
    assert y[0, 1, 1] == 8


def test_overlaps_are_rounded_once() -> None:
    """2048 + 1 + 1 is 2050; rounded after each step in half precision it is 2048."""
    x = np.array([[1, 1, 1]], np.float16)
    weight = np.array([[[1, 1, 2048]]], np.float16)
    assert conv_transpose1d(x, weight)[0, 2] == 2050


def test_narrow_integers_that_overflow() -> None:
    """The exact sum is refused where it does not fit."""
    x, weight = np.full((1, 2), 100, np.int8), np.ones((1, 1, 2), np.int8)
    with pytest.raises(OverflowError, match="spans 100 to 200, which int8 cannot"):
        conv_transpose1d(x, weight)


def test_gaps_are_not_multiplied() -> None:
    """An infinite weight makes no NaN in the gaps that a stride leaves."""
    x, weight = np.ones((1, 1, 2)), np.full((1, 1, 1, 1), np.inf)
    y = conv_transpose2d(x, weight, stride=2)
    assert y.tolist() == [[[np.inf, 0, np.inf]]]


@pytest.mark.parametrize(
    ("x", "weight", "geometry", "message"),
    [
        (
            (5, 4, 5),
            (3, 5, 2, 3),
            {},
            """\
x has 5 channels but in_channels is 3
  x       (5, 4, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)
  hint: the weight of a transposed layer has its input channels first; \
try weight.transpose(1, 0, 2, 3)""",
        ),
        (
            (4, 5, 3),
            (3, 5, 2, 6),
            {},
            """\
x has 4 channels but in_channels is 3
  x       (4, 5, 3)     axes (C_in, H, W)
  weight  (3, 5, 2, 6)  axes (C_in, C_out/groups, K_h, K_w)
  hint: x looks channels-last; try x.transpose(2, 0, 1)""",
        ),
        (
            (7, 4, 5),
            (3, 5, 2, 3),
            {},
            """\
x has 7 channels but in_channels is 3
  x       (7, 4, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)
  hint: weight axis 0 must be the channels of x""",
        ),
        (
            (3, 4, 5),
            (3, 5, 2, 3),
            {"groups": 2},
            """\
groups is 2 but in_channels is 3
  x       (3, 4, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)
  hint: groups must divide both channel counts""",
        ),
        (
            (3, 4, 5),
            (3, 5, 2, 3),
            {"stride": (2, 3), "output_padding": 2},
            """\
output_padding is 2 but must be less than stride or dilation, which are 2 and 1
  x       (3, 4, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)
  hint: it says which of the sizes is meant that a stride makes alike""",
        ),
        (
            (3, 1, 5),
            (3, 5, 2, 3),
            {"padding": 1},
            """\
the size of the output would be 0×5
  x       (3, 1, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)
  hint: a transposed layer cuts its padding off; use less""",
        ),
        (
            (3, 0, 5),
            (3, 5, 2, 3),
            {},
            """\
x is empty, its size is 0×5
  x       (3, 0, 5)     axes (C_in, H, W)
  weight  (3, 5, 2, 3)  axes (C_in, C_out/groups, K_h, K_w)""",
        ),
    ],
)
def test_refusals(x: Any, weight: Any, geometry: Any, message: str) -> None:
    """Facts first, both shapes with their axes, a hint last."""
    with refusal(ShapeError, message):
        conv_transpose2d(np.ones(x), np.ones(weight), **geometry)


def test_bias_is_one_for_each_output_channel() -> None:
    """With groups the weight shows only a part of the output channels."""
    x, weight = np.ones((4, 2, 2)), np.ones((4, 3, 1, 1))
    y = conv_transpose2d(x, weight, np.arange(6.0), groups=2)
    assert y[:, 0, 0].tolist() == [2, 3, 4, 5, 6, 7]
    with refusal(
        ShapeError,
        """\
bias must be one number per filter, shape (6,)
  x       (4, 2, 2)     axes (C_in, H, W)
  weight  (4, 3, 1, 1)  axes (C_in, C_out/groups, K_h, K_w)
  bias    (3,)          axes (C_out,)""",
    ):
        conv_transpose2d(x, weight, np.ones(3), groups=2)


@pytest.mark.parametrize("name", ["padding", "output_padding"])
@pytest.mark.parametrize("value", ["same", "valid", None])
def test_padding_has_no_words(name: str, value: Any) -> None:
    """What is cut off is a number; frameworks disagree on the words."""
    message = f"{name} of a transposed layer must be integers, got {value!r}"
    with refusal(TypeError, message):
        conv_transpose2d(X, WEIGHT, **{name: value})


def test_output_that_no_memory_holds() -> None:
    """A huge stride is refused before anything is allocated."""
    with refusal(
        MemoryError,
        "the output would have shape (1, 10000000001, 2), 1.6e+11 bytes",
    ):
        conv_transpose2d(np.ones((1, 2, 2)), np.ones((1, 1, 1, 1)), stride=(10**10, 1))


def test_volume() -> None:
    """Three axes: the output of one voxel is the kernel."""
    weight = np.arange(2 * 3 * 4).reshape(1, 1, 2, 3, 4)
    y = conv_transpose3d(np.full((1, 1, 1, 1), 2), weight)
    assert np.array_equal(y, 2 * weight[0])


def test_uncut_output_that_no_memory_holds() -> None:
    """What is computed before the padding is cut off must fit as well."""
    with refusal(
        MemoryError,
        "the output, before its padding is cut off, would have shape "
        "(10000, 10000000000001, 1), 8.0e+17 bytes",
    ):
        conv_transpose2d(
            np.ones((1, 1, 1)),
            np.ones((1, 10**4, 2, 1)),
            dilation=(10**13, 1),
            padding=(10**13, 0, 0, 0),
        )


def test_one_kernel_alone() -> None:
    """The hint puts the missing axis where a transposed weight has it."""
    with refusal(
        ShapeError,
        """\
weight has 3 axes but must have 4
  x       (4, 3, 3)  axes (C_in, H, W)
  weight  (4, 2, 2)  axes (C_in, C_out/groups, K_h, K_w)
  hint: one filter (C_in, K_h, K_w) is weight[:, None]""",
    ):
        conv_transpose2d(np.ones((4, 3, 3)), np.ones((4, 2, 2)))


def test_results_are_contiguous() -> None:
    """What was cut out of a larger array does not keep it alive."""
    y = conv_transpose2d(np.ones((3, 4, 5)), np.ones((3, 2, 3, 3)), padding=1)
    assert y.flags.c_contiguous
    assert y.base is None or y.base.size == y.size


def test_negative_output_padding() -> None:
    """Nothing is cut off at the end by way of a negative number."""
    with refusal(ValueError, "output_padding must be at least 0, got -1"):
        conv_transpose2d(X, WEIGHT, stride=2, output_padding=-1)
