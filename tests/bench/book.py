"""A stored result as a part of the book: `nox -s bench -- --show FILE --book`."""

from __future__ import annotations

from statistics import geometric_mean
from typing import TYPE_CHECKING

from bench.goals import goals
from bench.plot import plot
from bench.report import short
from bench.results import Cell
from bench.shapes import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bench.results import Result

MARK = "<!-- Written by nox -s bench from the stored run beside it; do not edit. -->"
VIEWS = ("auto", "im2col", "winograd", "fft", "toeplitz")
HEAD = """\
One run of {date}, on one thread of a shared machine ({processor}), in float32, with
{versions}. Each number is the processor time of a layer divided by PyTorch's time for
the same layer, both measured in turns: **below 1 is quicker than PyTorch**. Another
machine will give other numbers."""
EMPTY = """\
An empty cell is a layer that the view refuses. What is *slow* was not run, since it
would have taken too long."""
PEERS = ("auto", "ONNX Runtime", "JAX", "strided im2col", "windows einsum")


def write_book(result: Result, path: Path) -> Path:
    """Write the part of the book beside the result.

    Raises
    ------
    FileExistsError
        If there is a file of another kind.
    """
    path = path.with_suffix(".inc")
    if path.exists() and not path.read_text(encoding="utf-8").startswith(MARK):
        msg = f"{path} was not written by this benchmark"
        raise FileExistsError(msg)
    path.write_text(book(result), encoding="utf-8")
    return path


def book(result: Result) -> str:
    """Write where the run comes from, its picture, its tables and the goals."""
    cells = result.cells("float32", 1)
    machine = result.machine
    picture = plot(result)._repr_html_()
    parts = [
        MARK,
        HEAD.format(
            date=result.date,
            processor=f"{machine['processor']}, {machine['cores']} cores",
            versions=", ".join(f"{name} {n}" for name, n in result.versions.items()),
        ),
        *_means(cells),
        f"```{{raw}} html\n{picture}\n```",
        *_folded(
            "The numbers of the views",
            _table("Ways to compute a layer, by PyTorch's time", cells, VIEWS, _ratio),
            EMPTY,
        ),
        *_folded(
            "The numbers of other libraries",
            _table("Other libraries, by PyTorch's time", cells, PEERS, _ratio),
        ),
        *_folded(
            "Memory and rounding of the views",
            _table(
                "Peak memory, by the bytes of input and output together",
                *(cells, VIEWS, lambda cell: cell.memory),
            ),
            _table(
                "Largest error, by PyTorch's own",
                *(cells, VIEWS, lambda cell: cell.error),
            ),
        ),
        *_folded("What the package aims at, and what this run met", _goals(result)),
    ]
    return "\n\n".join(parts) + "\n"


def _folded(title: str, *parts: str) -> Iterator[str]:
    """Fold parts away under a title."""
    yield f"::::{{dropdown}} {title}"
    yield from parts
    yield "::::"


def _ratio(cell: Cell) -> float | None:
    return cell.ratio


def _means(cells: dict[str, dict[str, Cell]]) -> Iterator[str]:
    """Sum up each view on the layers that it and auto can do, in one line each."""
    lines = []
    for view in VIEWS[1:]:
        pairs = [
            (row.get(view, Cell()).ratio, row["auto"].ratio) for row in cells.values()
        ]
        ratios = [ratio / auto for ratio, auto in pairs if ratio and auto]
        if ratios:
            lines.append(
                f"- `{view}` took {short(geometric_mean(ratios))} times as long as "
                f"`auto`, in the geometric mean of {len(ratios)} layers: from "
                f"{short(min(ratios))} to {short(max(ratios))} times."
            )
    if lines:
        yield "\n".join(lines)


def _table(
    caption: str,
    cells: dict[str, dict[str, Cell]],
    columns: Sequence[str],
    quantity: Callable[[Cell], float | None],
) -> str:
    """Write a table in Markdown, a row a layer."""
    head = ["layer", *(f"`{name}`" if name in VIEWS else name for name in columns)]
    rows = [
        [name, *(_entry(row.get(column), quantity) for column in columns)]
        for name, row in cells.items()
        if name in BY_NAME
    ]
    lines = [
        " | ".join(row) for row in (head, ["---", *["---:"] * len(columns)], *rows)
    ]
    body = "\n".join(f"| {line} |" for line in lines)
    return f":::{{table}} {caption}\n\n{body}\n:::"


def _entry(cell: Cell | None, quantity: Callable[[Cell], float | None]) -> str:
    if cell is None:
        return ""
    value = quantity(cell)
    if value is None:
        return "*slow*" if cell.note.startswith("skipped") else ""
    return short(value)


def _goals(result: Result) -> str:
    """List each goal with what was measured."""
    lines = []
    for goal in goals(result):
        value = "not measured" if goal.value is None else short(goal.value)
        detail = f" ({goal.detail})" if goal.detail else ""
        lines.append(
            f"- {goal.text}{detail}: {value}, aim at most {short(goal.limit)}, "
            f"**{goal.state}**"
        )
    return "\n".join(lines)
