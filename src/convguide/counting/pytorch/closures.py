"""Functions that hold a module, or a method of it: their copies hold its copy."""

from __future__ import annotations

from types import CellType, FunctionType, MethodType
from typing import Any


def rebound(function: FunctionType, memo: dict[int, Any]) -> FunctionType:
    """Copy a function that holds something of which there is a copy.

    Parameters
    ----------
    function : function
        What a module keeps: often a forward that was put in the place of another.
    memo : dict
        Copies by the identity of what was copied, as :func:`copy.deepcopy` keeps them;
        the function is added.

    Returns
    -------
    function
        The same code; in its closure and its defaults stand copies.
    """
    if id(function) in memo:
        return memo[id(function)]  # type: ignore[no-any-return]
    cells = tuple(CellType() for _ in function.__closure__ or ())
    copied = FunctionType(
        *(function.__code__, function.__globals__, function.__name__), closure=cells
    )
    memo[id(function)] = copied  # before its cells: it may hold itself
    for new, old in zip(cells, function.__closure__ or (), strict=True):
        if old != CellType():  # which is what a name without a value has
            new.cell_contents = _held(old.cell_contents, memo)
    if function.__defaults__:
        copied.__defaults__ = tuple(_held(v, memo) for v in function.__defaults__)
    options = function.__kwdefaults__ or {}
    copied.__kwdefaults__ = {name: _held(v, memo) for name, v in options.items()}
    copied.__dict__.update(function.__dict__)
    return copied


def _held(value: Any, memo: dict[int, Any]) -> Any:
    """Give the copy of what a function holds; what has none is shared."""
    if isinstance(value, FunctionType):
        return rebound(value, memo)
    if isinstance(value, MethodType) and id(value.__self__) in memo:
        return MethodType(value.__func__, memo[id(value.__self__)])
    return memo.get(id(value), value)
