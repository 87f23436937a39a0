"""Whatever comes in: the answer is right, or a named error that says what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from operations import operations
from rounding import EXACT

import convguide
from convguide import VIEWS, conv2d

NAMED = (TypeError, ValueError, OverflowError, MemoryError, IndexError)
HUGE = st.sampled_from([10**6, 2**31, 2**63, 2**64 + 1, 10**30])
INTEGERS = st.integers(-2, 4) | HUGE
NUMBERS = INTEGERS | st.sampled_from(
    [True, None, 1.0, float("nan"), "1", 1j, b"2", np.int8(2), np.float64(2)]
)
SEQUENCES = (
    st.lists(INTEGERS | NUMBERS, max_size=7)
    | st.lists(st.integers(1, 3), min_size=1, max_size=6).map(tuple)
    | st.lists(st.integers(0, 3), min_size=1, max_size=4).map(np.array)
)
ANYTHING = NUMBERS | SEQUENCES
WORDS = st.sampled_from(
    ["valid", "same", "same_upper", "same_lower", "SAME", "", "zeros", "reflect"]
)
MODES = st.sampled_from(["zeros", "reflect", "replicate", "circular"]) | WORDS
NUMERIC = ("int8", "uint8", "int64", "uint64", "float16", "float32", "float64", ">f4")
OTHERS = ("longdouble", "bool", "complex64", "object", "datetime64[s]", "<U2")
DTYPES = st.sampled_from(NUMERIC + OTHERS)
FORWARDS = ("conv1d", "conv2d", "conv3d")
BACKWARDS = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")


@st.composite
def arrays(draw: st.DrawFn) -> Any:
    """Draw an array of nearly any kind, or what is none."""
    if not draw(st.integers(0, 9)):
        return draw(ANYTHING)
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=6, min_side=0, max_side=4))
    numbers = np.random.default_rng(draw(st.integers(0, 99))).integers(0, 9, shape)
    return numbers.astype(draw(DTYPES))


ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "x": arrays(),
    "weight": arrays(),
    "bias": arrays(),
    "stride": ANYTHING,
    "dilation": ANYTHING,
    "padding": ANYTHING | WORDS,
    "groups": NUMBERS,
}
MORE: dict[bool, dict[str, st.SearchStrategy[Any]]] = {
    False: {
        "padding_mode": MODES | NUMBERS,
        "view": st.sampled_from([*VIEWS, "auto"]) | NUMBERS,
    },
    True: {"output_padding": ANYTHING},
}


@st.composite
def calls(draw: st.DrawFn, rank: int, *, transposed: bool, without: Any = ()) -> Any:
    """Draw a layer that is right, and spoil some of its arguments."""
    operation = draw(operations(rank, transposed=transposed))
    names = ("x", "weight", "bias")
    call = dict(zip(names, operation.arrays, strict=True)) | operation.geometry
    spoil = {
        k: v for k, v in (ARGUMENTS | MORE[transposed]).items() if k not in without
    }
    chosen = draw(st.lists(st.sampled_from(sorted(spoil)), unique=True, max_size=3))
    call |= {name: draw(spoil[name]) for name in chosen}
    assume(_is_small(call.get("padding"), rank))
    return chosen, {name: value for name, value in call.items() if name not in without}


def _is_small(padding: Any, rank: int) -> bool:
    """Leave out what is possible but slow: a million pixels of padding are no error."""
    numbers = padding if isinstance(padding, (list, tuple, np.ndarray)) else [padding]
    return 10**6 not in [n for n in numbers if isinstance(n, int)] or rank == 3


def shape_wanted(name: str, y: Any, x: Any, weight: Any) -> None:
    """Hold the shape of an answer against what is known without any geometry."""
    rank = int(name[-2])
    x, weight = np.asarray(x), np.asarray(weight)
    assert type(y) is np.ndarray
    assert y.ndim == x.ndim
    assert y.shape[: -rank - 1] == x.shape[: -rank - 1]
    assert y.dtype == x.dtype
    if name in FORWARDS:
        assert y.shape[-rank - 1] == len(weight)
    assert min(y.shape[-rank:]) >= 1


@settings(max_examples=150)
@pytest.mark.parametrize("name", FORWARDS + BACKWARDS)
@given(data=st.data())
def test_layers(name: str, data: st.DataObject) -> None:
    """Every layer, with arguments of which some are anything."""
    chosen, call = data.draw(calls(int(name[-2]), transposed=name in BACKWARDS))
    with np.errstate(all="ignore"):
        try:
            y = getattr(convguide, name)(**call)
        except NAMED as error:
            assert str(error)  # noqa: PT017 - any of these, as long as it speaks
            assert chosen, "a right layer was refused"
            return
    shape_wanted(name, y, call["x"], call["weight"])


@settings(max_examples=150)
@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_gradients(rank: int, data: st.DataObject) -> None:
    """Gradients of anything."""
    layer = calls(rank, transposed=False, without=("bias", "view"))
    _, call = data.draw(layer)
    with np.errstate(all="ignore"):
        try:
            y = getattr(convguide, f"conv{rank}d")(**call)
            grad = data.draw(st.just(np.ones_like(y)) | arrays())
            found = convguide.gradients(grad_output=grad, **call)
        except NAMED as error:
            assert str(error)  # noqa: PT017
            return
    assert found.x.shape == np.shape(call["x"])
    assert found.weight.shape == np.shape(call["weight"])
    assert found.bias.shape == np.shape(call["weight"])[:1]


@settings(max_examples=150)
@pytest.mark.parametrize("transposed", [True, False])
@pytest.mark.parametrize("rank", [1, 2, 3])
@given(data=st.data())
def test_traces(rank: int, transposed: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """A trace at any place of any layer; if there is one, it prints."""
    _, call = data.draw(calls(rank, transposed=transposed, without=("view",)))
    axes = np.ndim(call["x"]) if isinstance(call["x"], np.ndarray) else rank + 1
    at: Any = data.draw(ANYTHING | st.just((0,) * axes) | st.just([-1] * axes))
    backwards: Any = data.draw(st.just(transposed) | NUMBERS)
    with np.errstate(all="ignore"):
        try:
            traced = convguide.trace(at=at, transposed=backwards, **call)
        except NAMED as error:
            assert str(error)  # noqa: PT017
            return
    assert str(traced).startswith("output (")


@pytest.mark.parametrize("name", FORWARDS)
@pytest.mark.parametrize("stride", [1, 2**40])
def test_output_that_no_memory_holds(name: str, stride: int) -> None:
    """What cannot be allocated is refused before anything is, whatever comes out."""
    rank = int(name[-2])
    x, one = np.ones((1,) * (rank + 1)), np.ones((1,) * (rank + 2))
    with pytest.raises(
        MemoryError, match=r"^the (output|padded input) would have shape"
    ):
        getattr(convguide, name)(x, one, padding=2**50, stride=stride)


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_is_slow_at_saying_no(view: str) -> None:
    """A view, too, refuses what is too large at once."""
    x, one = np.ones((1, 1, 1)), np.ones((1, 1, 3, 3))
    with pytest.raises(MemoryError):
        convguide.conv2d(x, one, padding=10**9, view=view)


@pytest.mark.parametrize("view", EXACT)
def test_huge_numbers_that_are_right(view: str) -> None:
    """A stride beyond the picture leaves one place, however far it would go."""
    x, weight = np.arange(9).reshape(1, 3, 3), np.ones((1, 1, 3, 3), int)
    for huge in (10**30, 2**62, 2**31):
        assert conv2d(x, weight, stride=huge, view=view).tolist() == [[[36]]]
        assert conv2d(x, weight[..., :1, :1], dilation=huge, view=view).shape == x.shape
