"""Whole numbers at the door: checked, never rounded or cast."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from refusals import refusal

from convguide._integers import flag, integer, integers, is_sequence, pair


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3)])
def test_integer_of_any_kind(value: Any) -> None:
    """Python's and NumPy's integers are taken, and become Python's."""
    number = integer("stride", value)
    assert number == 3
    assert type(number) is int


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (True, "True (bool)"),
        (False, "False (bool)"),
        (1.0, "1.0 (float)"),
        (float("nan"), "nan (float)"),
        (float("inf"), "inf (float)"),
        ("3", "'3' (str)"),
        (None, "None (NoneType)"),
        (1 + 0j, "(1+0j) (complex)"),
        ([3], "[3] (list)"),
        (np.array(object=True), "array(True) (ndarray)"),
        (np.array([3]), "array([3]) (ndarray)"),
    ],
    ids=str,
)
def test_integer_of_no_kind(value: Any, got: str) -> None:
    """Anything else is a TypeError that shows the value and its type."""
    with refusal(TypeError, f"stride must be an integer, got {got}"):
        integer("stride", value)


def test_numpy_bool_is_no_integer() -> None:
    """NumPy's bool is refused like Python's."""
    with pytest.raises(TypeError, match=r"^stride must be an integer, got .*True.*"):
        integer("stride", np.bool_(True))  # noqa: FBT003


def test_least() -> None:
    """The bound itself is allowed, one less is a ValueError."""
    assert integer("stride", 1, least=1) == 1
    with refusal(ValueError, "stride must be at least 1, got 0"):
        integer("stride", 0, least=1)


def test_no_least() -> None:
    """Without a bound negative numbers pass: positions count from the end."""
    assert integer("at", -3) == -3


@pytest.mark.parametrize("value", [(2, 3), [2, 3], np.array([2, 3]), (np.int8(2), 3)])
def test_pair(value: Any) -> None:
    """A pair may be a tuple, a list or an array."""
    assert pair("stride", value) == (2, 3)


@pytest.mark.parametrize("value", [2, np.int64(2), np.array(2)])
def test_one_number_for_both(value: Any) -> None:
    """One number stands for height and width."""
    assert pair("stride", value) == (2, 2)


@pytest.mark.parametrize("value", [(), (2,), (2, 3, 4), [2]])
def test_wrong_number_of_numbers(value: Any) -> None:
    """A sequence must be a pair, also where one bare number would do."""
    message = f"stride must be an integer or 2 integers, got {value!r}"
    with refusal(ValueError, message):
        pair("stride", value)


@pytest.mark.parametrize(
    ("lengths", "wanted"),
    [
        ((1, *range(4, 9)), "an integer or 4 to 8 integers"),
        ((2, 4, 5, 6), "2 or 4 or 5 or 6 integers"),
        ((4, 5, 6), "4 or 5 or 6 integers"),
        ((2,), "2 integers"),
        ((1, 2), "an integer or 2 integers"),
        ((1, 2, 4), "an integer or 2 or 4 integers"),
    ],
)
def test_message_lists_what_is_accepted(lengths: tuple[int, ...], wanted: str) -> None:
    """The message lists every number of numbers that would have been right."""
    with refusal(ValueError, f"n must be {wanted}, got (7, 7, 7)"):
        integers("n", (7, 7, 7), least=0, lengths=lengths)


def test_bare_number_where_a_pair_is_wanted() -> None:
    """Where one number cannot stand for two, its type is wrong."""
    with refusal(TypeError, "input_size must be 2 integers, got 9"):
        integers("input_size", 9, least=0, lengths=(2,))


def test_each_number_is_checked() -> None:
    """The second number is held to the same rules as the first."""
    with refusal(TypeError, "stride must be an integer, got 0.5 (float)"):
        pair("stride", (1, 0.5))  # type: ignore[arg-type]
    with refusal(ValueError, "stride must be at least 1, got 0"):
        pair("stride", (1, 0))
    assert pair("input_size", (1, 0), least=0) == (1, 0)


def test_bound_reaches_the_sequence() -> None:
    """The bound of a sequence is the one that was asked for."""
    assert integers("padding", (0, 5), least=0, lengths=(1, 2)) == (0, 5)
    assert integers("padding", 0, least=0, lengths=(1, 2)) == (0,)
    with refusal(ValueError, "padding must be at least 0, got -1"):
        integers("padding", -1, least=0, lengths=(1, 2))


@pytest.mark.parametrize("value", [range(2), {1, 2}, "12", iter((1, 2))])
def test_other_iterables_are_no_sequence(value: Any) -> None:
    """Only tuples, lists and arrays hold numbers; the rest is likelier a mistake."""
    assert not is_sequence(value)
    got = f"{value!r} ({type(value).__name__})"
    with refusal(TypeError, f"stride must be an integer, got {got}"):
        pair("stride", value)


@pytest.mark.parametrize("value", [True, False, np.True_, np.False_])
def test_flag(value: Any) -> None:
    """A bool of Python or NumPy becomes Python's."""
    assert flag("bias", value) is bool(value)


@pytest.mark.parametrize(
    ("value", "got"), [(0, "0 (int)"), (1, "1 (int)"), (None, "None (NoneType)")]
)
def test_flag_is_no_integer(value: Any, got: str) -> None:
    """0 and 1 are numbers, not answers."""
    with refusal(TypeError, f"bias must be True or False, got {got}"):
        flag("bias", value)
