"""Counters as text: how long they take by our time, and the goals for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.counters import COMPUTED, OWN
from bench.goals import Goal
from bench.report import goal_line, noise, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.results import Cell, Count

NETWORK = "ResNet-152"  # what the goals are about
PEERS = ("torchinfo", "fvcore", "ptflops", "thop", "torchprofile", "FlopCounter")
LABEL, WIDTH = 26, 12
TITLES = {
    "parameters": "Counting parameters, 1 thread: processor time by count_parameters'",
    "macs": "Counting MACs of 1×3×224×224, 1 thread: processor time by count_macs'",
}


def counters_report(counts: list[Count]) -> str:
    """Write a table for parameters and one for MACs, and the goals."""
    lines = []
    for what, title in TITLES.items():
        cells = {count.network: count.cells for count in counts if count.what == what}
        if cells:
            lines += [title, *_table(cells, OWN[what])]
            lines += [noise(cells, _steadiest(cells)), ""]
    lines.append("Goals of counting, on one thread")
    return "\n".join([*lines, *map(goal_line, counter_goals(counts))])


def counter_goals(counts: list[Count]) -> list[Goal]:
    """Hold the times of one network against what this package aims at."""
    found = {count.what: count.cells for count in counts if count.network == NETWORK}
    parameters, macs = found.get("parameters", {}), found.get("macs", {})
    own = parameters["count_parameters"].ms if parameters else None
    rival = _quickest(macs)
    ratio = None if rival is None else 1 / _ratio(macs[rival])
    return [
        Goal.of(f"count_parameters of {NETWORK}, ms", 1.5, own),
        Goal.of(
            f"count_macs of {NETWORK} × the quickest peer", 0.5, ratio, rival or ""
        ),
    ]


def _quickest(cells: dict[str, Cell]) -> str | None:
    """Name the quickest of the other counters."""
    peers = [name for name in PEERS if name in cells]
    return min(peers, key=lambda name: _ratio(cells[name]), default=None)


def _ratio(cell: Cell) -> float:
    assert cell.ratio is not None
    return cell.ratio


def _steadiest(cells: dict[str, dict[str, Cell]]) -> str:
    """Name what the noise is taken from: the counter after ours, which all have."""
    return list(next(iter(cells.values())))[1]


def _table(cells: dict[str, dict[str, Cell]], own: str) -> Iterator[str]:
    """Write a line a counter and a column a network; our own times stand first."""
    yield _line("", list(cells))
    yield _line(f"{own}, ms", [_number(row[own].ms) for row in cells.values()])
    computed = False
    for name in dict.fromkeys(name for row in cells.values() for name in row):
        if name == own:
            continue
        found = [row.get(name) for row in cells.values()]
        stars = any(cell and cell.note == COMPUTED for cell in found)
        computed |= stars
        entries = ["" if cell is None else _number(cell.ratio) for cell in found]
        yield _line(name + "*" * stars, entries)
    if computed:
        yield f"* {COMPUTED}."


def _number(value: float | None) -> str:
    return "" if value is None else short(value)


def _line(label: str, entries: list[str]) -> str:
    return f"{label:{LABEL}}{''.join(f'{entry:>{WIDTH}}' for entry in entries)}"
