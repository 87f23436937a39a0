"""What papers print about the networks of 1998 to 2015."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.printed import Paper, Published

if TYPE_CHECKING:
    from collections.abc import Iterator

MILLION, BILLION = 10**6, 10**9
KILO = 1024  # in GoogLeNet's column of parameters

LECUN = Paper(
    "LeCun, Bottou, Bengio, Haffner, 1998",
    "Gradient-Based Learning Applied to Document Recognition",
    "doi:10.1109/5.726791",
)
KRIZHEVSKY = Paper(
    "Krizhevsky, Sutskever, Hinton, 2012",
    "ImageNet Classification with Deep Convolutional Neural Networks",
    "doi:10.1145/3065386",
)
SIMONYAN = Paper(
    "Simonyan, Zisserman, 2014",
    "Very Deep Convolutional Networks for Large-Scale Image Recognition",
    "arXiv:1409.1556",
)
CS231N = Paper(
    "CS231n, course notes",
    "Convolutional Neural Networks: VGGNet in detail",
    "https://github.com/cs231n/cs231n.github.io/issues/88",
    "stored copies of the notes, and the issue",
)
SZEGEDY = Paper(
    "Szegedy and others, 2014", "Going Deeper with Convolutions", "arXiv:1409.4842"
)
HE = Paper(
    "He, Zhang, Ren, Sun, 2015",
    "Deep Residual Learning for Image Recognition",
    "arXiv:1512.03385",
)
RONNEBERGER = Paper(
    "Ronneberger, Fischer, Brox, 2015",
    "U-Net: Convolutional Networks for Biomedical Image Segmentation",
    "arXiv:1505.04597",
)

LENET = (
    ("C1", "156", "122,304"),
    ("S2", "12", "5,880"),
    ("C3", "1,516", "151,600"),
    ("S4", "32", "2,000"),
    ("C5", "48,120", "48,120"),
    ("F6", "10,164", "10,164"),
    ("*", "60,000", "340,908"),
)
ALEXNET = ("253,440", "186,624", "64,896", "64,896", "43,264", "4096", "4096", "1000")
VGG = {
    "VGG-11": "133",
    "VGG-13": "133",
    "VGG-16 (C)": "134",
    "VGG-16": "138",
    "VGG-19": "144",
}
# Path, parameters and operations of each row of GoogLeNet's table.
GOOGLENET = (
    ("conv1", "2.7K", "34M"),
    ("conv2*", "112K", "360M"),
    ("inception (3a).*", "159K", "128M"),
    ("inception (3b).*", "380K", "304M"),
    ("inception (4a).*", "364K", "73M"),
    ("inception (4b).*", "437K", "88M"),
    ("inception (4c).*", "463K", "100M"),
    ("inception (4d).*", "580K", "119M"),
    ("inception (4e).*", "840K", "170M"),
    ("inception (5a).*", "1072K", "54M"),
    ("inception (5b).*", "1388K", "71M"),
    ("fc", "1000K", "1M"),
)
NOT_THESE_WIDTHS = "our arithmetic gives another number for the widths in the same row"
STEM = (
    "a plain 7×7 layer has 9,408 weights and 118 M MACs; inference: the table counts "
    "a depthwise 7×7 layer with multiplier 8, then 1×1, which has 34.0 M MACs"
)
SEPARABLE = (
    "our arithmetic gives 2,712 weights: 2.7 thousand, but 2.6 K with the K of 1,024 "
    "that the rest of the column has; with 88 biases it is 2.7 K"
)
GOOGLENET_NOTES = {
    "2.7K": STEM,
    "34M": STEM,
    "463K": (
        f"{NOT_THESE_WIDTHS}, and the operations of this row, 100 M at 14×14, fit ours"
    ),
    "1072K": (
        f"{NOT_THESE_WIDTHS}; it does agree with the row's 54 M, since "
        "1072·1024·7·7 is 53.8 M"
    ),
    "54M": (
        f"{NOT_THESE_WIDTHS}; it does agree with the row's 1072 K, since "
        "1072·1024·7·7 is 53.8 M"
    ),
    **dict.fromkeys(
        ("380K", "364K", "437K", "580K", "840K", "1388K"), NOT_THESE_WIDTHS
    ),
}
RESNET = {18: "1.8", 34: "3.6", 50: "3.8", 101: "7.6", 152: "11.3"}


def first() -> Iterator[Published]:
    """List all of them, paper by paper."""
    yield from _lenet()
    yield from _alexnet()
    yield from _vgg()
    yield from _googlenet()
    yield from _resnet()
    yield Published(
        *("U-Net", "output height", "388", 1), RONNEBERGER, "Figure 1", "output"
    )


def _lenet() -> Iterator[Published]:
    for part, parameters, connections in LENET:
        for quantity, text in (
            ("parameters", parameters),
            ("connections", connections),
        ):
            yield Published("LeNet-5", quantity, text, 1, LECUN, "section II.B", part)


def _alexnet() -> Iterator[Published]:
    def entry(quantity: str, text: str, *rest: str, unit: int = 1) -> Published:
        return Published("AlexNet", quantity, text, unit, KRIZHEVSKY, *rest)

    yield entry("parameters", "60 million", "abstract", unit=MILLION)
    note = (
        "our arithmetic gives 659,272 for all layers; the numbers in the caption of "
        "Figure 2 add to 622,312"
    )
    yield entry("neurons", "650,000", "abstract", "*", note)
    for number, text in enumerate(ALEXNET, start=1):
        part = f"conv{number}" if number <= 5 else f"fc{number - 5}"  # noqa: PLR2004
        note = (
            "our arithmetic gives 96 maps of 55×55, which is 290,400; 253,440 is "
            "55·48·96, and we do not know why"
        )
        note *= number == 1
        yield entry("neurons", text, "Figure 2, caption", part, note)


def _vgg() -> Iterator[Published]:
    for name, text in VGG.items():
        yield Published(name, "parameters", text, MILLION, SIMONYAN, "Table 2")
    note = (
        "our arithmetic gives 15,470,264,320, of which convolutions are 15,346,630,656;"
        " inference: dense layers are left out, though they are in the 19.6 of VGG-19"
    )
    place = "101-layer and 152-layer ResNets"
    yield Published(
        *("VGG-16", "MACs", "15.3 billion FLOPs", BILLION), HE, place, note=note
    )
    yield Published("VGG-16", "MACs", "15.3", BILLION, HE, place, "stage*")
    yield Published("VGG-19", "MACs", "19.6 billion FLOPs", BILLION, HE, place)
    note = (
        "the rows of the same table, the image among them, add to 15,237,608 numbers, "
        "which is 58 MiB: an error in the sum, by our arithmetic; asked in issue 88 of "
        "the notes' repository"
    )
    yield Published(
        *("VGG-16", "numbers in memory", "24M", MILLION, CS231N, "table"), note=note
    )
    yield Published("VGG-16", "parameters", "138M", MILLION, CS231N, "table")


def _googlenet() -> Iterator[Published]:
    for name in ("GoogLeNet", "GoogLeNet (separable stem)"):
        separable = name != "GoogLeNet"
        for part, weights, macs in GOOGLENET[: 1 if separable else None]:
            for quantity, text, unit in (
                ("weights", weights, KILO),
                ("MACs", macs, MILLION),
            ):
                note = SEPARABLE * (quantity == "weights")
                note = note if separable else GOOGLENET_NOTES.get(text, "")
                path = f"{part}.*" if separable else part
                yield Published(
                    *(name, quantity, text, unit, SZEGEDY, "Table 1", path, note)
                )


def _resnet() -> Iterator[Published]:
    for depth, text in RESNET.items():
        printed = f"{text}×10⁹"
        name = f"ResNet-{depth}"
        yield Published(name, "MACs", printed, BILLION, HE, "Table 1")
    note = (
        "with the stride in the 3×3 layer, as torchvision has it, our arithmetic gives "
        "4.1: 231,211,008 MACs more, and the same parameters"
    )
    yield Published(
        *("ResNet-50 (stride in 3×3)", "MACs", "3.8×10⁹", BILLION, HE, "Table 1"),
        note=note,
    )
