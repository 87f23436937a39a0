"""Make a release: check, write version, date and list, and say what to tag and push.

A commit cannot name itself. So a release is two commits: the release, and the one that
puts it on the list and begins the next version.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from checking import (
    CHANGELOG,
    NOTHING,
    entry,
    refuse_another,
    refuse_changes,
    refuse_known,
    refuse_no_branch,
    refuse_older,
    refuse_unmerged,
    refuse_untold,
    run_tests,
)
from citation import CITATION, citation_file
from errors import SiteError
from progress import say
from releases import LIST, PACKAGE, Version, listed, numbers, package_version
from repository import ROOT, check_out, commit_of, git, position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_UNRELEASED = rf"^## \[Unreleased\]$(?:\n\n{re.escape(NOTHING)}$)?"
#: All that a release writes.
_WRITTEN = (PACKAGE, CHANGELOG, CITATION, LIST)


def release(name: str, day: date, root: Path = ROOT) -> None:
    """Release what stands in the checkout.

    Parameters
    ----------
    name : str
        The version, ``"0.2.0"``.
    day : date
        Its day.
    root : path
        The checkout.

    Raises
    ------
    SiteError
        If a check fails; nothing is written then.
    """
    refuse_known(name, root)
    refuse_older(name, root)
    refuse_changes(root)
    refuse_no_branch(root)
    refuse_untold(name, root)
    before = position(root)
    run_tests(root)
    with all_or_nothing(root, before):
        files = write_version(root, Version(name, "", day.isoformat()))
        commit(root, files, f"Release {name}")
        released = Version(name, git("rev-parse", "HEAD", root=root), day.isoformat())
        following, files = begin_next(root, released)
        message = f"List release {name}, and begin {following}"
        put_on_list(root, released, message, files)
    say_what_is_left(released)


def release_past(name: str, at: str, root: Path = ROOT) -> None:
    """Put a commit of the past on the list of releases.

    Parameters
    ----------
    name : str
        The version; the commit's package must call itself so.
    at : str
        The commit.
    root : path
        The checkout.

    Raises
    ------
    SiteError
        If a check fails; nothing is written then.
    """
    full = commit_of(at, root)
    if full is None:
        msg = f"there is no commit {at} in this clone"
        raise SiteError(msg)
    refuse_known(name, root, full)
    refuse_changes(root)
    refuse_no_branch(root)
    refuse_unmerged(full, root)
    before = position(root)
    written = package_version(full, root)
    if written != name:
        msg = f"at commit {full[:12]} the package calls itself {written}, not {name}"
        raise SiteError(msg)
    with tempfile.TemporaryDirectory(prefix="convguide-") as temporary:
        copy = Path(temporary, "convguide")
        check_out(full, copy, root)
        day, text = entry(copy, name)
        if not day or not text:
            msg = f"{CHANGELOG} of commit {full[:12]} has no dated entry [{name}]"
            raise SiteError(msg)
        run_tests(copy)
    released = Version(name, full, day)
    with all_or_nothing(root, before):
        put_on_list(root, released, f"List release {name}", [])
    say_what_is_left(released)


@contextmanager
def all_or_nothing(root: Path, before: tuple[str, str]) -> Iterator[None]:
    """Make commits and files again what they were, if a release cannot be finished.

    Other files are not touched: somebody may be writing them at this moment.
    """
    refuse_changes(root)  # somebody may have worked on while the tests ran
    refuse_another(before, root)
    try:
        yield
    except BaseException:
        git("reset", "--quiet", "--soft", before[0], root=root)
        git("checkout", "--quiet", "HEAD", "--", *_WRITTEN, root=root)
        raise


def write_version(root: Path, version: Version) -> list[str]:
    """Write version and date into package, changelog and CITATION.cff; name these."""
    heading = f"## [{version.name}] - {version.date}"
    citation = (root / CITATION).read_text("utf-8")
    texts = {
        PACKAGE: _with_version(root, version.name),
        CHANGELOG: _with_line(root / CHANGELOG, _UNRELEASED, heading),
        CITATION: citation_file(citation, version),
    }
    for name, text in texts.items():
        (root / name).write_text(text, "utf-8")
    return list(texts)


def begin_next(root: Path, released: Version) -> tuple[str, list[str]]:
    """Write what follows a release into package and changelog; name it, and these."""
    major, minor, _ = numbers(released.name)
    following = f"{major}.{minor + 1}.0.dev0"
    (root / PACKAGE).write_text(_with_version(root, following), "utf-8")
    heading = f"## [{released.name}] - {released.date}"
    headings = f"## [Unreleased]\n\n{NOTHING}\n\n{heading}"
    text = _with_line(root / CHANGELOG, f"^{re.escape(heading)}$", headings)
    (root / CHANGELOG).write_text(text, "utf-8")
    return following, [PACKAGE, CHANGELOG]


def commit(root: Path, files: list[str], message: str) -> None:
    """Commit files that were written."""
    options = ("--quiet", "--message", message, "--only", "--", *files)
    git("commit", *options, root=root)


def put_on_list(root: Path, version: Version, message: str, files: list[str]) -> None:
    """Add a release to the list, in order, and commit it with other files."""
    versions = sorted([*listed(root), version], key=lambda v: numbers(v.name))
    entries = [
        {"version": v.name, "date": v.date, "commit": v.commit} for v in versions
    ]
    (root / LIST).write_text(json.dumps(entries, indent=2) + "\n", "utf-8")
    commit(root, [LIST, *files], message)


def say_what_is_left(version: Version) -> None:
    """Say which commands publish the release; none is run here."""
    tag = f"v{version.name}"
    say(
        f"release {version.name} is commit {version.commit[:12]}; to publish it:\n"
        f'  git tag --annotate {tag} {version.commit[:12]} --message "Release '
        f'{version.name}"\n'
        f"  git push origin HEAD {tag}\n"
        "  python -m pip install build twine\n"
        f"  git checkout {tag} && python -m build && git switch -\n"
        f"  python -m twine upload dist/convguide-{version.name}*"
    )


def _with_version(root: Path, name: str) -> str:
    """Return the package's first file with another version in it."""
    return _with_line(
        root / PACKAGE, r'^__version__ = ".*"$', f'__version__ = "{name}"'
    )


def _with_line(file: Path, pattern: str, new: str) -> str:
    """Return a file's text with the one line that fits replaced."""
    old = file.read_text("utf-8")
    text, count = re.subn(pattern, lambda _: new, old, flags=re.MULTILINE)
    if count != 1:
        msg = f"{file.name} has {count} lines like {pattern!r}, not one"
        raise SiteError(msg)
    return text
