"""Conv2dSpec: the geometry of one layer, and all arithmetic on shapes."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError, asdict, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, ShapeError

PADDING = 'padding must be "valid", "same" or integers, got \'{}\''


def test_defaults_are_those_of_torch() -> None:
    """Without keywords: stride 1, no padding, no dilation, one group, with bias."""
    spec = Conv2dSpec(3, 5, 2)
    assert (spec.in_channels, spec.out_channels, spec.kernel_size) == (3, 5, (2, 2))
    assert (spec.stride, spec.dilation, spec.padding) == ((1, 1), (1, 1), (0, 0, 0, 0))
    assert (spec.groups, spec.bias) == (1, True)


def test_pairs_stay_in_order() -> None:
    """Height comes first in every pair."""
    spec = Conv2dSpec(3, 5, (2, 4), stride=(6, 7), dilation=(8, 9), bias=False)
    assert (spec.kernel_size, spec.stride) == ((2, 4), (6, 7))
    assert (spec.dilation, spec.bias) == ((8, 9), False)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [
        (0, (0, 0, 0, 0)),
        (2, (2, 2, 2, 2)),
        ((1, 2), (1, 1, 2, 2)),
        ([1, 2], (1, 1, 2, 2)),
        ((1, 2, 3, 4), (1, 2, 3, 4)),
        (np.array([4, 3, 2, 1]), (4, 3, 2, 1)),
        ("valid", (0, 0, 0, 0)),
    ],
)
def test_forms_of_padding(padding: Any, sides: tuple[int, ...]) -> None:
    """Every form becomes (top, bottom, left, right)."""
    assert Conv2dSpec(3, 5, (2, 4), padding=padding).padding == sides


@pytest.mark.parametrize(
    ("kernel_size", "dilation", "sides"),
    [
        ((3, 5), 1, (1, 1, 2, 2)),
        ((2, 4), 1, (0, 1, 1, 2)),
        ((1, 1), 1, (0, 0, 0, 0)),
        ((3, 2), (2, 3), (2, 2, 1, 2)),
        ((4, 2), (1, 1), (1, 2, 0, 1)),
    ],
)
def test_same_padding(
    kernel_size: tuple[int, int], dilation: Any, sides: tuple[int, ...]
) -> None:
    """An even kernel puts the odd pixel at the bottom and on the right."""
    spec = Conv2dSpec(3, 5, kernel_size, padding="same", dilation=dilation)
    assert spec.padding == sides


@given(
    kernel=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    dilation=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
def test_same_keeps_the_size(
    kernel: tuple[int, int], dilation: tuple[int, int], size: tuple[int, int]
) -> None:
    """What "same" promises: height and width stay, whatever the kernel."""
    spec = Conv2dSpec(1, 1, kernel, padding="same", dilation=dilation)
    assert spec.output_size(size) == size


@pytest.mark.parametrize(
    ("spec", "span", "filter_shape", "weight_shape"),
    [
        (Conv2dSpec(3, 64, 7), (7, 7), (3, 7, 7), (64, 3, 7, 7)),
        (Conv2dSpec(5, 56, 4), (4, 4), (5, 4, 4), (56, 5, 4, 4)),
        (Conv2dSpec(3, 5, (2, 4), dilation=(3, 5)), (4, 16), (3, 2, 4), (5, 3, 2, 4)),
        (Conv2dSpec(6, 9, (2, 4), groups=3), (2, 4), (2, 2, 4), (9, 2, 2, 4)),
        (Conv2dSpec(4, 8, (1, 3), groups=4), (1, 3), (1, 1, 3), (8, 1, 1, 3)),
    ],
)
def test_shapes(
    spec: Conv2dSpec,
    span: tuple[int, int],
    filter_shape: tuple[int, int, int],
    weight_shape: tuple[int, int, int, int],
) -> None:
    """A filter is as deep as the input of its group, and the weight is all filters."""
    assert spec.span == span
    assert spec.filter_shape == filter_shape
    assert spec.weight_shape == weight_shape


@pytest.mark.parametrize(
    ("spec", "size", "output"),
    [
        (Conv2dSpec(5, 56, 4), (9, 9), (6, 6)),
        (Conv2dSpec(3, 64, 7, stride=2, padding=3), (224, 224), (112, 112)),
        (Conv2dSpec(3, 5, (2, 3)), (7, 8), (6, 6)),
        (Conv2dSpec(3, 5, (2, 3), stride=(2, 3)), (7, 8), (3, 2)),
        (Conv2dSpec(3, 5, (2, 3), padding=(1, 0, 0, 3)), (7, 8), (7, 9)),
        (Conv2dSpec(3, 5, (2, 3), padding=(0, 2, 4, 0)), (7, 8), (8, 10)),
        (Conv2dSpec(3, 5, (2, 3), dilation=(6, 3)), (7, 8), (1, 2)),
        (Conv2dSpec(3, 5, 3, stride=2, padding=(0, 1, 0, 1)), (224, 224), (112, 112)),
        (Conv2dSpec(3, 5, 1, padding=1), (0, 0), (2, 2)),
        (Conv2dSpec(3, 5, (7, 8)), (7, 8), (1, 1)),
        (Conv2dSpec(3, 5, (3, 2), stride=3), (7, 8), (2, 3)),
    ],
)
def test_output_size(
    spec: Conv2dSpec, size: tuple[int, int], output: tuple[int, int]
) -> None:
    """Known sizes, a pixel that the stride leaves over among them."""
    assert spec.output_size(size) == output


def test_output_size_of_a_list() -> None:
    """The size may be any short sequence."""
    assert Conv2dSpec(3, 5, (2, 3)).output_size([7, 8]) == (6, 6)


@pytest.mark.parametrize(
    ("spec", "channels"),
    [
        (Conv2dSpec(4, 6, 3), [(0, 4)] * 6),
        (Conv2dSpec(4, 6, 3, groups=2), [(0, 2)] * 3 + [(2, 4)] * 3),
        (Conv2dSpec(3, 6, 3, groups=3), [(0, 1)] * 2 + [(1, 2)] * 2 + [(2, 3)] * 2),
    ],
)
def test_channels_of(spec: Conv2dSpec, channels: list[tuple[int, int]]) -> None:
    """A filter sees all channels, or those of its group."""
    slices = [slice(*ends) for ends in channels]
    assert [spec.channels_of(o) for o in range(6)] == slices


def test_channels_of_no_filter() -> None:
    """Filters are counted from 0, and not from the end."""
    message = "out_channel is 6 but out_channels is 6"
    with refusal(IndexError, message):
        Conv2dSpec(4, 6, 3).channels_of(6)
    with refusal(ValueError, "out_channel must be at least 0, got -1"):
        Conv2dSpec(4, 6, 3).channels_of(-1)


def test_window() -> None:
    """The window starts at position times stride and steps over the gaps."""
    spec = Conv2dSpec(3, 5, (2, 4), stride=(3, 5), dilation=(6, 7))
    assert spec.window(0, 0) == (slice(0, 7, 6), slice(0, 22, 7))
    assert spec.window(2, 1) == (slice(6, 13, 6), slice(5, 27, 7))


def test_is_frozen() -> None:
    """A spec cannot be changed."""
    spec: Any = Conv2dSpec(3, 5, 2)
    with pytest.raises(FrozenInstanceError):
        spec.stride = (2, 2)


def test_equal_however_written() -> None:
    """Short and long forms of one geometry are equal and hash alike."""
    short = Conv2dSpec(3, 5, 2, stride=3, padding=1, dilation=4)
    long = Conv2dSpec(
        3, 5, (2, 2), stride=[3, 3], padding=(1, 1, 1, 1), dilation=(4, 4), groups=1
    )
    assert short == long
    assert len({short, long}) == 1
    assert short != replace(short, padding=(0, 0, 0, 0))


def test_replace_keeps_the_rest() -> None:
    """A spec with one thing changed keeps everything else."""
    spec = Conv2dSpec(6, 9, (2, 4), stride=(3, 5), dilation=2, groups=3, bias=False)
    padded = replace(spec, padding=(1, 2, 3, 4))
    assert padded.padding == (1, 2, 3, 4)
    assert replace(padded, padding=(0, 0, 0, 0)) == spec


def test_numpy_numbers_become_pythons() -> None:
    """A spec holds Python's numbers, so that its repr is the same everywhere."""
    spec = Conv2dSpec(
        np.int64(6),  # type: ignore[arg-type]
        np.int64(9),  # type: ignore[arg-type]
        np.array([2, 4]),  # type: ignore[arg-type]
        groups=np.int64(3),  # type: ignore[arg-type]
        bias=np.True_,  # type: ignore[arg-type]
    )
    assert repr(spec) == (
        "Conv2dSpec(in_channels=6, out_channels=9, kernel_size=(2, 4), stride=(1, 1), "
        "padding=(0, 0, 0, 0), dilation=(1, 1), groups=3, bias=True, "
        "padding_mode='zeros')"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"in_channels": 0}, "in_channels must be at least 1, got 0"),
        ({"out_channels": 0}, "out_channels must be at least 1, got 0"),
        ({"kernel_size": 0}, "kernel_size must be at least 1, got 0"),
        ({"kernel_size": (2, -1)}, "kernel_size must be at least 1, got -1"),
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"stride": (1, -2)}, "stride must be at least 1, got -2"),
        ({"dilation": 0}, "dilation must be at least 1, got 0"),
        ({"groups": 0}, "groups must be at least 1, got 0"),
        ({"padding": -1}, "padding must be at least 0, got -1"),
        ({"padding": (0, 0, 0, -3)}, "padding must be at least 0, got -3"),
        (
            {"padding": (1, 2, 3)},
            "padding must be an integer or 2 or 4 integers, got (1, 2, 3)",
        ),
        (
            {"padding": "full"},
            PADDING.format("full"),
        ),
        (
            {"padding": "SAME"},
            PADDING.format("SAME"),
        ),
        (
            {"padding": "same", "stride": (1, 2)},
            (
                'padding is "same" but stride is (1, 2)\n'
                "  hint: with a stride, frameworks disagree on the sides; "
                '"same_upper" pads as TensorFlow does, or give each side as a number'
            ),
        ),
        (
            {"stride": (1, 2, 3)},
            "stride must be an integer or 2 integers, got (1, 2, 3)",
        ),
        (
            {"kernel_size": (2,)},
            "kernel_size must be an integer or 2 integers, got (2,)",
        ),
    ],
    ids=str,
)
def test_wrong_values(arguments: dict[str, Any], message: str) -> None:
    """A wrong value is a ValueError that names the argument."""
    fitting = {"in_channels": 3, "out_channels": 5, "kernel_size": 2}
    with refusal(ValueError, message):
        Conv2dSpec(**fitting | arguments)


@pytest.mark.parametrize(
    ("groups", "facts"),
    [
        (2, "groups is 2 but in_channels is 3"),
        (3, "groups is 3 but out_channels is 5"),
    ],
)
def test_groups_must_divide(groups: int, facts: str) -> None:
    """Groups that do not divide both channel counts are a ShapeError."""
    hint = "groups must divide both channel counts"
    with refusal(ShapeError, f"{facts}\n  hint: {hint}"):
        Conv2dSpec(3, 5, 2, groups=groups)


@pytest.mark.parametrize(
    "name",
    [
        "in_channels",
        "out_channels",
        "kernel_size",
        "stride",
        "padding",
        "dilation",
        "groups",
    ],
)
@pytest.mark.parametrize(
    ("value", "got"),
    [
        (True, "True (bool)"),
        (1.0, "1.0 (float)"),
        (float("nan"), "nan (float)"),
        (None, "None (NoneType)"),
        (b"1", "b'1' (bytes)"),
    ],
    ids=str,
)
def test_wrong_types(name: str, value: Any, got: str) -> None:
    """A wrong type is a TypeError that names the argument, for every number."""
    arguments = {"in_channels": 3, "out_channels": 5, "kernel_size": 2} | {name: value}
    with refusal(TypeError, f"{name} must be an integer, got {got}"):
        Conv2dSpec(**arguments)


@pytest.mark.parametrize("name", ["in_channels", "kernel_size", "stride", "dilation"])
def test_words_are_no_numbers(name: str) -> None:
    """Only padding has words."""
    arguments: dict[str, Any] = {"in_channels": 3, "out_channels": 5, "kernel_size": 2}
    with refusal(TypeError, f"{name} must be an integer, got 'same' (str)"):
        Conv2dSpec(**arguments | {name: "same"})


@pytest.mark.parametrize("name", ["stride", "padding", "dilation", "kernel_size"])
def test_wrong_types_inside_a_pair(name: str) -> None:
    """The numbers of a pair are checked one by one."""
    arguments: dict[str, Any] = {"in_channels": 3, "out_channels": 5, "kernel_size": 2}
    with refusal(TypeError, f"{name} must be an integer, got 2.5 (float)"):
        Conv2dSpec(**arguments | {name: (1, 2.5)})


def test_padding_in_numpys_nested_form() -> None:
    """The nested pairs of np.pad are refused: they mean another order of axes."""
    with refusal(TypeError, "padding must be an integer, got (1, 2) (tuple)"):
        Conv2dSpec(3, 5, 2, padding=((1, 2), (3, 4)))  # type: ignore[arg-type]


def test_bias_is_a_question_of_yes_or_no() -> None:
    """The spec says whether there is a bias, not which."""
    with refusal(TypeError, "bias must be True or False, got 1 (int)"):
        Conv2dSpec(3, 5, 2, bias=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "size", "facts"),
    [
        (
            Conv2dSpec(3, 5, (4, 3)),
            (3, 8),
            "kernel_size spans 4×3 but the padded input is 3×8",
        ),
        (
            Conv2dSpec(3, 5, (2, 9)),
            (7, 8),
            "kernel_size spans 2×9 but the padded input is 7×8",
        ),
        (
            Conv2dSpec(3, 5, (3, 4), dilation=(4, 3), padding=(0, 1, 0, 2)),
            (7, 8),
            "kernel_size spans 9×10 but the padded input is 8×10",
        ),
        (
            Conv2dSpec(3, 5, (3, 4), padding=(1, 0, 2, 0)),
            (1, 1),
            "kernel_size spans 3×4 but the padded input is 2×3",
        ),
    ],
)
def test_kernel_larger_than_input(
    spec: Conv2dSpec, size: tuple[int, int], facts: str
) -> None:
    """One axis too short is enough, and padding and dilation are counted in."""
    with refusal(ShapeError, f"{facts}\n  hint: use a smaller kernel or more padding"):
        spec.output_size(size)


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        (9, TypeError, "input_size must be 2 integers, got 9"),
        ((9,), ValueError, "input_size must be 2 integers, got (9,)"),
        ((3, 9, 9), ValueError, "input_size must be 2 integers, got (3, 9, 9)"),
        ((9, -1), ValueError, "input_size must be at least 0, got -1"),
        ((9, 9.0), TypeError, "input_size must be an integer, got 9.0 (float)"),
    ],
)
def test_wrong_input_size(size: Any, kind: type[Exception], message: str) -> None:
    """The size is two integers, height and width."""
    with refusal(kind, message):
        Conv2dSpec(3, 5, 2).output_size(size)


@pytest.mark.parametrize(
    ("size", "sides", "lower"),
    [
        ((224, 224), (0, 1, 0, 1), (1, 0, 1, 0)),
        ((7, 8), (1, 1, 0, 1), (1, 1, 1, 0)),
        ([225, 1], (1, 1, 1, 1), (1, 1, 1, 1)),
    ],
)
def test_same_padding_of_tensorflow(size: Any, sides: Any, lower: Any) -> None:
    """The odd pixel goes behind the input, or before it if asked for."""
    spec = Conv2dSpec(3, 5, 3, stride=2)
    assert spec.same_padding(size) == sides
    assert spec.same_padding(size, lower=True) == lower
    padded = replace(spec, padding=sides)
    assert padded.output_size(size) == tuple((n + 1) // 2 for n in size)


def test_same_padding_of_unlike_axes() -> None:
    """Each axis has its own kernel, stride and dilation."""
    spec = Conv2dSpec(3, 5, (2, 3), stride=(1, 3), dilation=(4, 2))
    assert spec.same_padding((7, 10)) == (2, 2, 2, 2)
    assert spec.same_padding((10, 9)) == (2, 2, 1, 1)
    assert spec.same_padding((9, 11)) == (2, 2, 1, 2)


def test_same_padding_checks_its_arguments() -> None:
    """The size is two integers, and the side is a flag."""
    spec = Conv2dSpec(3, 5, 3)
    with refusal(ValueError, "input_size must be at least 0, got -1"):
        spec.same_padding((5, -1))
    with refusal(TypeError, "lower must be True or False, got 1 (int)"):
        spec.same_padding((5, 5), lower=1)  # type: ignore[arg-type]


def test_copies_of_a_spec_are_found_again() -> None:
    """Pickled or copied, a spec is equal and hashes alike, in another process too."""
    spec = Conv2dSpec(6, 9, (2, 4), stride=3, padding=(1, 2, 3, 4), groups=3)
    for again in (pickle.loads(pickle.dumps(spec)), copy.deepcopy(spec)):  # noqa: S301
        assert again == spec
        assert hash(again) == hash(spec)
        assert again.axes == spec.axes
    code = f"from convguide import Conv2dSpec; print(hash({spec!r}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) == hash(spec)


def test_padding_mode_tells_specs_apart() -> None:
    """The mode is part of the geometry."""
    spec = Conv2dSpec(3, 5, 3, padding=1)
    mirrored = replace(spec, padding_mode="reflect")
    assert mirrored.padding_mode == "reflect"
    assert mirrored != spec


def test_fields_are_the_arguments() -> None:
    """A spec can be taken apart and put together again."""
    spec = Conv2dSpec(6, 9, (2, 4), stride=3, padding=(1, 2, 3, 4), groups=3)
    assert Conv2dSpec(**asdict(spec)) == spec
    assert "axes" not in asdict(spec)
