"""What git says of the project."""

from __future__ import annotations

import subprocess
from pathlib import Path

from errors import SiteError

ROOT = Path(__file__).resolve().parents[2]


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
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
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
