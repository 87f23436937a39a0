"""A little project with a history and a noxfile, for tests of publishing."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NOXFILE = """
import pathlib
import nox

nox.options.default_venv_backend = "none"

@nox.session
def tests(session):
    session.run("python", "-c", "import sys; sys.exit({code})", external=True)

@nox.session
def docs(session):
    {docs}
"""
BOOK = """html = pathlib.Path("docs/_build/html")
    html.mkdir(parents=True)
    version = pathlib.Path("src/convguide/__init__.py").read_text().split('"')[-2]
    (html / "index.html").write_text(version)
    pages = sorted(page.name for page in pathlib.Path("docs/reference").iterdir())
    (html / "has.txt").write_text(str(pages))"""
CITATION = """cff-version: 1.2.0
title: "convguide"
version: 0.0.0
date-released: "2020-01-01"
license: MIT
"""


class LittleProject:
    """A checkout in a temporary folder."""

    def __init__(self, root: Path) -> None:
        """Make the first commit: version 0.1.0, with nothing on the list."""
        self.root = root
        root.mkdir(exist_ok=True)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "Somebody")
        self.git("config", "user.email", "somebody@convguide.example")
        self.git("config", "commit.gpgsign", "false")
        self.write(".gitignore", "__pycache__/\n/docs/_build/\n/site/\n")
        self.write("docs/versions.json", "[]\n")
        self.write("docs/reference/other.md", "A page.\n")
        self.write("CITATION.cff", CITATION)
        self.write("noxfile.py", NOXFILE.format(code=0, docs=BOOK))
        self.changelog("## [0.1.0] - 2026-01-02\n\n- First.\n")
        self.first = self.version("0.1.0")

    def git(self, *arguments: str, date: str = "2026-01-02T03:04:05Z") -> str:
        """Run git; a commit gets the date."""
        command = ["git", "-C", str(self.root), *arguments]
        environment = {
            **os.environ,
            "GIT_COMMITTER_DATE": date,
            "GIT_AUTHOR_DATE": date,
        }
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, "utf-8")

    def read(self, name: str) -> str:
        """Read a file."""
        return (self.root / name).read_text("utf-8")

    def commit(self, message: str = "Change") -> str:
        """Commit everything; return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def version(self, name: str) -> str:
        """Commit a version of the package."""
        self.write("src/convguide/__init__.py", f'"""Doc."""\n__version__ = "{name}"\n')
        return self.commit(f"Version {name}")

    def changelog(self, text: str) -> None:
        """Write the changelog, below an empty section of what is not released."""
        self.write("CHANGELOG.md", f"# Changelog\n\n## [Unreleased]\n\n{text}")

    def list(self, **commits: str) -> None:
        """Write the list of releases: ``v0_1_0=commit``."""
        entries = [
            {"version": k[1:].replace("_", "."), "date": "2026-01-02", "commit": c}
            for k, c in commits.items()
        ]
        self.write("docs/versions.json", json.dumps(entries))
