"""Random layers with inputs that they fit, for drawings of the window that slides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from convguide import Conv2dSpec

MODES = ("zeros", "reflect", "replicate", "circular")


def few_or_many(least: int, few: int, many: int) -> st.SearchStrategy[int]:
    """Draw small numbers often, and large ones too."""
    return st.one_of(st.integers(least, few), st.integers(least, many))


@st.composite
def slides(choose: Any) -> tuple[Conv2dSpec, tuple[int, int]]:
    """Draw a layer of any size and option, and the size of an input."""
    kernel, stride, dilation = (
        choose(st.tuples(some, some))
        for some in (few_or_many(1, 4, 40), few_or_many(1, 3, 40), few_or_many(1, 3, 9))
    )
    padding = choose(st.tuples(*[few_or_many(0, 3, 20)] * 4))
    channels = few_or_many(1, 4, 512)
    spec = Conv2dSpec(
        choose(channels),
        choose(channels),
        kernel,
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=choose(st.sampled_from(MODES)),
    )
    least = (
        max(1, axis.span - axis.before - axis.after, axis.before + 1, axis.after + 1)
        for axis in spec.axes
    )
    height, width = (size + choose(few_or_many(0, 8, 300)) for size in least)
    return spec, (height, width)
