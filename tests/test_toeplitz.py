"""The matrix of a layer: which pixel meets which weight, with and without SciPy."""

from __future__ import annotations

import sys
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from refusals import refusal
from strategies import layers

from convguide import Conv2dSpec, ShapeError, conv2d
from convguide.views import toeplitz
from convguide.views.toeplitz import matrix

if TYPE_CHECKING:
    from strategies import Layer

    from convguide._typing import Array


@pytest.fixture(params=["sparse", "dense"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with SciPy, and again as if it were missing."""
    if request.param == "sparse":
        pytest.importorskip("scipy.sparse")
    else:
        monkeypatch.setitem(sys.modules, "scipy", None)
        monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    return str(request.param)


def dense(connections: Any) -> Array:
    """Write all entries out, zeros included."""
    result: Array = connections @ np.identity(connections.shape[1], int)
    return result


LOST_280 = Conv2dSpec(5, 56, 4, bias=False)


def test_lost_280(kind: str) -> None:
    """9×9×5 to 6×6×56: 80 weights a row, 36 rows a filter, 4,480 numbers in all."""
    connections = matrix(LOST_280, (9, 9))
    assert connections.shape == (2016, 405)
    assert type(connections).__name__ == {"sparse": "csr_array"}.get(kind, "ndarray")
    entries = dense(connections)
    assert entries.dtype.kind == "i"
    assert np.count_nonzero(entries) == 161_280
    assert (np.count_nonzero(entries, axis=1) == 80).all()
    distinct, times = np.unique(entries[entries > 0], return_counts=True)
    assert distinct.tolist() == list(range(1, 4_481))
    assert (times == 36).all()


def test_sparse_matrix_stores_the_connections_alone() -> None:
    """A sparse matrix stores what connects, in order, and nothing twice."""
    sparse = pytest.importorskip("scipy.sparse")
    connections = matrix(replace(LOST_280, padding=(1, 1, 1, 1)), (7, 7))
    assert isinstance(connections, sparse.csr_array)
    assert connections.nnz == np.count_nonzero(connections.data) < 161_280
    assert connections.has_canonical_format


def test_both_kinds_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SciPy the same numbers are in the same places."""
    pytest.importorskip("scipy.sparse")
    spec = Conv2dSpec(4, 6, (2, 3), stride=(1, 2), padding=1, dilation=2, groups=2)
    sparse = matrix(spec, (5, 6))
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.sparse", None)
    assert np.array_equal(dense(sparse), matrix(spec, (5, 6)))


@pytest.mark.usefixtures("kind")
def test_doubly_block_toeplitz() -> None:
    """Blocks repeat along block diagonals, and numbers along diagonals in a block."""
    assert dense(matrix(Conv2dSpec(1, 1, 2), (3, 3))).tolist() == [
        [1, 2, 0, 3, 4, 0, 0, 0, 0],
        [0, 1, 2, 0, 3, 4, 0, 0, 0],
        [0, 0, 0, 1, 2, 0, 3, 4, 0],
        [0, 0, 0, 0, 1, 2, 0, 3, 4],
    ]


@pytest.mark.usefixtures("kind")
def test_padding_has_no_columns() -> None:
    """Where the window stands on padding, rows have fewer entries."""
    spec = Conv2dSpec(1, 1, (1, 3), padding=(0, 0, 1, 2))
    assert dense(matrix(spec, (1, 2))).tolist() == [[2, 3], [1, 2], [0, 1]]


@pytest.mark.usefixtures("kind")
def test_channels_are_blocks() -> None:
    """Two groups: each filter meets its own channels and no others."""
    assert dense(matrix(Conv2dSpec(4, 2, 1, groups=2), (1, 2))).tolist() == [
        [1, 0, 2, 0, 0, 0, 0, 0],
        [0, 1, 0, 2, 0, 0, 0, 0],
        [0, 0, 0, 0, 3, 0, 4, 0],
        [0, 0, 0, 0, 0, 3, 0, 4],
    ]


@pytest.mark.usefixtures("kind")
def test_only_padding() -> None:
    """An input without pixels has a matrix without columns."""
    connections = matrix(Conv2dSpec(2, 3, 1, padding=1), (0, 0))
    assert connections.shape == (3 * 2 * 2, 0)


@given(layer=layers())
def test_matrix_times_pixels_is_the_layer(layer: Layer) -> None:
    """Numbers replaced by weights, times the pixels in a row, is the whole layer."""
    out_channels, depth, *kernel_size = layer.weight.shape
    in_channels = depth * layer.geometry["groups"]
    spec = Conv2dSpec(in_channels, out_channels, kernel_size, **layer.geometry)
    numbers = dense(matrix(spec, layer.x.shape[-2:]))
    values = np.append(0, layer.weight)[numbers]
    images = layer.x.reshape(-1, values.shape[1])
    y = conv2d(layer.x, layer.weight, **layer.geometry)
    assert np.array_equal((images @ values.T).ravel(), y.ravel())


def test_what_does_not_meet_does_not_matter() -> None:
    """Beside an infinite pixel nothing is multiplied with zero: no NaN anywhere."""
    x = np.ones((2, 3, 4))
    x[0, 0, 0] = np.inf
    y = toeplitz.compute(x, np.ones((2, 1, 2, 2)), Conv2dSpec(2, 2, 2, groups=2))
    assert y[0].tolist() == [[np.inf, 4, 4], [4, 4, 4]]
    assert (y[1] == 4).all()


def test_too_many_to_store(kind: str) -> None:
    """A layer of VGG-16 would fill memory; it is refused before anything is made."""
    spec = Conv2dSpec(64, 64, 3, padding=1)
    numbers = {"sparse": "1,849,688,064", "dense": "10,312,216,477,696"}[kind]
    message = (
        f"the matrix may have {numbers} numbers to store; 67,108,864 is the most\n"
        "  hint: fewer pixels or channels show the same pattern"
    )
    with refusal(MemoryError, message):
        matrix(spec, (224, 224))


@pytest.mark.parametrize(
    ("kind", "cells"), [("sparse", 4 * 4), ("dense", 4 * 9)], indirect=["kind"]
)
def test_the_most_is_allowed(
    kind: str, cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit counts what would be stored, and is the largest that passes."""
    spec = Conv2dSpec(1, 1, 2)
    monkeypatch.setattr(toeplitz, "MOST", cells)
    assert prod(matrix(spec, (3, 3)).shape) == 36, kind
    monkeypatch.setattr(toeplitz, "MOST", cells - 1)
    with pytest.raises(MemoryError):
        matrix(spec, (3, 3))


def test_padded_pixels_are_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 6 channels of 7×7 padded pixels one window is seen, but all are numbered."""
    spec = Conv2dSpec(6, 1, 1, padding=3, stride=9)
    monkeypatch.setattr(toeplitz, "MOST", 6 * 7 * 7)
    assert matrix(spec, (1, 1)).shape == (1, 6)
    monkeypatch.setattr(toeplitz, "MOST", 6 * 7 * 7 - 1)
    with pytest.raises(MemoryError, match="may have 294 numbers"):
        matrix(spec, (1, 1))


def test_wrong_sizes_are_refused() -> None:
    """The spec checks the size."""
    with pytest.raises(ShapeError, match="kernel_size spans 4×4"):
        matrix(LOST_280, (3, 9))
    with pytest.raises(TypeError, match="input_size"):
        matrix(LOST_280, "99")  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padding_that_repeats_pixels_is_refused(mode: str) -> None:
    """One entry would need two numbers; without padding the mode means nothing."""
    spec = Conv2dSpec(1, 1, 3, padding=1, padding_mode=mode)
    message = (
        f"padding_mode must be \"zeros\" for a matrix, got '{mode}'\n"
        "  hint: take padding=0 and the size of the padded input"
    )
    with refusal(ValueError, message):
        matrix(spec, (5, 5))
    plain = matrix(replace(spec, padding=(0, 0, 0, 0)), (5, 5))
    assert np.array_equal(dense(plain), dense(matrix(Conv2dSpec(1, 1, 3), (5, 5))))
