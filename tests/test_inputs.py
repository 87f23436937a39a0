"""Arrays at the door: every bad input, with the whole text of its refusal."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from refusals import refusal

from convguide import ShapeError, conv2d, trace
from convguide._inputs import checked, restored

X = np.ones((3, 7, 8), int)
WEIGHT = np.ones((5, 3, 2, 3), int)
BIAS = np.ones(5, int)


def ones(*shape: int, dtype: Any = int) -> Any:
    """Fill an array with the number that no check depends on."""
    return np.ones(shape, dtype)


# Ranks


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (
            ones(7, 8),
            """\
x has 2 axes but must have 3 or 4
  x       (7, 8)        axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: a single grey picture (H, W) is x[None]: one channel""",
        ),
        (
            ones(8),
            """\
x has 1 axes but must have 3 or 4
  x       (8,)          axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)""",
        ),
        (
            ones(1, 2, 3, 7, 8),
            """\
x has 5 axes but must have 3 or 4
  x       (1, 2, 3, 7, 8)  axes (C_in, H, W)
  weight  (5, 3, 2, 3)     axes (C_out, C_in/groups, K_h, K_w)""",
        ),
    ],
    ids=["2", "1", "5"],
)
def test_rank_of_x(x: Any, message: str) -> None:
    """An image has three axes, a batch four; a grey picture gets a hint."""
    with refusal(ShapeError, message):
        conv2d(x, WEIGHT)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (
            ones(3, 2, 3),
            """\
weight has 3 axes but must have 4
  x       (3, 7, 8)  axes (C_in, H, W)
  weight  (3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: one filter (C_in, K_h, K_w) is weight[None]""",
        ),
        (
            ones(2, 3),
            """\
weight has 2 axes but must have 4
  x       (3, 7, 8)  axes (C_in, H, W)
  weight  (2, 3)     axes (C_out, C_in/groups, K_h, K_w)""",
        ),
        (
            ones(5, 3, 1, 2, 3),
            """\
weight has 5 axes but must have 4
  x       (3, 7, 8)        axes (C_in, H, W)
  weight  (5, 3, 1, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)""",
        ),
    ],
    ids=["3", "2", "5"],
)
def test_rank_of_weight(weight: Any, message: str) -> None:
    """The weight has four axes; one filter alone gets a hint."""
    with refusal(ShapeError, message):
        conv2d(X, weight)


@pytest.mark.parametrize("shape", [(0, 3, 2, 3), (5, 0, 2, 3), (5, 3, 0, 3)])
def test_empty_weight(shape: tuple[int, ...]) -> None:
    """A weight without numbers is a mistake, on whichever axis."""
    with refusal(
        ShapeError,
        f"""\
weight is empty: every axis must be at least 1
  x       (3, 7, 8)     axes (C_in, H, W)
  weight  {shape}  axes (C_out, C_in/groups, K_h, K_w)""",
    ):
        conv2d(X, ones(*shape))


@pytest.mark.parametrize("shape", [(), (4,), (6,), (1,), (5, 1), (5, 1, 1)])
def test_shape_of_bias(shape: tuple[int, ...]) -> None:
    """One bias for each filter, and no broadcasting."""
    with refusal(
        ShapeError,
        f"""\
bias must be one number per filter, shape (5,)
  x       (3, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  bias    {shape!s:12}  axes (C_out,)""",
    ):
        conv2d(X, WEIGHT, ones(*shape))


# Channels


@pytest.mark.parametrize(
    ("x", "weight", "message"),
    [
        (
            ones(224, 224, 3),
            ones(64, 3, 7, 7),
            """\
x has 224 channels but in_channels is 3
  x       (224, 224, 3)  axes (C_in, H, W)
  weight  (64, 3, 7, 7)  axes (C_out, C_in/groups, K_h, K_w)
  hint: x looks channels-last; try x.transpose(2, 0, 1)""",
        ),
        (
            ones(2, 7, 8, 3),
            WEIGHT,
            """\
x has 7 channels but in_channels is 3
  x       (2, 7, 8, 3)  axes (N, C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: x looks channels-last; try x.transpose(0, 3, 1, 2)""",
        ),
        (
            ones(4, 7, 8),
            ones(2, 3, 4, 5),
            """\
x has 4 channels but in_channels is 3
  x       (4, 7, 8)     axes (C_in, H, W)
  weight  (2, 3, 4, 5)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight looks like (K_h, K_w, C_in, C_out), as in Keras; \
try convguide.convert_layout(weight, "HWIO", "OIHW")""",
        ),
        (
            ones(4, 7, 8),
            WEIGHT,
            """\
x has 4 channels but in_channels is 3
  x       (4, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
        ),
        (
            ones(6, 7, 8),
            ones(6, 1, 2, 3),
            """\
x has 6 channels but in_channels is 1
  x       (6, 7, 8)     axes (C_in, H, W)
  weight  (6, 1, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: each filter is 1 deep; groups=6 would fit""",
        ),
        (
            ones(6, 7, 8),
            ones(4, 3, 2, 3),
            """\
x has 6 channels but in_channels is 3
  x       (6, 7, 8)     axes (C_in, H, W)
  weight  (4, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: each filter is 3 deep; groups=2 would fit""",
        ),
        (
            ones(6, 7, 8),
            WEIGHT,
            """\
x has 6 channels but in_channels is 3
  x       (6, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
        ),
        (
            ones(1, 7, 8),
            WEIGHT,
            """\
x has 1 channels but in_channels is 3
  x       (1, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
        ),
        (
            ones(5, 7, 8),
            WEIGHT,
            """\
x has 5 channels but in_channels is 3
  x       (5, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axes 0 and 1 look swapped; try weight.transpose(1, 0, 2, 3)""",
        ),
        (
            ones(0, 7, 8),
            WEIGHT,
            """\
x has 0 channels but in_channels is 3
  x       (0, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
        ),
    ],
    ids=[
        "channels-last",
        "channels-last batch",
        "HWIO",
        "4 for 3",
        "depthwise",
        "grouped",
        "groups would not divide",
        "1 for 3",
        "IOHW",
        "0 for 3",
    ],
)
def test_channels_that_do_not_match(x: Any, weight: Any, message: str) -> None:
    """Both shapes are shown with their axes, and the likeliest mistake is named."""
    with refusal(ShapeError, message):
        conv2d(x, weight)


def test_channels_of_groups_that_do_not_match() -> None:
    """With groups, the message says how the channels were counted."""
    with refusal(
        ShapeError,
        """\
x has 4 channels but in_channels is 8 (2 groups of 4)
  x       (4, 7, 9)     axes (C_in, H, W)
  weight  (6, 4, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
    ):
        conv2d(ones(4, 7, 9), ones(6, 4, 2, 3), groups=2)


def test_other_groups_are_not_suggested() -> None:
    """Whoever gave groups gets no guess at other groups."""
    with refusal(
        ShapeError,
        """\
x has 6 channels but in_channels is 2 (2 groups of 1)
  x       (6, 7, 8)     axes (C_in, H, W)
  weight  (6, 1, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
    ):
        conv2d(ones(6, 7, 8), ones(6, 1, 2, 3), groups=2)


def test_transposed_weight_is_not_suggested_for_groups() -> None:
    """With groups the two channel axes cannot simply be swapped."""
    with refusal(
        ShapeError,
        """\
x has 6 channels but in_channels is 8 (2 groups of 4)
  x       (6, 7, 9)     axes (C_in, H, W)
  weight  (6, 4, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: weight axis 1 must be the channels of x, divided by groups""",
    ):
        conv2d(ones(6, 7, 9), ones(6, 4, 2, 3), groups=2)


def test_groups_that_do_not_divide() -> None:
    """Each group must have as many filters as the others."""
    with refusal(
        ShapeError,
        """\
groups is 2 but out_channels is 5
  x       (6, 7, 8)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: groups must divide both channel counts""",
    ):
        conv2d(ones(6, 7, 8), WEIGHT, groups=2)


# Geometry


@pytest.mark.parametrize(
    ("size", "geometry", "facts"),
    [
        ((1, 8), {}, "kernel_size spans 2×3 but the padded input is 1×8"),
        ((7, 2), {}, "kernel_size spans 2×3 but the padded input is 7×2"),
        (
            (7, 8),
            {"dilation": (1, 5), "padding": (0, 0, 1, 1)},
            "kernel_size spans 2×11 but the padded input is 7×10",
        ),
    ],
)
def test_kernel_larger_than_the_padded_input(
    size: tuple[int, int], geometry: dict[str, Any], facts: str
) -> None:
    """A window that fits nowhere is refused, dilation and padding counted in."""
    with refusal(
        ShapeError,
        f"""\
{facts}
  x       {(3, *size)}     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: use a smaller kernel or more padding""",
    ):
        conv2d(ones(3, *size), WEIGHT, **geometry)


@pytest.mark.parametrize("call", [conv2d, lambda *a, **k: trace(*a, at=(0, 0, 0), **k)])
@pytest.mark.parametrize(
    ("geometry", "kind", "message"),
    [
        ({"stride": 0}, ValueError, "stride must be at least 1, got 0"),
        ({"stride": (1, -1)}, ValueError, "stride must be at least 1, got -1"),
        ({"stride": True}, TypeError, "stride must be an integer, got True (bool)"),
        ({"stride": "2"}, TypeError, "stride must be an integer, got '2' (str)"),
        ({"stride": 2.0}, TypeError, "stride must be an integer, got 2.0 (float)"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1, got 0"),
        (
            {"dilation": False},
            TypeError,
            "dilation must be an integer, got False (bool)",
        ),
        ({"groups": 0}, ValueError, "groups must be at least 1, got 0"),
        ({"groups": True}, TypeError, "groups must be an integer, got True (bool)"),
        ({"groups": 1.0}, TypeError, "groups must be an integer, got 1.0 (float)"),
        ({"padding": -1}, ValueError, "padding must be at least 0, got -1"),
        (
            {"padding": float("nan")},
            TypeError,
            "padding must be an integer, got nan (float)",
        ),
        ({"padding": 0.5}, TypeError, "padding must be an integer, got 0.5 (float)"),
        (
            {"padding": None},
            TypeError,
            "padding must be an integer, got None (NoneType)",
        ),
        (
            {"padding": (1, 2, 3)},
            ValueError,
            "padding must be an integer or 2 or 4 integers, got (1, 2, 3)",
        ),
        (
            {"padding": "full"},
            ValueError,
            (
                'padding must be "valid", "same", "same_upper", "same_lower" or '
                "integers, got 'full'"
            ),
        ),
    ],
    ids=str,
)
def test_geometry(
    call: Any, geometry: dict[str, Any], kind: type[Exception], message: str
) -> None:
    """Numbers of the geometry are whole and large enough, in conv2d and in trace."""
    with refusal(kind, message):
        call(X, WEIGHT, **geometry)


def test_same_with_a_stride() -> None:
    """Frameworks disagree on "same" with a stride, so it is refused with a way out."""
    with refusal(
        ValueError,
        'padding is "same" but stride is (2, 2)\n'
        "  hint: with a stride, frameworks disagree on the sides; "
        '"same_upper" pads as TensorFlow does, or give each side as a number',
    ):
        conv2d(X, WEIGHT, padding="same", stride=2)


def test_trace_checks_shapes_too() -> None:
    """The same check stands at both doors."""
    with refusal(
        ShapeError,
        """\
x has 7 channels but in_channels is 3
  x       (7, 8, 3)     axes (C_in, H, W)
  weight  (5, 3, 2, 3)  axes (C_out, C_in/groups, K_h, K_w)
  hint: x looks channels-last; try x.transpose(2, 0, 1)""",
    ):
        trace(ones(7, 8, 3), WEIGHT, at=(0, 0, 0))


# Types


class Tensor:
    """Stands for a tensor of PyTorch, where PyTorch is not installed."""

    def detach(self) -> None:
        """Be what the hint looks for."""


@pytest.mark.parametrize("name", ["x", "weight", "bias"])
@pytest.mark.parametrize(
    ("value", "got"),
    [
        (3, "int"),
        ("image.png", "str"),
        (range(5), "range"),
        ({"x": 1}, "dict"),
        (memoryview(b"12"), "memoryview"),
    ],
)
def test_not_an_array(name: str, value: Any, got: str) -> None:
    """Only NumPy arrays and nested lists are arrays, and the argument is named."""
    arrays = {"x": X, "weight": WEIGHT, "bias": BIAS} | {name: value}
    with refusal(TypeError, f"{name} must be a NumPy array, got {got}"):
        conv2d(**arrays)


@pytest.mark.parametrize("name", ["x", "weight", "bias"])
def test_tensor(name: str) -> None:
    """A tensor is not taken silently, and the hint says how to convert it."""
    arrays: dict[str, Any] = {"x": X, "weight": WEIGHT, "bias": BIAS} | {name: Tensor()}
    with refusal(
        TypeError,
        f"{name} must be a NumPy array, got Tensor\n"
        f"  hint: {name}.detach().cpu().numpy() converts a tensor",
    ):
        conv2d(**arrays)


def test_none_is_no_array() -> None:
    """Only the bias may be left out."""
    none: Any = None
    with refusal(TypeError, "x must be a NumPy array, got NoneType"):
        conv2d(none, WEIGHT)
    with refusal(TypeError, "weight must be a NumPy array, got NoneType"):
        conv2d(X, none)


@pytest.mark.parametrize("name", ["x", "weight", "bias"])
@pytest.mark.parametrize(
    "dtype", ["bool", "complex128", "object", "<U1", "|S1", "datetime64[s]"]
)
def test_dtypes_that_are_no_real_numbers(name: str, dtype: str) -> None:
    """A picture of bools or a column of objects is refused, not converted."""
    arrays: dict[str, Any] = {"x": X, "weight": WEIGHT, "bias": BIAS}
    arrays[name] = np.zeros(arrays[name].shape, dtype)
    message = f"{name} must hold integers or real numbers, got dtype {np.dtype(dtype)}"
    with refusal(TypeError, message):
        conv2d(**arrays)


@pytest.mark.parametrize("name", ["x", "weight", "bias"])
def test_masked_array(name: str) -> None:
    """A mask has no meaning in a convolution, so it is not dropped silently."""
    arrays: dict[str, Any] = {"x": X, "weight": WEIGHT, "bias": BIAS}
    arrays[name] = np.ma.masked_equal(arrays[name], 0)
    with refusal(
        TypeError,
        f"{name} is a masked array; a convolution has no rule for what is masked",
    ):
        conv2d(**arrays)


@pytest.mark.parametrize("name", ["x", "weight", "bias"])
def test_ragged_lists(name: str) -> None:
    """Nested lists must be rectangular."""
    arrays: dict[str, Any] = {"x": X, "weight": WEIGHT, "bias": BIAS}
    arrays[name] = [[[1, 2], [3]]]
    with refusal(
        ShapeError, f"{name} is not rectangular: its nested lists differ in length"
    ):
        conv2d(**arrays)


@pytest.mark.parametrize(
    "value",
    [[True, 2, 3, 4, 5], [True, False, True, False, True], [1, np.True_, 3, 4, 5]],
)
def test_bools_in_a_list(value: Any) -> None:
    """NumPy would make numbers of bools that stand among numbers."""
    with refusal(
        TypeError, "bias must hold integers or real numbers, but a bool is among them"
    ):
        conv2d(X, WEIGHT, value)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(["1", "2"], "<U1"), ([Fraction(1, 2)], "object"), ([1j], "complex128")],
)
def test_lists_of_no_numbers(value: Any, dtype: str) -> None:
    """A list is held to the same rule as an array."""
    with refusal(
        TypeError, f"bias must hold integers or real numbers, got dtype {dtype}"
    ):
        conv2d(X, WEIGHT, value)


@pytest.mark.parametrize(
    ("dtypes", "listing", "common"),
    [
        (
            ("f4", "f8", "f8"),
            "x is float32, weight is float64, bias is float64",
            "float64",
        ),
        (("i1", "f4", "i1"), "x is int8, weight is float32, bias is int8", "float32"),
        (("i2", "i2", "i4"), "x is int16, weight is int16, bias is int32", "int32"),
        (
            ("<f8", ">f8", "<f8"),
            "x is float64, weight is >f8, bias is float64",
            "float64",
        ),
    ],
    ids=["two floats", "integer and float", "bias", "byte order"],
)
def test_mixed_dtypes(dtypes: tuple[str, str, str], listing: str, common: str) -> None:
    """Nothing is cast silently; the hint names a dtype that loses nothing."""
    arrays = (a.astype(t) for a, t in zip((X, WEIGHT, BIAS), dtypes, strict=True))
    with refusal(
        TypeError,
        f"the arrays differ in dtype: {listing}\n"
        f"  hint: convert them to one, for instance with .astype(np.{common})",
    ):
        conv2d(*arrays)


def test_mixed_dtypes_without_bias() -> None:
    """Only the arrays that were given are listed."""
    with refusal(
        TypeError,
        "the arrays differ in dtype: x is int64, weight is float64\n"
        "  hint: convert them to one, for instance with .astype(np.float64)",
    ):
        conv2d(X.astype("int64"), WEIGHT.astype("float64"))


# Overflow


@pytest.mark.parametrize(
    ("dtype", "number", "message"),
    [
        ("int8", 8, "the result spans 0 to 128, which int8 cannot hold"),
        ("uint8", 16, "the result spans 0 to 256, which uint8 cannot hold"),
        ("int16", 2**11, "the result spans 0 to 32768, which int16 cannot hold"),
        ("uint32", 2**28, "the result spans 0 to 4294967296, which uint32 cannot hold"),
    ],
)
def test_result_that_does_not_fit(dtype: str, number: int, message: str) -> None:
    """The exact result is refused where NumPy would wrap it around."""
    x = np.zeros((1, 1, 3), dtype)
    x[..., 0] = 16
    weight = np.full((1, 1, 1, 1), number, dtype)
    with refusal(
        OverflowError,
        f"{message}\n  hint: convert the arrays first, with .astype(np.int64)",
    ):
        conv2d(x, weight)


def test_result_below_the_least() -> None:
    """Too small is as bad as too large, for unsigned integers above all."""
    with refusal(
        OverflowError,
        "the result spans -129 to 1, which int8 cannot hold\n"
        "  hint: convert the arrays first, with .astype(np.int64)",
    ):
        conv2d(
            np.array([[[-128, 2]]], np.int8),
            ones(1, 1, 1, 1, dtype=np.int8),
            -ones(1, dtype=np.int8),
        )


@pytest.mark.parametrize(
    ("dtype", "numbers"),
    [("int8", [-128, 127]), ("uint8", [0, 255]), ("uint32", [0, 4294967295])],
)
def test_result_that_just_fits(dtype: str, numbers: list[int]) -> None:
    """The least and the largest number of a dtype are results like others."""
    x = np.array([[numbers]], dtype)
    y = conv2d(x, ones(1, 1, 1, 1, dtype=dtype))
    assert y.dtype == dtype
    assert y.tolist() == [[numbers]]


def test_sums_are_exact_before_they_are_narrowed() -> None:
    """127·127 - 127·127 is 0 in int8 too, though neither product is one of int8."""
    x = np.array([[[127, 127]]], np.int8)
    weight = np.array([[[[127, -127]]]], np.int8)
    assert conv2d(x, weight).tolist() == [[[0]]]


SUMS_DO_NOT_FIT = """\
sums of {} products may reach {}, more than 64-bit integers hold
  hint: use smaller numbers, or floating point"""


@pytest.mark.parametrize(
    ("x", "weight", "bias", "peak"),
    [
        (2**62, 2, None, "9.2e+18"),
        (-(2**62), 2, None, "9.2e+18"),
        (2**62, -2, None, "9.2e+18"),
        (1, 2**63 - 1, 1, "9.2e+18"),
        (2**40, 2**40, None, "1.2e+24"),
    ],
)
def test_sums_beyond_64_bits(x: int, weight: int, bias: int | None, peak: str) -> None:
    """Where even 64 bits may not hold a sum, nothing is computed."""
    arrays = (
        np.full((1, 1, 2), x, np.int64),
        np.full((1, 1, 1, 1), weight, np.int64),
        None if bias is None else np.full(1, bias, np.int64),
    )
    with refusal(OverflowError, SUMS_DO_NOT_FIT.format(1, peak)):
        conv2d(*arrays)


def test_sums_of_many_products_beyond_64_bits() -> None:
    """The number of products counts: 18 products of 2**59 are too much, 15 are not."""
    x = np.full((3, 7, 8), 2**59, np.int64)
    with refusal(OverflowError, SUMS_DO_NOT_FIT.format(18, "1.0e+19")):
        conv2d(x, WEIGHT)
    y = conv2d(x, ones(5, 3, 1, 5))
    assert y[0, 0, 0] == 15 * 2**59


def test_largest_sum_of_64_bits() -> None:
    """2**63 - 1 itself is a result like others."""
    x = np.full((1, 1, 1), 2**62 - 1, np.int64)
    y = conv2d(x, np.full((1, 1, 1, 1), 2, np.int64), np.ones(1, np.int64))
    assert y.tolist() == [[[2**63 - 1]]]


@pytest.mark.parametrize("small", ["x", "weight"])
def test_numbers_beyond_64_bits(small: str) -> None:
    """A number that int64 does not have is refused, whatever it is multiplied with."""
    large = np.full((1, 1, 1, 1), 2**63, np.uint64)
    zero = np.zeros((1, 1, 1, 1), np.uint64)
    x, weight = (zero, large) if small == "x" else (large, zero)
    with refusal(OverflowError, SUMS_DO_NOT_FIT.format(1, "9.2e+18")):
        conv2d(x, weight)


def test_floats_are_not_held_to_integers() -> None:
    """Floating point has its own infinity."""
    x = np.full((1, 1, 1), 1e200)
    y = conv2d(x, np.full((1, 1, 1, 1), 1e100))
    assert y.tolist() == [[[1e300]]]


# What passes


def test_lists_are_arrays() -> None:
    """Nested lists and tuples are taken as NumPy takes them."""
    y = conv2d([[[1, 2], [3, 4]]], (((((5,),),),)), [6])
    assert y.tolist() == [[[11, 16], [21, 26]]]


def test_checked_reads_the_spec_off_the_weight() -> None:
    """The spec follows from the weight and the geometry."""
    geometry = (2, (1, 2, 3, 4), 1, 3)
    inputs = checked(2, ones(6, 7, 8), ones(9, 2, 3, 4), ones(9), *geometry, "zeros")
    assert repr(inputs.geometry.spec) == (
        "Conv2dSpec(in_channels=6, out_channels=9, kernel_size=(3, 4), stride=(2, 2), "
        "padding=(1, 2, 3, 4), dilation=(1, 1), groups=3, bias=True, "
        "padding_mode='zeros')"
    )


def test_checked_without_bias() -> None:
    """No bias is no bias in the spec either."""
    inputs = checked(2, X, WEIGHT, None, 1, 0, 1, 1, "zeros")
    assert inputs.bias is None
    assert not inputs.geometry.spec.bias


@pytest.mark.parametrize(
    ("dtype", "working"),
    [
        ("int8", "int64"),
        ("uint64", "int64"),
        ("int64", "int64"),
        ("float16", "float32"),
        (">f2", "float32"),
        ("float32", "float32"),
        ("float64", "float64"),
        ("longdouble", "longdouble"),
    ],
)
def test_working_dtype(dtype: str, working: str) -> None:
    """Integers are summed in 64 bits, half precision in single."""
    x, weight, bias = (array.astype(dtype) for array in (X, WEIGHT, BIAS))
    inputs = checked(2, x, weight, bias, 1, 0, 1, 1, "zeros")
    assert inputs.dtype == np.dtype(dtype)
    assert inputs.bias is not None
    kinds = {inputs.x.dtype, inputs.weight.dtype, inputs.bias.dtype}
    assert kinds == {np.dtype(working)}


def test_restored_leaves_what_fits() -> None:
    """A result that has its dtype already is not copied."""
    y = np.ones(3)
    assert restored(y, np.dtype(np.float64)) is y


def test_restored_nothing() -> None:
    """An empty result fits every dtype."""
    assert restored(np.zeros((0, 3), np.int64), np.dtype(np.int8)).dtype == np.int8
