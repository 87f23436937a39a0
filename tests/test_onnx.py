"""Models of ONNX: nodes with their factors, and the sum of all initializers."""

from __future__ import annotations

import sys
from importlib import import_module
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, ShapeError, ledger
from convguide._errors import ModelError
from convguide.counting.onnx import files as onnx_files
from convguide.counting.onnx.copying import without_numbers
from convguide.counting.onnx.of_onnx import ledger_of_onnx

if TYPE_CHECKING:
    from pathlib import Path

    from convguide import Ledger

    Shapes = dict[str, tuple[int | str, ...]]

pytestmark = pytest.mark.onnx


@pytest.fixture(scope="module")
def onnx() -> Any:
    """Import ONNX when a test asks for it, and never before."""
    import_module("onnx.inliner")
    return import_module("onnx")


def array(onnx: Any, name: str, shape: tuple[int, ...], dtype: str = "float32") -> Any:
    """Make an initializer of zeros."""
    return onnx.numpy_helper.from_array(np.zeros(shape, dtype), name)


def model_of(
    onnx: Any,
    nodes: list[Any],
    inputs: Shapes,
    stored: list[Any],
    outputs: tuple[str, ...] = ("y",),
    **options: Any,
) -> Any:
    """Make a model: nodes, shapes of inputs, initializers, names of outputs."""
    real = onnx.TensorProto.FLOAT
    make = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        nodes,
        "graph",
        [make(name, real, shape) for name, shape in inputs.items()],
        [make(name, real, None) for name in outputs],
        stored,
    )
    versions = [onnx.helper.make_opsetid("", 23), onnx.helper.make_opsetid("own", 1)]
    return onnx.helper.make_model(graph, opset_imports=versions, **options)


def counted(model: Any, size: Any = None) -> Ledger:
    """Count a model, and hold the sum against the initializers of the main graph."""
    before = model.SerializeToString(deterministic=True)
    book = ledger_of_onnx(model, size)
    assert model.SerializeToString(deterministic=True) == before
    stored = sum(prod(tensor.dims) for tensor in model.graph.initializer)
    assert book.parameters + book.buffers == stored
    return book


# Nodes, one by one: sizes of the input and of the weights, formulas, output


@pytest.mark.parametrize(
    ("kind", "options", "given", "weights", "formula", "macs", "output"),
    [
        (
            "Conv",
            {"strides": [2, 1], "pads": [1, 0, 1, 0]},
            (1, 3, 7, 9),
            [(5, 3, 2, 4), (5,)],
            "5 × (3·2·4) + 5 = 125",
            "4·6 × 120 = 2,880",
            (1, 5, 4, 6),
        ),
        (
            "Conv",
            {"group": 2, "dilations": [2]},
            (3, 4, 7),
            [(6, 2, 3)],
            "6 × (2·3) = 36",
            "3·3 × 36 = 324",
            (3, 6, 3),
        ),
        (
            "Conv",
            {"auto_pad": "SAME_UPPER", "strides": [2, 2, 2]},
            (1, 2, 5, 6, 7),
            [(4, 2, 1, 2, 3)],
            "4 × (2·1·2·3) = 48",
            "3·3·4 × 48 = 1,728",
            (1, 4, 3, 3, 4),
        ),
        (
            "ConvTranspose",
            {"group": 2, "strides": [2, 3]},
            (1, 4, 5, 6),
            [(4, 3, 2, 5), (6,)],
            "4 × (3·2·5) + 6 = 126",
            "5·6 × 120 = 3,600",
            (1, 6, 10, 20),
        ),
        (
            "MatMul",
            {},
            (2, 3, 7),
            [(7, 4)],
            "4 × 7 = 28",
            "6 × 28 = 168",
            (2, 3, 4),
        ),
        (
            "MatMul",
            {},
            (2, 3, 7),
            [(2, 7, 4)],
            "2 × (7·4) = 56",
            "24 × 7 = 168",
            (2, 3, 4),
        ),
        (
            "Gemm",
            {"transB": 1},
            (3, 7),
            [(4, 7), (4,)],
            "4 × 7 + 4 = 32",
            "3 × 28 = 84",
            (3, 4),
        ),
        (
            "Gemm",
            {"transA": 1},
            (7, 3),
            [(7, 4), (1, 4)],
            "4 × 7 + 4 = 32",
            "3 × 28 = 84",
            (3, 4),
        ),
        ("Gemm", {}, (1, 7), [(7, 4)], "4 × 7 = 28", "28", (1, 4)),
        (
            "LSTM",
            {"hidden_size": 4, "direction": "bidirectional"},
            (7, 2, 3),
            [(2, 16, 3), (2, 16, 4), (2, 32)],
            "2 × (4·4·3) + 2 × (4·4·4) + 2 × (2·4·4) = 288",
            "2·7 × 96 + 2·7 × 128 = 3,136",
            (7, 2, 2, 4),
        ),
        (
            "GRU",
            {"hidden_size": 4},
            (7, 1, 3),
            [(1, 12, 3), (1, 12, 4), (1, 24)],
            "3 × (4·3) + 3 × (4·4) + 2 × (3·4) = 108",
            "7 × 36 + 7 × 48 = 588",
            (7, 1, 1, 4),
        ),
        (
            "RNN",
            {"hidden_size": 4, "layout": 1},
            (2, 7, 3),
            [(1, 4, 3), (1, 4, 4)],
            "4 × 3 + 4 × 4 = 28",
            "2·7 × 12 + 2·7 × 16 = 392",
            (2, 7, 1, 4),
        ),
        (
            "Einsum",
            {"equation": "bti,hio->btho"},
            (2, 3, 7),
            [(4, 7, 5)],
            "4 × (7·5) = 140",
            "2 × (3·7·4·5) = 840",
            (2, 3, 4, 5),
        ),
        (
            "LayerNormalization",
            {},
            (2, 3, 7),
            [(7,), (7,)],
            "7 + 7 = 14",
            "",
            (2, 3, 7),
        ),
        ("PRelu", {}, (2, 3, 7), [(3, 1)], "3", "", (2, 3, 7)),
    ],
    ids=str,
)
def test_node(  # noqa: PLR0917 - fixtures and a row of the table
    onnx: Any,
    kind: str,
    options: dict[str, Any],
    given: tuple[int, ...],
    weights: list[tuple[int, ...]],
    formula: str,
    macs: str,
    output: tuple[int, ...],
) -> None:
    """Factors of the parameters and of the products, and the shape of the output."""
    names = [f"w{number}" for number in range(len(weights))]
    node = onnx.helper.make_node(kind, ["x", *names], ["y"], name="node", **options)
    stored = [
        array(onnx, name, shape) for name, shape in zip(names, weights, strict=True)
    ]
    book = counted(model_of(onnx, [node], {"x": given}, stored))
    (row,) = book.rows
    assert (row.path, row.kind, row.calls) == ("node", kind, 1)
    assert (row.formula, row.macs_formula) == (formula, macs)
    assert (row.output_shape, row.memory) == (output, 4 * prod(output))
    assert row.buffers == 0
    assert book.per == f"an input of {'×'.join(map(str, given))}"


@pytest.mark.parametrize(
    ("kind", "options", "given", "weights", "names"),
    [
        (
            "Conv",
            {"group": 2},
            (1, 4, 7, 9),
            [(6, 2, 3, 3), (6,)],
            (
                "out_channels × (in_channels/groups · kernel height · kernel width)"
                " + out_channels"
            ),
        ),
        (
            "ConvTranspose",
            {},
            (1, 4, 7),
            [(4, 6, 3)],
            "in_channels × (out_channels · kernel length)",
        ),
        (
            "Gemm",
            {"transB": 1},
            (1, 7),
            [(4, 7), (4,)],
            "out_features × in_features + out_features",
        ),
        ("Gemm", {}, (1, 7), [(7, 4)], "out_features × in_features"),
        ("MatMul", {}, (1, 7), [(7, 4)], "out_features × in_features"),
        (
            "GRU",
            {"hidden_size": 4},
            (7, 1, 3),
            [(1, 12, 3), (1, 12, 4), (1, 24)],
            (
                "gates × (hidden_size · input_size)"
                " + gates × (hidden_size · hidden_size)"
                " + biases of a gate × (gates · hidden_size)"
            ),
        ),
        ("Add", {}, (2, 3), [(2, 3)], "axis 0 × axis 1"),
    ],
    ids=str,
)
def test_names(  # noqa: PLR0917 - fixtures and a row of the table
    onnx: Any,
    kind: str,
    options: dict[str, Any],
    given: tuple[int, ...],
    weights: list[tuple[int, ...]],
    names: str,
) -> None:
    """The factors have the names that this package uses everywhere."""
    inputs = [f"w{number}" for number in range(len(weights))]
    node = onnx.helper.make_node(kind, ["x", *inputs], ["y"], **options)
    stored = [array(onnx, n, shape) for n, shape in zip(inputs, weights, strict=True)]
    book = counted(model_of(onnx, [node], {"x": given}, stored))
    assert book.rows[0].path == f"{kind}_0"
    assert book.rows[0].named_formula == names


def test_kernels_and_biases(onnx: Any) -> None:
    """Kernels are 2D slices, biases are told apart, as in a spec."""
    node = onnx.helper.make_node("Conv", ["x", "w", "b"], ["y"], group=2)
    stored = [array(onnx, "w", (6, 2, 3, 3)), array(onnx, "b", (6,))]
    (row,) = counted(model_of(onnx, [node], {"x": (1, 4, 7, 9)}, stored)).rows
    assert (row.kernels, row.weights, row.biases) == (12, 108, 6)


def test_products_of_what_comes_in(onnx: Any) -> None:
    """Attention by hand: both arrays of a product may be computed."""
    make = onnx.helper.make_node
    nodes = [
        make("Transpose", ["k"], ["t"], perm=[0, 1, 3, 2]),
        make("MatMul", ["q", "t"], ["s"], name="scores"),
        make("Softmax", ["s"], ["p"]),
        make("MatMul", ["p", "v"], ["y"], name="values"),
    ]
    shapes: Shapes = {"q": (2, 3, 5, 4), "k": (2, 3, 7, 4), "v": (2, 3, 7, 6)}
    book = counted(model_of(onnx, nodes, shapes, []))
    assert [(row.path, row.macs_formula) for row in book.rows] == [
        ("scores", "210 × 4 = 840"),
        ("values", "180 × 7 = 1,260"),
    ]
    assert book.per == "an input of 2×3×5×4 and 2×3×7×4 and 2×3×7×6"


@pytest.mark.parametrize(
    ("shapes", "options"),
    [
        ([(2, 6, 5, 4), (2, 3, 7, 4), (2, 3, 7, 8)], {}),
        (
            [(2, 5, 24), (2, 7, 12), (2, 7, 24)],
            {"q_num_heads": 6, "kv_num_heads": 3},
        ),
    ],
)
def test_attention(
    onnx: Any, shapes: list[tuple[int, ...]], options: dict[str, int]
) -> None:
    """Every query head multiplies with keys and with values."""
    node = onnx.helper.make_node("Attention", ["q", "k", "v"], ["y"], **options)
    inputs: Shapes = dict(zip("qkv", shapes, strict=True))
    (row,) = counted(model_of(onnx, [node], inputs, [])).rows
    assert row.macs_formula == "2·6·5·7 × 4 + 2·6·5·7 × 8 = 5,040"


def test_attention_that_remembers(onnx: Any) -> None:
    """Keys of earlier steps are multiplied, too."""
    inputs = ["q", "k", "v", "", "a", "b"]
    node = onnx.helper.make_node("Attention", inputs, ["y", "c", "d"])
    shapes: Shapes = {"q": (1, 2, 5, 4), "k": (1, 2, 5, 4), "v": (1, 2, 5, 4)}
    shapes |= {"a": (1, 2, 3, 4), "b": (1, 2, 3, 4)}
    (row,) = counted(model_of(onnx, [node], shapes, [])).rows
    assert row.macs == 2 * (2 * 5 * 8 * 4)


# What is learned


def test_batch_normalization(onnx: Any) -> None:
    """Scale and shift are learned; mean and variance are kept."""
    node = onnx.helper.make_node("BatchNormalization", ["x", *"gbmv"], ["y"])
    stored = [array(onnx, name, (5,)) for name in "gbmv"]
    (row,) = counted(model_of(onnx, [node], {"x": (2, 5, 3)}, stored)).rows
    assert (row.formula, row.buffers, row.macs) == ("5 + 5 = 10", 10, 0)
    assert row.biases == 5


def test_integers_and_single_numbers(onnx: Any) -> None:
    """Shapes, axes, indices and single factors are no parameters."""
    make = onnx.helper.make_node
    nodes = [
        make("Reshape", ["x", "shape"], ["a"]),
        make("Mul", ["a", "factor"], ["b"]),
        make("Clip", ["b", "low", "high"], ["c"]),
        make("Add", ["c", "learned"], ["y"]),
    ]
    stored = [
        onnx.numpy_helper.from_array(np.array([6, 5]), "shape"),
        array(onnx, "factor", ()),
        array(onnx, "low", ()),
        array(onnx, "high", ()),
        array(onnx, "learned", (5,)),
    ]
    book = counted(model_of(onnx, nodes, {"x": (2, 3, 5)}, stored))
    assert [(row.kind, row.parameters, row.buffers) for row in book.rows] == [
        ("Reshape", 0, 2),
        ("Mul", 0, 1),
        ("Clip", 0, 2),
        ("Add", 5, 0),
    ]
    assert book.rows[0].output_shape == (6, 5)


def test_quantized_convolution(onnx: Any) -> None:
    """Rounded weights and biases were learned; scales and zero points were not."""
    inputs = ["x", "s1", "z1", "w", "s2", "z2", "s3", "z3", "b"]
    node = onnx.helper.make_node("QLinearConv", inputs, ["y"])
    stored = [
        array(onnx, "w", (5, 3, 2, 4), "int8"),
        array(onnx, "b", (5,), "int32"),
        *(array(onnx, name, ()) for name in ("s1", "s3")),
        array(onnx, "s2", (5,)),
        array(onnx, "z2", (5,), "int8"),
        *(array(onnx, name, (), "uint8") for name in ("z1", "z3")),
    ]
    model = model_of(onnx, [node], {"x": (1, 3, 7, 9)}, stored)
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.UINT8
    (row,) = counted(model).rows
    assert (row.formula, row.buffers) == ("5 × (3·2·4) + 5 = 125", 14)
    assert (row.macs_formula, row.memory) == ("6·6 × 120 = 4,320", 180)


@pytest.mark.parametrize("kind", ["MatMulInteger", "ConvInteger", "QLinearMatMul"])
def test_quantized_products(onnx: Any, kind: str) -> None:
    """The other operators on integers, with their zero points."""
    size, shape, extra = {
        "MatMulInteger": ((3, 7), (7, 4), ["za", "zb"]),
        "ConvInteger": ((1, 3, 7), (4, 3, 2), ["za", "zb"]),
        "QLinearMatMul": ((3, 7), (7, 4), []),
    }[kind]
    inputs = ["x", "w", *extra]
    stored = [array(onnx, "w", shape, "int8")]
    stored += [array(onnx, name, (), "int8") for name in extra]
    if kind == "QLinearMatMul":
        inputs = ["x", "s1", "z1", "w", "s2", "z2", "s3", "z3"]
        stored += [array(onnx, name, ()) for name in ("s1", "s2", "s3")]
        stored += [array(onnx, name, (), "int8") for name in ("z1", "z2", "z3")]
    node = onnx.helper.make_node(kind, inputs, ["y"])
    model = model_of(onnx, [node], {"x": size}, stored)
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.INT8
    (row,) = counted(model).rows
    assert row.parameters == prod(shape)
    assert row.macs == {"ConvInteger": 6 * 24}.get(kind, 3 * 28)
    assert row.buffers == len(stored) - 1


def test_weight_that_is_made_real(onnx: Any) -> None:
    """The array stands with the node that takes it, the products with theirs."""
    make = onnx.helper.make_node
    nodes = [
        make("DequantizeLinear", ["w", "s", "z"], ["r"], name="real", axis=0),
        make("Conv", ["x", "r"], ["y"], name="conv"),
    ]
    stored = [
        array(onnx, "w", (5, 3, 2), "int8"),
        array(onnx, "s", (5,)),
        array(onnx, "z", (5,), "int8"),
    ]
    book = counted(model_of(onnx, nodes, {"x": (1, 3, 7)}, stored))
    assert [(r.path, r.parameters, r.buffers, r.macs) for r in book.rows] == [
        ("real", 30, 10, 0),
        ("conv", 0, 0, 180),
    ]


def test_array_of_two_nodes(onnx: Any) -> None:
    """It is counted where it is learned first; the other node says where that is."""
    make = onnx.helper.make_node
    nodes = [
        make("Gemm", ["x", "w"], ["a"], name="one"),
        make("Gemm", ["a", "w", "b"], ["y"], name="two"),
    ]
    stored = [array(onnx, "w", (4, 4)), array(onnx, "b", (4,))]
    book = counted(model_of(onnx, nodes, {"x": (3, 4)}, stored))
    assert [(row.path, row.parameters, row.macs) for row in book.rows] == [
        ("one", 16, 48),
        ("two", 4, 48),
    ]
    assert book.rows[1].shared_with == ("one",)


def test_array_with_two_names(onnx: Any) -> None:
    """Exporters store equal arrays once; Identity, which names them, has no row."""
    make = onnx.helper.make_node
    nodes = [
        make("Identity", ["b"], ["also_b"]),
        make("Gemm", ["x", "v", "b"], ["a"], name="one"),
        make("Gemm", ["a", "w", "also_b"], ["y"], name="two"),
    ]
    stored = [
        array(onnx, "v", (4, 4)),
        array(onnx, "w", (4, 4)),
        array(onnx, "b", (4,)),
    ]
    book = counted(model_of(onnx, nodes, {"x": (3, 4)}, stored))
    assert [(row.path, row.parameters) for row in book.rows] == [
        ("one", 20),
        ("two", 16),
    ]
    assert book.rows[1].shared_with == ("one",)


def test_array_that_a_node_takes_twice(onnx: Any) -> None:
    """Mean and scale may be one array: it is learned, and counted once."""
    make = onnx.helper.make_node
    nodes = [
        make("BatchNormalization", ["x", *"mbmv"], ["one"]),
        make("Add", ["w", "w"], ["two"]),
        make("Add", ["one", "two"], ["y"]),
    ]
    stored = [array(onnx, name, (5,)) for name in "mbvw"]
    book = counted(model_of(onnx, nodes, {"x": (2, 5)}, stored))
    assert [(row.parameters, row.buffers) for row in book.rows] == [(10, 5), (5, 0)]


def test_array_that_is_only_read_first(onnx: Any) -> None:
    """A node that takes it as a scale does not make it a buffer of a weight."""
    make = onnx.helper.make_node
    nodes = [
        make("BatchNormalization", ["x", *"gbmv"], ["a"], name="norm"),
        make("Mul", ["a", "v"], ["y"], name="times"),
    ]
    stored = [array(onnx, name, (5,)) for name in "gbmv"]
    book = counted(model_of(onnx, nodes, {"x": (2, 5)}, stored))
    assert [(row.path, row.parameters, row.buffers) for row in book.rows] == [
        ("norm", 10, 5),
        ("times", 5, 0),
    ]


def test_constants(onnx: Any) -> None:
    """Constant nodes are no initializers; as weights they are parameters, too."""
    make = onnx.helper.make_node
    nodes = [
        make("Constant", [], ["w"], value=array(onnx, "", (5, 3, 2))),
        make("Conv", ["x", "w"], ["a"], name="conv"),
        make("Constant", [], ["c"], value=array(onnx, "", (5, 1))),
        make("Add", ["a", "c"], ["y"]),
    ]
    book = ledger_of_onnx(model_of(onnx, nodes, {"x": (1, 3, 7)}, []))
    (row,) = book.rows
    assert (row.path, row.formula) == ("conv", "5 × (3·2) = 30")
    assert row.macs_formula == "6 × 30 = 180"
    assert book.buffers == 0


def test_unused_arrays(onnx: Any) -> None:
    """They have a row of their own, which is not called."""
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    stored = [array(onnx, "w", (3, 2)), array(onnx, "n", (4,), "int64")]
    book = counted(model_of(onnx, [node], {"x": (5,)}, stored))
    (row,) = book.rows
    assert (row.path, row.kind, row.calls) == ("unused", "initializers", 0)
    assert (row.formula, row.buffers, row.macs) == ("3 × 2 = 6", 4, 0)
    assert ledger_of_onnx(model_of(onnx, [node], {"x": ("N",)}, stored)).macs is None


def test_sparse_arrays(onnx: Any) -> None:
    """Of a sparse array, the numbers that are stored are counted."""
    node = onnx.helper.make_node("MatMul", ["x", "w"], ["y"])
    model = model_of(onnx, [node], {"x": (3, 7)}, [])
    sparse = model.graph.sparse_initializer.add(dims=[7, 4])
    sparse.values.CopyFrom(array(onnx, "w", (5,)))
    sparse.indices.CopyFrom(array(onnx, "i", (5,), "int64"))
    assert ledger_of_onnx(model).parameters == 5


def test_arrays_that_are_inputs_too(onnx: Any) -> None:
    """In old files initializers stand among the inputs; they are none."""
    node = onnx.helper.make_node("MatMul", ["x", "w"], ["y"])
    shapes: Shapes = {"w": (7, 4), "x": ("N", 7)}
    model = model_of(onnx, [node], shapes, [array(onnx, "w", (7, 4))], ir_version=3)
    book = counted(model, (3, 7))
    assert (book.per, book.macs) == ("an input of 3×7", 84)


# Paths


def test_paths(onnx: Any) -> None:
    """Slashes are dots, so that a ledger folds; no two nodes have one path."""
    make = onnx.helper.make_node
    nodes = [
        make("MatMul", ["x", "v"], ["a"], name="/enc/one/MatMul"),
        make("Add", ["a", "b"], ["c"], name="/enc/one/Add"),
        make("MatMul", ["c", "w"], ["d"], name="same"),
        make("MatMul", ["d", "u"], ["y"], name="same"),
    ]
    stored = [array(onnx, name, (4, 4)) for name in "vwu"] + [array(onnx, "b", (4,))]
    book = counted(model_of(onnx, nodes, {"x": (1, 4)}, stored))
    paths = ["enc.one.MatMul", "enc.one.Add", "same", "same_2"]
    assert [row.path for row in book.rows] == paths
    assert [row.parameters for row in book.folded(1).rows] == [20, 16, 16]


# What cannot be told


def test_branches(onnx: Any) -> None:
    """Arrays in branches are counted; which branch runs is not known."""
    make = onnx.helper.make_node
    info = onnx.helper.make_tensor_value_info("o", onnx.TensorProto.FLOAT, None)

    def branch(name: str, size: int) -> Any:
        nodes = [
            make("MatMul", ["x", name], ["h"], name="first"),
            make("MatMul", ["h", "w"], ["o"], name="second"),
        ]
        stored = [array(onnx, name, (4, size))]
        if name == "e":
            nodes, stored = [make("MatMul", ["x", "w"], ["o"])], []
        return onnx.helper.make_graph(nodes, name, [], [info], stored)

    node = make(
        *("If", ["c"], ["y"]),
        name="choice",
        then_branch=branch("t", 4),
        else_branch=branch("e", 4),
    )
    model = model_of(onnx, [node], {"x": (3, 4)}, [array(onnx, "w", (4, 4))])
    condition = onnx.helper.make_tensor_value_info("c", onnx.TensorProto.BOOL, ())
    model.graph.input.append(condition)
    book = ledger_of_onnx(model)
    assert {row.path: row.parameters for row in book.rows} == {
        "choice": 0,
        "choice.else_branch.MatMul_0": 16,
        "choice.then_branch.first": 16,
        "choice.then_branch.second": 0,
    }
    assert book.rows[-1].shared_with == ("choice.else_branch.MatMul_0",)
    assert (book.parameters, book.macs) == (32, 0)
    assert book.not_counted == (
        "choice (If): which of its branches runs depends on the data",
    )


def test_unknown_operators(onnx: Any) -> None:
    """Operators of others are named; their arrays are counted."""
    make = onnx.helper.make_node
    nodes = [
        make("Fused", ["x", "w", "n"], ["a"], domain="own", name="fused"),
        make("MatMul", ["a", "v"], ["y"], name="last"),
        make("Det", ["x"], ["z"], name="det"),
    ]
    stored = [array(onnx, "w", (4, 5)), array(onnx, "v", (5, 6))]
    stored.append(array(onnx, "n", (2,), "int64"))
    book = counted(model_of(onnx, nodes, {"x": (4, 4)}, stored, ("y", "z")))
    assert [(row.path, row.parameters, row.buffers) for row in book.rows] == [
        ("fused", 20, 2),
        ("last", 30, 0),
    ]
    assert book.not_counted == (
        "fused (Fused): no rule for operators of own",
        "last (MatMul): sizes are not known: a is unknown, y is unknown",
        "det (Det): no rule for this operator",
    )
    assert (book.macs, book.memory) == (0, None)


def test_sizes_that_the_file_knows(onnx: Any) -> None:
    """What it says of sizes behind such an operator holds for its own input."""
    make = onnx.helper.make_node
    nodes = [
        make("Fused", ["x"], ["a"], domain="own", name="fused"),
        make("MatMul", ["a", "v"], ["y"], name="last"),
    ]
    model = model_of(onnx, nodes, {"x": (4, 4)}, [array(onnx, "v", (5, 6))])
    known = onnx.helper.make_tensor_value_info("a", onnx.TensorProto.FLOAT, (4, 5))
    model.graph.value_info.append(known)
    assert counted(model).macs == 120


def test_functions_of_the_model(onnx: Any) -> None:
    """Functions that the file defines are put in the place of their calls."""
    make = onnx.helper.make_node
    body = [make("MatMul", ["a", "b"], ["c"], name="inner")]
    versions = [onnx.helper.make_opsetid("", 23)]
    function = onnx.helper.make_function(
        "own", "Twice", ["a", "b"], ["c"], body, versions
    )
    nodes = [make("Twice", ["x", "w"], ["y"], domain="own", name="call")]
    stored = [array(onnx, "w", (7, 400))]
    model = model_of(onnx, nodes, {"x": (3, 7)}, stored, functions=[function])
    (row,) = counted(model).rows
    assert (row.kind, row.formula, row.macs) == ("MatMul", "400 × 7 = 2,800", 8_400)


# The size of the input


def conv_model(onnx: Any, shape: tuple[int | str, ...]) -> Any:
    """Make a convolution that is flattened for a matrix with 180 rows."""
    make = onnx.helper.make_node
    nodes = [
        make("Conv", ["x", "w"], ["c"], name="conv"),
        make("Flatten", ["c"], ["f"]),
        make("MatMul", ["f", "m"], ["y"], name="head"),
    ]
    stored = [array(onnx, "w", (5, 3, 2, 4)), array(onnx, "m", (180, 4))]
    return model_of(onnx, nodes, {"x": shape}, stored)


def test_open_sizes(onnx: Any) -> None:
    """Without a size there are parameters; with one, all of it."""
    model = conv_model(onnx, ("N", 3, "height", "width"))
    book = counted(model)
    assert (book.parameters, book.macs, book.per) == (840, None, None)
    assert book.not_counted == (
        "multiply-accumulates: the input x is (N, 3, height, width); give input_size",
    )
    book = counted(model, (2, 3, 7, 9))
    assert book.per == "an input of 2×3×7×9"
    assert [row.macs_formula for row in book.rows] == [
        "2·6·6 × 120 = 8,640",
        "2 × 720 = 1,440",
    ]
    assert counted(model, [[2, 3, 7, 9]]).macs == 10_080


def test_second_input_that_stays_open(onnx: Any) -> None:
    """What depends on it is named."""
    make = onnx.helper.make_node
    nodes = [
        make("MatMul", ["a", "w"], ["c"], name="known"),
        make("MatMul", ["b", "w"], ["y"], name="open"),
    ]
    shapes: Shapes = {"a": ("N", 7), "b": ("M", 7)}
    stored = [array(onnx, "w", (7, 4))]
    model = model_of(onnx, nodes, shapes, stored, ("c", "y"))
    book = counted(model, (3, 7))
    assert [(row.path, row.macs) for row in book.rows] == [("known", 84), ("open", 0)]
    assert book.not_counted == (
        "open (MatMul): sizes are not known: b is (M, 7), y is (M, 4)",
    )
    assert counted(model, [(3, 7), (2, 7)]).macs == 140


def test_shapes_that_are_computed(onnx: Any) -> None:
    """Shapes that a graph computes from its input are followed."""
    make = onnx.helper.make_node
    nodes = [
        make("Shape", ["x"], ["s"]),
        make("Gather", ["s", "zero"], ["n"], axis=0),
        make("Concat", ["n", "rest"], ["t"], axis=0),
        make("Reshape", ["x", "t"], ["r"]),
        make("MatMul", ["r", "w"], ["y"], name="head"),
    ]
    stored = [
        onnx.numpy_helper.from_array(np.array([0]), "zero"),
        onnx.numpy_helper.from_array(np.array([-1]), "rest"),
        array(onnx, "w", (12, 5)),
    ]
    book = counted(model_of(onnx, nodes, {"x": ("N", 3, 4)}, stored), (2, 3, 4))
    assert book.macs == 2 * 60


@given(data=st.data())
def test_any_convolution(onnx: Any, data: st.DataObject) -> None:
    """A spec of the same layer has the same ledger."""
    draw = data.draw
    groups = draw(st.integers(1, 3))
    depth, filters = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    kernel = (draw(st.integers(1, 3)), draw(st.integers(1, 4)))
    stride = (draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    dilation = (draw(st.integers(1, 2)), draw(st.integers(1, 2)))
    top, bottom, left, right = (draw(st.integers(0, 2)) for _ in range(4))
    bias, size = draw(st.booleans()), (draw(st.integers(7, 9)), draw(st.integers(7, 9)))
    spec = Conv2dSpec(
        *(depth, filters, kernel),
        stride=stride,
        padding=(top, bottom, left, right),
        dilation=dilation,
        groups=groups,
        bias=bias,
    )
    node = onnx.helper.make_node(
        *("Conv", ["x", "w", *["b"] * bias], ["y"]),
        strides=stride,
        dilations=dilation,
        pads=[top, left, bottom, right],
        group=groups,
    )
    stored = [array(onnx, "w", spec.weight_shape)]
    stored += [array(onnx, "b", (filters,))] * bias
    model = model_of(onnx, [node], {"x": (1, depth, *size)}, stored)
    (row,) = counted(model).rows
    (wanted,) = ledger(spec, size).rows
    assert (row.formula, row.macs_formula) == (wanted.formula, wanted.macs_formula)
    assert row.named_formula == wanted.named_formula
    assert wanted.output_shape is not None
    assert row.output_shape == (1, *wanted.output_shape)
    assert (row.kernels, row.memory) == (wanted.kernels, wanted.memory)


# Files


def test_file(onnx: Any, tmp_path: Path) -> None:
    """A path is read, as text or as a path."""
    model = conv_model(onnx, (1, 3, 7, 9))
    path = tmp_path / "conv.onnx"
    onnx.save(model, path)
    wanted = ledger_of_onnx(model)
    assert ledger_of_onnx(path) == ledger_of_onnx(str(path)) == wanted


def test_arrays_in_a_file_that_is_not_there(onnx: Any, tmp_path: Path) -> None:
    """A trillion parameters are counted from their sizes."""
    model = conv_model(onnx, (1, 3, 7, 9))
    size = 1_000_000
    node = onnx.helper.make_node("MatMul", ["z", "huge"], ["u"], name="huge")
    model.graph.node.append(node)
    huge = model.graph.initializer.add(name="huge", data_type=1, dims=[size, size])
    huge.data_location = onnx.TensorProto.EXTERNAL
    huge.external_data.add(key="location", value="weights.bin")
    made = onnx.helper.make_tensor_value_info("z", onnx.TensorProto.FLOAT, (1, size))
    model.graph.input.append(made)
    path = tmp_path / "huge.onnx"
    onnx.save(model, path)
    book = ledger_of_onnx(path)
    assert book.rows[-1].formula == "1,000,000 × 1,000,000 = 1,000,000,000,000"
    assert book.rows[-1].macs == 10**12


def test_no_file(onnx: Any, tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder."""
    del onnx
    path = tmp_path / "none.onnx"
    with refusal(FileNotFoundError, f"there is no file {str(path)!r}"):
        ledger_of_onnx(path)
    with refusal(
        ModelError,
        f"{tmp_path} is a folder\n  hint: give the path of a file in it",
    ):
        ledger_of_onnx(tmp_path)


def test_empty_file(onnx: Any, tmp_path: Path) -> None:
    """Protobuf takes nothing for a model; it is none."""
    path = tmp_path / "empty.onnx"
    path.write_bytes(b"")
    with refusal(
        ModelError,
        f"{path} is empty: it has 0 bytes\n  hint: was it written to the end?",
    ):
        ledger_of_onnx(path)
    with refusal(
        ModelError,
        "the model holds no graph: no nodes and no initializers\n"
        "  hint: is it a model of ONNX, and written to the end?",
    ):
        ledger_of_onnx(onnx.ModelProto())


@pytest.mark.parametrize("content", ["cut", "text", "picture"])
def test_broken_file(onnx: Any, tmp_path: Path, content: str) -> None:
    """A file that is cut off, and files of other kinds."""
    whole = conv_model(onnx, (1, 3, 7, 9)).SerializeToString()
    data = {
        "cut": whole[: len(whole) // 2],
        "text": b"import convguide\n",
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(200)),
    }[content]
    path = tmp_path / "broken.onnx"
    path.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        ledger_of_onnx(path)
    start = f"{path} is no model of ONNX, or only a part of one: "
    assert caught.value.facts.startswith(start)
    assert caught.value.hint == (
        f"it has {len(data):,} bytes; is it another kind of file, or cut off?"
    )


def test_file_that_is_too_large(
    onnx: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above 2 GB protobuf gives up; the error says so before."""
    assert onnx_files.LARGEST == 2_147_483_647
    monkeypatch.setattr(onnx_files, "LARGEST", 100)
    path = tmp_path / "large.onnx"
    onnx.save(conv_model(onnx, (1, 3, 7, 9)), path)
    size = path.stat().st_size
    with refusal(
        ModelError,
        f"{path} has {size:,} bytes, but protobuf reads 100 at most\n"
        "  hint: onnx.save(model, path, save_as_external_data=True) "
        "keeps arrays in a file beside it",
    ):
        ledger_of_onnx(path)


def test_without_onnx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants to count a file is told what to install."""
    monkeypatch.setitem(sys.modules, "onnx", None)
    with refusal(
        ModuleNotFoundError,
        'models of ONNX need onnx: python -m pip install "convguide[onnx]"',
    ):
        ledger_of_onnx(tmp_path / "any.onnx")


def test_what_is_no_model(onnx: Any) -> None:
    """A graph alone is no model, nor is a list."""
    model = conv_model(onnx, (1, 3, 7, 9))
    with refusal(
        TypeError, "model must be an onnx.ModelProto or a path, got GraphProto"
    ):
        ledger_of_onnx(model.graph)


# Bad sizes


def test_channels_that_do_not_fit(onnx: Any) -> None:
    """The node that objects is named, with both shapes; ONNX itself lets it pass."""
    model = conv_model(onnx, ("N", "C", "H", "W"))
    with refusal(
        ShapeError,
        "conv (Conv) takes 3 channels but its input has 4\n"
        "  input   (1, 4, 7, 9)  axes (N, C_in, H, W)\n"
        "  weight  (5, 3, 2, 4)  axes (C_out, C_in/groups, K_h, K_w)",
    ):
        ledger_of_onnx(model, (1, 4, 7, 9))


def test_features_that_do_not_fit(onnx: Any) -> None:
    """A later node may be the first to object."""
    model = conv_model(onnx, ("N", "C", "H", "W"))
    with refusal(
        ShapeError,
        "head (MatMul) takes 180 features but its input has 210\n"
        "  input   (1, 210)  axes (0, 1)\n"
        "  weight  (180, 4)  axes (0, 1)",
    ):
        ledger_of_onnx(model, (1, 3, 8, 9))


def test_gemm_that_does_not_fit(onnx: Any) -> None:
    """ONNX lets this pass, too."""
    node = onnx.helper.make_node("Gemm", ["x", "w"], ["y"], name="fc", transB=1)
    model = model_of(onnx, [node], {"x": ("N", "F")}, [array(onnx, "w", (4, 7))])
    with refusal(
        ShapeError,
        "fc (Gemm) takes 7 features but its input has 6\n"
        "  input   (3, 6)  axes (rows, features)\n"
        "  weight  (4, 7)  axes (out_features, in_features)",
    ):
        ledger_of_onnx(model, (3, 6))


def test_arrays_that_do_not_fit(onnx: Any) -> None:
    """What the inference of shapes says of other nodes is passed on."""
    make = onnx.helper.make_node
    nodes = [
        make("Add", ["x", "b"], ["a"], name="/enc/add"),
        make("MatMul", ["a", "w"], ["y"], name="head"),
    ]
    stored = [array(onnx, "b", (4,)), array(onnx, "w", (4, 5))]
    with refusal(
        ShapeError,
        "enc.add (Add): Incompatible dimensions\n"
        "  x  (3, 7)  axes (0, 1)\n"
        "  b  (4,)    axes (0)",
    ):
        ledger_of_onnx(model_of(onnx, nodes, {"x": (3, 7)}, stored))


def test_axes_that_do_not_fit(onnx: Any) -> None:
    """A flat input for a convolution over two axes."""
    with refusal(
        ShapeError,
        "conv (Conv) takes 4 axes but its input has 3\n"
        "  input   (3, 7, 9)     axes (N, C_in, L)\n"
        "  weight  (5, 3, 2, 4)  axes (C_out, C_in/groups, K_h, K_w)",
    ):
        ledger_of_onnx(conv_model(onnx, ("N", "C", "L")), (3, 7, 9))


@pytest.mark.parametrize("size", [(1, 4, 7, 9), (3, 7, 9)])
def test_size_that_the_file_fixes(onnx: Any, size: tuple[int, ...]) -> None:
    """Numbers in the file are not changed."""
    with refusal(
        ShapeError,
        f"input_size {size} does not fit the input x, (N, 3, 7, 9)\n"
        "  hint: sizes that are numbers are fixed in the file",
    ):
        ledger_of_onnx(conv_model(onnx, ("N", 3, 7, 9)), size)


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        (7, TypeError, "input_size must be a shape or several, got 7"),
        ((1, 3, 7.5, 9), TypeError, "input_size must be an integer, got 7.5 (float)"),
        ((1, 3, 0, 9), ValueError, "input_size must be at least 1, got 0"),
        (
            [(1, 3, 7, 9), (2,)],
            ShapeError,
            "input_size holds 2 shapes but the model takes 1: x",
        ),
    ],
    ids=str,
)
def test_sizes_that_are_none(
    onnx: Any, size: Any, kind: type[Exception], message: str
) -> None:
    """A shape is a few whole numbers."""
    with refusal(kind, message):
        ledger_of_onnx(conv_model(onnx, ("N", "C", "H", "W")), size)


def test_copy_has_no_numbers(onnx: Any) -> None:
    """What is walked is small, however large the model: bodies and constants too."""
    make = onnx.helper.make_node
    info = onnx.helper.make_tensor_value_info("o", onnx.TensorProto.FLOAT, None)
    large = array(onnx, "", (500, 500))
    body = onnx.helper.make_graph(
        [make("MatMul", ["x", "v"], ["o"])],
        *("body", [], [info]),
        [array(onnx, "v", (500, 500))],
    )
    branches = {"then_branch": body, "else_branch": body}
    nodes = [
        make("Constant", [], ["c"], value=large),
        make("MatMul", ["x", "c"], ["a"]),
        make("MatMul", ["a", "w"], ["b"]),
        make("If", ["flag"], ["y"], **branches),
    ]
    stored = [array(onnx, "w", (500, 500)), array(onnx, "flag", (), "bool")]
    model = model_of(onnx, nodes, {"x": (1, 500)}, stored)
    assert model.ByteSize() > 4_000_000
    assert without_numbers(model).ByteSize() < 1_000
    book = ledger_of_onnx(model)
    assert [row.parameters for row in book.rows] == [250_000] * 2 + [0] + [250_000] * 2
