"""A whole layer as one big matrix, its shared weights along the diagonals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convguide._integers import pair
from convguide.diagrams.matrices.matrix_blocks import draw_blocks
from convguide.diagrams.matrices.matrix_counts import counts_of, headings
from convguide.diagrams.matrices.matrix_entries import draw_entries
from convguide.diagrams.reading import read_layer
from convguide.diagrams.style import UNLIKE
from convguide.diagrams.words import counted
from convguide.views.toeplitz import matrix

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Pair
    from convguide.diagrams.canvas import Picture
    from convguide.spec import Conv2dSpec

MOST = 60  # rows or columns whose entries can still be seen


def toeplitz_matrix(
    layer: object, input_size: Pair, *, ax: Axes | None = None
) -> Picture:
    """Draw a layer as the one big matrix that multiplies the whole input.

    This is the view ``"toeplitz"``. A row belongs to an output number and a column to
    an input number. The same few weights stand in every row, further along; one of
    them is framed wherever it stands.

    Parameters
    ----------
    layer : Conv2dSpec, array_like or torch.nn.Conv2d
        The layer. An array (C_out, C_in, K_h, K_w) and a layer of PyTorch have weights,
        which are written into large cells; of a geometry, weights are numbered from 0
        in the order of their array.
    input_size : int or pair of int
        Height and width of the input, without padding; one number for both.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        The matrix with its entries, those of a channel in its hue and pattern, zeros
        left empty. A large one is drawn as blocks, one for each pair of an output and
        an input channel, with the counts of all its entries.

    Raises
    ------
    ShapeError
        If the window does not fit into the padded input.
    ValueError
        If the padding repeats the input: an entry would need two weights; or
        if the input is empty.
    TypeError
        If `layer` is nothing that can be read, or `input_size` is no size.

    Examples
    --------
    >>> drawing = toeplitz_matrix([[[[1, 2, 3]], [[-1, 5, 4]]]], (1, 6))
    >>> drawing.title
    'One matrix of 4 × 12: 24 of 48 entries stored, 6 distinct weights'
    """
    spec, weight, _ = read_layer(layer)
    size = pair("input_size", input_size)
    steps = spec.output_size(size)
    _refuse_repeats(spec)
    counts = counts_of(spec, size, steps)
    few = max(counts.rows, counts.columns) <= MOST and spec.in_channels <= UNLIKE
    if few:
        sparse = matrix(spec, size)
        entries = sparse if isinstance(sparse, np.ndarray) else sparse.toarray()
        canvas, described = draw_entries(spec, counts, entries, weight, ax)
    else:
        canvas, described = draw_blocks(spec, counts, size, ax)
    title = (
        f"One matrix of {counts.size}: {counts.sentences[0]}, "
        f"{counted(counts.weights, 'distinct weight')}"
    )
    lines = headings(spec, counts)
    words = [f"A matrix of {counts.size}.", *(f"{line}." for line in lines)]
    words += [f"{sentence}." for sentence in counts.sentences]
    return canvas.finished(title, " ".join([*words, described]))


def _refuse_repeats(spec: Conv2dSpec) -> None:
    """Refuse what the view refuses, also where the matrix is not built."""
    if any(spec.padding) and spec.padding_mode != "zeros":
        msg = (
            f'padding_mode must be "zeros" for a matrix, got {spec.padding_mode!r}\n'
            "  hint: take padding=0 and the size of the padded input"
        )
        raise ValueError(msg)
