"""Integers at the door: whole numbers are checked, never rounded or cast."""

from __future__ import annotations

from contextlib import suppress
from operator import index
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Pair


FEW = 3  # lengths are listed, not more than so many


def integer(name: str, value: object, *, least: int | None = None) -> int:
    """Check one integer; a bool is not one."""
    number = None
    if not isinstance(value, (bool, np.bool_)):
        with suppress(TypeError):
            number = index(value)  # type: ignore[arg-type]
    if number is None:
        msg = f"{name} must be an integer, got {value!r} ({type(value).__name__})"
        raise TypeError(msg)
    if least is not None and number < least:
        msg = f"{name} must be at least {least}, got {number}"
        raise ValueError(msg)
    return number


def integers(
    name: str, value: Pair, *, least: int, lengths: tuple[int, ...]
) -> tuple[int, ...]:
    """Check a few integers; one integer stands for a sequence of length 1."""
    if type(value) is tuple and len(value) in lengths and len(value) > 1:
        for number in value:
            if type(number) is not int or number < least:
                break
        else:  # what shapes are: checked at once, since every call asks for its size
            return value
    if not is_sequence(value):
        if 1 not in lengths:
            msg = f"{name} must be {_counts(lengths)}, got {value!r}"
            raise TypeError(msg)
        return (integer(name, value, least=least),)
    numbers = tuple(value)
    if len(numbers) not in {n for n in lengths if n > 1}:
        msg = f"{name} must be {_counts(lengths)}, got {value!r}"
        raise ValueError(msg)
    return tuple(integer(name, number, least=least) for number in numbers)


def is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    """Tell a few numbers from one; an array without axes is one number."""
    return isinstance(value, (tuple, list)) or (
        isinstance(value, np.ndarray) and value.ndim > 0
    )


def _counts(lengths: tuple[int, ...]) -> str:
    longer = [n for n in lengths if n > 1]
    several = " or ".join(map(str, longer))
    if len(longer) > FEW and longer == [*range(longer[0], longer[-1] + 1)]:
        several = f"{longer[0]} to {longer[-1]}"
    if not several:
        return "an integer"
    return f"{'an integer or ' * (1 in lengths)}{several} integers"


def pair(name: str, value: Pair, *, least: int = 1) -> tuple[int, int]:
    """Check (height, width); one integer stands for both."""
    numbers = integers(name, value, least=least, lengths=(1, 2))
    return (numbers[0], numbers[-1])


def flag(name: str, value: object) -> bool:
    """Check a bool; 0 and 1 are not ones."""
    if not isinstance(value, (bool, np.bool_)):
        msg = f"{name} must be True or False, got {value!r} ({type(value).__name__})"
        raise TypeError(msg)
    return bool(value)
