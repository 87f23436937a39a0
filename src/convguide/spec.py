"""The geometry of one convolution layer, and all arithmetic on shapes."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, cast

from convguide._errors import ShapeError
from convguide._integers import flag, integer, integers, pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Padding, Pair

FOUR_SIDES = 4


@dataclass(frozen=True, init=False)
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
        Zeros around the input, in pixels: the same on every side, or (top and
        bottom, left and right), or (top, bottom, left, right). "valid" is none.
        "same" keeps height and width, and exists for stride 1 only; the odd pixel
        goes to the bottom and the right, as in PyTorch and Keras.
    dilation : int or pair of int, default 1
        Distance between neighbouring kernel entries, in pixels; 1 leaves no gap.
    groups : int, default 1
        Number of groups into which the channels are split; each filter sees the
        input channels of its own group only.
    bias : bool, default True
        Whether each filter adds one learned number to its output channel.

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
        If a number is too small, or `padding` is an unknown word.
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
    ) -> None:
        fields: dict[str, object] = {
            "in_channels": integer("in_channels", in_channels, least=1),
            "out_channels": integer("out_channels", out_channels, least=1),
            "kernel_size": pair("kernel_size", kernel_size),
            "stride": pair("stride", stride),
            "dilation": pair("dilation", dilation),
            "groups": integer("groups", groups, least=1),
            "bias": flag("bias", bias),
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "padding", self._four_sides(padding))
        for name in ("in_channels", "out_channels"):
            if fields[name] % self.groups:  # type: ignore[operator]
                facts = f"groups is {self.groups} but {name} is {fields[name]}"
                raise ShapeError(facts, hint="groups must divide both channel counts")

    def _four_sides(self, padding: Padding) -> tuple[int, int, int, int]:
        """Bring every accepted form of padding to (top, bottom, left, right)."""
        if isinstance(padding, str):
            if padding not in ("valid", "same"):
                msg = f'padding must be "valid", "same" or integers, got {padding!r}'
                raise ValueError(msg)
            if padding == "valid":
                return (0, 0, 0, 0)
            if self.stride != (1, 1):
                msg = (
                    f'padding is "same" but stride is {self.stride}\n'
                    "  hint: with a stride, frameworks disagree on the sides; "
                    "give four numbers, (top, bottom, left, right)"
                )
                raise ValueError(msg)
            height, width = (span - 1 for span in self.span)
            return (height // 2, height - height // 2, width // 2, width - width // 2)
        sides = integers("padding", padding, least=0, lengths=(1, 2, FOUR_SIDES))
        if len(sides) == FOUR_SIDES:
            return cast("tuple[int, int, int, int]", sides)
        return (sides[0], sides[0], sides[-1], sides[-1])

    @property
    def span(self) -> tuple[int, int]:
        """Height and width of the window in pixels, gaps of dilation included."""
        (k_h, k_w), (d_h, d_w) = self.kernel_size, self.dilation
        return (d_h * (k_h - 1) + 1, d_w * (k_w - 1) + 1)

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

        Examples
        --------
        >>> Conv2dSpec(4, 6, 3, groups=2).channels_of(5)
        slice(2, 4, None)
        """
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
        top, bottom, left, right = self.padding
        padded = (size[0] + top + bottom, size[1] + left + right)
        if padded[0] < self.span[0] or padded[1] < self.span[1]:
            facts = (
                f"kernel_size spans {self.span[0]}×{self.span[1]} pixels "
                f"but the padded input is {padded[0]}×{padded[1]}"
            )
            raise ShapeError(facts, hint="use a smaller kernel or more padding")
        return (
            (padded[0] - self.span[0]) // self.stride[0] + 1,
            (padded[1] - self.span[1]) // self.stride[1] + 1,
        )

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
        top, left = row * self.stride[0], column * self.stride[1]
        return (
            slice(top, top + self.span[0], self.dilation[0]),
            slice(left, left + self.span[1], self.dilation[1]),
        )
