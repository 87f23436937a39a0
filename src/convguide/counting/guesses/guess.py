"""Layers that have a given number of parameters, and how they are written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convguide.counting import grids
from convguide.counting.designs.alternatives import locally_connected_terms
from convguide.counting.of_specs import conv_terms
from convguide.counting.products import Term, product_of
from convguide.counting.rows import Row
from convguide.spec import Conv2dSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

# Numbers that each channel of a normalisation has: learned, or all, as Keras counts.
NORMS = {"BatchNorm2d": 2, "BatchNormalization": 4}


@dataclass(frozen=True)
class Guess:
    """One layer that has the number of parameters that was asked for.

    Attributes
    ----------
    kind : str
        ``"Conv2d"``, ``"LocallyConnected2D"``, ``"Dense"``, ``"BatchNorm2d"`` (scale
        and shift of each channel) or ``"BatchNormalization"`` (as Keras counts it, with
        the running mean and variance of each channel).
    in_channels : int
        C_in; for a dense layer the number of its input features.
    out_channels : int
        C_out; for a dense layer the number of its output features.
    kernel_size : tuple of int or None
        Height and width of a kernel, in pixels, if it has one.
    groups : int
        Number of groups into which the channels are split.
    bias : bool
        Whether biases are learned; True for the shifts of a normalisation.
    input_size : tuple of int or None
        Height and width of the input of a dense layer that takes all pixels of its
        input, in pixels.
    output_size : tuple of int or None
        Height and width of the output, in pixels, if the count depends on it.
    """

    kind: str
    in_channels: int
    out_channels: int
    kernel_size: tuple[int, int] | None = None
    groups: int = 1
    bias: bool = True
    input_size: tuple[int, int] | None = None
    output_size: tuple[int, int] | None = None

    @property
    def spec(self) -> Conv2dSpec | None:
        """The convolution, without what a count cannot tell; None for other layers."""
        return self._filters if self.kind == "Conv2d" else None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The arrays that it learns, each with the factors of its size."""
        if self._filters and self.output_size:
            return locally_connected_terms(self._filters, self.output_size)
        if self._filters:
            return conv_terms(self._filters)
        if self.kind == "Dense":
            return self._dense_terms
        numbers = ("numbers a channel", NORMS[self.kind])
        return (Term("weight", product_of(("channels", self.in_channels), numbers)),)

    @property
    def parameters(self) -> int:
        """Number of parameters, which is the number that was asked for."""
        return self._row.parameters

    @property
    def formula(self) -> str:
        """The number of parameters with its factors, as arithmetic."""
        return self._row.formula

    @property
    def words(self) -> str:
        """The layer in a line, with its kind, its filters or features, its biases."""
        biases = "biases" if self.bias else "no bias"
        if self._filters:
            return f"{self.kind}, {self._filter_words}, {biases}"
        if self.kind == "Dense":
            features = f"{self.in_channels:,}"
            if self.input_size:
                features = f"all of {_times(self.in_channels, *self.input_size)}"
            outputs = _many(self.out_channels, "number")
            return f"Dense, {features} to {outputs}, {biases}"
        what = "scale and shift"
        if self.kind == "BatchNormalization":
            what += ", running mean and variance"
        return f"{self.kind}, {what} of {_many(self.in_channels, 'channel')}"

    def __str__(self) -> str:
        """Write the formula, then the words."""
        return f"{self.formula}  {self.words}"

    @property
    def _filter_words(self) -> str:
        """Say how many filters of which shape there are, and what they see."""
        depth = self.in_channels // self.groups
        size = _times(depth, *self.kernel_size or ())
        if self.output_size:
            places = _times(*self.output_size)
            return f"{_many(self.out_channels, 'filter')} of {size} at each of {places}"
        words = f"{_many(self.out_channels, 'filter')} of {size}"
        if self.groups == 1:
            return words
        if depth == 1:
            return f"{words}, depthwise on {self.in_channels:,} channels"
        return f"{words}, {self.groups:,} groups on {self.in_channels:,} channels"

    @property
    def _filters(self) -> Conv2dSpec | None:
        if self.kernel_size is None:
            return None
        return Conv2dSpec(
            *(self.in_channels, self.out_channels, self.kernel_size),
            groups=self.groups,
            bias=self.bias,
        )

    @property
    def _dense_terms(self) -> tuple[Term, ...]:
        outputs = ("out_features", self.out_channels)
        inputs = [("in_features", self.in_channels)]
        if self.input_size:
            height, width = self.input_size
            inputs = [("in_channels", self.in_channels)]
            inputs += [("input height", height), ("input width", width)]
        bias = (Term("bias", product_of(outputs)),) * self.bias
        return (Term("weight", product_of(outputs, *inputs)), *bias)

    @property
    def _row(self) -> Row:
        return Row("", self.kind, self.terms)


@dataclass(frozen=True)
class Guesses:
    """Layers that have a number of parameters, the most plausible ones first.

    Printed, each is a line. Iterating gives each :class:`Guess` that is shown.

    Attributes
    ----------
    number : int
        The number of parameters.
    shown : tuple of Guess
        The first of the answers.
    total : int
        How many answers there are, shown or not.
    hint : str
        What would leave fewer of them, if some are not shown.
    """

    number: int
    shown: tuple[Guess, ...]
    total: int
    hint: str = ""

    def __iter__(self) -> Iterator[Guess]:
        """Give each answer that is shown."""
        return iter(self.shown)

    def __len__(self) -> int:
        """Count the answers that are shown."""
        return len(self.shown)

    def __str__(self) -> str:
        """Write a line for each answer, and say how many are left out."""
        lines = [[guess.formula, guess.words] for guess in self.shown]
        return "\n".join([*grids.aligned(lines, [True, True]), *self._notes()])

    def _repr_html_(self) -> str:
        """Write a table for a notebook."""
        return grids.html(
            f"Layers with {_many(self.number, 'parameter')}",
            ["parameters", "layer"],
            [[guess.formula, guess.words] for guess in self.shown],
            notes=self._notes(),
        )

    def _notes(self) -> list[str]:
        """Say how many answers are left out."""
        more = self.total - len(self.shown)
        if not self.total:
            words = _many(self.number, "parameter")
            return [f"No layer that was tried has {words}."]
        return [f"And {more:,} more: {self.hint}."] if more else []


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _times(*sizes: int) -> str:
    return "×".join(f"{size:,}" for size in sizes)
