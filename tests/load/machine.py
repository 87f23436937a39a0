"""What the machine offers: programs, processor cores, free ports."""

from __future__ import annotations

import os
import shutil
import socket

WAYS_TO_INSTALL = "install it; on Debian and Ubuntu: apt-get install nginx wrk"


class LoadError(Exception):
    """The load test cannot run, or what it would measure is wrong."""


def find(program: str) -> str:
    """Return the path of a program, also where only root looks for it."""
    places = os.pathsep.join(
        [os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]
    )
    if found := shutil.which(program, path=places):
        return found
    msg = f"{program} is missing\n  hint: {WAYS_TO_INSTALL}"
    raise LoadError(msg)


def on_core(core: int | None) -> list[str]:
    """Begin a command that runs on one core; on any, where it cannot be said."""
    taskset = shutil.which("taskset")
    return [] if core is None or not taskset else [taskset, "--cpu-list", str(core)]


def free_port() -> int:
    """Return a port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def two_cores() -> tuple[int | None, int | None]:
    """Return a core for nginx and one for wrk; none where they cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[-1]) if len(cores) > 1 else (None, None)
