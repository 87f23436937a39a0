"""Run long jobs side by side, say how they go, and stop them with this program."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from pathlib import Path

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
EVERY = 20  # seconds between two reports
_RUNNING: set[subprocess.Popen[bytes]] = set()


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - the command's own words


def side_by_side(
    jobs: Mapping[str, Callable[[], None]], logs: Mapping[str, Path]
) -> None:
    """Run jobs in parallel, and report every few seconds what each is doing.

    Parameters
    ----------
    jobs : mapping of str to function
        What to run, by name. Each spends its time in other processes.
    logs : mapping of str to path
        The file into which each job writes; its last line is the report.

    Raises
    ------
    SiteError
        When all jobs have ended, if one failed: what is finished is not lost.
    """
    failures: list[tuple[str, BaseException]] = []
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        running = {pool.submit(job): name for name, job in jobs.items()}
        try:
            _follow(running, logs, failures)
        except BaseException:  # somebody stops this program
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(job.done() for job in running):
                _stop_all()
                time.sleep(0.1)
            raise
    if failures:
        told = [
            str(failure) if isinstance(failure, SiteError) else f"[{name}] {failure!r}"
            for name, failure in failures
        ]
        raise SiteError("\n".join(told)) from failures[0][1]


def _follow(
    running: dict[Future[None], str],
    logs: Mapping[str, Path],
    failures: list[tuple[str, BaseException]],
) -> None:
    """Report on jobs until all have ended, and collect what failed."""
    begun = time.monotonic()
    while running:
        ended, _ = wait(running, timeout=EVERY, return_when=FIRST_COMPLETED)
        seconds = time.monotonic() - begun
        for future in ended:
            name = running.pop(future)
            error = future.exception()
            failures += [(name, error)] if error else []
            say(f"[{name}] {'failed' if error else 'done'} after {seconds:.0f} s")
        if not ended:
            for future, name in running.items():
                if future.running():
                    say(f"[{name}] {seconds:.0f} s: {_last_line(logs[name])}")


def run(command: list[str], folder: Path, env: Mapping[str, str], log: Path) -> int:
    """Run a command, which ends when the jobs are stopped, and return its exit code.

    Parameters
    ----------
    command : list of str
        What to run.
    folder : path
        Where.
    env : mapping of str to str
        Its environment.
    log : path
        File that gets all that it prints.
    """
    with log.open("wb") as file:
        child = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=env,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _RUNNING.add(child)
    try:
        return child.wait()
    finally:
        _RUNNING.discard(child)


def _stop_all() -> None:
    """End all commands that run, and what they have started."""
    for child in list(_RUNNING):
        with suppress(OSError):
            if os.name == "nt":
                child.terminate()
            else:
                os.killpg(child.pid, signal.SIGTERM)  # its own group: a new session


def _last_line(log: Path, width: int = 90) -> str:
    """Return the last line of a log that says something."""
    if not log.exists():
        return "begins"
    text = _COLOUR.sub("", log.read_text(encoding="utf-8", errors="replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:width] if lines else "begins"
