"""Models of PyTorch: what they learn and what they cost, at each layer."""

from __future__ import annotations

import subprocess
import sys
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refusal

from convguide import ModelError, ShapeError, count_macs, count_parameters, ledger

pytestmark = pytest.mark.torch


def flops_of(torch: Any, model: Any, *args: Any) -> int:
    """Ask PyTorch's own counter, on a real device; it counts 2 for each MAC."""
    from torch.utils.flop_counter import FlopCounterMode  # noqa: PLC0415

    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(*args)
    flops: int = counter.get_total_flops()
    return flops


# What is counted


def test_rows_of_a_small_model(torch: Any) -> None:
    """A row a layer, with paths, factors, shapes and bytes."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(3, 8, (2, 5), groups=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten()
    )
    book = ledger(model, (2, 3, 5, 7))
    assert [row.path for row in book.rows] == ["0", "1", "2", "3"]
    kinds = ["Conv2d", "BatchNorm2d", "ReLU", "Flatten"]
    assert [row.kind for row in book.rows] == kinds
    conv, norm, relu, flat = book.rows
    assert conv.formula == "8 × (3·2·5) + 8 = 248"
    assert conv.named_formula == (
        "out_channels × (in_channels · kernel height · kernel width) + out_channels"
    )
    assert conv.macs_formula == "2·4·3 × 240 = 5,760"
    assert [f.name for p in conv.products or () for f in p.factors] == [
        *("batch", "output height", "output width", "weights"),
    ]
    assert (norm.formula, norm.buffers) == ("8 + 8 = 16", 8 + 8 + 1)
    assert (relu.formula, relu.macs, relu.calls) == ("", 0, 1)
    assert (conv.output_shape, flat.output_shape) == ((2, 8, 4, 3), (2, 96))
    assert conv.memory == 2 * 8 * 4 * 3 * 4
    assert (book.parameters, book.trainable, book.macs) == (264, 264, 5_760)
    assert book.per == "an input of 2×3×5×7"


def test_without_an_input(torch: Any) -> None:
    """Parameters alone need no input, and nothing else is claimed."""
    book = ledger(torch.nn.Linear(5, 3))
    assert (book.parameters, book.macs, book.per) == (18, None, None)
    assert book.rows[0].path == "(model)"
    with refusal(
        TypeError,
        "count_macs needs input_size: how often a weight is used depends on it",
    ):
        count_macs(torch.nn.Linear(5, 3))


LAYERS: dict[str, tuple[Any, ...]] = {
    "transposed": (
        lambda nn: nn.ConvTranspose2d(6, 4, (2, 3), stride=2, groups=2),
        (1, 6, 5, 7),
        "6 × (2·2·3) + 4 = 76",
        "5·7 × 72 = 2,520",
    ),
    "1D": (
        lambda nn: nn.Conv1d(3, 5, 4, stride=2),
        (2, 3, 11),
        "5 × (3·4) + 5 = 65",
        "2·4 × 60 = 480",
    ),
    "3D": (
        lambda nn: nn.Conv3d(2, 3, (2, 1, 4), bias=False),
        (1, 2, 5, 6, 7),
        "3 × (2·2·1·4) = 48",
        "4·6·4 × 48 = 4,608",
    ),
    "depthwise": (
        lambda nn: nn.Conv2d(6, 12, 3, groups=6),
        (1, 6, 5, 4),
        "12 × (1·3·3) + 12 = 120",
        "3·2 × 108 = 648",
    ),
    "dense": (
        lambda nn: nn.Linear(7, 4),
        (2, 5, 7),
        "4 × 7 + 4 = 32",
        "10 × 28 = 280",
    ),
    "norm": (
        lambda nn: nn.LayerNorm((5, 7)),
        (2, 5, 7),
        "5 × 7 + 5 × 7 = 70",
        "",
    ),
    "PReLU": (lambda nn: nn.PReLU(3), (2, 3, 5), "3", ""),
}


@pytest.mark.parametrize("name", LAYERS)
def test_formulas(torch: Any, name: str) -> None:
    """Each factor stands where its axis stands in the weight."""
    build, size, formula, macs = LAYERS[name]
    (row,) = ledger(build(torch.nn), size).rows
    assert row.formula == formula
    assert row.macs_formula == macs


def test_recurrent(torch: Any) -> None:
    """Each step multiplies the input and the state with all gates' weights."""
    steps, batch, size, hidden = 3, 2, 5, 7
    model = torch.nn.GRU(size, hidden, batch_first=True)
    (row,) = ledger(model).rows
    assert row.formula == "3 × (7·5) + 3 × (7·7) + 3 × 7 + 3 × 7 = 294"
    macs = steps * batch * 3 * hidden * (size + hidden)
    assert count_macs(model, (batch, steps, size)) == macs == 1_512
    model = torch.nn.LSTM(size, hidden, num_layers=2, bidirectional=True)
    first, second = size + hidden, 2 * hidden + hidden
    macs = 2 * steps * batch * 4 * hidden * (first + second)
    assert count_macs(model, (steps, batch, size)) == macs == 11_088


def test_attention(torch: Any) -> None:
    """Projections, the products of queries and keys, and those with the values."""
    model = torch.nn.MultiheadAttention(8, 2, batch_first=True)
    x = torch.zeros(3, 5, 8)
    book = ledger(model, inputs=(x, x, x))
    assert len(book.rows) == 1
    assert book.parameters == 4 * 8 * 8 + 4 * 8
    assert book.macs == 3 * (4 * 5 * 8 * 8 + 2 * 5 * 5 * 8)


def test_attention_function(torch: Any) -> None:
    """Keys and values may have other sizes than queries."""

    class Attend(torch.nn.Module):  # type: ignore[misc]
        def forward(self, q: Any, k: Any, v: Any) -> Any:
            return torch.nn.functional.scaled_dot_product_attention(q, k, v)

    sizes = [(2, 3, 5, 4), (2, 3, 7, 4), (2, 3, 7, 6)]
    assert count_macs(Attend(), sizes) == 2 * 3 * 5 * 7 * (4 + 6)


def test_products_of_activations(torch: Any) -> None:
    """Matrix products without weights are counted where they happen."""

    class Products(torch.nn.Module):  # type: ignore[misc]
        def forward(self, a: Any, b: Any) -> Any:
            outer = torch.einsum("nij,njk->nik", a, b)
            return outer + a @ b

    book = ledger(Products(), [(2, 3, 5), (2, 5, 7)])
    assert book.macs == 2 * (2 * 3 * 5 * 7)
    assert book.rows[0].macs_formula == "2·2·3·7 × 5 = 420"
    assert book.per == "inputs of 2×3×5 and 2×5×7"


def test_called_several_times(torch: Any) -> None:
    """Parameters once, products each time."""

    class Twice(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = torch.nn.Conv2d(3, 3, 3, padding=1)
            self.alias = self.conv

        def forward(self, x: Any) -> Any:
            return self.alias(self.conv(x))

    (row,) = ledger(Twice(), (1, 3, 5, 7)).rows
    assert (row.path, row.calls, row.parameters) == ("conv", 2, 84)
    assert row.macs_formula == "2·5·7 × 81 = 5,670"
    assert row.memory == 2 * 4 * 3 * 5 * 7


def test_tied_and_frozen(torch: Any) -> None:
    """A shared array is counted where it is first, and named at the second place."""
    model = torch.nn.Sequential(torch.nn.Embedding(7, 5), torch.nn.Linear(5, 7))
    model[1].weight = model[0].weight
    model[1].bias.requires_grad = False
    book = ledger(model, inputs=torch.zeros(2, 3, dtype=torch.long))
    assert [row.parameters for row in book.rows] == [35, 7]
    assert book.rows[1].shared_with == ("0.weight",)
    assert (book.trainable, book.frozen, book.macs) == (35, 7, 2 * 3 * 35)
    assert count_parameters(model) == (42, 35)


def test_own_parameters(torch: Any) -> None:
    """Arrays that a module uses by hand are its own."""

    class Own(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.kernel = torch.nn.Parameter(torch.zeros(4, 3, 2, 5))
            self.scale = torch.nn.Parameter(torch.tensor(1.0))
            self.many = torch.nn.ParameterDict({"a": torch.zeros(2, 3)})
            self.unused = torch.nn.Linear(3, 2)

        def forward(self, x: Any) -> Any:
            return torch.nn.functional.conv2d(x, self.kernel) * self.scale

    own, many, unused = ledger(Own(), (1, 3, 7, 9)).rows
    assert (own.formula, own.macs) == ("4 × (3·2·5) + 1 = 121", 6 * 5 * 120)
    assert (many.path, many.parameters, unused.calls) == ("many", 6, 0)


@pytest.mark.parametrize("new", [True, False])
def test_parametrizations(torch: Any, *, new: bool) -> None:
    """What is learned counts, not what is derived; deriving it is said, not counted."""
    nn = torch.nn
    from_new, from_old = nn.utils.parametrizations, nn.utils
    with pytest.warns(FutureWarning) if not new else _nothing():
        weight = (from_new if new else from_old).weight_norm(nn.Conv2d(3, 4, 2))
    spectral = (from_new if new else from_old).spectral_norm(nn.Conv2d(4, 5, 3))
    model = nn.Sequential(weight, spectral)
    book = ledger(model, (1, 3, 7, 8))
    assert len(book.rows) == 2
    assert [row.kind for row in book.rows] == ["Conv2d", "Conv2d"]
    assert [row.parameters for row in book.rows] == [4 + 4 * 12 + 4, 5 * 36 + 5]
    assert [row.macs for row in book.rows] == [6 * 7 * 48, 4 * 5 * 180]
    path = "1.parametrizations.weight" if new else "1"
    assert book.not_counted == (
        f"what {path} multiplies to derive weights from what is learned",
    )


def _nothing() -> Any:
    from contextlib import nullcontext  # noqa: PLC0415

    return nullcontext()


def test_unknown_operations_are_listed(torch: Any) -> None:
    """An operation without a rule is named, with its layer."""

    class Fourier(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return torch.fft.fft(x).real

    book = ledger(torch.nn.Sequential(Fourier()), (2, 8))
    assert book.macs == 0
    assert book.not_counted == ("_fft_r2c in 0: no rule is known for its products",)
    assert "Not counted: _fft_r2c in 0" in str(book)


# Against PyTorch's own counter, and quick answers against slow ones


@st.composite
def conv_stacks(draw: Any) -> tuple[list[dict[str, Any]], tuple[int, ...]]:
    """Draw a few layers of one rank, and an input that fits them."""
    rank = draw(st.integers(1, 3))
    channels, layers = 2 * draw(st.integers(1, 3)), []
    size = (draw(st.integers(1, 3)), channels)
    size += tuple(draw(st.integers(7, 9)) for _ in range(rank))
    for _ in range(draw(st.integers(1, 3))):
        groups = draw(st.sampled_from([1, 2]))
        out, kernel = 2 * draw(st.integers(1, 4)), draw(st.integers(1, 2))
        padding = draw(st.sampled_from([0, 1, "same"]))
        transposed = padding != "same" and draw(st.booleans())
        stride = 1 if padding == "same" else draw(st.integers(1, 2))
        layers.append(
            {
                "kind": f"Conv{'Transpose' * transposed}{rank}d",
                "in_channels": channels,
                "out_channels": out,
                "kernel_size": kernel,
                "stride": stride,
                "padding": padding,
                "groups": groups,
                "bias": draw(st.booleans()),
                "dilation": 1 if padding == 1 else draw(st.integers(1, 2)),
            }
        )
        channels = out
    return layers, size


@pytest.mark.filterwarnings("ignore:Using padding='same' with even")
@settings(max_examples=60)
@given(stack=conv_stacks())
def test_equals_pytorchs_counter(torch: Any, stack: Any) -> None:
    """On layers that it counts right, PyTorch's counter agrees, and so do shapes."""
    layers, size = stack
    built = [
        getattr(torch.nn, layer["kind"])(**{k: layer[k] for k in layer if k != "kind"})
        for layer in layers
    ]
    model = torch.nn.Sequential(*built)
    x = torch.zeros(size)
    try:
        y = model(x)
    except RuntimeError:
        with pytest.raises((ShapeError, ModelError)):
            ledger(model, size)
        return
    book = ledger(model, size)
    assert 2 * (book.macs or 0) == flops_of(torch, model, x)
    assert book.rows[-1].output_shape == tuple(y.shape)
    assert book.parameters == sum(p.numel() for p in model.parameters())
    assert count_macs(model, size) == book.macs


def many_models(nn: Any) -> dict[str, tuple[Any, tuple[int, ...]]]:
    """Build models with the quick functions in all their forms."""
    conv, relu = nn.Conv2d(3, 4, 3, padding="same"), nn.ReLU(inplace=True)
    return {
        "activations": (
            nn.Sequential(
                *(conv, relu, nn.ReLU6(), nn.SiLU(), nn.GELU("tanh"), nn.Sigmoid()),
                *(nn.Hardswish(), nn.LeakyReLU(0.1), nn.Dropout(), nn.Tanh()),
                *(nn.BatchNorm2d(4), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(24, 2)),
            ),
            (2, 3, 4, 7),
        ),
        "unbatched": (nn.Sequential(conv, nn.Conv2d(4, 2, 2)), (3, 5, 6)),
        "encoder": (nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), (2, 5, 8)),
        "statistics": (nn.BatchNorm1d(3, track_running_stats=False), (2, 3, 5)),
        "double": (nn.Sequential(nn.Conv2d(3, 4, 2), nn.ELU()).double(), (2, 3, 4, 5)),
    }


@pytest.mark.parametrize(
    "name", ["activations", "unbatched", "encoder", "statistics", "double"]
)
def test_quick_answers_change_nothing(torch: Any, name: str) -> None:
    """Shapes, products and bytes are those of PyTorch itself."""
    from convguide.counting.pytorch.inputs import arguments  # noqa: PLC0415
    from convguide.counting.pytorch.of_torch import walked  # noqa: PLC0415

    model, size = many_models(torch.nn)[name]
    inputs = arguments(model, size, None)
    assert inputs is not None
    quick, slow = (walked(model, inputs, quick=quick) for quick in (True, False))
    assert quick.calls.keys() == slow.calls.keys()
    for path, calls in quick.calls.items():
        other = slow.calls[path]
        assert (calls.shape, calls.memory) == (other.shape, other.memory)
        assert sum(p.count * n for p, n in calls.products.items()) == sum(
            p.count * n for p, n in other.products.items()
        )


def test_permuted_activations_keep_their_strides(torch: Any) -> None:
    """A view that PyTorch allows after an activation is allowed here, too."""

    class Permuted(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            y = torch.nn.functional.relu(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            return y.view(2, -1)

    x = torch.zeros(2, 3, 4, 5)
    assert ledger(Permuted(), (2, 3, 4, 5)).rows[0].output_shape == (2, 60)
    assert Permuted()(x).shape == (2, 60)


# Without weights

HUGE = """
import resource, torch, convguide
nn = torch.nn
with torch.device("meta"):
    warm = nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU())
convguide.ledger(warm, (1, 3, 5, 5))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with torch.device("meta"):
    model = nn.Sequential(*(nn.Conv2d(33_400, 33_400, 3, padding=1) for _ in range(10)))
book = convguide.ledger(model, (1, 33_400, 64, 64))
kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(book.parameters, book.macs, kib)
"""


def test_a_hundred_billion_parameters(torch: Any) -> None:
    """They are counted in a few megabytes, since none of them exists."""
    del torch
    code = [sys.executable, "-c", HUGE]
    said = subprocess.run(code, capture_output=True, text=True, check=True).stdout
    parameters, macs, kib = map(int, said.split())
    weights = 33_400 * 33_400 * 9
    assert parameters == 10 * (weights + 33_400) == 100_400_734_000
    assert macs == 10 * weights * 64 * 64
    assert kib < 64 * 1024


# Inputs


def test_kinds_of_input(torch: Any) -> None:
    """A shape, several, by name; or arguments, whose dtype is kept."""

    class Two(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.dense = torch.nn.Linear(5, 3)

        def forward(self, a: Any, b: Any, *, twice: bool = False) -> Any:
            return self.dense(a) + self.dense(b) * (2 if twice else 1)

    model, a, b = Two(), torch.zeros(2, 5), torch.zeros(7, 1, 5)
    macs = (2 + 7) * 15
    assert count_macs(model, [(2, 5), (7, 1, 5)]) == macs
    named: Any = {"a": (2, 5), "b": [7, 1, 5]}
    assert count_macs(model, named) == macs
    assert count_macs(model, inputs=(a, b)) == macs
    assert count_macs(model, inputs={"a": a, "b": b, "twice": True}) == macs
    half = torch.nn.Linear(5, 3).half()
    assert ledger(half, (2, 5)).memory == 2 * 3 * 2
    with refusal(TypeError, "give input_size or inputs, not both"):
        ledger(model, (2, 5), inputs=a)


@pytest.mark.parametrize(
    ("size", "kind", "message"),
    [
        ((2, 0), ValueError, "input_size must be at least 1, got 0"),
        ((2, 5.0), TypeError, "input_size must be an integer, got 5.0 (float)"),
        ("25", TypeError, "input_size must be an integer, got '25' (str)"),
    ],
)
def test_wrong_sizes(
    torch: Any, size: Any, kind: type[Exception], message: str
) -> None:
    """A size is made of positive integers."""
    with refusal(kind, message):
        ledger(torch.nn.Linear(5, 3), size)


def test_devices_in_a_forward(torch: Any) -> None:
    """Arrays that a forward makes or moves stay without numbers."""

    class Moves(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            y = torch.arange(x.shape[-1], device="cpu").to("cpu", torch.float64)
            z = torch.tensor([1.0, 2.0]).cpu().to(x)
            z = z + torch.zeros_like(z, device="cuda") + z.new_zeros(2, device="cuda")
            return (x.double() + y).to(torch.device("cpu")) @ torch.ones(
                x.shape[-1], 2, dtype=torch.float64
            ) + z

    assert count_macs(Moves(), (3, 5)) == 3 * 5 * 2


def test_a_million_elements_of_output(torch: Any) -> None:
    """The number of positions is exact, whatever its size."""
    model = torch.nn.Conv2d(1, 1, 1, bias=False)
    size = (3, 1, 1_000_003, 1_000_033)
    assert count_macs(model, size) == prod(size)
