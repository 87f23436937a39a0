"""What must hold before a release is made."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from errors import SiteError
from releases import listed, numbers, tagged
from repository import git, position, surroundings, uncommitted

if TYPE_CHECKING:
    from pathlib import Path

CHANGELOG = "CHANGELOG.md"
#: What the changelog says under [Unreleased] after a release.
NOTHING = "Nothing yet."
_ENTRY = r"^## \[{}\](?: - (\d{{4}}-\d{{2}}-\d{{2}}))?\n(.*?)(?=^## \[|\Z)"


def refuse_known(name: str, root: Path, commit: str = "") -> None:
    """Refuse a version that is malformed, or released, but for a tag of the commit."""
    numbers(name)
    tags = [version for version in tagged(root)[0] if version.commit != commit]
    known = {version.name: version for version in [*tags, *listed(root)]}
    if name in known:
        msg = f"{name} is released already: commit {known[name].commit[:12]}"
        raise SiteError(msg, hint="a published release never changes")


def refuse_older(name: str, root: Path) -> None:
    """Refuse a version that is older than one that is released."""
    known = [*listed(root), *tagged(root)[0]]
    newest = max((numbers(version.name) for version in known), default=(0, 0, 0))
    if numbers(name) <= newest:
        shown = ".".join(map(str, newest))
        msg = f"{name} is not newer than {shown}, which is released"
        raise SiteError(msg)


def refuse_untold(name: str, root: Path) -> None:
    """Refuse a release of which the changelog says nothing, or too much."""
    if any(entry(root, name)):
        msg = f"{CHANGELOG} has an entry [{name}] already"
        raise SiteError(msg, hint="write under [Unreleased]; the release renames it")
    if entry(root, "Unreleased")[1] in ("", NOTHING):
        msg = f"{CHANGELOG} says nothing under [Unreleased]"
        raise SiteError(msg, hint="write what changed, and in which claim")


def refuse_changes(root: Path) -> None:
    """Refuse a checkout with changes that are not committed."""
    if files := uncommitted(root):
        shown = ", ".join(files[:5])
        msg = f"{len(files)} files are changed and not committed: {shown}"
        raise SiteError(msg, hint="a release is made from a clean tree")


def refuse_another(before: tuple[str, str], root: Path) -> None:
    """Refuse a checkout that is not where it was when its tests began."""
    if (now := position(root)) != before:
        where, there = (f"{branch}, commit {c[:12]}" for c, branch in (before, now))
        msg = f"the tests ran on {where}; now the checkout is on {there}"
        raise SiteError(msg, hint="begin again; what is released is what was tested")


def refuse_unmerged(commit: str, root: Path) -> None:
    """Refuse a commit that clones of this branch would not have."""
    if git("rev-list", "--count", f"HEAD..{commit}", root=root) != "0":
        msg = f"commit {commit[:12]} is not a part of this branch's history"
        raise SiteError(msg, hint="merge it first; else a clone cannot build it")


def refuse_no_branch(root: Path) -> None:
    """Refuse a checkout whose commits would belong to no branch."""
    if git("rev-parse", "--abbrev-ref", "HEAD", root=root) == "HEAD":
        msg = "HEAD is on no branch, so the commits of a release would be lost"
        raise SiteError(msg, hint="git switch main")


def entry(root: Path, name: str) -> tuple[str, str]:
    """Return the date and the text of an entry of the changelog; empty if not there."""
    text = (root / CHANGELOG).read_text("utf-8")
    pattern = _ENTRY.format(re.escape(name))
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    return (found[1] or "", found[2].strip()) if found else ("", "")


def run_tests(root: Path) -> None:
    """Run the tests of a checkout, as its README says.

    Raises
    ------
    SiteError
        If one fails.
    """
    command = [
        sys.executable,
        "-m",
        "nox",
        "-f",
        str(root / "noxfile.py"),
        "-s",
        "tests",
    ]
    done = subprocess.run(command, cwd=root, env=surroundings(), check=False)  # noqa: S603
    if done.returncode:
        msg = "the tests fail; a release needs all of them"
        raise SiteError(msg)
