"""GoogLeNet: four branches side by side, nine times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.zoo.blocks import CLASSIFIER, conv_norm
from convguide.zoo.choices import chosen
from convguide.zoo.convolutions import Conv, Depthwise
from convguide.zoo.joins import Concat, Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Pool

if TYPE_CHECKING:
    from convguide.zoo.joins import Layers

# Of each module the filters of 1×1; of 3×3 with its reduction; of 5×5 with its
# reduction; of the projection behind pooling.
MODULES = {
    "3a": (64, (96, 128), (16, 32), 32),
    "3b": (128, (128, 192), (32, 96), 64),
    "4a": (192, (96, 208), (16, 48), 64),
    "4b": (160, (112, 224), (24, 64), 64),
    "4c": (128, (128, 256), (24, 64), 64),
    "4d": (112, (144, 288), (32, 64), 64),
    "4e": (256, (160, 320), (32, 128), 128),
    "5a": (256, (160, 320), (32, 128), 128),
    "5b": (384, (192, 384), (48, 128), 128),
}
NAMES = {
    "paper": "GoogLeNet",
    "separable stem": "GoogLeNet (separable stem)",
    "torchvision": "GoogLeNet (torchvision)",
}


def googlenet(form: str = "paper") -> Network:
    """Build GoogLeNet without its auxiliary classifiers.

    Parameters
    ----------
    form : {"paper", "separable stem", "torchvision"}, default "paper"
        "paper" is Table 1, with 5×5 kernels and biases, and a plain 7×7 layer first.
        "separable stem" has instead a depthwise 7×7 layer with eight filters for each
        colour, then 64 of 1×1: not in the paper's text, but it is what the first row
        of its table adds up to. "torchvision" has 3×3 for 5×5, and norms.

    Returns
    -------
    Network
        For images of 224×224.

    Raises
    ------
    ValueError
        If there is no such form.

    References
    ----------
    Szegedy and others, "Going Deeper with Convolutions", 2014, arXiv:1409.4842,
    Table 1.

    Examples
    --------
    >>> [googlenet(form).parameters for form in ("paper", "torchvision")]
    [6998552, 6624904]
    """
    chosen("form", form, tuple(NAMES))
    modern = form == "torchvision"

    def conv(
        name: str, channels: int, kernel: int = 1, stride: int = 1
    ) -> Conv | Stack:
        if modern:
            return Stack(name, conv_norm(channels, kernel, stride))
        return Conv(channels, kernel, stride, kernel // 2, name=name)

    def inception(name: str) -> Concat:
        ones, threes, fives, projected = MODULES[name]
        branches: tuple[Layers, ...] = (
            (conv("1×1", ones),),
            (conv("3×3 reduce", threes[0]), conv("3×3", threes[1], 3)),
            (conv("5×5 reduce", fives[0]), conv("5×5", fives[1], 3 if modern else 5)),
            (Pool(3, 1, 1), conv("pool proj", projected)),
        )
        return Concat(branches, name=f"inception ({name})")

    separable = Stack("conv1", (Depthwise(7, 2, 3, 8), Conv(64)))
    halved = Pool(3, 2, ceil=True)
    three, four, five = (
        tuple(inception(name) for name in MODULES if name.startswith(stage))
        for stage in "345"
    )
    layers = (
        separable if form == "separable stem" else conv("conv1", 64, 7, 2),
        halved,
        (conv("conv2 reduce", 64), conv("conv2", 192, 3), halved),
        (three, halved, four, halved, five, CLASSIFIER),
    )
    return Network(NAMES[form], layers, (3, 224, 224))
