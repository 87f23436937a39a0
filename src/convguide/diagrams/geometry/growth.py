"""How the receptive field grows through a stack of layers, along one axis."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._axes import Axis

EXACT = 10**9  # larger numbers are rounded
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Field(NamedTuple):
    """How much of the input a number sees, and how far on its neighbour's field is."""

    size: int = 1
    jump: int = 1

    def after(self, axis: Axis) -> Field:
        """Go through one more layer."""
        size = self.size + (axis.span - 1) * self.jump
        return Field(size, self.jump * axis.stride)


def growth(axes: Sequence[Axis]) -> list[Field]:
    """Follow the recurrence: the field of an input number, then one after each layer.

    Padding has no part in it: what it adds lies around the input, and a field at a
    border reaches into it.
    """
    fields = [Field()]
    for axis in axes:
        fields.append(fields[-1].after(axis))
    return fields


def reached(axes: Sequence[Axis]) -> list[list[int]]:
    """List what one output number depends on: in the input, then after each layer.

    Places are counted from the first one that is reached. Gaps of dilation are left
    out, and what lies between windows whose stride is longer than they are.
    """
    rows = [[0]]
    for axis in reversed(axes):
        rows.insert(0, sorted({n for i in rows[0] for n in places(axis, i)}))
    return rows


def places(axis: Axis, step: int) -> range:
    """List what one number is made from, in the row before its layer."""
    window = axis.window(step)
    return range(window.start, window.stop, window.step)


def amount(number: int) -> str:
    """Write a number of any size in a few digits."""
    if number < EXACT:
        return f"{number:,}"
    leading, power = f"{Decimal(number):.1e}".split("e+")
    return f"about {leading}×10{power.translate(RAISED)}"


def geometry(axis: Axis) -> str:
    """Name the numbers of a layer along one axis."""
    names = {"kernel": axis.kernel, "stride": axis.stride, "dilation": axis.dilation}
    if axis.dilation > 1:
        names["span"] = axis.span
    return ", ".join(f"{name} {amount(number)}" for name, number in names.items())


def arithmetic(axis: Axis, before: Field) -> tuple[str, str]:
    """Write the recurrence down for one layer."""
    after = before.after(axis)
    grown = f"({amount(axis.span)} − 1)·{amount(before.jump)}"
    return (
        f"field {amount(before.size)} + {grown} = {amount(after.size)}",
        f"jump {amount(before.jump)}·{amount(axis.stride)} = {amount(after.jump)}",
    )
