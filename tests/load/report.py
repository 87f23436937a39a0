"""What the load test prints."""

from __future__ import annotations

import sys
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .driving import Run

KINDS = {
    "first": "a first visit: a page and all its files",
    "next": "the next page: its files are in the browser",
    "again": "the same page again: not changed (304)",
}
COLUMNS = ("packed", "req/s", "lowest", "highest", "of a core", "ratio", "KB", "p99 ms")
NOTE = """\
req/s is beside wrk, which costs as much as nginx, and beside whatever else runs here.
"of a core" counts only the seconds that nginx's worker computed: what a core of its own
would serve. Ratios are of these, within one table. KB are sent for each request, with
headers."""


def say(text: str) -> None:
    """Print at once, though the output may be a pipe."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def heading(
    site: Path,
    visits: Sequence[Sequence[str]],
    sizes: Mapping[tuple[str, str], int],
    setting: str,
) -> None:
    """Say what is measured, and what a visit weighs."""
    files = sum(len(visit) for visit in visits) / len(visits)
    first, plain, page = (
        sizes[kind] / len(visits) / 1000
        for kind in (("first", "before"), ("first", "never"), ("next", "before"))
    )
    say(f"{site}: {len(visits)} pages; each request was checked once")
    say(f"  {KINDS['first']}: {files:.0f} requests, {first:.0f} KB, {plain:.0f} plain")
    say(f"  {KINDS['next']}: 1 request, {page:.0f} KB")
    say(f"{setting}\n{NOTE}\n")


def table(
    runs: Mapping[tuple[str, str], Sequence[Run]], files: Mapping[str, float]
) -> None:
    """Print medians, and how the ways of packing compare.

    Parameters
    ----------
    runs : mapping of (kind, packing) to runs
        All runs; each kind has some with files packed before.
    files : mapping of str to float
        Requests of one visit of each kind.
    """
    for kind, title in KINDS.items():
        ours = {packing: rs for (k, packing), rs in runs.items() if k == kind}
        best = rate_of_a_core(ours["before"])
        say(title + "\n" + "".join(f"{column:>11}" for column in COLUMNS))
        for packing, values in ours.items():
            say(row(packing, values, best))
        visits = best / files[kind]
        say(f"  packed before, a core serves {visits:,.0f} such visits a second\n")


def row(packing: str, runs: Sequence[Run], best: float) -> str:
    """Write one line of a table."""
    rates = [run.rate for run in runs]
    core = rate_of_a_core(runs)
    size = sum(run.bytes for run in runs) / sum(run.requests for run in runs) / 1000
    p99 = median(run.p99_ms for run in runs)
    counts = [median(rates), min(rates), max(rates), core]
    cells = [f"{packing:>11}", *(f"{count:11,.0f}" for count in counts)]
    return "".join([*cells, f"{core / best:11.2f}{size:11.1f}{p99:11.1f}"])


def rate_of_a_core(runs: Sequence[Run]) -> float:
    """Return requests for each second of a core, over all runs.

    Where the system does not tell the worker's time, those of the clock stand in.
    """
    seconds = sum(run.worker for run in runs) or sum(run.seconds for run in runs)
    return sum(run.requests for run in runs) / seconds
