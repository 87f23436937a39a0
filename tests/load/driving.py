"""Requests to send, that each gets the answer it should, and wrk sending them."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .machine import LoadError, find, on_core

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .serving import Server

SCRIPT = Path(__file__).with_name("wrk.lua")
MARK = "CONVGUIDE "


@dataclass(frozen=True)
class Request:
    """One file that a browser asks for; with a tag, if it has the file already."""

    path: str
    tag: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers, as a browser sends them."""
        tag = {"If-None-Match": self.tag} if self.tag else {}
        return {"Accept-Encoding": "gzip", **tag}


@dataclass(frozen=True)
class Run:
    """What one run of wrk counted, and the processor time of nginx's worker in it."""

    requests: int
    bytes: int
    seconds: float
    worker: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Return requests for each second of the clock."""
        return self.requests / self.seconds


def checked(server: Server, requests: Iterable[Request]) -> int:
    """Send each request once, and count the bytes of the bodies.

    Raises
    ------
    LoadError
        If an answer is not the file, or, for a request with a tag, not "not changed".
    """
    size = 0
    for request in requests:
        answer = server.get(request.path, request.headers())
        wanted = 304 if request.tag else 200
        if answer.status != wanted:
            msg = f"{request.path} gives {answer.status}, not {wanted}"
            raise LoadError(msg)
        size += len(answer.body)
    return size


def with_tags(server: Server, paths: Iterable[str]) -> list[Request]:
    """Ask for files once, and return requests of a browser that has them."""
    asked = ((path, server.get(path, Request(path).headers())) for path in paths)
    return [Request(path, answer.headers["etag"]) for path, answer in asked]


def drive(
    server: Server,
    requests: Sequence[Request],
    folder: Path,
    *,
    seconds: float,
    connections: int,
    core: int | None = None,
) -> Run:
    """Let wrk send requests in turn, for some seconds.

    Parameters
    ----------
    server : Server
        Our own nginx; wrk talks to no other.
    requests : sequence of Request
        What to ask for, again and again.
    folder : path
        Where the list for wrk is written.
    seconds : float
        How long, at least one.
    connections : int
        How many are open at once.
    core : int, optional
        The only core that wrk may use.

    Raises
    ------
    LoadError
        If wrk is missing or stops, or an answer was an error.
    """
    lines = [f"{server.base}{r.path}\tgzip\t{r.tag}\n" for r in requests]
    listing = folder / "requests"
    listing.write_text("".join(lines), encoding="utf-8")
    command = [
        *(*on_core(core), find("wrk"), "--threads", "1"),
        *("--connections", str(connections), "--duration", f"{seconds:.0f}s"),
        *("--script", str(SCRIPT), f"http://127.0.0.1:{server.port}/"),
    ]
    before = server.seconds()
    done = subprocess.run(
        command,
        env={**os.environ, "CONVGUIDE_REQUESTS": str(listing)},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 30,
    )
    worker = server.seconds() - before
    if done.returncode:
        msg = f"wrk stopped with {done.returncode}\n{done.stderr or done.stdout}"
        raise LoadError(msg)
    return read(done.stdout, worker)


def read(output: str, worker: float) -> Run:
    """Read what the script of wrk printed.

    Raises
    ------
    LoadError
        If it printed nothing, or counted errors.
    """
    lines = [line for line in output.splitlines() if line.startswith(MARK)]
    if len(lines) != 1:
        msg = f"wrk printed no counts\n{output}"
        raise LoadError(msg)
    counts = json.loads(lines[0].removeprefix(MARK))
    if errors := counts.pop("errors"):
        msg = f"{errors} of {counts['requests']} requests failed"
        raise LoadError(msg)
    return Run(**counts, worker=worker)
