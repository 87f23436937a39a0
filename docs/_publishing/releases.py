"""Which versions of the book there are: a committed list, git's tags, and today's.

``docs/versions.json`` names the commit of each release, so that a clone without tags
builds the same site. A tag that the list does not know is a release, too.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from errors import SiteError
from repository import ROOT, commit_of, git, is_shallow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LIST = "docs/versions.json"
PACKAGE = "src/convguide/__init__.py"
DEV = "dev"
_NUMBERS = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_WRITTEN = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
_LIKE_A_VERSION = re.compile(r"\D*\d+\.\d+")


@dataclass(frozen=True)
class Version:
    """One version of the book.

    Parameters
    ----------
    name : str
        What the package says of itself: ``"0.2.0"``.
    commit : str
        Its commit.
    date : str
        Its day, ``"2026-11-23"``.
    released : bool
        Whether it is a release; otherwise it is what is being written.
    """

    name: str
    commit: str
    date: str
    released: bool = True

    @property
    def slug(self) -> str:
        """Return its folder in the site: one for each minor version."""
        return self.name.rpartition(".")[0] if self.released else DEV


def numbers(name: str) -> tuple[int, int, int]:
    """Read a version, ``"0.2.0"``, as three numbers.

    Raises
    ------
    SiteError
        If it is not of the form X.Y.Z.
    """
    if found := _NUMBERS.fullmatch(name):
        major, minor, patch = map(int, found.groups())
        return major, minor, patch
    msg = f"{name!r} is no version"
    raise SiteError(msg, hint="a release is X.Y.Z, such as 0.2.0")


def package_version(commit: str, root: Path = ROOT) -> str:
    """Return the version that the package gives itself at a commit."""
    text = git("show", f"{commit}:{PACKAGE}", root=root)
    if found := _WRITTEN.search(text):
        return found[1]
    msg = f"{PACKAGE} has no line __version__ = ... at commit {commit[:12]}"
    raise SiteError(msg)


def _entry(name: object, commit: object, day: object) -> Version:
    """Check an entry of the list."""
    numbers(str(name))
    if not (isinstance(commit, str) and _COMMIT.fullmatch(commit)):
        msg = f"{LIST} gives {name} the commit {commit!r}"
        raise SiteError(msg, hint="write all 40 digits; a branch or a tag may move")
    try:
        return Version(str(name), commit, date.fromisoformat(str(day)).isoformat())
    except ValueError:
        msg = f"{LIST} gives {name} the date {day!r}"
        raise SiteError(msg, hint="write year-month-day") from None


def listed(root: Path = ROOT) -> list[Version]:
    """Read the committed list of releases.

    Raises
    ------
    SiteError
        If the list is malformed, or names a version twice.
    """
    try:
        text = (root / LIST).read_text(encoding="utf-8")
        entries = [(e["version"], e["commit"], e["date"]) for e in json.loads(text)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{LIST} cannot be read: {error!r}"
        hint = "it is a JSON list of objects with version, date and commit"
        raise SiteError(msg, hint) from None
    versions = [_entry(*values) for values in entries]
    names = [version.name for version in versions]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        msg = f"{LIST} names {', '.join(twice)} more than once"
        raise SiteError(msg)
    return versions


def tagged(root: Path = ROOT) -> tuple[list[Version], list[str]]:
    """Read the releases that git's tags name.

    Returns
    -------
    versions : list of Version
        One for each tag vX.Y.Z; its date is that of its commit.
    others : list of str
        Tags that look like versions and are none.
    """
    versions, others = [], []
    every = git("for-each-ref", "--format=%(refname:strip=2)", "refs/tags", root=root)
    for tag in every.splitlines():
        if not (tag.startswith("v") and _NUMBERS.fullmatch(tag[1:])):
            others += [tag] if _LIKE_A_VERSION.match(tag) else []
            continue
        commit = git("rev-parse", f"{tag}^{{commit}}", root=root)
        date = git("show", "-s", "--format=%cs", commit, root=root)
        versions.append(Version(tag[1:], commit, date))
    return versions, others


def _checked(version: Version, root: Path) -> Version:
    """Refuse a release whose commit is missing, or belongs to another version."""
    commit = commit_of(version.commit, root)
    if commit is None:
        msg = (
            f"release {version.name} cannot be built: its commit "
            f"{version.commit[:12]} is not in this clone"
        )
        if is_shallow(root):
            hint = "the clone is shallow; git fetch --unshallow brings all its history"
        else:
            hint = f"is {LIST} right? git fetch --all brings what is missing"
        raise SiteError(msg, hint)
    written = package_version(commit, root)
    if written != version.name:
        msg = (
            f"release {version.name} is commit {commit[:12]}, whose package calls "
            f"itself {written}"
        )
        raise SiteError(msg, hint=f"a tag or {LIST} names the wrong commit")
    return Version(version.name, commit, version.date)


def releases(root: Path = ROOT) -> list[Version]:
    """Return all releases, oldest first: those of the list, and tags that it lacks.

    Raises
    ------
    SiteError
        If the list and a tag name different commits, a commit is missing, or its
        package has another version.
    """
    known = {version.name: version for version in listed(root)}
    for version in tagged(root)[0]:
        entry = known.setdefault(version.name, version)
        if commit_of(entry.commit, root) not in (version.commit, None):
            msg = (
                f"release {version.name} is commit {entry.commit[:12]} in {LIST}, and "
                f"commit {version.commit[:12]} by the tag v{version.name}"
            )
            hint = "one of them is wrong; a published release never moves"
            raise SiteError(msg, hint)
    ordered = sorted(known.values(), key=lambda version: numbers(version.name))
    return [_checked(version, root) for version in ordered]


def newest_patches(versions: Iterable[Version]) -> list[Version]:
    """Keep the newest patch of each minor version, oldest first."""
    ordered = sorted(versions, key=lambda version: numbers(version.name))
    return list({version.slug: version for version in ordered}.values())


def today(root: Path = ROOT) -> Version:
    """Return what is being written: the last commit."""
    commit = git("rev-parse", "HEAD", root=root)
    date = git("show", "-s", "--format=%cs", commit, root=root)
    return Version(package_version(commit, root), commit, date, released=False)
