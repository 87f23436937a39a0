"""Other designs of one layer, each built, run and counted beside the table."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from itertools import product
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from refusals import refusal

from convguide import Conv2dSpec, Design, Designs, ShapeError, conv2d, hypotheses

if TYPE_CHECKING:
    from collections.abc import Callable

    from convguide._typing import Array

SIZE = (5, 7)
GEOMETRY: dict[str, Any] = {
    "stride": (1, 2),
    "padding": (1, 0, 2, 1),
    "dilation": (2, 1),
}
PLAIN = Conv2dSpec(4, 8, (2, 3), **GEOMETRY, bias=False)
BIASED = Conv2dSpec(4, 8, (2, 3), **GEOMETRY)
GROUPED = Conv2dSpec(4, 8, (2, 3), **GEOMETRY, groups=2)
ODD = Conv2dSpec(3, 5, (2, 3), **GEOMETRY)
LAYERS = [PLAIN, BIASED, GROUPED, ODD]
NAMES = [
    "as it is",
    "with biases",
    "kernel shared across inputs",
    "kernel shared across outputs",
    "one kernel in all",
    "depthwise",
    "depthwise separable",
    "2 groups",
    "locally connected",
    "fully connected",
]


# The designs, built of arrays and loops. Written from what they mean, and not from the
# package; every multiplication is counted where it happens.


class Machine:
    """One layer at work: its arrays of weights, and a count of multiplications."""

    def __init__(self, spec: Conv2dSpec) -> None:
        self.spec = spec
        self.numbers = np.random.default_rng(7)
        self.x = self.numbers.integers(-9, 10, (spec.in_channels, *SIZE))
        top, bottom, left, right = spec.padding
        self.padded = np.pad(self.x, ((0, 0), (top, bottom), (left, right)))
        self.out = spec.output_size(SIZE)
        self.arrays: list[Array] = []
        self.multiplications = 0

    def learn(self, *shape: int) -> Array:
        """Make an array of weights."""
        self.arrays.append(self.numbers.integers(-9, 10, shape))
        return self.arrays[-1]

    def times(self, a: Any, b: Any) -> Any:
        """Multiply, and count it."""
        self.multiplications += 1
        return a * b

    def at(self, plane: Array, kernel: Array, i: int, j: int) -> Any:
        """Sum the products of one kernel at one place."""
        (s_h, s_w), (d_h, d_w) = self.spec.stride, self.spec.dilation
        return sum(
            self.times(kernel[u, v], plane[i * s_h + u * d_h, j * s_w + v * d_w])
            for u, v in np.ndindex(*kernel.shape)
        )

    def slide(self, plane: Array, kernel: Array) -> Array:
        """Slide one kernel over one plane."""
        places = [self.at(plane, kernel, i, j) for i, j in np.ndindex(*self.out)]
        return np.reshape(places, self.out)

    def seen(self, o: int, groups: int | None = None) -> list[int]:
        """List the input channels that a filter sees."""
        groups = groups or self.spec.groups
        depth = self.spec.in_channels // groups
        first = o // (self.spec.out_channels // groups) * depth
        return list(range(first, first + depth))

    @property
    def blocks(self) -> list[list[int]]:
        """List the input channels of each group."""
        filters = range(self.spec.out_channels)
        return [
            self.seen(o) for o in filters[:: self.spec.out_channels // self.spec.groups]
        ]

    def convolved(self, weight: Array, groups: int | None = None) -> Array:
        """Compute a layer with the package."""
        return conv2d(self.x, weight, **GEOMETRY, groups=groups or self.spec.groups)


Built = tuple["Array", "Array"]  # what the loops give, and what conv2d gives


def own_kernels(m: Machine, groups: int | None = None) -> Built:
    """Slide a kernel for each pair of a filter and a channel that it sees."""
    depth = len(m.seen(0, groups))
    weight = m.learn(m.spec.out_channels, depth, *m.spec.kernel_size)
    maps = [
        sum(
            m.slide(m.padded[c], w) for c, w in zip(m.seen(o, groups), one, strict=True)
        )
        for o, one in enumerate(weight)
    ]
    return np.array(maps), m.convolved(weight, groups)


def shared_across_inputs(m: Machine) -> Built:
    """Slide one kernel a filter over the sum of its channels."""
    kernels = m.learn(m.spec.out_channels, *m.spec.kernel_size)
    maps = [
        m.slide(sum(m.padded[c] for c in m.seen(o)), kernel)
        for o, kernel in enumerate(kernels)
    ]
    tied = np.repeat(kernels[:, None], len(m.seen(0)), axis=1)
    return np.array(maps), m.convolved(tied)


def shared_across_outputs(m: Machine) -> Built:
    """Slide one kernel a channel; a map is made once for all filters that give it."""
    kernels = m.learn(m.spec.in_channels, *m.spec.kernel_size)
    maps = [sum(m.slide(m.padded[c], kernels[c]) for c in block) for block in m.blocks]
    filters = range(m.spec.out_channels)
    tied = np.array([kernels[m.seen(o)] for o in filters])
    return np.array([maps[m.blocks.index(m.seen(o))] for o in filters]), m.convolved(
        tied
    )


def one_kernel(m: Machine) -> Built:
    """Slide the only kernel over the sum of the channels of each group."""
    kernel = m.learn(*m.spec.kernel_size)
    maps = [m.slide(sum(m.padded[c] for c in block), kernel) for block in m.blocks]
    filters = range(m.spec.out_channels)
    tied = np.broadcast_to(kernel, m.spec.weight_shape)
    return np.array([maps[m.blocks.index(m.seen(o))] for o in filters]), m.convolved(
        tied
    )


def depthwise(m: Machine) -> Built:
    """Slide each kernel over its only channel."""
    return own_kernels(m, m.spec.in_channels)


def separable(m: Machine) -> Built:
    """Slide a kernel a channel, then mix the maps with a weight for each pair."""
    kernels = m.learn(m.spec.in_channels, *m.spec.kernel_size)
    mixing = m.learn(m.spec.out_channels, m.spec.in_channels)
    maps = [m.slide(*pair) for pair in zip(m.padded, kernels, strict=True)]
    y = np.zeros((m.spec.out_channels, *m.out), int)
    for o, c, i, j in product(*map(range, (*mixing.shape, *m.out))):
        y[o, i, j] += m.times(mixing[o, c], maps[c][i, j])
    return y, m.convolved(mixing[:, :, None, None] * kernels, groups=1)


def locally_connected(m: Machine) -> Built:
    """Take other filters at each place."""
    weight = m.learn(*m.out, *m.spec.weight_shape)
    y = np.zeros((m.spec.out_channels, *m.out), int)
    wanted = np.zeros_like(y)
    for i, j in np.ndindex(*m.out):
        wanted[:, i, j] = m.convolved(weight[i, j])[:, i, j]
        for o in range(m.spec.out_channels):
            seen = zip(m.seen(o), weight[i, j, o], strict=True)
            y[o, i, j] = sum(m.at(m.padded[c], kernel, i, j) for c, kernel in seen)
    return y, wanted


def fully_connected(m: Machine) -> Built:
    """Multiply each input number with a weight for each output number."""
    layer = m.numbers.integers(-9, 10, m.spec.weight_shape)
    weight = m.learn(m.spec.out_channels, *m.out, *m.x.shape)
    for place in np.ndindex(*m.x.shape):  # learn what a convolution would do
        probe = np.zeros_like(m.x)
        probe[place] = 1
        index: Any = (..., *place)
        weight[index] = conv2d(probe, layer, **GEOMETRY, groups=m.spec.groups)
    y = np.zeros((m.spec.out_channels, *m.out), int)
    for here in np.ndindex(*y.shape):
        pairs = zip(weight[here].flat, m.x.flat, strict=True)
        y[here] = sum(m.times(w, pixel) for w, pixel in pairs)
    return y, m.convolved(layer)


BUILDERS: dict[str, Callable[[Machine], Built]] = {
    "as it is": own_kernels,
    "with biases": own_kernels,
    "without biases": own_kernels,
    "kernel shared across inputs": shared_across_inputs,
    "kernel shared across outputs": shared_across_outputs,
    "one kernel in all": one_kernel,
    "depthwise": depthwise,
    "depthwise separable": separable,
    "2 groups": lambda m: own_kernels(m, 2),
    "no groups": lambda m: own_kernels(m, 1),
    "locally connected": locally_connected,
    "fully connected": fully_connected,
}
UNTIED = ("locally connected", "fully connected")  # biases, too


@pytest.mark.parametrize("spec", LAYERS, ids=["plain", "biased", "grouped", "odd"])
def test_counts_of_designs_that_were_built(spec: Conv2dSpec) -> None:
    """Weights are as many as in real arrays, MACs as many as in loops that ran."""
    built = []
    for design in hypotheses(spec, SIZE):
        if design.why_not:
            continue
        machine = Machine(spec)
        y, wanted = BUILDERS[design.name](machine)
        assert np.array_equal(y, wanted), design.name
        biased = spec.bias != (design.name in {"with biases", "without biases"})
        one_each = y.size if design.name in UNTIED else len(y)
        weights = sum(array.size for array in machine.arrays)
        assert design.parameters == weights + one_each * biased, design.name
        assert design.macs == machine.multiplications, design.name
        built.append(design.name)
    assert len(built) == (8 if spec is ODD else 10)


FIRST = Conv2dSpec(3, 32, 5, padding="same", bias=False)


def test_first_layer_of_the_thread() -> None:
    """All counts of one known layer, as constants."""
    table = hypotheses(FIRST, (28, 28))
    assert [row.name for row in table] == NAMES
    assert [(row.parameters, row.macs) for row in table] == [
        (2_400, 1_881_600),
        (2_432, 1_881_600),
        (800, 627_200),
        (75, 58_800),
        (25, 19_600),
        (None, None),
        (171, 134_064),
        (None, None),
        (1_881_600, 1_881_600),
        (59_006_976, 59_006_976),
    ]


def test_grouped_layer() -> None:
    """The other way round: a layer with groups and biases, and odd sizes."""
    spec = Conv2dSpec(6, 12, (2, 3), stride=2, groups=3)
    assert [
        (row.name, row.formula, row.macs_formula) for row in hypotheses(spec, (9, 8))
    ] == [
        ("as it is", "12 × (2·2·3) + 12 = 156", "4·3 × 144 = 1,728"),
        ("without biases", "12 × (2·2·3) = 144", "4·3 × 144 = 1,728"),
        ("kernel shared across inputs", "12 × (2·3) + 12 = 84", "4·3 × 72 = 864"),
        ("kernel shared across outputs", "6 × (2·3) + 12 = 48", "4·3 × 36 = 432"),
        ("one kernel in all", "2·3 + 12 = 18", "4·3 × 18 = 216"),
        ("depthwise", "12 × (1·2·3) + 12 = 84", "4·3 × 72 = 864"),
        (
            "depthwise separable",
            "6 × (2·3) + 12 × 6 + 12 = 120",
            "4·3 × 36 + 4·3 × 72 = 1,296",
        ),
        ("no groups", "12 × (6·2·3) + 12 = 444", "4·3 × 432 = 5,184"),
        (
            "locally connected",
            "4·3·12 × (2·2·3) + 4·3·12 = 1,872",
            "4·3 × 144 = 1,728",
        ),
        (
            "fully connected",
            "12·4·3 × (6·9·8) + 12·4·3 = 62,352",
            "12·4·3 × (6·9·8) = 62,208",
        ),
    ]


def test_factors_have_names() -> None:
    """Each number of a formula says what it is."""
    table = hypotheses(GROUPED, SIZE)
    local, full = map(table.named, UNTIED)
    assert local.named_formula == (
        "output height · output width · out_channels × (in_channels/groups · "
        "kernel height · kernel width) + output height · output width · out_channels"
    )
    assert full.named_formula == (
        "out_channels · output height · output width × (in_channels · "
        "input height · input width) + out_channels · output height · output width"
    )
    assert table.named("depthwise separable").named_formula == (
        "in_channels × (kernel height · kernel width) + out_channels × in_channels "
        "+ out_channels"
    )


def test_without_size() -> None:
    """Without a size there are no MACs, and two designs have no count at all."""
    table = hypotheses(BIASED)
    assert {row.macs for row in table} == {None}
    assert {row.macs_formula for row in table} == {None}
    assert [row.name for row in table if row.parameters is None] == list(UNTIED)
    assert {table.named(name).why_not for name in UNTIED} == {"needs input_size"}
    sized = hypotheses(BIASED, SIZE)
    assert [row.parameters for row in table][:8] == [row.parameters for row in sized][
        :8
    ]


@pytest.mark.parametrize(
    ("spec", "name", "why_not"),
    [
        (Conv2dSpec(3, 32, 5), "depthwise", "impossible: 32 is no multiple of 3"),
        (Conv2dSpec(32, 17, 3), "depthwise", "impossible: 17 is no multiple of 32"),
        (Conv2dSpec(3, 32, 5), "2 groups", "impossible: 3 is odd"),
        (Conv2dSpec(32, 17, 3), "2 groups", "impossible: 17 is odd"),
    ],
)
def test_impossible(spec: Conv2dSpec, name: str, why_not: str) -> None:
    """A design that cannot be says why, and has no counts."""
    design = hypotheses(spec, (9, 9)).named(name)
    assert (design.why_not, design.formula) == (why_not, why_not)
    assert (design.parameters, design.macs) == (None, None)


def test_halves() -> None:
    """Two groups need even numbers of channels, no more."""
    design = hypotheses(Conv2dSpec(6, 10, 3)).named("2 groups")
    assert design.formula == "10 × (3·3·3) + 10 = 280"


# How it is written


def test_text() -> None:
    """A table with aligned columns, and a line for each name below."""
    lines = str(hypotheses(FIRST, (28, 28))).splitlines()
    assert lines[:11] == [
        "design                                                parameters        MACs",
        "as it is                                    32 × (3·5·5) = 2,400   1,881,600",
        "with biases                            32 × (3·5·5) + 32 = 2,432   1,881,600",
        "kernel shared across inputs                     32 × (5·5) = 800     627,200",
        "kernel shared across outputs                      3 × (5·5) = 75      58,800",
        "one kernel in all                                       5·5 = 25      19,600",
        "depthwise                     impossible: 32 is no multiple of 3",
        "depthwise separable                     3 × (5·5) + 32 × 3 = 171     134,064",
        "2 groups                                    impossible: 3 is odd",
        "locally connected                 28·28·32 × (3·5·5) = 1,881,600   1,881,600",
        "fully connected                32·28·28 × (3·28·28) = 59,006,976  59,006,976",
    ]
    assert lines[11:13] == [
        "as it is: each filter has a kernel of its own for each input channel",
        "with biases: each filter adds a learned number at the end",
    ]
    assert [line.partition(":")[0] for line in lines[11:]] == NAMES


def test_text_without_size() -> None:
    """There is no column of MACs that would be empty."""
    lines = str(hypotheses(GROUPED)).splitlines()
    assert lines[0] == "design                                        parameters"
    assert lines[9] == "locally connected                       needs input_size"
    assert lines[11] == (
        "as it is: each filter has a kernel of its own for each input channel "
        "of its group"
    )


def test_html() -> None:
    """In a notebook it is a table with a caption, scopes, and a column of meanings."""
    table = hypotheses(FIRST, (28, 28))
    box = ET.fromstring(table._repr_html_())  # noqa: S314
    assert box.get("class") == "convguide-ledger"
    assert box.findtext(".//caption") == "10 designs of one layer"
    head, *rows = ([cell.text or "" for cell in row] for row in box.iter("tr"))
    assert head == ["design", "parameters", "MACs", "meaning"]
    assert [cell.get("scope") for cell in box.iter("th")] == ["col"] * 4 + ["row"] * 10
    assert rows[5] == [
        "depthwise",
        "impossible: 32 is no multiple of 3",
        "",
        "each filter sees a single input channel",
    ]
    assert rows[6][1:3] == ["3 × (5·5) + 32 × 3 = 171", "134,064"]
    assert not list(box.iter("tfoot"))
    assert [len(row) for row in rows] == [4] * 10
    bare = ET.fromstring(hypotheses(FIRST)._repr_html_())  # noqa: S314
    assert [len(row) for row in bare.iter("tr")] == [3] * 11


def test_is_a_collection_that_cannot_be_changed() -> None:
    """Rows in order, found by name; equal tables are equal."""
    table = hypotheses(FIRST, [28, 28])
    assert len(table) == 10
    assert list(table) == list(table.rows)
    assert table.named("2 groups") is table.rows[7]
    assert table == hypotheses(FIRST, (28, 28))
    assert hash(table) == hash(hypotheses(FIRST, (28, 28)))
    assert (table.spec, table.input_size) == (FIRST, (28, 28))
    changed: Any = table
    with pytest.raises(FrozenInstanceError):
        changed.rows = ()
    row: Any = table.rows[0]
    with pytest.raises(FrozenInstanceError):
        row.name = ""
    assert Designs(FIRST, None, (Design("a", "b"),)).named("a").parameters == 0


# Bad input


def test_unknown_name() -> None:
    """The names that there are are listed."""
    with refusal(
        ValueError,
        "no design is called 'deep'\n"
        "  hint: there are as it is, without biases, kernel shared across inputs, "
        "kernel shared across outputs, one kernel in all, depthwise, depthwise "
        "separable, no groups, locally connected, fully connected",
    ):
        hypotheses(GROUPED).named("deep")


@pytest.mark.parametrize(
    ("given", "got"), [(5, "int"), (None, "NoneType"), ([FIRST], "list")], ids=str
)
def test_not_a_spec(given: Any, got: str) -> None:
    """One layer is asked about, not a list."""
    with refusal(TypeError, f"spec must be a Conv2dSpec, got {got}"):
        hypotheses(given)


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        (9, TypeError, "input_size must be 2 integers, got 9"),
        ((9, 9.5), TypeError, "input_size must be an integer, got 9.5 (float)"),
        ((9, True), TypeError, "input_size must be an integer, got True (bool)"),
        ((3, 9, 9), ValueError, "input_size must be 2 integers, got (3, 9, 9)"),
        ((0, 9), ValueError, "input_size must be at least 1, got 0"),
        (
            (4, 9),
            ShapeError,
            (
                "kernel_size spans 5×5 but the padded input is 4×9\n"
                "  hint: use a smaller kernel or more padding"
            ),
        ),
    ],
    ids=str,
)
def test_wrong_size(size: Any, kind: type[Exception], message: str) -> None:
    """The size is height and width, in pixels, and holds the window."""
    with refusal(kind, message):
        hypotheses(Conv2dSpec(3, 32, 5), size)
