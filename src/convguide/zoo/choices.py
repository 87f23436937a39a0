"""Words at the door of the zoo."""

from __future__ import annotations

from typing import TypeVar

Choice = TypeVar("Choice")


def chosen(name: str, value: Choice, known: tuple[Choice, ...]) -> Choice:
    """Find a value among those that there are; a whole number may stand for a float."""
    for item in known:
        if type(value) in (type(item), int) and value == item:
            return item
    words = ", ".join(map(repr, known))
    msg = f"{name} must be one of {words}, got {value!r}"
    raise ValueError(msg)
