"""Time, memory and error of one layer: every column takes turns with torch."""

from __future__ import annotations

import gc
import time
import tracemalloc
from functools import partial
from itertools import repeat
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bench.frameworks import NotOfferedError, frameworks, keywords
from bench.peers import NUMPY_PEERS, SCIPY_PEERS
from bench.reference import error_unit, largest_error, reference, refuse_wrong
from bench.results import Cell, Run
from bench.shapes import PROBES
from convguide import VIEWS, ShapeError, conv2d

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bench.peers import Peer
    from bench.shapes import Layer
    from convguide import Conv2dSpec
    from convguide._typing import Array

    Call = Callable[[], Any]

OWN = ("auto", *VIEWS)
BATCH = 0.003  # seconds: quick calls are repeated until the clock's steps vanish
WARM = 0.02  # seconds: a call this quick is run once untimed, to fill the caches
SLOW = 0.2  # seconds: a call this slow is run twice in all, and not traced
SHARE = 0.1  # of a layer's time: what one slow column may spend


class Plan(NamedTuple):
    """How long to measure."""

    threads: int
    seconds: float  # for the rounds of one layer
    rounds: tuple[int, int]  # at least, at most
    patience: float  # seconds a call may be predicted to take


class Forecast:
    """Predict the time of a call from calls on smaller layers of the same kind."""

    def __init__(self) -> None:
        self._rates: dict[object, float] = {}

    def learn(self, column: str, layer: Layer, dtype: str, seconds: float) -> None:
        """Remember the best rate; on the smallest layers there is only overhead."""
        if layer.macs >= min(probe.macs for probe in PROBES):
            key, rate = self._key(column, layer, dtype), seconds / layer.macs
            self._rates[key] = min(rate, self._rates.get(key, rate))

    def seconds(self, column: str, layer: Layer, dtype: str) -> float:
        """Predict a call; where nothing was learned, as if it took no time."""
        return self._rates.get(self._key(column, layer, dtype), 0.0) * layer.macs

    @staticmethod
    def _key(column: str, layer: Layer, dtype: str) -> object:
        """Tell apart what costs differently for each multiplication."""
        return column, dtype, layer.dense, layer.spec.kernel_size == (1, 1)

    def probe(self, dtype: str, threads: int) -> None:
        """Learn from layers that even the slowest column can compute."""
        for layer in PROBES:
            x, weight = _arrays(layer, dtype)
            for name, prepare in columns(threads).items():
                try:
                    call = prepare(x, weight, layer.spec)
                    call()
                except (ShapeError, NotOfferedError):
                    continue
                self.learn(name, layer, dtype, _seconds(call, 1, _clock(threads)))


def columns(threads: int) -> dict[str, Peer]:
    """Everything that is measured: torch, auto, the views and the other peers."""
    others = frameworks(threads)
    return {
        "torch": others.pop("torch"),
        **{view: partial(_own, view) for view in OWN},
        **others,
        **NUMPY_PEERS,
        **SCIPY_PEERS,
    }


def _own(view: str, x: Array, weight: Array, spec: Conv2dSpec) -> Call:
    chosen = {} if view == "auto" else {"view": view}
    return partial(conv2d, x, weight, **keywords(spec), **chosen)  # type: ignore[arg-type]


def measure(layer: Layer, dtype: str, plan: Plan, forecast: Forecast) -> Run:
    """Measure every column on one layer.

    Raises
    ------
    ArithmeticError
        If a column computes something else than the definition.
    """
    clock = _clock(plan.threads)
    x, weight = _arrays(layer, dtype)
    truth, exact = reference(x, weight, layer)
    unit = float("nan")
    calls: dict[str, Call] = {}
    cells: dict[str, dict[str, Any]] = {}
    once = {}
    for name, prepare in columns(plan.threads).items():
        traced = name in (*OWN, *NUMPY_PEERS, *SCIPY_PEERS)  # in NumPy's memory
        predicted = forecast.seconds(name, layer, dtype)
        if predicted > plan.patience and name not in ("torch", "auto"):
            cells[name] = {"note": f"skipped: about {_rounded(predicted)} s a call"}
            continue
        try:
            call = prepare(x, weight, layer.spec)
            start = clock()
            y = np.asarray(call())
            once[name] = clock() - start
        except (ShapeError, NotOfferedError, MemoryError) as refusal:
            cells[name] = {"note": f"refuses: {str(refusal).splitlines()[0]}"}
            continue
        refuse_wrong(f"{name} on {layer.name}", y, truth, dtype)
        error = largest_error(y, truth)
        if name == "torch":
            unit = error_unit(error, truth, x.dtype)
        calls[name] = call
        cells[name] = {"error": error / unit} if exact else {}
        if once[name] < SLOW or not traced:  # the first call may compile
            once[name] = _seconds(call, 1, clock)
        if traced and (once[name] < SLOW or name == "auto"):
            unit_bytes = layer.numbers * x.itemsize
            cells[name]["memory"] = peak_memory(call) / unit_bytes
        forecast.learn(name, layer, dtype, once[name])
    times = race(calls, once, clock, plan)
    for name, own in times.items():
        cells[name].update(summary(own, times["torch"]))
    return Run(
        layer.name,
        dtype,
        plan.threads,
        "cpu" if plan.threads == 1 else "wall",
        len(times["torch"]),
        {name: Cell(**cell) for name, cell in cells.items()},
    )


def race(
    calls: dict[str, Call],
    once: dict[str, float],
    clock: Callable[[], float],
    plan: Plan,
) -> dict[str, list[float]]:
    """Let the columns take turns; return the seconds of a call in each round.

    Each round begins with another column, so that nobody always follows the same one.
    A slow column leaves when its share of the time is spent, after one round at least.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    spent = dict.fromkeys(calls, 0.0)
    repeats = {name: int(BATCH / max(once[name], 1e-7)) + 1 for name in calls}
    least, most = plan.rounds
    start = time.perf_counter()
    gc.collect()
    gc.disable()
    try:
        for number in range(most):
            late = time.perf_counter() - start > plan.seconds
            if late and number >= least:
                break
            order = list(calls)
            order = order[number % len(order) :] + order[: number % len(order)]
            for name in order:
                slow = once[name] > plan.seconds * SHARE / least
                if slow and number and spent[name] > plan.seconds * SHARE:
                    continue
                began = time.perf_counter()
                if once[name] < WARM:
                    calls[name]()
                times[name].append(_seconds(calls[name], repeats[name], clock))
                spent[name] += time.perf_counter() - began
    finally:
        gc.enable()
    return times


def summary(own: Iterable[float], torch: Iterable[float]) -> dict[str, float]:
    """Sum up the rounds: the least times, and the pairs of each round.

    A column that left early has fewer rounds, which are the first ones.
    """
    own, torch = list(own), list(torch)
    return {
        "ms": min(own) * 1e3,
        "ratio": min(own) / min(torch),
        "median": median(a / b for a, b in zip(own, torch, strict=False)),
    }


def peak_memory(call: Call) -> int:
    """Count the bytes that a call holds at its peak, its result included."""
    tracemalloc.start()
    try:
        call()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak


def _clock(threads: int) -> Callable[[], float]:
    """Count processor time, which busy neighbours do not lengthen, on one thread.

    On several it would count their work twice, and their waiting not at all.
    """
    return time.process_time if threads == 1 else time.perf_counter


def _arrays(layer: Layer, dtype: str) -> tuple[Array, Array]:
    """Draw an input and a weight."""
    numbers = np.random.default_rng(0)
    x = numbers.normal(size=layer.input_shape).astype(dtype)
    return x, numbers.normal(size=layer.spec.weight_shape).astype(dtype)


def _seconds(call: Call, repeats: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in repeat(None, repeats):
        call()
    return (clock() - start) / repeats


def _rounded(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"
