"""What papers and libraries print about the networks from 2016 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.printed import Paper, Published

if TYPE_CHECKING:
    from collections.abc import Iterator

MILLION, BILLION = 10**6, 10**9

HOWARD = Paper(
    "Howard and others, 2017",
    "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision "
    "Applications",
    "arXiv:1704.04861",
)
SANDLER = Paper(
    "Sandler and others, 2018",
    "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
    "arXiv:1801.04381",
)
IANDOLA = Paper(
    "Iandola and others, 2016",
    "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model "
    "size",
    "arXiv:1602.07360",
)
CHOLLET = Paper(
    "Chollet, 2016",
    "Xception: Deep Learning with Depthwise Separable Convolutions",
    "arXiv:1610.02357",
)
TAN = Paper(
    "Tan, Le, 2019",
    "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
    "arXiv:1905.11946",
)
LIU = Paper("Liu and others, 2022", "A ConvNet for the 2020s", "arXiv:2201.03545")
TORCHVISION = Paper(
    "torchvision",
    "Models and pre-trained weights",
    "https://github.com/pytorch/vision",
    "stored copies of its code",
)
KERAS = Paper(
    "Keras applications",
    "Keras applications: summary of the model",
    "https://keras.io/api/applications/",
    "stored copies of its output",
)

COMPARED = "comparison with Inception V3"
# Table of the MobileNet paper, network, paths, millions of MACs and of parameters.
MOBILENET = (
    ("Table 3", "Conv MobileNet", "conv8", "462", "2.36"),
    ("Table 3", "1.0 MobileNet-224", "*wise8", "52.3", "0.27"),
    ("Table 3", "0.75 MobileNet-224", "*wise8", "29.6", "0.15"),
    ("Table 3", "0.75 MobileNet-160", "*wise8", "15.1", "0.15"),
    ("Table 4", "Conv MobileNet", "*", "4866", "29.3"),
    ("Table 4", "1.0 MobileNet-224", "*", "569", "4.2"),
    ("Table 5", "0.75 MobileNet-224", "*", "325", "2.6"),
    ("Table 5", "Shallow MobileNet", "*", "307", "2.9"),
    ("Table 6", "1.0 MobileNet-224", "*", "569", "4.2"),
    ("Table 6", "0.75 MobileNet-224", "*", "325", "2.6"),
    ("Table 6", "0.5 MobileNet-224", "*", "149", "1.3"),
    ("Table 6", "0.25 MobileNet-224", "*", "41", "0.5"),
    ("Table 7", "1.0 MobileNet-224", "*", "569", "4.2"),
    ("Table 7", "1.0 MobileNet-192", "*", "418", "4.2"),
    ("Table 7", "1.0 MobileNet-160", "*", "290", "4.2"),
    ("Table 7", "1.0 MobileNet-128", "*", "186", "4.2"),
    ("Table 8", "1.0 MobileNet-224", "*", "569", "4.2"),
    ("Table 8", "GoogLeNet", "*", "1550", "6.8"),
    ("Table 8", "VGG-16", "*", "15300", "138"),
    ("Table 9", "0.5 MobileNet-160", "*", "76", "1.32"),
    ("Table 9", "SqueezeNet", "*", "1700", "1.25"),
    ("Table 9", "AlexNet", "*", "720", "60"),
)
MOBILENET_NOTES = {
    "4866": (
        "our arithmetic gives 4,867,293,184, and 4,866,269,184 without the dense layer;"
        " inference: it is left out, though it is in the 569 of the next row"
    ),
    "1.32": (
        "our arithmetic gives 1,331,592, of which norms have 10,944; inference: they "
        "are left out"
    ),
    "720": ("our arithmetic gives 724 M; inference: rounded to tens"),
    "1550": "our arithmetic gives 1,583 M for its widths; we do not know why",
    "6.8": (
        "our arithmetic gives 6,998,552; inference: 6.8 is the sum of the printed "
        "column of parameters of GoogLeNet's own Table 1, 6,797.7 K, read as thousands"
    ),
    "15300": (
        "our arithmetic gives 15,470 M, of which convolutions are 15,347 M; inference: "
        "dense layers are left out, and the rest is cut to hundreds"
    ),
    "1700": (
        "our arithmetic gives 819 M, and 833 M for images of 227×227; inference: 1700 "
        "counts two operations for each multiply-add, unlike the rest of the column, "
        "so that “22× less computation” would be 11×"
    ),
}
# Paths, percent of MACs and of weights.
SHARES = (
    ("pointwise*", "94.86%", "74.59%"),
    ("depthwise*", "3.06%", "1.06%"),
    ("conv", "1.19%", "0.02%"),
    ("fc", "0.18%", "24.33%"),
)
# Name, parameters, billions of "_ops", which are MACs.
LIBRARY = (
    ("AlexNet (torchvision)", "61100840", "0.714"),
    ("VGG-11", "", "7.609"),
    ("GoogLeNet (torchvision)", "6624904", "1.498"),
    ("ResNet-18", "", "1.814"),
    ("ResNet-34", "", "3.664"),
    ("ResNet-50 (stride in 3×3)", "", "4.089"),
    ("ResNeXt-50 (32×4d)", "25028904", "4.23"),
    ("SqueezeNet", "1248424", "0.819"),
    ("DenseNet-121", "7978856", "2.834"),
    ("MobileNetV2", "3504872", "0.301"),
    ("EfficientNet-B0", "5288548", "0.386"),
    ("ConvNeXt-T", "28589128", "4.456"),
)


def later() -> Iterator[Published]:
    """List all of them, paper by paper."""
    yield from _squeezenet()
    yield from _xception()
    yield from _mobilenet()
    yield from _newest()
    yield from _torchvision()


def _squeezenet() -> Iterator[Published]:
    yield Published("SqueezeNet", "parameters", "1,248,424", 1, IANDOLA, "Table 1")
    yield Published(
        *("SqueezeNet", "parameters", "14,208", 1, IANDOLA, "Table 1", "conv1")
    )
    note = (
        "the table begins with 224×224, for which our arithmetic gives 109; 227×227 "
        "gives 111"
    )
    yield Published(
        *("SqueezeNet", "output height", "111", 1, IANDOLA, "Table 1", "conv1", note)
    )


def _xception() -> Iterator[Published]:
    yield Published("Xception", "parameters", "22,855,952", 1, CHOLLET, COMPARED)
    yield Published(
        *("Xception", "parameters and buffers", "22,910,480", 1, KERAS, "Xception")
    )
    yield Published("Xception", "buffers", "54,528", 1, KERAS, "Xception")


def _mobilenet() -> Iterator[Published]:
    note = (
        "this layer is printed with stride 2, from 7×7 to 7×7; inference: its stride "
        "is 1; asked in issue 1997 of tensorflow/models"
    )
    yield Published(
        *("1.0 MobileNet-224", "output height", "7", 1, HOWARD),
        *("Table 1", "depthwise13", note),
    )
    for part, macs, weights in SHARES:
        note = (
            "our arithmetic gives 1.91, and the printed column adds to 99.29; "
            "inference: two digits were swapped"
        ) * (macs == "1.19%")
        yield Published(
            *("1.0 MobileNet-224", "percent of MACs", macs, 1),
            *(HOWARD, "Table 2", part, note),
        )
        yield Published(
            *("1.0 MobileNet-224", "percent of weights", weights, 1),
            *(HOWARD, "Table 2", part),
        )
    for table, name, part, macs, parameters in MOBILENET:
        for quantity, text in (("MACs", macs), ("parameters", parameters)):
            note = MOBILENET_NOTES.get(text, "")
            yield Published(name, quantity, text, MILLION, HOWARD, table, part, note)


def _newest() -> Iterator[Published]:
    for name, parameters, macs in (
        ("MobileNetV2", "3.4M", "300M"),
        ("MobileNetV2 (1.4)", "6.9M", "585M"),
    ):
        for quantity, text in (("parameters", parameters), ("MACs", macs)):
            note = V2_NOTES.get(text, "")
            yield Published(
                name, quantity, text, MILLION, SANDLER, "Table 4", note=note
            )
    yield Published("EfficientNet-B0", "parameters", "5.3M", MILLION, TAN, "Table 2")
    yield Published("EfficientNet-B0", "MACs", "0.39B", BILLION, TAN, "Table 2")
    yield Published("Xception", "parameters", "23M", MILLION, TAN, "Table 2")
    yield Published("Xception", "MACs", "8.4B", BILLION, TAN, "Table 2")
    for quantity, text, unit in (
        ("parameters", "26M", MILLION),
        ("MACs", "4.1B", BILLION),
    ):
        name = "ResNet-50 (stride in 3×3)"
        yield Published(name, quantity, text, unit, TAN, "Table 2")
    yield Published("ConvNeXt-T", "parameters", "29M", MILLION, LIU, "Table 1")
    yield Published("ConvNeXt-T", "MACs", "4.5G", BILLION, LIU, "Table 1")


V2_NOTES = {
    "3.4M": (
        "our arithmetic gives 3,504,872, of which norms have 34,112; inference: they "
        "are left out, and 3.47 is cut to 3.4"
    ),
    "6.9M": (
        "our arithmetic gives 6,108,776; others found 6.1, too (issue 20 of "
        "d-li14/mobilenetv2.pytorch, issue 33 of sovrasov/flops-counter.pytorch)"
    ),
    "585M": "our arithmetic gives 582,195,824",
}


def _torchvision() -> Iterator[Published]:
    for name, parameters, macs in LIBRARY:
        if parameters:
            yield Published(
                *(name, "parameters", parameters, 1, TORCHVISION, "num_params")
            )
        yield Published(name, "MACs", macs, BILLION, TORCHVISION, "_ops")
