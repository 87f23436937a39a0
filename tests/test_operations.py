"""Every operation against PyTorch, on thousands of layers, and its gradients too."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from operations import backwards, forwards, random_operation

import convguide

pytestmark = pytest.mark.torch

NUMBER = 5_000
DTYPES = ("int64", "float64", "float32")
# Each trait must be met this often among the five thousand.
COMMON = {
    "batch": 2_000,
    "empty batch": 500,
    "bias": 1_500,
    "groups": 1_500,
    "depthwise": 500,
    "stride": 2_000,
    "dilation": 1_500,
    "one number a axis": 1_500,
    "uneven padding": 500,
    "kernel of 1": 50,
}
FORWARDS = {"a word": 1_500, "other padding mode": 1_000}
BACKWARDS = {"output padding": 1_000}


def chooser(seed: int) -> Any:
    """Make choices from a seed."""
    numbers = np.random.default_rng(seed)
    return lambda least, most: int(numbers.integers(least, most + 1))


def rare(met: Counter[str], wanted: dict[str, int]) -> dict[str, int]:
    """List the traits that were met less often than they should be."""
    return {trait: met[trait] for trait in wanted if met[trait] < wanted[trait]}


@pytest.mark.filterwarnings("ignore:Using padding")
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_forwards_and_gradients(torch: Any, rank: int) -> None:
    """5,000 layers of each rank: output and all three gradients are PyTorch's."""
    choose, met = chooser(rank), Counter[str]()
    conv = getattr(convguide, f"conv{rank}d")
    for number in range(NUMBER):
        operation = random_operation(choose, rank, transposed=False)
        met.update(operation.traits())
        expected, tensors = forwards(torch, operation)
        dtype = DTYPES[number % len(DTYPES)]
        arrays: Any = [None if a is None else a.astype(dtype) for a in operation.arrays]
        y = conv(*arrays, **operation.geometry)
        assert y.dtype == np.dtype(dtype)
        assert np.array_equal(y, expected.detach().numpy()), (number, operation)
        seeded = np.random.default_rng(number)
        grad = seeded.integers(-9, 10, y.shape).astype(dtype)
        theirs = torch.autograd.grad(
            expected, tensors, torch.from_numpy(grad.astype(np.float64))
        )
        ours = convguide.gradients(arrays[0], arrays[1], grad, **operation.geometry)
        for mine, tensor in zip(ours, theirs, strict=False):
            assert mine.dtype == np.dtype(dtype)
            assert np.array_equal(mine, tensor.numpy()), (number, operation)
        axes = tuple(n for n in range(y.ndim) if n != y.ndim - rank - 1)
        assert np.array_equal(ours.bias, grad.sum(axis=axes))
    assert rare(met, COMMON | FORWARDS) == {}
    assert set(met) == set(COMMON | FORWARDS)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_backwards(torch: Any, rank: int) -> None:
    """5,000 transposed layers of each rank are PyTorch's."""
    choose, met = chooser(10 + rank), Counter[str]()
    conv = getattr(convguide, f"conv_transpose{rank}d")
    for number in range(NUMBER):
        operation = random_operation(choose, rank, transposed=True)
        met.update(operation.traits())
        dtype = DTYPES[number % len(DTYPES)]
        arrays = [None if a is None else a.astype(dtype) for a in operation.arrays]
        y = conv(*arrays, **operation.geometry)
        assert y.dtype == np.dtype(dtype)
        expected = backwards(torch, operation).numpy()
        assert np.array_equal(y, expected), (number, operation)
    assert rare(met, COMMON | BACKWARDS) == {}
    assert set(met) == set(COMMON | BACKWARDS)
