"""Published networks: every total to the last digit, and what papers print."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import prod
from typing import Any

import pytest
from refusals import refusal

from convguide import ModelError, ShapeError, count_macs, ledger, zoo
from convguide.zoo.comparing import agreement
from convguide.zoo.lenets import C3

# Name, learned parameters, MACs for one image.
TOTALS = [
    ("LeNet-5", 60_000, 326_520),
    ("LeNet-5 (modern)", 61_706, 416_520),
    ("AlexNet", 60_965_224, 724_406_816),
    ("AlexNet (one tower)", 62_378_344, 1_135_256_096),
    ("AlexNet (torchvision)", 61_100_840, 714_188_480),
    ("VGG-11", 132_863_336, 7_609_090_048),
    ("VGG-13", 133_047_848, 11_308_466_176),
    ("VGG-16 (C)", 133_638_952, 11_770_888_192),
    ("VGG-16", 138_357_544, 15_470_264_320),
    ("VGG-19", 143_667_240, 19_632_062_464),
    ("GoogLeNet", 6_998_552, 1_582_671_872),
    ("GoogLeNet (separable stem)", 6_991_880, 1_498_677_248),
    ("GoogLeNet (torchvision)", 6_624_904, 1_498_376_192),
    ("ResNet-18", 11_689_512, 1_814_073_344),
    ("ResNet-34", 21_797_672, 3_663_761_408),
    ("ResNet-50", 25_557_032, 3_857_973_248),
    ("ResNet-101", 44_549_160, 7_570_194_432),
    ("ResNet-152", 60_192_808, 11_282_415_616),
    ("ResNet-50 (stride in 3×3)", 25_557_032, 4_089_184_256),
    ("ResNet-101 (stride in 3×3)", 44_549_160, 7_801_405_440),
    ("ResNet-152 (stride in 3×3)", 60_192_808, 11_513_626_624),
    ("ResNet-18 (option A)", 11_515_688, 1_794_805_760),
    ("ResNet-34 (option A)", 21_623_848, 3_644_493_824),
    ("ResNeXt-50 (32×4d)", 25_028_904, 4_230_479_872),
    ("U-Net", 31_030_658, 150_428_424_448),
    ("SqueezeNet", 1_248_424, 818_924_576),
    ("SqueezeNet 1.1", 1_235_496, 349_151_936),
    ("DenseNet-121", 7_978_856, 2_834_161_664),
    ("Xception", 22_855_952, 8_357_403_496),
    ("1.0 MobileNet-224", 4_231_976, 568_740_352),
    ("1.0 MobileNet-192", 4_231_976, 418_121_728),
    ("1.0 MobileNet-160", 4_231_976, 290_675_200),
    ("1.0 MobileNet-128", 4_231_976, 186_400_768),
    ("0.75 MobileNet-224", 2_585_560, 325_400_448),
    ("0.75 MobileNet-192", 2_585_560, 239_273_472),
    ("0.75 MobileNet-160", 2_585_560, 166_396_800),
    ("0.75 MobileNet-128", 2_585_560, 106_770_432),
    ("0.5 MobileNet-224", 1_331_592, 149_497_088),
    ("0.5 MobileNet-192", 1_331_592, 109_970_432),
    ("0.5 MobileNet-160", 1_331_592, 76_524_800),
    ("0.5 MobileNet-128", 1_331_592, 49_160_192),
    ("0.25 MobileNet-224", 470_072, 41_030_272),
    ("0.25 MobileNet-192", 470_072, 30_212_608),
    ("0.25 MobileNet-160", 470_072, 21_059_200),
    ("0.25 MobileNet-128", 470_072, 13_570_048),
    ("Shallow MobileNet", 2_887_976, 307_323_392),
    ("Conv MobileNet", 29_294_088, 4_867_293_184),
    ("MobileNetV2", 3_504_872, 300_774_272),
    ("MobileNetV2 (1.4)", 6_108_776, 582_195_824),
    ("EfficientNet-B0", 5_288_548, 385_814_752),
    ("ConvNeXt-T", 28_589_128, 4_455_531_264),
]


@pytest.mark.parametrize(("name", "parameters", "macs"), TOTALS)
def test_totals(name: str, parameters: int, macs: int) -> None:
    """What a network learns and costs, to the last digit."""
    network = zoo.NETWORKS[name]
    assert (str(network), network.parameters, network.macs) == (name, parameters, macs)
    book = ledger(network)
    assert (book.trainable, book.macs, book.per) == (parameters, macs, "one image")


def test_every_network_is_tested() -> None:
    """The table above is the whole zoo, in its order."""
    assert list(zoo.NETWORKS) == [name for name, _, _ in TOTALS]


@pytest.mark.parametrize("network", zoo.NETWORKS.values(), ids=str)
def test_rows(network: zoo.Network) -> None:
    """Paths are different, outputs take four bytes a number, the last are logits."""
    rows = ledger(network).rows
    assert len({row.path for row in rows}) == len(rows)
    assert all(row.memory == 4 * prod(row.output_shape or ()) for row in rows)
    assert all(row.calls == 1 for row in rows)
    last = {"LeNet-5": (10,), "LeNet-5 (modern)": (10,), "U-Net": (2, 388, 388)}
    assert rows[-1].output_shape == last.get(network.name, (1000,))


# Layer by layer


def test_lenet() -> None:
    """The paper's own counts; the patterns of the last layer are not learned."""
    rows = ledger(zoo.lenet5()).rows
    assert {row.path: row.parameters for row in rows} == {
        "C1": 156,
        "S2": 12,
        "C3": 1516,
        "S4": 32,
        "C5": 48120,
        "F6": 10164,
        "output": 0,
    }
    assert (rows[-1].kind, rows[-1].buffers, rows[-1].macs) == ("RBF", 840, 840)
    assert rows[2].formula == "60 × (5·5) + 16 = 1,516"
    assert rows[2].kernels == 60
    assert rows[2].macs_formula == "10·10 × 1,500 = 150,000"
    assert rows[1].named_formula == "maps + maps"


def test_lenet_connections() -> None:
    """All connections of 1998; the modern network pools without weights."""
    assert zoo.connections(zoo.lenet5()) == {
        "C1": 122304,
        "S2": 5880,
        "C3": 151600,
        "S4": 2000,
        "C5": 48120,
        "F6": 10164,
        "output": 840,
    }
    modern = zoo.connections(zoo.lenet5(modern=True))
    assert (modern["S2"], modern["C3"], modern["output"]) == (4704, 241600, 850)


def test_connections_of_other_networks() -> None:
    """They are counted as the paper does, for layers that it has."""
    message = "connections are those of LeNet-5's layers; ResNet-18 has Stack"
    with refusal(ModelError, message):
        zoo.connections(zoo.resnet(18))


def test_lenet_links() -> None:
    """Table I, column by column: how many maps each map of C3 sees, and all links."""
    assert [len(seen) for seen in C3] == [3] * 6 + [4] * 9 + [6]
    assert [sum(n in seen for seen in C3) for n in range(6)] == [10] * 6


def test_alexnet() -> None:
    """Parameters and MACs of each layer of both towers."""
    counts = [(row.parameters, row.macs) for row in ledger(zoo.alexnet()).rows]
    assert [pair for pair in counts if pair[0]] == [
        (34_944, 105_415_200),
        (307_456, 223_948_800),
        (885_120, 149_520_384),
        (663_936, 112_140_288),
        (442_624, 74_760_192),
        (37_752_832, 37_748_736),
        (16_781_312, 16_777_216),
        (4_097_000, 4_096_000),
    ]


def test_resnet_paths() -> None:
    """Paths are built from names; the first block of a stage has a shortcut."""
    rows = ledger(zoo.resnet(50)).rows
    paths = [row.path for row in rows]
    assert paths[:4] == ["conv1.conv", "conv1.norm", "pool1", "conv2_x.block1.conv1"]
    assert "conv2_x.block1.shortcut.conv" in paths
    assert "conv2_x.block2.shortcut.conv" not in paths
    assert paths[-3:] == ["conv5_x.block3.add", "pool2", "fc"]


def test_folded() -> None:
    """A ledger of blocks keeps its totals."""
    book = ledger(zoo.resnet(50)).folded(1)
    assert [(row.path, row.kind, row.layers) for row in book.rows] == [
        *(("conv1", "Stack", 2), ("pool1", "Pool", 1), ("conv2_x", "Stack", 23)),
        *(("conv3_x", "Stack", 30), ("conv4_x", "Stack", 44), ("conv5_x", "Stack", 23)),
        *(("pool2", "GlobalPool", 1), ("fc", "Dense", 1)),
    ]
    assert (book.parameters, book.macs) == (25_557_032, 3_857_973_248)


def test_stride_placement() -> None:
    """The first layer of a block that halves works at either size."""
    for stride_in, expected in (
        ("first 1×1", [(128, 28, 28), (128, 28, 28), (512, 28, 28)]),
        ("3×3", [(128, 56, 56), (128, 28, 28), (512, 28, 28)]),
    ):
        rows = ledger(zoo.resnet(50, stride_in=stride_in)).rows
        block = [row for row in rows if row.path.startswith("conv3_x.block1.conv")]
        assert [row.output_shape for row in block] == expected


def test_inception() -> None:
    """Four branches, each with its own kernels; their channels add up."""
    rows = [
        row for row in ledger(zoo.googlenet()).rows if row.path.startswith("inception")
    ]
    first = {row.path.partition(").")[2]: row.weights for row in rows[:9]}
    assert rows[8].path == "inception (3b).1×1"
    assert first == {
        "3×3 reduce": 18_432,
        "3×3": 110_592,
        "5×5 reduce": 3_072,
        "5×5": 12_800,
        "pool": 0,
        "pool proj": 6_144,
        "concat": 0,
        "1×1": 256 * 128,
    }
    joined = [row.output_shape for row in rows if row.kind == "Concat"]
    assert joined == [
        *((256, 28, 28), (480, 28, 28), (512, 14, 14), (512, 14, 14), (512, 14, 14)),
        *((528, 14, 14), (832, 14, 14), (832, 7, 7), (1024, 7, 7)),
    ]


def test_unet() -> None:
    """Valid convolutions shrink; the long connections are cropped to fit."""
    rows = ledger(zoo.unet()).rows
    shapes = {row.path: row.output_shape for row in rows}
    assert shapes["down1.conv2"] == (64, 568, 568)
    assert shapes["bottom.conv2"] == (1024, 28, 28)
    assert shapes["up-conv1"] == (512, 56, 56)
    assert [row.output_shape for row in rows if row.kind == "CropConcat"] == [
        *((1024, 56, 56), (512, 104, 104), (256, 200, 200), (128, 392, 392)),
    ]
    assert sum(row.kernels > 0 for row in rows) == 23


def test_batchnorm_keeps_what_keras_counts() -> None:
    """Running means and variances of Xception, which Keras adds to its total."""
    assert ledger(zoo.xception()).buffers == 54_528
    assert ledger(zoo.convnext_t()).buffers == 0


def test_squeeze_and_excitation() -> None:
    """What is squeezed is a quarter of what enters the block."""
    rows = ledger(zoo.efficientnet_b0()).rows
    gate = [row for row in rows if row.path.startswith("stage2.block1.se.")]
    assert [(row.kind, row.output_shape) for row in gate] == [
        ("GlobalPool", (96,)),
        ("Dense", (4,)),
        ("Dense", (96,)),
        ("Multiply", (96, 56, 56)),
    ]


# Other sizes, and names that do not exist


def test_other_sizes() -> None:
    """A network that ends with a global average takes images of any size."""
    assert count_macs(zoo.squeezenet(), (227, 227)) == 832_667_936
    assert count_macs(zoo.mobilenet_v1(), (160, 160)) == 290_675_200
    wide = ledger(zoo.resnet(18), (96, 160))
    assert wide.rows[0].output_shape == (64, 48, 80)
    assert wide.parameters == 11_689_512


def test_sizes_that_do_not_fit() -> None:
    """A dense layer has weights for one size; another would be another network."""
    message = (
        "fc1 would learn 4,096 × 32,768 + 4,096 = 134,221,824 for images of 256×256 "
        "but learns 4,096 × 25,088 + 4,096 = 102,764,544 for 224×224\n"
        "  hint: VGG-16 takes images of 224×224"
    )
    with refusal(ShapeError, message):
        ledger(zoo.vgg(), (256, 256))
    message = (
        "C3: kernel_size spans 5×5 but the padded input is 3×3\n"
        "  hint: use a smaller kernel or more padding"
    )
    with refusal(ShapeError, message):
        ledger(zoo.lenet5(), (10, 10))
    with refusal(ValueError, "input_size must be 2 integers, got (1, 3, 224, 224)"):
        ledger(zoo.vgg(), (1, 3, 224, 224))


REFUSED: list[tuple[Any, tuple[Any, ...], dict[str, Any], str]] = [
    (
        *(zoo.alexnet, ("caffe",), {}),
        "form must be one of 'two towers', 'one tower', 'torchvision', got 'caffe'",
    ),
    (
        *(zoo.vgg, ("F",), {}),
        "configuration must be one of 'A', 'B', 'C', 'D', 'E', got 'F'",
    ),
    (zoo.resnet, (51,), {}, "depth must be one of 18, 34, 50, 101, 152, got 51"),
    (
        *(zoo.resnet, (50,), {"stride_in": "1×1"}),
        "stride_in must be one of 'first 1×1', '3×3', got '1×1'",
    ),
    (
        *(zoo.resnet, (50,), {"shortcuts": "C"}),
        "shortcuts must be one of 'A', 'B', got 'C'",
    ),
    (
        *(zoo.resnet, (18,), {"cardinality": 32, "base_width": 4}),
        "cardinality and base_width are for bottlenecks, which 18 lacks",
    ),
    (
        *(zoo.googlenet, ("v3",), {}),
        "form must be one of 'paper', 'separable stem', 'torchvision', got 'v3'",
    ),
    (
        *(zoo.mobilenet_v1, (0.3,), {}),
        "width must be one of 1.0, 0.75, 0.5, 0.25, got 0.3",
    ),
    (
        zoo.mobilenet_v1,
        (True,),
        {},
        "width must be one of 1.0, 0.75, 0.5, 0.25, got True",
    ),
    (zoo.mobilenet_v1, (1.0, 0), {}, "size must be at least 1, got 0"),
    (zoo.mobilenet_v2, (0.5,), {}, "width must be one of 1.0, 1.4, got 0.5"),
    (zoo.squeezenet, ("2",), {}, "version must be one of '1.0', '1.1', got '2'"),
    (
        *(zoo.compare, ("ResNet-51",), {}),
        "the zoo has no network 'ResNet-51'; NETWORKS lists the names",
    ),
]


@pytest.mark.parametrize(("function", "given", "named", "message"), REFUSED)
def test_unknown_words(
    function: Any, given: tuple[Any, ...], named: dict[str, Any], message: str
) -> None:
    """What there is not is refused, and what there is listed."""
    with refusal(ValueError, message):
        function(*given, **named)


@pytest.mark.parametrize(
    ("network", "name"),
    [
        (zoo.mobilenet_v1(0.5, shallow=True), "0.5 Shallow MobileNet-224"),
        (zoo.mobilenet_v1(shallow=True, separable=False), "Shallow Conv MobileNet"),
        (zoo.resnet(50, shortcuts="A"), "ResNet-50 (option A)"),
        (
            zoo.resnet(50, cardinality=32, base_width=4),
            "ResNeXt-50 (32×4d) (stride in first 1×1)",
        ),
        (zoo.resnet(50, base_width=128, stride_in="3×3"), "ResNeXt-50 (1×128d)"),
        (zoo.resnet(18, stride_in="3×3"), "ResNet-18"),
    ],
    ids=str,
)
def test_names_of_variants(network: zoo.Network, name: str) -> None:
    """No two different networks have one name."""
    assert str(network) == name


# Published numbers


def test_agreement() -> None:
    """So many published numbers agree; those that do not are the ones of the notes."""
    compared = [row for name in zoo.NETWORKS for row in zoo.compare(name)]
    assert len(compared) == len(zoo.PUBLISHED) == 158
    counts = Counter(row.agrees for row in compared)
    assert counts == {"exact": 38, "rounded": 82, "truncated": 9, "no": 29}


def test_what_differs_is_explained() -> None:
    """A number that disagrees has a note; of the others, one does, about a stride."""
    compared = [row for name in zoo.NETWORKS for row in zoo.compare(name)]
    assert all(row.published.note for row in compared if row.agrees == "no")
    noted = [row for row in compared if row.agrees != "no" and row.published.note]
    assert [row.published.part for row in noted] == ["depthwise13"]


DIFFERS = [
    ("AlexNet", "neurons", "*", "650,000", 659_272),
    ("AlexNet", "neurons", "conv1", "253,440", 290_400),
    ("AlexNet", "MACs", "*", "720", 724_406_816),
    ("VGG-16", "MACs", "*", "15.3 billion FLOPs", 15_470_264_320),
    ("VGG-16", "numbers in memory", "*", "24M", 15_237_608),
    ("VGG-16", "MACs", "*", "15300", 15_470_264_320),
    ("GoogLeNet", "weights", "conv1", "2.7K", 9_408),
    ("GoogLeNet", "MACs", "conv1", "34M", 118_013_952),
    ("GoogLeNet", "weights", "inception (3b).*", "380K", 388_096),
    ("GoogLeNet", "weights", "inception (4a).*", "364K", 375_552),
    ("GoogLeNet", "weights", "inception (4b).*", "437K", 448_512),
    ("GoogLeNet", "weights", "inception (4c).*", "463K", 509_440),
    ("GoogLeNet", "weights", "inception (4d).*", "580K", 604_672),
    ("GoogLeNet", "weights", "inception (4e).*", "840K", 867_328),
    ("GoogLeNet", "weights", "inception (5a).*", "1072K", 1_042_432),
    ("GoogLeNet", "MACs", "inception (5a).*", "54M", 51_079_168),
    ("GoogLeNet", "weights", "inception (5b).*", "1388K", 1_442_816),
    ("GoogLeNet", "MACs", "*", "1550", 1_582_671_872),
    ("GoogLeNet", "parameters", "*", "6.8", 6_998_552),
    ("GoogLeNet (separable stem)", "weights", "conv1.*", "2.7K", 2_712),
    ("ResNet-50 (stride in 3×3)", "MACs", "*", "3.8×10⁹", 4_089_184_256),
    ("SqueezeNet", "output height", "conv1", "111", 109),
    ("SqueezeNet", "MACs", "*", "1700", 818_924_576),
    ("1.0 MobileNet-224", "percent of MACs", "conv", "1.19%", 1.9056176),
    ("0.5 MobileNet-160", "parameters", "*", "1.32", 1_331_592),
    ("Conv MobileNet", "MACs", "*", "4866", 4_867_293_184),
    ("MobileNetV2", "parameters", "*", "3.4M", 3_504_872),
    ("MobileNetV2 (1.4)", "parameters", "*", "6.9M", 6_108_776),
    ("MobileNetV2 (1.4)", "MACs", "*", "585M", 582_195_824),
]


def test_what_differs() -> None:
    """These published numbers are not what our arithmetic gives, and no others."""
    rows = [row for name in zoo.NETWORKS for row in zoo.compare(name)]
    found = [
        (*_key(row), row.ours if isinstance(row.ours, int) else round(row.ours, 7))
        for row in rows
        if row.agrees == "no"
    ]
    assert found == DIFFERS


def _key(row: zoo.Comparison) -> tuple[str, str, str, str]:
    published = row.published
    return (published.network, row.quantity, published.part, row.printed)


def test_cut_off() -> None:
    """These are printed with digits left out, where rounding gives another one."""
    rows = [row for name in zoo.NETWORKS for row in zoo.compare(name)]
    assert [
        (row.published.network, row.printed)
        for row in rows
        if row.agrees == "truncated"
    ] == [
        *(("AlexNet", "60 million"), ("AlexNet", "60"), ("GoogLeNet", "159K")),
        *(("GoogLeNet", "73M"), ("ResNet-34", "3.6×10⁹"), ("ResNet-50", "3.8×10⁹")),
        *(("1.0 MobileNet-160", "290"), ("0.5 MobileNet-160", "76")),
        ("MobileNetV2", "300M"),
    ]


def test_numbers_in_the_notes() -> None:
    """What the notes say beside the two numbers is arithmetic, too."""

    def learned(name: str, *, norms: bool) -> int:
        rows = ledger(zoo.NETWORKS[name]).rows
        return sum(r.parameters for r in rows if (r.kind == "BatchNorm") == norms)

    assert learned("0.5 MobileNet-160", norms=True) == 10_944
    assert learned("0.5 MobileNet-160", norms=False) == 1_320_648
    assert learned("MobileNetV2", norms=True) == 34_112
    assert learned("MobileNetV2", norms=False) == 3_470_760
    assert 4_867_293_184 - 1024 * 1000 == 4_866_269_184
    assert 1072 * 1024 * 49 == 53_788_672
    vgg = ledger(zoo.vgg()).folded(1).rows
    assert sum(row.macs or 0 for row in vgg[:5]) == 15_346_630_656
    printed = [e for e in zoo.PUBLISHED if e.paper.name.startswith("Szegedy")]
    column = [e.exact / 1024 for e in printed if e.quantity == "weights"][:12]
    assert float(sum(column)) == 6797.7
    shares = [e.exact for e in zoo.PUBLISHED if e.quantity == "percent of MACs"]
    assert float(sum(shares)) == 99.29
    caption = [e.value for e in zoo.PUBLISHED if "caption" in e.place]
    assert sum(caption) == 622_312
    stem = [
        r for r in ledger(zoo.googlenet("separable stem")).rows if "conv1" in r.path
    ]
    assert sum(r.biases for r in stem) == 88


@pytest.mark.parametrize(
    ("text", "unit", "ours", "agrees"),
    [
        ("4.2 M", 10**6, 4_200_000, "exact"),
        ("4.2 M", 10**6, 4_249_999, "rounded"),
        ("4.2 M", 10**6, 4_250_000, "truncated"),
        ("4.2 M", 10**6, 4_150_000, "rounded"),
        ("4.2 M", 10**6, 4_149_999, "no"),
        ("4.2 M", 10**6, 4_300_000, "no"),
        ("720", 10**6, 724_000_000, "no"),
        ("340,908", 1, 340_908, "exact"),
        ("112K", 1024, 114_688, "exact"),
        ("112K", 1024, 115_199, "rounded"),
        ("112K", 1024, 115_200, "truncated"),
    ],
)
def test_agreement_of_one_number(text: str, unit: int, ours: int, agrees: str) -> None:
    """To the last printed digit, rounded half up, or cut off."""
    paper = zoo.Paper("Somebody", "Something", "nowhere")
    published = zoo.Published("LeNet-5", "MACs", text, unit, paper, "Table 1")
    assert agreement(Fraction(ours), published) == agrees


def test_published() -> None:
    """A published number knows its value and its place."""
    entry = next(e for e in zoo.PUBLISHED if e.network == "ResNet-152")
    assert entry.value == 11_300_000_000
    assert entry.where == "He, Zhang, Ren, Sun, 2015, Table 1, arXiv:1512.03385"
    shares = [e.value for e in zoo.PUBLISHED if e.quantity == "percent of weights"]
    assert shares == [74.59, 1.06, 0.02, 24.33]
    assert all(e.network in zoo.NETWORKS for e in zoo.PUBLISHED)
    assert all(e.quantity in zoo.QUANTITIES for e in zoo.PUBLISHED)
    assert all(e.paper.seen and e.paper.link and e.place for e in zoo.PUBLISHED)


def test_text_without_a_number() -> None:
    """What is printed must hold a number."""
    paper = zoo.Paper("Somebody", "Something", "nowhere")
    entry = zoo.Published("LeNet-5", "MACs", "many", 1, paper, "Table 1")
    with refusal(ValueError, "text must hold a number, got 'many'"):
        entry.value  # noqa: B018


def test_compare_takes_the_network_that_is_given() -> None:
    """A network of one's own is held against what was published under its name."""
    mine = zoo.Network("ResNet-18", (zoo.Conv(4),), (3, 5, 7))
    rows = zoo.compare(mine)
    assert [(row.ours, row.agrees) for row in rows] == [(420, "no"), (420, "no")]


def test_compare_takes_networks_and_names() -> None:
    """A number is neither."""
    with refusal(TypeError, "network must be a Network or a name, got int"):
        zoo.compare(50)  # type: ignore[arg-type]


def test_whole_widths() -> None:
    """A width of 1 is a width of 1.0; a depth of 50.0 is none."""
    assert zoo.mobilenet_v1(1) == zoo.mobilenet_v1(1.0)
    assert zoo.mobilenet_v1(1).name == "1.0 MobileNet-224"
    message = "depth must be one of 18, 34, 50, 101, 152, got 50.0"
    with refusal(ValueError, message):
        zoo.resnet(50.0)  # type: ignore[arg-type]


def test_compare_with_nothing_published() -> None:
    """Nothing is known about some of them."""
    assert zoo.compare("SqueezeNet 1.1") == ()
