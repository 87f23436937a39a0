"""Models of Keras: every layer with its factors, and the totals of Keras itself."""

from __future__ import annotations

import os
from importlib import import_module
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from convguide import Conv2dSpec, ShapeError, ledger
from convguide._errors import ModelError
from convguide.counting.keras.of_keras import ledger_of_keras

if TYPE_CHECKING:
    from convguide import Ledger, Row

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def keras() -> Any:
    """Import Keras with the backend that the tests have; it is chosen at import."""
    os.environ["KERAS_BACKEND"] = "torch"
    return import_module("keras")


@pytest.fixture
def layers(keras: Any) -> Any:
    """Give the layers of Keras, with names that begin anew."""
    keras.utils.clear_session(free_memory=False)
    return keras.layers


def single(keras: Any, layer: Any, *shape: int, dtype: str = "float32") -> Row:
    """Count one layer on one sample of this shape."""
    model = keras.Sequential([keras.Input(shape, dtype=dtype), layer])
    book = ledger_of_keras(model)
    assert book.per == "one sample"
    assert book.not_counted == ()
    check_totals(model, book)
    (row,) = book.rows
    return row


def check_totals(model: Any, book: Ledger) -> None:
    """Hold a ledger against what Keras says of the model."""
    assert book.parameters + book.buffers == model.count_params()
    trained = sum(prod(array.shape) for array in model.trainable_weights)
    assert book.trainable == trained


# Layers, one by one: the formula, its names, multiply-accumulates, output


@pytest.mark.parametrize(
    ("name", "options", "shape", "formula", "macs", "output"),
    [
        (
            "Conv1D",
            {"filters": 5, "kernel_size": 2, "padding": "causal", "dilation_rate": 3},
            (7, 3),
            "5 × (3·2) + 5 = 35",
            "7 × 30 = 210",
            (1, 7, 5),
        ),
        (
            "Conv2D",
            {"filters": 5, "kernel_size": (2, 4)},
            (7, 9, 3),
            "5 × (3·2·4) + 5 = 125",
            "6·6 × 120 = 4,320",
            (1, 6, 6, 5),
        ),
        (
            "Conv2D",
            {"filters": 6, "kernel_size": 3, "strides": 2, "padding": "same"},
            (8, 9, 3),
            "6 × (3·3·3) + 6 = 168",
            "4·5 × 162 = 3,240",
            (1, 4, 5, 6),
        ),
        (
            "Conv2D",
            {"filters": 6, "kernel_size": 3, "groups": 2, "use_bias": False},
            (7, 9, 4),
            "6 × (2·3·3) = 108",
            "5·7 × 108 = 3,780",
            (1, 5, 7, 6),
        ),
        (
            "Conv2D",
            {"filters": 5, "kernel_size": (2, 4), "data_format": "channels_first"},
            (3, 7, 9),
            "5 × (3·2·4) + 5 = 125",
            "6·6 × 120 = 4,320",
            (1, 5, 6, 6),
        ),
        (
            "Conv3D",
            {"filters": 4, "kernel_size": (1, 2, 3)},
            (5, 6, 8, 2),
            "4 × (2·1·2·3) + 4 = 52",
            "5·5·6 × 48 = 7,200",
            (1, 5, 5, 6, 4),
        ),
        (
            "Conv1DTranspose",
            {"filters": 2, "kernel_size": 3, "strides": 2},
            (4, 5),
            "5 × (2·3) + 2 = 32",
            "4 × 30 = 120",
            (1, 9, 2),
        ),
        (
            "Conv2DTranspose",
            {"filters": 2, "kernel_size": (3, 4), "strides": 2, "padding": "same"},
            (5, 6, 7),
            "7 × (2·3·4) + 2 = 170",
            "5·6 × 168 = 5,040",
            (1, 10, 12, 2),
        ),
        (
            "Conv3DTranspose",
            {"filters": 3, "kernel_size": 2, "data_format": "channels_first"},
            (4, 5, 6, 7),
            "4 × (3·2·2·2) + 3 = 99",
            "5·6·7 × 96 = 20,160",
            (1, 3, 6, 7, 8),
        ),
        (
            "DepthwiseConv1D",
            {"kernel_size": 2},
            (6, 3),
            "3 × (1·2) + 3 × 1 = 9",
            "5 × 6 = 30",
            (1, 5, 3),
        ),
        (
            "DepthwiseConv2D",
            {"kernel_size": (3, 2), "depth_multiplier": 4},
            (6, 7, 5),
            "5 × (4·3·2) + 5 × 4 = 140",
            "4·6 × 120 = 2,880",
            (1, 4, 6, 20),
        ),
        (
            "SeparableConv2D",
            {"filters": 7, "kernel_size": (3, 2), "depth_multiplier": 4},
            (6, 8, 5),
            "5 × (4·3·2) + 7 × (5·4·1·1) + 7 = 267",
            "4·7 × 120 + 4·7 × 140 = 7,280",
            (1, 4, 7, 7),
        ),
        ("Dense", {"units": 4}, (7,), "4 × 7 + 4 = 32", "28", (1, 4)),
        (
            "Dense",
            {"units": 4, "use_bias": False},
            (3, 5, 7),
            "4 × 7 = 28",
            "15 × 28 = 420",
            (1, 3, 5, 4),
        ),
        (
            "EinsumDense",
            {"equation": "abc,cde->abde", "output_shape": (None, 4, 5)},
            (3, 7),
            "7 × (4·5) = 140",
            "3 × (7·4·5) = 420",
            (1, 3, 4, 5),
        ),
        (
            "EinsumDense",
            {"equation": "...x,xy->...y", "output_shape": 4, "bias_axes": "y"},
            (3, 5, 7),
            "7 × 4 + 4 = 32",
            "15 × (7·4) = 420",
            (1, 3, 5, 4),
        ),
        (
            "SimpleRNN",
            {"units": 4},
            (7, 3),
            "4 × 3 + 4 × 4 + 4 = 32",
            "7 × (4·3) + 7 × (4·4) = 196",
            (1, 4),
        ),
        (
            "LSTM",
            {"units": 4, "return_sequences": True},
            (7, 3),
            "4 × (4·3) + 4 × (4·4) + 4 × 4 = 128",
            "7 × (4·4·3) + 7 × (4·4·4) = 784",
            (1, 7, 4),
        ),
        (
            "GRU",
            {"units": 4},
            (7, 5),
            "3 × (4·5) + 3 × (4·4) + 2 × (3·4) = 132",
            "7 × (3·4·5) + 7 × (3·4·4) = 756",
            (1, 4),
        ),
        (
            "GRU",
            {"units": 4, "reset_after": False},
            (7, 5),
            "3 × (4·5) + 3 × (4·4) + 3 × 4 = 120",
            "7 × (3·4·5) + 7 × (3·4·4) = 756",
            (1, 4),
        ),
        (
            "ConvLSTM2D",
            {"filters": 4, "kernel_size": (3, 2), "strides": 2},
            (5, 7, 8, 3),
            "4 × (4·3·3·2) + 4 × (4·4·3·2) + 4 × 4 = 688",
            "5·3·4 × 288 + 5·3·4 × 384 = 40,320",
            (1, 3, 4, 4),
        ),
        ("LayerNormalization", {}, (3, 7), "7 + 7 = 14", "", (1, 3, 7)),
        ("GroupNormalization", {"groups": 2}, (3, 6), "6 + 6 = 12", "", (1, 3, 6)),
        ("PReLU", {"shared_axes": [1]}, (3, 7), "7", "", (1, 3, 7)),
        ("MaxPooling2D", {}, (6, 8, 3), "", "", (1, 3, 4, 3)),
    ],
    ids=str,
)
def test_layer(  # noqa: PLR0917 - fixtures and a row of the table
    keras: Any,
    layers: Any,
    name: str,
    options: dict[str, Any],
    shape: tuple[int, ...],
    formula: str,
    macs: str,
    output: tuple[int, ...],
) -> None:
    """Factors of the parameters and of the products, and the shape of the output."""
    row = single(keras, getattr(layers, name)(**options), *shape)
    assert row.kind == name
    assert (row.formula, row.macs_formula) == (formula, macs)
    assert (row.output_shape, row.calls) == (output, 1)
    assert row.memory == 4 * prod(output)
    assert row.buffers == 0


@pytest.mark.parametrize(
    ("name", "options", "names"),
    [
        (
            "Conv2D",
            {"filters": 6, "kernel_size": 3, "groups": 2},
            (
                "out_channels × (in_channels/groups · kernel height · kernel width)"
                " + out_channels"
            ),
        ),
        (
            "Conv2DTranspose",
            {"filters": 6, "kernel_size": 3},
            (
                "in_channels × (out_channels · kernel height · kernel width)"
                " + out_channels"
            ),
        ),
        (
            "DepthwiseConv2D",
            {"kernel_size": 3},
            (
                "in_channels × (depth_multiplier · kernel height · kernel width)"
                " + in_channels × depth_multiplier"
            ),
        ),
        ("Dense", {"units": 3}, "out_features × in_features + out_features"),
    ],
    ids=str,
)
def test_names(
    keras: Any, layers: Any, name: str, options: dict[str, Any], names: str
) -> None:
    """The factors have the names that this package uses everywhere."""
    row = single(keras, getattr(layers, name)(**options), 7, 8, 4)
    assert row.named_formula == names


def test_kernels_and_biases(keras: Any, layers: Any) -> None:
    """Kernels are 2D slices, biases are told apart, as in a spec."""
    row = single(keras, layers.Conv2D(6, 3, groups=2), 7, 8, 4)
    assert (row.kernels, row.weights, row.biases) == (12, 108, 6)


def test_batch_normalization(keras: Any, layers: Any) -> None:
    """Scale and shift are learned; mean and variance are kept."""
    row = single(keras, layers.BatchNormalization(), 5, 7)
    assert (row.formula, row.buffers, row.macs) == ("7 + 7 = 14", 14, 0)
    assert row.named_formula == "channels + channels"


def test_embedding(keras: Any, layers: Any) -> None:
    """A row is looked up, nothing is multiplied."""
    row = single(keras, layers.Embedding(11, 4), 6, dtype="int32")
    assert (row.formula, row.macs) == ("11 × 4 = 44", 0)
    assert row.named_formula == "num_embeddings × embedding_dim"
    assert row.output_shape == (1, 6, 4)


def test_embedding_that_is_used_both_ways(keras: Any, layers: Any) -> None:
    """The way back multiplies with every row; the array is counted once."""
    embedding = layers.ReversibleEmbedding(11, 4)
    words = keras.Input((6,), dtype="int32")
    model = keras.Model(words, embedding(embedding(words), reverse=True))
    book = ledger_of_keras(model)
    (row,) = book.rows
    assert (row.calls, row.parameters) == (2, 44)
    assert row.macs_formula == "6 × 44 = 264"
    check_totals(model, book)


def test_stacked_cells(keras: Any, layers: Any) -> None:
    """Cells of a recurrent layer stand in its row, the second fed by the first."""
    row = single(keras, layers.RNN([layers.LSTMCell(4), layers.GRUCell(2)]), 7, 3)
    assert row.parameters == (48 + 64 + 16) + (24 + 12 + 12)
    assert row.macs == 7 * (48 + 64 + 24 + 12)


def test_both_directions(keras: Any, layers: Any) -> None:
    """Forwards and backwards are layers of their own."""
    inner = layers.LSTM(4, name="lstm")
    model = keras.Sequential(
        [keras.Input((7, 3)), layers.Bidirectional(inner, name="both")]
    )
    book = ledger_of_keras(model)
    assert [(row.path, row.kind, row.macs) for row in book.rows] == [
        ("both.forward_lstm", "LSTM", 784),
        ("both.backward_lstm", "LSTM", 784),
    ]
    check_totals(model, book)


def test_at_every_step(keras: Any, layers: Any) -> None:
    """A layer inside TimeDistributed is called once a step."""
    inner = layers.Conv2D(2, 3, name="conv")
    wrapper = layers.TimeDistributed(inner, name="steps")
    model = keras.Sequential([keras.Input((5, 6, 7, 3)), wrapper])
    (row,) = ledger_of_keras(model).rows
    assert (row.path, row.calls, row.output_shape) == ("steps.conv", 5, (1, 4, 5, 2))
    assert row.macs_formula == "5·4·5 × 54 = 5,400"
    assert row.memory == 5 * 4 * 40


def test_spectral_normalization(keras: Any, layers: Any) -> None:
    """The kernel stands with its layer; the vector of the wrapper is no parameter."""
    inner = layers.Conv2D(3, 2, name="conv")
    wrapper = layers.SpectralNormalization(inner, name="norm")
    model = keras.Sequential([keras.Input((6, 7, 4)), wrapper])
    book = ledger_of_keras(model)
    outer, row = book.rows
    assert (outer.path, outer.parameters, outer.buffers) == ("norm", 0, 3)
    assert (row.path, row.formula) == ("norm.conv", "3 × (4·2·2) + 3 = 51")
    assert (outer.output_shape, row.output_shape) == ((1, 5, 6, 3), (1, 5, 6, 3))
    assert (outer.memory, row.memory) == (0, 360)  # it is one array
    check_totals(model, book)


# Attention


def test_multi_head_attention(keras: Any, layers: Any) -> None:
    """Projections are layers; queries times keys, scores times values are products."""
    query, value = keras.Input((5, 6)), keras.Input((7, 8))
    attention = layers.MultiHeadAttention(2, 3, value_dim=4, name="mha")
    model = keras.Model([query, value], attention(query, value))
    book = ledger_of_keras(model)
    assert [(row.path, row.parameters, row.macs) for row in book.rows] == [
        ("mha", 0, 2 * 5 * 7 * 3 + 2 * 5 * 7 * 4),
        ("mha.query", 6 * 2 * 3 + 6, 5 * 6 * 2 * 3),
        ("mha.key", 8 * 2 * 3 + 6, 7 * 8 * 2 * 3),
        ("mha.value", 8 * 2 * 4 + 8, 7 * 8 * 2 * 4),
        ("mha.attention_output", 2 * 4 * 6 + 6, 5 * 2 * 4 * 6),
    ]
    assert book.rows[0].macs_formula == "2·5·7 × 3 + 2·5·7 × 4 = 490"
    assert book.not_counted == ()
    check_totals(model, book)


def test_attention_over_one_of_two_axes(keras: Any, layers: Any) -> None:
    """Along the other axis, attention is done again and again."""
    picture = keras.Input((5, 7, 6))
    attention = layers.MultiHeadAttention(2, 3, attention_axes=(2,), name="mha")
    model = keras.Model(picture, attention(picture, picture))
    assert ledger_of_keras(model).rows[0].macs == 2 * (5 * 2 * 7 * 7 * 3)


def test_grouped_query_attention(keras: Any, layers: Any) -> None:
    """Every query head has products, though keys are fewer."""
    words = keras.Input((5, 8))
    attention = layers.GroupQueryAttention(3, 4, 2, name="gqa")
    model = keras.Model(words, attention(words, words))
    book = ledger_of_keras(model)
    assert book.rows[0].macs == 2 * (4 * 5 * 5 * 3)
    check_totals(model, book)


def test_attention_without_projections(keras: Any, layers: Any) -> None:
    """Products of both kinds; a learned scale multiplies each pair's features."""
    query, value = keras.Input((5, 6)), keras.Input((7, 6))
    dotted = layers.Attention(name="dot")([query, value])
    added = layers.AdditiveAttention(name="add")([query, value])
    model = keras.Model([query, value], [dotted, added])
    book = ledger_of_keras(model)
    assert {row.path: row.macs for row in book.rows} == {"dot": 420, "add": 420}
    assert book.parameters == 6
    check_totals(model, book)


# Functions in a graph


def test_functions(keras: Any, layers: Any) -> None:
    """Products of keras.ops are rows; sums and the like are none."""
    a = keras.Input((5, 6))
    b = keras.ops.matmul(a, keras.ops.transpose(a, (0, 2, 1)))
    c = keras.ops.einsum("nij,nkj->nik", b + 1, b)
    d = layers.Dot(axes=(2, 1), name="dot")([c, a])
    model = keras.Model(a, d)
    book = ledger_of_keras(model)
    assert [(row.kind, row.macs) for row in book.rows] == [
        ("Matmul", 5 * 5 * 6),
        ("Einsum", 5 * 5 * 5),
        ("Dot", 5 * 6 * 5),
    ]
    assert book.not_counted == ()


def test_function_without_a_rule(keras: Any, layers: Any) -> None:
    """What multiplies and has no rule is said."""
    del layers
    a = keras.Input((6,), batch_size=1)
    model = keras.Model(a, keras.ops.outer(a, a))
    assert ledger_of_keras(model).not_counted == (
        "outer (Outer): no rule for this function",
    )


# Whole models


def encoder(keras: Any, layers: Any, name: str = "encoder") -> Any:
    """Make a model to be put into others: 5 × (3·3·3) + 5, and 5 + 5 with 10 kept."""
    x = keras.Input((8, 9, 3))
    y = layers.Conv2D(5, 3, name="conv1")(x)
    y = layers.BatchNormalization(name="norm")(y)
    return keras.Model(x, layers.ReLU(name="relu")(y), name=name)


def test_nested(keras: Any, layers: Any) -> None:
    """Models inside models give paths, and fold."""
    x = keras.Input((8, 9, 3))
    y = layers.Flatten(name="flat")(encoder(keras, layers)(x))
    model = keras.Model(x, layers.Dense(2, name="head")(y))
    book = ledger_of_keras(model)
    assert [row.path for row in book.rows] == [
        *("encoder.conv1", "encoder.norm", "encoder.relu"),
        *("flat", "head"),
    ]
    assert book.kinds == (("encoder", "Functional"),)
    folded = book.folded(1).rows[0]
    assert (folded.path, folded.kind, folded.layers) == ("encoder", "Functional", 3)
    assert (folded.parameters, folded.buffers, folded.macs) == (150, 10, 5_670)
    check_totals(model, book)


def test_text(keras: Any, layers: Any) -> None:
    """The whole table of a small model."""
    model = keras.Sequential(
        [keras.Input((8, 9, 3)), encoder(keras, layers), layers.Flatten(name="flat")]
    )
    table, _ = str(ledger_of_keras(model)).split("\n\n")
    assert [" ".join(line.split()) for line in table.splitlines()] == [
        "layer kind parameters buffers output MACs memory",
        "encoder.conv1 Conv2D 5 × (3·3·3) + 5 = 140 1×6×7×5 5,670 840 B",
        "encoder.norm BatchNormalization 5 + 5 = 10 10 1×6×7×5 0 840 B",
        "encoder.relu ReLU 0 1×6×7×5 0 840 B",
        "flat Flatten 0 1×210 0 840 B",
        "total 150 10 5,670 3.28 KiB",
    ]


def test_layer_that_is_called_twice(keras: Any, layers: Any) -> None:
    """Its numbers are counted once, its products at every call, with their shapes."""
    conv = layers.Conv2D(3, 3, name="conv")
    x = keras.Input((9, 8, 3))
    model = keras.Model(x, conv(conv(x)))
    book = ledger_of_keras(model)
    (row,) = book.rows
    assert (row.parameters, row.calls) == (84, 2)
    assert row.macs_formula == "7·6 × 81 + 5·4 × 81 = 5,022"
    assert row.memory == 4 * 3 * (42 + 20)
    check_totals(model, book)


def test_layer_at_two_places(keras: Any, layers: Any) -> None:
    """Where it stands the second time, it says where it is counted."""
    shared = layers.Dense(4, name="shared")
    first = keras.Sequential([keras.Input((4,)), shared], name="first")
    second = keras.Sequential([keras.Input((4,)), shared], name="second")
    x = keras.Input((4,))
    model = keras.Model(x, second(first(x)))
    book = ledger_of_keras(model)
    assert [(row.path, row.parameters, row.macs, row.calls) for row in book.rows] == [
        ("first.shared", 20, 16, 1),
        ("second.shared", 0, 16, 1),
    ]
    assert book.rows[1].shared_with == ("first.shared",)
    check_totals(model, book)


def test_tied_arrays(keras: Any, layers: Any) -> None:
    """One array in two layers is counted where it comes first."""
    one, two = layers.Dense(4, name="one"), layers.Dense(4, name="two")
    x = keras.Input((4,))
    model = keras.Model(x, two(one(x)))
    two._untrack_variable(two._kernel)
    two._tracker.unlock()
    two._kernel = one.kernel
    two._tracker.lock()
    book = ledger_of_keras(model)
    assert [(row.path, row.parameters, row.macs) for row in book.rows] == [
        ("one", 20, 16),
        ("two", 4, 16),
    ]
    assert book.rows[1].shared_with == ("one",)
    check_totals(model, book)


def test_frozen(keras: Any, layers: Any) -> None:
    """What was made to be learned is frozen; what was never learned stays a buffer."""
    base = encoder(keras, layers)
    model = keras.Sequential(
        [keras.Input((8, 9, 3)), base, layers.Flatten(), layers.Dense(2, name="head")]
    )
    base.trainable = False
    book = ledger_of_keras(model)
    assert (book.frozen, book.trainable, book.buffers) == (150, 422, 10)
    check_totals(model, book)
    model.trainable = False
    book = ledger_of_keras(model)
    assert (book.frozen, book.trainable, book.buffers) == (572, 0, 10)


def test_frozen_from_the_start(keras: Any, layers: Any) -> None:
    """A layer that is made frozen has parameters all the same."""
    row = single(keras, layers.Dense(4, trainable=False), 7)
    assert (row.parameters, row.frozen, row.buffers) == (32, 32, 0)


def test_half_precision(keras: Any, layers: Any) -> None:
    """Memory follows the numbers that are computed with."""
    row = single(keras, layers.Dense(4, dtype="mixed_float16"), 7)
    assert row.memory == 2 * 4


def test_published_model(keras: Any, layers: Any) -> None:
    """MobileNetV2 has 3,538,984 numbers in Keras' documentation, and 300 M products."""
    del layers
    model = keras.applications.MobileNetV2(weights=None)
    book = ledger_of_keras(model)
    assert book.parameters + book.buffers == model.count_params() == 3_538_984
    assert (book.buffers, book.macs) == (34_112, 300_774_272)
    assert book.not_counted == ()


@given(data=st.data())
def test_any_convolution(keras: Any, data: st.DataObject) -> None:
    """A spec of the same layer has the same ledger."""
    draw = data.draw
    groups = draw(st.integers(1, 3))
    depth, filters = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    kernel = (draw(st.integers(1, 3)), draw(st.integers(1, 4)))
    strided = draw(st.booleans())  # Keras has strides or dilation, not both
    stride = draw(st.integers(1, 3)) if strided else 1
    dilation = 1 if strided else draw(st.integers(1, 2))
    bias, same = draw(st.booleans()), draw(st.booleans())
    size = (draw(st.integers(7, 9)), draw(st.integers(7, 9)))
    geometry: dict[str, Any] = {"stride": stride, "dilation": dilation}
    spec = Conv2dSpec(depth, filters, kernel, groups=groups, bias=bias, **geometry)
    if same:
        geometry["padding"] = spec.same_padding(size)
    spec = Conv2dSpec(depth, filters, kernel, groups=groups, bias=bias, **geometry)
    layer = keras.layers.Conv2D(
        *(filters, kernel),
        strides=stride,
        dilation_rate=dilation,
        groups=groups,
        use_bias=bias,
        padding="same" if same else "valid",
    )
    row = single(keras, layer, *size, depth)
    (wanted,) = ledger(spec, size).rows
    assert (row.formula, row.macs_formula) == (wanted.formula, wanted.macs_formula)
    assert row.named_formula == wanted.named_formula
    assert wanted.output_shape is not None
    channels, *sizes = wanted.output_shape
    assert row.output_shape == (1, *sizes, channels)
    assert (row.kernels, row.memory) == (wanted.kernels, wanted.memory)


# The size of the input


def test_batch(keras: Any, layers: Any) -> None:
    """With a batch, everything but the numbers that are learned is counted so often."""
    model = encoder(keras, layers)
    one, many = ledger_of_keras(model), ledger_of_keras(model, (4, 8, 9, 3))
    assert (one.per, many.per) == ("one sample", "an input of 4×8×9×3")
    assert (one.macs, many.macs) == (5_670, 22_680)
    assert many.rows[0].macs_formula == "4·6·7 × 135 = 22,680"
    assert many.rows[0].output_shape == (4, 6, 7, 5)
    assert one.memory is not None
    assert many.memory == 4 * one.memory
    assert many.parameters == one.parameters == 150


def test_fixed_batch(keras: Any, layers: Any) -> None:
    """A model that fixes its batch is counted for this batch."""
    x = keras.Input((7,), batch_size=3)
    book = ledger_of_keras(keras.Model(x, layers.Dense(2)(x)))
    assert (book.per, book.macs) == ("an input of 3×7", 42)


def test_size_that_the_model_leaves_open(keras: Any, layers: Any) -> None:
    """Without a size there are parameters; with one, all of it."""
    x = keras.Input((None, None, 3), name="picture")
    model = keras.Model(x, layers.Conv2D(5, 3, name="conv")(x), name="open")
    book = ledger_of_keras(model)
    assert (book.parameters, book.macs, book.per) == (140, None, None)
    assert book.not_counted == (
        (
            "multiply-accumulates: the input of open is (None, None, None, 3);"
            " give input_size"
        ),
    )
    assert ledger_of_keras(model, (1, 8, 9, 3)).macs == 5_670
    assert ledger_of_keras(model, [1, 5, 4, 3]).macs == 3 * 2 * 135


def test_several_inputs(keras: Any, layers: Any) -> None:
    """A shape for each input, also where they have names."""
    a, b = keras.Input((4,), name="a"), keras.Input((5,), name="b")
    y = layers.Dense(2)(layers.Concatenate()([a, b]))
    for inputs in ([a, b], {"a": a, "b": b}):
        model = keras.Model(inputs, y)
        assert ledger_of_keras(model).macs == 18
        book = ledger_of_keras(model, [(3, 4), (3, 5)])
        assert (book.macs, book.per) == (54, "an input of 3×4 and 3×5")


def test_one_layer_alone(keras: Any, layers: Any) -> None:
    """A layer is counted as a model is."""
    del keras
    layer = layers.Conv2D(5, 3, name="conv")
    layer.build((None, 8, 9, 3))
    assert ledger_of_keras(layer).parameters == 140
    (row,) = ledger_of_keras(layer, (2, 8, 9, 3)).rows
    assert (row.path, row.macs) == ("conv", 11_340)


# Code that is not Keras' own


def network(keras: Any, layers: Any, head: str = "head") -> Any:
    """Make a model whose forward is somebody's code, with a head that is not used."""

    class Net(keras.Model):  # type: ignore[misc] # Keras has no types
        def __init__(self) -> None:
            super().__init__(name="net")
            self.conv = layers.Conv2D(5, 3, name="conv")
            self.flat = layers.Flatten(name="flat")
            self.head = layers.Dense(2, name=head)
            self.spare = layers.Dense(4, name="spare")
            self.spare.build((None, 6))

        def build(self, shape: Any) -> None:
            self.conv.build(shape)
            if head == "head":
                self.head.build((None, 210))
            self.built = True

        def call(self, x: Any) -> Any:
            return self.head(self.flat(keras.ops.relu(self.conv(x))))

    net = Net()
    net.build((None, 8, 9, 3))
    return net


def test_model_without_a_graph(keras: Any, layers: Any) -> None:
    """Its parameters are known; its products, once the size of its input is."""
    model = network(keras, layers)
    book = ledger_of_keras(model)
    assert (book.parameters, book.macs) == (140 + 422 + 28, None)
    assert book.not_counted == (
        "multiply-accumulates: net does not know its input; give input_size",
    )
    check_totals(model, book)
    book = ledger_of_keras(model, (2, 8, 9, 3))
    assert [(row.path, row.macs, row.calls) for row in book.rows] == [
        ("conv", 11_340, 1),
        ("flat", 0, 1),
        ("head", 840, 1),
        ("spare", 0, 0),
    ]
    assert book.not_counted == (
        "Net: what their own code multiplies, beside their layers",
    )
    assert book.per == "an input of 2×8×9×3"


def test_lambda(keras: Any, layers: Any) -> None:
    """What a function multiplies is not known."""
    model = keras.Sequential(
        [keras.Input((7,)), layers.Lambda(lambda x: 2 * x, name="twice")]
    )
    book = ledger_of_keras(model)
    assert [row.path for row in book.rows] == ["twice"]
    assert book.not_counted == ("twice (Lambda): what its function multiplies",)


def test_layer_of_somebody_else(keras: Any, layers: Any) -> None:
    """Its numbers are counted, with numbers for names; its products are not known."""

    class Scaled(layers.Layer):  # type: ignore[misc] # Keras has no types
        def build(self, shape: Any) -> None:
            self.a = self.add_weight(shape=(shape[-1], 1, 5), name="a")
            self.b = self.add_weight(shape=(), name="b", trainable=False)

        def call(self, x: Any) -> Any:
            return keras.ops.matmul(x, self.a[:, 0]) * self.b

    model = keras.Sequential([keras.Input((7,)), Scaled(name="scaled")])
    book = ledger_of_keras(model)
    (row,) = book.rows
    assert (row.formula, row.named_formula) == ("7 × 5 = 35", "axis 0 × axis 2")
    assert (row.buffers, row.macs, row.output_shape) == (1, 0, (1, 5))
    assert book.not_counted == ("scaled (Scaled): what its own code multiplies",)
    check_totals(model, book)


def test_low_rank_adaptation(keras: Any, layers: Any) -> None:
    """The first kernel is frozen, two thin ones are learned; making one is not told."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(6, name="dense")])
    model.layers[0].enable_lora(2)
    book = ledger_of_keras(model)
    assert (book.parameters, book.frozen, book.macs) == (48 + 6 + 16 + 12, 48, 48)
    assert book.not_counted == (
        "dense (Dense): making its weight of two, as LoRA does",
    )
    check_totals(model, book)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_quantized(keras: Any, layers: Any) -> None:
    """A rounded kernel was learned; its scales are no parameters."""
    model = keras.Sequential([keras.Input((8,)), layers.Dense(6, name="dense")])
    model.layers[0].quantize("int8")
    book = ledger_of_keras(model)
    (row,) = book.rows
    assert (row.parameters, row.frozen, row.buffers, row.macs) == (54, 48, 6, 48)
    check_totals(model, book)


# Nothing is changed


def state(model: Any) -> list[Any]:
    """Everything that a layer has, by identity, and the numbers of its arrays."""
    found = []
    for layer in model._flatten_layers():
        attributes = {name: id(value) for name, value in vars(layer).items()}
        lists = {
            name: len(value)
            for name, value in vars(layer).items()
            if isinstance(value, (list, dict, set))
        }
        numbers = [v.value.detach().clone().tolist() for v in layer.variables]
        flags = [v.trainable for v in layer.variables]
        locked = layer._tracker.locked
        found.append((id(layer), attributes, lists, numbers, flags, locked))
    return found


def test_model_stays_as_it_was(keras: Any, layers: Any) -> None:
    """Counting leaves no trace in any layer, also when one of them objects."""
    model = network(keras, layers)
    model.conv.trainable = False
    before = state(model)
    ledger_of_keras(model, (2, 8, 9, 3))
    assert state(model) == before
    with pytest.raises(ShapeError):
        ledger_of_keras(model, (2, 8, 9, 4))
    assert state(model) == before
    inner = encoder(keras, layers)
    before = state(inner)
    ledger_of_keras(inner)
    ledger_of_keras(inner, (3, 8, 9, 3))
    assert state(inner) == before


def test_seeds_stay_as_they_were(keras: Any, layers: Any) -> None:
    """Random layers are not run: the next random numbers are those that would come."""
    drop = layers.Dropout(0.5, seed=3)
    noise = layers.GaussianNoise(0.5, seed=4)
    model = keras.Sequential([keras.Input((7,)), drop, noise, layers.Dense(2)])
    before = state(model)
    book = ledger_of_keras(model)
    assert state(model) == before
    check_totals(model, book)


# Bad input


def test_not_built(keras: Any, layers: Any) -> None:
    """Without sizes there is nothing to count."""
    with refusal(
        ModelError,
        "raw (Sequential) is not built: it has no arrays\n"
        "  hint: build it with model.build(input_shape), or call it once on an input",
    ):
        ledger_of_keras(keras.Sequential([layers.Dense(2)], name="raw"))


def test_part_that_is_not_built(keras: Any, layers: Any) -> None:
    """A layer without sizes is said to have none; if it is needed, it is refused."""
    model = network(keras, layers, head="late")
    book = ledger_of_keras(model)
    assert book.not_counted[1:] == (
        "late (Dense): it is not built, its numbers are not known",
    )
    with refusal(
        ModelError,
        "late (Dense) is not built: its sizes are not known\n"
        "  hint: call the model once on an input: model(x)",
    ):
        ledger_of_keras(model, (2, 8, 9, 3))
    assert not model.head.built


@pytest.mark.parametrize(
    ("size", "hint"),
    [
        ((1, 8, 9, 4), ""),
        ((1, 9, 8, 3), ""),
        ((8, 9, 3), "\n  hint: give all axes, the batch too"),
    ],
)
def test_size_that_does_not_fit(
    keras: Any, layers: Any, size: tuple[int, ...], hint: str
) -> None:
    """A model with a graph has an input layer, which objects first."""
    x = keras.Input((8, 9, 3), name="picture")
    model = keras.Model(x, layers.Flatten()(x))
    with pytest.raises(ShapeError) as caught:
        ledger_of_keras(model, size)
    assert str(caught.value) == (
        "input_size does not fit picture (InputLayer)\n"
        f"  input_size  {size!s:15}  axes (N, …)\n"
        f"  picture     (None, 8, 9, 3)  axes (N, …){hint}"
    )


def test_channels_that_do_not_fit(keras: Any, layers: Any) -> None:
    """The first layer that objects is named, with both shapes."""
    with refusal(
        ShapeError,
        "conv (Conv2D) takes 3 channels but its input has 4\n"
        "  input   (2, 8, 9, 4)  axes (N, H, W, C_in)\n"
        "  kernel  (3, 3, 3, 5)  axes (K_h, K_w, C_in, C_out)",
    ):
        ledger_of_keras(network(keras, layers), (2, 8, 9, 4))


def test_rank_that_does_not_fit(keras: Any, layers: Any) -> None:
    """So is a layer that takes more axes."""
    with refusal(
        ShapeError,
        "conv (Conv2D) takes at least 4 axes but its input has 3\n"
        "  input   (8, 9, 3)     axes (N, L, C_in)\n"
        "  kernel  (3, 3, 3, 5)  axes (K_h, K_w, C_in, C_out)",
    ):
        ledger_of_keras(network(keras, layers), (8, 9, 3))


def test_features_that_do_not_fit(keras: Any, layers: Any) -> None:
    """A later layer may be the first to object."""
    with refusal(
        ShapeError,
        "head (Dense) takes 210 numbers on axis -1 but its input has 280\n"
        "  input   (1, 280)  axes (N, features)\n"
        "  kernel  (210, 2)  axes (in_features, out_features)",
    ):
        ledger_of_keras(network(keras, layers), (1, 9, 10, 3))


def test_code_that_raises(keras: Any, layers: Any) -> None:
    """Somebody's own code may want numbers, which are not there."""

    class Branch(layers.Layer):  # type: ignore[misc] # Keras has no types
        def call(self, x: Any) -> Any:
            if x.shape[0]:
                msg = "no even batches"
                raise RuntimeError(msg)
            return x

        def compute_output_shape(self, shape: Any) -> Any:
            return shape

    x = keras.Input((7,))
    model = keras.Model(x, Branch(name="branch")(x))
    with refusal(
        ModelError,
        "branch (Branch) raises RuntimeError: no even batches\n"
        "  hint: it is called with arrays that have a shape and no numbers",
    ):
        ledger_of_keras(model, (2, 7))


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        ((2, 7.5), TypeError, "input_size must be an integer, got 7.5 (float)"),
        ((2, 0), ValueError, "input_size must be at least 1, got 0"),
        (7, TypeError, "input_size must be"),
        (
            [(2, 7), (2, 7)],
            ShapeError,
            "input_size holds 2 shapes but one takes 1 inputs",
        ),
    ],
)
def test_sizes_that_are_none(
    keras: Any, layers: Any, size: Any, kind: type[Exception], message: str
) -> None:
    """A shape is a few whole numbers."""
    x = keras.Input((7,))
    model = keras.Model(x, layers.Dense(2)(x), name="one")
    with pytest.raises(kind) as caught:
        ledger_of_keras(model, size)
    assert type(caught.value) is kind
    assert str(caught.value).startswith(message)
