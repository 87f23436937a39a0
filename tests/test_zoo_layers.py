"""Layers as data: what they learn and cost, how they are joined and named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from refusals import refusal

from convguide import ShapeError, count_parameters, ledger, zoo

if TYPE_CHECKING:
    from convguide import Row


def rows_of(*layers: Any, shape: tuple[int, int, int] = (3, 7, 9)) -> tuple[Row, ...]:
    """Count a few layers."""
    return ledger(zoo.Network("layers", layers, shape)).rows


def facts(row: Row) -> tuple[Any, ...]:
    """Give kind, formula, MACs and output of a row."""
    return (row.kind, row.formula, row.macs_formula, row.output_shape)


# Distinct numbers everywhere: 3 channels of 7×9, or 4 of 6×11.
LAYERS: list[tuple[zoo.Layer, tuple[int, int, int], tuple[Any, ...]]] = [
    (
        zoo.Conv(5, (2, 4)),
        (3, 7, 9),
        ("Conv2d", "5 × (3·2·4) + 5 = 125", "6·6 × 120 = 4,320", (5, 6, 6)),
    ),
    (
        zoo.Conv(8, 3, 2, 1, 4, bias=False),
        (4, 6, 11),
        ("Conv2d", "8 × (1·3·3) = 72", "3·6 × 72 = 1,296", (8, 3, 6)),
    ),
    (
        zoo.Conv(
            2, 3, 2, "same"
        ),  # 6 rows take a pixel below, 11 columns one each side
        (4, 6, 11),
        ("Conv2d", "2 × (4·3·3) + 2 = 74", "3·6 × 72 = 1,296", (2, 3, 6)),
    ),
    (
        zoo.Depthwise((2, 3), multiplier=5),
        (3, 7, 9),
        ("Conv2d", "15 × (1·2·3) + 15 = 105", "6·7 × 90 = 3,780", (15, 6, 7)),
    ),
    (
        zoo.Depthwise(3, 2, 1, bias=False),
        (4, 6, 11),
        ("Conv2d", "4 × (1·3·3) = 36", "3·6 × 36 = 648", (4, 3, 6)),
    ),
    (
        zoo.Masked(((0, 2), (1,), (0, 1, 2), (2, 1), (0,)), (2, 4)),
        (3, 7, 9),
        ("Conv2d", "9 × (2·4) + 5 = 77", "6·6 × 72 = 2,592", (5, 6, 6)),
    ),
    (
        zoo.ConvTranspose(5, (2, 4), (3, 2), 1),
        (3, 7, 9),
        (
            "ConvTranspose2d",
            "3 × (5·2·4) + 5 = 125",
            "7·9 × 120 = 7,560",
            (5, 18, 18),
        ),
    ),
    (
        zoo.ConvTranspose(2, 3, bias=False),
        (4, 6, 11),
        ("ConvTranspose2d", "4 × (2·3·3) = 72", "6·11 × 72 = 4,752", (2, 8, 13)),
    ),
    (
        zoo.ConvTranspose(5, (2, 4), (3, 2), (0, 1, 2, 0)),
        (3, 7, 9),
        (
            "ConvTranspose2d",
            "3 × (5·2·4) + 5 = 125",
            "7·9 × 120 = 7,560",
            (5, 19, 18),
        ),
    ),
    (zoo.Pool(2, 3, ceil=True), (4, 6, 11), ("Pool", "", "", (4, 2, 4))),
    (zoo.Pool(3, 2), (3, 7, 9), ("Pool", "", "", (3, 3, 4))),
    (zoo.Pool((2, 3)), (3, 7, 9), ("Pool", "", "", (3, 3, 3))),
    (zoo.Pool(3, 2, 1), (4, 6, 11), ("Pool", "", "", (4, 3, 6))),
    (zoo.Pool(3, 2, "same"), (4, 6, 11), ("Pool", "", "", (4, 3, 6))),
    (zoo.Pool(3, 2, ceil=True), (4, 6, 11), ("Pool", "", "", (4, 3, 5))),
    (zoo.GlobalPool(), (3, 7, 9), ("GlobalPool", "", "", (3,))),
    (zoo.Norm(), (3, 7, 9), ("BatchNorm", "3 + 3 = 6", "", (3, 7, 9))),
    (zoo.Norm("layer"), (3, 7, 9), ("LayerNorm", "3 + 3 = 6", "", (3, 7, 9))),
    (zoo.Scale(), (4, 6, 11), ("Scale", "4", "", (4, 6, 11))),
    (zoo.Subsampling(2), (4, 6, 11), ("Subsampling", "4 + 4 = 8", "", (4, 3, 5))),
    (zoo.RBF(5), (4, 6, 11), ("RBF", "", "5 × 264 = 1,320", (5,))),
    (zoo.ZeroChannels(7, 2), (4, 6, 11), ("ZeroChannels", "", "", (7, 3, 6))),
]


@pytest.mark.parametrize(
    ("layer", "shape", "expected"), LAYERS, ids=[str(case[0]) for case in LAYERS]
)
def test_layers(
    layer: zoo.Layer, shape: tuple[int, int, int], expected: tuple[Any, ...]
) -> None:
    """Formula, multiply-accumulates and output of one layer, in numbers."""
    (row,) = rows_of(layer, shape=shape)
    assert facts(row) == expected


def test_dense() -> None:
    """A dense layer sees every number; flattening is no row."""
    first, second = rows_of(zoo.Flatten(), zoo.Dense(5), zoo.Dense(2, bias=False))
    assert facts(first) == ("Dense", "5 × 189 + 5 = 950", "5 × 189 = 945", (5,))
    assert facts(second) == ("Dense", "2 × 5 = 10", "2 × 5 = 10", (2,))
    assert (first.path, second.path) == ("dense1", "dense2")


def test_what_is_kept() -> None:
    """A norm over the batch keeps two numbers a channel, fixed patterns are kept."""
    layers = (zoo.Norm(), zoo.Norm("layer"), zoo.RBF(5))
    assert [row.buffers for row in rows_of(*layers)] == [6, 0, 945]


def test_kernels() -> None:
    """Rows of convolutions know their kernels, those of a mask as well."""
    layers = (zoo.Masked(((0, 2), (1,)), 3), zoo.Depthwise(2), zoo.ConvTranspose(5, 2))
    assert [row.kernels for row in rows_of(*layers)] == [3, 2, 10]


@pytest.mark.parametrize("kernel", [2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.torch
def test_pool_is_that_of_torch(
    torch: Any, kernel: int, stride: int, padding: int, *, ceil: bool
) -> None:
    """Places of the window, also of one that reaches beyond the border."""
    (row,) = rows_of(zoo.Pool(kernel, stride, padding, ceil=ceil), shape=(1, 6, 11))
    pool = torch.nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    assert row.output_shape == tuple(pool(torch.zeros(1, 6, 11)).shape)


# Joins


def test_add() -> None:
    """The shortcut is the input itself, or has layers of its own."""
    body = (zoo.Conv(5, 3, 2, 1), zoo.Conv(5))
    (*_, last) = rows_of(zoo.Add(body, (zoo.Conv(5, 1, 2),)))
    assert (last.path, facts(last)) == ("add", ("Add", "", "", (5, 4, 5)))
    assert rows_of(zoo.Add(zoo.Conv(3)))[-1].output_shape == (3, 7, 9)


def test_concat() -> None:
    """Channels of all branches; one without layers is the input."""
    parts = ((), (zoo.Conv(5),), (zoo.Pool(3, 1, 1), zoo.Conv(2)))
    assert rows_of(zoo.Concat(parts))[-1].output_shape == (10, 7, 9)
    flat = zoo.Concat(((zoo.GlobalPool(),), (zoo.GlobalPool(),)))
    assert rows_of(flat)[-1].output_shape == (6,)


def test_multiply() -> None:
    """A factor a channel, which may be flat."""
    gate = (zoo.GlobalPool(), zoo.Dense(2), zoo.Dense(3))
    last = rows_of(zoo.Multiply(gate))[-1]
    assert (last.kind, last.output_shape) == ("Multiply", (3, 7, 9))


def test_crop_and_concat() -> None:
    """The input is cut to what the body makes."""
    last = rows_of(zoo.CropConcat(zoo.Conv(5, (2, 4))))[-1]
    assert (last.kind, last.output_shape) == ("CropConcat", (8, 6, 6))


JOINED: list[tuple[zoo.Layer | Any, str]] = [
    (
        zoo.Add(zoo.Conv(5, 3), zoo.Conv(5, 1, 2), name="block"),
        (
            "block.add: branches that are added do not fit\n"
            "  branch 1  (5, 5, 7)  axes (C, H, W)\n"
            "  branch 2  (5, 4, 5)  axes (C, H, W)"
        ),
    ),
    (
        zoo.Add(zoo.Conv(5)),
        (
            "add: branches that are added do not fit\n"
            "  branch 1  (5, 7, 9)  axes (C, H, W)\n"
            "  branch 2  (3, 7, 9)  axes (C, H, W)"
        ),
    ),
    (
        zoo.Concat((zoo.Conv(5, 3), zoo.Conv(4))),
        (
            "concat: branches that are concatenated do not fit\n"
            "  branch 1  (5, 5, 7)  axes (C, H, W)\n"
            "  branch 2  (4, 7, 9)  axes (C, H, W)"
        ),
    ),
    (
        zoo.Multiply((zoo.GlobalPool(), zoo.Dense(4))),
        (
            "multiply: branches that are multiplied do not fit\n"
            "  branch 1  (3, 7, 9)  axes (C, H, W)\n"
            "  branch 2  (4,)       axes (C,)"
        ),
    ),
    (
        zoo.Multiply(zoo.Conv(3, 2)),
        (
            "multiply: branches that are multiplied do not fit\n"
            "  branch 1  (3, 7, 9)  axes (C, H, W)\n"
            "  branch 2  (3, 6, 8)  axes (C, H, W)"
        ),
    ),
    (
        zoo.CropConcat(zoo.Conv(5, 1, 1, (0, 1))),
        (
            "concat: the input cannot be cropped to the body\n"
            "  branch 1  (3, 7, 9)   axes (C, H, W)\n"
            "  branch 2  (5, 7, 11)  axes (C, H, W)"
        ),
    ),
    (
        zoo.CropConcat(zoo.GlobalPool()),
        (
            "concat: the input cannot be cropped to the body\n"
            "  branch 1  (3, 7, 9)  axes (C, H, W)\n"
            "  branch 2  (3,)       axes (C,)"
        ),
    ),
    (
        zoo.CropConcat(zoo.Conv(5, 1, 1, 1)),
        (
            "concat: the input cannot be cropped to the body\n"
            "  branch 1  (3, 7, 9)   axes (C, H, W)\n"
            "  branch 2  (5, 9, 11)  axes (C, H, W)"
        ),
    ),
    (
        zoo.Stack("stage", (zoo.Conv(5), (zoo.Dense(2),))),
        (
            "stage.dense: a dense layer takes flat input\n"
            "  input  (5, 7, 9)  axes (C, H, W)\n"
            "  hint: put Flatten() or GlobalPool() before it"
        ),
    ),
    (
        (zoo.Flatten(), zoo.Pool(2)),
        "pool: Pool takes maps\n  input  (189,)  axes (C,)",
    ),
    (
        (zoo.Conv(4), zoo.Conv(4, 8)),
        (
            "conv2: kernel_size spans 8×8 but the padded input is 7×9\n"
            "  hint: use a smaller kernel or more padding"
        ),
    ),
    (
        zoo.Conv(4, groups=2),
        (
            "conv: groups is 2 but in_channels is 3\n"
            "  hint: groups must divide both channel counts"
        ),
    ),
    (
        zoo.Masked(((0, 3),), 2),
        (
            "conv: links name channel 3 but the input has 3 channels\n"
            "  hint: channels are counted from 0"
        ),
    ),
    (
        zoo.ConvTranspose(2, 2, padding=4),
        "transposed: padding leaves 0×2 of the output\n  hint: use less padding",
    ),
    (
        zoo.ZeroChannels(2, 1),
        "zeros: out_channels is 2 but there are 3",
    ),
]


@pytest.mark.parametrize(("layer", "message"), JOINED, ids=[m for _, m in JOINED])
def test_what_does_not_fit(layer: Any, message: str) -> None:
    """The error names the path, and shows the shapes."""
    network = zoo.Network("wrong", (layer,), (3, 7, 9))
    with refusal(ShapeError, message):
        ledger(network)


BAD: list[tuple[Any, type[Exception], str]] = [
    (
        *(zoo.Conv("4"), TypeError),  # type: ignore[arg-type]
        "conv: out_channels must be an integer, got '4' (str)",
    ),
    (zoo.Conv(0), ValueError, "conv: out_channels must be at least 1, got 0"),
    (
        *(zoo.Dense(2.0), TypeError),  # type: ignore[arg-type]
        "dense: out_features must be an integer, got 2.0 (float)",
    ),
    (
        *(zoo.Norm("group"), ValueError),
        'norm: over must be "batch" or "layer", got \'group\'',
    ),
    (
        *(zoo.Depthwise(3, multiplier=0), ValueError),
        "depthwise: multiplier must be at least 1, got 0",
    ),
    (
        *(zoo.Masked(((0, 0),), 2), ValueError),
        "conv: links must name a channel once for each filter, got (0, 0)",
    ),
    (zoo.Masked(((-1,),), 2), ValueError, "conv: links must be at least 0, got -1"),
    (
        *(zoo.Pool(2, ceil=1), TypeError),  # type: ignore[arg-type]
        "pool: ceil must be True or False, got 1 (int)",
    ),
    (zoo.RBF(0), ValueError, "rbf: classes must be at least 1, got 0"),
]


@pytest.mark.parametrize(("layer", "kind", "message"), BAD, ids=[m for *_, m in BAD])
def test_bad_numbers(layer: Any, kind: type[Exception], message: str) -> None:
    """A wrong type or value is named with its path."""
    flat = (zoo.Flatten(),) * isinstance(layer, zoo.Dense)
    network = zoo.Network("wrong", (flat, layer), (3, 7, 9))
    with refusal(kind, message):
        ledger(network)


@pytest.mark.parametrize(
    ("layers", "given"),
    [
        ([zoo.Conv(4)], "list"),
        ((zoo.Conv(4), [zoo.Conv(4)]), "list"),
        ((zoo.Add(("conv",)),), "str"),  # type: ignore[arg-type]
        ((zoo.Stack("stage", (zoo.Conv,)),), "type"),  # type: ignore[arg-type]
        (None, "NoneType"),
    ],
)
def test_what_is_no_layer(layers: Any, given: str) -> None:
    """A network is refused when it is made, however deep the fault lies."""
    message = f"layers must be layers of convguide.zoo, or tuples of them, got {given}"
    with refusal(TypeError, message):
        zoo.Network("wrong", layers, (3, 7, 9))


def test_input_shapes() -> None:
    """Channels, height and width."""
    with refusal(ValueError, "input_shape must be 3 integers, got (7, 9)"):
        zoo.Network("wrong", (), (7, 9))  # type: ignore[arg-type]
    with refusal(ValueError, "input_shape must be at least 1, got 0"):
        zoo.Network("wrong", (), (3, 0, 9))


# Paths


def test_paths() -> None:
    """Words get numbers where they occur more than once, in each scope of its own."""
    block = zoo.Add((zoo.Conv(3), zoo.Norm(), zoo.Conv(3)), name="block")
    inner = zoo.Stack("stage", (block, block, zoo.Norm()))
    rows = rows_of((zoo.Conv(3), (zoo.Conv(3, name="stem"),)), inner, zoo.Norm(), inner)
    assert [row.path for row in rows] == [
        *("conv", "stem"),
        *("stage1.block1.conv1", "stage1.block1.norm", "stage1.block1.conv2"),
        "stage1.block1.add",
        *("stage1.block2.conv1", "stage1.block2.norm", "stage1.block2.conv2"),
        "stage1.block2.add",
        *("stage1.norm", "norm"),
        *("stage2.block1.conv1", "stage2.block1.norm", "stage2.block1.conv2"),
        "stage2.block1.add",
        *("stage2.block2.conv1", "stage2.block2.norm", "stage2.block2.conv2"),
        *("stage2.block2.add", "stage2.norm"),
    ]


def test_joins_without_names() -> None:
    """What has no name adds nothing to the path, and its own row is numbered."""
    join = zoo.Concat(((), zoo.Conv(2)))
    rows = rows_of(zoo.Conv(3), join, join)
    assert [row.path for row in rows] == [
        *("conv1", "conv2", "concat1", "conv3", "concat2"),
    ]


def test_joins_in_joins() -> None:
    """A join inside another one has the same word, so both get numbers."""
    rows = rows_of(zoo.Add(zoo.Add(zoo.Conv(3)), name="block"))
    assert [row.path for row in rows] == ["block.conv", "block.add1", "block.add2"]


def test_kinds_of_what_contains_layers() -> None:
    """A folded ledger knows stacks and joins by their paths."""
    block = zoo.Add(zoo.Conv(3), name="block")
    book = ledger(zoo.Network("two", (zoo.Stack("stage", (block, block)),), (3, 7, 9)))
    assert book.kinds == (
        *(("stage", "Stack"), ("stage.block1", "Add"), ("stage.block2", "Add")),
    )
    assert [row.kind for row in book.folded(2).rows] == ["Add", "Add"]


def test_networks_are_data() -> None:
    """Networks of the same layers are equal, and cannot be changed."""
    assert zoo.vgg("A") == zoo.vgg("A") != zoo.vgg("B")
    assert hash(zoo.resnet(50)) == hash(zoo.resnet(50))
    with pytest.raises(AttributeError):
        zoo.vgg().name = "mine"  # type: ignore[misc]


def test_nothing_is_left_out() -> None:
    """What multiplies is counted, and for how many images is said."""
    book = ledger(zoo.lenet5())
    assert (book.per, book.not_counted) == ("one image", ())
    assert count_parameters(zoo.lenet5()) == (60_000, 60_000)


# Networks in PyTorch, written from their papers alone


def macs_of(module: Any, x: Any) -> int:
    """Let every convolution of PyTorch say how large its output really is."""
    counts: list[int] = []
    for layer in module.modules():
        if hasattr(layer, "kernel_size") and hasattr(layer, "weight"):
            layer.register_forward_hook(
                lambda own, _, out: counts.append(
                    own.weight.numel() * out.shape[2] * out.shape[3]
                )
            )
    module(x)
    return sum(counts)


@pytest.mark.torch
def test_bottlenecks_of_torch(torch: Any) -> None:
    """ResNet-50's third stage: parameters, buffers and outputs of real modules."""
    nn = torch.nn

    def conv(inputs: int, outputs: int, kernel: int, stride: int) -> Any:
        padding = {1: 0, 3: 1}[kernel]
        layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False)
        return nn.Sequential(layer, nn.BatchNorm2d(outputs))

    class Bottleneck(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, inputs: int, width: int, stride: int) -> None:
            super().__init__()
            self.body = nn.Sequential(
                conv(inputs, width, 1, 1),
                conv(width, width, 3, stride),
                conv(width, 4 * width, 1, 1),
            )
            same = stride == 1 and inputs == 4 * width
            self.shortcut = (
                nn.Identity() if same else conv(inputs, 4 * width, 1, stride)
            )

        def forward(self, x: Any) -> Any:
            return self.body(x) + self.shortcut(x)

    blocks = [Bottleneck(256, 128, 2), *(Bottleneck(512, 128, 1) for _ in range(3))]
    stage = nn.Sequential(*blocks).eval()
    book = ledger(zoo.resnet(50, stride_in="3×3"))
    rows = [row for row in book.rows if row.path.startswith("conv3_x.")]
    assert sum(row.parameters for row in rows) == sum(
        p.numel() for p in stage.parameters()
    )
    norms = (b for name, b in stage.named_buffers() if "num_batches" not in name)
    assert sum(row.buffers for row in rows) == sum(b.numel() for b in norms)
    x = torch.zeros(1, 256, 56, 56)
    assert sum(row.macs or 0 for row in rows) == macs_of(stage, x)
    assert rows[-1].output_shape == tuple(stage(x).shape[1:])


@pytest.mark.torch
def test_inception_of_torch(torch: Any) -> None:
    """GoogLeNet's module 4e: four branches of real modules."""
    nn = torch.nn
    branches = nn.ModuleList(
        [
            nn.Sequential(nn.Conv2d(528, 256, 1)),
            nn.Sequential(nn.Conv2d(528, 160, 1), nn.Conv2d(160, 320, 3, padding=1)),
            nn.Sequential(nn.Conv2d(528, 32, 1), nn.Conv2d(32, 128, 5, padding=2)),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(528, 128, 1)),
        ]
    )
    rows = ledger(zoo.googlenet()).rows
    own = [row for row in rows if row.path.startswith("inception (4e).")]
    counts = [parameter.numel() for parameter in branches.parameters()]
    assert [term.count for row in own for term in row.terms] == counts
    x = torch.zeros(1, 528, 14, 14)
    output = torch.cat([branch(x) for branch in branches], 1)
    assert own[-1].output_shape == tuple(output.shape[1:])
    macs = sum(macs_of(branch, x) for branch in branches)
    assert sum(row.macs or 0 for row in own) == macs


@pytest.mark.torch
def test_transposed_of_torch(torch: Any) -> None:
    """Sizes and weights of a transposed convolution with all its numbers different."""
    (row,) = rows_of(zoo.ConvTranspose(5, (2, 4), (3, 2), (0, 1)))
    layer = torch.nn.ConvTranspose2d(3, 5, (2, 4), (3, 2), (0, 1))
    assert row.output_shape == tuple(layer(torch.zeros(3, 7, 9)).shape)
    assert [term.count for term in row.terms] == [p.numel() for p in layer.parameters()]
