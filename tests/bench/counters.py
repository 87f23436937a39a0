"""Time of counting whole networks: this package and other counters, in turns.

`python -m bench.counters PLAN FILE` measures in a process of its own, on one thread.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers.adapters import MACS, PARAMETERS, silence

from bench.measure import Plan, race, summary
from bench.networks import NETWORKS, SIZE
from bench.results import Cell, Count
from bench.say import say
from bench.worker import environment
from convguide import count_macs, count_parameters, ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.networks import Network

    Call = Callable[[], Any]
    Counter = Callable[[Any, tuple[Any, ...]], Any]

OWN = {"parameters": "count_parameters", "macs": "count_macs"}
COMPUTED = "computed: it refuses the meta device"


def measure_counters(plan: Plan, folder: Path) -> list[Count]:
    """Measure in a process with a fixed number of threads, which says what it does.

    Raises
    ------
    subprocess.CalledProcessError
        If the process fails; it has said why.
    """
    answer = folder / "counters.json"
    command = [sys.executable, "-m", "bench.counters", json.dumps(plan), str(answer)]
    subprocess.run(command, env=environment(plan.threads), check=True)
    found = json.loads(answer.read_text(encoding="utf-8"))
    return [Count.read(count) for count in found]


def counters(what: str) -> dict[str, Counter]:
    """Name everything that is timed; the first is ours, the others do not count it."""
    if what == "parameters":
        return {
            "count_parameters": lambda model, _: count_parameters(model).total,
            "a loop": lambda model, _: sum(p.numel() for p in model.parameters()),
            "torchinfo": _torchinfo_parameters,
            "fvcore": PARAMETERS["fvcore"],
        }
    return {
        "count_macs": lambda model, x: count_macs(model, x[0].shape),
        "ledger": lambda model, x: ledger(model, x[0].shape),
        "plain forward": _forward,
        **{name: count for name, count in MACS.items() if name != "convguide"},
    }


def measure(name: str, network: Network, what: str, plan: Plan) -> Count:
    """Time every counter on one network, without its numbers where that works.

    Raises
    ------
    ArithmeticError
        If this package counts wrong.
    """
    with silence():
        ready = {
            counter: _prepared(count, network)
            for counter, count in counters(what).items()
        }
        refuse_wrong(ready[OWN[what]][0](), getattr(network, what), name)
        calls = {counter: call for counter, (call, _, _) in ready.items()}
        once = {counter: seconds for counter, (_, seconds, _) in ready.items()}
        times = race(calls, once, time.process_time, plan)
    own = times[OWN[what]]
    cells = {
        counter: Cell(**summary(taken, own), note=ready[counter][2])
        for counter, taken in times.items()
    }
    return Count(name, what, len(own), cells)


def refuse_wrong(said: int, truth: int, name: str) -> None:
    """Stop where a quick count is a wrong one.

    Raises
    ------
    ArithmeticError
        If they differ.
    """
    if said != truth:
        msg = f"{name} has {truth:,}, not {said:,}"
        raise ArithmeticError(msg)


def _prepared(count: Counter, network: Network) -> tuple[Call, float, str]:
    """Give a counter a model of its own, as some leave theirs changed.

    Returns the call, its seconds, and what is to be noted.
    """
    torch = import_module("torch")
    with torch.device("meta"):
        model, x = network.build(torch.nn).eval(), torch.empty(SIZE)
    call, note = partial(count, model, (x,)), ""
    try:
        call()
    except Exception:  # noqa: BLE001 - each has its own way to refuse
        with torch.device("meta"):
            model = network.build(torch.nn).eval()
        model.to_empty(device="cpu").load_state_dict(
            {k: torch.zeros_like(v) for k, v in model.state_dict().items()}
        )
        call, note = partial(count, model, (torch.zeros(SIZE),)), COMPUTED
        call()
    start = time.process_time()
    call()
    return call, time.process_time() - start, note


def _torchinfo_parameters(model: Any, _: tuple[Any, ...]) -> Any:
    """Make a summary without a forward."""
    return import_module("torchinfo").summary(model, verbose=0).total_params


def _forward(model: Any, inputs: tuple[Any, ...]) -> None:
    """Call a model; that is the least that a counter with hooks takes."""
    with import_module("torch").no_grad():
        model(*inputs)


def main(plan: str, answer: str) -> None:
    """Measure each network, and say so."""
    settings = Plan(*json.loads(plan))
    import_module("torch").set_num_threads(settings.threads)
    counts = []
    for name, network in NETWORKS.items():
        for what, own in OWN.items():
            start = time.perf_counter()
            count = measure(name, network, what, settings)
            counts.append(asdict(count))
            took = f"{time.perf_counter() - start:4.1f} s"
            say(f"{took}  {name}: {own} {count.cells[own].ms:.3g} ms")
    Path(answer).write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
