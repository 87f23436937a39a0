"""VGG: nothing but 3×3 layers, deeper and deeper."""

from __future__ import annotations

from convguide.zoo.choices import chosen
from convguide.zoo.convolutions import Conv
from convguide.zoo.joins import Stack
from convguide.zoo.networks import Network
from convguide.zoo.units import Dense, Flatten, Pool

# Kernel sizes of the layers of each of the five stages.
STAGES = {
    "A": ("3", "3", "33", "33", "33"),
    "B": ("33", "33", "33", "33", "33"),
    "C": ("33", "33", "331", "331", "331"),
    "D": ("33", "33", "333", "333", "333"),
    "E": ("33", "33", "3333", "3333", "3333"),
}
NAMES = {
    "A": "VGG-11",
    "B": "VGG-13",
    "C": "VGG-16 (C)",
    "D": "VGG-16",
    "E": "VGG-19",
}


def vgg(configuration: str = "D") -> Network:
    """Build a network of the VGG paper.

    Parameters
    ----------
    configuration : {"A", "B", "C", "D", "E"}, default "D"
        The column of the paper's Table 1. "D" is VGG-16, "E" is VGG-19; "C" has 16
        layers, too, three of them 1×1.

    Returns
    -------
    Network
        For images of 224×224.

    Raises
    ------
    ValueError
        If there is no such column.

    References
    ----------
    Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
    Recognition", 2014, arXiv:1409.1556, Tables 1 and 2.

    Examples
    --------
    >>> vgg("D").parameters
    138357544
    """
    kernels = STAGES[chosen("configuration", configuration, tuple(STAGES))]
    stages = tuple(
        Stack("stage", (*(Conv(channels, k, padding=k // 2) for k in sizes), Pool(2)))
        for channels, sizes in zip(
            (64, 128, 256, 512, 512),
            (tuple(map(int, word)) for word in kernels),
            strict=True,
        )
    )
    classifier = (Flatten(), *(Dense(units, name="fc") for units in (4096, 4096, 1000)))
    return Network(NAMES[configuration], (stages, classifier), (3, 224, 224))
