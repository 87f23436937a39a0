"""Words at the door of the zoo."""

from __future__ import annotations

from typing import TypeVar

Choice = TypeVar("Choice")


def chosen(name: str, value: Choice, known: tuple[Choice, ...]) -> Choice:
    """Check that a value is one of those that there are."""
    if value in known and type(value) in map(type, known):
        return value
    words = ", ".join(map(repr, known))
    msg = f"{name} must be one of {words}, got {value!r}"
    raise ValueError(msg)
