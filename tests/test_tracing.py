"""trace: one output number, term by term, and how it is written down."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from operations import operations
from refusals import refusal
from strategies import layers

import convguide
from convguide import Conv2dSpec, ShapeError, conv2d, trace
from convguide.views import kernels2d

if TYPE_CHECKING:
    from operations import Operation
    from strategies import Layer

    from convguide import Trace
    from convguide._typing import Array

X = np.arange(3 * 7 * 8).reshape(3, 7, 8) % 11 - 5
WEIGHT = np.arange(5 * 3 * 2 * 3).reshape(5, 3, 2, 3) % 7 - 3
BIAS = np.array([10, 20, 30, 40, 50])


@given(layer=layers())
def test_total_is_the_output_number(layer: Layer) -> None:
    """Every position of every layer: the total is what conv2d gives there."""
    y = conv2d(*layer.arrays, **layer.geometry)
    for at in np.ndindex(y.shape):
        traced = trace(*layer.arrays, at=at, **layer.geometry)
        assert traced.at == at
        assert traced.total == y[at]
        assert traced.total.dtype == y.dtype


@given(layer=layers())
def test_terms_add_up(layer: Layer) -> None:
    """Products make partial sums, and these with the bias make the total."""
    y = conv2d(*layer.arrays, **layer.geometry)
    for at in np.ndindex(y.shape):
        traced = trace(*layer.arrays, at=at, **layer.geometry)
        assert np.array_equal(traced.products, traced.patch * traced.filter)
        assert np.array_equal(traced.partial_sums, traced.products.sum(axis=(1, 2)))
        assert traced.total == traced.partial_sums.sum() + (traced.bias or 0)
        assert np.array_equal(traced.filter, layer.weight[at[-3]])
        assert (traced.bias is None) is (layer.bias is None)
        assert layer.bias is None or traced.bias == layer.bias[at[-3]]


@given(layer=layers())
def test_patch_is_found_in_the_input(layer: Layer) -> None:
    """Channels, rows and columns say where each number of the patch stands."""
    y = conv2d(*layer.arrays, **layer.geometry)
    height, width = layer.x.shape[-2:]
    for at in np.ndindex(y.shape):
        traced = trace(*layer.arrays, at=at, **layer.geometry)
        image = layer.x if len(at) == 3 else layer.x[at[0]]
        assert traced.patch.shape == layer.weight.shape[1:]
        for c, channel in enumerate(traced.channels):
            for u, row in enumerate(traced.rows):
                for v, column in enumerate(traced.columns):
                    inside = 0 <= row < height and 0 <= column < width
                    pixel = image[channel, row, column] if inside else 0
                    assert traced.patch[c, u, v] == pixel


def test_partial_sums_are_those_of_the_view() -> None:
    """The partial sums are one column through the partial maps of kernels2d."""
    maps = kernels2d.partial_maps(X, WEIGHT, Conv2dSpec(3, 5, (2, 3)))
    for o, i, j in np.ndindex(5, 6, 6):
        traced = trace(X, WEIGHT, at=(o, i, j))
        assert np.array_equal(traced.partial_sums, maps[o, :, i, j])


@given(layer=layers(), data=st.data())
def test_partial_sums_of_any_layer(layer: Layer, data: st.DataObject) -> None:
    """With groups, stride, padding and dilation they are the same too."""
    image = layer.x if layer.x.ndim == 3 else layer.x.sum(axis=0)
    out_channels, depth, *kernel_size = layer.weight.shape
    geometry = layer.geometry | {"padding": 0}
    in_channels = depth * layer.geometry["groups"]
    spec = Conv2dSpec(in_channels, out_channels, kernel_size, **geometry)
    top, bottom, left, right = layer.sides
    padded = np.pad(image, [(0, 0), (top, bottom), (left, right)])
    maps = kernels2d.partial_maps(padded, layer.weight, spec)
    o, i, j = (data.draw(st.integers(0, maps.shape[axis] - 1)) for axis in (0, 2, 3))
    traced = trace(image, layer.weight, at=(o, i, j), **layer.geometry)
    assert np.array_equal(traced.partial_sums, maps[o, :, i, j])


# Printed


def test_printed() -> None:
    """Two channels and a bias, as in the doctest."""
    x = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    weight = np.array([[[[1, 0], [0, -1]], [[2, 1], [0, 0]]]])
    assert str(trace(x, weight, np.array([10]), at=(0, 0, 0))) == (
        """\
output (0, 0, 0): filter 0 over rows 0, 1 and columns 0, 1
channel 0    1·1 + 2·0
           + 3·0 + 4·(-1)  = -3
channel 1    5·2 + 6·1
           + 7·0 + 8·0     = 16
bias                       = 10
output       -3 + 16 + 10  = 23"""
    )


def test_printed_without_bias() -> None:
    """Without bias there is no line for it, and negative terms stand in brackets."""
    x = np.array([[[1, -2, 3]], [[-4, 5, -6]]])
    weight = np.array([[[[7, 8]], [[9, 10]]], [[[-1, 0]], [[2, -3]]]])
    assert str(trace(x, weight, at=(1, 0, 1))) == (
        """\
output (1, 0, 1): filter 1 over rows 0 and columns 1, 2
channel 0    (-2)·(-1) + 3·0  =  2
channel 1    5·2 + (-6)·(-3)  = 28
output       2 + 28           = 30"""
    )


def test_printed_with_padding() -> None:
    """Rows and columns outside the input are counted from it: -1 is padding."""
    x = np.array([[[1, 2], [3, 4]]])
    weight = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    traced = trace(x, weight, np.array([-5]), at=(0, 0, 1), padding=1)
    assert str(traced) == (
        """\
output (0, 0, 1): filter 0 over rows -1, 0, 1 and columns 0, 1, 2
channel 0    0·1 + 0·2 + 0·3
           + 1·4 + 2·5 + 0·6
           + 3·7 + 4·8 + 0·9  = 67
bias                          = -5
output       67 + (-5)        = 62"""
    )


def test_printed_with_groups() -> None:
    """Channels have their numbers in the input, not in their group."""
    x = np.arange(8).reshape(4, 1, 2)
    weight = np.array([[1, 2], [3, 4], [5, 6], [7, -8]]).reshape(4, 2, 1, 1)
    assert str(trace(x, weight, at=(3, 0, 1), groups=2)) == (
        """\
output (3, 0, 1): filter 3 over rows 0 and columns 1
channel 2    5·7         =  35
channel 3    7·(-8)      = -56
output       35 + (-56)  = -21"""
    )


def test_printed_with_dilation_and_stride() -> None:
    """The rows and columns of a window with gaps are listed one by one."""
    x = np.arange(35).reshape(1, 5, 7)
    weight = np.array([[[[1, 10], [100, 1000]]]])
    traced = trace(x, weight, at=(0, 1, 1), dilation=(2, 3), stride=(2, 3))
    assert str(traced) == (
        """\
output (0, 1, 1): filter 0 over rows 2, 4 and columns 3, 6
channel 0    17·1 + 20·10
           + 31·100 + 34·1000  = 37317
output       37317             = 37317"""
    )


def test_printed_with_floats() -> None:
    """Floats are shown with six digits, and a negative zero in brackets."""
    x = np.array([[[1 / 3, -0.5, 0.0]]])
    weight = np.array([[[[0.1, 1e-9, -0.0]]]])
    assert str(trace(x, weight, np.array([1e6]), at=(0, 0, 0))) == (
        """\
output (0, 0, 0): filter 0 over rows 0 and columns 0, 1, 2
channel 0    0.333333·0.1 + (-0.5)·1e-09 + 0·(-0)  = 0.0333333
bias                                               =     1e+06
output       0.0333333 + 1e+06                     =     1e+06"""
    )


def test_printed_with_large_integers() -> None:
    """Integers are written out to the last digit."""
    x = np.array([[[1234567, -7654321]]])
    assert str(trace(x, np.array([[[[1, 1000]]]]), at=(0, 0, 0))) == (
        """\
output (0, 0, 0): filter 0 over rows 0 and columns 0, 1
channel 0    1234567·1 + (-7654321)·1000  = -7653086433
output       -7653086433                  = -7653086433"""
    )


def test_printed_with_nan() -> None:
    """What is no number is written as it is."""
    x = np.array([[[np.nan, -np.inf]]])
    assert str(trace(x, np.array([[[[1.0, 2.0]]]]), at=(0, 0, 0))) == (
        """\
output (0, 0, 0): filter 0 over rows 0 and columns 0, 1
channel 0    nan·1 + (-inf)·2  = nan
output       nan               = nan"""
    )


def test_printed_from_a_batch() -> None:
    """The position names the image; the filter is still the output channel."""
    x = np.array([[[[1]]], [[[2]]]])
    weight = np.array([3, 4, 5]).reshape(3, 1, 1, 1)
    assert str(trace(x, weight, at=(1, 2, 0, 0))) == (
        """\
output (1, 2, 0, 0): filter 2 over rows 0 and columns 0
channel 0    2·5  = 10
output       10   = 10"""
    )


def test_printed_in_columns() -> None:
    """Ten channels and more: labels, terms and results stay aligned."""
    x = np.arange(11).reshape(11, 1, 1)
    lines = str(trace(x, x.reshape(1, 11, 1, 1), at=(0, 0, 0))).splitlines()
    sums = "0 + 1 + 4 + 9 + 16 + 25 + 36 + 49 + 64 + 81 + 100"
    assert lines[10:] == [
        f"channel 9     9·9{' ' * 46}  =  81",
        f"channel 10    10·10{' ' * 44}  = 100",
        f"output        {sums}  = 385",
    ]


# Other layers


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_total_in_every_dimension(rank: int, data: st.DataObject) -> None:
    """1D, 2D and 3D, with every mode of padding: the total is the output number."""
    operation = data.draw(operations(rank))
    y = getattr(convguide, f"conv{rank}d")(*operation.arrays, **operation.geometry)
    for at in list(np.ndindex(y.shape))[:: max(1, y.size // 20)]:
        traced = trace(*operation.arrays, at=at, **operation.geometry)
        assert traced.total == y[at]
        assert np.array_equal(traced.products, traced.patch * traced.filter)
        axes = tuple(range(1, rank + 1))
        assert np.array_equal(traced.partial_sums, traced.products.sum(axis=axes))
        _found_in_the_input(traced, operation, operation.weight[at[-rank - 1]])


@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_total_of_transposed_layers(rank: int, data: st.DataObject) -> None:
    """The input numbers that reach an output, and the weights that carry them."""
    operation = data.draw(operations(rank, transposed=True))
    conv = getattr(convguide, f"conv_transpose{rank}d")
    y = conv(*operation.arrays, **operation.geometry)
    per_group = operation.weight.shape[1]
    for at in list(np.ndindex(y.shape))[:: max(1, y.size // 20)]:
        traced = trace(*operation.arrays, at=at, transposed=True, **operation.geometry)
        size = operation.x.shape[-rank:]
        for pixels, most in zip(traced.window, size, strict=True):
            assert all(0 <= pixel < most for pixel in pixels)
        assert traced.total == y[at]
        group, o = divmod(at[-rank - 1], per_group)
        many = len(operation.weight) // operation.geometry["groups"]
        assert traced.channels == range(group * many, (group + 1) * many)
        bank = operation.weight[group * many : (group + 1) * many, o]
        _found_in_the_input(traced, operation, bank)


def _found_in_the_input(traced: Trace, operation: Operation, bank: Array) -> None:
    """Hold the patch against the pixels, and the filter against the taps, it names."""
    rank, at = operation.rank, traced.at
    image = operation.x[at[0]] if len(at) == rank + 2 else operation.x
    size = image.shape[1:]
    assert traced.patch.shape == traced.filter.shape
    assert traced.patch.shape[1:] == tuple(map(len, traced.window))
    for place in np.ndindex(traced.patch.shape[1:]):
        pixel = [ns[n] for ns, n in zip(traced.window, place, strict=True)]
        tap = [ns[n] for ns, n in zip(traced.taps, place, strict=True)]
        inside = all(0 <= n < most for n, most in zip(pixel, size, strict=True))
        for c, channel in enumerate(traced.channels):
            expected = image[(channel, *pixel)] if inside else 0
            assert traced.patch[(c, *place)] == expected
            assert traced.filter[(c, *place)] == bank[(c, *tap)]


def test_printed_in_one_dimension() -> None:
    """A 1D layer has positions, and a line for each channel."""
    x, weight = np.array([[1, 2, 3, 4], [5, 6, 7, 8]]), np.array([[[1, -1], [0, 2]]])
    traced = trace(x, weight, np.array([10]), at=(0, 1), dilation=2)
    assert (traced.rows, traced.columns) == ((), (1, 3))
    assert str(traced) == (
        """\
output (0, 1): filter 0 over positions 1, 3
channel 0    2·1 + 4·(-1)  = -2
channel 1    6·0 + 8·2     = 16
bias                       = 10
output       -2 + 16 + 10  = 24"""
    )


def test_printed_in_three_dimensions() -> None:
    """A 3D layer has planes too, and a line for each kernel row of each plane."""
    x = np.arange(8).reshape(1, 2, 2, 2)
    weight = np.array([1, 10, 100, 1000]).reshape(1, 1, 2, 2, 1)
    traced = trace(x, weight, at=(0, 0, 0, 1))
    assert (traced.rows, traced.columns) == ((0, 1), (1,))
    assert str(traced) == (
        """\
output (0, 0, 0, 1): filter 0 over planes 0, 1, rows 0, 1 and columns 1
channel 0    1·1
           + 3·10
           + 5·100
           + 7·1000  = 7531
output       7531    = 7531"""
    )


def test_printed_with_mirrored_padding() -> None:
    """A mirrored pixel is named by where it comes from."""
    x, weight = np.array([[1, 2, 3]]), np.array([[[1, 10, 100]]])
    traced = trace(x, weight, at=(0, 0), padding=1, padding_mode="reflect")
    assert str(traced).splitlines()[:2] == [
        "output (0, 0): filter 0 over positions 1, 0, 1",
        "channel 0    2·1 + 1·10 + 2·100  = 212",
    ]


def test_printed_of_a_transposed_layer() -> None:
    """Only the weights that carry an input number here take part."""
    x = np.array([[[1, 2], [3, 4]]])
    weight = np.arange(1, 10).reshape(1, 1, 3, 3)
    geometry: Any = {"stride": 2, "transposed": True}
    traced = trace(x, weight, np.array([100]), at=(0, 2, 1), **geometry)
    assert traced.window == ((1, 0), (0,))
    assert traced.taps == ((0, 2), (1,))
    assert str(traced) == (
        """\
output (0, 2, 1): filter 0 over rows 1, 0 and columns 0
channel 0    3·2
           + 1·8       =  14
bias                   = 100
output       14 + 100  = 114"""
    )


def test_printed_where_nothing_arrives() -> None:
    """A stride longer than the kernel leaves gaps, which hold the bias alone."""
    x, weight = np.array([[1, 2]]), np.array([[[5]]])
    traced = trace(x, weight, np.array([7]), at=(0, 1), stride=2, transposed=True)
    assert str(traced) == (
        """\
output (0, 1): filter 0 over positions none
channel 0    no input number  = 0
bias                          = 7
output       0 + 7            = 7"""
    )


def test_table() -> None:
    """A notebook shows the same lines as a table, with its heads and its caption."""
    x, weight = np.array([[1, -2, 3]]), np.array([[[7, 8]]])
    assert trace(x, weight, np.array([9]), at=(0, 1))._repr_html_() == (
        "<table><caption>output (0, 1): filter 0 over positions 1, 2</caption>"
        '<thead><tr><th scope="col">part</th><th scope="col">sum</th>'
        '<th scope="col">value</th></tr></thead><tbody>'
        '<tr><th scope="row">channel 0</th><td>(-2)·7 + 3·8</td><td>10</td></tr>'
        '<tr><th scope="row">bias</th><td></td><td>9</td></tr>'
        '<tr><th scope="row">output</th><td>10 + 9</td><td>19</td></tr>'
        "</tbody></table>"
    )


def test_transposed_is_a_question_of_yes_or_no() -> None:
    """The flag is a flag."""
    with refusal(TypeError, "transposed must be True or False, got 1 (int)"):
        trace(X, WEIGHT, at=(0, 0, 0), transposed=1)  # type: ignore[arg-type]


def test_rows_and_columns() -> None:
    """They are the last two axes of the window; a 1D layer has no rows."""
    flat = trace(np.ones((1, 5)), np.ones((1, 1, 2)), at=(0, 3))
    assert (flat.rows, flat.columns) == ((), (3, 4))
    plane = trace(np.ones((1, 5, 6)), np.ones((1, 1, 2, 3)), at=(0, 3, 1))
    assert (plane.rows, plane.columns) == ((3, 4), (1, 2, 3))
    solid = trace(np.ones((1, 2, 5, 6)), np.ones((1, 1, 1, 2, 3)), at=(0, 1, 3, 1))
    assert (solid.rows, solid.columns) == ((3, 4), (1, 2, 3))


def test_output_padding_of_a_layer_that_is_not_transposed() -> None:
    """It is refused, and not ignored."""
    with refusal(ValueError, "output_padding is 1 but transposed is False"):
        trace(X, WEIGHT, at=(0, 0, 0), output_padding=1)
    with refusal(ValueError, "output_padding must be at least 0, got -1"):
        trace(X, WEIGHT, at=(0, 0, 0), output_padding=-1)
    with refusal(TypeError, "output_padding must be an integer, got 0.5 (float)"):
        trace(X, WEIGHT, at=(0, 0, 0), output_padding=0.5)  # type: ignore[arg-type]


def test_position_of_another_layer() -> None:
    """The message names the axes of a 1D output."""
    with refusal(
        IndexError,
        "at is (0, 9) but the output has shape (1, 2), axes (C_out, L_out)",
    ):
        trace(np.ones((1, 3)), np.ones((1, 1, 2)), at=(0, 9))


# Positions


@pytest.mark.parametrize(
    ("at", "resolved"),
    [
        ((-1, 0, 0), (4, 0, 0)),
        ((0, -1, 0), (0, 5, 0)),
        ((0, 0, -6), (0, 0, 0)),
        ([4, 5, 5], (4, 5, 5)),
        (np.array([1, -2, 3]), (1, 4, 3)),
    ],
    ids=str,
)
def test_positions(at: Any, resolved: tuple[int, ...]) -> None:
    """Negative numbers count from the end, as in NumPy; `at` holds the result."""
    traced = trace(X, WEIGHT, BIAS, at=at)
    assert traced.at == resolved
    assert {type(number) for number in traced.at} == {int}
    assert traced.total == conv2d(X, WEIGHT, BIAS)[resolved]


@pytest.mark.parametrize(
    "at", [(5, 0, 0), (0, 6, 0), (0, 0, 6), (-6, 0, 0), (0, 0, -7)]
)
def test_positions_outside(at: tuple[int, ...]) -> None:
    """One too far in either direction is an IndexError with the output's shape."""
    message = (
        f"at is {at} but the output has shape (5, 6, 6), axes (C_out, H_out, W_out)"
    )
    with refusal(IndexError, message):
        trace(X, WEIGHT, at=at)


def test_position_outside_of_a_batch() -> None:
    """The images of a batch are counted too."""
    message = (
        "at is (2, 0, 0, 0) but the output has shape (2, 5, 6, 6), "
        "axes (N, C_out, H_out, W_out)"
    )
    with refusal(IndexError, message):
        trace(np.stack([X, X]), WEIGHT, at=(2, 0, 0, 0))


def test_no_position_in_an_empty_batch() -> None:
    """Where there are no images there is no number to explain."""
    message = (
        "at is (0, 0, 0, 0) but the output has shape (0, 5, 6, 6), "
        "axes (N, C_out, H_out, W_out)"
    )
    with refusal(IndexError, message):
        trace(X[None][:0], WEIGHT, at=(0, 0, 0, 0))


@pytest.mark.parametrize("at", [(0, 0), (0, 0, 0, 0), (), [0]])
def test_wrong_number_of_positions(at: Any) -> None:
    """One number for each axis of the output."""
    with refusal(
        ShapeError,
        f"""\
at must be 3 integers, got {at}
  output  (5, 6, 6)  axes (C_out, H_out, W_out)""",
    ):
        trace(X, WEIGHT, at=at)


def test_position_of_one_image_in_a_batch() -> None:
    """A batch has an axis more, and the message shows which."""
    with refusal(
        ShapeError,
        """\
at must be 4 integers, got (0, 0, 0)
  output  (1, 5, 6, 6)  axes (N, C_out, H_out, W_out)""",
    ):
        trace(X[None], WEIGHT, at=(0, 0, 0))


@pytest.mark.parametrize("at", [0, "000", None, slice(3), np.array(0), {0, 1, 2}])
def test_position_of_a_wrong_type(at: Any) -> None:
    """A position is a tuple, a list or an array."""
    with refusal(TypeError, f"at must be 3 integers, got {at!r}"):
        trace(X, WEIGHT, at=at)


@pytest.mark.parametrize(
    ("at", "got"),
    [
        ((0, 0, 0.0), "0.0 (float)"),
        ((0, True, 0), "True (bool)"),
        (("0", 0, 0), "'0' (str)"),
        ((0, 0, slice(2)), "slice(None, 2, None) (slice)"),
    ],
    ids=str,
)
def test_positions_are_integers(at: Any, got: str) -> None:
    """Each number of a position is checked."""
    with refusal(TypeError, f"at must be an integer, got {got}"):
        trace(X, WEIGHT, at=at)


# Dtypes and memory


@pytest.mark.parametrize(
    ("dtype", "working"),
    [
        ("int8", "int64"),
        ("uint8", "int64"),
        ("int64", "int64"),
        ("float16", "float32"),
        ("float32", "float32"),
        ("float64", "float64"),
    ],
)
def test_dtypes(dtype: str, working: str) -> None:
    """Arrays and total keep their dtype; what lies between is not narrowed."""
    x, weight, bias = ((np.abs(a) % 4).astype(dtype) for a in (X, WEIGHT, BIAS))
    traced = trace(x, weight, bias, at=(1, 2, 3))
    assert {traced.patch.dtype, traced.filter.dtype} == {np.dtype(dtype)}
    assert {traced.products.dtype, traced.partial_sums.dtype} == {np.dtype(working)}
    assert traced.bias.dtype == np.dtype(working)
    assert traced.total.dtype == np.dtype(dtype)
    assert traced.total == conv2d(x, weight, bias)[1, 2, 3]


def test_products_may_be_larger_than_the_dtype() -> None:
    """In int8 too, 127·127 is shown as it is, if only the total fits."""
    x = np.array([[[127, 127]]], np.int8)
    weight = np.array([[[[127, -127]]]], np.int8)
    traced = trace(x, weight, at=(0, 0, 0))
    assert traced.products.tolist() == [[[16129, -16129]]]
    assert traced.total == 0


def test_total_that_does_not_fit() -> None:
    """A total that the dtype does not have is refused, as by conv2d."""
    x = np.full((1, 1, 1), 16, np.int8)
    with refusal(
        OverflowError,
        "the result spans 256 to 256, which int8 cannot hold\n"
        "  hint: convert the arrays first, with .astype(np.int64)",
    ):
        trace(x, np.full((1, 1, 1, 1), 16, np.int8), at=(0, 0, 0))


def test_other_numbers_need_not_fit() -> None:
    """Only the number that is asked for is computed."""
    x = np.array([[[16, 1]]], np.int8)
    assert trace(x, np.full((1, 1, 1, 1), 16, np.int8), at=(0, 0, 1)).total == 16


@pytest.mark.parametrize("dtype", ["int8", "int64", "float32", "float64"])
def test_holds_copies(dtype: str) -> None:
    """A trace is a record: changing the arrays afterwards does not change it."""
    x, weight, bias = (array.astype(dtype) for array in (X, WEIGHT, BIAS))
    traced = trace(x, weight, bias, at=(1, 2, 3))
    for part in (traced.patch, traced.filter, traced.products, traced.partial_sums):
        assert not any(np.shares_memory(part, array) for array in (x, weight, bias))
    before = str(traced)
    for array in (x, weight, bias):
        array[...] = 0
    assert str(traced) == before


def test_inputs_are_not_modified() -> None:
    """Tracing only reads."""
    arrays = [X.copy(), WEIGHT.copy(), BIAS.copy()]
    for array in arrays:
        array.flags.writeable = False
    trace(arrays[0], arrays[1], arrays[2], at=(0, 0, 0), padding=1)
    assert all(map(np.array_equal, arrays, (X, WEIGHT, BIAS)))


def test_is_compared_by_identity() -> None:
    """Two records of arrays have no single answer to whether they are equal."""
    traced, again = (trace(X, WEIGHT, at=(0, 0, 0)) for _ in range(2))
    assert traced == traced  # noqa: PLR0124
    assert traced != again
    assert len({traced, again}) == 2


def test_is_frozen() -> None:
    """A trace cannot be changed."""
    traced: Any = trace(X, WEIGHT, at=(0, 0, 0))
    with pytest.raises(FrozenInstanceError):
        traced.total = 0


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        (
            {"padding": "same"},
            TypeError,
            "padding of a transposed layer must be integers, got 'same'",
        ),
        (
            {"output_padding": None},
            TypeError,
            "output_padding of a transposed layer must be integers, got None",
        ),
        (
            {"padding_mode": "reflect"},
            ValueError,
            "padding_mode is 'reflect' but transposed is True",
        ),
    ],
)
def test_transposed_layers_that_do_not_exist(
    options: Any, kind: type[Exception], message: str
) -> None:
    """A trace explains what conv_transpose2d computes, and nothing else."""
    with refusal(kind, message):
        trace(X, WEIGHT, at=(0, 1, 1), transposed=True, **options)


@pytest.mark.parametrize("none", [0, (0, 0), np.array([0, 0])])
def test_no_output_padding_in_any_form(none: Any) -> None:
    """Zeros are none, also as a pair."""
    assert trace(X, WEIGHT, at=(0, 0, 0), output_padding=none).at == (0, 0, 0)


def test_wide_padding_costs_nothing() -> None:
    """Only the pixels under the window are looked at."""
    x, weight = np.array([[1, 2, 3]]), np.array([[[10, 20]]])
    traced = trace(x, weight, at=(0, 10**6 - 1), padding=10**6)
    assert (traced.window, traced.total) == (((-1, 0),), 20)
