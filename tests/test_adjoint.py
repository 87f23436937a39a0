"""Gradients: differences of the layer itself, the adjoint, and convolutions again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations import operations
from refusals import refusal

import convguide
from convguide import ShapeError, conv2d, gradients

X = np.arange(3 * 7 * 8).reshape(3, 7, 8) % 11 - 5
WEIGHT = np.arange(5 * 3 * 2 * 3).reshape(5, 3, 2, 3) % 7 - 3
GRAD = np.arange(5 * 6 * 6).reshape(5, 6, 6) % 9 - 4


def differences(call: Any, array: Any, grad: Any) -> Any:
    """Change one number at a time by 1: a layer is linear in each of its arrays."""
    before, changes = call(array), np.zeros_like(array)
    for at in np.ndindex(array.shape):
        changed = array.copy()
        changed[at] += 1
        changes[at] = ((call(changed) - before) * grad).sum()
    return changes


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_differences(rank: int, data: st.DataObject) -> None:
    """All gradients are what a change of one number changes, exactly on integers."""
    operation = data.draw(operations(rank))
    conv = getattr(convguide, f"conv{rank}d")
    x, weight, geometry = operation.x, operation.weight, operation.geometry
    bias = np.zeros(len(weight), int)
    y = conv(x, weight, **geometry)
    grad = np.random.default_rng(y.size).integers(-9, 10, y.shape)
    found = gradients(x, weight, grad, **geometry)
    assert np.array_equal(
        found.x, differences(lambda a: conv(a, weight, **geometry), x, grad)
    )
    assert np.array_equal(
        found.weight, differences(lambda a: conv(x, a, **geometry), weight, grad)
    )
    assert np.array_equal(
        found.bias, differences(lambda a: conv(x, weight, a, **geometry), bias, grad)
    )


def test_finite_differences_of_a_loss() -> None:
    """A curved loss in float64: central differences agree to their own error."""
    numbers = np.random.default_rng(3)
    x, weight = numbers.normal(size=X.shape), numbers.normal(size=WEIGHT.shape)
    geometry: Any = {"stride": (2, 1), "padding": (1, 0, 2, 1), "dilation": (1, 2)}

    def loss(x: Any, weight: Any) -> Any:
        return (conv2d(x, weight, **geometry) ** 3).sum() / 3

    found = gradients(x, weight, conv2d(x, weight, **geometry) ** 2, **geometry)
    step = 1e-4
    for name, array in (("x", x), ("weight", weight)):
        for at in list(np.ndindex(array.shape))[::7]:
            ends = []
            for sign in (1, -1):
                moved = {"x": x.copy(), "weight": weight.copy()}
                moved[name][at] += sign * step
                ends.append(loss(**moved))
            slope = (ends[0] - ends[1]) / (2 * step)
            # The error of a central difference is step² times a third derivative.
            assert slope == pytest.approx(getattr(found, name)[at], rel=1e-5, abs=1e-4)


def test_weight_gradient_is_a_convolution() -> None:
    """Channels are images, the gradient is a bank of kernels as large as the output."""
    found = gradients(X, WEIGHT, GRAD).weight
    again = conv2d(X[:, None], GRAD[:, None])
    assert np.array_equal(found, again.swapaxes(0, 1))


def test_weight_gradient_swaps_stride_and_dilation() -> None:
    """The layer's stride spreads the kernel, and its dilation makes it jump."""
    geometry: Any = {"stride": (2, 3), "dilation": (3, 2)}
    grad = np.arange(5 * 2 * 2).reshape(5, 2, 2)
    found = gradients(X[:, :6], WEIGHT, grad, **geometry).weight
    swapped: Any = {"stride": (3, 2), "dilation": (2, 3)}
    again = conv2d(X[:, None, :6], grad[:, None], **swapped)
    assert np.array_equal(found, again.swapaxes(0, 1)[:, :, :2, :3])


def test_input_gradient_is_a_convolution() -> None:
    """Filters and channels swap roles, kernels are turned, and zeros surround."""
    found = gradients(X, WEIGHT, GRAD).x
    turned = WEIGHT[:, :, ::-1, ::-1].swapaxes(0, 1)
    assert np.array_equal(found, conv2d(GRAD, turned, padding=(1, 1, 2, 2)))


@given(data=st.data())
def test_every_kind_of_padding_is_differentiated(data: st.DataObject) -> None:
    """A mirrored pixel gets the gradient of each of its images."""
    mode = data.draw(st.sampled_from(["reflect", "replicate", "circular"]))
    x = np.arange(1, 21).reshape(1, 4, 5)
    one, padding = np.ones((1, 1, 1, 1), int), (2, 1, 3, 2)
    y = conv2d(x, one, padding=padding, padding_mode=mode)
    grad: Any = np.random.default_rng(1).integers(-9, 10, y.shape)
    found = gradients(x, one, grad, padding=padding, padding_mode=mode)
    for i, j in np.ndindex(4, 5):
        assert found.x[0, i, j] == grad[y == x[0, i, j]].sum()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int8", "uint16"])
def test_dtype_goes_through(dtype: str) -> None:
    """What comes in goes out."""
    x, weight = np.ones((1, 2, 3, 4), dtype), np.ones((3, 2, 2, 2), dtype)
    found = gradients(x, weight, np.ones((1, 3, 2, 3), dtype))
    assert {array.dtype for array in found} == {np.dtype(dtype)}
    assert found.weight.tolist() == np.full((3, 2, 2, 2), 6).tolist()
    assert found.bias.tolist() == [6, 6, 6]


def test_half_precision_is_rounded_once() -> None:
    """2048 + 1 + 1 is 2050; rounded after each step in half precision it is 2048."""
    grad = np.array([[[2048, 1, 1]]], np.float16)
    x, weight = np.ones((1, 1, 3), np.float16), np.ones((1, 1, 1, 1), np.float16)
    found = gradients(x, weight, grad)
    assert (found.weight.item(), found.bias.item()) == (2050, 2050)


@pytest.mark.parametrize(
    ("x", "weight", "grad", "facts"),
    [
        (2**40, 1, 2**30, "sums of 6 products may reach 7.1e+21"),
        (1, 2**40, 2**30, "sums of 4 products may reach 4.7e+21"),
        (0, 0, 2**61, "sums of 6 products may reach 1.4e+19"),
    ],
)
def test_sums_beyond_64_bits(x: int, weight: int, grad: int, facts: str) -> None:
    """Each gradient has its own number of products."""
    with refusal(
        OverflowError,
        f"{facts}, more than 64-bit integers hold\n"
        "  hint: use smaller numbers, or floating point",
    ):
        gradients(
            np.full((1, 3, 3), x),
            np.full((2, 1, 2, 1), weight),
            np.full((2, 2, 3), grad),
        )


def test_grouped_sums_up_to_64_bits() -> None:
    """A pixel meets the filters of its own group: here 2 of 4, with 3 weights each."""
    x, most = np.zeros((4, 1, 5), int), (2**63 - 1) // 6
    weight, grad = np.full((4, 2, 1, 3), most), np.ones((4, 1, 3), int)
    found = gradients(x, weight, grad, groups=2).x
    assert found.tolist() == [[[2 * n * most for n in (1, 2, 3, 2, 1)]]] * 4
    with pytest.raises(OverflowError, match=r"^sums of 6 products may reach"):
        gradients(x, weight + 1, grad, groups=2)


def test_infinite_weights_meet_no_zeros() -> None:
    """Between the places of a stride nothing is multiplied, so that nothing is NaN."""
    weight = np.full((1, 1, 1, 1), np.inf)
    found = gradients(np.ones((1, 1, 3)), weight, np.ones((1, 1, 2)), stride=2)
    assert found.x.tolist() == [[[np.inf, 0, np.inf]]]


def test_wrong_shape_of_the_gradient() -> None:
    """It must have the shape of the output, and the message says which that is."""
    with refusal(
        ShapeError,
        """\
grad_output must have the shape of the output, (5, 6, 6)
  x            (3, 7, 8)     axes (C_in, H, W)
  weight       (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  grad_output  (5, 7, 8)     axes (C_out, H, W)""",
    ):
        gradients(X, WEIGHT, np.ones((5, 7, 8), int))
    with refusal(
        ShapeError,
        """\
grad_output must have the shape of the output, (2, 5, 6, 6)
  x            (2, 3, 7, 8)  axes (N, C_in, H, W)
  weight       (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  grad_output  (5, 6, 6)     axes (N, C_out, H, W)""",
    ):
        gradients(np.stack([X, X]), WEIGHT, np.ones((5, 6, 6), int))


@pytest.mark.parametrize("name", ["x", "weight", "grad_output"])
def test_not_an_array(name: str) -> None:
    """Each of the three must be one, and the argument is named."""
    arrays: Any = {"x": X, "weight": WEIGHT, "grad_output": GRAD} | {name: "picture"}
    with refusal(TypeError, f"{name} must be a NumPy array, got str"):
        gradients(**arrays)


def test_wrong_dtype_of_the_gradient() -> None:
    """Nothing is cast silently."""
    with refusal(
        TypeError,
        "the arrays differ in dtype: x is int64, grad_output is float64\n"
        "  hint: convert them to one, for instance with .astype(np.float64)",
    ):
        gradients(X, WEIGHT, GRAD.astype(float))
    with refusal(
        TypeError,
        "grad_output must hold integers or real numbers, got dtype complex128",
    ):
        gradients(X, WEIGHT, GRAD.astype(complex))


@pytest.mark.parametrize(("rank", "axes"), [(2, 3), (6, 5), (0, 3)])
def test_wrong_rank_of_the_weight(rank: int, axes: int) -> None:
    """A weight has 3, 4 or 5 axes; others are held against the nearest."""
    with pytest.raises(
        ShapeError, match=f"^weight has {rank} axes but must have {axes}"
    ):
        gradients(np.ones((1,) * (axes - 1)), np.ones((1,) * rank), np.ones(1))


def test_an_image_of_padding_alone() -> None:
    """No pixel has a gradient then; the zeros around them give none to the weights."""
    x, weight = np.zeros((3, 0, 2), int), np.ones((5, 3, 1, 1), int)
    found = gradients(x, weight, np.full((5, 2, 4), 7), padding=1)
    assert found.x.shape == x.shape
    assert np.array_equal(found.weight, 0 * weight)
    assert found.bias.tolist() == [56] * 5


@given(data=st.data())
def test_inputs_are_not_modified(data: st.DataObject) -> None:
    """Arrays may be locked, and the gradients share no memory with them."""
    operation = data.draw(operations(2))
    y = conv2d(operation.x, operation.weight, **operation.geometry)
    arrays = [operation.x, operation.weight, np.ones_like(y)]
    for array in arrays:
        array.flags.writeable = False
    for found in gradients(*arrays, **operation.geometry):
        assert not any(np.shares_memory(found, array) for array in arrays)
        assert found.flags.writeable


@pytest.mark.parametrize(
    ("size", "padding", "mode", "sums"),
    [
        (2, 1, "circular", "sums of 4 products"),
        (1, 2, "replicate", "sums of 25 products"),
        (2, (1, 0), "reflect", "sums of 2 products"),
        (2, (0, 0, 0, 1), "replicate", "sums of 2 products"),
        (2, (0, 0, 1, 0), "replicate", "sums of 2 products"),
    ],
)
def test_repeated_pixels_count(size: int, padding: Any, mode: str, sums: str) -> None:
    """A pixel that padding repeats gets several gradients, and their sum may wrap."""
    x, weight = np.zeros((1, size, size), int), np.full((1, 1, 1, 1), 2**62)
    y = conv2d(x, weight, padding=padding, padding_mode=mode)
    with pytest.raises(OverflowError, match=f"^{sums} may reach"):
        gradients(x, weight, 2 + 0 * y, padding=padding, padding_mode=mode)


def test_gradient_beyond_64_bits() -> None:
    """It is held against 64 bits before it is brought there."""
    zero = np.zeros((1, 1, 1, 1), np.uint64)
    grad = np.full((1, 1, 1), 2**64 - 1, np.uint64)
    with pytest.raises(OverflowError, match=r"^sums of 1 products may reach 1\.8e\+19"):
        gradients(zero[0], zero, grad)
