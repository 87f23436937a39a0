"""What a run of the benchmark leaves behind: a JSON file.

`kind` and `schema` say what the file is. `date`, `machine`, `versions` and `quick`
say where it comes from; it names neither the host nor a folder. `machine` has `load`,
how many processes wanted a processor in the minute before the run. `import_ms` is how
much longer `import convguide` takes than `import numpy`, in milliseconds of processor
time. `layers` describes the table's rows: `name`, `model`, `kind` (dense or
depthwise), `input`, `weight` and `output` (shapes), `stride`, `padding`, `macs` and
`winograd` (whether its goal counts the layer). `columns` names the entries of
`cells`: `own` are auto and the views, `peers` are the others, torch first. `runs` has
an entry for each layer, `dtype` and number of `threads`: `clock` is "cpu" (time of the
process, all its threads) or "wall", `rounds` is how often the columns took turns, and
`cells` has for each column that was tried:

- `ratio`: its least time by torch's least time;
- `median`: the median, over the rounds, of its time by torch's in the same round;
- `ms`: its least time in milliseconds, which depends on the machine;
- `memory`: the peak of memory allocated by NumPy and Python during a call, in units
  of the bytes of input and output together; the output is in it, the input is not;
- `error`: the largest absolute error in units of torch's own (or, where torch is
  exact, of half an eps of the largest output);
- `note`: why something is not there.

`counters` has an entry for each network and for `what` is counted in it, parameters or
macs: `rounds`, and `cells` by counter, whose `ratio` and `median` are by the time of
this package.

`goals` repeats what the run says about each goal: `text`, `limit`, `value`, `state`
and `detail`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

KIND, SCHEMA = "convguide benchmark", 1
PICTURE = "Time of one layer by torch's"  # title of the picture beside the file


@dataclass(frozen=True)
class Cell:
    """What is known of one column on one layer; what is None was not measured."""

    ms: float | None = None
    ratio: float | None = None
    median: float | None = None
    memory: float | None = None
    error: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Run:
    """One layer in one dtype on some threads: all columns, which took turns."""

    layer: str
    dtype: str
    threads: int
    clock: str
    rounds: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Count:
    """What is counted in one network, `parameters` or `macs`: all counters in turns."""

    network: str
    what: str
    rounds: int
    cells: dict[str, Cell]

    @classmethod
    def read(cls, count: dict[str, Any]) -> Count:
        """Make it again from what is stored."""
        return cls(**count | {"cells": _cells(count)})


@dataclass
class Result:
    """Everything that one run of the benchmark found out."""

    date: str
    quick: bool
    machine: dict[str, Any]
    versions: dict[str, str]
    layers: list[dict[str, Any]]
    columns: dict[str, list[str]]
    import_ms: float | None = None
    runs: list[Run] = field(default_factory=list)
    counters: list[Count] = field(default_factory=list)
    goals: list[dict[str, Any]] = field(default_factory=list)

    def cells(self, dtype: str, threads: int) -> dict[str, dict[str, Cell]]:
        """Cells of each layer, by the layer's name, in the order of the table."""
        found = {
            run.layer: run.cells
            for run in self.runs
            if (run.dtype, run.threads) == (dtype, threads)
        }
        names = [layer["name"] for layer in self.layers]
        return {name: found[name] for name in names if name in found}


def save(result: Result, path: Path) -> None:
    """Write a result as JSON, four digits a number and one run a line."""
    document = {"kind": KIND, "schema": SCHEMA, **asdict(result)}
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value:
            rows = ",\n    ".join(_line(entry) for entry in value)
            lines.append(f'  "{name}": [\n    {rows}\n  ]')
        else:
            lines.append(f'  "{name}": {_line(value)}')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    path.write_text(text, encoding="utf-8")


def load(path: Path) -> Result:
    """Read a result.

    Raises
    ------
    ValueError
        If the file is no result of this benchmark.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:  # not JSON, or not even text
        document = None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        msg = f"{path} is no result of this benchmark"
        raise ValueError(msg)
    if document["schema"] != SCHEMA:
        msg = f"{path} has schema {document['schema']}; this benchmark reads {SCHEMA}"
        raise ValueError(msg)
    runs = [Run(**run | {"cells": _cells(run)}) for run in document.pop("runs")]
    counters = [Count.read(count) for count in document.pop("counters", [])]
    del document["kind"], document["schema"]
    return Result(**document, runs=runs, counters=counters)


def refuse_to_overwrite(path: Path) -> None:
    """Stop unless file and picture can be written, in place of earlier ones at most.

    Raises
    ------
    ValueError
        If the name does not end in ``.json``.
    FileNotFoundError
        If there is no such folder.
    FileExistsError
        If there is something else under the name of the file or of the picture.
    """
    if path.suffix != ".json":
        msg = f"the name of a result ends in .json, got {str(path)!r}"
        raise ValueError(msg)
    if not path.parent.is_dir():
        msg = f"there is no folder {path.parent}"
        raise FileNotFoundError(msg)
    msg = "{} exists and is not of this benchmark; name another file"
    if path.exists():
        try:
            load(path)
        except (ValueError, OSError) as error:
            raise FileExistsError(msg.format(path)) from error
    picture = path.with_suffix(".svg")
    if picture.exists() and escape(PICTURE).encode() not in picture.read_bytes():
        raise FileExistsError(msg.format(picture))


def _cells(stored: dict[str, Any]) -> dict[str, Cell]:
    """Read the cells of a run."""
    return {name: Cell(**cell) for name, cell in stored["cells"].items()}


def _line(value: Any) -> str:
    return json.dumps(_tidy(value), ensure_ascii=False)


def _tidy(value: Any) -> Any:
    """Round numbers, and leave out of a cell what is not known."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, list | tuple):
        return [_tidy(entry) for entry in value]
    if isinstance(value, dict):
        cell = value.keys() == Cell.__dataclass_fields__.keys()
        kept = {k: v for k, v in value.items() if not cell or v not in (None, "")}
        return {k: _tidy(v) for k, v in kept.items()}
    return value
