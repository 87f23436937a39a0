"""Measure how fast one core of nginx serves the built site: nox -s load."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .driving import Request, checked, drive, with_tags
from .machine import LoadError, find, two_cores
from .report import heading, say, table
from .serving import PACKINGS, serve
from .visits import first_visit, packed_copy, pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .driving import Run
    from .serving import Server

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure, and print; return 1 if it cannot be done."""
    parser = argparse.ArgumentParser(prog="load", description=__doc__)
    parser.add_argument("--site", default=os.environ.get("CONVGUIDE_SITE", "site"))
    parser.add_argument(
        "--seconds", type=positive, default=3, help="of each run of wrk"
    )
    parser.add_argument("--rounds", type=positive, default=3, help="runs of each kind")
    parser.add_argument("--connections", type=positive, default=16)
    options = parser.parse_args()
    try:
        measure((ROOT / options.site).resolve(), options)
    except LoadError as error:
        say(f"error: {error}")
        return 1
    return 0


def positive(text: str) -> int:
    """Read a whole number that is at least 1."""
    number = int(text)
    if number < 1:
        msg = f"{number} is less than 1"
        raise argparse.ArgumentTypeError(msg)
    return number


def measure(site: Path, options: argparse.Namespace) -> None:
    """Run everything, the kinds in turn, so that a busy moment hits them all."""
    if not (site / "index.html").is_file():
        msg = f"no built site in {site}\n  hint: run nox -s site first, or give --site"
        raise LoadError(msg)
    for program in ("nginx", "wrk"):
        find(program)
    ours, other = two_cores()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        packed_copy(site, folder / "site")
        servers = {
            packing: stack.enter_context(
                serve(folder / "site", folder / packing, packing=packing, core=ours)
            )
            for packing in PACKINGS
        }
        visits = [first_visit(site, page) for page in pages(site)]
        asked = requests(visits, servers["before"])
        sizes = {kind: checked(servers[kind[1]], asked[kind]) for kind in asked}
        cores = f"nginx on core {ours}, wrk on {other}" if ours != other else "any core"
        setting = f"one worker, {cores}, {options.connections} connections"
        length = options.rounds * options.seconds * len(asked)
        heading(site, visits, sizes, f"{setting}; this takes about {length} seconds")
        send = partial(
            drive,
            folder=folder,
            seconds=options.seconds,
            connections=options.connections,
            core=other,
        )
        runs: dict[tuple[str, str], list[Run]] = {kind: [] for kind in asked}
        for _ in range(options.rounds):
            for kind, list_ in asked.items():
                runs[kind].append(send(servers[kind[1]], list_))
    files = {kind: len(list_) / len(visits) for (kind, _), list_ in asked.items()}
    table(runs, files)


def requests(
    visits: Sequence[Sequence[str]], server: Server
) -> Mapping[tuple[str, str], Sequence[Request]]:
    """List the requests of each kind of visit and each way of packing."""
    names = [visit[0] for visit in visits]
    first = [Request(path) for visit in visits for path in visit]
    return {
        **{("first", packing): first for packing in PACKINGS},
        **{
            ("next", packing): [Request(name) for name in names] for packing in PACKINGS
        },
        ("again", "before"): with_tags(server, names),
    }


if __name__ == "__main__":
    sys.exit(main())
