"""One process with a fixed number of threads: `python -m bench.worker`.

Libraries read the number of threads when they load, so it is in the environment
before this process starts; see `environment`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench.results import Cell, Run
from bench.say import say

if TYPE_CHECKING:
    from bench.measure import Plan
    from bench.shapes import Layer

ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def environment(threads: int) -> dict[str, str]:
    """Fix the number of threads for every library before it loads."""
    counters = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
    # Without its compiled modules an import would be timed that nobody meets twice.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        **{f"{name}_NUM_THREADS": str(threads) for name in counters},
        # Threads that spin while they wait would slow down whoever is timed next.
        "OMP_WAIT_POLICY": "passive",
        "XLA_FLAGS": ONE_THREAD if threads == 1 else "",
        "JAX_PLATFORMS": "cpu",
    }


def measure_apart(
    layers: list[Layer], dtypes: list[str], plan: Plan, folder: Path
) -> list[Run]:
    """Measure in a process of its own; it reports its progress itself.

    Raises
    ------
    subprocess.CalledProcessError
        If the process fails; it has said why.
    """
    order = folder / "order.json"
    answer = folder / "answer.json"
    names = [layer.name for layer in layers]
    order.write_text(json.dumps([names, dtypes, plan]), encoding="utf-8")
    command = [sys.executable, "-m", "bench.worker", str(order), str(answer)]
    subprocess.run(command, env=environment(plan.threads), check=True)
    runs = json.loads(answer.read_text(encoding="utf-8"))
    return [
        Run(**run | {"cells": {k: Cell(**cell) for k, cell in run["cells"].items()}})
        for run in runs
    ]


def main(order: str, answer: str) -> None:
    """Measure the layers of an order, the small ones first: they predict the others."""
    names, dtypes, plan = json.loads(Path(order).read_text(encoding="utf-8"))
    threads = plan[0]
    if threads > 1 and hasattr(os, "sched_setaffinity"):
        # JAX takes as many threads as there are processors; leave it that many.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    from bench import measure, shapes  # noqa: PLC0415 - NumPy loads after the threads are set

    plan = measure.Plan(*plan)
    forecast = measure.Forecast()
    layers = sorted((shapes.BY_NAME[name] for name in names), key=lambda y: y.macs)
    runs = []
    for dtype in dtypes:
        forecast.probe(dtype, threads)
        for number, layer in enumerate(layers, 1):
            start = time.perf_counter()
            run = measure.measure(layer, dtype, plan, forecast)
            runs.append(asdict(run))
            place = f"{threads} thread{'s' * (threads > 1)}, {dtype}, "
            place += f"{number:2} of {len(layers)}"
            took = f"{time.perf_counter() - start:4.1f} s"
            ratio = run.cells["auto"].ratio
            say(f"{place}  {took}  {layer.name}: auto {ratio:.2f} × torch")
    Path(answer).write_text(json.dumps(runs), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
