"""The one exception type for geometry that does not fit, and how it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ShapeError(ValueError):
    """Shapes or geometry that do not fit together.

    The message gives the facts first, then each array's shape with the names of
    its axes, then a hint. The three parts are attributes as well.

    Parameters
    ----------
    facts : str
        What does not fit, naming the argument.
    shapes : mapping of str to tuple, optional
        For each array its shape and the names of its axes.
    hint : str, optional
        What the caller most likely wants.

    Attributes
    ----------
    facts : str
        What does not fit.
    shapes : dict
        The arrays' shapes and axes, as shown in the message.
    hint : str
        The hint, or an empty string.

    Examples
    --------
    >>> print(ShapeError("x has 2 channels but in_channels is 3",
    ...                  {"x": ((2, 5, 7), "(C_in, H, W)")}, "check x.shape[0]"))
    x has 2 channels but in_channels is 3
      x  (2, 5, 7)  axes (C_in, H, W)
      hint: check x.shape[0]
    """

    def __init__(
        self,
        facts: str,
        shapes: Mapping[str, tuple[tuple[int, ...], str]] | None = None,
        hint: str = "",
    ) -> None:
        self.facts, self.shapes, self.hint = facts, dict(shapes or {}), hint
        super().__init__(facts, self.shapes, hint)

    def __str__(self) -> str:
        """Lay the message out: facts, shapes in columns, hint."""
        width = max((len(name) for name in self.shapes), default=0)
        shape_width = max((len(str(s)) for s, _ in self.shapes.values()), default=0)
        lines = [self.facts]
        lines += [
            f"  {name:{width}}  {shape!s:{shape_width}}  axes {axes}"
            for name, (shape, axes) in self.shapes.items()
        ]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class ModelError(ValueError):
    """A model that cannot be counted.

    The message gives the facts first, with the path of the layer, then a hint; both
    are attributes as well.

    Parameters
    ----------
    facts : str
        What cannot be counted, and why.
    hint : str, optional
        What the caller can do.

    Examples
    --------
    >>> print(ModelError("head is lazy: its sizes are unknown", "run the model once"))
    head is lazy: its sizes are unknown
      hint: run the model once
    """

    def __init__(self, facts: str, hint: str = "") -> None:
        self.facts, self.hint = facts, hint
        super().__init__(facts, hint)

    def __str__(self) -> str:
        """Lay the message out: facts, hint."""
        return f"{self.facts}\n  hint: {self.hint}" if self.hint else self.facts
