"""A result as text: tables of at most a hundred columns, and the goals."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from bench.goals import goals
from bench.shapes import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.goals import Goal
    from bench.results import Cell, Result

    Row = dict[str, Cell]

WIDTH = 100
LABEL = 24
BUSY = 0.1  # of a ratio: apart by more, two ways to sum up show no machine
LEGEND = (
    'Less is better. "slow": a call was predicted to take too long, so it was not run.',
    "Empty: the view refuses the layer, or the library has no such convolution.",
)


def report(result: Result) -> str:
    """Write every table and every goal."""
    lines = list(_head(result))
    own, peers = result.columns["own"], result.columns["peers"]
    blocks = [["auto", *peers[1:]], own]
    for threads, dtype in dict.fromkeys(
        (run.threads, run.dtype) for run in result.runs
    ):
        clock = "processor time" if threads == 1 else "time on the wall"
        cells = result.cells(dtype, threads)
        plural = "s" if threads > 1 else ""
        title = f"{threads} thread{plural}, {dtype}: {clock} by torch's"
        for block in blocks:
            lines += _table(title, cells, block, lambda cell: cell.ratio)
        lines += [noise(cells), ""]
    single = result.cells("float32", 1)
    if single:
        title = "float32: peak memory by the bytes of input and output"
        numpy = [name for name in peers if name not in ("torch", "ONNX Runtime", "JAX")]
        for block in (own, ["auto", *numpy]):
            lines += _table(title, single, block, lambda cell: cell.memory)
        title = "float32: largest error by torch's"
        for block in (own, blocks[0]):
            lines += _table(title, single, block, lambda cell: cell.error)
    if not result.runs and result.counters:
        return "\n".join(lines).rstrip()
    return "\n".join([*lines, *LEGEND, "", *goal_lines(result)])


def goal_lines(result: Result) -> Iterator[str]:
    """Write each goal with its value and its state."""
    yield "Goals, on one thread, float32 unless said"
    yield from map(goal_line, goals(result))


def goal_line(goal: Goal) -> str:
    """Write one goal."""
    value = "" if goal.value is None else short(goal.value)
    line = f"  {goal.state:12} {value:>6} ≤ {short(goal.limit):5} {goal.text}"
    if goal.detail:
        apart = "\n" + " " * 31 if len(line + goal.detail) + 3 > WIDTH else " "
        line += f"{apart}({goal.detail})"
    return line


def noise(cells: dict[str, Row], column: str = "auto") -> str:
    """Say how far two ways to sum up the rounds of a column are apart."""
    found = {name: row[column] for name, row in cells.items()}
    apart = {
        name: abs(cell.median / cell.ratio - 1)
        for name, cell in found.items()
        if cell.median and cell.ratio
    }
    if not apart:
        return "Noise: unknown."
    worst = max(apart, key=lambda name: apart[name])
    usual = median(apart.values())
    busy = "\n  The machine was busy: do not quote this table." if usual > BUSY else ""
    return (
        f"Noise: {column}'s median ratio of paired rounds is {usual:.0%} away from the "
        f"table,\n  at most {apart[worst]:.0%} ({worst}).{busy}"
    )


def short(value: float) -> str:
    """Write a number in at most five characters, unless it is huge."""
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def _head(result: Result) -> Iterator[str]:
    machine = result.machine
    processor = f"{machine['processor']}, {machine['cores']} cores"
    yield f"{result.date}, {processor}, load before the run {machine.get('load')}"
    yield ", ".join(f"{name} {version}" for name, version in result.versions.items())
    if result.quick:
        yield "A quick run: few layers, few rounds."
    yield ""


def _table(
    title: str,
    cells: dict[str, Row],
    columns: Sequence[str],
    quantity: Callable[[Cell], float | None],
) -> Iterator[str]:
    """Write columns that have anything to say, broken where the line is full."""
    spoken = [
        name
        for name in columns
        if any(_entry(row.get(name), quantity) for row in cells.values())
    ]
    block: list[str] = []
    for name in [*spoken, None]:
        if name is not None and LABEL + sum(map(_width, [*block, name])) <= WIDTH:
            block.append(name)
            continue
        if block:
            yield from _block(title, cells, block, quantity)
        block = ["auto", name] if name else []


def _block(
    title: str,
    cells: dict[str, Row],
    columns: Sequence[str],
    quantity: Callable[[Cell], float | None],
) -> Iterator[str]:
    yield title
    heads = [name.split() for name in columns]
    for line in range(max(map(len, heads))):
        words = [head[line] if line < len(head) else "" for head in heads]
        yield _line("", words, columns)
    model = ""
    for name, row in cells.items():
        layer = BY_NAME[name]
        if layer.model != model:
            model = layer.model
            yield model
        entries = [_entry(row.get(column), quantity) for column in columns]
        yield _line(name.removeprefix(model + " "), entries, columns)
    yield ""


def _line(label: str, entries: Sequence[str], columns: Sequence[str]) -> str:
    fitted = zip(entries, columns, strict=True)
    texts = [f"{entry:>{_width(column)}}" for entry, column in fitted]
    return f"{label:{LABEL}}{''.join(texts)}".rstrip()


def _width(column: str) -> int:
    return max(6, *(len(word) + 1 for word in column.split()))


def _entry(cell: Cell | None, quantity: Callable[[Cell], float | None]) -> str:
    """Write a cell: its number, or that it was too slow, or nothing."""
    if cell is None:
        return ""
    value = quantity(cell)
    if value is not None:
        return short(value)
    return "slow" if cell.note.startswith("skipped") else ""
