"""AlexNet: on two graphics cards as published, on one, and torchvision's."""

from __future__ import annotations

from convguide.zoo.choices import chosen
from convguide.zoo.convolutions import Conv
from convguide.zoo.networks import Network
from convguide.zoo.units import Dense, Flatten, Pool

NAMES = {
    "two towers": "AlexNet",
    "one tower": "AlexNet (one tower)",
    "torchvision": "AlexNet (torchvision)",
}


def alexnet(form: str = "two towers") -> Network:
    """Build AlexNet.

    Parameters
    ----------
    form : {"two towers", "one tower", "torchvision"}, default "two towers"
        "two towers" is the paper's, spread over two graphics cards: in conv2, conv4
        and conv5, a filter sees the maps of its own card, so these layers have two
        groups. "one tower" is the same without groups. "torchvision" is that of
        Krizhevsky's later paper, with fewer filters, as torchvision has it.

    Returns
    -------
    Network
        For images of 227×227 (224×224 in torchvision's form). The paper writes 224,
        for which its numbers of outputs do not come out without padding.

    Raises
    ------
    ValueError
        If there is no such form.

    References
    ----------
    Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional
    Neural Networks", NeurIPS 2012. Krizhevsky, "One weird trick for parallelizing
    convolutional neural networks", arXiv:1404.5997.

    Examples
    --------
    >>> [alexnet(form).parameters for form in ("two towers", "one tower")]
    [60965224, 62378344]
    """
    name = NAMES[chosen("form", form, tuple(NAMES))]
    slim = form == "torchvision"
    one, two, three, four = (64, 192, 384, 256) if slim else (96, 256, 384, 384)
    groups = 2 if form == "two towers" else 1
    features = (
        (Conv(one, 11, 4, 2 if slim else 0), Pool(3, 2)),
        (Conv(two, 5, padding=2, groups=groups), Pool(3, 2)),
        Conv(three, 3, padding=1),
        Conv(four, 3, padding=1, groups=groups),
        (Conv(256, 3, padding=1, groups=groups), Pool(3, 2)),
    )
    size = 224 if slim else 227
    classifier = (Flatten(), *(Dense(units, name="fc") for units in (4096, 4096, 1000)))
    return Network(name, (features, classifier), (3, size, size))
