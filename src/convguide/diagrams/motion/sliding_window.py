"""A window that slides over a padded input and fills one output channel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from convguide._errors import ShapeError
from convguide._integers import integer
from convguide.diagrams.motion.animation import Animation
from convguide.diagrams.motion.motion_layout import layout_of
from convguide.diagrams.motion.motion_scene import draw_steps
from convguide.diagrams.motion.motion_words import Motion, description_of, title_of
from convguide.diagrams.reading import read_image
from convguide.diagrams.words import counted
from convguide.tracing import trace

if TYPE_CHECKING:
    from convguide._typing import Array, Padding, Pair
    from convguide.diagrams.reading import OneImage

STEPS = 200  # output numbers, beyond which nobody watches to the end
SIDE = 16  # cells along a padded input, beyond which it is wider than a page
TALL = 40  # cells under each other, beyond which no screen shows all channels


def animate_window(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Pair = 1,
    padding: Padding = 0,
    dilation: Pair = 1,
    groups: int = 1,
    out_channel: int = 0,
) -> Animation:
    """Let the window of one filter slide over an input, number by number.

    At each step the products of each channel add up to a partial sum, and the partial
    sums and the bias to one output number, which is written into the output.

    Parameters
    ----------
    x, weight, bias : ndarray
        One image (C_in, H, W) and its layer, as in :func:`convguide.conv2d`: at most
        200 output numbers a channel, 16×16 input numbers with padding, and as many
        channels under each other as a screen shows: six of 5×5, or two of 16×16.
    stride, padding, dilation, groups
        Geometry in pixels, as in :class:`convguide.Conv2dSpec`.
    out_channel : int, default 0
        Which filter slides, from 0.

    Returns
    -------
    Animation
        The motion, with one frame for each output number of the filter.

    Raises
    ------
    ShapeError
        If the arrays do not fit together, or there is too much of them to be watched.
    IndexError
        If the layer has no such filter.

    See Also
    --------
    planes : One place of the window, and all filters.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(2 * 4 * 5).reshape(2, 4, 5) % 7
    >>> weight = np.array([[[[1, 0, -1], [2, 0, -2]], [[0, 1, 0], [1, 1, 1]]]])
    >>> drawing = animate_window(x, weight, np.array([3]))
    >>> drawing.title
    'A 2×3 window slides over 2 channels of 4×5 and gives 9 output numbers'
    >>> drawing.frames[4].title
    'Step 5 of 9: row 1, column 1'
    """
    image = read_image(
        x, weight, bias, stride=stride, padding=padding, dilation=dilation,
        groups=groups, verb=("animate", "animated"),
    )  # fmt: skip
    o = integer("out_channel", out_channel, least=0)
    image.spec.channels_of(o)  # or there is no such filter
    _refuse_too_much(image)
    spec = image.spec
    steps = tuple(
        trace(
            x, weight, bias, at=(o, i, j), stride=stride, padding=spec.padding,
            dilation=dilation, groups=groups,
        )
        for i, j in np.ndindex(*image.output_size)
    )  # fmt: skip
    motion = Motion(image, steps)
    return Animation(
        partial(draw_steps, motion, layout_of(motion)),
        len(steps),
        title_of(motion),
        description_of(motion),
    )


def _refuse_too_much(image: OneImage) -> None:
    """Refuse what is too long to watch, or too large to read."""
    spec, size, padded = image.spec, image.output_size, image.is_padding.shape
    given = {"x": (image.x.shape, "(C_in, H, W)")}
    hint = "animate a smaller crop, for instance x[:, :5, :5]"
    steps, depth = size[0] * size[1], spec.filter_shape[0]
    if steps > STEPS:
        facts = (
            f"{size[0]}×{size[1]} output numbers are {steps:,} steps, "
            f"more than {STEPS} to watch"
        )
        raise ShapeError(facts, given, hint)
    if max(padded) > SIDE:
        facts = (
            f"the padded input is {padded[0]}×{padded[1]}, "
            f"more than {SIDE}×{SIDE} to read"
        )
        raise ShapeError(facts, given, hint)
    rows = depth * (max(padded[0], spec.kernel_size[0]) + 1)
    if rows > TALL:
        facts = (
            f"{counted(depth, 'channel')} of {padded[0]}×{padded[1]} under each other "
            f"are {rows} rows with their labels, more than {TALL} to see at once"
        )
        raise ShapeError(facts, given, f"{hint}, or a filter of fewer channels")
