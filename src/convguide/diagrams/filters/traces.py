"""One output number, drawn: kernels that add up, or one solid block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide.diagrams.canvas import Canvas
from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from convguide._typing import Array
    from convguide.diagrams.canvas import Picture
    from convguide.terms import Trace

LABEL = 0.9  # cells above a grid
WORD = 2.2  # cells that a label takes
BIAS = 0.9  # cells for the line of the bias
DEPTH = 1.0  # cells by which each slice of a block stands behind the one before


def output_number(
    trace: Trace, *, block: bool = False, ax: Axes | None = None
) -> Picture:
    """Draw how one output number is made, with all of its numbers.

    Parameters
    ----------
    trace : convguide.Trace
        The arithmetic of one output number, from :func:`convguide.trace`.
    block : bool, default False
        Whether to draw the filter as one block, as deep as the block of input under
        it. By default each kernel stands beside the patch of its own channel.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default, a figure of its own.

    Returns
    -------
    Drawing or matplotlib.axes.Axes
        One row for each input channel, patch, kernel and partial sum, or two blocks
        and the sum of their products.

    Raises
    ------
    ShapeError
        If no input number reaches the output number.

    Examples
    --------
    >>> import numpy as np
    >>> from convguide import trace
    >>> rng = np.random.default_rng(7)
    >>> x, weight = rng.integers(0, 4, (3, 4, 5)), rng.integers(-2, 3, (2, 3, 2, 3))
    >>> drawing = output_number(trace(x, weight, at=(1, 2, 0)))
    >>> drawing.title
    '3 kernels, 3 partial sums, one output number'
    """
    return (_as_block if block else _as_kernels)(trace, ax)


def _as_kernels(trace: Trace, ax: Axes | None) -> Picture:
    """Draw each kernel beside the patch of its own channel, and the sum below."""
    patch, bank = _planes(trace)
    depth, k_h, k_w = bank.shape
    row, below = k_h + LABEL + 0.5, 0.0 if trace.bias is None else BIAS
    wide = max(k_w, WORD)  # a narrow kernel has a label too
    canvas = Canvas(2 * wide + 3.8, depth * row + 1.5 + below, ax=ax)
    inset, sum_x = (wide - k_w) / 2, 2 * wide + 2.3
    kernel_x = wide + 1.0 + inset
    words = []
    for n, channel in enumerate(trace.channels):
        y = n * row + LABEL
        canvas.text(wide / 2, y - 0.45, f"channel {channel}")
        canvas.text(kernel_x + k_w / 2, y - 0.45, f"kernel {channel}")
        canvas.grid(patch[n], 0.1 + inset, y, channel=channel)
        canvas.text(wide + 0.55, y + k_h / 2, "×")
        canvas.grid(bank[n], kernel_x, y, channel=channel)
        canvas.text(sum_x - 0.8, y + k_h / 2, "=")
        canvas.text(
            sum_x + 1.4, y + k_h / 2, short(trace.partial_sums[n]), align="right"
        )
        words.append(
            f"Channel {channel}: patch {rows_in_words(patch[n])}, times its own "
            f"kernel {rows_in_words(bank[n])}, sums to "
            f"{short(trace.partial_sums[n])}."
        )
    y = depth * row + 0.4
    if trace.bias is not None:
        canvas.text(sum_x + 1.4, y, f"+ bias {short(trace.bias)}", align="right")
        words.append(f"The bias adds {short(trace.bias)}.")
    y += below - 0.3
    canvas.line((sum_x - 2.2, y), (sum_x + 1.4, y))
    total = f"output {short(trace.total)}"
    canvas.text(sum_x + 1.4, y + 0.7, total, align="right", bold=True)
    words.append(f"The output number is {short(trace.total)}.")
    kernels, sums = counted(depth, "kernel"), counted(depth, "partial sum")
    title = f"{kernels}, {sums}, one output number"
    return canvas.finished(title, " ".join(words))


def _as_block(trace: Trace, ax: Axes | None) -> Picture:
    """Draw the filter as one block, as deep as the block of input under it."""
    patch, bank = _planes(trace)
    depth, k_h, k_w = bank.shape
    shift = DEPTH * (depth - 1)
    block_w, block_h = k_w + shift, k_h + shift
    below = 0.0 if trace.bias is None else BIAS
    canvas = Canvas(2 * block_w + 1.1, block_h + LABEL + 2.5 + below, ax=ax)
    y = LABEL
    for x, slices, name in (
        (0.1, patch, "patch"),
        (block_w + 1.0, bank, "filter"),
    ):
        canvas.text(x + block_w / 2, 0.45, f"{name}, {depth}×{k_h}×{k_w}")
        for n in reversed(range(depth)):
            behind = DEPTH * n
            canvas.grid(
                slices[n], x + behind, y + shift - behind, channel=trace.channels[n]
            )
        for n, channel in enumerate(trace.channels):
            canvas.text(
                x + k_w + DEPTH * n - 0.1,
                y + shift - DEPTH * n + k_h + 0.35,
                f"ch. {channel}",
                size=7,
                align="right",
            )
    canvas.text(block_w + 0.55, y + block_h / 2, "·", size=18)
    right, y = 2 * block_w + 0.9, y + block_h + 1.1
    products = f"{trace.filter.size} products sum to {short(trace.products.sum())}"
    canvas.text(right, y, products, align="right")
    words = [f"{products}."]
    if trace.bias is not None:
        canvas.text(right, y + BIAS, f"+ bias {short(trace.bias)}", align="right")
        words.append(f"The bias adds {short(trace.bias)}.")
    total = f"output {short(trace.total)}"
    canvas.text(right, y + BIAS + below, total, align="right", bold=True)
    words.append(f"The output number is {short(trace.total)}.")
    for name, slices in (("patch", patch), ("filter", bank)):
        numbers = (
            f"channel {channel}: {rows_in_words(slices[n])}"
            for n, channel in enumerate(trace.channels)
        )
        words.append(f"Slices of the {name}, {'. '.join(numbers)}.")
    description = f"Two blocks of {depth}×{k_h}×{k_w} numbers, patch and filter. "
    title = f"One block of {counted(bank.size, 'weight')}, one output number"
    return canvas.finished(title, description + " ".join(words))


def _planes(trace: Trace) -> tuple[Array, Array]:
    """Lay patch and filter out as rows and columns, the planes of 3D one by one."""
    if not trace.filter.size:
        facts = "trace has nothing to draw: no input number reaches this output"
        raise ShapeError(facts, {"filter": (trace.filter.shape, "(C_in/groups, ...)")})
    depth, columns = trace.filter.shape[0], trace.filter.shape[-1]
    shape = (depth, -1, columns)
    return trace.patch.reshape(shape), trace.filter.reshape(shape)
