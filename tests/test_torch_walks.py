"""Forwards of PyTorch that take unusual ways: nothing is dropped, nothing is noise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import MethodType
from typing import Any

import pytest
from refusals import refusal

from convguide import ModelError, ShapeError, count_macs, count_parameters, ledger

pytestmark = pytest.mark.torch


def module_of(torch: Any, forward: Any, **parts: Any) -> Any:
    """Build a module of a function and what it needs."""

    class Made(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            for name, part in parts.items():
                setattr(self, name, part)

        def forward(self, *args: Any) -> Any:
            return forward(self, *args)

    return Made()


def _in_inference(torch: Any, x: Any) -> Any:
    with torch.inference_mode():
        dense = torch.nn.functional.linear(x[0, 0], torch.zeros(3, 7))
        return dense, torch.einsum("nchw,nckw->nchk", x, x)


# Each conv is 4 to 6 channels by 3×3 on 5×7: 3·5 positions of 216 weights.
CONV = 3 * 5 * 216

SQUARE = "def square(x):\n    return x @ x.transpose(2, 3)\n"
FORWARDS: dict[str, tuple[Any, int]] = {
    "scripted function": (
        lambda torch, x: torch.jit.CompilationUnit(SQUARE).square(x),
        4 * 5 * 5 * 7,
    ),
    "autograd function": (lambda torch, x: _function(torch).apply(x), 4 * 5 * 5 * 7),
    "in place": (
        lambda torch, x: torch.zeros(5, 3).addmm_(x[0, 0], torch.zeros(7, 3)),
        5 * 3 * 7,
    ),
    "operator": (
        lambda torch, x: torch.ops.aten.mm(x[0, 0], torch.zeros(7, 3)),
        5 * 3 * 7,
    ),
    "inference": (
        _in_inference,
        5 * 3 * 7 + 4 * 5 * 5 * 7,
    ),
    "bilinear": (
        lambda torch, _: torch.nn.functional.bilinear(
            torch.zeros(2, 3), torch.zeros(2, 4), torch.zeros(5, 3, 4)
        ),
        2 * 5 * 3 * 4 + 2 * 5 * 4,
    ),
    "weighted bag": (
        lambda torch, _: torch.nn.functional.embedding_bag(
            torch.zeros(2, 3, dtype=torch.long),
            torch.zeros(7, 5),
            mode="sum",
            per_sample_weights=torch.zeros(2, 3),
        ),
        2 * 3 * 5,
    ),
    "bag": (
        lambda torch, _: torch.nn.functional.embedding_bag(
            torch.zeros(2, 3, dtype=torch.long), torch.zeros(7, 5)
        ),
        0,
    ),
    "affine grid": (
        lambda torch, _: torch.nn.functional.affine_grid(
            torch.zeros(2, 2, 3), (2, 1, 5, 7), align_corners=False
        ),
        2 * (5 * 7) * 3 * 2,
    ),
    "complex": (
        lambda torch, x: torch.nn.functional.conv2d(
            x.to(torch.complex64), torch.zeros(6, 4, 3, 3, dtype=torch.complex64)
        ),
        CONV,
    ),
    "complex transposed": (
        lambda torch, x: torch.nn.functional.conv_transpose2d(
            x.to(torch.complex64), torch.zeros(4, 2, 3, 2, dtype=torch.complex64)
        ),
        5 * 7 * 4 * 2 * 3 * 2,
    ),
    "grouped queries": (
        lambda torch, _: torch.nn.functional.scaled_dot_product_attention(
            *(torch.zeros(2, heads, 5, 7) for heads in (6, 3, 3)), enable_gqa=True
        ),
        2 * 6 * 5 * 5 * 7 * 2,
    ),
    "oldest call": (
        lambda torch, x: torch._convolution(
            *(x, torch.zeros(6, 4, 3, 3), None, [1, 1], [0, 0], [1, 1], False),
            *([0, 0], 1, False, False, False, False),
        ),
        CONV,
    ),
}


def _function(torch: Any) -> Any:
    class Square(torch.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            del ctx
            return x @ x.mT

    return Square


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
@pytest.mark.parametrize("name", FORWARDS)
def test_ways_to_multiply(torch: Any, name: str) -> None:
    """Whatever way products take to ATen, they are counted."""
    forward, macs = FORWARDS[name]
    book = ledger(module_of(torch, lambda _, x: forward(torch, x)), (1, 4, 5, 7))
    assert (book.macs, book.not_counted) == (macs, ())


def _compiled(torch: Any) -> Any:
    model = torch.nn.Conv2d(4, 6, 3)
    model.compile()
    return model


def _replaced(torch: Any) -> Any:
    model = torch.nn.Sequential(torch.nn.Conv2d(4, 6, 3))
    old = model.forward
    model.forward = lambda x: old(x)  # noqa: PLW0108 - the closure is meant
    return model


def _method(torch: Any) -> Any:
    model = torch.nn.Conv2d(4, 6, 3)
    model.forward = MethodType(
        lambda self, x: self._conv_forward(x, self.weight, None), model
    )
    return model


def _slotted(torch: Any) -> Any:
    class Slotted(torch.nn.Conv2d):  # type: ignore[misc]
        __slots__ = ("scale",)

        def forward(self, x: Any) -> Any:
            return super().forward(x) * self.scale

    model = Slotted(4, 6, 3)
    object.__setattr__(model, "scale", 2)
    return model


def _own_name(torch: Any) -> Any:
    parts = torch.nn.ModuleList([torch.nn.Conv2d(4, 6, 3)])
    return module_of(
        torch, lambda self, x: self.parametrizations[0](x), parametrizations=parts
    )


def _catching(torch: Any) -> Any:
    def forward(self: Any, x: Any) -> Any:
        try:
            return self.wrong(x)
        except RuntimeError:
            return self.right(x)

    wrong, right = torch.nn.Conv2d(3, 6, 3), torch.nn.Conv2d(4, 6, 3)
    return module_of(torch, forward, wrong=wrong, right=right)


def _drawing(torch: Any) -> Any:
    def forward(self: Any, x: Any) -> Any:
        return self.conv(x + torch.rand(x.shape, generator=self.source))

    conv = torch.nn.Conv2d(4, 6, 3)
    return module_of(torch, forward, conv=conv, source=torch.Generator())


def _moving(torch: Any) -> Any:
    def forward(self: Any, x: Any) -> Any:
        return self.conv.to(x.device)(x.to(self.conv.weight.dtype))

    return module_of(torch, forward, conv=torch.nn.Conv2d(4, 6, 3))


MODELS = (
    *(_compiled, _replaced, _method, _slotted, _own_name, _catching, _drawing),
    _moving,
)


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
@pytest.mark.parametrize("build", MODELS)
def test_unusual_modules(torch: Any, build: Any) -> None:
    """The one layer that is called has the products and one call."""
    book = ledger(build(torch), (1, 4, 5, 7))
    assert (book.macs, book.not_counted) == (CONV, ())
    (row,) = (row for row in book.rows if row.macs)
    assert (row.kind.removeprefix("Slotted"), row.calls) in {("Conv2d", 1), ("", 1)}
    assert row.output_shape == (1, 6, 3, 5)


def test_modules_inside_a_row(torch: Any) -> None:
    """What is called inside a layer that is one row is counted in that row."""

    class Own(torch.nn.MultiheadAttention):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return self.out_proj(x)

    (row,) = ledger(torch.nn.Sequential(Own(8, 2)), (3, 8)).rows
    assert row.macs == count_macs(Own(8, 2), (3, 8)) == 3 * 8 * 8


def test_evaluation(torch: Any) -> None:
    """What a model leaves out in training is counted, since that is how it is used."""

    def forward(self: Any, x: Any) -> Any:
        return x if self.training or self.conv.training else self.conv(x)

    model = module_of(torch, forward, conv=torch.nn.Conv2d(4, 6, 3)).train()
    assert count_macs(model, (1, 4, 5, 7)) == CONV


def test_autocast(torch: Any) -> None:
    """Arrays of several dtypes pass where PyTorch makes one of them."""

    def forward(self: Any, x: Any) -> Any:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.conv(x.bfloat16())

    conv = torch.nn.Conv2d(4, 6, 3, bias=False, padding=1, stride=2)
    model = module_of(torch, forward, conv=conv)
    assert count_macs(model, (1, 4, 5, 7)) == 3 * 4 * 216


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor:UserWarning")
def test_quantized_layers(torch: Any) -> None:
    """They multiply what other layers do, and a number takes a byte."""
    nn, quantized = torch.nn, torch.ao.nn.quantized
    model = nn.Sequential(
        quantized.Quantize(0.1, 0, torch.quint8),
        quantized.Conv2d(4, 6, 3, stride=2),
        quantized.ConvTranspose2d(6, 2, 2, stride=3, output_padding=1),
        nn.Flatten(2),
        quantized.Linear(54, 5),
        quantized.DeQuantize(),
        quantized.dynamic.Linear(5, 3),
    )
    book = ledger(model, (1, 4, 5, 7))
    macs = [row.macs for row in book.rows if row.macs]
    assert macs == [2 * 3 * 216, 2 * 3 * 48, 2 * 54 * 5, 2 * 5 * 3]
    memory = [140, 36, 108, 108, 10, 40, 24]
    assert [row.memory for row in book.rows] == memory
    assert book.parameters == 222 + 50 + 275 + 18 == count_parameters(model).total
    assert (book.trainable, book.not_counted) == (0, ())
    assert book.rows[2].named_formula == (
        "in_channels × (out_channels · kernel height · kernel width) + out_channels"
    )


def test_data_parallel(torch: Any) -> None:
    """A wrapper that only passes on, and records for the profiler, is no news."""
    book = ledger(torch.nn.DataParallel(torch.nn.Conv2d(4, 6, 3)), (1, 4, 5, 7))
    assert (book.macs, book.not_counted) == (CONV, ())


def test_padding_masks(torch: Any) -> None:
    """An encoder that could leave padding out is counted with it."""
    layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    model = torch.nn.TransformerEncoder(layer, 1)
    x, mask = torch.zeros(3, 5, 8), torch.zeros(3, 5, dtype=torch.bool)
    one = 5 * (4 * 8 * 8 + 2 * 8 * 16) + 2 * 5 * 5 * 8
    given = {"src": x, "src_key_padding_mask": mask}
    assert count_macs(model, inputs=given) == 3 * one


def test_gradients_inside_a_forward(torch: Any) -> None:
    """The forward part is counted, and the backward part is said."""

    def forward(self: Any, x: Any) -> Any:
        with torch.enable_grad():
            x = x.detach().requires_grad_()
            return torch.autograd.grad(self.conv(x).relu().sum(), x)[0]

    model = module_of(torch, forward, conv=torch.nn.Conv2d(4, 6, 3))
    book = ledger(model, (1, 4, 5, 7))
    assert book.macs == CONV
    (line,) = book.not_counted
    assert line.startswith("convolution_backward in ")


# Usual layers make no noise, and have the shapes that they really have

USUAL: dict[str, Any] = {
    "interpolation": lambda nn: [
        nn.Upsample(scale_factor=2, mode=mode)
        for mode in ("nearest", "nearest-exact", "bilinear", "bicubic", "area")
    ],
    "pooling": lambda nn: [
        *(nn.AvgPool2d(2), nn.MaxPool2d(2), nn.LPPool2d(2, 2)),
        *(nn.AdaptiveAvgPool2d(3), nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d(2)),
        nn.FractionalMaxPool2d(2, output_size=(3, 3)),
    ],
    "norms": lambda nn: [
        *(nn.BatchNorm2d(4), nn.InstanceNorm2d(4), nn.GroupNorm(2, 4)),
        *(nn.LayerNorm(10), nn.RMSNorm(10), nn.LocalResponseNorm(2)),
        nn.CrossMapLRN2d(2),
    ],
    "activations": lambda nn: [
        *(nn.ELU(inplace=True), nn.Hardswish(), nn.LogSigmoid(), nn.Mish(inplace=True)),
        *(nn.PReLU(), nn.RReLU(), nn.Softmax(1), nn.GLU(), nn.Softplus(), nn.SELU()),
        *(nn.Hardswish(inplace=True), nn.GELU(), nn.Dropout2d(), nn.AlphaDropout()),
        *(nn.Threshold(0.1, 2.0), nn.Tanhshrink(), nn.Softsign(), nn.CELU()),
    ],
    "places": lambda nn: [
        *(nn.PixelShuffle(2), nn.ChannelShuffle(2), nn.Unfold(2), nn.Flatten()),
        *(nn.ReflectionPad2d(1), nn.ReplicationPad2d(1), nn.CircularPad2d(1)),
        *(nn.ZeroPad2d(1), nn.ConstantPad2d(1, 0.5), nn.Unflatten(1, (2, 2))),
    ],
}


@pytest.mark.parametrize("name", USUAL)
def test_usual_layers(torch: Any, name: str) -> None:
    """They multiply nothing that is counted, and nothing is said to be left out."""
    x = torch.rand(2, 4, 9, 10)
    for layer in USUAL[name](torch.nn):
        book = ledger(layer, tuple(x.shape))
        assert (str(layer), book.macs, book.not_counted) == (str(layer), 0, ())
        assert book.rows[0].output_shape == tuple(layer.eval()(x.clone()).shape)


def test_usual_functions(torch: Any) -> None:
    """Functions that only move, compare, add or sample numbers make no noise."""
    functional = torch.nn.functional

    def forward(_: Any, x: Any) -> Any:
        grid = torch.zeros(2, 3, 5, 2)
        sampled = functional.grid_sample(x, grid, align_corners=False)
        folded = functional.fold(functional.unfold(x, 2), (5, 7), 2)
        target = torch.zeros(2, dtype=torch.long)
        losses = (
            *(functional.mse_loss(x, x), functional.huber_loss(x, x)),
            functional.cross_entropy(x.mean((2, 3)), target),
            functional.binary_cross_entropy_with_logits(x, x),
        )
        drawn = functional.gumbel_softmax(x) + torch.normal(x, 1.0)
        found = torch.searchsorted(torch.arange(4.0), x), x.count_nonzero()
        y = x.clone()
        y.squeeze_(0).transpose_(0, 1)
        y[:, 0] = torch.zeros_like(x, device="cpu")[0, 0, 0, 0]
        return sampled, folded, losses, drawn, found, torch.std_mean(x, 1)

    book = ledger(module_of(torch, forward), (2, 4, 5, 7))
    assert (book.macs, book.not_counted) == (0, ())


def test_channels_last(torch: Any) -> None:
    """Views that an array with channels last allows are allowed, and no others."""

    def last(self: Any, x: Any) -> Any:
        y = self.relu(self.norm(self.conv(x)))
        return y.permute(0, 2, 3, 1).view(2, -1)

    nn = torch.nn
    parts = {"conv": nn.Conv2d(4, 6, 3), "norm": nn.BatchNorm2d(6), "relu": nn.ReLU()}
    model = module_of(torch, last, **parts)
    x = torch.zeros(2, 4, 5, 7)
    with pytest.raises(ModelError, match="view size is not compatible"):
        ledger(model, inputs=x)
    x = x.to(memory_format=torch.channels_last)
    assert ledger(model, inputs=x).rows[0].output_shape == (2, 6, 3, 5)
    model.to(memory_format=torch.channels_last)
    assert count_macs(model, (2, 4, 5, 7)) == 2 * CONV


def test_strides_of_quick_answers(torch: Any) -> None:
    """After an activation or a sum, an array with gaps or repeats has neither."""
    relu = torch.nn.functional.relu

    def forward(_: Any, x: Any) -> Any:
        gaps = relu(x[:, ::2]).view(-1)
        wide = x[:1].expand(2, 4, 5, 7)
        turned = x.transpose(2, 3).contiguous().transpose(2, 3)
        summed = (x + wide).view(-1) + (x + turned).view(-1)
        return gaps, relu(wide).view(-1).add_(1), summed

    book = ledger(module_of(torch, forward), (2, 4, 5, 7))
    assert book.rows[0].memory == 4 * (2 * 2 * 5 * 7 + 2 * (2 * 4 * 5 * 7))


def test_output_arguments(torch: Any) -> None:
    """An array that is given for the result takes its shape."""

    def forward(_: Any, x: Any) -> Any:
        out = torch.empty(0)
        torch.sigmoid(x, out=out)
        return out

    book = ledger(module_of(torch, forward), (2, 3))
    assert book.rows[0].output_shape == (2, 3)


def test_the_compiler_is_not_loaded(torch: Any) -> None:
    """Loading PyTorch's compiler would take a second at the first count."""
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    del torch
    code = (
        "import sys, torch, convguide\n"
        "model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.MaxPool2d(2))\n"
        "convguide.ledger(model, (1, 3, 8, 8))\n"
        "print('torch._dynamo' in sys.modules)"
    )
    said = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert said == "False\n"


# Two at once


def test_two_threads(torch: Any) -> None:
    """Counts at the same time do not see each other."""
    nn = torch.nn
    models = [
        nn.Sequential(*(nn.Conv2d(4, 4, 3, padding=1) for _ in range(depth)))
        for depth in (30, 50)
    ]
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda m: count_macs(m, (1, 4, 5, 7)), models * 5))
    assert done == [depth * 35 * 144 for depth in (30, 50)] * 5


# Refused, with the reason


def _threaded(torch: Any) -> Any:
    def forward(self: Any, x: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self.conv, x).result()

    return module_of(torch, forward, conv=torch.nn.Conv2d(4, 6, 3))


def _trying(_: Any, x: Any) -> Any:
    try:
        return x * x.sum().item()
    except Exception:  # noqa: BLE001 - as models have it
        return x


DENSE = "count the model with a dense array in its place"
PARTS = "count the parts of the model one by one"
BRANCH = (
    "which way it takes then depends on the data, and no data is computed here\n"
    f"  hint: {PARTS}"
)
REFUSED: dict[str, tuple[Any, str]] = {
    "thread": (
        _threaded,
        f"Made calls conv in another thread, where it is not seen\n  hint: {PARTS}",
    ),
    "sparse": (
        lambda torch: module_of(torch, None, kernel=torch.eye(3).to_sparse()),
        (
            "an array is sparse: how much it multiplies depends on what it holds\n"
            f"  hint: {DENSE}"
        ),
    ),
    "scripted part": (
        lambda torch: torch.nn.Sequential(torch.jit.script(torch.nn.ReLU())),
        (
            "0 (RecursiveScriptModule) is compiled: its code cannot be walked\n"
            "  hint: count the model that it was made of"
        ),
    ),
    "NumPy": (
        lambda torch: module_of(torch, lambda _, x: x.numpy()),
        f"Made asks for the numbers of a tensor; {BRANCH}",
    ),
    "list": (
        lambda torch: module_of(torch, lambda _, x: x.tolist()),
        f"Made asks for the numbers of a tensor; {BRANCH}",
    ),
    "number": (
        lambda torch: module_of(torch, lambda _, x: x.sum().item()),
        f"Made asks for the numbers of a tensor (_local_scalar_dense); {BRANCH}",
    ),
    "words": (
        lambda torch: module_of(torch, lambda _, x: f"{x.sum():.2f}"),
        f"Made asks for the numbers of a tensor; {BRANCH}",
    ),
    "mask": (
        lambda torch: module_of(torch, lambda _, x: x[x > 0]),
        f"Made asks for the numbers of a tensor; {BRANCH}",
    ),
    "dtype of a bias": (
        lambda torch: module_of(
            torch,
            lambda _, x: torch.nn.functional.linear(
                x, torch.zeros(3, 7), torch.zeros(3, dtype=torch.float64)
            ),
        ),
        (
            "Made multiplies float32 and float64: one dtype is needed\n"
            "  hint: inputs=... takes arguments of any dtype"
        ),
    ),
    "second way": (
        lambda torch: module_of(torch, _trying),
        f"Made asks for the numbers of a tensor (_local_scalar_dense); {BRANCH}",
    ),
    "check": (
        lambda torch: module_of(torch, lambda _, x: x if (x == x).all() else None),  # noqa: PLR0124
        f"Made asks for the numbers of a tensor (_local_scalar_dense); {BRANCH}",
    ),
    "dtypes": (
        lambda torch: torch.nn.Sequential(
            torch.nn.Conv2d(4, 4, 3), torch.nn.Conv2d(4, 4, 1, bias=False).double()
        ),
        (
            "1 (Conv2d) multiplies float32 and float64: one dtype is needed\n"
            "  hint: inputs=... takes arguments of any dtype"
        ),
    ),
}


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
@pytest.mark.parametrize("name", REFUSED)
def test_refused(torch: Any, name: str) -> None:
    """What cannot be counted is not guessed."""
    build, message = REFUSED[name]
    with refusal(ModelError, message):
        ledger(build(torch), (1, 4, 5, 7))


GEOMETRIES: dict[str, tuple[bool, int, dict[str, Any], str]] = {
    "stride": (False, 6, {"stride": 0}, "has a stride of (0, 0) over 2 axes"),
    "padding": (False, 6, {"padding": -1}, "has a padding of (-1, -1) over 2 axes"),
    "dilation": (
        *(False, 6, {"dilation": (1, 0)}),
        "has a dilation of (1, 0) over 2 axes",
    ),
    "axes": (
        *(False, 6, {"stride": (1, 1, 1)}),
        "has a stride of (1, 1, 1) over 2 axes",
    ),
    "groups": (False, 5, {"groups": 2}, "splits 5 channels into 2 groups"),
    "output padding": (
        *(True, 6, {"stride": 2, "output_padding": 2}),
        "has an output_padding of (2, 2) at a stride of (2, 2)",
    ),
}


@pytest.mark.parametrize("name", GEOMETRIES)
def test_geometry_that_pytorch_refuses(torch: Any, name: str) -> None:
    """The meta device gives shapes to what no real device would run."""
    transposed, filters, options, facts = GEOMETRIES[name]
    shape = (4, filters) if transposed else (filters, 4 // options.get("groups", 1))
    weight = torch.zeros(*shape, 3, 3)
    conv = torch.conv_transpose2d if transposed else torch.conv2d
    model = module_of(torch, lambda _, x: conv(x, weight, **options))
    with pytest.raises(RuntimeError):
        model(torch.zeros(1, 4, 5, 7))
    with pytest.raises(ModelError) as caught:
        ledger(model, (1, 4, 5, 7))
    assert caught.value.facts == f"Made {facts}"


def test_misfits_of_own_parameters(torch: Any) -> None:
    """A convolution by hand says both shapes, and where it stands."""

    def forward(self: Any, x: Any) -> Any:
        return torch.conv2d(x, self.kernel)

    model = module_of(
        torch, forward, kernel=torch.nn.Parameter(torch.zeros(2, 3, 3, 3))
    )
    with refusal(
        ShapeError,
        "0 (Made): a convolution takes 3 channels but gets 4\n"
        "  its input   (1, 4, 5, 7)  axes (N, C_in, ...)\n"
        "  its weight  (2, 3, 3, 3)  axes (C_out, C_in/groups, ...)",
    ):
        ledger(torch.nn.Sequential(model), (1, 4, 5, 7))


def test_hidden_axes(torch: Any) -> None:
    """What torch.vmap calls once is done for each of the samples that it hides."""

    class Mapped(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.dense = torch.nn.Linear(3, 5)
            self.conv = torch.nn.Conv1d(1, 2, 3)

        def forward(self, x: Any) -> Any:
            return torch.vmap(self.dense)(x), torch.vmap(self.conv)(x[:, None])

    model = Mapped()
    assert count_macs(model, (7, 3)) == 7 * 15 + 7 * 2 * 3


@pytest.mark.filterwarnings("error")
def test_even_kernels_without_a_batch(torch: Any) -> None:
    """PyTorch warns that it pads once more; nothing is padded here."""
    conv = torch.nn.Conv2d(3, 5, (4, 2), padding="same")
    assert count_macs(conv, (3, 7, 9)) == 7 * 9 * 5 * 24
    assert ledger(conv, (3, 7, 9)).rows[0].output_shape == (5, 7, 9)
    assert count_macs(torch.nn.Conv1d(6, 4, 2, groups=2, stride=2), (6, 9)) == 4 * 24
