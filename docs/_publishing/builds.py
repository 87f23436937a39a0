"""Build the book of one version: its own code, its own pins, its own environment.

A copy of the version's commit builds itself as its README says, with ``nox -s docs``.
What comes out is kept under a key made from everything that went in.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from errors import SiteError
from progress import run
from repository import ROOT, check_out, git, surroundings

if TYPE_CHECKING:
    from releases import Version

KEPT = Path("docs/_build/site")
#: Parts of the project that no page is made from.
BESIDE = (".ci/", ".github/", "docs/_publishing/", "docs/versions.json", "tests/")
#: A page that says which version it was executed with, for books that lack it.
COLOPHON = "docs/reference/this-version.md"
TAIL = 30


@dataclass(frozen=True)
class Build:
    """A built book.

    Parameters
    ----------
    version : Version
        What was built.
    key : str
        A digest of everything that the book was made from.
    folder : path
        Where this build is kept; its ``html`` is the book.
    """

    version: Version
    key: str
    folder: Path

    @property
    def html(self) -> Path:
        """Return the folder of the pages."""
        return self.folder / "html"

    @property
    def is_there(self) -> bool:
        """Tell whether the book was built before."""
        return (self.html / "index.html").is_file()


def planned(version: Version, root: Path = ROOT) -> Build:
    """Say where the build of a version belongs, whether it exists or not."""
    tree = git("ls-tree", "-r", version.commit, root=root).splitlines()
    used = [line for line in tree if not line.partition("\t")[2].startswith(BESIDE)]
    colophon = "" if _has_colophon(used) else _colophon(root)
    # The commit's time is left out: nothing in a book shows it.
    machine = [platform.system(), platform.machine(), sys.version]
    machine.append(os.environ.get("UV_TORCH_BACKEND", ""))
    facts = [version.slug, *machine, colophon, *used]
    key = hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]
    return Build(version, key, root / KEPT / version.slug / key)


def build(plan: Build, log: Path, root: Path = ROOT) -> None:
    """Build a book and keep it.

    Parameters
    ----------
    plan : Build
        What to build, and where to keep it.
    log : path
        File that gets all that the tools print.
    root : path
        The checkout that has the commit.

    Raises
    ------
    SiteError
        If it fails; if its tools did, with the end of their log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="convguide-") as temporary:
        source = Path(temporary, "convguide")
        check_out(plan.version.commit, source, root)
        if not (source / COLOPHON).exists():
            (source / COLOPHON).write_text(_colophon(root), "utf-8")
        command = [
            *(sys.executable, "-m", "nox", "--noxfile", str(source / "noxfile.py")),
            *("--session", "docs", "--envdir", str(plan.folder.parent / "environment")),
        ]
        code = run(command, source, _environment(), log)
        html = source / "docs" / "_build" / "html"
        if code or not (html / "index.html").is_file():
            raise SiteError(tail(log))
        shutil.rmtree(plan.folder, ignore_errors=True)
        plan.folder.mkdir(parents=True)
        # Beside its place first: a folder named html is always a whole book.
        shutil.copytree(html, plan.folder / "unfinished")
        (plan.folder / "unfinished").rename(plan.html)


def tail(log: Path, count: int = TAIL) -> str:
    """Return the last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-count:])


def forget_others(plan: Build) -> None:
    """Remove older builds of the same version."""
    for folder in plan.folder.parent.iterdir():
        if folder.is_dir() and folder.name not in (plan.key, "environment"):
            shutil.rmtree(folder)


def _colophon(root: Path) -> str:
    """Return the page that old books are given, as it is committed."""
    return git("show", f"HEAD:{COLOPHON}", root=root) + "\n"


def _has_colophon(tree: list[str]) -> bool:
    """Tell whether a version has the page that others are given."""
    return any(line.endswith(f"\t{COLOPHON}") for line in tree)


def _environment() -> dict[str, str]:
    """Return variables for a build: the reader's, but for what would leak into it."""
    # Where the site stands is no part of a book: dressing puts it in afterwards.
    ours = ("CONVGUIDE_", "READTHEDOCS", "PYTHON", "SPHINX", "NOX")
    kept = {k: v for k, v in surroundings().items() if not k.startswith(ours)}
    # CI: every page is read, whatever lies in a cache.
    return {**kept, "CI": "true", "NO_COLOR": "1", "TERM": "dumb"}
