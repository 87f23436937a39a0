"""Which layers have a given number of parameters? The answers, all and in order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import FrozenInstanceError
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, Guess, ShapeError, explain_count
from convguide.counting.guesses.plausibility import points, rank

if TYPE_CHECKING:
    from convguide import Guesses

ALL = 10**6
KERNELS = [*((k, k) for k in range(1, 12)), (1, 3), (3, 1), (1, 7), (7, 1)]
GROUPS = (1, 2, 4, 8, 32)


def arrays(guess: Guess) -> list[Any]:
    """Make the arrays that a layer would learn; they cost no memory."""
    shapes: list[tuple[int, ...]] = []
    place = guess.output_size or ()
    outs = (*place, guess.out_channels)
    if guess.kernel_size:
        shapes = [(*outs, guess.in_channels // guess.groups, *guess.kernel_size)]
    elif guess.kind == "Dense":
        shapes = [(*outs, guess.in_channels, *(guess.input_size or ()))]
    if guess.kind == "BatchNorm2d":
        return [np.empty(guess.in_channels)] * 2
    if guess.kind == "BatchNormalization":
        return [np.empty(guess.in_channels)] * 4
    shapes += [outs] * guess.bias
    return [np.broadcast_to(0, shape) for shape in shapes]


# What is found


def test_number_of_the_thread() -> None:
    """Of all the layers with 2,400 parameters, the usual one comes first."""
    first, *_ = found = explain_count(2400)
    assert first.spec == Conv2dSpec(3, 32, 5, bias=False)
    assert str(first) == "32 × (3·5·5) = 2,400  Conv2d, 32 filters of 3×5×5, no bias"
    assert (found.number, len(found), found.total) == (2400, 10, 682)


@given(st.integers(1, 20_000), st.sampled_from([None, (1, 1), (4, 6)]))
def test_every_answer_has_the_number(number: int, size: Any) -> None:
    """What is found is as large as the arrays are, and found once."""
    found = explain_count(number, input_size=size, most=ALL)
    assert len(found) == found.total == len(set(found))
    for guess in found:
        assert sum(array.size for array in arrays(guess)) == number
        assert guess.parameters == number
        assert guess.formula.endswith(f" = {number:,}")


@st.composite
def specs(draw: st.DrawFn) -> Conv2dSpec:
    """Draw a layer of those that are tried."""
    kernel, bias = draw(st.sampled_from(KERNELS)), draw(st.booleans())
    groups = draw(st.sampled_from([*GROUPS, None]))
    if groups is None:
        channels = draw(st.integers(1, 2048))
        out, groups = channels * draw(st.integers(1, 2)), channels
    else:
        most = 4096 // groups
        channels, out = (groups * draw(st.integers(1, most)) for _ in range(2))
    return Conv2dSpec(channels, out, kernel, groups=groups, bias=bias)


@given(specs())
def test_layers_are_found_again(spec: Conv2dSpec) -> None:
    """A layer is among those that have as many parameters as it has."""
    number = prod(spec.weight_shape) + spec.bias * spec.out_channels
    names = ("in_channels", "kernel_size", "out_channels", "bias")
    known: dict[str, Any] = {name: getattr(spec, name) for name in names}
    assert spec in {guess.spec for guess in explain_count(number, **known, most=ALL)}
    known = {name: known[name] for name in names[:2]}
    assert spec in {guess.spec for guess in explain_count(number, **known, most=ALL)}
    assert spec in {guess.spec for guess in explain_count(number, most=ALL)}


def test_nothing_is_missed() -> None:
    """Small numbers have the convolutions that a search over all of them finds."""
    found: dict[int, set[Conv2dSpec]] = defaultdict(set)
    most = 12
    sizes = range(1, most + 1)
    for depth, out, kernel, bias in product(sizes, sizes, KERNELS, (0, 1)):
        number = out * (depth * prod(kernel) + bias)
        for groups in {*GROUPS, *[out, out // 2] * (depth == 1)} - {0}:
            if number <= most and out % groups == 0:
                shape = (depth * groups, out, kernel)
                spec = Conv2dSpec(*shape, groups=groups, bias=bool(bias))
                found[number].add(spec)
    assert set(found) == set(range(1, most + 1))
    for number, wanted in found.items():
        guesses = explain_count(number, most=ALL)
        specs = [guess.spec for guess in guesses if guess.spec]
        assert set(specs) == wanted
        assert len(specs) == len(wanted)


def test_other_layers() -> None:
    """Dense layers with and without biases, and normalisations as both count them."""
    found = explain_count(12, most=ALL)
    dense = {
        (guess.in_channels, guess.out_channels, guess.bias)
        for guess in found
        if guess.kind == "Dense"
    }
    plain = {(12, 1), (6, 2), (4, 3), (3, 4), (2, 6), (1, 12)}
    biased = {(11, 1), (5, 2), (3, 3), (2, 4), (1, 6)}
    assert dense == {(*d, False) for d in plain} | {(*d, True) for d in biased}
    norms = [guess for guess in found if "Norm" in guess.kind]
    assert {(guess.kind, guess.in_channels) for guess in norms} == {
        ("BatchNorm2d", 6),
        ("BatchNormalization", 3),
    }
    assert {guess.spec for guess in found if guess.kind != "Conv2d"} == {None}


def test_bounds() -> None:
    """Up to 4,096 channels and 65,536 features are tried, unless you know of more."""
    assert _kinds(explain_count(2 * 4096, most=ALL)) >= {"BatchNorm2d"}
    assert "BatchNorm2d" not in _kinds(explain_count(2 * 4097, most=ALL))
    assert "BatchNorm2d" in _kinds(explain_count(2 * 4097, in_channels=4097, most=ALL))
    dense = [
        guess for guess in explain_count(65_537, most=ALL) if guess.kind == "Dense"
    ]
    assert dense == [Guess("Dense", 65_536, 1)]  # neither 65,537 to 1 nor 1 to 65,537
    (known,) = explain_count(4099, in_channels=4099, kernel_size=1)
    assert known.spec == Conv2dSpec(4099, 1, 1, bias=False)
    (known,) = explain_count(4099, out_channels=4099, kernel_size=1)
    assert known.spec == Conv2dSpec(1, 4099, 1, bias=False)
    assert explain_count(4099, kernel_size=1).total == 0


def _kinds(found: Guesses) -> set[str]:
    return {guess.kind for guess in found}


def test_what_is_given_need_not_be_usual() -> None:
    """A kernel or a number of groups that is not tried by itself can be given."""
    known: dict[str, Any] = {"kernel_size": (13, 2), "in_channels": 7, "bias": False}
    (found,) = explain_count(5 * 7 * 13 * 2, **known)
    assert found.spec == Conv2dSpec(7, 5, (13, 2), bias=False)
    spec = Conv2dSpec(240, 240, 1, groups=3)
    known = {"groups": 3, "in_channels": 240, "kernel_size": 1, "most": ALL}
    assert spec in {guess.spec for guess in explain_count(240 * 81, **known)}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("in_channels", [1, 3, 8, 600, 7]),
        ("out_channels", [1, 32, 240, 2400, 7]),
        ("kernel_size", [(1, 1), (5, 5), (1, 3), (9, 9)]),
        ("bias", [True, False]),
        ("groups", [1, 2, 32]),
    ],
)
def test_what_is_known_narrows(name: str, values: list[Any]) -> None:
    """Knowing something leaves those answers in which it is so, in their order."""
    everything = explain_count(2400, most=ALL)
    without = {"bias": {"BatchNorm2d", "BatchNormalization"}}
    without["groups"] = {*without["bias"], "Dense"}
    for value in values:
        found = explain_count(2400, most=ALL, **{name: value})
        assert list(found) == [
            guess
            for guess in everything
            if getattr(guess, name) == value
            and guess.kind not in without.get(name, set())
        ]


def test_kernel_as_one_number() -> None:
    """A square kernel can be given by its side."""
    assert explain_count(2400, kernel_size=5) == explain_count(2400, kernel_size=(5, 5))


def test_size_of_the_input() -> None:
    """With a size, dense layers see all pixels, and layers may be local."""
    found = explain_count(102_764_544, in_channels=512, input_size=(7, 7))
    assert {guess.formula for guess in found.shown[:2]} == {
        "4,096 × (512·7·7) + 4,096 = 102,764,544"
    }
    assert [guess.words for guess in found.shown[:2]] == [
        "Conv2d, 4,096 filters of 512×7×7, biases",
        "Dense, all of 512×7×7 to 4,096 numbers, biases",
    ]
    known: dict[str, Any] = {"in_channels": 3, "kernel_size": 5, "input_size": (28, 30)}
    (narrow,) = explain_count(24 * 26 * 16 * 76, **known, out_channels=16)
    assert str(narrow) == (
        "24·26·16 × (3·5·5) + 24·26·16 = 758,784  "
        "LocallyConnected2D, 16 filters of 3×5×5 at each of 24×26, biases"
    )
    (wide,) = explain_count(28 * 30 * 16 * 75, **known, bias=False, out_channels=16)
    assert wide.output_size == (28, 30)
    assert wide.spec is None


def test_local_layers_that_are_none() -> None:
    """A window as large as the input has one place, and is a convolution."""
    known: dict[str, Any] = {"kernel_size": (3, 4), "input_size": (3, 4), "most": ALL}
    found = explain_count(2 * 7 * 12, **known)
    assert Guess("Conv2d", 7, 2, (3, 4), bias=False) in found.shown
    assert {guess.output_size for guess in found} == {None}
    padded = explain_count(3 * 4 * 2 * 7 * 12, **known)
    assert {guess.output_size for guess in padded} == {None, (3, 4)}
    single = explain_count(6, kernel_size=1, input_size=(2, 3), most=ALL)
    local = [guess for guess in single if guess.output_size]
    assert local == [
        Guess("LocallyConnected2D", 1, 1, (1, 1), bias=False, output_size=(2, 3))
    ]


# The order


@pytest.mark.parametrize(
    ("number", "known", "first"),
    [
        (896, {}, "32 × (3·3·3) + 32 = 896"),
        (9_408, {}, "64 × (3·7·7) = 9,408"),
        (2_416, {}, "16 × (6·5·5) + 16 = 2,416"),
        (48_120, {}, "120 × (16·5·5) + 120 = 48,120"),
        (36_928, {}, "64 × (64·3·3) + 64 = 36,928"),
        (589_824, {}, "256 × (256·3·3) = 589,824"),
        (256, {}, "64 × 4 = 256"),
        (4_097_000, {"kernel_size": 1}, "1,000 × (4,096·1·1) + 1,000 = 4,097,000"),
        (4_608, {"groups": 32}, "128 × (4·3·3) = 4,608"),
    ],
)
def test_usual_layers_come_first(
    number: int, known: dict[str, Any], first: str
) -> None:
    """Layers of LeNet-5, VGG, ResNet and ResNeXt are what is guessed first."""
    assert explain_count(number, **known).shown[0].formula == first


@pytest.mark.parametrize(
    ("guess", "unusual"),
    [
        (Guess("Conv2d", 3, 32, (5, 5)), 0),
        (Guess("Conv2d", 1, 8, (3, 3), bias=False), 0),
        (Guess("Conv2d", 64, 4096, (7, 7)), 0),
        (Guess("Conv2d", 64, 64, (1, 1)), 1),
        (Guess("Conv2d", 64, 64, (11, 11)), 1),
        (Guess("Conv2d", 64, 64, (4, 4)), 2),
        (Guess("Conv2d", 64, 64, (1, 3)), 2),
        (Guess("Conv2d", 24, 64, (3, 3)), 1),
        (Guess("Conv2d", 64, 10, (3, 3)), 1),
        (Guess("Conv2d", 4, 64, (3, 3)), 2),
        (Guess("Conv2d", 64, 3, (3, 3)), 2),
        (Guess("Conv2d", 7, 30, (2, 3)), 5),
        (Guess("Conv2d", 64, 64, (3, 3), groups=64), 1),
        (Guess("Conv2d", 64, 128, (3, 3), groups=64), 3),
        (Guess("Conv2d", 64, 64, (3, 3), groups=2), 3),
        (Guess("Dense", 64, 10), 2),
        (Guess("BatchNorm2d", 64, 64), 0),
        (Guess("BatchNormalization", 17, 17), 4),
        (Guess("LocallyConnected2D", 3, 16, (3, 3), output_size=(4, 4)), 3),
    ],
    ids=str,
)
def test_points(guess: Guess, unusual: int) -> None:
    """What is unusual about a layer, by the rule that is documented."""
    assert points(guess) == unusual


def test_equals_are_put_in_order() -> None:
    """Among equals: the kernel, then fewer channels, then fewer groups."""
    equals = [
        Guess("Conv2d", 30, 8, (3, 3)),
        Guess("Conv2d", 8, 40, (3, 3)),
        Guess("Conv2d", 8, 30, (5, 5)),
        Guess("Conv2d", 8, 30, (7, 7)),
        Guess("Conv2d", 8, 8, (1, 1)),
        Guess("Conv2d", 8, 8, (9, 9)),
        Guess("Conv2d", 8, 8, (11, 11)),
        Guess("Dense", 8, 8),
    ]
    assert len({points(guess) for guess in equals}) == 1
    assert sorted({*equals}, key=rank) == equals
    groups = [
        Guess("Conv2d", 24, 16, (3, 3), groups=2),
        Guess("Conv2d", 16, 24, (3, 3), groups=4),
    ]
    assert len({points(guess) for guess in groups}) == 1
    assert sorted({*groups}, key=rank) == groups


@given(st.integers(1, 10**9))
def test_fewest_points_first(number: int) -> None:
    """Answers are sorted by their points, and what is shown is the beginning."""
    found = explain_count(number, most=ALL)
    assert all(points(a) <= points(b) for a, b in pairwise(found))
    few = explain_count(number, most=3)
    assert few.shown == found.shown[:3]
    assert few.total == found.total


# How it is written


def test_text() -> None:
    """A line for each answer, aligned, and how many are left out."""
    assert str(explain_count(2400, most=3)) == (
        "32 × (3·5·5) = 2,400         Conv2d, 32 filters of 3×5×5, no bias\n"
        "240 × (1·3·3) + 240 = 2,400  Conv2d, 240 filters of 1×3×3, biases\n"
        "96 × (1·5·5) = 2,400         Conv2d, 96 filters of 1×5×5, no bias\n"
        "And 679 more: say in_channels=3, for example, to narrow them down."
    )
    assert str(explain_count(2400, in_channels=3, kernel_size=5)) == (
        "32 × (3·5·5) = 2,400  Conv2d, 32 filters of 3×5×5, no bias"
    )


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (Guess("Conv2d", 3, 1, (5, 5)), "Conv2d, 1 filter of 3×5×5, biases"),
        (
            Guess("Conv2d", 1152, 2048, (1, 7), bias=False),
            "Conv2d, 2,048 filters of 1,152×1×7, no bias",
        ),
        (
            Guess("Conv2d", 128, 256, (3, 3), groups=32),
            "Conv2d, 256 filters of 4×3×3, 32 groups on 128 channels, biases",
        ),
        (
            Guess("Conv2d", 1024, 2048, (3, 3), groups=1024, bias=False),
            "Conv2d, 2,048 filters of 1×3×3, depthwise on 1,024 channels, no bias",
        ),
        (Guess("Dense", 9216, 4096), "Dense, 9,216 to 4,096 numbers, biases"),
        (
            Guess("Dense", 256, 10, bias=False, input_size=(6, 5)),
            "Dense, all of 256×6×5 to 10 numbers, no bias",
        ),
        (Guess("BatchNorm2d", 64, 64), "BatchNorm2d, scale and shift of 64 channels"),
        (
            Guess("BatchNormalization", 1, 1),
            (
                "BatchNormalization, scale and shift, running mean and variance of "
                "1 channel"
            ),
        ),
    ],
    ids=str,
)
def test_words(guess: Guess, words: str) -> None:
    """A layer says what it is."""
    assert guess.words == words


def test_factors_have_names() -> None:
    """The factors of each array have the names that they have in a ledger."""
    (weight, bias) = Guess("Dense", 8, 10, input_size=(6, 5)).terms
    assert weight.product.names == (
        "out_features × (in_channels · input height · input width)"
    )
    assert (bias.name, bias.product.names) == ("bias", "out_features")
    (weight,) = Guess("Dense", 8, 10, bias=False).terms
    assert weight.product.names == "out_features × in_features"
    (norm,) = Guess("BatchNorm2d", 8, 8).terms
    assert (norm.product.names, norm.product.text) == (
        "channels × numbers a channel",
        "8 × 2",
    )


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        ({}, "say in_channels=3, for example, to narrow them down"),
        (
            {"in_channels": 3},
            "say kernel_size=(5, 5), for example, to narrow them down",
        ),
        (
            {"kernel_size": 1, "in_channels": 3},
            "say out_channels=600, for example, to narrow them down",
        ),
    ],
    ids=str,
)
def test_hints(known: dict[str, Any], hint: str) -> None:
    """What is not yet known would help, with the value of the first answer."""
    found = explain_count(2400, most=1, **known)
    assert found.hint == hint
    assert str(found).splitlines()[1:] == [f"And {found.total - 1} more: {hint}."]


def test_last_hints() -> None:
    """A norm has no kernel to give; and if all is known, only more can be shown."""
    found = explain_count(256, in_channels=64, most=1)
    assert found.shown[0].kind == "BatchNormalization"
    assert found.hint == "say out_channels=64, for example, to narrow them down"
    found = explain_count(2, in_channels=1, out_channels=1, most=1)
    assert found.shown[0].kind == "BatchNorm2d"
    assert found.hint == "give a larger most to see them"


def test_nothing_found() -> None:
    """It says so, for one parameter and for many."""
    assert str(explain_count(2401, in_channels=3, kernel_size=5)) == (
        "No layer that was tried has 2,401 parameters."
    )
    assert str(explain_count(1, in_channels=3)) == (
        "No layer that was tried has 1 parameter."
    )


def test_html() -> None:
    """In a notebook it is a table with a caption, scopes, and a note below."""
    box = ET.fromstring(explain_count(2400, most=2)._repr_html_())  # noqa: S314
    assert box.findtext(".//caption") == "Layers with 2,400 parameters"
    assert [[cell.text for cell in row] for row in box.iter("tr")] == [
        ["parameters", "layer"],
        ["32 × (3·5·5) = 2,400", "Conv2d, 32 filters of 3×5×5, no bias"],
        ["240 × (1·3·3) + 240 = 2,400", "Conv2d, 240 filters of 1×3×3, biases"],
    ]
    assert [cell.get("scope") for cell in box.iter("th")] == ["col"] * 2 + ["row"] * 2
    assert [note.text for note in box.iter("p")] == [
        "And 680 more: say in_channels=3, for example, to narrow them down."
    ]
    none = ET.fromstring(explain_count(1, in_channels=3)._repr_html_())  # noqa: S314
    assert none.findtext(".//caption") == "Layers with 1 parameter"
    assert len(list(none.iter("tr"))) == 1


def test_cannot_be_changed() -> None:
    """Answers are facts."""
    found: Any = explain_count(2400)
    with pytest.raises(FrozenInstanceError):
        found.total = 1
    first: Any = found.shown[0]
    with pytest.raises(FrozenInstanceError):
        first.groups = 2
    assert hash(found) == hash(explain_count(2400))


# Bad input

DIVIDE = "  hint: groups must divide both channel counts"


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (0, ValueError, "number must be at least 1, got 0"),
        (-2400, ValueError, "number must be at least 1, got -2400"),
        (2400.0, TypeError, "number must be an integer, got 2400.0 (float)"),
        (True, TypeError, "number must be an integer, got True (bool)"),
        ("2400", TypeError, "number must be an integer, got '2400' (str)"),
        (None, TypeError, "number must be an integer, got None (NoneType)"),
    ],
    ids=str,
)
def test_wrong_number(number: Any, kind: type[Exception], message: str) -> None:
    """A number of parameters is a positive integer."""
    with refusal(kind, message):
        explain_count(number)


@pytest.mark.parametrize(
    ("known", "kind", "message"),
    [
        ({"in_channels": 0}, ValueError, "in_channels must be at least 1, got 0"),
        (
            {"out_channels": True},
            TypeError,
            "out_channels must be an integer, got True (bool)",
        ),
        ({"groups": 1.0}, TypeError, "groups must be an integer, got 1.0 (float)"),
        ({"kernel_size": (3, 0)}, ValueError, "kernel_size must be at least 1, got 0"),
        (
            {"kernel_size": (3, 3, 3)},
            ValueError,
            "kernel_size must be an integer or 2 integers, got (3, 3, 3)",
        ),
        ({"bias": 1}, TypeError, "bias must be True or False, got 1 (int)"),
        ({"input_size": 28}, TypeError, "input_size must be 2 integers, got 28"),
        ({"input_size": (28, 0)}, ValueError, "input_size must be at least 1, got 0"),
        ({"most": 0}, ValueError, "most must be at least 1, got 0"),
        (
            {"groups": 2, "in_channels": 3},
            ShapeError,
            f"groups is 2 but in_channels is 3\n{DIVIDE}",
        ),
        (
            {"groups": 3, "in_channels": 3, "out_channels": 32},
            ShapeError,
            f"groups is 3 but out_channels is 32\n{DIVIDE}",
        ),
    ],
    ids=str,
)
def test_wrong_facts(
    known: dict[str, Any], kind: type[Exception], message: str
) -> None:
    """What is known must be possible."""
    with refusal(kind, message):
        explain_count(2400, **known)
