"""Which input channel feeds which output channel: a line or a cell for each kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide.diagrams.layers.wires import read_wiring
from convguide.diagrams.layers.wiring_lines import draw_lines, few
from convguide.diagrams.layers.wiring_table import CELLS, draw_table
from convguide.diagrams.layers.wiring_words import share
from convguide.diagrams.words import counted
from convguide.zoo.lenets import C3

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture

LENET_C3: Array = np.array([[c in seen for c in range(6)] for seen in C3])
"""Table I of LeCun et al., "Gradient-Based Learning Applied to Document Recognition",
1998: which of the 6 maps of S2 each of the 16 maps of C3 sees, (C_out, C_in)."""
LENET_C3.flags.writeable = False


def connections(layer_or_mask: object, *, ax: Axes | None = None) -> Picture:
    """Draw which input channel feeds which output channel: there is a kernel for each.

    Few kernels are lines from channel to channel, more are cells of a table. Of a
    layer too large for that, some channels are drawn, and the rest is counted; of a
    large mask, the first rows and columns.

    Parameters
    ----------
    layer_or_mask : Conv2dSpec, array_like or torch.nn.Conv2d
        A layer; or booleans (C_out, C_in), true where an output channel sees an input
        channel, such as ``convguide.diagrams.LENET_C3``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        Input channels on the left and output channels on the right, or a table with
        a column for each input channel and a row for each output channel.

    Raises
    ------
    TypeError
        If `layer_or_mask` is nothing that can be read.
    ShapeError
        If booleans have not two axes, or there are none.

    Examples
    --------
    >>> from convguide import Conv2dSpec
    >>> drawing = connections(Conv2dSpec(4, 6, 3, groups=2))
    >>> drawing.title
    '4 input channels, 6 output channels, 12 of 24 possible kernels'
    >>> connections(LENET_C3).title
    '6 input channels, 16 output channels, 60 of 96 possible kernels'
    """
    wiring = read_wiring(layer_or_mask)
    outputs, inputs = wiring.size
    sides = f"{counted(inputs, 'input channel')}, {counted(outputs, 'output channel')}"
    title = f"{sides}, {share(wiring)}"
    # Of a layer, a few channels show the rule; a mask has none, and is cut to a table.
    lines = few(wiring) or (wiring.spec is not None and max(wiring.size) > CELLS)
    return (draw_lines if lines else draw_table)(wiring, title, ax)
