"""Models of PyTorch that cannot be counted: which layer objects, and why."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import refusal

from convguide import ModelError, ShapeError, count_macs, count_parameters, ledger

pytestmark = pytest.mark.torch


# Models that cannot be counted


def test_lazy_layers(torch: Any) -> None:
    """A layer without its sizes is named, and how it gets them."""
    model = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.LazyConv2d(5, 3))
    message = (
        "1 (LazyConv2d) is lazy: the size of its weight is not known yet\n"
        "  hint: run the model once on an input, which fixes it: model(x)"
    )
    for count in (ledger, count_parameters):
        with refusal(ModelError, message):
            count(model)
    with refusal(ModelError, message):
        count_macs(model, (1, 3, 5, 7))
    model(torch.zeros(1, 3, 5, 7))
    assert count_parameters(model).total == 5 * 27 + 5


def test_branches_that_depend_on_data(torch: Any) -> None:
    """Which way a model goes is not guessed."""

    class Branch(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x if x.sum() > 0 else -x

    with refusal(
        ModelError,
        "0 (Branch) asks for the numbers of a tensor (_local_scalar_dense); which way "
        "it takes then depends on the data, and no data is computed here\n"
        "  hint: count the parts of the model one by one",
    ):
        ledger(torch.nn.Sequential(Branch()), (2, 3))


MISFITS: dict[str, tuple[Any, ...]] = {
    "channels last": (
        lambda nn: nn.Conv2d(3, 4, (2, 5)),
        (1, 6, 7, 3),
        (
            "0.0 (Conv2d) takes 3 channels but gets 6\n"
            "  its input   (1, 6, 7, 3)  axes (N, C_in, H, W)\n"
            "  its weight  (4, 3, 2, 5)  axes (C_out, C_in/groups, K_h, K_w)\n"
            "  hint: the input looks channels-last; PyTorch wants channels first"
        ),
    ),
    "rank": (
        lambda nn: nn.Conv2d(3, 4, (2, 5)),
        (6, 7),
        (
            "0.0 (Conv2d) takes 4 axes but its input has 2\n"
            "  its input   (6, 7)        axes unknown\n"
            "  its weight  (4, 3, 2, 5)  axes (C_out, C_in/groups, K_h, K_w)\n"
            "  hint: give (N, C_in, H, W), or (C_in, H, W)"
        ),
    ),
    "too small": (
        lambda nn: nn.Conv1d(3, 4, 5),
        (2, 3, 4),
        (
            "the window of 0.0 (Conv1d) does not fit its input\n"
            "  its input   (2, 3, 4)  axes (N, C_in, L)\n"
            "  its weight  (4, 3, 5)  axes (C_out, C_in/groups, K)"
        ),
    ),
    "transposed": (
        lambda nn: nn.ConvTranspose2d(3, 4, 2),
        (5, 6, 7),
        (
            "0.0 (ConvTranspose2d) takes 3 channels but gets 5\n"
            "  its input   (5, 6, 7)     axes (C_in, H, W)\n"
            "  its weight  (3, 4, 2, 2)  axes (C_in, C_out/groups, K_h, K_w)"
        ),
    ),
    "features": (
        lambda nn: nn.Linear(5, 4),
        (2, 6),
        (
            "0.0 (Linear) takes 5 features but gets 6\n"
            "  its input   (2, 6)  axes (..., in_features)\n"
            "  its weight  (4, 5)  axes (out_features, in_features)\n"
            "  hint: after Flatten, the number of features depends on the input size"
        ),
    ),
    "recurrent": (
        lambda nn: nn.LSTM(5, 4),
        (2, 3, 6),
        (
            "0.0 (LSTM) takes 5 features but gets 6\n"
            "  its input   (2, 3, 6)  axes (..., input_size)\n"
            "  its weight  (16, 5)    axes (gates · hidden_size, input_size)"
        ),
    ),
    "cell": (
        lambda nn: nn.GRUCell(5, 4),
        (2, 6),
        (
            "0.0 (GRUCell) takes 5 features but gets 6\n"
            "  its input   (2, 6)   axes (..., input_size)\n"
            "  its weight  (12, 5)  axes (gates · hidden_size, input_size)"
        ),
    ),
    "attention": (
        lambda nn: nn.TransformerEncoderLayer(8, 2),
        (2, 3, 6),
        (
            "0.0.self_attn (MultiheadAttention) takes 8 features but gets 6\n"
            "  its input   (2, 3, 6)  axes (..., embed_dim)\n"
            "  its weight  (24, 8)    axes (3 · embed_dim, embed_dim)"
        ),
    ),
    "last axes": (
        lambda nn: nn.LayerNorm((5, 7)),
        (2, 3, 7),
        (
            "the last axes of the input of 0.0 (LayerNorm) are not (5, 7)\n"
            "  its input  (2, 3, 7)  axes (..., normalized_shape)"
        ),
    ),
    "groups": (
        lambda nn: nn.GroupNorm(2, 4),
        (2, 6, 3),
        (
            "0.0 (GroupNorm) takes 4 channels but gets 6\n"
            "  its input   (2, 6, 3)  axes (N, C, ...)\n"
            "  its weight  (4,)       axes (C)"
        ),
    ),
    "norm": (
        lambda nn: nn.BatchNorm2d(5),
        (2, 6, 3, 4),
        (
            "0.0 (BatchNorm2d) takes 5 channels but gets 6\n"
            "  its input   (2, 6, 3, 4)  axes (N, C, ...)\n"
            "  its weight  (5,)          axes (C)"
        ),
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_misfits(torch: Any, name: str) -> None:
    """The first layer that objects is named, with both shapes."""
    build, size, message = MISFITS[name]
    nn = torch.nn
    model = nn.Sequential(nn.Sequential(build(nn)), nn.ReLU())
    with refusal(ShapeError, message):
        ledger(model, size)


def test_embeddings_take_integers(torch: Any) -> None:
    """A size alone makes fractions; the hint says how integers are given."""
    model = torch.nn.Sequential(torch.nn.Embedding(7, 5))
    with refusal(
        ModelError,
        "0 (Embedding) takes integers, the indices of its vectors, but gets float32\n"
        "  hint: give the model its arguments: "
        "inputs=torch.zeros((2, 3), dtype=torch.long)",
    ):
        ledger(model, (2, 3))
    assert ledger(model, inputs=torch.zeros((2, 3), dtype=torch.long)).macs == 0


def test_objections_that_are_not_about_shapes(torch: Any) -> None:
    """Where the input fits, PyTorch's own words are given, with their cause."""
    model = torch.nn.Conv2d(3, 4, 3, padding=5, padding_mode="reflect")
    with pytest.raises(
        ModelError, match=r"^Conv2d raised RuntimeError: .*padding \(5"
    ) as c:
        ledger(model, (1, 3, 4, 4))
    assert isinstance(c.value.__cause__, RuntimeError)


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_compiled_models(torch: Any) -> None:
    """A wrapper of torch.compile is looked through; scripts are refused."""
    model = torch.nn.Sequential(torch.nn.Linear(5, 3))
    assert count_macs(torch.compile(model), (2, 5)) == 30
    script = torch.jit.script(model)
    assert count_parameters(script).total == 18
    with refusal(
        ModelError,
        "RecursiveScriptModule is compiled: its code cannot be walked\n"
        "  hint: count the model that it was made of",
    ):
        ledger(script, (2, 5))


def test_not_a_model() -> None:
    """Facts first: what may be counted, and what came."""
    with refusal(
        TypeError,
        "model must be a Conv2dSpec, a list of them, a model of PyTorch or Keras, "
        "or ONNX, got int",
    ):
        ledger(5)
    with refusal(TypeError, "inputs is for models of PyTorch; give input_size instead"):
        ledger([], inputs=3)


def test_the_layer_that_objects_last(torch: Any) -> None:
    """An objection that the model gets over is not the one that is told."""

    class Tries(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first = torch.nn.Linear(4, 3)
            self.second = torch.nn.Sequential(torch.nn.Linear(6, 3))

        def forward(self, x: Any) -> Any:
            try:
                return self.first(x)
            except RuntimeError:
                return self.second(x)

    with pytest.raises(ShapeError, match=r"^second\.0 \(Linear\) takes 6 features"):
        ledger(Tries(), (2, 5))
