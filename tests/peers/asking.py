"""Ask a counter about a case, and write its answer as a multiple of the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corner_cases import CASES

from .adapters import MACS, PARAMETERS, silence

if TYPE_CHECKING:
    from collections.abc import Callable


def parameters(torch: Any, name: str, counter: str) -> str:
    """Ask how many numbers the model of a case learns."""
    return _said(torch, name, PARAMETERS[counter], CASES[name].parameters)


def macs(torch: Any, name: str, counter: str) -> str:
    """Ask for the multiply-accumulates of the model of a case."""
    return _said(torch, name, MACS[counter], CASES[name].macs)


def _said(torch: Any, name: str, count: Callable[..., Any], truth: int | None) -> str:
    """Give a counter a new model, in evaluation mode; what it raises is its answer."""
    model, inputs = CASES[name].build(torch).eval(), CASES[name].inputs(torch)
    with silence():
        try:
            return multiple(count(model, inputs), truth)
        except Exception as error:  # noqa: BLE001 - each peer has its own
            return type(error).__name__


def multiple(said: int | None, truth: int | None) -> str:
    """Write a count as a multiple of the truth, or as it is where that says nothing.

    Returns
    -------
    str
        ``"ok"`` only if it is the truth, exactly.
    """
    if said is None:
        return "None"
    if said == truth:
        return "ok"
    return f"{said / truth:.3g}×" if truth else f"{said:,}"
