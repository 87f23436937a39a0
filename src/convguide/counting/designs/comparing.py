"""What a layer would have cost, had it shared its weights in another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide._integers import integers
from convguide.counting.designs.alternatives import DESIGNS, Sizes
from convguide.counting.designs.design import Designs
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Sequence


def hypotheses(spec: Conv2dSpec, input_size: Sequence[int] | None = None) -> Designs:
    """Count what a layer would have cost, had it shared its weights in another way.

    Parameters
    ----------
    spec : Conv2dSpec
        The layer as it is. Its stride, padding and dilation are kept by all designs.
    input_size : pair of int, optional
        Height and width of its input, in pixels. Without it there are no
        multiply-accumulates (MACs), and nothing is known of the designs that do not
        share their weights over the picture.

    Returns
    -------
    Designs
        Printed, a table. Iterating gives each :class:`Design`; ``named("depthwise")``
        finds one.

    Raises
    ------
    TypeError
        If `spec` is no :class:`Conv2dSpec`, or a number is not an integer.
    ValueError
        If `input_size` is not two positive integers.
    ShapeError
        If the window does not fit into the padded input.

    Notes
    -----
    A design has biases if the layer has them: one for each output channel, after the
    last sum. Where nothing is shared over the picture, each output number has its own.

    MACs are those of one image, with what is alike computed once: if an output channel
    has a single kernel, its input channels are added up first, and if all filters are
    the same, their map is computed once. Additions without a multiplication count
    nothing; a product with a zero of the padding counts.

    Examples
    --------
    >>> table = hypotheses(Conv2dSpec(3, 32, 5, padding="same", bias=False), (28, 28))
    >>> for design in table:
    ...     print(f"{design.name:29}{design.formula}")
    as it is                     32 × (3·5·5) = 2,400
    with biases                  32 × (3·5·5) + 32 = 2,432
    kernel shared across inputs  32 × (5·5) = 800
    kernel shared across outputs 3 × (5·5) = 75
    one kernel in all            5·5 = 25
    depthwise                    impossible: 32 is no multiple of 3
    depthwise separable          3 × (5·5) + 32 × 3 = 171
    2 groups                     impossible: 3 is odd
    locally connected            28·28·32 × (3·5·5) = 1,881,600
    fully connected              32·28·28 × (3·28·28) = 59,006,976
    >>> table.named("kernel shared across inputs").macs_formula
    '28·28 × 800 = 627,200'
    """
    if not isinstance(spec, Conv2dSpec):
        msg = f"spec must be a Conv2dSpec, got {type(spec).__name__}"
        raise TypeError(msg)
    sizes = None
    if input_size is not None:
        height, width = integers("input_size", input_size, least=1, lengths=(2,))
        sizes = Sizes((height, width), spec.output_size((height, width)))
    rows = tuple(design(spec, sizes) for design in DESIGNS)
    return Designs(spec, sizes and sizes.before, rows)
