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


#: Over the user's own configuration, which may change what git prints.
SETTLED = {"log.showSignature": "false", "column.ui": "never"}


def surroundings() -> dict[str, str]:
    """Return the environment, without what changes which repository is read, and how.

    Git counts the settings that it is given in this way; ours come after the user's.
    """
    kept = {k: v for k, v in os.environ.items() if k not in OF_ANOTHER}
    first = int(kept.get("GIT_CONFIG_COUNT") or 0)
    for number, (key, value) in enumerate(SETTLED.items(), start=first):
        kept[f"GIT_CONFIG_KEY_{number}"] = key
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    return {**kept, "GIT_CONFIG_COUNT": str(first + len(SETTLED))}


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
    changed = git("diff", "--name-only", "--no-renames", "-z", "HEAD", root=root)
    new = git("ls-files", "--others", "--exclude-standard", "-z", root=root)
    return [name for name in f"{changed}\0{new}".split("\0") if name]


def position(root: Path = ROOT) -> tuple[str, str]:
    """Return the commit of a checkout, and the branch that it is on."""
    branch = git("rev-parse", "--symbolic-full-name", "HEAD", root=root)
    return git("rev-parse", "HEAD", root=root), branch


def is_shallow(root: Path = ROOT) -> bool:
    """Tell whether the clone lacks a part of the history."""
    return git("rev-parse", "--is-shallow-repository", root=root) == "true"


def check_out(commit: str, target: Path, root: Path = ROOT) -> None:
    """Copy the project as it was at a commit, whatever the user's git is set to.

    Raises
    ------
    SiteError
        If git fails, as it does in a shallow clone.
    """
    settings = ("core.autocrlf=false", "core.hooksPath=")
    plain = [word for setting in settings for word in ("--config", setting)]
    options = ("--quiet", "--shared", "--no-checkout", *plain)
    try:
        git("clone", *options, str(root), str(target))
        git("checkout", "--quiet", "--detach", commit, root=target)
    except SiteError as error:
        hint = "git fetch --unshallow" if is_shallow(root) else ""
        raise SiteError(str(error), hint) from None
