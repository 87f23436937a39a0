"""What the benchmark is run for: each goal with its value, met or not met."""

from __future__ import annotations

from statistics import geometric_mean
from typing import TYPE_CHECKING, NamedTuple

from bench.peers import NUMPY_PEERS, SCIPY_PEERS
from bench.shapes import LAYERS, TINY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.results import Cell, Result
    from bench.shapes import Layer

    Numbers = dict[str, float]

# On less, the objects of a call weigh more than its arrays.
SMALLEST = 65_536


class Goal(NamedTuple):
    """A number, what it must not exceed, and whether it does."""

    text: str
    limit: float
    value: float | None
    state: str
    detail: str = ""

    @classmethod
    def of(cls, text: str, limit: float, value: float | None, detail: str = "") -> Goal:
        """Ask for one number."""
        return cls(text, limit, value, _state(value, limit), detail)


def goals(result: Result) -> list[Goal]:
    """Hold a result against every goal; all are for one thread."""
    single, double = (result.cells(dtype, 1) for dtype in ("float32", "float64"))
    dense = [layer for layer in LAYERS if layer.dense]
    networks = [layer for layer in dense if layer.model != TINY.model]
    depthwise = [layer for layer in LAYERS if not layer.dense]
    wide = [layer for layer in LAYERS if layer.suits_winograd]
    large = [layer for layer in LAYERS if layer.numbers * 4 >= SMALLEST]
    auto = _numbers(single, "auto", "ratio")
    auto_double = _numbers(double, "auto", "ratio")
    winograd = _numbers(single, "winograd", "ratio")
    memory = _numbers(single, "auto", "memory")
    error = _numbers(single, "auto", "error")
    return [
        _mean("auto, dense layers, geometric mean × torch", 1.20, auto, dense),
        _mean("the same without the teaching shapes", 1.20, auto, networks),
        _worst("auto, slowest dense layer × torch", 1.50, auto, dense),
        _mean("auto, dense, float64, geometric mean × torch", 0.50, auto_double, dense),
        _mean("auto, depthwise, geometric mean × torch", 2.50, auto, depthwise),
        _worst(f"auto, the call of {TINY.name} × torch", 1.20, auto, [TINY]),
        _mean("winograd, where it applies, mean × torch", 0.90, winograd, wide),
        _worst("auto × the quickest NumPy or SciPy peer", 1.00, rivals(single), LAYERS),
        _worst("auto, peak memory × (input + output)", 1.60, memory, large),
        _worst("auto, largest error × torch's", 2.50, error, LAYERS),
        Goal.of("import convguide beyond import numpy, ms", 15, result.import_ms),
    ]


def rivals(cells: dict[str, dict[str, Cell]]) -> Numbers:
    """Divide the time of auto by that of the quickest NumPy or SciPy peer.

    A peer that was skipped was predicted to take far longer than auto.
    """
    found = {}
    for layer, row in cells.items():
        own = row["auto"].ms if "auto" in row else None
        others = [row[peer].ms for peer in (*NUMPY_PEERS, *SCIPY_PEERS) if peer in row]
        times = [ms for ms in others if ms is not None]
        if own is not None and times:
            found[layer] = own / min(times)
    return found


def _numbers(cells: dict[str, dict[str, Cell]], column: str, quantity: str) -> Numbers:
    """Take one quantity of one column from every layer that has it."""
    values = {
        name: getattr(row[column], quantity)
        for name, row in cells.items()
        if column in row
    }
    return {name: value for name, value in values.items() if value is not None}


def _mean(text: str, limit: float, found: Numbers, layers: Iterable[Layer]) -> Goal:
    """Ask for a geometric mean; that of some layers says nothing about all."""
    values, coverage = _of(found, layers)
    if not values:
        return Goal(text, limit, None, "not measured")
    value = geometric_mean(values.values())
    state = "not measured" if coverage else _state(value, limit)
    return Goal(text, limit, value, state, coverage)


def _worst(text: str, limit: float, found: Numbers, layers: Iterable[Layer]) -> Goal:
    """Ask for the largest value; some layers can miss the goal, but not meet it."""
    values, coverage = _of(found, layers)
    if not values:
        return Goal(text, limit, None, "not measured")
    layer = max(values, key=lambda name: values[name])
    state = _state(values[layer], limit)
    if coverage and state == "met":
        state = "not measured"
    detail = ", ".join(filter(None, [layer if len(values) > 1 else "", coverage]))
    return Goal(text, limit, values[layer], state, detail)


def _of(found: Numbers, layers: Iterable[Layer]) -> tuple[Numbers, str]:
    """Keep the numbers of these layers, and say so where some are missing."""
    names = [layer.name for layer in layers]
    values = {name: found[name] for name in names if name in found}
    missing = len(values) < len(names)
    return values, f"{len(values)} of {len(names)} layers" if missing else ""


def _state(value: float | None, limit: float) -> str:
    if value is None:
        return "not measured"
    return "met" if value <= limit else "not met"
