"""Measure, print, and write down: `nox -s bench -- --help`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.counters import measure_counters
from bench.counters_report import counter_goals, counters_report
from bench.goals import goals
from bench.imports import import_cost
from bench.measure import OWN, Plan, columns
from bench.report import report
from bench.results import Result, load, refuse_to_overwrite, save
from bench.say import say
from bench.shapes import LAYERS, QUICK, chosen
from bench.worker import measure_apart

if TYPE_CHECKING:
    from bench.shapes import Layer

PACKAGES = ("convguide", "numpy", "scipy", "torch", "onnxruntime", "jax")
COUNTERS = ("torchinfo", "fvcore", "ptflops", "thop", "torchprofile")
DTYPES = ["float32", "float64"]


def main(arguments: list[str]) -> None:
    """Run the benchmark from the command line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    path = options.show or options.output
    try:
        refuse_to_overwrite(path)
        layers = list(QUICK if options.quick else LAYERS)
        if options.shapes:
            layers = chosen(options.shapes)
        if options.show:
            result = load(path)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    if not options.show:
        threads = options.threads or [1, 2]
        result = _measured(
            *([], []) if options.counters else (layers, threads),
            counting=not options.shapes,
            quick=options.quick,
        )
        save(result, path)
    say("\n" + report(result))
    if result.counters:
        say("\n" + counters_report(result.counters))
    say(f"\nresult: {path}")
    if result.cells("float32", 1):
        picture = path.with_suffix(".svg")
        import_module("bench.plot").plot(result).save(picture, overwrite=True)
        say(f"picture: {picture}")
        if options.book:
            page = import_module("bench.book").write_book(result, path)
            say(f"part of the book: {page}")


def _measured(
    layers: list[Layer], threads: list[int], *, counting: bool, quick: bool
) -> Result:
    """Measure what `import` costs, then layers on each number of threads, and counters.

    Without layers, only counters are measured.
    """
    packages = [*(PACKAGES if layers else ("convguide", "torch"))]
    packages += COUNTERS * counting
    result = Result(
        date=datetime.now(UTC).date().isoformat(),
        quick=quick,
        machine=_machine(),
        versions={"python": platform.python_version()}
        | {name: version(name).partition("+")[0] for name in packages},
        layers=[_described(layer) for layer in layers],
        columns={
            "own": list(OWN),
            "peers": [name for name in columns(1) if name not in OWN],
        },
        import_ms=import_cost(9 if quick else 31) if layers else None,
    )
    with TemporaryDirectory() as folder:
        for count in threads:
            plan = _plan(count, quick=quick)
            result.runs += measure_apart(layers, DTYPES, plan, Path(folder))
        if counting:
            seconds, rounds = (6, (3, 5)) if quick else (30, (7, 25))
            plan = Plan(1, seconds, rounds, patience=0)
            result.counters = measure_counters(plan, Path(folder))
    judged = goals(result) if layers else []
    judged += counter_goals(result.counters) if counting else []
    result.goals = [goal._asdict() for goal in judged]
    return result


def _plan(threads: int, *, quick: bool) -> Plan:
    """Decide how long to measure; one thread is what the goals are about."""
    if quick:
        return Plan(threads, seconds=0.6, rounds=(3, 5), patience=0.25)
    if threads == 1:
        return Plan(threads, seconds=4, rounds=(5, 25), patience=0.5)
    return Plan(threads, seconds=2, rounds=(5, 15), patience=0.3)


def _described(layer: Layer) -> dict[str, Any]:
    """Describe a layer, so that the file can be read without this program."""
    return {
        "name": layer.name,
        "model": layer.model,
        "kind": layer.kind,
        "input": layer.input_shape,
        "weight": layer.spec.weight_shape,
        "output": layer.output_shape,
        "stride": layer.spec.stride,
        "padding": layer.spec.padding,
        "macs": layer.macs,
        "winograd": layer.suits_winograd,
    }


def _machine() -> dict[str, Any]:
    """Describe the machine, and neither its name nor its folders."""
    processor = platform.processor() or platform.machine()
    if (info := Path("/proc/cpuinfo")).exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                processor = value.strip()
    return {
        "processor": processor,
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nox -s bench --",
        description="Time auto and every view against other libraries.",
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="some layers, few rounds: a few minutes",
    )
    parser.add_argument(
        "--counters",
        action="store_true",
        help="only the counting of whole networks: some minutes",
    )
    parser.add_argument(
        "--shapes",
        action="append",
        metavar="NAME",
        help="only layers with this in their name, such as vgg or 1x1; can be repeated",
    )
    parser.add_argument(
        "--threads",
        action="append",
        type=int,
        choices=(1, 2),
        help="only this number of threads; without it, one and then two",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("bench.json"),
        metavar="FILE",
        help="where the result goes, with a plot beside it (default: %(default)s)",
    )
    parser.add_argument(
        "--show",
        type=Path,
        metavar="FILE",
        help="measure nothing: print a stored result and draw it again",
    )
    parser.add_argument(
        "--book",
        action="store_true",
        help="write the tables for the book's page on time, beside the result",
    )
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
