"""The layers that have a given number of parameters, the most plausible first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide._integers import flag, integer, integers, pair
from convguide.counting.guesses.guess import NORMS, Guesses
from convguide.counting.guesses.plausibility import rank
from convguide.counting.guesses.searching import Known, layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Pair
    from convguide.counting.guesses.guess import Guess


def explain_count(
    number: int,
    *,
    in_channels: int | None = None,
    out_channels: int | None = None,
    kernel_size: Pair | None = None,
    bias: bool | None = None,
    groups: int | None = None,
    input_size: Sequence[int] | None = None,
    most: int = 10,
) -> Guesses:
    """Find the layers that have a given number of parameters.

    Parameters
    ----------
    number : int
        The number of parameters of one layer, at least 1.
    in_channels, out_channels : int, optional
        C_in and C_out, if you know them; of a dense layer, its features.
    kernel_size : int or pair of int, optional
        Height and width of a kernel, in pixels. Then only convolutions are tried.
    bias : bool, optional
        Whether the layer has biases. Then no normalisation is tried.
    groups : int, optional
        Number of groups. Then only convolutions are tried.
    input_size : pair of int, optional
        Height and width of the layer's input, in pixels. Then a dense layer takes all
        pixels of all channels, and locally connected layers are tried, too: stride 1,
        without padding or padded to keep the size.
    most : int, default 10
        How many answers are shown, at most.

    Returns
    -------
    Guesses
        The most plausible answers, and how many there are in all.

    Raises
    ------
    TypeError
        If a number is not an integer (a bool is not), or `bias` is not a bool.
    ValueError
        If a number is less than 1.
    ShapeError
        If `groups` does not divide the channels that are given.

    Notes
    -----
    What is tried, unless you give it: square kernels of 1×1 to 11×11, and 1×3, 3×1, 1×7
    and 7×1; up to 4,096 channels; 1, 2, 4, 8 or 32 groups, or depthwise with one or two
    filters a channel; dense layers of up to 65,536 features; batch normalisation of up
    to 4,096 channels, as 2 learned numbers a channel, and as Keras counts it, 4. With
    and without biases.

    Other layers have the same counts: a transposed convolution that of the convolution,
    an embedding that of a dense layer without biases. Stride, padding and dilation do
    not change a count.

    The order is a rule of thumb. Points are given for what is unusual, and the fewest
    come first. Kernels: none for 3×3, 5×5 and 7×7; 1 for 1×1, which fits nearly every
    number, and for larger odd squares; 2 otherwise. Channels, on either side: none for
    powers of two from 8 on, nor for 1 or 3 input channels; 1 for other multiples of 8
    or 10; 2 otherwise. Groups: 1 if each channel has one filter, otherwise 3. Layers: 1
    if dense, 3 if locally connected. Among equals, 3×3 comes before 5×5, 7×7, 1×1,
    other kernels by their area, and no kernel; then fewer channels, in and out
    together; then fewer groups.

    Examples
    --------
    >>> print(explain_count(2400, most=3))
    32 × (3·5·5) = 2,400         Conv2d, 32 filters of 3×5×5, no bias
    240 × (1·3·3) + 240 = 2,400  Conv2d, 240 filters of 1×3×3, biases
    96 × (1·5·5) = 2,400         Conv2d, 96 filters of 1×5×5, no bias
    And 679 more: say in_channels=3, for example, to narrow them down.
    >>> guess, = explain_count(2400, in_channels=3, kernel_size=5)
    >>> guess.spec.filter_shape
    (3, 5, 5)
    """
    number = integer("number", number, least=1)
    most = integer("most", most, least=1)
    known = _known(in_channels, out_channels, kernel_size, bias, groups, input_size)
    found = sorted(layers(number, known), key=rank)
    hint = _hint(found[0], known) if found else ""
    return Guesses(number, tuple(found[:most]), len(found), hint)


def _known(  # noqa: PLR0917 - as the fields of what it makes
    in_channels: int | None,
    out_channels: int | None,
    kernel_size: Pair | None,
    bias: bool | None,  # noqa: FBT001
    groups: int | None,
    input_size: Sequence[int] | None,
) -> Known:
    """Check what the caller knows."""
    counts = {
        "in_channels": in_channels,
        "out_channels": out_channels,
        "groups": groups,
    }
    numbers = {
        name: None if value is None else integer(name, value, least=1)
        for name, value in counts.items()
    }
    for name in ("in_channels", "out_channels"):
        channels, parts = numbers[name], numbers["groups"]
        if channels and parts and channels % parts:
            facts = f"groups is {parts} but {name} is {channels}"
            raise ShapeError(facts, hint="groups must divide both channel counts")
    size = None
    if input_size is not None:
        height, width = integers("input_size", input_size, least=1, lengths=(2,))
        size = (height, width)
    return Known(
        **numbers,
        kernel_size=None if kernel_size is None else pair("kernel_size", kernel_size),
        bias=None if bias is None else flag("bias", bias),
        input_size=size,
    )


def _hint(first: Guess, known: Known) -> str:
    """Name something that would leave fewer answers, the first among them."""
    names = ["in_channels", "kernel_size", "out_channels", "bias"]
    if first.kind in NORMS:
        names.remove("bias")
    for name in names:
        value = getattr(first, name)
        if getattr(known, name) is None and value is not None:
            return f"say {name}={value}, for example, to narrow them down"
    return "give a larger most to see them"
