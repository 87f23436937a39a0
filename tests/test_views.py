"""The views: every row of the table is the same operation.

Integers agree bit for bit in every view, and so do floats in the views that sum the
products of pixels and weights. Views that sum other products round in other places;
how far that may take them is worked out in `rounding.py`.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal
from rounding import EXACT, ROUNDING, real, rounding, taken
from strategies import ANY_LAYER, RESTRICTED, definition, example, layers, takes

from convguide import VIEWS, Conv2dSpec, ShapeError, conv2d
from convguide.views import conv3d, im2col, kernels2d

if TYPE_CHECKING:
    from strategies import Layer

# The thread's second picture in small: two channels, three filters, 2×3 kernels.
X = np.arange(2 * 3 * 4).reshape(2, 3, 4)
WEIGHT = np.arange(3 * 2 * 2 * 3).reshape(3, 2, 2, 3)
SPEC = Conv2dSpec(2, 3, (2, 3))


def test_names() -> None:
    """The table holds the definition first, and the views in the book's order."""
    assert list(VIEWS) == [
        "loops",
        "kernels2d",
        "filter3d",
        "conv3d",
        "dense",
        "im2col",
        "blocked",
        "depthwise",
        "toeplitz",
        "fft",
        "winograd",
        "winograd2",
    ]


def test_table_is_read_only() -> None:
    """The table is a table, not a registry."""
    assert isinstance(VIEWS, MappingProxyType)


# A file whose one method comes in two sizes.
SECOND = {"winograd2": ("winograd", "compute_2x2")}


@pytest.mark.parametrize("view", VIEWS)
def test_view_is_the_file_of_its_name(view: str) -> None:
    """Each row is `compute` of the module that has its name, or its second function."""
    module, function = SECOND.get(view, (view, "compute"))
    assert VIEWS[view].__module__ == f"convguide.views.{module}"
    assert VIEWS[view].__name__ == function


@pytest.mark.parametrize("view", ANY_LAYER)
def test_known_numbers(view: str) -> None:
    """A layer worked out by hand: y[o] sums twelve products for each position."""
    y = VIEWS[view](X, WEIGHT, SPEC)
    assert y.tolist() == [
        [[854, 920], [1118, 1184]],
        [[2150, 2360], [2990, 3200]],
        [[3446, 3800], [4862, 5216]],
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_known_numbers_of_a_3x3(view: str) -> None:
    """A kernel that every view can do: pixels count rows in tens, and columns in ones.

    The nine weights sum to 45. Their centre of mass is 18 / 45 of a row and 6 / 45 of a
    column below and right of their middle, so the first number is 11·45 + 10·18 + 6.
    """
    x = np.array([[[10 * row + column for column in range(6)] for row in range(5)]])
    y = VIEWS[view](x, np.arange(1, 10).reshape(1, 1, 3, 3), Conv2dSpec(1, 1, 3))
    assert y.tolist() == [
        [[681, 726, 771, 816], [1131, 1176, 1221, 1266], [1581, 1626, 1671, 1716]]
    ]


@pytest.mark.parametrize("view", VIEWS)
@given(data=st.data())
def test_equals_the_definition(view: str, data: st.DataObject) -> None:
    """Every view gives the numbers of the definition, exactly, where it can."""
    layer = data.draw(layers(view))
    y = conv2d(*layer.arrays, **layer.geometry, view=view)
    assert y.dtype == layer.x.dtype
    assert np.array_equal(y, definition(layer))


@pytest.mark.parametrize("view", RESTRICTED)
@given(layer=layers())
def test_refuses_what_it_cannot_do(view: str, layer: Layer) -> None:
    """A view gives the numbers of the definition, or says why it cannot."""
    if takes(view, layer):
        y = conv2d(*layer.arrays, **layer.geometry, view=view)
        assert np.array_equal(y, definition(layer))
    else:
        with pytest.raises(ShapeError, match=view):
            conv2d(*layer.arrays, **layer.geometry, view=view)


@pytest.mark.parametrize("view", EXACT)
@pytest.mark.parametrize("dtype", ["int64", "float32", "float64", "longdouble"])
@given(data=st.data())
def test_equals_loops(view: str, dtype: str, data: st.DataObject) -> None:
    """Bit for bit and in the same dtype: whole numbers are exact as floats too."""
    layer = data.draw(layers(view)).astype(dtype)
    loops = conv2d(*layer.arrays, **layer.geometry, view="loops")
    y = conv2d(*layer.arrays, **layer.geometry, view=view)
    assert y.dtype == loops.dtype == np.dtype(dtype)
    assert np.array_equal(y, loops)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "longdouble"])
@given(data=st.data())
def test_rounds_as_it_may(view: str, dtype: str, data: st.DataObject) -> None:
    """Numbers that must be rounded come as near to a plain sum as was worked out."""
    dtype = taken(view, dtype)
    layer = real(data.draw(layers(view)), dtype)
    y = conv2d(*layer.arrays, **layer.geometry, view=view)
    plain = conv2d(*layer.arrays, **layer.geometry)
    assert y.dtype == np.dtype(dtype)
    assert (np.abs(y - plain) <= rounding(layer, view)).all()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dtype", ["int64", "float32"])
def test_views_leave_their_input_alone(view: str, dtype: str) -> None:
    """A view may neither write into its input nor give it back."""
    layer = example(view).astype(dtype)
    x, weight = layer.x.copy(), layer.weight.copy()
    groups = layer.geometry["groups"]
    y = VIEWS[view](x, weight, Conv2dSpec(3, 6, weight.shape[2:], groups=groups))
    assert np.array_equal(x, layer.x)
    assert np.array_equal(weight, layer.weight)
    assert not np.shares_memory(y, x)
    assert not np.shares_memory(y, weight)
    assert y.flags.writeable


@pytest.mark.parametrize("view", ANY_LAYER)
def test_views_do_not_share_with_a_1x1(view: str) -> None:
    """A 1×1 kernel copies pixels where it multiplies with one: a copy, not a view."""
    x = np.arange(6).reshape(1, 2, 3)
    y = VIEWS[view](x, np.ones((1, 1, 1, 1), int), Conv2dSpec(1, 1, 1))
    assert np.array_equal(y, x)
    assert not np.shares_memory(y, x)


# Views that mix pixels


@pytest.mark.parametrize("view", ROUNDING)
@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["x", "weight"])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "longdouble"])
def test_what_is_not_finite_is_refused(
    view: str, number: float, name: str, dtype: str
) -> None:
    """A NaN or an infinity would reach numbers that do not depend on it."""
    dtype = taken(view, dtype)
    layer = example(view).astype(dtype)
    getattr(layer, name)[-1, 1, 0] = number
    with refusal(ValueError, SPREAD.format(view)):
        conv2d(*layer.arrays, **layer.geometry, view=view)


@pytest.mark.parametrize("view", ROUNDING)
@pytest.mark.parametrize("dtype", ["float32", "float64", "longdouble"])
def test_overflow_is_refused(view: str, dtype: str) -> None:
    """Numbers near the largest there are overflow on the way, without a warning."""
    dtype = taken(view, dtype)
    layer = example(view).astype(dtype)
    x, weight = layer.x / 5 * np.finfo(dtype).max, np.abs(layer.weight)
    with refusal(ValueError, SPREAD.format(view)):
        conv2d(x, weight, view=view)


SPREAD = (
    'view "{}" mixes pixels, and a NaN, an infinity or an overflow has spread among '
    'them\n  hint: view="auto" mixes nothing'
)


# Nouns of the views


@given(layer=layers())
def test_partial_maps(layer: Layer) -> None:
    """A partial map is the layer of one filter cut down to one of its channels."""
    x = layer.x if layer.x.ndim == 3 else layer.x.sum(axis=0)
    groups = layer.geometry["groups"]
    out_channels, depth, *kernel_size = layer.weight.shape
    spec = Conv2dSpec(depth * groups, out_channels, kernel_size, **layer.geometry)
    top, bottom, left, right = layer.sides
    x = np.pad(x, [(0, 0), (top, bottom), (left, right)])
    maps = kernels2d.partial_maps(x, layer.weight, replace(spec, padding=(0, 0, 0, 0)))
    unpadded: Any = {"stride": spec.stride, "dilation": spec.dilation}
    for o in range(out_channels):
        for c in range(depth):
            channel = o // (out_channels // groups) * depth + c
            one: Any = x[channel : channel + 1], layer.weight[o : o + 1, c : c + 1]
            assert np.array_equal(maps[o, c], conv2d(*one, **unpadded)[0])


def test_partial_maps_in_numbers() -> None:
    """Two maps for each filter, one a channel; their sum is the output."""
    maps = kernels2d.partial_maps(X, WEIGHT, SPEC)
    assert maps.shape == (3, 2, 2, 2)
    assert maps[0].tolist() == [[[67, 82], [127, 142]], [[787, 838], [991, 1042]]]


def test_filter_stands_in_one_place_in_depth() -> None:
    """A 3D filter as deep as its volume moves down and right, but not in depth."""
    planes = conv3d.slide(X, WEIGHT[0], SPEC)
    assert planes.shape == (1, 2, 2)
    assert planes.tolist() == [[[854, 920], [1118, 1184]]]


def test_shallow_filter_moves_in_depth() -> None:
    """A filter less deep than its volume has several places to stand."""
    planes = conv3d.slide(X, WEIGHT[0, :1], SPEC)
    assert planes.shape == (2, 2, 2)
    assert planes.tolist() == [[[67, 82], [127, 142]], [[247, 262], [307, 322]]]


def test_columns() -> None:
    """A patch is a column: first all of channel 0, row by row, then channel 1."""
    columns = im2col.columns(X, SPEC)
    assert columns.shape == (12, 4)
    assert columns[:, 0].tolist() == [0, 1, 2, 4, 5, 6, 12, 13, 14, 16, 17, 18]
    assert columns[0].tolist() == [0, 1, 4, 5]


def test_columns_with_stride_and_dilation() -> None:
    """Stride leaves out columns of patches, dilation leaves out pixels of a patch."""
    spec = Conv2dSpec(1, 1, (2, 2), stride=(1, 2), dilation=(2, 1))
    columns = im2col.columns(np.arange(15).reshape(1, 3, 5), spec)
    assert columns.T.tolist() == [[0, 1, 10, 11], [2, 3, 12, 13]]
