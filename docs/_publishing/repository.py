"""What git says of the project."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from errors import SiteError

ROOT = Path(__file__).resolve().parents[2]
#: Set within hooks of git; with them, ``git -C folder`` would mean another repository.
OF_ANOTHER = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)


def surroundings() -> dict[str, str]:
    """Return the environment, without what names another repository."""
    return {k: v for k, v in os.environ.items() if k not in OF_ANOTHER}


def git(*arguments: str, root: Path = ROOT) -> str:
    """Run git in the project and return what it prints.

    Parameters
    ----------
    *arguments : str
        The command, without ``git``.
    root : path
        A checkout.

    Returns
    -------
    str
        Standard output, without white space around it.

    Raises
    ------
    SiteError
        If git is missing or fails; the message has what it said.
    """
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            encoding="utf-8",
            check=True,
            env=surroundings(),
        )
    except FileNotFoundError:
        msg = "git is not installed; a site is made from the project's history"
        raise SiteError(msg) from None
    except subprocess.CalledProcessError as error:
        msg = f"git {' '.join(arguments)} failed: {error.stderr.strip()}"
        raise SiteError(msg) from None
    return done.stdout.strip()


def commit_of(name: str, root: Path = ROOT) -> str | None:
    """Return the full hash of a commit, or None if this clone does not have it."""
    try:
        return git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", root=root)
    except SiteError:
        return None


def uncommitted(root: Path = ROOT) -> list[str]:
    """List the files that differ from the last commit, new ones included."""
    lines = git("status", "--porcelain", root=root).splitlines()
    return [line[3:] if line[2] == " " else line[2:] for line in lines]


def is_shallow(root: Path = ROOT) -> bool:
    """Tell whether the clone lacks a part of the history."""
    return git("rev-parse", "--is-shallow-repository", root=root) == "true"
