"""The geometry of one convolution layer, and all arithmetic on shapes."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from convguide._axes import Axis, per_axis, read_axes, same_sides
from convguide._errors import ShapeError
from convguide._integers import flag, integer, integers
from convguide._padding import read_mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Padding, Pair


@dataclass(frozen=True)
class Conv2dSpec:
    """Geometry of one 2D convolution layer, called like :class:`torch.nn.Conv2d`.

    Parameters
    ----------
    in_channels : int
        Number of input channels, C_in.
    out_channels : int
        Number of output channels, C_out, which is the number of filters.
    kernel_size : int or pair of int
        Height and width of a kernel, in pixels.
    stride : int or pair of int, default 1
        Step of the window down and to the right, in pixels.
    padding : int, pair, four int, "valid" or "same", default 0
        Pixels added around the input: the same on every side, or (top and
        bottom, left and right), or (top, bottom, left, right). "valid" is none.
        "same" keeps height and width, and exists for stride 1 only; the odd pixel
        goes to the bottom and the right, as in PyTorch and Keras. For TensorFlow's
        "same" with a stride, see :meth:`same_padding`.
    dilation : int or pair of int, default 1
        Distance between neighbouring kernel entries, in pixels; 1 leaves no gap.
    groups : int, default 1
        Number of groups into which the channels are split; each filter sees the
        input channels of its own group only.
    bias : bool, default True
        Whether each filter adds one learned number to its output channel.
    padding_mode : {"zeros", "reflect", "replicate", "circular"}, default "zeros"
        What the padding holds: zeros, the image mirrored at its border pixels, its
        border pixels repeated, or the opposite side, as if the image were tiled.

    Attributes
    ----------
    kernel_size : tuple of int
        Always a pair, (height, width); so are `stride` and `dilation`.
    padding : tuple of int
        Always four numbers, (top, bottom, left, right).

    Raises
    ------
    TypeError
        If a number is not an integer (a bool is not), or `bias` is not a bool.
    ValueError
        If a number is too small, or `padding` or `padding_mode` is an unknown word.
    ShapeError
        If `groups` does not divide both channel counts.

    Examples
    --------
    >>> spec = Conv2dSpec(3, 64, 7, stride=2, padding=3)
    >>> spec.filter_shape, spec.weight_shape
    ((3, 7, 7), (64, 3, 7, 7))
    >>> spec.output_size((224, 224))
    (112, 112)
    """

    in_channels: int
    out_channels: int
    kernel_size: tuple[int, int]
    _: KW_ONLY
    stride: tuple[int, int]
    padding: tuple[int, int, int, int]
    dilation: tuple[int, int]
    groups: int
    bias: bool
    padding_mode: str

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        *,
        stride: Pair = 1,
        padding: Padding = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
    ) -> None:
        fields: dict[str, object] = {
            "in_channels": integer("in_channels", in_channels, least=1),
            "out_channels": integer("out_channels", out_channels, least=1),
            "kernel_size": per_axis("kernel_size", kernel_size, 2),
            "groups": integer("groups", groups, least=1),
            "bias": flag("bias", bias),
            "padding_mode": read_mode(padding_mode),
        }
        rows, columns = read_axes(
            fields["kernel_size"],  # type: ignore[arg-type]
            *(stride, padding, dilation),
        )
        fields |= {
            "stride": (rows.stride, columns.stride),
            "padding": (*rows[3:], *columns[3:]),
            "dilation": (rows.dilation, columns.dilation),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        for name in ("in_channels", "out_channels"):
            if fields[name] % self.groups:  # type: ignore[operator]
                facts = f"groups is {self.groups} but {name} is {fields[name]}"
                raise ShapeError(facts, hint="groups must divide both channel counts")

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """The layer along each axis, down and across."""
        top, bottom, left, right = self.padding
        rows, columns = map(Axis, self.kernel_size, self.stride, self.dilation)
        return (
            rows._replace(before=top, after=bottom),
            columns._replace(before=left, after=right),
        )

    @cached_property
    def _hash(self) -> int:
        # Of numbers only: a word has another hash in the next process, to which a spec
        # may be sent.
        return hash((self.weight_shape, self.groups, *self.axes))

    def __hash__(self) -> int:
        """Look specs up quickly: what depends on one is often remembered by it."""
        return self._hash

    @property
    def span(self) -> tuple[int, int]:
        """Height and width of the window in pixels, gaps of dilation included."""
        rows, columns = self.axes
        return (rows.span, columns.span)

    @property
    def filter_shape(self) -> tuple[int, int, int]:
        """Shape of one filter, (C_in / groups, K_h, K_w), as deep as its input."""
        return (self.in_channels // self.groups, *self.kernel_size)

    @property
    def weight_shape(self) -> tuple[int, int, int, int]:
        """Shape of all filters together, (C_out, C_in / groups, K_h, K_w)."""
        return (self.out_channels, *self.filter_shape)

    def channels_of(self, out_channel: int) -> slice:
        """Input channels that one filter sees.

        Parameters
        ----------
        out_channel : int
            Number of the filter, from 0.

        Returns
        -------
        slice
            The input channels of its group; all of them when `groups` is 1.

        Raises
        ------
        IndexError
            If the layer has no such filter.

        Examples
        --------
        >>> Conv2dSpec(4, 6, 3, groups=2).channels_of(5)
        slice(2, 4, None)
        """
        out_channel = integer("out_channel", out_channel, least=0)
        if out_channel >= self.out_channels:
            msg = (
                f"out_channel is {out_channel} but out_channels is {self.out_channels}"
            )
            raise IndexError(msg)
        depth = self.filter_shape[0]
        group = out_channel // (self.out_channels // self.groups)
        return slice(group * depth, (group + 1) * depth)

    def output_size(self, input_size: Sequence[int]) -> tuple[int, int]:
        """Height and width of the output.

        On each axis: floor((size + padding - span) / stride) + 1.

        Parameters
        ----------
        input_size : pair of int
            Height and width of the input, in pixels, without padding.

        Returns
        -------
        tuple of int
            Height and width of the output, in pixels.

        Raises
        ------
        ShapeError
            If the window does not fit into the padded input.

        Examples
        --------
        >>> Conv2dSpec(5, 56, 4).output_size((9, 9))
        (6, 6)
        """
        size = integers("input_size", input_size, least=0, lengths=(2,))
        rows, columns = self.axes
        steps = (rows.steps(size[0]), columns.steps(size[1]))
        if steps[0] < 1 or steps[1] < 1:
            padded = map(Axis.padded, self.axes, size)
            facts = (
                f"kernel_size spans {'×'.join(map(str, self.span))} "
                f"but the padded input is {'×'.join(map(str, padded))}"
            )
            raise ShapeError(facts, hint="use a smaller kernel or more padding")
        return steps

    def window(self, row: int, column: int) -> tuple[slice, slice]:
        """Rows and columns of the padded input behind one output position.

        Parameters
        ----------
        row, column : int
            Output position, from 0.

        Returns
        -------
        tuple of slice
            Rows and columns; the slices step over the gaps of dilation.

        Examples
        --------
        >>> Conv2dSpec(1, 1, 3, stride=2).window(0, 1)
        (slice(0, 3, 1), slice(2, 5, 1))
        """
        rows, columns = self.axes
        return (rows.window(row), columns.window(column))

    def same_padding(
        self, input_size: Sequence[int], *, lower: bool = False
    ) -> tuple[int, int, int, int]:
        """Pad as TensorFlow's "same" does, which depends on the size of the input.

        The output has ceil(size / stride) pixels on each axis.

        Parameters
        ----------
        input_size : pair of int
            Height and width of the input, in pixels, without padding.
        lower : bool, default False
            Where an odd pixel goes. False is "SAME" of TensorFlow, Keras and JAX, and
            ONNX's SAME_UPPER: to the bottom and the right. True is ONNX's SAME_LOWER.

        Returns
        -------
        tuple of int
            Padding in pixels, (top, bottom, left, right).

        Examples
        --------
        >>> from dataclasses import replace
        >>> spec = Conv2dSpec(3, 64, 3, stride=2)
        >>> spec.same_padding((224, 224))
        (0, 1, 0, 1)
        >>> replace(spec, padding=(0, 1, 0, 1)).output_size((224, 224))
        (112, 112)
        """
        size = integers("input_size", input_size, least=0, lengths=(2,))
        lower = flag("lower", lower)
        rows, columns = self.axes
        return (
            *same_sides(rows, size[0], lower=lower),
            *same_sides(columns, size[1], lower=lower),
        )
